"""Matches that wait for one person's yes, as receiver or as supplier."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from db.columns import table_of
from db.tables import AllocationRow, LotRow, NeedLineRow, NeedRow
from matching.model import AllocationState

_NEEDS = table_of(NeedRow)
_LINES = table_of(NeedLineRow)
_LOTS = table_of(LotRow)
_ALLOCATIONS = table_of(AllocationRow)

MOST_WAITING = 5
"""Matches that wait for one person's yes and can be answered in words."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A match that waits for this person's yes."""

    allocation_id: int
    need_id: int
    lot_id: int
    item_code: str
    quantity: int
    need_code: str


async def needs_to_confirm(session: AsyncSession, person_id: int) -> Sequence[Waiting]:
    """Matches whose receiver is this person and has not answered yet, newest first."""
    return await _waiting(
        session,
        _NEEDS.c.reporter_id == person_id,
        _ALLOCATIONS.c.receiver_confirmed_at.is_(None),
    )


async def stock_to_confirm(session: AsyncSession, person_id: int) -> Sequence[Waiting]:
    """Matches whose supplier is this person and has not answered yet, newest first."""
    return await _waiting(
        session,
        _LOTS.c.supplier_id == person_id,
        _ALLOCATIONS.c.supplier_confirmed_at.is_(None),
    )


async def _waiting(session: AsyncSession, *conditions: sa.ColumnElement[bool]) -> Sequence[Waiting]:
    rows = await session.execute(
        sa.select(
            _ALLOCATIONS.c.id,
            _LINES.c.need_id,
            _ALLOCATIONS.c.lot_id,
            _LOTS.c.item_code,
            _ALLOCATIONS.c.quantity,
            _NEEDS.c.code,
        )
        .join_from(_ALLOCATIONS, _LINES, _LINES.c.id == _ALLOCATIONS.c.need_line_id)
        .join(_NEEDS, _NEEDS.c.id == _LINES.c.need_id)
        .join(_LOTS, _LOTS.c.id == _ALLOCATIONS.c.lot_id)
        .where(_ALLOCATIONS.c.state == AllocationState.PROPOSED, *conditions)
        .order_by(_ALLOCATIONS.c.id.desc())
        .limit(MOST_WAITING)
    )
    return [Waiting(*row) for row in rows]
