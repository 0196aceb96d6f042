"""What a further message says besides goods: by when, for how many, where."""

from dataclasses import replace
from typing import Any

from handlers.dialog import Turn, Unclear
from handlers.steps.inside import inside_own
from handlers.steps.moments import read_moment
from handlers.told.change import rewritten
from handlers.told.fill import deadline_of
from handlers.told.said import Said
from handlers.told.where import place_said
from matching.intake.reading import Reading
from matching.model import Urgency


async def more_facts(turn: Turn, said: Said, reading: Reading) -> dict[str, Any] | None:
    """By when, for how many, where: what was forgotten or is put right; None if nothing is."""
    if reading.lines or reading.urgency is Urgency.CRITICAL:
        return None
    moment = deadline_of(reading.deadline, turn.now) or _moment(turn, reading)
    news = replace(
        said,
        deadline=moment or said.deadline,
        people=reading.people or said.people,
        households=reading.households or said.households,
    )
    where: dict[str, Any] = {}
    own = await inside_own(turn, reading.text)
    if own is not None:
        where["place0"] = own
    elif reading.places:
        where["place0"] = await place_said(turn, reading.places[0])
        if where["place0"] is None:
            raise Unclear("steps.unclear_no_last")
    return rewritten(news, **where) if where or news != said else None


def _moment(turn: Turn, reading: Reading) -> str:
    """A moment that stands alone, as an answer to the card: 明天18点."""
    moment = read_moment(reading.text, turn.now)
    return moment.isoformat() if moment is not None and moment > turn.now else ""
