"""What if: try a lot, a road or a vehicle changed, and see what the next plan would make of it."""

from datetime import datetime
from typing import Any

from db.actions.previews import ask_preview
from db.queries.desk import open_closures
from db.queries.previews import Trial, lots_to_try, vehicles_to_try
from db.tables import ClosureRow
from handlers.coordinator.desk import require_coordinator
from handlers.dialog import (
    REWRITES,
    ActHandler,
    Choice,
    Dialog,
    Outcome,
    Prompt,
    Question,
    ReplyKind,
    Step,
    Text,
    Turn,
    Unclear,
)
from handlers.speech.arguments import member, number
from handlers.speech.show import district, item, kg, marked, own_words, quantity
from handlers.steps.choices import (
    choice_step,
    district_choices,
    given,
    is_sentence,
    typed_line,
)
from handlers.told.reading import read_words
from matching.model import Role
from matching.whatif import Change, ChangeKind

LOT, ROAD, VEHICLE = "lot", "road", "vehicle"
CLOSE = "close"
"""Instead of a closure to lift: a road to close."""
ASKED_SIGNS = 300
"""Of the sentence that stands above the questions."""
_OF_LOT = (ChangeKind.LOT_GONE, ChangeKind.LOT_HALF, ChangeKind.LOT_DOUBLE)
_OF_VEHICLE = (ChangeKind.VEHICLE_OFF, ChangeKind.VEHICLE_MORE)


def _below_asked(turn: Turn, question: Text) -> Text:
    """The question below the sentence that it is about, where one was said."""
    asked = given(turn.answers.get("asked"))
    if not asked:
        return question
    first = Text("what_if.asked", {"text": own_words(asked)})
    return Text("engine.both", {"first": first, "then": question})


async def _keep_sentence(turn: Turn, _question: Question) -> Any:
    """A sentence where a button is asked for: it stands above what is asked from now on."""
    words = turn.reply.text if turn.reply.kind is ReplyKind.TEXT else ""
    if not is_sentence(words):
        raise Unclear("what_if.only_what_is_there")
    return {REWRITES: {"asked": typed_line(turn.reply, ASKED_SIGNS)}}


async def _ask_what(turn: Turn) -> Question:
    choices = tuple(Choice(each, Text(f"what_if.a_{each}")) for each in (LOT, ROAD, VEHICLE))
    return Question(_below_asked(turn, Text("what_if.ask_what")), choices)


async def _ask_lot(turn: Turn) -> Question:
    lots = await lots_to_try(turn.session)
    choices = tuple(Choice(str(lot.id), _lot(lot, turn.now)) for lot in lots)
    key = "what_if.ask_lot" if lots else "what_if.no_lot"
    return Question(_below_asked(turn, Text(key)), choices)


def _lot(lot: Trial, now: datetime) -> Text:
    facts = {
        "item": item(lot.name),
        "quantity": quantity(lot.name, int(lot.amount)),
        "district": district(lot.district),
    }
    return marked(Text("what_if.lot", facts), drill=lot.drill, since=lot.since, now=now)


async def _read_lot(turn: Turn, _question: Question) -> Any:
    """The only lot of what was written; stock that nobody has cannot be tried."""
    said = {line.code for line in (await read_words(turn, turn.reply.text)).lines}
    named = [lot for lot in await lots_to_try(turn.session) if lot.name in said]
    if len(named) != 1:
        raise Unclear("what_if.only_what_is_there")
    return str(named[0].id)


async def _read_none(_turn: Turn, _question: Question) -> Any:
    """Words that name nothing on the list."""
    raise Unclear("what_if.only_what_is_there")


async def _ask_vehicle(turn: Turn) -> Question:
    vehicles = await vehicles_to_try(turn.session)
    choices = tuple(Choice(str(each.id), _vehicle(each, turn.now)) for each in vehicles)
    key = "what_if.ask_vehicle" if vehicles else "what_if.no_vehicle"
    return Question(_below_asked(turn, Text(key)), choices)


