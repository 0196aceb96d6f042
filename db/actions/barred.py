"""What becomes of offers when a road is closed."""

from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy.ext.asyncio import AsyncSession

from db.actions.passing import withdraw
from db.queries.asked import drivers_asked
from db.queries.roads import roads_now
from matching.assign import can_drive
from matching.lifecycle import OFFER_WINDOW
from matching.model import Reason

AT_ONCE = 50
"""Offers of one transaction: asking the next driver takes some statements for each, and others
want to write too."""


async def pass_on_barred(
    session: AsyncSession,
    *,
    drill: bool,
    now: datetime,
    window: timedelta = OFFER_WINDOW,
    at_once: int = AT_ONCE,
) -> int:
    """Pass on open offers of jobs that their drivers cannot drive as the roads are now; how many
    were looked at, `at_once` if perhaps there are more. A job that somebody has accepted stays
    theirs."""
    asked = await drivers_asked(session, drill=drill)
    roads = await roads_now(session, drill=drill, now=now)
    shut = (one for one in asked if not can_drive(one.vehicle, one.stops, roads))
    barred = list(islice(shut, at_once))
    await withdraw(session, barred, reason=Reason.ROAD_BLOCKED, now=now, window=window)
    return len(barred)
