"""Reads long answers a page at a time, so that the loop is nobody's for long."""

from collections.abc import Callable
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

_T = TypeVar("_T")

PAGE = 500
"""Rows: making values of them takes some ten milliseconds, in which no chat is answered."""


async def paged(
    session: AsyncSession,
    statement: sa.Select[Any],
    key: sa.ColumnElement[int],
    make: Callable[[Any], _T],
    most: int | None = None,
) -> tuple[_T, ...]:
    """What `make` makes of every row, by the unique `key`, which the row has as `id`."""
    found: list[_T] = []
    last: int | None = None
    while most is None or len(found) < most:
        size = PAGE if most is None else min(PAGE, most - len(found))
        page = statement if last is None else statement.where(key > last)
        rows = (await session.execute(page.order_by(key).limit(size))).all()
        found.extend(make(row) for row in rows)
        if len(rows) < size:
            break
        last = rows[-1].id
    return tuple(found)