def _vehicle(vehicle: Trial, now: datetime) -> Text:
    facts = {
        "vehicle": own_words(vehicle.name),
        "kg": kg(vehicle.amount),
        "district": district(vehicle.district),
    }
    return marked(Text("what_if.vehicle", facts), drill=vehicle.drill, since=None, now=now)


async def _ask_road(turn: Turn) -> Question:
    lifts = tuple(
        Choice(str(row.id), _lift(row, turn.now))
        for row in await open_closures(turn.session, turn.now)
    )
    choices = (Choice(CLOSE, Text("what_if.close")), *lifts)
    return Question(_below_asked(turn, Text("what_if.ask_road")), choices)


def _lift(row: ClosureRow, now: datetime) -> Text:
    lift = Text("what_if.lift", {"title": own_words(row.title)})
    return marked(lift, drill=row.drill, since=row.starts_at, now=now)


def _end_step(name: str, key: str, other: str) -> Step:
    async def ask(turn: Turn) -> Question:
        left = (each for each in district_choices() if each.value != turn.answers.get(other))
        return Question(_below_asked(turn, Text(key)), tuple(left), columns=2, page_size=12)

    return Step(name, ask, when=lambda answers: answers.get("road") == CLOSE)


def _change(turn: Turn) -> Change:
    answers = turn.answers
    if answers["what"] == ROAD:
        if answers["road"] == CLOSE:
            link = (str(answers["from"]), str(answers["to"]))
            return Change(ChangeKind.ROAD_CLOSED, link=link)
        return Change(ChangeKind.ROAD_OPEN, int(answers["road"]))
    what = str(answers["what"])
    return Change(ChangeKind(str(answers[f"{what}_how"])), int(answers[what]))


async def _finish(turn: Turn) -> Outcome:
    """Ask for it; the answer comes as soon as it is worked out."""
    await ask_preview(turn.session, turn.person.actor, _change(turn), now=turn.now)
    return Outcome(Prompt(Text("what_if.working")))


async def _try_one(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """A button that says all: this lot gone, that vehicle off duty."""
    require_coordinator(turn)
    subject, kind = number(args), member((*_OF_LOT, *_OF_VEHICLE), args)
    await ask_preview(turn.session, turn.person.actor, Change(kind, subject), now=turn.now)
    return Outcome(toast=Text("what_if.working"))


async def start(turn: Turn) -> Outcome:
    """`/whatif`: what shall be different?"""
    require_coordinator(turn)
    return Outcome(start=WHAT_IF.name)


async def _again(turn: Turn, _args: tuple[str, ...]) -> Outcome:
    return await start(turn)


def _hows(kinds: tuple[ChangeKind, ...]) -> tuple[Choice, ...]:
    return tuple(Choice(kind.value, Text(f"what_if.how_{kind.value}")) for kind in kinds)


WHAT_IF = Dialog(
    name="what_if",
    steps=(
        Step("what", _ask_what, _keep_sentence),
        Step("lot", _ask_lot, _read_lot, when=lambda answers: answers.get("what") == LOT),
        choice_step(
            "lot_how",
            Text("what_if.ask_how"),
            _hows(_OF_LOT),
            when=lambda answers: answers.get("what") == LOT,
        ),
        Step("road", _ask_road, when=lambda answers: answers.get("what") == ROAD),
        _end_step("from", "coordinator.ask_closed_from", "to"),
        _end_step("to", "coordinator.ask_closed_to", "from"),
        Step(
            "vehicle",
            _ask_vehicle,
            _read_none,
            when=lambda answers: answers.get("what") == VEHICLE,
        ),
        choice_step(
            "vehicle_how",
            Text("what_if.ask_how"),
            _hows(_OF_VEHICLE),
            when=lambda answers: answers.get("what") == VEHICLE,
        ),
    ),
    finish=_finish,
    confirm=False,
    supposes=True,
    roles=frozenset({Role.COORDINATOR}),
)

ACTS: dict[str, ActHandler] = {"try_out": _again, "try_one": _try_one}
