"""Runs statements built once on SQLite in this thread, without the 200 µs a session takes for each.

For thousands of simulated runs of an action whose statements are constants: SQLAlchemy compiles
each once, values go through the columns' own types, every statement is preceded by a pause. It
knows what such an action asks of a session and nothing else.
"""

import asyncio
import contextlib
import sqlite3
from collections import namedtuple
from collections.abc import AsyncIterator, Callable, Mapping
from types import SimpleNamespace
from typing import Any, cast

from one_thread import FAST, Pause
from sqlalchemy.dialects import sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from db.engine import SQLITE_PRAGMAS

Process = Callable[[Any], Any]
DIALECT = sqlite.dialect(paramstyle="named")
BIND = SimpleNamespace(dialect=DIALECT)
_ROW: Any = namedtuple


def _through(process: Process | None, value: Any) -> Any:
    return process(value) if process else value


class Prepared:
    """A statement compiled for parameters of certain names."""

    def __init__(self, statement: Any, params: Mapping[str, Any]) -> None:
        compiled = statement.compile(dialect=DIALECT, column_keys=list(params))
        ready = compiled.construct_expanded_state(dict(params))
        self.sql: str = ready.statement
        binders: dict[str, Process | None] = {
            name: bound.type.dialect_impl(DIALECT).bind_processor(DIALECT)
            for name, bound in compiled.binds.items()
        }
        binders.update(ready.processors)
        self._binders = {name: binders[name] for name in params}
        self._constants = {
            name: _through(binders.get(name), value)
            for name, value in ready.parameters.items()
            if name not in params
        }
        columns = list(getattr(statement, "exported_columns", ()))
        self._row = _ROW("Row", [column.name for column in columns])
        self._readers = [
            column.type.dialect_impl(DIALECT).result_processor(DIALECT, None) for column in columns
        ]

    def bind(self, params: Mapping[str, Any]) -> dict[str, Any]:
        """What SQLite is given."""
        bound = dict(self._constants)
        for name, value in params.items():
            bound[name] = _through(self._binders[name], value)
        return bound

    def read(self, values: tuple[Any, ...]) -> Any:
        """A row as the columns' types give it."""
        return self._row(*map(_through, self._readers, values))


class Rows:
    """What a statement gave."""

    def __init__(self, rows: list[Any], rowcount: int) -> None:
        self._rows = rows
        self.rowcount = rowcount

    def one_or_none(self) -> Any:
        """The row, if there is one; more than one is a bug."""
        assert len(self._rows) <= 1
        return self._rows[0] if self._rows else None


class BareSession:
    """One transaction."""

    def __init__(self, database: "BareDatabase") -> None:
        self._database = database
        self.info: dict[str, Any] = {}

    def get_bind(self) -> Any:
        """Which engine's statements are meant."""
        return BIND

    async def execute(
        self, statement: Any, params: Mapping[str, Any] | None = None, **_options: Any
    ) -> Rows:
        """Run one statement."""
        prepared = self._database.prepare(statement, params or {})
        cursor = await self._database.run(prepared.sql, prepared.bind(params or {}))
        rows = [prepared.read(row) for row in cursor.fetchall()] if cursor.description else []
        return Rows(rows, cursor.rowcount)

    async def scalar(self, statement: Any, params: Mapping[str, Any] | None = None) -> Any:
        """The first value, None if there is no row."""
        row = (await self.execute(statement, params)).one_or_none()
        return row[0] if row else None

    @contextlib.asynccontextmanager
    async def begin_nested(self) -> AsyncIterator[None]:
        """A savepoint."""
        await self._database.run("SAVEPOINT sp")
        try:
            yield
        except BaseException:
            await self._database.run("ROLLBACK TO sp")
            raise
        await self._database.run("RELEASE sp")


class BareDatabase:
    """One connection of one worker, so one transaction at a time."""

    def __init__(self, path: str, pause: Pause) -> None:
        self._raw = sqlite3.connect(path, isolation_level=None, timeout=0)
        for pragma in (*SQLITE_PRAGMAS, *FAST):
            self._raw.execute(pragma)
        self._pause = pause
        self._turn = asyncio.Lock()
        # By identity; the statement is kept with it, so that no other is given its identity.
        self._prepared: dict[tuple[int, tuple[str, ...]], tuple[Any, Prepared]] = {}

    @contextlib.asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncSession]:
        """A transaction that writes: commits at the end, rolls back on any error."""
        async with self.transaction("BEGIN IMMEDIATE"):
            yield cast(AsyncSession, BareSession(self))

    @contextlib.asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """A transaction that only reads."""
        async with self.transaction("BEGIN"):
            yield cast(AsyncSession, BareSession(self))

    @contextlib.asynccontextmanager
    async def transaction(self, begin: str) -> AsyncIterator[None]:
        """Begin in so many words, commit at the end, roll back on any error."""
        async with self._turn:
            await self.run(begin)
            try:
                yield
            except BaseException:
                self._raw.execute("ROLLBACK")
                raise
            await self.run("COMMIT")

    def prepare(self, statement: Any, params: Mapping[str, Any]) -> Prepared:
        """The statement compiled, now or before."""
        key = id(statement), tuple(params)
        found = self._prepared.get(key)
        if found is None:
            found = self._prepared[key] = statement, Prepared(statement, params)
        return found[1]

    async def run(self, sql: str, params: Mapping[str, Any] | None = None) -> sqlite3.Cursor:
        """Run it after a pause, again for as long as somebody else is writing."""
        while True:
            await self._pause()
            try:
                return self._raw.execute(sql, params or {})
            except sqlite3.OperationalError as error:
                if "locked" not in str(error):
                    raise

    def close(self) -> None:
        """Done with it."""
        self._raw.close()
