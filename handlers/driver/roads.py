"""A road that a driver without a job found blocked: where it is, told to the coordinators."""

from db.actions.help import call_for_help
from db.queries.subjects import find_place
from handlers.dialog import Dialog, Outcome, Prompt, Text, Turn
from handlers.engine.typed import quoted
from handlers.speech.placed import placed, say_placed
from handlers.steps.places import place_steps, stored_place
from matching.model import Role


async def ask_where(turn: Turn) -> Outcome:
    """Ask for the place of what was written down; the words go along."""
    said = {"words": quoted(turn.reply.text)}
    return Outcome(Prompt(Text("driver.road_without_job")), start=ROAD.name, prefill=said)


async def _finish(turn: Turn) -> Outcome:
    """The coordinators get the words and the place; they close the road for everybody."""
    place = await find_place(turn.session, await stored_place(turn))
    parts = [str(turn.answers["words"])]
    if place is not None:
        called = placed(place.district, place.label or place.district, place.address)
        spot = say_placed(called.code, turn.person.lang, {})
        point = "" if place.lat is None else f"{place.lat:.4f}, {place.lon:.4f}"
        parts.append(" · ".join(part for part in (spot, point) if part))
    question = "\n".join(parts)
    await call_for_help(turn.session, turn.person.actor, question=question, now=turn.now)
    return Outcome(Prompt(Text("driver.road_reported")))


ROAD = Dialog(
    name="road",
    steps=tuple(
        step for step in place_steps(Text("driver.road_where")) if step.name != "place_detail"
    ),
    finish=_finish,
    confirm=False,
    roles=frozenset({Role.DRIVER}),
    title=Text("driver.road_title"),
)
"""Where a blocked road is; no door needs to be found."""
