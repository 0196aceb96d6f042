"""Promises that stand and of which nothing is aboard: what an event may still take back."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from db.columns import table_of
from db.queries.pages import paged
from db.tables import AllocationRow, NeedLineRow, NeedRow, PlaceRow
from matching.lifecycle import may_be_matched
from matching.model import AllocationState
from matching.snapshot import OpenLine, Point, Promised

_ALLOCATIONS = table_of(AllocationRow)
_LINES = table_of(NeedLineRow)
_NEEDS = table_of(NeedRow)
_PLACES = table_of(PlaceRow)


async def standing_promises(
    session: AsyncSession, drill: bool, which: sa.ColumnElement[bool] | None = None
) -> tuple[Promised, ...]:
    """Allocations that were proposed or confirmed; `firm` once an end has said yes; of these
    lines."""
    allocation, need = _ALLOCATIONS.c, _NEEDS.c
    statement = (
        sa.select(
            allocation.id,
            allocation.lot_id,
            allocation.quantity,
            allocation.state,
            allocation.supplier_confirmed_at,
            allocation.receiver_confirmed_at,
            _LINES.c.id.label("line_id"),
            _LINES.c.need_id,
            _LINES.c.item_code,
            need.urgency,
            need.reported_at,
            need.deadline,
            need.verification,
            need.reporter_role,
            _PLACES.c.lat,
            _PLACES.c.lon,
            _PLACES.c.district,
        )
        .join(_LINES, _LINES.c.id == allocation.need_line_id)
        .join(_NEEDS, need.id == _LINES.c.need_id)
        .join(_PLACES, _PLACES.c.id == need.place_id)
        .where(
            allocation.state.in_((AllocationState.PROPOSED, AllocationState.CONFIRMED)),
            allocation.drill == drill,
            _PLACES.c.lat.is_not(None),
            sa.true() if which is None else which,
        )
    )
    return await paged(session, statement, allocation.id, _promised)


def _promised(row: Any) -> Promised:
    asked = row.supplier_confirmed_at is None and row.receiver_confirmed_at is None
    return Promised(
        allocation_id=row.id,
        lot_id=row.lot_id,
        quantity=row.quantity,
        line=OpenLine(
            line_id=row.line_id,
            need_id=row.need_id,
            item_code=row.item_code,
            quantity=row.quantity,
            urgency=row.urgency,
            reported_at=row.reported_at,
            place=Point(row.lat, row.lon, row.district),
            deadline=row.deadline,
            verified=may_be_matched(row.verification),
            requester_kind=row.reporter_role.value,
        ),
        firm=row.state is not AllocationState.PROPOSED or not asked,
    )
