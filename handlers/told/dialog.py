"""The filled report: one card to confirm with one tap, then only what is open is asked."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from handlers.dialog import (
    AskStep,
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
from handlers.steps.places import place_spoken_of, place_steps
from handlers.told.asking import ASK_STEPS
from handlers.told.change import EDIT_STEPS, leave
from handlers.told.confirming import CARD_STEP
from handlers.told.cry import with_cries
from handlers.told.finish import finish
from handlers.told.joining import joined_and_said
from handlers.told.reading import read_words, without_cries
from handlers.told.said import CARD, MOST_PLACES, SaidLine, is_said, said_of
from matching.model import Role

NAME = "told"


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
        return replace(await ask(turn), text=_whereto(here))

    return asked


def _whereto(here: Sequence[SaidLine]) -> Text:
    given = [line for line in here if line.is_offer]
    wanted = [line for line in here if not line.is_offer]
    if not wanted:
        return Text("told.where_offer", {"goods": _goods(given)})
    if not given:
        return Text("told.where_need", {"goods": _goods(wanted)})
    return Text("told.where_both", {"goods": _goods(wanted), "given": _goods(given)})


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
        *map(with_cries, EDIT_STEPS),
        *map(with_cries, ASK_STEPS),
        *_place_steps(),
        with_cries(CARD_STEP),
    ),
    finish,
    confirm=False,
    roles=frozenset(Role) - {Role.DRIVER},
    title=Text("told.title"),
    reports=True,
)
