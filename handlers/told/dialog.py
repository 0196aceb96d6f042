"""The filled report: one card to confirm with one tap, then only what is open is asked."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from db.actions.told import add_words
from handlers.dialog import (
    REWRITES,
    AskStep,
    Choice,
    Dialog,
    Fact,
    Question,
    ReadStep,
    ReplyKind,
    Step,
    Term,
    Text,
    Turn,
    Unclear,
)
from handlers.engine.typed import words_of
from handlers.steps.addresses import place_answer, shared_answer
from handlers.steps.moments import read_moment
from handlers.steps.places import place_spoken_of, place_steps
from handlers.steps.quantities import quantity_answer
from handlers.told.asking import ASK_STEPS, CARD
from handlers.told.card import PAGE, card
from handlers.told.change import (
    EDIT_STEPS,
    as_stated,
    ask_anew,
    joined,
    joined_and_said,
    leave,
    place_names,
    rewritten,
)
from handlers.told.fill import deadline_of
from handlers.told.finish import finish, mode_of
from handlers.told.numbered import named_line, numbered_line
from handlers.told.reading import read_words, without_cries
from handlers.told.said import (
    MODE,
    MOST_PLACES,
    URGENCY,
    Said,
    SaidLine,
    is_said,
    open_lines,
    said_of,
)
from matching.intake.reading import Reading
from matching.model import Role, Urgency
from matching.quantities import read_quantity

NAME = "told"
OK = "ok"
STATED = ("deadline", "people")
"""What a message may state besides goods; one tap takes it out again."""
MOST_BUTTONS = 9
"""Buttons of a card before those of its lines go behind one: what a wet thumb still hits."""
UNFOLDED = "unfolded"
"""Name of the answer that shows the buttons of every line."""
_UNFOLD = Choice(UNFOLDED, Text("told.unfold"))
_BARE = re.compile(
    r"\D{0,6}\d[\d,.]*\s?(?:[a-z]{1,10}|[\u4e00-\u9fff]{1,2})?|[\u4e00-\u9fff]{1,8}", re.I
)
"""A number with a unit and nothing else."""


async def _ask_card(turn: Turn) -> Question:
    """The card, with a change and a removal for each line on it."""
    said = said_of(turn.answers)
    lines = [each for line in said.lines for each in _line_choices(line)]
    fixed = (*_confirm(said), *_more_choices(said))
    folded = _is_long(said) and UNFOLDED not in turn.answers
    if folded:
        fixed = (*_confirm(said), _UNFOLD, *_more_choices(said))
    elif _is_long(said):
        fixed = _confirm(said)
    return Question(
        card(turn, said, await mode_of(turn, said)) if said.lines else Text("told.empty"),
        tuple(lines),
        columns=4,
        page_size=2 * PAGE,
        fixed=fixed,
        folded=folded,
    )


def _is_long(said: Said) -> bool:
    """Whether the buttons of its lines and all others are too many at once."""
    lines = min(len(said.lines), PAGE)
    return len(_confirm(said)) + len(_more_choices(said)) + 2 * lines > MOST_BUTTONS


def _fold(answers: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Back from the buttons of every line to the card."""
    if UNFOLDED not in answers or not _is_long(said_of(answers)):
        return None
    return {REWRITES: {UNFOLDED: None}}


def _line_choices(line: SaidLine) -> tuple[Choice, Choice]:
    n = line.number
    return (
        Choice(f"e{n}", Text("told.edit", {"n": n}), words_with(n, "told.say_edit")),
        Choice(f"x{n}", Text("told.remove", {"n": n}), words_with(n, "told.say_remove")),
    )


def words_with(number: int, key: str) -> tuple[str, ...]:
    """Words that mean something done to the line of this number: 删3, remove 3."""
    return tuple(word.replace("#", str(number)) for word in words_of(key))


