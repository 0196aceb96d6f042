"""Copies of the record: made while it runs, checked before they count, put back with care."""

import asyncio
import contextlib
import shutil
import sqlite3
import sys
from collections.abc import AsyncIterator
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from bot.clock import SystemClock
from bot.config import Settings
from db.actions.forgetting import forget_again, forgotten_people
from db.actions.ledger import verify_ledger
from db.engine import Database
from db.migrate import head_revision, stamped_revision
from db.queries.chain import chain_beginning

PAGES_AT_ONCE = 256
"""Pages copied before a writer gets its turn: about a megabyte."""
REFUSED = 2
"""The exit code of a copy or a restore that did not begin or was not kept."""
SIDES = ("-wal", "-shm")
"""What SQLite keeps beside a database in use."""


def write_backup(settings: Settings, file: Path) -> int:
    """Copy the running SQLite database to `file`; 0 when the copy passed its checks."""
    source = _sqlite_file(settings)
    if source is None:
        return REFUSED
    if not source.exists():
        return _say(f"there is no database at {source}")
    if file.exists():
        return _say(f"{file} exists already; nothing was overwritten")
    file.parent.mkdir(parents=True, exist_ok=True)
    with sqlite3.connect(source) as live, sqlite3.connect(file) as copy:
        live.backup(copy, pages=PAGES_AT_ONCE)
    copy.close()
    live.close()
    file.chmod(0o600)  # it holds names, phones and addresses
    fault = check_backup(file)
    if fault:
        file.unlink()
        return _say(f"the copy is not sound and was removed: {fault}")
    print(f"Backup written and checked: {file} ({file.stat().st_size:,} bytes)")
    return 0


def restore_backup(settings: Settings, file: Path) -> int:
    """Put `file` in the database's place; the old one is kept as `<name>.before-restore`.

    Stop the bot first: a running one would keep writing to the old file. Whoever was erased since
    the copy was made is erased in it too, before it takes the place.
    """
    target = _sqlite_file(settings)
    if target is None:
        return REFUSED
    if not file.exists():
        return _say(f"there is no file at {file}")
    fault = check_backup(file)
    if fault:
        return _say(f"{file} was refused: {fault}")
    if target.exists() and _in_use(target):
        return _say("the database is in use; stop the bot first")
    erased = _erased_since(target, file)
    ready = target.with_name(target.name + ".restoring")
    _remove(ready)
    try:
        shutil.copy2(file, ready)
        if erased:
            count = asyncio.run(_erase_again(ready, erased))
            print(f"Erased again, as they had asked since that copy: {count}.")
        _fold(ready)
        _put_aside(target)
        ready.replace(target)
    finally:
        _remove(ready)
    print(f"Restored from {file}. Start the bot again; nothing else is needed.")
    return 0


def check_backup(file: Path) -> str:
    """What is wrong with a copy (unreadable, another version, broken ledger); "" if sound."""
    try:
        with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as copy:
            verdict = copy.execute("PRAGMA integrity_check").fetchone()[0]
        copy.close()
    except sqlite3.DatabaseError as error:
        return f"not a readable SQLite database ({error})"
    if verdict != "ok":
        return f"integrity check: {verdict}"
    return asyncio.run(_check_content(file))


async def _check_content(file: Path) -> str:
    async with _opened(file) as database:
        revision = await stamped_revision(database)
        if revision != head_revision():
            return f"its tables are of revision {revision or 'none'}, not {head_revision()}"
        async with database.read() as session:
            broken = await verify_ledger(session)
        return f"the ledger does not verify: {broken}" if broken else ""


def _erased_since(target: Path, file: Path) -> frozenset[str]:
    """The pseudonyms erased in the database that is replaced; why there are none to be had."""
    if not target.exists():
        _warn("There was no database here")
        return frozenset()
    try:
        erased = asyncio.run(_erased_in(target, file))
    except SQLAlchemyError as error:
        _warn(f"The database that was there cannot be read ({type(error).__name__})")
        return frozenset()
    if erased is None:
        _warn("The database that was there has another beginning than this copy")
    return erased or frozenset()


async def _erased_in(target: Path, file: Path) -> frozenset[str] | None:
    """Who was erased in the target; None if the copy is not of the same city.

    Every copy that was ever put back has forked the chain, so only its beginning can tell.
    """
    async with _opened(file) as copy, copy.read() as session:
        beginning = await chain_beginning(session)
    async with _opened(target) as current, current.read() as session:
        if await chain_beginning(session) != beginning:
            return None
        return await forgotten_people(session)


async def _erase_again(file: Path, pseudonyms: frozenset[str]) -> int:
    async with _opened(file) as database, database.begin() as session:
        return await forget_again(session, pseudonyms, now=SystemClock().now())


def _warn(why: str) -> None:
    print(f"{why}, so who was erased since the copy was made is not known:")
    print("erase anew whoever has asked for it.")


def _fold(file: Path) -> None:
    """Bring all there is of a database into its one file: the log does not move with it."""
    with contextlib.closing(sqlite3.connect(file)) as alone:
        alone.execute("PRAGMA journal_mode=DELETE")


def _put_aside(target: Path) -> None:
    """Keep what was there under a name of its own, its log included."""
    if not target.exists():
        return
    kept = _free_name(target.with_name(target.name + ".before-restore"))
    for side in SIDES:
        old = target.with_name(target.name + side)
        if old.exists():
            old.rename(kept.with_name(kept.name + side))
    target.rename(kept)
    print(f"The database that was there is kept as {kept}")


def _remove(file: Path) -> None:
    """Take a database away with all that stands beside it."""
    for side in ("", *SIDES, "-journal"):
        file.with_name(file.name + side).unlink(missing_ok=True)


@contextlib.asynccontextmanager
async def _opened(file: Path) -> AsyncIterator[Database]:
    database = Database.open(f"sqlite+aiosqlite:///{file}")
    try:
        yield database
    finally:
        await database.close()


def _free_name(wanted: Path) -> Path:
    """A name nothing has yet: an earlier restore's copy may be the only good one."""
    name, number = wanted, 2
    while name.exists():
        name, number = wanted.with_name(f"{wanted.name}-{number}"), number + 1
    return name


def _in_use(target: Path) -> bool:
    probe = sqlite3.connect(target, timeout=0.2, isolation_level=None)
    try:
        # Leaving WAL mode needs the file alone: it fails while any other connection is open.
        mode = probe.execute("PRAGMA journal_mode=DELETE").fetchone()[0]
    except sqlite3.OperationalError:
        return True
    except sqlite3.DatabaseError:
        return False  # damaged: nobody can work with it, and it is what is to be replaced
    finally:
        probe.close()
    return bool(mode != "delete")


def _sqlite_file(settings: Settings) -> Path | None:
    url = make_url(settings.database_url.get_secret_value())
    if url.get_backend_name() != "sqlite" or not url.database:
        _say("this copies SQLite files; for PostgreSQL use pg_dump and pg_restore")
        return None
    return Path(url.database)


def _say(fault: str) -> int:
    print(f"reliefline: {fault}", file=sys.stderr)
    return REFUSED
