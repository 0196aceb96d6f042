"""Migrations: every step goes up, down and up again, and the end is what the tables say."""

import re

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from records import Databases
from sqlalchemy.engine import Connection

from db import migrate
from db.engine import Database
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
