"""One line of a need that comes in several parts: which is which, and how much of how much."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from db.columns import table_of
from db.queries.promises import ACTIVE
from db.queries.transport import FRESH
from db.tables import AllocationRow, NeedLineRow

_ALLOCATIONS = table_of(AllocationRow)
_LINES = table_of(NeedLineRow)
MOST_PARTS = 200
"""Allocations read for one need; more than a need ever has."""


@dataclass(frozen=True, slots=True)
class Part:
    """One promise among those of its line. Quantities in base units."""

    number: int
    """From 1, in the order of the promises; it stays the same when one before it fails."""
    is_one_of_several: bool
    wanted: int
    """What the line needs in all."""


async def parts_of_need(session: AsyncSession, need_id: int) -> dict[int, Part]:
    """The parts of a need's lines by allocation. What had failed, with all that was promised
    beside it, before a promise was made is no part of what that one belongs to."""
    columns = _ALLOCATIONS.c
    found = await session.execute(
        sa.select(
            columns.id,
            columns.need_line_id,
            columns.state,
            columns.accepted,
            columns.created_at,
            columns.ended_at,
            (_LINES.c.requested - _LINES.c.cancelled).label("wanted"),
        )
        .join_from(_ALLOCATIONS, _LINES, _LINES.c.id == columns.need_line_id)
        .where(_LINES.c.need_id == need_id)
        .order_by(columns.id)
        .limit(MOST_PARTS),
        execution_options=FRESH,
    )
    by_line: dict[int, list[Any]] = {}
    for row in found:
        by_line.setdefault(row.need_line_id, []).append(row)
    parts: dict[int, Part] = {}
    for rows in by_line.values():
        parts |= _numbered(rows)
    return parts


def _numbered(rows: list[Any]) -> dict[int, Part]:
    if not any(row.state in ACTIVE or row.accepted for row in rows):
        return {}
    kept: list[Any] = []
    for row in rows:
        beside = any(_counted(each, row.created_at) for each in kept)
        kept = [*kept, row] if beside else [row]
    return {
        row.id: Part(
            number=number,
            is_one_of_several=len(kept) > 1,
            wanted=row.wanted,
        )
        for number, row in enumerate(kept, 1)
    }


def _counted(row: Any, at: datetime) -> bool:
    """Whether it had not come to nothing by then, or was promised just then."""
    going = row.ended_at is None or row.ended_at > at
    return going or bool(row.accepted) or bool(row.created_at == at)
