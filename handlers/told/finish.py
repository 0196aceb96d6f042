"""What a confirmed draft comes to: a need for each place, a lot for each thing, words to learn."""

from collections.abc import Sequence
from datetime import datetime

from db.actions.goods import count_stock
from db.actions.needs import report_need
from db.actions.told import note_reports
from db.actions.words import propose_alias
from handlers.dialog import Outcome, Prompt, Term, Text, Turn
from handlers.steps.places import stored_place
from handlers.steps.quantities import Stated, amount_or_guess
from handlers.steps.reserve import usual_mode
from handlers.told.said import CARD, LEFT, SAID, Said, SaidLine, merged, said_of
from matching.aliases import is_harmless
from matching.model import QuantityKind, ReserveMode, Role, Urgency

_SPEAKS_AS = (Role.HOSPITAL, Role.COMMUNITY, Role.RESIDENT, Role.COORDINATOR)
"""In which of several roles a need is reported."""


async def finish(turn: Turn) -> Outcome:
    """One need for each place, one lot for each thing to give; their cards follow."""
    said = said_of(turn.answers)
    if not said.reported:
        return Outcome(Prompt(Text("told.nothing_left")))
    needs, lots = [], []
    for number in said.used_places:
        here = merged(line for line in said.reported if line.place == number)
        place_id = await stored_place(turn, name=f"place{number}")
        wanted = [line for line in here if line.is_need]
        if wanted:
            needs.append(await _report(turn, said, wanted, place_id, number))
        lots += [await _count(turn, said, line, place_id) for line in here if line.is_offer]
    await note_reports(
        turn.session, turn.person.actor, raw_id=said.raw, needs=needs, lots=lots, now=turn.now
    )
    await _teach(turn, said)
    return _with_rest(turn, _done(len(needs), len(lots)))


def _with_rest(turn: Turn, done: Text) -> Outcome:
    """What was not clear yet is named, and stays a draft at the same places."""
    if LEFT not in turn.answers:
        return Outcome(Prompt(done))
    rest = said_of({SAID: turn.answers[LEFT]})
    items = tuple(Term("item", code) for code in dict.fromkeys(x.code for x in rest.lines))
    text = Text("told.done_some", {"done": done, "items": items})
    where = {name: answer for name, answer in turn.answers.items() if name.startswith("place")}
    leaves = {**where, SAID: turn.answers[LEFT]}
    return Outcome(Prompt(text), leaves=leaves, leaves_at=CARD)


def _done(needs: int, lots: int) -> Text:
    """What became of it; numbers only where there are several."""
    if needs and lots:
        return Text("told.done_both")
    if lots:
        return Text("told.done_lot") if lots == 1 else Text("told.done_lots", {"lots": lots})
    return Text("told.done_need") if needs == 1 else Text("told.done_needs", {"needs": needs})


async def _report(
    turn: Turn, said: Said, lines: Sequence[SaidLine], place_id: int, number: int
) -> int:
    people = said.people if len(said.used_places) == 1 else 0
    return await report_need(
        turn.session,
        turn.person.actor,
        role=next((role for role in _SPEAKS_AS if role in turn.person.roles), Role.RESIDENT),
        lines=[_stated(turn, line, people) for line in lines],
        place_id=place_id,
        urgency=Urgency(said.urgency),
        deadline=datetime.fromisoformat(said.deadline) if said.deadline else None,
        people=people or None,
        note="",
        request_key=f"run:{turn.run}:{number}",
        now=turn.now,
    )


def _stated(turn: Turn, line: SaidLine, people: int) -> tuple[str, int, QuantityKind, str]:
    kind = QuantityKind(line.kind) if line.quantity else QuantityKind.UNKNOWN
    item = turn.house.catalogue.by_code[line.code]
    amount = amount_or_guess(Stated(line.quantity, kind, ""), item, people)
    words = " ".join(filter(None, (line.words, line.stated)))
    return line.code, amount, kind, words[:120]


async def _count(turn: Turn, said: Said, line: SaidLine, place_id: int) -> int:
    return await count_stock(
        turn.session,
        turn.person.actor,
        item_code=line.code,
        quantity=line.quantity,
        quantity_kind=_how_sure(line),
        place_id=place_id,
        ready_at=None,
        expires_at=None,
        reserve_mode=await mode_of(turn, said),
        min_lot=1,
        only_for="",
        request_key=f"run:{turn.run}:{line.place}:{line.code}",
        now=turn.now,
    )


def _how_sure(line: SaidLine) -> QuantityKind:
    """Estimated where the words say "about", else counted."""
    said = QuantityKind(line.kind)
    return said if said is QuantityKind.ESTIMATE else QuantityKind.EXACT


async def mode_of(turn: Turn, said: Said) -> ReserveMode:
    """How what is given is held: as it was chosen, else as usual."""
    return ReserveMode(said.mode) if said.mode else await usual_mode(turn)


async def _teach(turn: Turn, said: Said) -> None:
    """What was put right may be learnt: the words of each line whose item the person chose."""
    reader = await turn.house.vocabulary.current(turn.session)
    for line in said.reported:
        if line.taught and is_harmless(line.words, line.code, reader):
            await propose_alias(
                turn.session,
                turn.person.actor,
                words=line.words,
                code=line.code,
                lang=turn.person.lang,
                reader=reader,
                now=turn.now,
            )
