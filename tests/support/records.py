"""Fixtures of the record: a migrated database on each engine, and the doctor after every test.

A test that asks for `database` runs twice: on a real SQLite file and on a real PostgreSQL. Each
starts from a record that was migrated and filled with the catalogue once per run.
"""

import asyncio
import fcntl
import os
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import asyncpg
import pg_server
import pytest
from beginnings import begun
from cast import Cast, seat_cast
from engines import ALL
from moments import NOW
from sqlalchemy.ext.asyncio import AsyncEngine

from db import migrate
from db.actions.seed import load_catalogue_and_gazetteer
from db.engine import Database
from db.queries.invariants import find_broken
from db.tables import METADATA
from matching.ledger import GENESIS

ENGINES = ("sqlite", "postgres")


KEPT = ("items", "gazetteer")
"""Tables that hold what is shipped; no test changes it."""

REUSED = 40
"""Tests after which a PostgreSQL database is thrown away: deleted rows make its pages long."""

TEMPLATE = "template_record"

KEPT_OPEN = "kept open"
"""Name of the connections that stay open from test to test."""

CLEAN = "; ".join(
    (
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
        f" AND datname = current_database() AND application_name <> '{KEPT_OPEN}'",
        "SET session_replication_role = replica",  # no order of deletion to think of
        *(f'DELETE FROM "{name}"' for name in METADATA.tables if name not in KEPT),
        "SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S'"
        " AND relname NOT LIKE 'gazetteer%'",
        f"INSERT INTO ledger_head (id, seq, hash) VALUES (1, 0, '{GENESIS}')",
        "RESET session_replication_role",  # foreign keys hold again: the connection stays open
    )
)


