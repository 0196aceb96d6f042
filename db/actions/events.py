"""Notes what overtakes the last plan: a run looks at once at what it touches, and no further."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from db.actions.tick_requests import request_tick
from db.columns import table_of
from db.tables import EventRow
from matching.model import TickName
from matching.touched import Event, EventKind

KEEP = timedelta(hours=1)
"""After this whole runs have long planned anew what an event touched; one on which every run after
events fails must not keep those behind it waiting for ever."""

_EVENTS = table_of(EventRow)


async def report_event(session: AsyncSession, event: Event, *, drill: bool, now: datetime) -> None:
    """Have what this event touches planned again at once."""
    row = {
        "drill": drill,
        "kind": event.kind,
        "subject": event.subject,
        "lines": list(event.lines),
        "jobs": list(event.jobs),
        "loads": list(event.loads),
        "free": list(event.free),
        "at": now,
    }
    await session.execute(sa.insert(_EVENTS), row)
    await request_tick(session, TickName.REVISE, now=now)


async def report_lines(
    session: AsyncSession, line_ids: Iterable[int], *, drill: bool, now: datetime
) -> None:
    """Have these lines planned again at once, if there are any."""
    lines = tuple(dict.fromkeys(line_ids))
    if lines:
        event = Event(EventKind.NEED, lines[0], lines=lines)
        await report_event(session, event, drill=drill, now=now)


async def settle_events(session: AsyncSession, event_ids: Collection[int]) -> None:
    """Drop events that a run has seen to."""
    await session.execute(sa.delete(_EVENTS).where(_EVENTS.c.id.in_(event_ids)))


async def sweep_events(session: AsyncSession, *, now: datetime) -> int:
    """Drop events that no run has seen to within `KEEP`; how many there were."""
    gone: Any = await session.execute(sa.delete(_EVENTS).where(_EVENTS.c.at < now - KEEP))
    return int(gone.rowcount)
