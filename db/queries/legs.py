"""The legs of consignments: which is due, who hands over to whom, what is to be planned anew."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from db.columns import UtcTime, table_of
from db.tables import (
    AllocationRow,
    ConsignmentRow,
    JobRow,
    LegRow,
    LotRow,
    NeedLineRow,
    NeedRow,
    PlaceRow,
    StopRow,
)
from matching.model import AllocationState, JobState, Mode, StopState
from matching.snapshot import Point, ReadyLoad

NEAR = timedelta(hours=1)
"""A leg is offered so long before goods are there for it: time for a driver to come, and no more,
for who has a job in hand is asked for no other."""

HANDED, KEPT = "handed", "kept"
"""Goods at a node: said to be handed over, or in a keeper's hands."""

LEGS = table_of(LegRow)
_ALLOCATIONS = table_of(AllocationRow)
_CONSIGNMENTS = table_of(ConsignmentRow)
_JOBS = table_of(JobRow)
_LINES = table_of(NeedLineRow)
_LOTS = table_of(LotRow)
_NEEDS = table_of(NeedRow)
_PLACES = table_of(PlaceRow)
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


def held_job(now: datetime) -> sa.ColumnElement[bool]:
    """Jobs of legs whose goods are not near yet: nobody is asked for them.

    A leg is due once the one before is loaded and its goods are there within `NEAR`: before they
    are aboard it is not sure that there are any.
    """
    before = LEGS.alias("before")
    near = sa.exists().where(
        before.c.consignment_id == LEGS.c.consignment_id,
        before.c.number == LEGS.c.number - 1,
        before.c.dropped_at.is_(None),
        before.c.taken_at.is_not(None),
        LEGS.c.ready_at <= now + NEAR,
    )
    return (
        sa.exists()
        .where(LEGS.c.job_id == _JOBS.c.id, LIVE, LEGS.c.number > 1, LEGS.c.taken_at.is_(None))
        .where(~near.correlate(LEGS))
        .correlate(_JOBS)
    )


def carried() -> sa.Subquery:
    """(job, consignment) of all that a job carries or will: by its legs, else from door to door."""
    of_legs = sa.select(LEGS.c.job_id, LEGS.c.consignment_id).where(LIVE)
    direct = sa.select(_CONSIGNMENTS.c.job_id, _CONSIGNMENTS.c.id.label("consignment_id"))
    return sa.union(of_legs, direct).subquery("carried")


def waiting_at_nodes() -> sa.Select[*tuple[Any, ...]]:
    """Goods at a node that nobody has taken further, by the stop of the leg that brought them:
    handed over and not confirmed, or kept. Columns as in `desk.StuckRow`."""
    later = LEGS.alias("later")
    taken = sa.exists().where(
        later.c.consignment_id == LEGS.c.consignment_id,
        later.c.number > LEGS.c.number,
        later.c.taken_at.is_not(None),
    )
    loaded = sa.exists().where(
        _ALLOCATIONS.c.consignment_id == LEGS.c.consignment_id,
        _ALLOCATIONS.c.state == AllocationState.LOADED,
    )
    since = sa.func.coalesce(LEGS.c.given_at, LEGS.c.handed_at)
    return (
        sa.select(
            LEGS.c.delivery_stop_id.label("id"),
            sa.type_coerce(since, UtcTime()).label("since"),
            _CONSIGNMENTS.c.number.label("code"),
            _PLACES.c.label.label("name"),
            _PLACES.c.district,
            sa.case((LEGS.c.given_at.is_(None), HANDED), else_=KEPT).label("state"),
            LEGS.c.drill,
        )
        .join(_CONSIGNMENTS, _CONSIGNMENTS.c.id == LEGS.c.consignment_id)
        .join(_STOPS, _STOPS.c.id == LEGS.c.delivery_stop_id)
        .join(_PLACES, _PLACES.c.id == _STOPS.c.place_id)
        .where(LEGS.c.handed_at.is_not(None), ~taken, loaded)
        .order_by(since, LEGS.c.id)
    )


async def stranded_at_nodes(
    session: AsyncSession, drill: bool, now: datetime
) -> tuple[ReadyLoad, ...]:
    """What is at a node, or on its way to one, with no leg planned from there: to be planned on."""
    later = LEGS.alias("later")
    allocation, need, lot = _ALLOCATIONS.c, _NEEDS.c, _LOTS.c
    node, goal = _PLACES.alias("node"), _PLACES.alias("goal")
    goes_on = sa.exists().where(
        later.c.consignment_id == LEGS.c.consignment_id,
        later.c.number > LEGS.c.number,
        later.c.dropped_at.is_(None),
    )
    rows: Any = await session.execute(
        sa.select(
            allocation.id,
            allocation.quantity,
            LEGS.c.consignment_id,
            LEGS.c.number,
            LEGS.c.hours,
            LEGS.c.taken_at,
            sa.or_(LEGS.c.given_at.is_not(None), _STOPS.c.state == StopState.ARRIVED).label(
                "is_there"
            ),
            need.id.label("need_id"),
            need.urgency,
            need.reported_at,
            need.deadline,
            lot.supplier_id,
            lot.item_code,
            node.c.id.label("node_id"),
            node.c.lat.label("node_lat"),
            node.c.lon.label("node_lon"),
            node.c.district.label("node_district"),
            goal.c.id.label("goal_id"),
            goal.c.lat.label("goal_lat"),
            goal.c.lon.label("goal_lon"),
            goal.c.district.label("goal_district"),
        )
        .join(_CONSIGNMENTS, _CONSIGNMENTS.c.id == LEGS.c.consignment_id)
        .join(_ALLOCATIONS, allocation.consignment_id == _CONSIGNMENTS.c.id)
        .join(_LOTS, lot.id == allocation.lot_id)
        .join(_LINES, _LINES.c.id == allocation.need_line_id)
        .join(_NEEDS, need.id == _LINES.c.need_id)
        .join(_STOPS, _STOPS.c.id == LEGS.c.delivery_stop_id)
        .join(node, node.c.id == _STOPS.c.place_id)
        .join(goal, goal.c.id == need.place_id)
        .where(
            LIVE,
            ~goes_on,
            node.c.id != goal.c.id,
            allocation.drill == drill,
            allocation.state.in_((AllocationState.CONFIRMED, AllocationState.LOADED)),
            allocation.rejected == 0,
            goal.c.lat.is_not(None),
        )
        .order_by(allocation.id)
    )
    return tuple(
        ReadyLoad(
            allocation_id=row.id,
            need_id=row.need_id,
            supplier_id=row.supplier_id,
            item_code=row.item_code,
            quantity=row.quantity,
            pickup=Point(row.node_lat, row.node_lon, row.node_district),
            delivery=Point(row.goal_lat, row.goal_lon, row.goal_district),
            pickup_place_id=row.node_id,
            delivery_place_id=row.goal_id,
            urgency=row.urgency,
            reported_at=row.reported_at,
            deadline=row.deadline,
            consignment_id=row.consignment_id,
            legs_done=row.number,
            ready_at=None if row.is_there else (row.taken_at or now) + timedelta(hours=row.hours),
        )
        for row in rows
    )
