"""A small city in which anything may happen next: what the rules of a random run share.

Every rule calls one action and keeps whatever it wrote even when it refused, so that a refusal
that changed something is found. After each step the auditor checks the whole record.
"""

import asyncio
import shutil
import sqlite3
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, ClassVar

import sqlalchemy as sa
from cast import Cast, Member, gather_cast
from city import put_on_duty, tick
from conservation import Book, digest
from hypothesis.stateful import RuleBasedStateMachine, initialize
from moments import NOW
from one_thread import open_here
from sqlalchemy.ext.asyncio import AsyncSession

from db.actions.places import add_place
from db.engine import Database, add_row
from db.queries.invariants import find_broken
from db.tables import OrganisationRow, PersonRow
from matching.errors import Refused
from matching.model import OrganisationKind, Trust, Verification

Act = Callable[[AsyncSession], Awaitable[Any]]


class RandomCity(RuleBasedStateMachine):
    """A small city in which anything may happen next."""

    template: ClassVar[Path]
    file: ClassVar[Path]
    loop: ClassVar[asyncio.AbstractEventLoop]
    database: ClassVar[Database]
    cast: ClassVar[Cast]
    reached: ClassVar[Counter[str]]
    """How often each thing came about, in all runs: a machine that gets nowhere proves nothing."""

    @classmethod
    def prepare(cls, template: Path, folder: Path) -> None:
        """Fill a copy of the migrated template with the cast; every run starts from it."""
        cls.loop = asyncio.new_event_loop()
        cls.reached = Counter()
        cls.template, cls.file = folder / "start.db", folder / "record.db"
        shutil.copyfile(template, cls.template)
        filling = open_here(str(cls.template))
        cls.cast = cls.loop.run_until_complete(cls._fill(filling))
        cls.database = open_here(str(cls.file))

    @classmethod
    async def _fill(cls, database: Database) -> Cast:
        cast = await gather_cast(database)
        async with database.begin() as session:
            for who, kilometre in ((cast.li, 5), (cast.li, 9), (cast.zhao, 0), (cast.zhao, 2)):
                await add_place(
                    session,
                    who.actor,
                    label="门口",
                    address="西南路 1 号",
                    district="沙河口区",
                    lat=38.9 + kilometre / 111.195,
                    lon=121.6,
                    precision_km=0.05,
                    now=NOW,
                )
            await put_on_duty(session, cast.chen)
            hospital = await add_row(
                session,
                OrganisationRow,
                name="二院",
                kind=OrganisationKind.HOSPITAL,
                verification=Verification.VERIFIED,
                created_at=NOW,
            )
            await session.execute(
                sa.update(PersonRow).values(
                    trust=Trust.ORG_VERIFIED, organisation_id=hospital
                )  # or nothing they report would be matched
            )
        await database.close()
        with sqlite3.connect(cls.template) as file:
            file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return cast

    @classmethod
    def finish(cls) -> None:
        """Close what `prepare` opened."""
        cls.loop.run_until_complete(cls.database.close())
        cls.loop.close()

    @initialize()
    def start(self) -> None:
        """A fresh city with nothing in it but its people."""
        self.loop.run_until_complete(self.database.close())
        for suffix in ("-wal", "-shm"):
            Path(f"{self.file}{suffix}").unlink(missing_ok=True)
        shutil.copyfile(self.template, self.file)
        self.now = NOW
        self.keys = 0
        self.raw = sqlite3.connect(self.file)
        self.raw.row_factory = sqlite3.Row
        self.book = Book(self.raw)

    def teardown(self) -> None:
        """The doctor has the last word."""
        if not hasattr(self, "raw"):
            return
        kinds = self.raw.execute("SELECT kind, count(*) FROM ledger GROUP BY kind").fetchall()
        self.reached.update(dict(map(tuple, kinds)))
        self.raw.close()

        async def examine() -> list[Any]:
            async with self.database.read() as session:
                return list(await find_broken(session, now=self.now))

        assert self.loop.run_until_complete(examine()) == []

    # What every rule uses

    def act(self, action: Act) -> bool:
        """Run one action in a transaction of its own; a refusal must have changed nothing."""
        before = digest(self.raw)

        async def once() -> bool:
            async with self.database.begin() as session:
                try:
                    await action(session)
                except Refused:
                    return False
            return True

        done = self.loop.run_until_complete(once())
        if not done:
            assert digest(self.raw) == before, "a refusal changed something"
        self.book.audit()
        return done

    def plan(self) -> None:
        """Run the match tick."""
        self.loop.run_until_complete(tick(self.database, self.now))
        self.book.audit()

    def pick(self, number: int, question: str, *values: Any) -> sqlite3.Row | None:
        """One of the rows that answer the question."""
        found = self.raw.execute(question, values).fetchall()
        return found[number % len(found)] if found else None

    def place_of(self, owner: Member, number: int) -> int:
        """One of somebody's places."""
        place = self.pick(number, "SELECT id FROM places WHERE person_id = ?", owner.person_id)
        assert place is not None
        return int(place["id"])

    def member(self, person_id: int) -> Member:
        """The one of the cast with this id."""
        everybody = (self.cast.wang, self.cast.li, self.cast.zhao, self.cast.chen, self.cast.liu)
        return next(each for each in everybody if each.person_id == person_id)

    def key(self) -> str:
        """A new request key."""
        self.keys += 1
        return f"run-{self.keys}"
