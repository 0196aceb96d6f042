"""When periodic jobs run: numbered slots in the record, poked by APScheduler.

APScheduler trusts the wall clock: set back an hour it is silent for an hour (ADR 4). So it only
wakes us; the slot row decides who runs, and a monotonic clock decides when one is due.
"""

import asyncio
import logging
from collections.abc import Mapping
from datetime import timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.clock import Clock
from bot.ticks import Tick
from db.actions.tick_requests import tick_topic
from db.actions.ticks import finish_slot, serve_request, take_slot
from db.engine import Database
from db.queries.ticks import SlotView, newest_slot, request_waits
from matching.model import TickName

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=30)
"""After this a run that never finished counts as died: what a kill in a tick may cost. A run that
takes longer may meet another one; every action checks its world again, so that this is harmless."""
LOOK_EVERY = 1.0
"""Seconds between looks at the slots when nobody wakes us."""
WIND_UP = 3.0
"""Seconds a run under way may take after a stop was asked for: a stop is promised within 5."""


class Scheduler:
    """Runs every tick at most once a slot, across all processes on the same record."""

    def __init__(
        self, database: Database, clock: Clock, ticks: tuple[Tick, ...], *, worker: str
    ) -> None:
        self.database = database
        self.clock = clock
        self.ticks = ticks
        self.worker = worker
        self._seen: dict[TickName, tuple[int, float]] = {}
        """Newest slot seen of each job, and when (monotonic seconds)."""

    async def run(self, stop: asyncio.Event) -> None:
        """Keep every job's slots going until `stop` is set; a run under way is finished.

        One that takes too long is rolled back: its slot says failed, the next is for who comes.
        """
        pokes = AsyncIOScheduler(timezone="UTC")
        for tick in self.ticks:
            pokes.add_job(
                self.database.wake,
                "interval",
                args=[tick_topic(tick.name)],
                seconds=tick.every.total_seconds(),
                coalesce=True,
                max_instances=1,
                misfire_grace_time=None,
            )
        pokes.start()
        try:
            async with asyncio.TaskGroup() as group:
                keeping = [group.create_task(self._keep(tick, stop)) for tick in self.ticks]
                group.create_task(self._wake_at(stop))
                await stop.wait()
                if keeping:
                    await asyncio.wait(keeping, timeout=WIND_UP)
                for late in keeping:
                    late.cancel()
        finally:
            pokes.shutdown(wait=False)

    async def _keep(self, tick: Tick, stop: asyncio.Event) -> None:
        look = min(LOOK_EVERY, tick.every.total_seconds() / 4)
        while not stop.is_set():
            try:
                await self.look(tick)
            except Exception:
                # The edge of a periodic job: its slot says failed, the next slot tries again.
                log.exception("tick failed", extra={"tick": tick.name})
            await self.database.wait(tick_topic(tick.name), look)

    async def _wake_at(self, stop: asyncio.Event) -> None:
        """Nobody who only waits for the next slot holds up a stop."""
        await stop.wait()
        for tick in self.ticks:
            self.database.wake(tick_topic(tick.name))

    async def look(self, tick: Tick) -> bool:
        """Run the tick if it is due or was asked for; True when this process ran it."""
        async with self.database.read() as session:
            newest = await newest_slot(session, tick.name)
            asked = await request_waits(session, tick.name)
        cause = self._cause(tick, newest, asked=asked)
        if not cause:
            return False
        ran = await self.run_slot(tick, newest.slot if newest else 0, cause)
        return ran is not None

    def _cause(self, tick: Tick, newest: SlotView | None, *, asked: bool) -> str:
        slot = newest.slot if newest else 0
        seen = self._seen.get(tick.name)
        first_look = seen is None
        if seen is None or seen[0] != slot:
            seen = (slot, self.clock.monotonic())
            self._seen[tick.name] = seen
        if asked:
            return "at_once"
        if first_look:
            # Downtime is made up at once; a start in the future means the clock was set back.
            since = self.clock.now() - newest.started_at if newest else None
            return "start" if since is None or since >= tick.every else ""
        waited = self.clock.monotonic() - seen[1]
        return "interval" if waited >= tick.every.total_seconds() else ""

    async def run_now(self, tick: Tick) -> Mapping[str, int] | None:
        """Run the tick once, due or not; its counts, or None when another worker was first."""
        async with self.database.read() as session:
            newest = await newest_slot(session, tick.name)
        return await self.run_slot(tick, newest.slot if newest else 0, "command")

    async def run_slot(self, tick: Tick, after: int, cause: str) -> Mapping[str, int] | None:
        """Take the slot after `after` and run it; None when another worker took it first."""
        started = self.clock.monotonic()
        slot = await self._take(tick, after, cause)
        if slot is None:
            return None
        self._seen[tick.name] = (slot, started)
        ok, counts = False, {}
        try:
            counts = dict(await tick.run(self.database, self.clock.now()))
            ok = True
        finally:
            took = round((self.clock.monotonic() - started) * 1000)
            async with self.database.begin() as session:
                await finish_slot(
                    session, job=tick.name, slot=slot, ok=ok, took_ms=took, result=counts
                )
        if any(counts.values()):
            log.info("tick", extra={"tick": tick.name, "slot": slot, "cause": cause, **counts})
        return counts

    def _watched(self, tick: Tick, slot: int) -> float:
        """Seconds since this process first saw that slot, by the clock nobody can set."""
        seen = self._seen.get(tick.name)
        return self.clock.monotonic() - seen[1] if seen and seen[0] == slot else 0.0

    async def _take(self, tick: Tick, after: int, cause: str) -> int | None:
        async with self.database.begin() as session:
            slot = await take_slot(
                session,
                job=tick.name,
                worker=self.worker,
                now=self.clock.now(),
                cause=cause,
                expected_last=after,
                lease=LEASE,
                written_off=self._watched(tick, after) > LEASE.total_seconds(),
            )
            if slot is not None:
                # Before the work: a wish written from now on is not covered by this run.
                await serve_request(session, tick.name)
            return slot
