"""Drivers who accepted a job and were not heard of since."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.tables import JobRow, OfferRow, ShiftRow, StopRow
from matching.geo import travel_hours
from matching.model import JobState, OfferState, StopState
from matching.snapshot import Params

AT_LEAST = timedelta(minutes=60)
"""A driver is left in peace for so long, however near the first stop is."""
_USUAL = Params()


class SilentJob(NamedTuple):
    """A job, and the driver who gives no sign of life."""

    job_id: int
    driver_id: int
    drill: bool


async def silent_jobs(session: AsyncSession, *, now: datetime) -> list[SilentJob]:
    """Accepted jobs whose driver neither arrived nor gave a position in twice the usual time."""
    arrived = sa.exists().where(
        col(StopRow.job_id) == col(JobRow.id),
        col(StopRow.state).in_((StopState.ARRIVED, StopState.DONE)),
    )
    rows: Any = await session.execute(
        sa.select(
            col(JobRow.id),
            col(JobRow.driver_id),
            col(JobRow.drill),
            col(JobRow.mode),
            col(JobRow.accepted_at),
            col(ShiftRow.located_at),
            col(OfferRow.km_to_first_stop),
        )
        .join(ShiftRow, col(ShiftRow.id) == col(JobRow.shift_id))
        .join(
            OfferRow,
            sa.and_(
                col(OfferRow.job_id) == col(JobRow.id),
                col(OfferRow.state) == OfferState.ACCEPTED,
            ),
        )
        .where(
            col(JobRow.state) == JobState.ACCEPTED,
            col(JobRow.accepted_at) <= now - AT_LEAST,
            ~arrived,
        )
        .order_by(col(JobRow.accepted_at), col(JobRow.id))
    )
    return [
        SilentJob(row.id, row.driver_id, row.drill)
        for row in rows
        if _last_seen(row) + _patience(row) <= now
    ]


def _last_seen(row: Any) -> datetime:
    accepted: datetime = row.accepted_at
    return accepted if row.located_at is None else max(accepted, row.located_at)


def _patience(row: Any) -> timedelta:
    """Twice what the way to the first stop takes, and an hour at least."""
    hours = travel_hours(row.km_to_first_stop, row.mode, _USUAL.speed_kmh)
    return max(AT_LEAST, 2 * timedelta(hours=hours))
