"""How quantities move between the columns of a lot, a line or an allocation: guarded additions."""

from collections.abc import Mapping
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel

from db.columns import table_of

_T = TypeVar("_T")

QUIET = {"synchronize_session": False}
"""Rows already read keep their old values: whoever reads again says `populate_existing`."""


def known(value: _T | None) -> _T:
    """What a stored row must have or a held row must be; its absence is a bug, not a refusal."""
    if value is None:
        raise RuntimeError("a row that must be there is not")
    return value


async def changed_one(
    session: AsyncSession, statement: Any, params: Mapping[str, Any] | None = None
) -> bool:
    """Run a guarded UPDATE; whether the expected state was still there."""
    result: Any = await session.execute(statement, params, execution_options=QUIET)
    return bool(result.rowcount == 1)


async def try_add(
    session: AsyncSession,
    table: type[SQLModel],
    row_id: int,
    *guards: sa.ColumnElement[bool],
    **deltas: int,
) -> bool:
    """Add each delta to its column, all or none: none falls below zero, every guard holds."""
    columns = table_of(table).c
    values = {name: columns[name] + delta for name, delta in deltas.items() if delta}
    if "version" in columns:
        values["version"] = columns["version"] + 1
    floors = [columns[name] >= -delta for name, delta in deltas.items() if delta < 0]
    statement = sa.update(table).where(columns["id"] == row_id, *floors, *guards).values(values)
    return await changed_one(session, statement)


async def add(session: AsyncSession, table: type[SQLModel], row_id: int, **deltas: int) -> None:
    """Add each delta to its column; that it fits is an invariant, so a misfit is a bug."""
    if any(deltas.values()) and not await try_add(session, table, row_id, **deltas):
        raise RuntimeError(f"{table.__tablename__} {row_id}: {deltas} does not conserve")
