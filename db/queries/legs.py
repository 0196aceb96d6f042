"""The legs of consignments: which is due, who hands over to whom, which nobody waits for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from db.columns import table_of
from db.tables import (
    AllocationRow,
    ConsignmentRow,
    JobRow,
    LegRow,
    LotRow,
    NeedLineRow,
    NeedRow,
    StopRow,
)
from matching.model import AllocationState, JobState, Lifecycle, Mode

Moment = datetime | sa.BindParameter[datetime]
"""A time, or the place of one in a statement that is built once."""
NEAR = timedelta(hours=1)
"""A leg is offered so long before goods are there for it: time for a driver to come, and no more,
for who has a job in hand is asked for no other."""

LEGS = table_of(LegRow)
_ALLOCATIONS = table_of(AllocationRow)
_CONSIGNMENTS = table_of(ConsignmentRow)
_JOBS = table_of(JobRow)
_LINES = table_of(NeedLineRow)
_LOTS = table_of(LotRow)
_NEEDS = table_of(NeedRow)
_STOPS = table_of(StopRow)

LIVE = LEGS.c.dropped_at.is_(None)


@dataclass(frozen=True, slots=True)
class Leg:
    """One leg as the actions on it need it."""

    leg_id: int
    consignment_id: int
    number: int
    mode: Mode
    job_id: int
    pickup_stop_id: int
    delivery_stop_id: int
    wait_h: float
    hours: float
    ready_at: datetime
    taken_at: datetime | None
    handed_at: datetime | None
    given_at: datetime | None


_LEG = sa.select(
    LEGS.c.id,
    LEGS.c.consignment_id,
    LEGS.c.number,
    LEGS.c.mode,
    LEGS.c.job_id,
    LEGS.c.pickup_stop_id,
    LEGS.c.delivery_stop_id,
    LEGS.c.wait_h,
    LEGS.c.hours,
    LEGS.c.ready_at,
    LEGS.c.taken_at,
    LEGS.c.handed_at,
    LEGS.c.given_at,
).where(LIVE)


async def legs_of_consignments(session: AsyncSession, ids: Sequence[int]) -> list[Leg]:
    """All live legs of these consignments, in order."""
    return await _legs(session, LEGS.c.consignment_id.in_(ids))


async def legs_of_job(session: AsyncSession, job_id: int) -> list[Leg]:
    """The live legs that a job is for: one a consignment."""
    return await _legs(session, LEGS.c.job_id == job_id)


async def empty_legs(session: AsyncSession, job_id: int) -> list[Leg]:
    """The legs, of this job and after it, of consignments that go with it and have nothing left to
    carry: their goods were not there, or nobody wants them any more."""
    on_job = LEGS.alias("on_job")
    begins = sa.exists().where(
        on_job.c.consignment_id == LEGS.c.consignment_id,
        on_job.c.job_id == job_id,
        on_job.c.number <= LEGS.c.number,
        on_job.c.dropped_at.is_(None),
        on_job.c.taken_at.is_(None),
    )
    full = sa.exists().where(
        _ALLOCATIONS.c.consignment_id == LEGS.c.consignment_id,
        _ALLOCATIONS.c.state.in_((AllocationState.CONFIRMED, AllocationState.LOADED)),
    )
    return await _legs(session, begins, ~full)


async def legs_ending_at(session: AsyncSession, stop_id: int) -> list[Leg]:
    """The live legs that end at a stop, where others follow."""
    after = LEGS.alias("after")
    follows = sa.exists().where(
        after.c.consignment_id == LEGS.c.consignment_id,
        after.c.number > LEGS.c.number,
        after.c.dropped_at.is_(None),
    )
    ends_away = sa.exists().where(
        _STOPS.c.id == LEGS.c.delivery_stop_id,
        _CONSIGNMENTS.c.id == LEGS.c.consignment_id,
        _NEEDS.c.id == _CONSIGNMENTS.c.need_id,
        _NEEDS.c.place_id != _STOPS.c.place_id,
    )
    return await _legs(session, LEGS.c.delivery_stop_id == stop_id, sa.or_(follows, ends_away))


async def drivers_met(session: AsyncSession, stop_id: int) -> Sequence[int]:
    """The drivers of the legs before or after, whom a driver meets at a stop that is a node."""
    beside = LEGS.alias("beside")
    after = sa.and_(LEGS.c.delivery_stop_id == stop_id, beside.c.number == LEGS.c.number + 1)
    before = sa.and_(LEGS.c.pickup_stop_id == stop_id, beside.c.number == LEGS.c.number - 1)
    found = await session.scalars(
        sa.select(_JOBS.c.driver_id)
        .join(beside, beside.c.job_id == _JOBS.c.id)
        .join(LEGS, LEGS.c.consignment_id == beside.c.consignment_id)
        .where(
            LIVE,
            beside.c.dropped_at.is_(None),
            sa.or_(after, before),
            _JOBS.c.state.in_((JobState.ACCEPTED, JobState.UNDERWAY)),
        )
        .distinct()
        .order_by(_JOBS.c.driver_id)
    )
    return found.all()


async def _legs(session: AsyncSession, *where: sa.ColumnElement[bool]) -> list[Leg]:
    rows: Any = await session.execute(
        _LEG.where(*where).order_by(LEGS.c.consignment_id, LEGS.c.number)
    )
    return [Leg(*row) for row in rows]


def wanted(still_good: Moment) -> sa.ColumnElement[bool]:
    """Goods of a need that is not closed, and of a lot that does not expire before `still_good`;
    whoever asks joins the two."""
    keeps = sa.or_(_LOTS.c.expires_at.is_(None), _LOTS.c.expires_at >= still_good)
    return sa.and_(_NEEDS.c.lifecycle != Lifecycle.CLOSED, keeps)


def _carries_wanted(still_good: Moment) -> sa.ColumnElement[bool]:
    """Legs of consignments with something on them that somebody waits for."""
    return (
        sa.exists()
        .where(
            _ALLOCATIONS.c.consignment_id == LEGS.c.consignment_id,
            _ALLOCATIONS.c.state.in_((AllocationState.CONFIRMED, AllocationState.LOADED)),
            _ALLOCATIONS.c.rejected == 0,
            _LOTS.c.id == _ALLOCATIONS.c.lot_id,
            _LINES.c.id == _ALLOCATIONS.c.need_line_id,
            _NEEDS.c.id == _LINES.c.need_id,
            wanted(still_good),
        )
        .correlate(LEGS)
    )


async def idle_legs(
    session: AsyncSession, still_good: datetime, limit: int, need_id: int | None = None
) -> list[Leg]:
    """Legs, of this need, not begun, of consignments under way on which nobody waits for
    anything: it was withdrawn, or will not keep until `still_good`."""
    begun = LEGS.alias("begun")
    under_way = sa.exists().where(
        begun.c.consignment_id == LEGS.c.consignment_id,
        begun.c.number < LEGS.c.number,
        begun.c.taken_at.is_not(None),
    )
    of_need = sa.exists().where(
        _CONSIGNMENTS.c.id == LEGS.c.consignment_id, _CONSIGNMENTS.c.need_id == need_id
    )
    rows: Any = await session.execute(
        _LEG.where(
            LEGS.c.taken_at.is_(None),
            under_way,
            ~_carries_wanted(still_good),
            sa.true() if need_id is None else of_need,
        )
        .order_by(LEGS.c.consignment_id, LEGS.c.number)
        .limit(limit)
    )
    return [Leg(*row) for row in rows]


def held_job(now: datetime) -> sa.ColumnElement[bool]:
    """Jobs of legs that nobody is asked for: their goods are not near yet, or nobody waits for
    them any more."""
    return held_until(now, now + NEAR)


def held_until(now: Moment, soon: Moment) -> sa.ColumnElement[bool]:
    """The same, where `soon` is `NEAR` from now.

    A leg is due once the one before is loaded and its goods are there by then: before they are
    aboard it is not sure that there are any.
    """
    before = LEGS.alias("before")
    near = sa.exists().where(
        before.c.consignment_id == LEGS.c.consignment_id,
        before.c.number == LEGS.c.number - 1,
        before.c.dropped_at.is_(None),
        before.c.taken_at.is_not(None),
        LEGS.c.ready_at <= soon,
    )
    return (
        sa.exists()
        .where(LEGS.c.job_id == _JOBS.c.id, LIVE, LEGS.c.number > 1, LEGS.c.taken_at.is_(None))
        .where(sa.not_(sa.and_(near.correlate(LEGS), _carries_wanted(now))))
        .correlate(_JOBS)
    )


def carried() -> sa.Subquery:
    """(job, consignment) of all that a job carries or will: by its legs, else from door to door."""
    of_legs = sa.select(LEGS.c.job_id, LEGS.c.consignment_id).where(LIVE)
    direct = sa.select(_CONSIGNMENTS.c.job_id, _CONSIGNMENTS.c.id.label("consignment_id"))
    return sa.union(of_legs, direct).subquery("carried")
