"""Who is asked for which job just now, with what they drive and where they would have to go."""

from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from db.columns import table_of
from db.queries.fleet import stops_of
from db.queries.transport import RUNNING
from db.tables import JobRow, OfferRow, ShiftRow, VehicleRow
from matching.model import OfferState
from matching.snapshot import OnDuty, Point

_JOBS = table_of(JobRow)
_OFFERS = table_of(OfferRow)
_SHIFTS = table_of(ShiftRow)
_VEHICLES = table_of(VehicleRow)


class Asked(NamedTuple):
    """An offer nobody has answered, the vehicle it is for, and the stops of its job."""

    offer_id: int
    job_id: int
    vehicle: OnDuty
    stops: tuple[Point, ...]


class Extra(NamedTuple):
    """An offer nobody has answered, and the job its driver has in hand."""

    offer_id: int
    job_id: int
    in_hand_id: int
    drill: bool


async def drivers_asked(session: AsyncSession, *, drill: bool) -> list[Asked]:
    """Every offer that waits for an answer of a driver whose place is known."""
    offer, shift, vehicle = _OFFERS.c, _SHIFTS.c, _VEHICLES.c
    is_open = sa.and_(offer.state == OfferState.OFFERED, offer.drill == drill)
    stops = await stops_of(session, sa.select(offer.job_id).where(is_open))
    rows: Any = await session.execute(
        sa.select(
            offer.id,
            offer.job_id,
            offer.shift_id,
            offer.driver_id,
            shift.lat,
            shift.lon,
            shift.district,
            vehicle.mode,
            vehicle.kg,
            vehicle.m3,
            vehicle.passes,
        )
        .join(_SHIFTS, shift.id == offer.shift_id)
        .join(_VEHICLES, vehicle.id == shift.vehicle_id)
        .where(is_open, shift.lat.is_not(None))
        .order_by(offer.job_id)
    )
    return [Asked(row.id, row.job_id, _vehicle(row), tuple(stops[row.job_id])) for row in rows]


async def asked_under_way(session: AsyncSession, limit: int) -> list[Extra]:
    """Open offers of drivers who have a job in hand: one more stop of that, if they say yes."""
    rows: Any = await session.execute(
        sa.select(_OFFERS.c.id, _OFFERS.c.job_id, _JOBS.c.id.label("in_hand"), _OFFERS.c.drill)
        .join(_JOBS, _JOBS.c.driver_id == _OFFERS.c.driver_id)
        .where(_OFFERS.c.state == OfferState.OFFERED, _JOBS.c.state.in_(RUNNING))
        .order_by(_OFFERS.c.id)
        .limit(limit)
    )
    return [Extra(*row) for row in rows]


def _vehicle(row: Any) -> OnDuty:
    return OnDuty(
        shift_id=row.shift_id,
        driver_id=row.driver_id,
        position=Point(row.lat, row.lon, row.district),
        mode=row.mode,
        kg=row.kg,
        m3=row.m3,
        passes=frozenset(row.passes),
    )
