"""SQLite in the event loop's own thread, so that a test alone decides the order of statements.

The product's driver runs each connection in a thread of its own: which statement comes first is
then the operating system's choice. Here every statement runs at once, after `pause` has been
awaited; a busy database is waited for by pausing again instead of sleeping in SQLite.
"""

import sqlite3
from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import Any

from sqlalchemy import event

from db.engine import Database

Pause = Callable[[], Awaitable[None]]

FAST = ("PRAGMA synchronous=OFF", "PRAGMA busy_timeout=0")
"""A simulated crash is not what is tested here; waiting is done by the simulation."""


class Connection:
    """A connection as the asyncio adapter of SQLAlchemy wants it."""

    def __init__(self, path: str, pause: Pause) -> None:
        self._conn = sqlite3.connect(path, check_same_thread=False, timeout=0)
        self._connection = self._conn
        self._pause = pause
        self._tx = SimpleNamespace(put_nowait=self._run)

    @property
    def isolation_level(self) -> str | None:
        """Who opens transactions."""
        return self._conn.isolation_level

    @staticmethod
    def _run(job: tuple[Any, Callable[[], Any]]) -> None:
        future, function = job
        future.set_result(function())

    async def create_function(self, *args: Any, **options: Any) -> None:
        """Teach SQLite a function."""
        self._conn.create_function(*args, **options)

    async def _execute(self, function: Callable[..., Any], *args: Any) -> Any:
        """Run it after a pause, again for as long as somebody else is writing."""
        while True:
            await self._pause()
            try:
                return function(*args)
            except sqlite3.OperationalError as error:
                if "locked" not in str(error):
                    raise

    async def rollback(self) -> None:
        """Undo."""
        self._conn.rollback()

    async def commit(self) -> None:
        """Keep."""
        await self._pause()
        self._conn.commit()

    async def close(self) -> None:
        """Done with it."""
        self._conn.close()

    def stop(self) -> None:
        """Done with it, at once."""
        self._conn.close()


async def at_once() -> None:
    """The pause of a test that has no other tasks."""


def open_here(path: str, pause: Pause = at_once) -> Database:
    """The product's own database object over SQLite in this thread."""

    async def connect(*args: Any, **_options: Any) -> Connection:
        return Connection(str(args[0]), pause)

    database = Database.open(
        f"sqlite+aiosqlite:///{path}", connect_args={"async_creator_fn": connect}
    )

    @event.listens_for(database.engine.sync_engine, "connect")
    def make_fast(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        for pragma in FAST:
            cursor.execute(pragma)
        cursor.close()

    return database
