"""A fuller address, written where it is asked which place or which district is meant."""

from collections.abc import Mapping
from typing import Any

from handlers.dialog import ReplyKind, Turn
from handlers.steps.addresses import (
    ADDRESS_SIGNS,
    COARSE,
    entry_of,
    names_a_street,
    shared_answer,
    typed_answer,
)
from handlers.steps.choices import typed_line
from handlers.steps.inside import inside_own
from matching.intake.own_house import is_inside


async def fuller_answer(turn: Turn, before: Mapping[str, Any]) -> dict[str, Any] | None:
    """What is written or sent in place of the place `before`; None if it says no more than that."""
    if turn.reply.kind is ReplyKind.LOCATION:
        return shared_answer(turn)
    words = typed_line(turn.reply, ADDRESS_SIGNS)
    if own := await inside_own(turn, words):
        return own
    if is_inside(words):
        return None
    answer = typed_answer(turn.house.gazetteer, words, _lies_in(turn, before))
    return answer if answer["sure"] or names_a_street(words) else None


def _lies_in(turn: Turn, before: Mapping[str, Any]) -> str:
    """The district of all the areas in question; a landmark says nothing of what is not it."""
    codes = before.get("options", ())
    entries = [each for code in codes if (each := entry_of(turn.house.gazetteer, code))]
    districts = {entry.district for entry in entries if entry.kind in COARSE}
    alone = len(districts) == 1 and all(entry.kind in COARSE for entry in entries)
    return districts.pop() if alone else ""