def _confirm(said: Said) -> tuple[Choice, ...]:
    """The one tap."""
    reported, waiting = len(said.reported), len(open_lines(said))
    if not reported:
        return ()
    key = "told.confirm_ask" if waiting == reported else "told.confirm_some"
    label = Text(key, {"n": reported - waiting}) if waiting else Text("told.confirm")
    return (Choice(OK, label, words_of("typed.confirm"), style="success"),)


def _more_choices(said: Said) -> tuple[Choice, ...]:
    places = said.used_places
    choices = [
        Choice(f"place{n}", Text("told.edit_place_of" if len(places) > 1 else "told.edit_place", f))
        for n, f in ((n, {"n": n + 1}) for n in places)
    ]
    if any(line.is_need for line in said.lines):
        choices.append(Choice(URGENCY, Text("told.edit_urgency")))
    if any(line.is_offer for line in said.lines):
        choices.append(Choice(MODE, Text("told.edit_mode")))
    choices += [Choice(name, Text(f"told.no_{name}")) for name in STATED if getattr(said, name)]
    return tuple(choices)


async def _pick_card(turn: Turn, value: str) -> Any:
    said = replace(said_of(turn.answers), back_to=turn.page + 1)
    if value == OK:
        return OK
    if value == UNFOLDED:
        return {REWRITES: {UNFOLDED: True}}
    if value in (URGENCY, MODE):
        return rewritten(replace(said, edit=value))
    if value in STATED:
        return rewritten(replace(said, deadline="") if value == "deadline" else _uncounted(said))
    if value.startswith("place"):
        return ask_anew(said, value, turn.answers)
    number = int(value[1:])
    if value.startswith("x"):
        return rewritten(said.without(number))
    return rewritten(replace(said, edit=str(number), ask=""))


def _uncounted(said: Said) -> Said:
    return replace(said, people=0, households=0)


async def _read_card(turn: Turn, _question: Question) -> Any:
    """A line's number to change it, or more of the same: it joins the card."""
    said = said_of(turn.answers)
    if turn.reply.kind is ReplyKind.LOCATION and len(said.used_places) == 1:
        return _moved(turn, said)
    typed = turn.reply.text if turn.reply.kind is ReplyKind.TEXT else ""
    number = typed.strip()
    if number.isascii() and number.isdigit() and said.line(int(number[:4])) is not None:
        return rewritten(replace(said, edit=str(int(number[:4])), ask="", back_to=turn.page + 1))
    restated = await numbered_line(turn, said, typed) or await named_line(turn, said, typed)
    if restated is not None:
        return restated
    reading = without_cries(await read_words(turn, typed))
    amount = _amount_of_one(turn, said, typed)
    if amount is not None and all(line.code == amount.code for line in reading.lines):
        return rewritten(said.with_line(amount))
    more = joined(turn, said, reading) or _more_facts(turn, said, reading)
    if more is None:
        raise Unclear("told.unclear_card")
    await add_words(turn.session, turn.person.actor, raw_id=said.raw, words=typed)
    return more


def _moved(turn: Turn, said: Said) -> dict[str, Any]:
    """The card with the location that was shared as its place."""
    name = f"place{said.used_places[0]}"
    return rewritten(said, **{**dict.fromkeys(place_names(name)), name: shared_answer(turn)})


def _more_facts(turn: Turn, said: Said, reading: Reading) -> dict[str, Any] | None:
    """By when, for how many, where: what was forgotten or is put right; None if nothing is."""
    if reading.lines or reading.urgency is Urgency.CRITICAL:
        return None
    moment = deadline_of(reading.deadline, turn.now) or _moment(turn, reading)
    news = replace(
        said,
        deadline=moment or said.deadline,
        people=reading.people or said.people,
        households=reading.households or said.households,
    )
    where: dict[str, Any] = {}
    if reading.places:
        place = reading.places[0]
        where["place0"] = place_answer(turn.house.gazetteer, place.words, place.candidates)
    return rewritten(news, **where) if where or news != said else None


def _moment(turn: Turn, reading: Reading) -> str:
    """A moment that stands alone, as an answer to the card: 明天18点."""
    moment = read_moment(reading.text, turn.now)
    return moment.isoformat() if moment is not None and moment > turn.now else ""


