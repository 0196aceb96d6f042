"""The place somebody used last, as the answer of a place's step: pressed, or asked for in words."""

from db.queries.mine import KnownPlace, place_by_id
from handlers.dialog import Choice, Term, Text, Turn, Unclear
from handlers.speech.placed import joined_once, where

BAR = "|"
"""Between id, district and name in the answer that takes a place used before."""


async def last_place(turn: Turn) -> KnownPlace | None:
    """The place this person used last."""
    if turn.person.last_place_id is None:
        return None
    return await place_by_id(turn.session, turn.person.last_place_id)


async def last_answer(turn: Turn) -> str:
    """The answer that takes the place used last; empty for somebody who has used none."""
    last = await last_place(turn)
    return "" if last is None else last_choice(last).value


async def place_before(turn: Turn) -> str:
    """The place used before, asked for in words."""
    if last := await last_answer(turn):
        return last
    raise Unclear("steps.unclear_no_last")


def last_choice(place: KnownPlace) -> Choice:
    """The place used before; its value carries what the summary says of it, in whichever language
    it is read: its comma is the one of the address.
    """
    script = "en" if place.address.isascii() else "zh"
    name = joined_once(place.label, place.address, script)
    value = BAR.join((str(place.id), place.district, name))
    if not name:
        district = Term("district", place.district)
        return Choice(value, Text("steps.last_location", {"district": district}))
    return Choice(value, where(place.district, place.label, place.address))
