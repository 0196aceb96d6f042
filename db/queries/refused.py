"""Pairs of a need and a lot that a planning run does not propose again."""

from datetime import datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from db.columns import table_of
from db.tables import AllocationRow, LotRow, NeedLineRow, NeedRow
from matching.custody import PAIR_SURVIVES, RECEIVER_SAID, SUPPLIER_SAID
from matching.model import AllocationState, Lifecycle, Reason

REFUSED_FOR = timedelta(hours=6)
"""How long a pair of line and lot whose match died is not proposed again, at the most."""

_ALLOCATIONS = table_of(AllocationRow)
_LINES = table_of(NeedLineRow)
_LOTS = table_of(LotRow)
_NEEDS = table_of(NeedRow)


async def refused_pairs(
    session: AsyncSession, *, drill: bool, now: datetime
) -> frozenset[tuple[int, int]]:
    """Pairs (line, lot) that were tried lately and died of one of the two, not of the journey.

    A pair is free again as soon as whoever was silent or said no shows life.
    """
    rows: Any = await session.execute(_all_refused(drill), {"since": now - REFUSED_FOR})
    return frozenset((row.need_line_id, row.lot_id) for row in rows)


@cache
def _all_refused(drill: bool) -> sa.CompoundSelect[Any]:
    """Built once: to build it takes longer than to run it."""
    allocation = _ALLOCATIONS.c
    died = (
        sa.select(allocation.need_line_id, allocation.lot_id)
        .join(_LINES, _LINES.c.id == allocation.need_line_id)
        .join(_NEEDS, _NEEDS.c.id == _LINES.c.need_id)
        .join(_LOTS, _LOTS.c.id == allocation.lot_id)
        .where(
            allocation.drill == drill,
            sa.or_(allocation.ended_at.is_(None), allocation.ended_at > sa.bindparam("since")),
            _died_of_an_end(),
        )
    )
    return died.union(_refused_stand_ins(drill))


def _refused_stand_ins(drill: bool) -> sa.Select[*tuple[Any, ...]]:
    """Pairs of a line and every lot of what its receiver does not take instead, for good."""
    allocation, given, like = _ALLOCATIONS.c, _LOTS.alias("given"), _LOTS.alias("like")
    return (
        sa.select(allocation.need_line_id, like.c.id)
        .join(_LINES, _LINES.c.id == allocation.need_line_id)
        .join(_NEEDS, _NEEDS.c.id == _LINES.c.need_id)
        .join(given, given.c.id == allocation.lot_id)
        .join(like, like.c.item_code == given.c.item_code)
        .where(
            allocation.drill == drill,
            allocation.state == AllocationState.DECLINED,
            allocation.reason == Reason.WRONG_ITEM,
            given.c.item_code != _LINES.c.item_code,
            _NEEDS.c.lifecycle != Lifecycle.CLOSED,
        )
    )


def _died_of_an_end() -> sa.ColumnElement[bool]:
    """The match failed at one end, and that end has not been heard of since."""
    allocation = _ALLOCATIONS.c
    receiver_away = _NEEDS.c.confirmed_at <= allocation.ended_at
    supplier_away = _LOTS.c.counted_at <= allocation.ended_at
    silent = sa.or_(
        sa.and_(allocation.receiver_confirmed_at.is_(None), receiver_away),
        sa.and_(allocation.supplier_confirmed_at.is_(None), supplier_away),
    )
    speaks = sa.or_(allocation.reason.is_(None), allocation.reason.not_in(PAIR_SURVIVES))
    stands = sa.case(
        (allocation.reason.in_(RECEIVER_SAID), receiver_away),
        (allocation.reason.in_(SUPPLIER_SAID), supplier_away),
        else_=sa.true(),
    )
    refused_at_door = sa.or_(allocation.rejected > 0, allocation.returned > 0)
    return sa.or_(
        sa.and_(allocation.state == AllocationState.TIMED_OUT, silent),
        sa.and_(allocation.state == AllocationState.DECLINED, speaks, stands),
        sa.and_(sa.or_(allocation.state == AllocationState.FAILED, refused_at_door), speaks),
    )
