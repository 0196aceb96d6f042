"""Migrations: every step goes up, down and up again, and the end is what the tables say."""

import contextlib
import re
from collections.abc import AsyncIterator

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.util import CommandError
from cast import Cast, seat_cast
from city import load_here, underway
from moments import NOW
from records import Databases
from sqlalchemy.engine import Connection
from voyage import load_all, reach_node, ready_to_sail

from db import migrate
from db.actions.left import keep_as_stock
from db.actions.seed import load_catalogue_and_gazetteer
from db.actions.transfer import keep_at_node
from db.engine import Database
from db.queries.invariants import find_broken
from db.tables import METADATA


@pytest.fixture
async def empty_url(databases: Databases, tmp_path):
    url = await databases.empty(tmp_path)
    yield url
    await databases.drop(url)


async def test_every_revision_goes_up_down_and_up(empty_url: str) -> None:
    before = "base"
    for revision in migrate.revisions():
        await migrate.upgrade(empty_url, revision)
        await migrate.downgrade(empty_url, before)
        await migrate.upgrade(empty_url, revision)
        before = revision
    database = Database.open(empty_url)
    try:
        assert await migrate.stamped_revision(database) == migrate.head_revision()
        await migrate.downgrade(empty_url, "base")
        assert await migrate.stamped_revision(database) is None
        async with database.engine.connect() as connection:
            left = await connection.run_sync(lambda sync: sa.inspect(sync).get_table_names())
        assert left == ["alembic_version"]
    finally:
        await database.close()


@contextlib.asynccontextmanager
async def filled(url: str) -> AsyncIterator[tuple[Database, Cast]]:
    """A record with the catalogue and the cast, to go up and down with."""
    await migrate.upgrade(url)
    database = Database.open(url)
    try:
        async with database.begin() as session:
            await load_catalogue_and_gazetteer(session)
        yield database, await seat_cast(database)
    finally:
        await database.close()


async def rows_of(database: Database) -> dict[str, int]:
    """How many rows each table has that has any."""
    async with database.engine.connect() as connection:
        names = await connection.run_sync(lambda sync: sa.inspect(sync).get_table_names())
        counts = {
            name: await connection.scalar(sa.select(sa.func.count()).select_from(sa.table(name)))
            for name in names
        }
    return {name: count for name, count in counts.items() if count}


async def test_rows_stay_from_revision_to_revision(empty_url: str) -> None:
    async with filled(empty_url) as (database, cast):
        await load_here(database, cast.chen, await underway(database, cast))
        before = await rows_of(database)
        assert {"needs", "lots", "jobs", "handovers", "offers", "ledger"} <= before.keys()
        for revision in migrate.revisions()[-2::-1]:
            await migrate.downgrade(empty_url, revision)
            left = await rows_of(database)
            known = {name: count for name, count in before.items() if name in left}
            assert left == known
            assert {"needs", "lots", "jobs", "handovers", "offers", "ledger"} <= left.keys()
        await migrate.upgrade(empty_url)
        async with database.read() as session:
            assert await find_broken(session, now=NOW) == []


async def test_goods_that_went_over_nodes_keep_the_record_from_forgetting_legs(
    empty_url: str,
) -> None:
    async with filled(empty_url) as (database, cast):
        voyage = await ready_to_sail(database, cast)
        await load_all(database, cast.chen, voyage.job_id)
        stop_id = await reach_node(database, cast.chen, voyage.job_id)
        async with database.begin() as session:
            await keep_at_node(
                session, cast.sun.actor, stop_id=stop_id, taken={1: 100}, reason=None, now=NOW
            )
            await keep_as_stock(session, cast.sun.actor, allocation_id=1, now=NOW)
        await migrate.downgrade(empty_url, "0006")
        async with database.read() as session:
            kinds = (await session.scalars(sa.text("SELECT kind FROM handovers ORDER BY id"))).all()
        assert kinds == ["pickup", "transfer", "return"]
        await migrate.downgrade(empty_url, "0005")
        before = await rows_of(database)
        with pytest.raises(CommandError, match="1 consignments go or went over nodes, with 1 "):
            await migrate.downgrade(empty_url, "base")
        assert await migrate.stamped_revision(database) == "0005"
        assert await rows_of(database) == before
        await migrate.upgrade(empty_url)
        async with database.read() as session:
            assert await find_broken(session, now=NOW) == []


async def test_an_upgrade_can_be_repeated(empty_url: str) -> None:
    await migrate.upgrade(empty_url)
    await migrate.upgrade(empty_url)


async def test_an_upgrade_cut_short_leaves_nothing_behind(
    empty_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = MigrationContext.run_migrations

    def cut_short(self: MigrationContext, **options: object) -> None:
        real(self, **options)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(MigrationContext, "run_migrations", cut_short)
        await migrate.upgrade(empty_url)
    database = Database.open(empty_url)
    try:
        assert await migrate.stamped_revision(database) is None
    finally:
        await database.close()
    await migrate.upgrade(empty_url)


async def test_the_tables_are_what_the_migrations_make(database: Database) -> None:
    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": False}
        )
        return list(compare_metadata(context, METADATA))

    async with database.engine.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_every_check_and_partial_index_is_there(database: Database) -> None:
    def found(connection: Connection) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
        inspector = sa.inspect(connection)
        checks, partial = set(), set()
        for table in METADATA.tables:
            for check in inspector.get_check_constraints(table):
                checks.add((str(check["name"]), plain(check["sqltext"])))
            for index in inspector.get_indexes(table):
                options = index.get("dialect_options", {})
                if any(name.endswith("_where") for name in options):
                    partial.add((table, str(index["name"])))
        return checks, partial

    def plain(text: str) -> str:
        return re.sub(r"[\s()]|::\w+", "", text).lower()

    async with database.engine.connect() as connection:
        checks, partial = await connection.run_sync(found)
    tables = METADATA.tables.values()
    assert checks == {
        (str(check.name), plain(str(check.sqltext)))
        for table in tables
        for check in table.constraints
        if isinstance(check, sa.CheckConstraint)
    }
    assert partial == {
        (table.name, str(index.name))
        for table in tables
        for index in table.indexes
        if index.dialect_options["postgresql"]["where"] is not None
    }
