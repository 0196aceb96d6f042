"""Where a vehicle that cannot go on stands, and what was to become of its goods."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from db.columns import table_of
from db.queries.legs import LEGS, LIVE
from db.queries.transport import RUNNING
from db.tables import JobRow, PlaceRow, ShiftRow, StopRow, VehicleRow
from matching.model import StopKind, StopState
from matching.snapshot import Point

_JOBS = table_of(JobRow)
_PLACES = table_of(PlaceRow)
_SHIFTS = table_of(ShiftRow)
_STOPS = table_of(StopRow)
_VEHICLES = table_of(VehicleRow)


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a vehicle stands, and what it is called."""

    point: Point
    label: str


@dataclass(frozen=True, slots=True)
class BrokenDown:
    """The vehicle that a relief takes goods over from."""

    job_id: int
    driver_id: int
    stop_id: int
    """Its stop where it stands and the goods change hands."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """Where a job that takes goods over from a vehicle that stands still finds it."""

    stop_id: int
    """The standing vehicle's own stop there."""
    place_id: int
    point: Point
    relief_id: int
    pickup_stop_id: int
    driver_id: int | None
    """Who comes, once somebody has said yes."""


async def where_stands(session: AsyncSession, job_id: int) -> Spot | None:
    """Where the vehicle of a job was last seen, or else the last stop it has done."""
    row: Any = (
        await session.execute(
            sa.select(_SHIFTS.c.lat, _SHIFTS.c.lon, _SHIFTS.c.district, _VEHICLES.c.label)
            .join(_SHIFTS, _SHIFTS.c.id == _JOBS.c.shift_id)
            .join(_VEHICLES, _VEHICLES.c.id == _SHIFTS.c.vehicle_id)
            .where(_JOBS.c.id == job_id)
        )
    ).one_or_none()
    if row is None:
        return None
    if row.lat is not None and row.lon is not None:
        return Spot(Point(row.lat, row.lon, row.district), row.label)
    last: Any = (
        await session.execute(
            sa.select(_PLACES.c.lat, _PLACES.c.lon, _PLACES.c.district)
            .join(_STOPS, _STOPS.c.place_id == _PLACES.c.id)
            .where(_STOPS.c.job_id == job_id, _STOPS.c.state == StopState.DONE)
            .order_by(_STOPS.c.seq.desc())
            .limit(1)
        )
    ).one_or_none()
    if last is None or last.lat is None:
        return None
    return Spot(Point(last.lat, last.lon, last.district), row.label)


async def place_points(session: AsyncSession, place_ids: Collection[int]) -> Mapping[int, Point]:
    """The points of those of these places that have one."""
    rows: Any = await session.execute(
        sa.select(_PLACES.c.id, _PLACES.c.lat, _PLACES.c.lon, _PLACES.c.district).where(
            _PLACES.c.id.in_(place_ids), _PLACES.c.lat.is_not(None)
        )
    )
    return {row.id: Point(row.lat, row.lon, row.district) for row in rows}


async def relieved_by(session: AsyncSession, job_id: int) -> list[BrokenDown]:
    """Vehicles that stand still with the goods this job is to take over."""
    before = LEGS.alias("before")
    rows: Any = await session.execute(
        sa.select(_JOBS.c.id, _JOBS.c.driver_id, before.c.delivery_stop_id)
        .join(before, before.c.job_id == _JOBS.c.id)
        .join(
            LEGS,
            sa.and_(
                LEGS.c.consignment_id == before.c.consignment_id,
                LEGS.c.number == before.c.number + 1,
            ),
        )
        .join(_STOPS, _STOPS.c.id == before.c.delivery_stop_id)
        .where(
            LIVE,
            LEGS.c.job_id == job_id,
            _STOPS.c.state == StopState.ARRIVED,
            before.c.dropped_at.is_(None),
            before.c.given_at.is_(None),
            _JOBS.c.state.in_(RUNNING),
            _JOBS.c.reason.is_not(None),
        )
        .distinct()
        .order_by(_JOBS.c.id)
    )
    return [BrokenDown(*row) for row in rows]


