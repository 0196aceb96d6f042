"""No trip to SQLite's thread for a short statement, one instead of four for any other.

SQLAlchemy's aiosqlite adapter crosses to the connection's thread to make a cursor, to execute,
to fetch and to close; each crossing costs more than most of our statements do. Here one function
does all four, and a statement known to be short does not cross at all. Rows are fetched whole, as
the adapter does for its plain cursor. Whatever waits for the disk or for another process (COMMIT,
BEGIN IMMEDIATE, a statement never seen before) crosses always: the loop must not stand still.
"""

import asyncio
import collections
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import aiosqlite
from sqlalchemy import event
from sqlalchemy.dialects.sqlite.aiosqlite import (
    AsyncAdapt_aiosqlite_connection,
    AsyncAdapt_aiosqlite_cursor,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.util import immutabledict
from sqlalchemy.util.concurrency import await_


@dataclass(frozen=True, slots=True)
class _Ran:
    """What is left of a cursor that has run and is closed."""

    description: Any = None
    rowcount: int = -1
    lastrowid: int | None = None
    rows: Sequence[Any] = ()
    arraysize: int = 1


SHORT = 0.001
"""Seconds that a statement may take on average to be run on the loop's own thread."""
BREATH = 0.005
"""Seconds after which the loop must have its turn: the next statement crosses."""
BUSY_TIMEOUT = 15_000
"""Milliseconds that SQLite waits for another process to stop writing."""
_KEPT = 0.8
"""Weight of what was known of a statement against its newest run."""
_READS, _WRITES = "BEGIN", "BEGIN IMMEDIATE"
_WAITS = (_WRITES, "COMMIT", "PRAGMA", "VACUUM", "CREATE", "DROP", "ALTER")
"""What may wait for the disk or for other processes, however short it was the last time."""


class Pace:
    """How long the statements of one engine take; seconds by the loop's monotonic clock."""

    def __init__(self) -> None:
        self._means: dict[str, float] = {}
        self._since: float | None = None
        """When the loop's thread took up statements it has not rested from."""

    def is_short(self, operation: str, now: float) -> bool:
        """Whether this statement may run on the loop's thread, here and now."""
        if self._since is not None and now - self._since >= BREATH:
            return False
        return self._means.get(operation, SHORT) < SHORT

    def stand(self, loop: asyncio.AbstractEventLoop, now: float) -> None:
        """The loop stands still from now on, until it has its turn again."""
        if self._since is None:
            self._since = now
            loop.call_soon(self.breathe)

    def breathe(self) -> None:
        """The loop had its turn."""
        self._since = None

    def note(self, operation: str, seconds: float) -> None:
        """Remember how long a statement took, wherever it ran."""
        if operation.lstrip().startswith(_WAITS):
            return
        known = self._means.get(operation, seconds)
        self._means[operation] = known * _KEPT + seconds * (1 - _KEPT)


class ShortTripCursor(AsyncAdapt_aiosqlite_cursor):
    """A cursor that exists only for the length of one statement."""

    __slots__ = ()

    def __init__(self, adapt_connection: AsyncAdapt_aiosqlite_connection) -> None:
        self._adapt_connection = adapt_connection
        self._connection = adapt_connection._connection
        self._cursor: Any = _Ran()
        self._soft_closed_memoized = immutabledict()
        self._rows = collections.deque()

    def execute(self, operation: Any, parameters: Any = None) -> Any:
        """Run one statement: here if it is known to be short, over there if not."""
        home: Any = self._adapt_connection
        if operation in (_READS, _WRITES):
            home.only_reads = operation == _READS
        loop = asyncio.get_running_loop()
        begin = loop.time()
        if home.pace is None or not home.pace.is_short(operation, begin):
            if operation != _WRITES or not home.begin_now():
                return super().execute(operation, parameters)
            self._keep(_Ran())
            return None
        home.pace.stand(loop, begin)
        await_(_no_time())  # SQLAlchemy takes a statement that never awaits for a wrong driver
        try:
            connection: Any = self._connection
            self._keep(_run(connection._conn, operation, parameters or ()))
        except Exception as error:  # noqa: BLE001  # the adapter's way: told in its own words
            home._handle_exception(error)
        home.pace.note(operation, loop.time() - begin)
        return None

    async def _execute_async(self, operation: Any, parameters: Any) -> Any:
        return await self._trip(_run, operation, () if parameters is None else parameters)

    async def _executemany_async(self, operation: Any, seq_of_parameters: Any) -> Any:
        return await self._trip(_run_many, operation, seq_of_parameters)

    async def _trip(self, run: Callable[..., _Ran], operation: str, parameters: Any) -> None:
        connection: Any = self._connection
        home: Any = self._adapt_connection
        now = asyncio.get_running_loop().time
        async with home._execute_mutex:
            ran, seconds = await connection._execute(
                _timed, now, run, connection._conn, operation, parameters
            )
        if home.pace is not None:
            home.pace.breathe()
            home.pace.note(operation, seconds)
        self._keep(ran)

    def _keep(self, ran: _Ran) -> None:
        self._cursor = ran
        self._rows = collections.deque(ran.rows)

    async def _async_soft_close(self) -> None:
        """Nothing is open any more."""

    def close(self) -> None:
        """Forget rows that nobody fetched."""
        self._rows.clear()


class ShortTripConnection(AsyncAdapt_aiosqlite_connection):
    """The adapter's connection with short-trip cursors; without a pace every statement crosses."""

    __slots__ = ("only_reads", "pace")
    _cursor_cls = ShortTripCursor  # type: ignore[assignment]  # its own base names the exact class

    def __init__(self, dbapi: Any, connection: Any, pace: Pace | None) -> None:
        super().__init__(dbapi, connection)
        self.pace = pace if isinstance(connection, aiosqlite.Connection) else None
        self.only_reads = False

    def begin_now(self) -> bool:
        """Become the writer if nobody else is; whoever must wait for that waits over there."""
        connection = self._own()
        if connection is None:
            return False
        connection.execute("PRAGMA busy_timeout=0")
        try:
            connection.execute(_WRITES)
        except sqlite3.OperationalError:
            return False
        finally:
            connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT}")
        return True

    def commit(self) -> None:
        """End the transaction; one that only reads waits for no disk and ends here."""
        connection = self._own()
        if connection is None or not self.only_reads:
            super().commit()
        elif connection.in_transaction:
            connection.commit()

    def rollback(self) -> None:
        """Undo what is open, if anything is."""
        connection = self._own()
        if connection is None or connection.in_transaction:
            super().rollback()

    def _own(self) -> sqlite3.Connection | None:
        """SQLite's connection, where its statements may run on this thread."""
        inner: Any = self._connection
        return None if self.pace is None else inner._connection


