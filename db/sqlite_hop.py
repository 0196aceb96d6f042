"""One trip to SQLite's thread per statement instead of four.

SQLAlchemy's aiosqlite adapter crosses to the connection's thread to make a cursor, to execute,
to fetch and to close; each crossing costs more than most of our statements do. Here one function
does all four over there. Rows are fetched whole, as the adapter does for its plain cursor.
"""

import collections
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import event
from sqlalchemy.dialects.sqlite.aiosqlite import (
    AsyncAdapt_aiosqlite_connection,
    AsyncAdapt_aiosqlite_cursor,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.util import immutabledict


@dataclass(frozen=True, slots=True)
class _Ran:
    """What is left of a cursor that has run and is closed."""

    description: Any = None
    rowcount: int = -1
    lastrowid: int | None = None
    rows: Sequence[Any] = ()
    arraysize: int = 1


class OneTripCursor(AsyncAdapt_aiosqlite_cursor):
    """A cursor that exists only for the length of one trip."""

    __slots__ = ()

    def __init__(self, adapt_connection: AsyncAdapt_aiosqlite_connection) -> None:
        self._adapt_connection = adapt_connection
        self._connection = adapt_connection._connection
        self._cursor: Any = _Ran()
        self._soft_closed_memoized = immutabledict()
        self._rows = collections.deque()

    async def _execute_async(self, operation: Any, parameters: Any) -> Any:
        return await self._trip(_run, operation, () if parameters is None else parameters)

    async def _executemany_async(self, operation: Any, seq_of_parameters: Any) -> Any:
        return await self._trip(_run_many, operation, seq_of_parameters)

    async def _trip(self, run: Callable[..., _Ran], operation: str, parameters: Any) -> None:
        connection: Any = self._connection
        async with self._adapt_connection._execute_mutex:
            ran = await connection._execute(run, connection._conn, operation, parameters)
        self._cursor = ran
        self._rows = collections.deque(ran.rows)

    async def _async_soft_close(self) -> None:
        """Nothing is open any more."""

    def close(self) -> None:
        """Forget rows that nobody fetched."""
        self._rows.clear()


class OneTripConnection(AsyncAdapt_aiosqlite_connection):
    """The adapter's connection with one-trip cursors."""

    __slots__ = ()
    _cursor_cls = OneTripCursor  # type: ignore[assignment]  # its own base names the exact class


def shorten_trips(engine: AsyncEngine) -> None:
    """Let every connection of this engine run a statement in one trip."""

    @event.listens_for(engine.sync_engine, "do_connect")
    def on_connect(dialect: Dialect, _record: Any, args: Any, options: Any) -> Any:
        plain: Any = dialect.connect(*args, **options)
        return OneTripConnection(plain.dbapi, plain._connection)


def _run(connection: sqlite3.Connection, operation: str, parameters: Any) -> _Ran:
    return _finish(connection.execute(operation, parameters))


def _run_many(connection: sqlite3.Connection, operation: str, parameters: Iterable[Any]) -> _Ran:
    return _finish(connection.executemany(operation, parameters))


def _finish(cursor: sqlite3.Cursor) -> _Ran:
    rows = cursor.fetchall() if cursor.description else ()
    ran = _Ran(cursor.description, cursor.rowcount, cursor.lastrowid, rows)
    cursor.close()
    return ran
