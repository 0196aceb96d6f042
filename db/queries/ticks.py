"""What the scheduler asks: which slot of a job is the newest, and does somebody wish for a run?"""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from db.columns import table_of
from db.tables import TickRequestRow, TickSlotRow
from db.tables.system import SlotState
from matching.model import TickName

_SLOTS = table_of(TickSlotRow)
_REQUESTS = table_of(TickRequestRow)

ESTIMATED = "estimated_ways"
"""Count of a match tick with a router: ways it had to estimate."""

_NEWEST = (
    sa.select(_SLOTS.c.slot, _SLOTS.c.state, _SLOTS.c.started_at, _SLOTS.c.lease_until)
    .where(_SLOTS.c.job == sa.bindparam("of"))
    .order_by(_SLOTS.c.slot.desc())
    .limit(1)
)
_WAITS = sa.select(_REQUESTS.c.asked > _REQUESTS.c.served).where(
    _REQUESTS.c.job == sa.bindparam("of")
)


@dataclass(frozen=True, slots=True)
class SlotView:
    """One run of a periodic job."""

    slot: int
    state: SlotState
    started_at: datetime
    lease_until: datetime


async def newest_slot(session: AsyncSession, job: TickName) -> SlotView | None:
    """The run of this job with the highest number, None before the first."""
    row = (await session.execute(_NEWEST, {"of": job})).one_or_none()
    return None if row is None else SlotView(*row)


async def request_waits(session: AsyncSession, job: TickName) -> bool:
    """Whether somebody asked for a run that has not started yet."""
    return bool(await session.scalar(_WAITS, {"of": job.value}))


async def ways_estimated(session: AsyncSession) -> int | None:
    """How many ways the last match tick had to estimate; None where it had no router to ask."""
    result = await session.scalar(
        sa.select(_SLOTS.c.result)
        .where(_SLOTS.c.job == TickName.MATCH, _SLOTS.c.state == SlotState.DONE)
        .order_by(_SLOTS.c.slot.desc())
        .limit(1)
    )
    return None if result is None or ESTIMATED not in result else int(result[ESTIMATED])
