"""Drivers crowd round one job, thousands of times: the core of the race, told in one row.

Who wins is decided by `win_job`, the very code `accept_job` runs, in four workers. The tick is one
more connection, which lapses and asks in plain SQL; the winner is owed one push, the address.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bare_session import BareDatabase
from moments import NOW
from tapping import WORKERS, Tapping, Verdict

from db.actions import messages
from db.actions.winning import win_job
from matching.errors import OfferGone

Press = Callable[[BareDatabase, int, int, datetime], Awaitable[int]]
"""A driver (id) presses accept on an offer (id)."""

FEWEST, MOST = 3, 5
"""Drivers who are asked."""
WINDOW = timedelta(milliseconds=30)
"""As long as an accept takes, so that answers and time-outs meet."""

RESET = (
    "BEGIN IMMEDIATE",
    "DELETE FROM offers",
    "DELETE FROM outbox",
    "UPDATE jobs SET state = 'open', driver_id = NULL, shift_id = NULL, version = 1",
    "COMMIT",
)
LAPSE = "UPDATE offers SET state = 'lapsed' WHERE state = 'offered' AND expires_at <= :now"
REOPEN = (
    "UPDATE jobs SET state = 'open' WHERE state = 'offered'"
    " AND NOT EXISTS (SELECT 1 FROM offers WHERE offers.state = 'offered')"
)
ASK = (
    "INSERT INTO offers"
    " (drill, job_id, driver_id, shift_id, state, km_to_first_stop, offered_at, expires_at)"
    " SELECT 0, id, :driver, :shift, 'offered', 1.0, :now, :until FROM jobs WHERE state = 'open'"
)
OFFERED = "UPDATE jobs SET state = 'offered' WHERE state = 'open'"


async def core(database: BareDatabase, driver_id: int, offer_id: int, now: datetime) -> int:
    """What `accept_job` does until the winner is known; of what follows, the address."""
    async with database.begin() as session:
        won = await win_job(session, driver_id=driver_id, offer_id=offer_id, now=now)
        await messages.enqueue(
            session,
            person_id=won.driver_id,
            channel="telegram",
            address=str(won.driver_id),
            kind="job_address",
            params={"job_id": won.job_id},
            now=now,
        )
    return won.job_id


class Crowd:
    """The job, drivers and virtual time of a `Tapping`, with workers that cost next to nothing."""

    def __init__(self, race: Tapping) -> None:
        self._loop, self._raw = race.loop, race.raw
        self._drivers = [(actor.person_id or 0, shift_id) for actor, shift_id in race.drivers]
        path, pause = str(race.path), race.loop.latency
        self._tick = BareDatabase(path, pause)
        self._workers = [BareDatabase(path, pause) for _ in range(WORKERS)]

    def run(self, seed: int, press: Press) -> Verdict:
        """Play one seed from the same start."""
        for statement in RESET:
            self._raw.execute(statement)
        self._loop.begin(seed)
        verdict = Verdict()
        self._loop.play(self._ask_in_turn(press, verdict))
        verdict.driver = self._raw.execute("SELECT driver_id FROM jobs").fetchone()[0]
        verdict.accepted = self._people("SELECT driver_id FROM offers WHERE state = 'accepted'")
        verdict.addresses = self._people("SELECT person_id FROM outbox WHERE kind = 'job_address'")
        return verdict

    def stop(self) -> None:
        """Close everything."""
        for database in (self._tick, *self._workers):
            database.close()

    def _people(self, question: str) -> list[int]:
        return [row[0] for row in self._raw.execute(question)]

    def _now(self) -> datetime:
        return NOW + timedelta(seconds=self._loop.time())

    async def _ask_in_turn(self, press: Press, verdict: Verdict) -> None:
        """Ask one after the other; who is asked taps once or twice, now and then a stranger too."""
        dice = self._loop.dice
        order = dice.sample(self._drivers, dice.randint(FEWEST, MOST))
        async with asyncio.TaskGroup() as group:
            for driver, shift in order:
                offer = await self._ask(driver, shift)
                if offer:
                    thumbs = [driver] * dice.choice((1, 2, 2))
                    if dice.random() < 0.1:
                        thumbs.append(dice.choice(order)[0])
                    for thumb in thumbs:
                        group.create_task(self._tap(thumb, offer, press, verdict))
                await asyncio.sleep(dice.uniform(0.0, WINDOW.total_seconds() * 1.5))

    async def _ask(self, driver: int, shift: int) -> int | None:
        """Lapse what is over and ask the driver, if the job waits."""
        now, until = (f"{at:%Y-%m-%d %H:%M:%S.%f}" for at in (self._now(), self._now() + WINDOW))
        async with self._tick.transaction("BEGIN IMMEDIATE"):
            await self._tick.run(LAPSE, {"now": now})
            await self._tick.run(REOPEN)
            asked = await self._tick.run(
                ASK, {"driver": driver, "shift": shift, "now": now, "until": until}
            )
            if not asked.rowcount:
                return None
            await self._tick.run(OFFERED)
        return asked.lastrowid

    async def _tap(self, driver: int, offer: int, press: Press, verdict: Verdict) -> None:
        """One thumb on accept, some time after being asked."""
        dice = self._loop.dice
        await asyncio.sleep(dice.uniform(0.0, WINDOW.total_seconds() * 1.5))
        said = "refused"
        with contextlib.suppress(OfferGone):
            await press(dice.choice(self._workers), driver, offer, self._now())
            verdict.granted.append(driver)
            said = "granted"
        verdict.trace.append((round(self._loop.time(), 9), said, driver))
