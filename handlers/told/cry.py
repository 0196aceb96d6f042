"""A cry said along with an answer makes the whole report critical; the answer is kept."""

from dataclasses import replace
from typing import Any

from handlers.dialog import REWRITES, Question, ReplyKind, Step, Turn
from handlers.engine.danger import danger_said
from handlers.told.joining import more_urgent
from handlers.told.reading import read_words
from handlers.told.said import SAID, said_of, to_answer


def with_cries(step: Step) -> Step:
    """The step, whose answers make the draft as urgent as they say."""
    read = step.read
    if read is None:
        return step

    async def heard(turn: Turn, question: Question) -> Any:
        value = await read(turn, question)
        changes = value.get(REWRITES, {}) if isinstance(value, dict) else {}
        if SAID not in changes or not _is_cry(turn):
            return value
        reading = await read_words(turn, turn.reply.text)
        draft = more_urgent(said_of(changes), reading, turn.now)
        return {**value, REWRITES: {**changes, SAID: to_answer(draft)}}

    return replace(step, read=heard)


def _is_cry(turn: Turn) -> bool:
    return turn.reply.kind is ReplyKind.TEXT and danger_said(turn, turn.reply.text)
