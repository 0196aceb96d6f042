"""Jobs that are stuck: nobody takes them, or their driver is silent, stranded or not back yet."""

from datetime import datetime, timedelta
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlmodel import col

from db.columns import UtcTime
from db.queries.legs import held_job
from db.tables import JobRow, PersonRow, ShiftRow, StopRow, VehicleRow
from matching.model import JobState, StopState

Statement: TypeAlias = sa.Select[*tuple[Any, ...]]
"""Columns as in `desk.StuckRow`."""

SILENT_AFTER = timedelta(minutes=30)
"""A driver with a job who showed no sign of life for so long is worth a call."""
OFFERABLE = (JobState.OPEN, JobState.OFFERED)
"""Jobs that have no driver yet."""
UNTAKEN_AFTER = timedelta(minutes=6)
"""A job two offer windows old has been refused or overlooked at least once."""


def untaken(now: datetime) -> Statement:
    return (
        sa.select(col(JobRow.id), col(JobRow.created_at).label("since"), col(JobRow.drill))
        .where(
            col(JobRow.state).in_(OFFERABLE),
            col(JobRow.created_at) <= now - UNTAKEN_AFTER,
            ~held_job(now),
        )
        .order_by(col(JobRow.created_at), col(JobRow.id))
    )


def silent(now: datetime) -> Statement:
    seen = sa.func.coalesce(col(ShiftRow.located_at), col(JobRow.accepted_at))
    return (
        sa.select(
            col(JobRow.id),
            sa.type_coerce(seen, UtcTime()).label("since"),
            col(PersonRow.name),
            col(VehicleRow.label).label("state"),
            col(JobRow.drill),
        )
        .join(ShiftRow, col(ShiftRow.id) == col(JobRow.shift_id))
        .join(VehicleRow, col(VehicleRow.id) == col(ShiftRow.vehicle_id))
        .join(PersonRow, col(PersonRow.id) == col(JobRow.driver_id))
        .where(
            col(JobRow.state).in_((JobState.ACCEPTED, JobState.UNDERWAY)),
            seen <= now - SILENT_AFTER,
            col(JobRow.accepted_at) <= now - SILENT_AFTER,
        )
        .order_by(seen, col(JobRow.id))
    )


def stranded(_now: datetime) -> Statement:
    """Jobs whose driver cannot go on, with goods aboard."""
    return (
        sa.select(
            col(JobRow.id),
            col(JobRow.accepted_at).label("since"),
            col(PersonRow.name),
            col(JobRow.reason).label("state"),
            col(JobRow.drill),
        )
        .join(PersonRow, col(PersonRow.id) == col(JobRow.driver_id))
        .where(col(JobRow.state) == JobState.UNDERWAY, col(JobRow.reason).is_not(None))
        .order_by(col(JobRow.accepted_at), col(JobRow.id))
    )


def unreturned(_now: datetime) -> Statement:
    """Jobs with no stop left whose driver still has goods that somebody refused."""
    stop = StopRow
    ahead = sa.exists().where(
        col(stop.job_id) == col(JobRow.id),
        col(stop.state).in_((StopState.PLANNED, StopState.ARRIVED)),
    )
    last = (
        sa.select(sa.func.max(col(stop.done_at)))
        .where(col(stop.job_id) == col(JobRow.id))
        .scalar_subquery()
    )
    since = sa.func.coalesce(last, col(JobRow.accepted_at))
    return (
        sa.select(
            col(JobRow.id),
            sa.type_coerce(since, UtcTime()).label("since"),
            col(PersonRow.name),
            col(JobRow.drill),
        )
        .join(PersonRow, col(PersonRow.id) == col(JobRow.driver_id))
        .where(col(JobRow.state) == JobState.UNDERWAY, col(JobRow.reason).is_(None), ~ahead)
        .order_by(since, col(JobRow.id))
    )
