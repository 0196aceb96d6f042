"""Keeps why each line got what it got, so that it can be told whenever somebody asks."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from db.columns import table_of
from db.engine import for_engine, per_engine
from db.tables import ReasonRow
from matching.plan import Because, LineWhy

AT_ONCE = 200
"""Rows of one statement: between two of them others get their turn."""

_REASONS = table_of(ReasonRow)
_STILL_OPEN = _REASONS.c.allocation_id.is_(None)
_KEEP_OPEN = per_engine(
    lambda insert: (
        insert(_REASONS)
        .values(drill=False, need_line_id=0, allocation_id=None, because=[], digest="")
        .on_conflict_do_update(
            index_elements=["need_line_id"],
            index_where=_STILL_OPEN,
            set_={
                "because": sa.bindparam("new_because", type_=_REASONS.c.because.type),
                "digest": sa.bindparam("new_digest"),
                "made_at": sa.bindparam("new_made_at", type_=_REASONS.c.made_at.type),
            },
        )
    )
)


async def keep_given(
    session: AsyncSession,
    because: Sequence[Because],
    *,
    line_id: int,
    allocation_id: int,
    now: datetime,
    drill: bool,
) -> None:
    """Keep why this allocation was proposed, as the plan said it then."""
    said = [_as_json(one) for one in because]
    row = {
        "drill": drill,
        "need_line_id": line_id,
        "allocation_id": allocation_id,
        "because": said,
        "digest": "",
        "made_at": now,
    }
    await session.execute(sa.insert(_REASONS), row)


async def keep_open(
    session: AsyncSession, lines: Iterable[LineWhy], *, now: datetime, drill: bool
) -> int:
    """Keep why lines stay open, which a plan says only where it has changed; of how many lines."""
    rows, written = (_row(one, now, drill) for one in lines if one.open), 0
    while some := list(islice(rows, AT_ONCE)):
        await session.execute(for_engine(session, _KEEP_OPEN), some)
        written += len(some)
    return written


def _row(one: LineWhy, now: datetime, drill: bool) -> dict[str, Any]:
    said = [_as_json(each) for each in one.open]
    return {
        "drill": drill,
        "need_line_id": one.line_id,
        "because": said,
        "new_because": said,
        "digest": one.digest,
        "new_digest": one.digest,
        "made_at": now,
        "new_made_at": now,
    }


def _as_json(because: Because) -> dict[str, Any]:
    return {"key": because.text_key, "facts": dict(because.facts)}
