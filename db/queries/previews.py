"""What a coordinator may try to change: lots and vehicles, a few of each, largest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from db.columns import table_of
from db.queries.fleet import free_to_drive
from db.tables import ClosureRow, LotRow, PlaceRow, ShiftRow, VehicleRow

MOST = 30

_LOTS = table_of(LotRow)
_PLACES = table_of(PlaceRow)
_SHIFTS = table_of(ShiftRow)
_VEHICLES = table_of(VehicleRow)


@dataclass(frozen=True, slots=True)
class Trial:
    """A lot, or a vehicle on duty, as a list names it."""

    id: int
    name: str
    """The item's code, or what the driver calls the vehicle."""
    amount: float
    """Units free or promised, or kilograms the vehicle carries."""
    district: str
    drill: bool
    since: datetime | None = None
    """From when on there is anything to take; None: now."""


async def lots_to_try(session: AsyncSession, *, lot_id: int | None = None) -> Sequence[Trial]:
    """Lots with something free or promised, or the one of this number, whatever it holds."""
    lot = _LOTS.c
    here = lot.free + lot.reserved
    which = lot.id == lot_id if lot_id is not None else here > 0
    rows: Any = await session.execute(
        sa.select(
            lot.id,
            lot.item_code,
            here.label("here"),
            _PLACES.c.district,
            lot.drill,
            lot.ready_at,
        )
        .join(_PLACES, _PLACES.c.id == lot.place_id)
        .where(which, lot.withdrawn_at.is_(None))
        .order_by(here.desc(), lot.id)
        .limit(MOST)
    )
    return [Trial(*row) for row in rows]


async def vehicles_to_try(session: AsyncSession, *, shift_id: int | None = None) -> Sequence[Trial]:
    """Vehicles that the next plan may send, or the one of this shift: without one that has a job
    in hand, or was just asked, the plan would be the same."""
    shift = _SHIFTS.c
    which = shift.id == shift_id if shift_id is not None else free_to_drive()
    rows: Any = await session.execute(
        sa.select(shift.id, _VEHICLES.c.label, _VEHICLES.c.kg, shift.district, shift.drill)
        .join(_VEHICLES, _VEHICLES.c.id == shift.vehicle_id)
        .where(which, shift.ended_at.is_(None))
        .order_by(_VEHICLES.c.kg.desc(), shift.id)
        .limit(MOST)
    )
    return [Trial(*row) for row in rows]


async def closure_called(session: AsyncSession, closure_id: int) -> str:
    """What a closure is called; empty if there is none of this number."""
    row = await session.get(ClosureRow, closure_id)
    return "" if row is None else row.title
