"""The door to the record: one engine, one writer at a time on SQLite, wake-ups on commit."""

import asyncio
import contextlib
import logging
import os
import sqlite3
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any, TypeVar

from sqlalchemy import event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, create_async_engine
from sqlmodel import SQLModel

from db.session import Session
from db.sqlite_hop import BUSY_TIMEOUT, shorten_trips

log = logging.getLogger(__name__)

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",  # NORMAL lost acknowledged commits in 29 of 150 power cuts
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",  # an erased phone number must not stay in the file
    f"PRAGMA busy_timeout={BUSY_TIMEOUT}",
    "PRAGMA cache_size=-16000",
)
_WRITES = "reliefline_writes"
_WAKES = "reliefline_wakes"
_SCRUB = "reliefline_scrub"
SCRUB_WAIT = 100
"""Milliseconds that the scrubbing of the log waits for those who read, and writers for it; it is
tried again later."""
_T = TypeVar("_T")


def wake(session: AsyncSession, topic: str) -> None:
    """Ask that whoever waits for `topic` be woken once this transaction has committed."""
    session.info.setdefault(_WAKES, set()).add(topic)


def scrub_after(session: AsyncSession) -> None:
    """Ask that what this transaction erases leave the files too once it has committed."""
    session.info[_SCRUB] = True


STATEMENTS = 2_000
"""Compiled statements that are kept; the stories of the tests send some 550 different ones."""


class Database:
    """One database for the whole process.

    `begin()` opens a write transaction, `read()` one that only reads. On SQLite writers take one
    lock per process first: four writers that meet only in SQLite's busy handler wait 120 ms at
    p99 instead of 30. Other processes are met by `BEGIN IMMEDIATE` and the busy timeout.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine
        self.is_sqlite = engine.dialect.name == "sqlite"
        self._by_writing = {
            writes: engine.execution_options(**{_WRITES: writes}) if self.is_sqlite else engine
            for writes in (True, False)
        }
        self._writer = asyncio.Lock()
        self._events: dict[str, asyncio.Event] = {}
        self._unscrubbed = True  # a process that was killed may have left something

    @classmethod
    def open(cls, url: str, **options: Any) -> "Database":
        """Open `sqlite+aiosqlite:///file` or `postgresql+asyncpg://…`; connects on first use.

        Parameters never show in errors: they hold names and phone numbers. Every statement is
        compiled once: SQLAlchemy's 500 are fewer than the bot's own.
        """
        options = {"query_cache_size": STATEMENTS, **options}
        engine = create_async_engine(url, hide_parameters=True, **options)
        if engine.dialect.name == "sqlite":
            _create_private(engine.url.database or "")
            _prepare_sqlite(engine)
        return cls(engine)

    @contextlib.asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncSession]:
        """A write transaction: commits at the end, rolls back on any error."""
        lock = self._writer if self.is_sqlite else contextlib.nullcontext()
        async with lock, self._session(writes=True) as session:
            async with session.begin():
                yield session
            woken = session.info.get(_WAKES, ())
            erased = session.info.get(_SCRUB, False)
        for topic in woken:
            self._event(topic).set()
        if erased:
            await self._scrub_soon()

    @contextlib.asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """A transaction that only reads; it holds no writer back."""
        async with self._session(writes=False) as session, session.begin():
            yield session

    async def scrub(self) -> bool:
        """Empty SQLite's write-ahead log, where erased words stay until then; False if it is busy.

        `secure_delete` blanks the pages of the file; the log keeps the old ones as they were.
        """
        if not self.is_sqlite:
            return True
        self._unscrubbed = True
        async with self._writer, self.engine.connect() as connection:
            self._unscrubbed = not await _empty_log(connection)
        return not self._unscrubbed

    async def scrub_again(self) -> bool:
        """Scrub if the last time somebody was reading; whether nothing is left to scrub."""
        return not self._unscrubbed or await self.scrub()

    async def _scrub_soon(self) -> None:
        """Scrub after a commit: what is committed stays so, whatever becomes of the scrubbing."""
        try:
            if not await self.scrub():
                log.info("the log is being read; it is scrubbed later")
        except (SQLAlchemyError, sqlite3.Error):
            log.exception("the log was not scrubbed; it is tried again")

    def _session(self, *, writes: bool) -> AsyncSession:
        return Session(self._by_writing[writes], expire_on_commit=False, autoflush=True)

    async def wait(self, topic: str, seconds: float) -> bool:
        """Sleep until `topic` is woken by a commit of this process, at most so many seconds."""
        signal = self._event(topic)
        try:
            async with asyncio.timeout(seconds):
                await signal.wait()
        except TimeoutError:
            return False
        signal.clear()
        return True

    def wake(self, topic: str) -> None:
        """Wake `topic` now, with no transaction."""
        self._event(topic).set()

    def _event(self, topic: str) -> asyncio.Event:
        return self._events.setdefault(topic, asyncio.Event())

    async def close(self) -> None:
        """Close every connection."""
        await self.engine.dispose()


async def _empty_log(connection: AsyncConnection) -> bool:
    """Bring all of the log into the file and cut it to nothing; False if somebody reads it."""
    raw: Any = (await connection.get_raw_connection()).driver_connection
    try:
        # No transaction may be open, so past SQLAlchemy.
        await raw.execute(f"PRAGMA busy_timeout={SCRUB_WAIT}")
        cursor = await raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        busy, *_ = await cursor.fetchone()
        await cursor.close()
        await raw.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT}")
    except BaseException:
        # Its patience may be the short one still, and its thread at work: nobody gets it again.
        await asyncio.shield(connection.invalidate())
        raise
    return not busy


def _prepare_sqlite(engine: AsyncEngine) -> None:
    """Take transactions out of the driver's hands: it opens none for a SELECT."""
    shorten_trips(engine)

    @event.listens_for(engine.sync_engine, "connect")
    def on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in SQLITE_PRAGMAS:
            cursor.execute(pragma)
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def on_begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(_WRITES, True)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _create_private(file: str) -> None:
    """Make a new file that only its owner may read: it will hold names, phones and addresses.

    SQLite gives its log the mode of the file. Only a file that nobody has open is touched: closing
    it would let go of the locks of this process.
    """
    if not file or file == ":memory:" or file.startswith("file:"):
        return
    with contextlib.suppress(OSError):  # there already, or SQLite says why it cannot be
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


def per_engine(build: Callable[[Any], _T]) -> dict[str, _T]:
    """A statement built once for each engine's own `INSERT`; pick it with `for_engine`."""
    return {"sqlite": build(sqlite.insert), "postgresql": build(postgresql.insert)}


def for_engine(session: AsyncSession, statements: Mapping[str, _T]) -> _T:
    """The statement for the engine this session talks to."""
    return statements[session.get_bind().dialect.name]


def insert(session: AsyncSession, table: type[SQLModel]) -> Any:
    """The engine's own `INSERT`, the one that knows `on_conflict_do_nothing` and `…_do_update`."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    return dialect.insert(table)


async def add_row(session: AsyncSession, table: type[SQLModel], **values: Any) -> int:
    """Insert one row, columns not named at their defaults, and give its number."""
    core = SQLModel.metadata.tables[str(table.__tablename__)]
    number = await session.scalar(core.insert().returning(core.c.id), values)
    return int(number)
