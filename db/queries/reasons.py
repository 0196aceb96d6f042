"""What was kept of the reasons of plans: why an allocation was proposed, why a line is open."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from db.columns import table_of
from db.queries.pages import paged
from db.tables import AllocationRow, NeedLineRow, ReasonRow
from matching.plan import Because

_REASONS = table_of(ReasonRow)
_LINES = table_of(NeedLineRow)
_ALLOCATIONS = table_of(AllocationRow)


@dataclass(frozen=True, slots=True)
class Kept:
    """The sentences of one decision, and when the plan said them."""

    because: tuple[Because, ...]
    made_at: datetime


@dataclass(frozen=True, slots=True)
class NeedReasons:
    """What is kept about a need: of each allocation, and of each line that was left open."""

    given: Mapping[int, Kept]
    open: Mapping[int, Kept]


async def reasons_of_need(session: AsyncSession, need_id: int) -> NeedReasons:
    """All that is kept about the lines of a need."""
    of_need = sa.select(_LINES.c.id).where(_LINES.c.need_id == need_id)
    return await _reasons(session, _REASONS.c.need_line_id.in_(of_need))


async def reasons_of_lot(session: AsyncSession, lot_id: int) -> Mapping[int, Kept]:
    """Why each allocation of a lot was proposed."""
    of_lot = sa.select(_ALLOCATIONS.c.id).where(_ALLOCATIONS.c.lot_id == lot_id)
    return (await _reasons(session, _REASONS.c.allocation_id.in_(of_lot))).given


async def told_so_far(
    session: AsyncSession, *, drill: bool, of: sa.Select[tuple[int]] | None = None
) -> Mapping[int, str]:
    """By line, the digest of what is kept of why it is open; of these lines."""
    columns = _REASONS.c
    statement = sa.select(columns.id, columns.need_line_id, columns.digest).where(
        columns.allocation_id.is_(None),
        columns.drill == drill,
        sa.true() if of is None else columns.need_line_id.in_(of),
    )
    pairs = await paged(session, statement, columns.id, _line_and_digest)
    return dict(pairs)


def _line_and_digest(row: Any) -> tuple[int, str]:
    return row.need_line_id, row.digest


async def _reasons(session: AsyncSession, which: sa.ColumnElement[bool]) -> NeedReasons:
    columns = _REASONS.c
    rows: Any = await session.execute(
        sa.select(
            columns.need_line_id, columns.allocation_id, columns.because, columns.made_at
        ).where(which)
    )
    given, still_open = dict[int, Kept](), dict[int, Kept]()
    for row in rows:
        said = tuple(Because(one["key"], one["facts"]) for one in row.because)
        kept = Kept(said, row.made_at)
        if row.allocation_id is None:
            still_open[row.need_line_id] = kept
        else:
            given[row.allocation_id] = kept
    return NeedReasons(given, still_open)
