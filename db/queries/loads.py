"""Loads that wait for a vehicle: at suppliers', and at nodes with no leg planned from there."""

from datetime import datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from db.columns import table_of
from db.queries.legs import LEGS, LIVE, wanted
from db.tables import (
    AllocationRow,
    ConsignmentRow,
    LotRow,
    NeedLineRow,
    NeedRow,
    PlaceRow,
    StopRow,
)
from matching.model import AllocationState, StopState, Urgency
from matching.snapshot import Params, Point, ReadyLoad

_ALLOCATIONS = table_of(AllocationRow)
_CONSIGNMENTS = table_of(ConsignmentRow)
_LINES = table_of(NeedLineRow)
_LOTS = table_of(LotRow)
_NEEDS = table_of(NeedRow)
_PLACES = table_of(PlaceRow)
_STOPS = table_of(StopRow)
TOGETHER = timedelta(seconds=30)
"""So long goods just confirmed wait for more of their supplier's for the same need: people press
one button after the other, and a second vehicle would drive for what the first had room for."""

_ORIGIN, _GOAL = _PLACES.alias("origin"), _PLACES.alias("goal")

_LOAD = (
    sa.select(
        _ALLOCATIONS.c.id,
        _ALLOCATIONS.c.quantity,
        _NEEDS.c.id.label("need_id"),
        _NEEDS.c.urgency,
        _NEEDS.c.reported_at,
        _NEEDS.c.deadline,
        _LOTS.c.supplier_id,
        _LOTS.c.item_code,
        _LOTS.c.min_lot,
        _ORIGIN.c.id.label("origin_id"),
        _ORIGIN.c.lat.label("origin_lat"),
        _ORIGIN.c.lon.label("origin_lon"),
        _ORIGIN.c.district.label("origin_district"),
        _GOAL.c.id.label("goal_id"),
        _GOAL.c.lat.label("goal_lat"),
        _GOAL.c.lon.label("goal_lon"),
        _GOAL.c.district.label("goal_district"),
    )
    .select_from(_ALLOCATIONS)
    .join(_LINES, _LINES.c.id == _ALLOCATIONS.c.need_line_id)
    .join(_NEEDS, _NEEDS.c.id == _LINES.c.need_id)
    .join(_LOTS, _LOTS.c.id == _ALLOCATIONS.c.lot_id)
    .join(_GOAL, _GOAL.c.id == _NEEDS.c.place_id)
    .where(_GOAL.c.lat.is_not(None))
    .order_by(_ALLOCATIONS.c.id)
)
"""A load between where it waits (`origin`, which whoever asks joins) and where it is needed."""


async def every_load(
    session: AsyncSession, drill: bool, now: datetime, params: Params
) -> tuple[ReadyLoad, ...]:
    """What waits for a vehicle and somebody still waits for, of goods that keep long enough."""
    still_good = now + params.expiry_margin
    at_suppliers = await _at_suppliers(session, drill, now, still_good)
    return (*at_suppliers, *await _at_nodes(session, drill, now, still_good))


async def _at_suppliers(
    session: AsyncSession, drill: bool, now: datetime, still_good: datetime
) -> tuple[ReadyLoad, ...]:
    """Confirmed allocations that no job carries, but for those that wait a moment for company. A
    pause takes back nothing that was promised."""
    times = {"now": now, "just": now - TOGETHER, "still_good": still_good}
    rows: Any = await session.execute(_loads_at_suppliers(drill), times)
    return tuple(_ready(row) for row in rows)


@cache
def _loads_at_suppliers(drill: bool) -> sa.Select[Any]:
    """Built once: to build it takes longer than to run it."""
    return _LOAD.join(_ORIGIN, _ORIGIN.c.id == _LOTS.c.place_id).where(
        _ALLOCATIONS.c.state == AllocationState.CONFIRMED,
        _ALLOCATIONS.c.consignment_id.is_(None),
        _ALLOCATIONS.c.drill == drill,
        wanted(sa.bindparam("still_good")),
        _ORIGIN.c.lat.is_not(None),
        ~_awaits_company(sa.bindparam("now"), sa.bindparam("just")),
    )


