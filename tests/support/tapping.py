"""A simulated race for one job: drivers tap, time runs out, the next is asked, all at once.

Four workers with a database object each, as four processes would have, on one SQLite file in one
thread. Virtual time, order and the latency of every statement come from the seed.
"""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from cast import Cast, gather_cast, join
from city import confirm_all, put_lot, put_need, put_on_duty, tick
from moments import NOW
from one_thread import open_here
from virtual_loop import VirtualLoop

from db.actions.offers import accept_job, decline_job, lapse_offers, offer_job
from db.engine import Database
from matching.errors import OfferGone
from matching.model import Reason, Role
from matching.permissions import Actor

DRIVERS = 5
WORKERS = 4
WINDOW = timedelta(milliseconds=40)
"""So short that offers lapse in the middle of taps; only the order of events matters."""
TAPS = 2
"""How often each driver taps: a nervous thumb, or the same update delivered twice."""

Accept = Callable[[Database, Actor, int, datetime], Awaitable[int]]


async def guarded(database: Database, actor: Actor, offer_id: int, now: datetime) -> int:
    """The product's own action in a transaction of its own."""
    async with database.begin() as session:
        return await accept_job(session, actor, offer_id=offer_id, now=now)


@dataclass
class Verdict:
    """What came of one seed."""

    granted: list[int] = field(default_factory=list)
    """Drivers who were told that the job is theirs."""
    addresses: list[int] = field(default_factory=list)
    """Drivers who were sent the address."""
    accepted: list[int] = field(default_factory=list)
    """Drivers whose offer stands as accepted."""
    driver: int | None = None
    """Whose job it is in the end."""
    trace: list[tuple[float, str, int]] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """At most one winner, and only the winner saw the address."""
        winner = [] if self.driver is None else [self.driver]
        return self.granted == self.addresses == self.accepted == winner


class Tapping:
    """One job, five drivers, four workers; any number of seeds."""

    def __init__(self, template: Path, folder: Path) -> None:
        self.loop = VirtualLoop()
        self.path = folder / "race.db"
        self.path.write_bytes(template.read_bytes())
        self.workers = [open_here(str(self.path), self.loop.latency) for _ in range(WORKERS)]
        self.loop.begin(0)
        self.drivers = self.loop.play(self._prepare())
        self.raw = sqlite3.connect(self.path, isolation_level=None)
        self.raw.execute("PRAGMA synchronous=OFF")
        self.run(0, guarded)  # opens every connection, so that all later runs start alike

    async def _prepare(self) -> list[tuple[Actor, int]]:
        """A job that waits and drivers on duty with their shifts."""
        database = self.workers[0]
        cast: Cast = await gather_cast(database)
        async with database.begin() as session:
            await put_need(session, cast, 10)
            await put_lot(session, cast, 10)
            drivers = []
            for number in range(DRIVERS):
                driver = await join(session, f"9{number}", f"司机{number}", "zh", Role.DRIVER)
                drivers.append((driver.actor, await put_on_duty(session, driver)))
        await tick(database)
        await confirm_all(database)
        await tick(database)
        return drivers

    def run(self, seed: int, accept: Accept) -> Verdict:
        """Play one seed from the same start."""
        for statement in (
            "DELETE FROM offers",
            "DELETE FROM outbox",
            "DELETE FROM ledger",
            f"UPDATE ledger_head SET seq = 0, hash = '{'0' * 64}'",
            "UPDATE jobs SET state = 'open', driver_id = NULL, shift_id = NULL, version = 1",
        ):
            self.raw.execute(statement)
        self.loop.begin(seed)
        verdict = Verdict()
        self.loop.play(self._play(accept, verdict))
        verdict.driver = self.raw.execute("SELECT driver_id FROM jobs").fetchone()[0]
        verdict.accepted = self._people("SELECT driver_id FROM offers WHERE state = 'accepted'")
        verdict.addresses = self._people("SELECT person_id FROM outbox WHERE kind = 'job_address'")
        return verdict

    def stop(self) -> None:
        """Close everything."""
        self.raw.close()
        for worker in self.workers:
            self.loop.play(worker.close())
        self.loop.close()

    def _people(self, question: str) -> list[int]:
        return [row[0] for row in self.raw.execute(question)]

    def _now(self) -> datetime:
        return NOW + timedelta(seconds=self.loop.time())

    async def _play(self, accept: Accept, verdict: Verdict) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(self._ask_in_turn(group, accept, verdict))

    async def _ask_in_turn(
        self, group: asyncio.TaskGroup, accept: Accept, verdict: Verdict
    ) -> None:
        """The tick: lapse what is over, ask the next; each driver asked starts tapping."""
        order = list(self.drivers)
        self.loop.dice.shuffle(order)
        for actor, shift_id in order:
            async with self.workers[0].begin() as session:
                await lapse_offers(session, now=self._now())
                offer_id = await offer_job(
                    session,
                    job_id=1,
                    driver_id=actor.person_id or 0,
                    shift_id=shift_id,
                    km_to_first_stop=1.0,
                    now=self._now(),
                    window=WINDOW,
                )
            if offer_id is not None:
                for tap in range(TAPS):
                    worker = self.workers[self.loop.dice.randrange(WORKERS)]
                    group.create_task(self._tap(worker, actor, offer_id, tap, accept, verdict))
            await asyncio.sleep(self.loop.dice.uniform(0.0, WINDOW.total_seconds() * 1.5))

    async def _tap(
        self,
        worker: Database,
        actor: Actor,
        offer_id: int,
        tap: int,
        accept: Accept,
        verdict: Verdict,
    ) -> None:
        """One thumb: mostly accept, now and then decline, some time after being asked."""
        await asyncio.sleep(self.loop.dice.uniform(0.0, WINDOW.total_seconds() * 2))
        driver = actor.person_id or 0
        said = "accept"
        try:
            if tap and self.loop.dice.random() < 0.2:
                said = "decline"
                async with worker.begin() as session:
                    await decline_job(
                        session, actor, offer_id=offer_id, reason=Reason.TOO_FAR, now=self._now()
                    )
            else:
                await accept(worker, actor, offer_id, self._now())
                verdict.granted.append(driver)
        except OfferGone:
            said += " refused"
        verdict.trace.append((round(self.loop.time(), 9), said, driver))
