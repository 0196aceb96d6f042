"""Brings a database to a revision of the schema, up or down, whole or not at all."""

from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import event
from sqlalchemy.engine import Connection

from db.engine import Database

SCRIPTS = Path(__file__).parent / "migrations"


async def upgrade(url: str, revision: str = "head") -> None:
    """Bring the database at `url` up to `revision`."""
    await _run(url, lambda config: command.upgrade(config, revision))


async def downgrade(url: str, revision: str) -> None:
    """Take the database at `url` down to `revision`; `base` is the empty database."""
    await _run(url, lambda config: command.downgrade(config, revision))


async def revise(url: str, message: str) -> None:
    """Write the next revision: the difference between the tables and the database at `url`."""
    number = f"{len(revisions()) + 1:04d}"
    await _run(url, lambda config: _write(config, message, number))


async def stamped_revision(database: Database) -> str | None:
    """The revision this database is at, None for an empty one."""
    async with database.engine.connect() as connection:
        return await connection.run_sync(_revision_of)


def head_revision() -> str | None:
    """The newest revision this code knows."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def revisions() -> tuple[str, ...]:
    """Every revision, oldest first."""
    script = ScriptDirectory.from_config(_config())
    return tuple(found.revision for found in script.walk_revisions())[::-1]


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    return config


async def _run(url: str, act: Callable[[Config], None]) -> None:
    """Run an Alembic command in one transaction: a kill half-way leaves the schema as it was."""
    database = Database.open(url)
    if database.is_sqlite:
        _leave_references_unchecked(database)
    try:
        async with database.engine.begin() as connection:
            await connection.run_sync(_act_on, act)
    finally:
        await database.close()


def _write(config: Config, message: str, number: str) -> None:
    command.revision(config, message, autogenerate=True, rev_id=number)


def _act_on(connection: Connection, act: Callable[[Config], None]) -> None:
    config = _config()
    config.attributes["connection"] = connection
    act(config)


def _revision_of(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _leave_references_unchecked(database: Database) -> None:
    """SQLite alters a table by copying and dropping it, which foreign keys would forbid."""

    @event.listens_for(database.engine.sync_engine, "connect")
    def on_connect(connection: object, _record: object) -> None:
        cursor = connection.cursor()  # type: ignore[attr-defined]  # the driver's own connection
        cursor.execute("PRAGMA foreign_keys=OFF")
        cursor.close()
