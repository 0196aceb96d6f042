"""What a planning run may know of vehicles, waiting jobs and closed roads."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from db.columns import table_of
from db.queries.legs import LEGS, LIVE, NEAR, carried, held_until
from db.tables import (
    AllocationRow,
    ClosureRow,
    ConsignmentRow,
    IdentityRow,
    JobRow,
    LotRow,
    NeedLineRow,
    NeedRow,
    OfferRow,
    PlaceRow,
    ShiftRow,
    StopRow,
    VehicleRow,
)
from matching.model import (
    JobState,
    Mode,
    OfferState,
    StopState,
    Urgency,
)
from matching.snapshot import Closure, OnDuty, Point, WaitingJob
from matching.triage import turn

ASKED_FOR = timedelta(minutes=10)
"""After this a driver who declined a job, or let it lapse, may be asked for it again."""

_ALLOCATIONS = table_of(AllocationRow)
_CONSIGNMENTS = table_of(ConsignmentRow)
_LINES = table_of(NeedLineRow)
_LOTS = table_of(LotRow)
_NEEDS = table_of(NeedRow)
_PLACES = table_of(PlaceRow)
_SHIFTS = table_of(ShiftRow)
_VEHICLES = table_of(VehicleRow)
_JOBS = table_of(JobRow)
_OFFERS = table_of(OfferRow)
_STOPS = table_of(StopRow)
_CLOSURES = table_of(ClosureRow)
_IDENTITIES = table_of(IdentityRow)


def reachable(person: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    """The person has an address where they have not blocked us."""
    return (
        sa.exists()
        .where(_IDENTITIES.c.person_id == person, _IDENTITIES.c.blocked_at.is_(None))
        .correlate_except(_IDENTITIES)
    )


def free_to_drive() -> sa.ColumnElement[bool]:
    """The shift is of a driver on duty and placed, with no job in hand and no offer to answer."""
    shift = _SHIFTS.c
    busy = (
        sa.exists()
        .where(
            _JOBS.c.driver_id == shift.person_id,
            _JOBS.c.state.in_((JobState.ACCEPTED, JobState.UNDERWAY)),
        )
        .correlate(_SHIFTS)
    )
    asked = (
        sa.exists()
        .where(_OFFERS.c.driver_id == shift.person_id, _OFFERS.c.state == OfferState.OFFERED)
        .correlate(_SHIFTS)
    )
    placed = sa.and_(shift.ended_at.is_(None), shift.lat.is_not(None))
    return sa.and_(placed, ~busy, ~asked, reachable(shift.person_id))


async def drivers_on_duty(
    session: AsyncSession, drill: bool, which: sa.ColumnElement[bool] | None = None
) -> tuple[OnDuty, ...]:
    """Drivers on duty, placed, with no job in hand and no offer to answer; of these shifts."""
    shift, vehicle = _SHIFTS.c, _VEHICLES.c
    rows: Any = await session.execute(
        sa.select(
            shift.id,
            shift.person_id,
            shift.lat,
            shift.lon,
            shift.district,
            vehicle.mode,
            vehicle.kg,
            vehicle.m3,
            vehicle.cold_chain,
            vehicle.hazmat,
            vehicle.passes,
        )
        .join(_VEHICLES, vehicle.id == shift.vehicle_id)
        .where(
            free_to_drive(),
            shift.drill == drill,
            sa.true() if which is None else which,
        )
        .order_by(shift.id)
    )
    return tuple(
        OnDuty(
            shift_id=row.id,
            driver_id=row.person_id,
            position=Point(row.lat, row.lon, row.district),
            mode=row.mode,
            kg=row.kg,
            m3=row.m3,
            cold_chain=row.cold_chain,
            hazmat=row.hazmat,
            passes=frozenset(row.passes),
        )
        for row in rows
    )


async def waiting_jobs(
    session: AsyncSession,
    *,
    drill: bool,
    now: datetime,
    which: sa.ColumnElement[bool] | None = None,
) -> tuple[WaitingJob, ...]:
    """Jobs that wait for the next driver to be asked; of these jobs."""
    ask = _of_all(drill) if which is None else _questions(_open_jobs(drill).where(which))
    stops = _by_job(await session.execute(ask.stops))
    turns = _first_in_turn(await session.execute(ask.turns))
    asked: defaultdict[int, set[int]] = defaultdict(set)
    for row in await session.execute(ask.asked, {"since": now - ASKED_FOR}):
        asked[row.job_id].add(row.driver_id)
    rows: Any = await session.execute(ask.jobs, {"now": now, "soon": now + NEAR})
    return tuple(
        WaitingJob(
            job_id=row.id,
            stops=tuple(stops[row.id]),
            kg=row.kg,
            m3=row.m3,
            cold_chain=row.cold_chain,
            hazmat=row.hazmat,
            urgency=turns[row.id].urgency if row.id in turns else Urgency.NORMAL,
            asked=frozenset(asked[row.id]),
            reported_at=turns[row.id].reported_at if row.id in turns else None,
            deadline=turns[row.id].deadline if row.id in turns else None,
            mode=row.mode if row.is_leg else None,
            due=not row.held,
        )
        for row in rows
        if stops[row.id]
    )


@dataclass(frozen=True, slots=True)
class _Questions:
    """What is asked about some open jobs."""

    jobs: sa.Select[Any]
    """Themselves, and whether they are `held`."""
    stops: sa.Select[Any]
    turns: sa.Select[Any]
    """Of the needs they serve."""
    asked: sa.Select[Any]
    """Drivers who lately declined each job, let it lapse or could not be told."""


@cache
def _of_all(drill: bool) -> _Questions:
    """About every open job; built once: to build them takes longer than to ask them."""
    return _questions(_open_jobs(drill))


def _open_jobs(drill: bool) -> sa.Select[Any]:
    return sa.select(_JOBS.c.id).where(_JOBS.c.state == JobState.OPEN, _JOBS.c.drill == drill)


def _questions(open_jobs: sa.Select[Any]) -> _Questions:
    job, need, offer, on = _JOBS.c, _NEEDS.c, _OFFERS.c, carried().c
    over = (OfferState.DECLINED, OfferState.LAPSED, OfferState.WITHDRAWN)
    return _Questions(
        jobs=sa.select(
            job.id,
            job.kg,
            job.m3,
            job.cold_chain,
            job.hazmat,
            job.mode,
            sa.exists().where(LEGS.c.job_id == job.id, LIVE).label("is_leg"),
            held_until(sa.bindparam("now"), sa.bindparam("soon")).label("held"),
        )
        .where(job.id.in_(open_jobs))
        .order_by(job.id),
        stops=_stops_ahead(open_jobs),
        turns=sa.select(on.job_id, need.id, need.urgency, need.reported_at, need.deadline)
        .join(_CONSIGNMENTS, _CONSIGNMENTS.c.id == on.consignment_id)
        .join(_NEEDS, need.id == _CONSIGNMENTS.c.need_id)
        .join(_ALLOCATIONS, _ALLOCATIONS.c.consignment_id == _CONSIGNMENTS.c.id)
        .where(on.job_id.in_(open_jobs))
        .distinct(),
        asked=sa.select(offer.job_id, offer.driver_id).where(
            offer.job_id.in_(open_jobs),
            offer.state.in_(over),
            offer.ended_at > sa.bindparam("since"),
        ),
    )


async def stops_of(
    session: AsyncSession, open_jobs: sa.Select[Any]
) -> defaultdict[int, list[Point]]:
    """Where each job still has to go, in order."""
    return _by_job(await session.execute(_stops_ahead(open_jobs)))


def _stops_ahead(open_jobs: sa.Select[Any]) -> sa.Select[Any]:
    return (
        sa.select(_STOPS.c.job_id, _PLACES.c.lat, _PLACES.c.lon, _PLACES.c.district)
        .join(_PLACES, _PLACES.c.id == _STOPS.c.place_id)
        .where(_STOPS.c.job_id.in_(open_jobs), _STOPS.c.state == StopState.PLANNED)
        .order_by(_STOPS.c.job_id, _STOPS.c.seq)
    )


def _by_job(rows: Any) -> defaultdict[int, list[Point]]:
    found: defaultdict[int, list[Point]] = defaultdict(list)
    for row in rows:
        found[row.job_id].append(Point(row.lat, row.lon, row.district))
    return found


def _first_in_turn(rows: Any) -> dict[int, Any]:
    """Urgency, age and deadline of the need each job serves that is first in turn."""
    found: dict[int, Any] = {}
    for row in sorted(rows, key=lambda r: turn(r.urgency, r.reported_at, r.deadline, r.id)):
        found.setdefault(row.job_id, row)
    return found


async def closures_in_force(
    session: AsyncSession, *, drill: bool, now: datetime
) -> tuple[Closure, ...]:
    """Closures that are neither lifted nor over."""
    rows: Any = await session.execute(
        sa.select(_CLOSURES)
        .where(
            _CLOSURES.c.drill == drill,
            _CLOSURES.c.lifted_at.is_(None),
            sa.or_(_CLOSURES.c.ends_at.is_(None), _CLOSURES.c.ends_at > now),
        )
        .order_by(_CLOSURES.c.id)
    )
    return tuple(
        Closure(
            closure_id=row.id,
            modes=frozenset(map(Mode, row.modes)),
            link=(row.district_a, row.district_b) if row.district_a else None,
            centre=None if row.lat is None else Point(row.lat, row.lon),
            radius_km=row.radius_km,
            max_tonnes=row.max_tonnes,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            passes=frozenset(row.passes),
        )
        for row in rows
    )