def _awaits_company(
    now: sa.BindParameter[datetime], just: sa.BindParameter[datetime]
) -> sa.ColumnElement[bool]:
    """Just confirmed, while more of the same supplier's for the same need is still asked about: one
    vehicle for both, where no life depends on it."""
    other, line, lot = _ALLOCATIONS.alias("other"), _LINES.alias("its_line"), _LOTS.alias("its_lot")
    asked = (
        sa.exists()
        .where(
            other.c.state == AllocationState.PROPOSED,
            other.c.confirm_by > now,
            line.c.id == other.c.need_line_id,
            line.c.need_id == _NEEDS.c.id,
            lot.c.id == other.c.lot_id,
            lot.c.supplier_id == _LOTS.c.supplier_id,
        )
        .correlate(_NEEDS, _LOTS)
    )
    return sa.and_(
        _NEEDS.c.urgency != Urgency.CRITICAL,
        sa.or_(
            _ALLOCATIONS.c.supplier_confirmed_at > just,
            _ALLOCATIONS.c.receiver_confirmed_at > just,
        ),
        asked,
    )


async def _at_nodes(
    session: AsyncSession, drill: bool, now: datetime, still_good: datetime
) -> tuple[ReadyLoad, ...]:
    """What is at a node, or on its way to one, with no leg planned from there: to be planned on."""
    rows: Any = await session.execute(_loads_at_nodes(drill), {"still_good": still_good})
    return tuple(
        _ready(
            row,
            consignment_id=row.consignment_id,
            legs_done=row.number,
            ready_at=None if row.is_there else (row.taken_at or now) + timedelta(hours=row.hours),
        )
        for row in rows
    )


@cache
def _loads_at_nodes(drill: bool) -> sa.Select[Any]:
    """Built once, like those at suppliers'."""
    later = LEGS.alias("later")
    goes_on = sa.exists().where(
        later.c.consignment_id == LEGS.c.consignment_id,
        later.c.number > LEGS.c.number,
        later.c.dropped_at.is_(None),
    )
    is_there = sa.or_(LEGS.c.given_at.is_not(None), _STOPS.c.state == StopState.ARRIVED)
    return (
        _LOAD.add_columns(
            LEGS.c.consignment_id,
            LEGS.c.number,
            LEGS.c.hours,
            LEGS.c.taken_at,
            is_there.label("is_there"),
        )
        .join(_CONSIGNMENTS, _CONSIGNMENTS.c.id == _ALLOCATIONS.c.consignment_id)
        .join(LEGS, LEGS.c.consignment_id == _CONSIGNMENTS.c.id)
        .join(_STOPS, _STOPS.c.id == LEGS.c.delivery_stop_id)
        .join(_ORIGIN, _ORIGIN.c.id == _STOPS.c.place_id)
        .where(
            LIVE,
            ~goes_on,
            _ORIGIN.c.id != _GOAL.c.id,
            _ALLOCATIONS.c.drill == drill,
            _ALLOCATIONS.c.state.in_((AllocationState.CONFIRMED, AllocationState.LOADED)),
            _ALLOCATIONS.c.rejected == 0,
            wanted(sa.bindparam("still_good")),
        )
    )


def _ready(row: Any, **way: Any) -> ReadyLoad:
    return ReadyLoad(
        allocation_id=row.id,
        need_id=row.need_id,
        supplier_id=row.supplier_id,
        item_code=row.item_code,
        quantity=row.quantity,
        pickup=Point(row.origin_lat, row.origin_lon, row.origin_district),
        delivery=Point(row.goal_lat, row.goal_lon, row.goal_district),
        pickup_place_id=row.origin_id,
        delivery_place_id=row.goal_id,
        urgency=row.urgency,
        reported_at=row.reported_at,
        deadline=row.deadline,
        min_lot=row.min_lot,
        **way,
    )