def shorten_trips(engine: AsyncEngine) -> None:
    """Let every connection of this engine run a statement in one trip or none.

    A database in memory belongs to the thread that opened it: there every statement crosses.
    """
    pace = None if engine.url.database in (None, "", ":memory:") else Pace()

    @event.listens_for(engine.sync_engine, "do_connect")
    def on_connect(dialect: Dialect, _record: Any, args: Any, options: Any) -> Any:
        plain: Any = dialect.connect(*args, **options)
        return ShortTripConnection(plain.dbapi, plain._connection, pace)


async def _no_time() -> None:
    """Awaited without ever giving up the turn."""


def _timed(now: Callable[[], float], run: Callable[..., _Ran], *what: Any) -> tuple[_Ran, float]:
    begin = now()
    ran = run(*what)
    return ran, now() - begin


def _run(connection: sqlite3.Connection, operation: str, parameters: Any) -> _Ran:
    return _finish(connection.execute(operation, parameters))


def _run_many(connection: sqlite3.Connection, operation: str, parameters: Iterable[Any]) -> _Ran:
    return _finish(connection.executemany(operation, parameters))


def _finish(cursor: sqlite3.Cursor) -> _Ran:
    rows = cursor.fetchall() if cursor.description else ()
    ran = _Ran(cursor.description, cursor.rowcount, cursor.lastrowid, rows)
    cursor.close()
    return ran