async def meeting_code(session: AsyncSession, job_id: int) -> str:
    """What the driver of a job says where it takes goods over from a vehicle that stands still;
    nothing where it does not, or no more."""
    before = LEGS.alias("before")
    found: str | None = await session.scalar(
        sa.select(_STOPS.c.code)
        .join(before, before.c.delivery_stop_id == _STOPS.c.id)
        .join(
            LEGS,
            sa.and_(
                LEGS.c.consignment_id == before.c.consignment_id,
                LEGS.c.number == before.c.number + 1,
            ),
        )
        .where(
            LIVE,
            LEGS.c.job_id == job_id,
            _STOPS.c.state == StopState.ARRIVED,
            _STOPS.c.code != "",
            before.c.dropped_at.is_(None),
            before.c.given_at.is_(None),
        )
        .limit(1)
    )
    return found or ""


async def meetings_at(session: AsyncSession, job_id: int) -> list[Meeting]:
    """Where the goods of a vehicle that stands still are to be fetched, one for each job that
    comes."""
    before, comes = LEGS.alias("before"), _JOBS.alias("comes")
    driver = sa.select(_JOBS.c.driver_id).where(_JOBS.c.id == job_id).scalar_subquery()
    rows: Any = await session.execute(
        sa.select(
            before.c.delivery_stop_id,
            _PLACES.c.id.label("place_id"),
            _PLACES.c.lat,
            _PLACES.c.lon,
            _PLACES.c.district,
            comes.c.id.label("relief_id"),
            LEGS.c.pickup_stop_id,
            sa.case((comes.c.state.in_(RUNNING), comes.c.driver_id)).label("driver_id"),
        )
        .select_from(before)
        .join(
            LEGS,
            sa.and_(
                LEGS.c.consignment_id == before.c.consignment_id,
                LEGS.c.number == before.c.number + 1,
            ),
        )
        .join(comes, comes.c.id == LEGS.c.job_id)
        .join(_STOPS, _STOPS.c.id == before.c.delivery_stop_id)
        .join(_PLACES, _PLACES.c.id == _STOPS.c.place_id)
        .where(
            LIVE,
            before.c.job_id == job_id,
            before.c.dropped_at.is_(None),
            before.c.given_at.is_(None),
            _STOPS.c.state == StopState.ARRIVED,
            _PLACES.c.person_id == driver,
            _PLACES.c.lat.is_not(None),
        )
        .distinct()
        .order_by(comes.c.id)
    )
    return [
        Meeting(
            stop_id=row.delivery_stop_id,
            place_id=row.place_id,
            point=Point(row.lat, row.lon, row.district),
            relief_id=row.relief_id,
            pickup_stop_id=row.pickup_stop_id,
            driver_id=row.driver_id,
        )
        for row in rows
    ]


async def left_out(session: AsyncSession, job_id: int) -> list[StopRow]:
    """The deliveries of a job that were put off because its vehicle stands still, in order."""
    found = await session.scalars(
        sa.select(StopRow)
        .where(
            _STOPS.c.job_id == job_id,
            _STOPS.c.kind == StopKind.DELIVERY,
            _STOPS.c.state == StopState.SKIPPED,
        )
        .order_by(_STOPS.c.seq),
        execution_options={"populate_existing": True},
    )
    return list(found)


async def once_bound_for(session: AsyncSession, consignment_id: int) -> list[int]:
    """The places where dropped legs of a consignment were to end, the newest first."""
    found = await session.scalars(
        sa.select(_STOPS.c.place_id)
        .join(LEGS, LEGS.c.delivery_stop_id == _STOPS.c.id)
        .where(LEGS.c.consignment_id == consignment_id, LEGS.c.dropped_at.is_not(None))
        .order_by(LEGS.c.id.desc())
    )
    return list(found)
