"""P11: every slot runs once across workers, none is missed, whatever is done to the wall clock."""

import asyncio
import random
from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest
from manual_clock import ManualClock
from patience import ROOM

from bot import scheduler as bot_scheduler
from bot.clock import SystemClock
from bot.scheduler import Scheduler
from bot.ticks import Tick
from db.actions.tick_requests import request_tick
from db.engine import Database
from db.queries.ticks import newest_slot
from matching.model import TickName

EVERY = timedelta(seconds=60)
LOOK = 15.0
"""Seconds of virtual time between looks; a delay of up to one more interval is allowed."""


class Run:
    """A tick that writes down when it ran, by the clock that cannot be set."""

    def __init__(self, clock: ManualClock) -> None:
        self.clock = clock
        self.at: list[float] = []

    async def __call__(self, database: Database, now: datetime) -> Mapping[str, int]:
        """Do the work."""
        self.at.append(self.clock.monotonic())
        return {"done": 1}

    @property
    def gaps(self) -> list[float]:
        """Seconds between one run and the next."""
        return [b - a for a, b in zip(self.at, self.at[1:], strict=False)]


class NaiveScheduler:
    """What everybody writes first: one slot a wall-clock minute."""

    def __init__(self, clock: ManualClock, run: Run) -> None:
        self.clock, self.run, self.done = clock, run, set[int]()

    async def look(self, tick: Tick) -> bool:
        """Run this minute's slot unless it was run."""
        slot = int(self.clock.now().timestamp() // EVERY.total_seconds())
        if slot in self.done:
            return False
        self.done.add(slot)
        await self.run(None, self.clock.now())  # type: ignore[arg-type]  # needs no record
        return True


LOOKS = 100
"""25 virtual minutes."""


async def _pass_time(
    schedulers: list[Scheduler] | list[NaiveScheduler],
    tick: Tick,
    clock: ManualClock,
    steps: Mapping[int, float],
) -> None:
    chance = random.Random(11)
    for n in range(LOOKS):
        clock.step_wall(steps.get(n, 0.0))
        for scheduler in chance.sample(schedulers, len(schedulers)):
            await scheduler.look(tick)
        clock.advance(LOOK)


def _four(database: Database, clock: ManualClock, tick: Tick) -> list[Scheduler]:
    return [Scheduler(database, clock, (tick,), worker=f"w{n}") for n in range(4)]


@pytest.mark.parametrize("step", [-3600.0, 3600.0, 0.0])
async def test_a_clock_step_delays_a_tick_by_no_more_than_one_interval(
    database: Database, step: float
) -> None:
    clock = ManualClock()
    run = Run(clock)
    tick = Tick(TickName.MATCH, EVERY, run)
    await _pass_time(_four(database, clock, tick), tick, clock, {33: step, 66: -step})
    async with database.read() as session:
        newest = await newest_slot(session, TickName.MATCH)
    assert newest is not None
    assert newest.slot == len(run.at)  # every slot once
    assert max(run.gaps) <= 2 * EVERY.total_seconds()
    assert min(run.gaps) >= EVERY.total_seconds() - LOOK


async def test_slots_named_after_the_wall_clock_fail_this_test() -> None:
    clock = ManualClock()
    run = Run(clock)
    tick = Tick(TickName.MATCH, EVERY, run)
    naive = NaiveScheduler(clock, run)
    for steps in ({33: -3600.0}, {}, {}, {}):
        await _pass_time([naive], tick, clock, steps)
    assert max(run.gaps) > 2 * EVERY.total_seconds()


async def test_downtime_is_made_up_once_and_at_once(database: Database) -> None:
    clock = ManualClock()
    run = Run(clock)
    tick = Tick(TickName.MATCH, EVERY, run)
    assert await Scheduler(database, clock, (tick,), worker="before").look(tick)
    clock.advance(24 * 3600)
    after = _four(database, clock, tick)
    assert [await scheduler.look(tick) for scheduler in after] == [True, False, False, False]
    assert len(run.at) == 2


async def test_a_wish_runs_at_once_and_only_once(database: Database) -> None:
    clock = ManualClock()
    run = Run(clock)
    tick = Tick(TickName.MATCH, EVERY, run)
    schedulers = _four(database, clock, tick)
    for scheduler in schedulers:
        await scheduler.look(tick)
    clock.advance(1)
    for _ in range(3):
        async with database.begin() as session:
            await request_tick(session, TickName.MATCH, now=clock.now())
    for scheduler in schedulers:
        await scheduler.look(tick)
    assert len(run.at) == 2


async def test_a_run_that_died_is_written_off_even_when_the_clock_went_back(
    database: Database,
) -> None:
    clock = ManualClock()
    run = Run(clock)

    async def die(_database: Database, _now: datetime) -> Mapping[str, int]:
        raise KeyboardInterrupt  # as a kill: nothing after it is written

    dying = Tick(TickName.MATCH, EVERY, die)
    killed = Scheduler(database, clock, (dying,), worker="killed")
    slot = await killed._take(dying, 0, "interval")
    assert slot == 1
    clock.step_wall(-3600)
    tick = Tick(TickName.MATCH, EVERY, run)
    other = Scheduler(database, clock, (tick,), worker="other")
    for _ in range(60):
        clock.advance(LOOK)
        await other.look(tick)
    assert run.at


async def test_a_failing_tick_leaves_its_slot_failed_and_the_next_one_runs(
    database: Database,
) -> None:
    clock = ManualClock()
    run = Run(clock)

    async def fail(_database: Database, _now: datetime) -> Mapping[str, int]:
        raise RuntimeError("broken on purpose")

    scheduler = Scheduler(database, clock, (), worker="w")
    with pytest.raises(RuntimeError):
        await scheduler.look(Tick(TickName.MATCH, EVERY, fail))
    async with database.read() as session:
        newest = await newest_slot(session, TickName.MATCH)
    assert newest is not None
    assert newest.state == "failed"
    clock.advance(EVERY.total_seconds())
    assert await scheduler.look(Tick(TickName.MATCH, EVERY, run))


async def test_a_stop_waits_for_no_slot(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot_scheduler, "LOOK_EVERY", 3600.0)
    run = Run(ManualClock())
    tick = Tick(TickName.SWEEP, timedelta(days=1), run)
    stop = asyncio.Event()
    async with asyncio.timeout(ROOM), asyncio.TaskGroup() as group:
        group.create_task(Scheduler(database, SystemClock(), (tick,), worker="w").run(stop))
        while not run.at:
            await asyncio.sleep(0.01)
        stop.set()


async def test_a_run_that_takes_too_long_does_not_hold_up_a_stop(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot_scheduler, "WIND_UP", 0.1)
    begun = asyncio.Event()

    async def endless(_database: Database, _now: datetime) -> Mapping[str, int]:
        begun.set()
        await asyncio.Event().wait()
        return {}

    tick = Tick(TickName.MATCH, EVERY, endless)
    stop = asyncio.Event()
    async with asyncio.timeout(ROOM), asyncio.TaskGroup() as group:
        group.create_task(Scheduler(database, SystemClock(), (tick,), worker="w").run(stop))
        await begun.wait()
        stop.set()
    async with database.read() as session:
        newest = await newest_slot(session, TickName.MATCH)
    assert newest is not None
    assert newest.state == "failed"
