"""Where a vehicle stands that has just broken down: as the driver's words say it, or asked for."""

from dataclasses import replace
from datetime import timedelta

from db.actions.vehicles import locate
from db.actions.whereabouts import stand_at
from db.queries.transport import open_shift_of
from handlers.dialog import Ask, Dialog, Outcome, Prompt, Question, Step, Text, Turn
from handlers.driver.shift import position_answered
from handlers.steps.addresses import entry_of
from handlers.steps.places import place_steps
from matching.gazetteer import Place
from matching.intake.reading import Reading
from matching.model import Role

FRESH = timedelta(minutes=15)
"""A vehicle is some ten kilometres farther by then: whoever comes would look in vain."""
TOO_WIDE = frozenset({"city", "district"})
"""Kinds of places in which nobody is found."""


def place_named(turn: Turn, reading: Reading) -> Place | None:
    """The one known place that the words name, if one can be found there."""
    sure = (place.candidates[0] for place in reading.places if place.sure)
    entries = (entry_of(turn.house.gazetteer, code) for code in sure)
    return next((each for each in entries if each and each.kind not in TOO_WIDE), None)


async def note_place(turn: Turn, code: str) -> bool:
    """Note that the vehicle is at a place of the gazetteer; whether it is known now where it is."""
    shift = await open_shift_of(turn.session, turn.person.person_id)
    entry = entry_of(turn.house.gazetteer, code)
    if shift is None:
        return False
    if entry is None or entry.kind in TOO_WIDE:
        return shift.located_at is not None and turn.now - shift.located_at <= FRESH
    point = entry.point
    await locate(
        turn.session,
        turn.person.actor,
        lat=point.lat,
        lon=point.lon,
        district=entry.district,
        now=turn.now,
    )
    return True


async def _finish(turn: Turn) -> Outcome:
    """Whoever comes for the goods is told where."""
    lat, lon, district = await position_answered(turn)
    if lat is None or lon is None:
        return Outcome(Prompt(Text("driver.stands_unknown")))
    told = await stand_at(
        turn.session,
        turn.person.actor,
        lat=lat,
        lon=lon,
        district=district,
        live=False,
        now=turn.now,
    )
    return Outcome(Prompt(Text("driver.moved_told" if told else "driver.stands_noted")))


async def _ask(_turn: Turn) -> Question:
    """One button sends the point; no place used before is where a vehicle breaks down."""
    return Question(Text("driver.stands_where"), ask=Ask.LOCATION)


def _steps() -> tuple[Step, ...]:
    first, *rest = place_steps(Text("driver.stands_where"))
    return (replace(first, ask=_ask), *(step for step in rest if step.name != "place_detail"))


STANDS = Dialog(
    name="stands",
    steps=_steps(),
    finish=_finish,
    confirm=False,
    roles=frozenset({Role.DRIVER}),
    title=Text("driver.stands_title"),
)
"""Where a vehicle stands still; no door needs to be found."""
