"""P1 and P6: killed at random, on a bad line, the bot loses nothing and doubles nothing."""

import asyncio
import random
import signal
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

import naive_bots
import ordeal
import processes
import pytest
from patience import ROOM

from bot.outbox import IN_FLIGHT
from bot.sandbox.client import SandboxClient
from db.engine import Database

SPEED = 10.0
"""How many times as fast the bot's clock runs."""
FAULTS = {"too_many": 0.05, "bad_gateway": 0.05, "lost_reply": 0.03}


@dataclass
class Arena:
    """A sandbox in a process of its own and an empty record."""

    api: str
    database_url: str
    folder: Path
    sandbox: SandboxClient

    async def start(self, kind: type[ordeal.Bot], life: int) -> int:
        """Start one life of the bot, and wait until it is up; its process id."""
        clock, up = ordeal.FastClock(SPEED), self.folder / f"{life}.up"
        up.unlink(missing_ok=True)
        bot = kind(self.api, self.database_url, clock, f"life {life}", up)
        pid = processes.start(bot.run, self.folder / "bot.log")
        async with asyncio.timeout(ROOM):
            while not up.exists():
                await asyncio.sleep(0.005)
        return pid

    async def endure(
        self,
        kind: type[ordeal.Bot],
        *,
        kills: int,
        people: int,
        each: int,
        how: signal.Signals = signal.SIGKILL,
    ) -> ordeal.Verdict:
        """Let people speak, end the bot so many times, let it finish, and judge."""
        chance = random.Random(1)
        crowd = await self.sandbox.flood(people, each, "{person}-{number}")
        said = {f"{person}-{number}" for person in crowd for number in range(each)}
        for life in range(kills):
            pid = await self.start(kind, life)
            await asyncio.sleep(chance.uniform(0.03, 0.25))
            assert processes.end(pid, how) in (-signal.SIGKILL, 0), self.log()
        await self.finish(kind, kills)
        database = Database.open(self.database_url)
        try:
            found = [mark.text for mark in await ordeal.marks(database)]
        finally:
            await database.close()
        return ordeal.judge(said, found, await self.sandbox.copies())

    async def finish(self, kind: type[ordeal.Bot], life: int) -> None:
        """One last life, until nothing is left to do; then it is asked to stop."""
        pid = await self.start(kind, life)
        database = Database.open(self.database_url)
        try:
            await self.sandbox.drained(timeout=ROOM)
            least = await ordeal.count_open(database)
            async with asyncio.timeout(ROOM) as patience:
                while left := await ordeal.count_open(database):
                    assert not processes.has_ended(pid), self.log()
                    if left < least:  # however much is left: it need only go on
                        least = left
                        patience.reschedule(asyncio.get_running_loop().time() + ROOM)
                    await asyncio.sleep(0.1)
        finally:
            await database.close()
            code = processes.end(pid, signal.SIGTERM)
        assert code == 0, self.log()

    def log(self) -> str:
        """What the bot printed last."""
        return (self.folder / "bot.log").read_text()[-4000:]


@pytest.fixture
async def arena(database_url: str, tmp_path: Path) -> AsyncIterator[Arena]:
    async with (
        ordeal.marking(database_url),
        ordeal.sandbox_process(tmp_path) as api,
        SandboxClient(api) as sandbox,
    ):
        yield Arena(api, database_url, tmp_path, sandbox)


async def must_hold(arena: Arena, *, kills: int, people: int, each: int) -> None:
    """The promise, at any size."""
    await arena.sandbox.faults(**FAULTS)
    verdict = await arena.endure(ordeal.Bot, kills=kills, people=people, each=each)
    lost_replies = (await arena.sandbox.faults())["counts"].get("lost_reply", 0)
    assert verdict.lost == set()
    assert verdict.doubled == {}
    assert verdict.unsent == set()
    assert verdict.most_copies <= 3
    assert verdict.extra_copies <= kills * IN_FLIGHT + lost_replies


async def test_kills_lose_nothing_and_double_nothing(arena: Arena) -> None:
    await must_hold(arena, kills=40, people=30, each=4)


@pytest.mark.soak
async def test_many_kills_lose_nothing_and_double_nothing(arena: Arena) -> None:
    await must_hold(arena, kills=500, people=1000, each=10)


ON_SQLITE = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
"""What is not a matter of the engine is shown once."""


@ON_SQLITE
async def test_a_stop_that_is_asked_for_makes_no_copies(arena: Arena) -> None:
    verdict = await arena.endure(ordeal.Bot, kills=10, people=40, each=3, how=signal.SIGTERM)
    assert verdict == ordeal.Verdict(set(), {}, set(), most_copies=1, extra_copies=0)


async def is_seen(
    arena: Arena, kind: type[ordeal.Bot], broken: Callable[[ordeal.Verdict], object]
) -> bool:
    """Whether the promise breaks; where bots begin slowly, the first kills may come too soon."""
    for _attempt in range(10):
        if broken(await arena.endure(kind, kills=4, people=60, each=2)):
            return True
    return False


@ON_SQLITE
async def test_the_test_sees_updates_acknowledged_too_early(arena: Arena) -> None:
    assert await is_seen(arena, naive_bots.AcknowledgesFirst, lambda verdict: verdict.lost)


@ON_SQLITE
async def test_the_test_sees_updates_handled_twice(arena: Arena) -> None:
    assert await is_seen(arena, naive_bots.KeepsNoInbox, lambda verdict: verdict.doubled)


@ON_SQLITE
async def test_the_test_sees_messages_sent_by_two(arena: Arena) -> None:
    await arena.sandbox.faults(lost_reply=FAULTS["lost_reply"], methods=["sendMessage"])
    verdict = await arena.endure(naive_bots.HoldsNoLease, kills=0, people=30, each=1)
    lost_replies = (await arena.sandbox.faults())["counts"].get("lost_reply", 0)
    assert verdict.extra_copies > lost_replies
