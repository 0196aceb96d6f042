"""Commands that open the record, do one thing, and say what they did."""

import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from bot.clock import SystemClock
from bot.config import Settings
from db import migrate
from db.actions.incidents import declare_incident
from db.actions.invites import create_invite
from db.actions.ledger import verify_ledger
from db.actions.seed import Loaded, load_catalogue_and_gazetteer
from db.engine import Database
from db.queries.invariants import find_broken
from db.queries.system import failed_pushes, ledger_length, waiting_counts
from matching.errors import Refused
from matching.model import IncidentKind, OrganisationKind, Role
from matching.permissions import SYSTEM

UNUSABLE = 2
"""The exit code when nothing was looked at; 1 says that what was looked at is not well."""
BREATH = 0.1
"""Seconds for a failed connection to report its end: its thread cannot to a closed loop."""
KIND_OF_ROLE = {
    Role.HOSPITAL: OrganisationKind.HOSPITAL,
    Role.COMMUNITY: OrganisationKind.COMMUNITY,
    Role.SUPPLIER: OrganisationKind.SUPPLIER,
    Role.DRIVER: OrganisationKind.CARRIER,
    Role.COORDINATOR: OrganisationKind.DEPARTMENT,
}


async def prepare(url: str) -> Loaded:
    """Bring the database at `url` to today's tables and data; how much of it there is."""
    await migrate.upgrade(url)
    database = Database.open(url)
    try:
        async with database.begin() as session:
            return await load_catalogue_and_gazetteer(session)
    finally:
        await database.close()


def migrate_database(settings: Settings) -> int:
    """Migrate and load the shipped data; 0 when both are done."""
    url = settings.database_url.get_secret_value()

    async def act() -> int:
        before = await _revision_at(url)
        loaded = await prepare(url)
        print(f"Tables: {before or 'none'} → {migrate.head_revision()}.")
        print(f"Catalogue: {loaded.items} items. Gazetteer: {loaded.places} places.")
        return 0

    return _guarded(act)


def write_revision(message: str) -> int:
    """Write the migration from the newest revision to the tables as they are in the code."""

    async def act() -> int:
        with tempfile.TemporaryDirectory() as folder:
            url = f"sqlite+aiosqlite:///{Path(folder) / 'at_head.db'}"
            await migrate.upgrade(url)
            await migrate.revise(url, message)
        print("Written under db/migrations/versions: read it, clean it, give it a downgrade.")
        return 0

    return _guarded(act)


def examine(settings: Settings) -> int:
    """Print every broken invariant, and what was put aside unsent; 0 when none is broken."""

    async def act(database: Database) -> int:
        async with database.read() as session:
            findings = await find_broken(session, now=SystemClock().now())
            unsent = (await waiting_counts(session))["outbox_failed"]
            named = await failed_pushes(session)
        for finding in findings:
            print(f"✗ {finding.code} {finding.subject}: {finding.detail}")
        if unsent:
            print(f"Messages put aside, not to be tried again: {unsent} ({'; '.join(named)})")
        print("All invariants hold." if not findings else f"{len(findings)} broken.")
        return 1 if findings else 0

    return _with_record(settings, act)


def make_invite(settings: Settings, role: str, organisation: str) -> int:
    """Print a single-use invitation; 2 when the role is unknown."""
    try:
        wanted = Role(role)
    except ValueError:
        print(f"reliefline: unknown role; one of {', '.join(Role)}", file=sys.stderr)
        return 2

    async def act(database: Database) -> int:
        async with database.begin() as session:
            token = await create_invite(
                session,
                SYSTEM,
                role=wanted,
                organisation_id=None,
                organisation_name=organisation or None,
                kind=KIND_OF_ROLE.get(wanted) if organisation else None,
                now=SystemClock().now(),
            )
        print(f"Invitation for one {wanted.value}, valid for 48 hours, for one use:")
        print(f"  send the bot:  /start {token}")
        print(f"  or open:       https://t.me/<name of the bot>?start={token}")
        return 0

    return _with_record(settings, act)


def declare(settings: Settings, name: str, kind: str, *, drill: bool) -> int:
    """Declare an incident and say its number; 2 when there is no such kind."""
    if kind not in set(IncidentKind) or not 0 < len(name) <= 120:
        kinds = ", ".join(IncidentKind)
        print(f"reliefline: a name of 1 to 120 signs, a kind out of {kinds}", file=sys.stderr)
        return 2

    async def act(database: Database) -> int:
        async with database.begin() as session:
            number = await declare_incident(
                session,
                SYSTEM,
                name=name,
                kind=IncidentKind(kind),
                drill=drill,
                now=SystemClock().now(),
            )
        marked = ", a drill" if drill else ""
        print(f"Incident {number} is declared{marked}: new reports belong to it.")
        return 0

    return _with_record(settings, act)


def run_tick(settings: Settings, name: str) -> int:
    """Run one periodic job once and print its counts; 2 when there is no such job."""
    # Here, not above: ticks bring the whole planner along, and most commands need none of it.
    from bot.roads import router_of
    from bot.scheduler import Scheduler
    from bot.ticks import all_ticks

    every = all_ticks(settings.match_every, settings.offer_window, router_of(settings))
    ticks = {tick.name.value: tick for tick in every}
    if name not in ticks:
        print(f"reliefline: unknown tick; one of {', '.join(ticks)}", file=sys.stderr)
        return 2

    async def act(database: Database) -> int:
        scheduler = Scheduler(database, SystemClock(), tuple(ticks.values()), worker="command")
        counts = await scheduler.run_now(ticks[name])
        if counts is None:
            print(f"{name}: another worker is running it just now", file=sys.stderr)
            return 1
        print(f"{name}: " + (", ".join(f"{k} {v}" for k, v in counts.items()) or "nothing to do"))
        return 0

    return _with_record(settings, act)


def verify_chain(settings: Settings) -> int:
    """Walk the ledger; 0 when every link holds."""

    async def act(database: Database) -> int:
        async with database.read() as session:
            broken = await verify_ledger(session)
            length = await ledger_length(session)
        if broken is not None:
            print(f"✗ The ledger does not verify: {broken}")
            return 1
        print(f"✓ The ledger verifies: {length} {'entry' if length == 1 else 'entries'}.")
        return 0

    return _with_record(settings, act)


async def _revision_at(url: str) -> str | None:
    database = Database.open(url)
    try:
        return await migrate.stamped_revision(database)
    finally:
        await database.close()


def _with_record(settings: Settings, act: Callable[[Database], Awaitable[int]]) -> int:
    """Open a migrated database, act on it, close it."""
    url = settings.database_url.get_secret_value()

    async def opened() -> int:
        database = Database.open(url)
        try:
            if await migrate.stamped_revision(database) != migrate.head_revision():
                print(
                    "reliefline: the database is not at today's tables; run `reliefline migrate`",
                    file=sys.stderr,
                )
                return UNUSABLE
            return await act(database)
        finally:
            await database.close()

    return _guarded(opened)


def _guarded(act: Callable[[], Awaitable[int]]) -> int:
    async def run() -> int:
        try:
            return await act()
        except (SQLAlchemyError, OSError):
            await asyncio.sleep(BREATH)
            raise

    try:
        return asyncio.run(run())
    except Refused as refusal:
        print(f"reliefline: refused: {refusal.text_key}", file=sys.stderr)
    except (SQLAlchemyError, OSError) as error:
        print(f"reliefline: the database cannot be used: {_first_line(error)}", file=sys.stderr)
        return UNUSABLE
    return 1


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else error.__class__.__name__
