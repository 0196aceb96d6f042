"""A button of a card or push, or the words that mean it: the act is done, or refused whole."""

import functools
import logging
import re
from dataclasses import replace

from handlers.dialog import Button, Outcome, PendingAct, Prompt, Text, Turn, Unclear
from handlers.engine.commands import choose_from_menu, person_told
from handlers.engine.danger import danger_said
from handlers.engine.data import ActPress, DialogPress, MenuPress, read_data
from handlers.engine.listen import pressed
from handlers.engine.move import Move, Scene
from handlers.engine.screens import menu_prompt
from handlers.engine.stepping import conclude, refused
from handlers.engine.typed import (
    fold,
    is_no,
    is_yes,
    only_agrees,
    says_no,
    says_yes,
    told_of,
    words_of,
)
from handlers.speech.sentences import LANGUAGES, sentences
from handlers.speech.texts import label
from handlers.speech.wire import prompt_from_json
from handlers.told.reading import read_words
from matching.errors import NotAsked, Refused
from matching.intake.reading import Side

log = logging.getLogger(__name__)

_CODE = re.compile(r"\d{4}")
_HEAD = re.compile(r"[,，.。;；!！?？、\n]")
_THANKS = re.compile(r"(?:谢谢|多谢|感谢)(?:你|您|你们|大家)?$|(?:thanks|thankyou)$")
PENDING_WORDS = "words_"
"""Sentences with this start of their last name list words that answer what is waiting."""
MOST_TO_CHOOSE_FROM = 6
MOST_TOLD = 900
"""Signs of a message that a coordinator is passed; the record holds 1,000."""
SURE = "y"
"""Last argument of the button below "really?" of an act that cannot be undone."""


async def act(scene: Scene, press: ActPress) -> Move:
    """Do what the button says; what it relies on is checked again by the action."""
    handler = scene.book.acts.get(press.act)
    if handler is None:
        return unknown(scene)
    if _is_late(scene, press):
        return await refused(scene, scene.state, NotAsked())
    turn = replace(scene.turn, answers={}, run="")
    try:
        async with turn.session.begin_nested():
            outcome = await handler(turn, press.args)
    except Refused as no:
        log.info("act refused", extra={"act": press.act, "refusal": no.text_key})
        return await refused(scene, scene.state, no)
    except Unclear as odd:
        return Move(scene.state, Prompt(odd.text, force_new=True))
    return await _conclude(scene, outcome)


def _is_late(scene: Scene, press: ActPress) -> bool:
    """Whether it says "really" to a question that is not what was said last: it was answered
    already, or something else was done since and nobody has it in mind any more."""
    sure = press.args[-1:] == (SURE,)
    return sure and press not in (read_data(each.data) for each in _shown(scene))


async def _conclude(scene: Scene, outcome: Outcome) -> Move:
    move = await conclude(scene, outcome)
    if outcome.start and move.prompt is not None:
        # A card stays where it is: the question comes below it.
        move = replace(move, prompt=replace(move.prompt, force_new=True))
    if scene.pressed or move.prompt is not None or move.toast is not None:
        return move
    return replace(move, toast=Text("engine.done"))


async def answer_shown(scene: Scene) -> Move | None:
    """Do what the button under the last message does whose label is typed, or that a bare yes or
    no means; None if none is so. What else the word answers is asked about: a push may be newer."""
    found = _matching(_shown(scene), scene)
    if not found and (found := _affirmed(scene)):
        found += _matching(await waiting(scene), scene)
    return await _do_one(scene, found)


async def answer_waiting(scene: Scene) -> Move | None:
    """Do what the words say to the offer, question or job that waits; None if nothing does."""
    return await _do_one(scene, _matching(await waiting(scene), scene))


async def answer_begun(scene: Scene) -> Move | None:
    """Ask about what the first words say, whatever follows: 不要了谢谢，水已退.

    Not where a life is at risk or more is asked for: 不用了，急需救护车 is a report.
    """
    said, rest = first_words(scene.turn.reply.text)
    if not said or said == fold(scene.turn.reply.text):
        return None
    begun = [each for each in await waiting(scene) if said in map(fold, each.begins)]
    if not begun or await asks_more(scene.turn, rest):
        return None
    if _holds("engine.says_elsewhere", rest):
        # No form changes where goods go: the words reach a coordinator as they are.
        return await person_told(scene, scene.turn.reply.text[:MOST_TOLD])
    return await _do_one(scene, begun)


