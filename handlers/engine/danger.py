"""Whoever tells of a life at risk is told first whom to call, whatever else they asked or answer.

Coordinators are left out: they write of others' danger all day, and know the numbers.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from db.actions.help import LONGEST, call_for_help
from handlers.dialog import Prompt, ReplyKind, Text, Turn
from handlers.engine.move import Move, Scene
from handlers.engine.screens import below
from handlers.engine.state import State
from matching.intake.normalise import normalise
from matching.intake.urgency import risks_a_life
from matching.model import Role, Urgency

WHOM_TO_CALL = Text("told.danger_first")
DESK_TOLD = Text("told.danger_told")
_SAID_ALREADY = frozenset({"told.danger", "told.danger_first", "told.danger_told"})
"""Sentences that name the numbers."""
_READ = frozenset({ReplyKind.TEXT, ReplyKind.PHOTO})
_URGENCY = "urgency"


def danger_said(turn: Turn, words: str) -> bool:
    """Whether the words say that somebody may die now."""
    return risks_a_life(normalise(words, turn.house.vocabulary.signs).text)


async def danger_first(scene: Scene, move: Move) -> Move:
    """The move, with whom to call above everything else where a life is at risk.

    Said inside a dialog it reaches the desk at once, whatever the words were taken for besides:
    nobody may have to press "send" first.
    """
    if Role.COORDINATOR in scene.turn.person.roles:
        return move
    reply = scene.turn.reply
    told = reply.kind in _READ and danger_said(scene.turn, reply.text)
    first = WHOM_TO_CALL
    if told and scene.state.running:
        await tell_desk(scene.turn)
        first = DESK_TOLD
    if _says_so(move.prompt) or not (told or _chose_critical(scene, move)):
        return move
    return replace(move, prompt=below(first, move.prompt), asks_again=False)


async def tell_desk(turn: Turn) -> None:
    """A cry reaches the coordinators as it was said; said twice in a turn, once."""
    actor, words = turn.person.actor, _cry_in(turn, turn.reply.text)
    await call_for_help(turn.session, actor, question=words, now=turn.now, urgent=True)


def _cry_in(turn: Turn, words: str) -> str:
    """The words, or of many the first stretch that says so and can be kept whole."""
    starts = range(0, max(1, len(words) - LONGEST // 2), LONGEST // 2)
    pieces = (words[start : start + LONGEST] for start in starts)
    return next((piece for piece in pieces if danger_said(turn, piece)), words)


def _chose_critical(scene: Scene, move: Move) -> bool:
    """Whether a life at risk was chosen: in a form, or on the card of a need."""
    if scene.turn.reply.data.startswith("a:"):
        is_critical = scene.turn.reply.data.endswith(f":{Urgency.CRITICAL.value}")
        return is_critical and move.prompt is not None
    before, after = scene.state, move.state
    return before.run == after.run and _is_critical(after) and not _is_critical(before)


def _is_critical(state: State) -> bool:
    parts: list[Mapping[str, Any]] = [state.answers]
    parts += [each for each in state.answers.values() if isinstance(each, Mapping)]
    return any(part.get(_URGENCY) == Urgency.CRITICAL.value for part in parts)


def _says_so(prompt: Prompt | None) -> bool:
    return prompt is not None and _names_numbers(prompt.text)


def _names_numbers(text: Text) -> bool:
    parts = [each for each in text.args.values() if isinstance(each, Text)]
    return text.key in _SAID_ALREADY or any(_names_numbers(part) for part in parts)
