"""Goods at a node: handed over and not confirmed, kept for the next leg, or wanted by nobody."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from db.columns import UtcTime, table_of
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
from matching.model import AllocationState, Lifecycle, StopState
from matching.snapshot import Params

HANDED, KEPT = "handed", "kept"
"""Goods at a node: said to be handed over, or in a keeper's hands."""
CLOSED, EXPIRED, CALLED_BACK, AWAITED = "closed", "expired", "called_back", "awaited"
"""Goods a keeper has: their need is over, they do not keep, their supplier fetches them, or
somebody waits for them still."""
MARGIN = Params().expiry_margin
"""Goods that expire within it are no good for any way: what every run uses."""

_ALLOCATIONS = table_of(AllocationRow)
_CONSIGNMENTS = table_of(ConsignmentRow)
_LINES = table_of(NeedLineRow)
_LOTS = table_of(LotRow)
_NEEDS = table_of(NeedRow)
_PLACES = table_of(PlaceRow)
_STOPS = table_of(StopRow)

_OUT = (
    _ALLOCATIONS.c.loaded - _ALLOCATIONS.c.accepted - _ALLOCATIONS.c.lost - _ALLOCATIONS.c.returned
)


@dataclass(frozen=True, slots=True)
class KeptLoad:
    """Goods of one load that a node's keeper has. Quantity in base units."""

    allocation_id: int
    stop_id: int
    place: str
    need_code: str
    item_code: str
    quantity: int
    state: str
    keeps: bool
    """It does not expire too soon to be of use to anybody."""
    supplier_id: int
    drill: bool


def waiting_at_nodes(now: datetime) -> sa.Select[*tuple[Any, ...]]:
    """Goods at a node that nobody has taken further, by the stop of the leg that brought them:
    handed over and not confirmed, or kept for the next leg. Columns as in `desk.StuckRow`."""
    later = LEGS.alias("later")
    taken = sa.exists().where(
        later.c.consignment_id == LEGS.c.consignment_id,
        later.c.number > LEGS.c.number,
        later.c.taken_at.is_not(None),
    )
    waits = sa.exists().where(
        _ALLOCATIONS.c.consignment_id == LEGS.c.consignment_id,
        _ALLOCATIONS.c.state == AllocationState.LOADED,
        _LINES.c.id == _ALLOCATIONS.c.need_line_id,
        _NEEDS.c.id == _LINES.c.need_id,
        _LOTS.c.id == _ALLOCATIONS.c.lot_id,
        sa.or_(LEGS.c.given_at.is_(None), _is_awaited(now)),
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
        .where(
            LEGS.c.handed_at.is_not(None),
            # Whoever brought the goods and stands there no more takes them back, or has.
            sa.or_(LEGS.c.given_at.is_not(None), _STOPS.c.state == StopState.ARRIVED),
            ~taken,
            waits.correlate(LEGS),
        )
        .order_by(since, LEGS.c.id)
    )


def left_at_nodes(now: datetime) -> sa.Select[*tuple[Any, ...]]:
    """What a keeper has and nobody waits for, load by load. Columns as in `desk.StuckRow`."""
    return (
        _kept(
            _ALLOCATIONS.c.id,
            sa.type_coerce(LEGS.c.given_at, UtcTime()).label("since"),
            _NEEDS.c.code,
            _PLACES.c.label.label("name"),
            _LOTS.c.item_code,
            _OUT.label("quantity"),
            _PLACES.c.district,
            _state(now).label("state"),
            _ALLOCATIONS.c.drill,
        )
        .where(~_is_awaited(now))
        .order_by(LEGS.c.given_at, _ALLOCATIONS.c.id)
    )


async def find_kept(session: AsyncSession, allocation_id: int, now: datetime) -> KeptLoad | None:
    """One load that a node's keeper has."""
    found = await _kept_loads(session, now, _ALLOCATIONS.c.id == allocation_id)
    return found[0] if found else None


async def kept_at(session: AsyncSession, stop_id: int, now: datetime) -> list[KeptLoad]:
    """What a node's keeper has of the goods that came there at this stop."""
    return await _kept_loads(session, now, LEGS.c.delivery_stop_id == stop_id)


async def newly_left(session: AsyncSession, now: datetime, limit: int) -> list[KeptLoad]:
    """What a keeper has, nobody waits for, and nobody has decided about."""
    undecided = sa.and_(~_is_awaited(now), _ALLOCATIONS.c.rejected == 0)
    return await _kept_loads(session, now, undecided, limit=limit)


async def _kept_loads(
    session: AsyncSession, now: datetime, *where: sa.ColumnElement[bool], limit: int | None = None
) -> list[KeptLoad]:
    rows: Any = await session.execute(
        _kept(
            _ALLOCATIONS.c.id,
            LEGS.c.delivery_stop_id,
            _PLACES.c.label,
            _NEEDS.c.code,
            _LOTS.c.item_code,
            _OUT,
            _state(now),
            _keeps(now),
            _LOTS.c.supplier_id,
            _ALLOCATIONS.c.drill,
        )
        .where(*where)
        .order_by(_ALLOCATIONS.c.id)
        .limit(limit)
    )
    return [KeptLoad(*row) for row in rows]


def _kept(*columns: sa.ColumnElement[Any]) -> sa.Select[*tuple[Any, ...]]:
    """Loads whose last leg gave them into keeping, from where no other has taken them."""
    return (
        sa.select(*columns)
        .select_from(_ALLOCATIONS)
        .join(_CONSIGNMENTS, _CONSIGNMENTS.c.id == _ALLOCATIONS.c.consignment_id)
        .join(
            LEGS,
            sa.and_(
                LEGS.c.consignment_id == _CONSIGNMENTS.c.id,
                LEGS.c.job_id == _CONSIGNMENTS.c.job_id,
            ),
        )
        .join(_STOPS, _STOPS.c.id == LEGS.c.delivery_stop_id)
        .join(_PLACES, _PLACES.c.id == _STOPS.c.place_id)
        .join(_LINES, _LINES.c.id == _ALLOCATIONS.c.need_line_id)
        .join(_NEEDS, _NEEDS.c.id == _LINES.c.need_id)
        .join(_LOTS, _LOTS.c.id == _ALLOCATIONS.c.lot_id)
        .where(LIVE, LEGS.c.given_at.is_not(None), _ALLOCATIONS.c.state == AllocationState.LOADED)
    )


def _is_awaited(now: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(_ALLOCATIONS.c.rejected == 0, wanted(now + MARGIN))


def _keeps(now: datetime) -> sa.ColumnElement[bool]:
    expires = _LOTS.c.expires_at
    return sa.or_(expires.is_(None), expires >= now + MARGIN)


def _state(now: datetime) -> sa.Case[str]:
    return sa.case(
        (_ALLOCATIONS.c.rejected > 0, CALLED_BACK),
        (~_keeps(now), EXPIRED),
        (_NEEDS.c.lifecycle == Lifecycle.CLOSED, CLOSED),
        else_=AWAITED,
    )