@dataclass
class Databases:
    """Makes fresh databases of one engine.

    A copy of a PostgreSQL template takes half a second, cleaning a used database five
    milliseconds; a new SQLAlchemy engine compiles every statement anew, and a new connection's
    server process reads its catalogue anew. So all three are used again.
    """

    template: str
    server: pg_server.Server | None
    made: int = 0
    uses: dict[str, int] = field(default_factory=dict)
    idle: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    """Names of databases that were thrown away: the next one has an engine that knows its way."""
    engines: dict[str, AsyncEngine] = field(default_factory=dict)

    async def fresh(self, folder: Path | None = None) -> str:
        """The URL of a database with the schema and the catalogue, nothing else.

        With a folder, a SQLite file is put there and not used again.
        """
        name = self.idle.pop() if self.idle and folder is None else ""
        if self.server is None:
            name = name or self._next()
            file = (folder or Path(self.template).parent) / f"{name}.db"
            shutil.copyfile(self.template, file)
            url = f"sqlite+aiosqlite:///{file}"
        else:
            if name:
                await self._clean(self.server.url(name))
            else:
                name = self.gone.pop() if self.gone else self._next()
                await self._create(name, f'TEMPLATE "{self.template}"')
            url = self.server.url(name)
        self.uses[url] = self.uses.get(url, 0) + 1
        return url

    def open(self, url: str) -> Database:
        """Open a database on the engine that knew it before."""
        if url not in self.engines:
            named = {"server_settings": {"application_name": KEPT_OPEN}} if self.server else {}
            opened = Database.open(url, connect_args=named, query_cache_size=ALL)
            self.engines[url] = opened.engine
        return Database(self.engines[url])

    async def shut(self, database: Database) -> None:
        """Close a database after a test; a server's connections stay open if all came back."""
        pool: Any = database.engine.pool
        if self.server is None or pool.checkedout():
            await database.close()

    async def empty(self, folder: Path) -> str:
        """The URL of a new database without any table."""
        if self.server is None:
            return f"sqlite+aiosqlite:///{folder / f'{self._next()}.db'}"
        await self._create(name := self._next(), "")
        return self.server.url(name)

    async def drop(self, url: str) -> None:
        """Give a database back; whoever is still connected to a server's is cut off."""
        if self.server is None:
            file = Path(urlsplit(url).path[1:])
            for part in (
                file,
                file.with_name(f"{file.name}-wal"),
                file.with_name(f"{file.name}-shm"),
            ):
                part.unlink(missing_ok=True)
            if file.parent == Path(self.template).parent:
                self.idle.append(file.stem)
            return
        name = urlsplit(url).path[1:]
        if 0 < self.uses.get(url, 0) < REUSED:
            self.idle.append(name)
            return
        if url in self.engines:
            await self.engines[url].dispose()
        await self._tell(f'DROP DATABASE "{name}" WITH (FORCE)')
        if url in self.uses:
            del self.uses[url]
            self.gone.append(name)

    def _next(self) -> str:
        self.made += 1
        return f"t{self.made}"

    async def _create(self, name: str, template: str) -> None:
        await self._tell(f'CREATE DATABASE "{name}" {template}')

    async def _clean(self, url: str) -> None:
        """Empty a database, on a connection that stays open."""
        async with self.open(url).engine.connect() as connection:
            raw = await connection.get_raw_connection()
            driver: Any = raw.driver_connection
            await driver.execute(CLEAN)

    async def _tell(self, statement: str) -> None:
        assert self.server is not None
        connection: Any = await asyncpg.connect(
            host=str(self.server.socket_folder), user="postgres", database="postgres"
        )
        try:
            await connection.execute(statement)
        finally:
            await connection.close()


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Async tests run on asyncio, the loop the product runs on."""
    return "asyncio"


@pytest.fixture(scope="session", autouse=True)
async def one_loop(anyio_backend: str) -> AsyncIterator[asyncio.AbstractEventLoop]:
    """Keeps one event loop for the whole run: connections that stay open belong to it."""
    loop = asyncio.get_running_loop()
    yield loop
    assert loop is asyncio.get_running_loop()


@dataclass(frozen=True)
class Once:
    """Files that the first worker who wants them makes, while the others wait."""

    folder: Path

    def made(self, name: str, make: Callable[[Path], None]) -> Path:
        """The file or folder of this name."""
        found = self.folder / name
        with (self.folder / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not found.exists():
                make(half := found.with_suffix(".half"))
                half.rename(found)
        return found


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    """Makes what all workers of a run have in common, in a folder of that run."""
    base = tmp_path_factory.getbasetemp()
    return Once(base.parent if "PYTEST_XDIST_WORKER" in os.environ else base)


@pytest.fixture(scope="session")
def sqlite_databases(tmp_path_factory: pytest.TempPathFactory, once: Once) -> Databases:
    """SQLite files, copied from one migrated once."""
    file = tmp_path_factory.mktemp("template") / "record.db"
    shutil.copyfile(once.made("record.db", _make_sqlite), file)
    return Databases(str(file), None)


@pytest.fixture(scope="session")
def postgres_databases(once: Once) -> Iterator[Databases]:
    """Databases of a PostgreSQL server that lives as long as the worker.

    Every worker has a server of its own: what is shared by a server's databases, such as the number
    of its connections, is no other test's.
    """
    why = pg_server.missing()
    if why:
        pytest.skip(why)
    with pg_server.serve(files=once.made("cluster", _make_cluster)) as server:
        yield Databases(TEMPLATE, server)


@pytest.fixture(params=ENGINES)
def databases(request: pytest.FixtureRequest) -> Databases:
    """Makes fresh databases of the engine this run of the test is about."""
    found: Databases = request.getfixturevalue(f"{request.param}_databases")
    return found


@pytest.fixture
async def database_url(databases: Databases) -> AsyncIterator[str]:
    """Where this test's database is, for tests that open it from several processes."""
    url = await databases.fresh()
    yield url
    await databases.drop(url)


@pytest.fixture
async def database(databases: Databases, database_url: str) -> AsyncIterator[Database]:
    """A fresh, migrated database; after the test nothing in it may be broken."""
    opened = databases.open(database_url)
    yield opened
    try:
        async with opened.read() as session:
            assert list(await find_broken(session, now=NOW)) == []
    finally:
        await databases.shut(opened)


@pytest.fixture
async def cast(database: Database) -> Cast:
    """Everybody of the cast, in this test's database."""
    return await begun(database, "the cast", lambda: seat_cast(database))


def _make_sqlite(file: Path) -> None:
    asyncio.run(_prepare(f"sqlite+aiosqlite:///{file}"))


def _make_cluster(folder: Path) -> None:
    pg_server.keep(folder, _fill)


def _fill(server: pg_server.Server) -> None:
    asyncio.run(Databases(TEMPLATE, server)._tell(f"CREATE DATABASE {TEMPLATE}"))
    asyncio.run(_prepare(server.url(TEMPLATE)))


async def _prepare(url: str) -> None:
    await migrate.upgrade(url)
    database = Database.open(url)
    try:
        async with database.begin() as session:
            await load_catalogue_and_gazetteer(session)
    finally:
        await database.close()
