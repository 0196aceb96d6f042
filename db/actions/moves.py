"""How quantities move between the columns of a lot, a line or an allocation: guarded additions.

Rows are locked in one order, so that nobody waits for somebody who waits for them: needs, jobs
with their stops, legs, offers and shifts, allocations, need lines, lots, each by number; wishes
for a tick and the ledger's head come last, at the commit. An action that changes several, or needs
an earlier one later on, takes hold of them first (`take_hold`, `promises.hold_promises`,
`promises.hold_journeys`); so with the jobs of the legs behind a leg. Should two meet all the same,
PostgreSQL ends one of them, and the door tries that one again.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel

from db.columns import table_of
from db.session import is_for_orm

_T = TypeVar("_T")

QUIET = {"synchronize_session": False}
"""For an UPDATE of mapped classes: rows already read keep their old values, and whoever reads
again says `populate_existing`."""


def known(value: _T | None) -> _T:
    """What a stored row must have or a held row must be; its absence is a bug, not a refusal."""
    if value is None:
        raise RuntimeError("a row that must be there is not")
    return value


PART = 500
"""Numbers in one statement: thousands hold up the loop while they are written into it, and a
server takes 32,767 at most."""


def in_parts(ids: Iterable[int]) -> Iterator[list[int]]:
    """The numbers once each, lowest first, few enough for a statement."""
    wanted = sorted(set(ids))
    for first in range(0, len(wanted), PART):
        yield wanted[first : first + PART]


async def take_hold(session: AsyncSession, table: type[SQLModel], ids: Iterable[int]) -> None:
    """Lock these rows until the end, lowest number first; SQLite has one writer anyway.

    Only against changes: whoever writes a row that refers to one of them does not wait. The reasons
    of a plan refer to lines that it does not hold, while it holds lots.
    """
    if session.get_bind().dialect.name == "sqlite":
        return
    number = table_of(table).c.id
    for part in in_parts(ids):
        await session.execute(
            sa.select(number)
            .where(number.in_(part))
            .order_by(number)
            .with_for_update(key_share=True)
        )


async def changed_one(
    session: AsyncSession, statement: Any, params: Mapping[str, Any] | None = None
) -> bool:
    """Run a guarded UPDATE; whether the expected state was still there."""
    options = {"execution_options": QUIET} if is_for_orm(statement) else {}
    result: Any = await session.execute(statement, params, **options)
    return bool(result.rowcount == 1)


async def try_add(
    session: AsyncSession,
    table: type[SQLModel],
    row_id: int,
    *guards: sa.ColumnElement[bool],
    **deltas: int,
) -> bool:
    """Add each delta to its column, all or none: none falls below zero, every guard holds."""
    moving = {name: delta for name, delta in deltas.items() if delta}
    falling = frozenset(name for name, delta in moving.items() if delta < 0)
    statement = _adding(table, frozenset(moving), falling)
    if guards:
        statement = statement.where(*guards)
    given = {f"by_{name}": delta for name, delta in moving.items()}
    return await changed_one(session, statement, {**given, "row": row_id})


@cache
def _adding(table: type[SQLModel], moving: frozenset[str], falling: frozenset[str]) -> sa.Update:
    """The statement that adds `by_<column>` to each of these columns of one row, built once."""
    core = table_of(table)
    by = {name: sa.bindparam(f"by_{name}", type_=sa.BigInteger) for name in sorted(moving)}
    values = {name: core.c[name] + delta for name, delta in by.items()}
    if "version" in core.c:
        values["version"] = core.c["version"] + 1
    floors = [core.c[name] + by[name] >= 0 for name in sorted(falling)]
    return sa.update(core).where(core.c["id"] == sa.bindparam("row"), *floors).values(values)


async def add(session: AsyncSession, table: type[SQLModel], row_id: int, **deltas: int) -> None:
    """Add each delta to its column; that it fits is an invariant, so a misfit is a bug."""
    if any(deltas.values()) and not await try_add(session, table, row_id, **deltas):
        raise RuntimeError(f"{table.__tablename__} {row_id}: {deltas} does not conserve")
