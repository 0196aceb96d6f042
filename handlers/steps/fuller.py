"""A fuller address, written where it is asked which place or which district is meant."""

from collections.abc import Mapping
from typing import Any

from handlers.dialog import ReplyKind, Turn
from handlers.steps.addresses import (
    ADDRESS_SIGNS,
    COARSE,
    entry_of,
    is_a_door,
    named_district,
    names_a_street,
    shared_answer,
    typed_answer,
    with_detail,
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
    district = named_district(words)
    if district and names_a_street(words) and is_a_door(words, district):
        return _with_door(turn, before, words, district)
    answer = typed_answer(turn.house.gazetteer, words, _lies_in(turn, before))
    return answer if answer["sure"] or names_a_street(words) else None


def _with_door(turn: Turn, before: Mapping[str, Any], words: str, district: str) -> dict[str, Any]:
    """The place in the district that was said along with a door: 中山区5号楼 names no other."""
    address = with_detail(before.get("address", ""), words)
    if before.get("lat") is not None:
        return {**before, "address": address, "district": district}
    return typed_answer(turn.house.gazetteer, address[:ADDRESS_SIGNS], district)


def _lies_in(turn: Turn, before: Mapping[str, Any]) -> str:
    """The district of all the areas in question; a landmark says nothing of what is not it."""
    codes = before.get("options", ())
    entries = [each for code in codes if (each := entry_of(turn.house.gazetteer, code))]
    districts = {entry.district for entry in entries if entry.kind in COARSE}
    alone = len(districts) == 1 and all(entry.kind in COARSE for entry in entries)
    return districts.pop() if alone else ""