def _amount_of_one(turn: Turn, said: Said, typed: str) -> SaidLine | None:
    """The only line with a quantity that was typed on its own: "2 cartons"."""
    if len(said.reported) != 1:
        return None
    line = said.reported[0]
    item = turn.house.catalogue.by_code[line.code]
    found = (
        None if item.must_ask or not _BARE.fullmatch(typed.strip()) else read_quantity(typed, item)
    )
    if found is None:
        return None
    return as_stated(turn, line, quantity_answer(found, typed, item))


def _is_filled(answers: Mapping[str, Any]) -> bool:
    return is_said(answers)


def _place_steps() -> Iterator[Step]:
    """Where: only what the message left open, and only once the card is confirmed."""
    for number in range(MOST_PLACES):
        name = f"place{number}"
        for step in place_steps(Text("told.where_need"), name=name):
            when = _ready(step.name, name, number, step.when)
            ask = (_where if step.name == name else _which_of_them)(number, step.ask)
            read = _place_or_more(step.read)
            yield replace(step, ask=ask, read=read, when=when, undo=leave, show=None, about=None)


def _place_or_more(read: ReadStep | None) -> ReadStep:
    """Further goods said where a place was asked join the report; the question stays."""

    async def heard(turn: Turn, question: Question) -> Any:
        more = await _further(turn)
        if more is not None:
            return more
        if read is None:
            raise Unclear("unclear.choose")
        return await read(turn, question)

    return heard


async def _further(turn: Turn) -> dict[str, Any] | None:
    if turn.reply.kind is not ReplyKind.TEXT:
        return None
    reading = without_cries(await read_words(turn, turn.reply.text))
    counted = tuple(line for line in reading.lines if line.quantity is not None)
    if not counted:
        return None
    return await joined_and_said(turn, said_of(turn.answers), replace(reading, lines=counted))


def _where(number: int, ask: AskStep) -> AskStep:
    """The question for a place, said of what is needed or of what lies there."""

    async def asked(turn: Turn) -> Question:
        here = [line for line in said_of(turn.answers).reported if line.place == number]
        offers = all(line.is_offer for line in here)
        key = "told.where_offer" if offers else "told.where_need"
        return replace(await ask(turn), text=Text(key, {"goods": _goods(here)}))

    return asked


def _which_of_them(number: int, ask: AskStep) -> AskStep:
    """A further question about a place, with its words where there are several."""

    async def asked(turn: Turn) -> Question:
        question = await ask(turn)
        spot = place_spoken_of(turn, f"place{number}")
        if spot is None or not spot.words or len(said_of(turn.answers).used_places) < 2:
            return question
        facts: dict[str, Fact] = {"words": Term("plain", spot.words), "question": question.text}
        return replace(question, text=Text("told.of_place", facts))

    return asked


def _goods(lines: Sequence[SaidLine]) -> Fact:
    """What is spoken of, the first few names of it."""
    names = tuple(Term("item", code) for code in dict.fromkeys(line.code for line in lines))
    few = names[:3]
    return Text("told.and_more", {"items": few, "n": len(names)}) if len(names) > 3 else few


def _ready(
    step: str, name: str, number: int, also: Callable[[Mapping[str, Any]], bool]
) -> Callable[[Mapping[str, Any]], bool]:
    def when(answers: Mapping[str, Any]) -> bool:
        if step in answers:
            return step == name or also(answers)
        if not is_said(answers):
            return False
        said = said_of(answers)
        is_asked = said.edit == name or (CARD in answers and number in said.used_places)
        return is_asked and also(answers)

    return when


TOLD = Dialog(
    NAME,
    (
        *EDIT_STEPS,
        *ASK_STEPS,
        *_place_steps(),
        Step(CARD, _ask_card, _read_card, _is_filled, pick=_pick_card, undo=_fold),
    ),
    finish,
    confirm=False,
    roles=frozenset(Role) - {Role.DRIVER},
    title=Text("told.title"),
    reports=True,
)