async def asks_more(turn: Turn, rest: str) -> bool:
    """Whether what follows is a cry, a need, an offer, a place, or says that one still waits."""
    if danger_said(turn, turn.reply.text) or _holds("engine.says_waiting", rest):
        return True
    if _holds("engine.says_over", rest) and not _holds("engine.says_wanting", rest):
        return False  # "the water is gone" asks for no water
    reading = await read_words(turn, rest)
    return bool(reading.places) or any(line.side is not Side.STOCK for line in reading.lines)


def _holds(key: str, typed: str) -> bool:
    """Whether one of the words that a sentence lists stands in the text."""
    lower = typed.lower()
    return any(
        re.search(rf"\b{re.escape(word)}\b", lower) if word.isascii() else word in lower
        for word in words_of(key)
    )


def first_words(text: str) -> tuple[str, str]:
    """The first clause, folded, without thanks before and in it; and what follows it."""
    rest = text.strip()
    while rest:
        clause, *after = _HEAD.split(rest, maxsplit=1)
        rest = after[0].strip() if after else ""
        said = _THANKS.sub("", fold(clause))
        if said:
            return said, rest
    return "", ""


async def _do_one(scene: Scene, found: list[PendingAct]) -> Move | None:
    """Do what was found; ask which is meant if it is not the same everywhere."""
    if not found:
        return None
    if len({each.data for each in found}) == 1:
        return await _do(scene, found[0].data)
    rows = tuple((Button(each.label, each.data),) for each in found[:MOST_TO_CHOOSE_FROM])
    return Move(scene.state, Prompt(Text("engine.which_one"), rows, force_new=True))


async def _do(scene: Scene, data: str) -> Move | None:
    """What a button with this data does: an act, a choice of the menu, or of the dialog below."""
    press = read_data(data)
    if isinstance(press, ActPress):
        return await act(scene, press)
    if isinstance(press, DialogPress):
        return await pressed(scene, press)
    return await choose_from_menu(scene, press.entry) if isinstance(press, MenuPress) else None


async def waiting(scene: Scene) -> list[PendingAct]:
    """All that this person may answer now, newest first within each role."""
    turn = replace(scene.turn, answers={}, run="")
    return [each for source in scene.book.pending for each in await source(turn)]


def _shown(scene: Scene) -> list[PendingAct]:
    """What the buttons of the last message say, unless that was the dialog's own screen."""
    shown = scene.state.shown
    if shown is None:
        return []
    rows = prompt_from_json(shown).buttons
    return [PendingAct((), button.label, button.data) for row in rows for button in row]


def _affirmed(scene: Scene) -> list[PendingAct]:
    """The button that a bare yes or no presses, where the last message has just one yes: a no is
    the one that is called so, or all that is left."""
    buttons, typed = _shown(scene), scene.turn.reply.text
    yes = [each for each in buttons if is_yes(each.label)]
    if len(yes) != 1:
        return []
    if says_yes(typed):
        return [] if only_agrees(typed) and told_of(yes[0].label) else yes
    other = [each for each in buttons if each not in yes]
    no = [each for each in other if is_no(each.label)] or other
    return no if len(no) == 1 and says_no(typed) else []


def may_answer_waiting(text: str) -> bool:
    """Whether the words are among those that answer anything: asked before any look-up."""
    return fold(text) in _vocabulary()


def may_be_code(text: str) -> bool:
    """Whether the words are four digits: at a receiver's door they are the hand-over code."""
    return bool(_CODE.fullmatch(fold(text)))


def unknown(scene: Scene) -> Move:
    """A button nobody made, or of a version long gone: said kindly, with a way on."""
    prompt = menu_prompt(scene.book, scene.turn, scene.state)
    return Move(scene.state, replace(prompt, force_new=True), toast=Text("engine.unknown_button"))


def _matching(acts: list[PendingAct], scene: Scene) -> list[PendingAct]:
    typed = fold(scene.turn.reply.text)
    if not typed:
        return []
    names = scene.turn.house.names(scene.turn.now)
    return [
        each
        for each in acts
        if typed in map(fold, each.words)
        or typed in (fold(label(each.label, lang, names)) for lang in LANGUAGES)
    ]


@functools.cache
def _vocabulary() -> frozenset[str]:
    said = {key: text for lang in LANGUAGES for key, text in sentences(lang).items()}
    keys = {key for key, text in said.items() if _may_answer(key, text)}
    return frozenset(fold(word) for key in keys for word in words_of(key))


def _may_answer(key: str, text: str) -> bool:
    """Whether a sentence lists words that answer, or may be a button of a push or card."""
    area, _, name = key.rpartition(".")
    is_label = area in ("push", "card") and not ({"{", "\n"} & set(text))
    return name.startswith(PENDING_WORDS) or is_label
