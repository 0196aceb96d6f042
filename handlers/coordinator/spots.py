"""A spot and its surroundings, as what a closure is about."""

from collections.abc import Mapping
from typing import Any

from handlers.dialog import Ask, Choice, Fact, Question, ReplyKind, Text, Turn, Unclear
from handlers.speech.show import own_words
from handlers.steps.choices import whole_number
from matching.gazetteer import find_places

AREA = "area"
"""The answer of who closes no road between districts."""
RADII = ("0.5", "1", "3")
MOST_RADIUS_KM = 50


def is_area(answers: Mapping[str, Any]) -> bool:
    """Whether a spot is closed, not the road between two districts."""
    return answers.get("from") == AREA


async def ask_spot(_turn: Turn) -> Question:
    """Where is it?"""
    return Question(Text("coordinator.ask_closed_spot"), ask=Ask.LOCATION)


async def read_spot(turn: Turn, _question: Question) -> Any:
    """A shared location, or the name of one place that is known."""
    reply = turn.reply
    if reply.kind is ReplyKind.LOCATION:
        return {"lat": reply.lat, "lon": reply.lon, "name": ""}
    words = reply.text if reply.kind is ReplyKind.TEXT else ""
    found = find_places(turn.house.gazetteer, words)
    if not found or not (found[0].exact or len(found) == 1):
        raise Unclear("coordinator.unclear_spot")
    entry = found[0].entry
    return {"lat": entry.point.lat, "lon": entry.point.lon, "name": entry.name}


async def ask_radius(_turn: Turn) -> Question:
    """How far around it?"""
    choices = tuple(Choice(km, Text("coordinator.closed_radius", {"n": km})) for km in RADII)
    return Question(Text("coordinator.ask_closed_radius"), choices, columns=3)


async def read_radius(turn: Turn, _question: Question) -> str:
    """Whole kilometres, typed."""
    typed = turn.reply.text if turn.reply.kind is ReplyKind.TEXT else ""
    km = whole_number(typed, MOST_RADIUS_KM)
    if not km:
        raise Unclear("coordinator.unclear_radius", most=MOST_RADIUS_KM)
    return str(km)


def show_area(turn: Turn) -> Text:
    """The line of the summary."""
    spot = turn.answers["spot"]
    where = spot["name"] or f"{spot['lat']:.4f}, {spot['lon']:.4f}"
    facts: dict[str, Fact] = {"name": own_words(where), "n": str(turn.answers["radius"])}
    return Text("coordinator.line_area", facts)
