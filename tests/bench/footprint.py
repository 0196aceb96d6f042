"""What we cost before anybody speaks, and after many did: start-up time and resident memory."""

import asyncio
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path

from bot.sandbox.client import SandboxClient
from tests.bench.child import Child, command, module, sandbox, start, token
from tests.bench.figure import Figure, Goal, Part
from tests.bench.machine import patience

Handled = Callable[[SandboxClient], Awaitable[int]]
"""How many updates a bot has dealt with."""

OURS, RIVAL = token(920_001), token(920_002)
PEOPLE, EACH = 100, 10
"""1,000 updates."""
TRIES = 3
STOPS = 5
LOOK = 0.2
"""Seconds between looks at what the sandbox saw; it notes the moment itself."""
LONGEST = 120.0
"""Seconds that the 1,000 updates may take."""


async def measure() -> Part:
    """Commands first, then both bots, one after the other."""
    help_ = await median_line(command("--help"))
    demo = await median_line(command("demo", "--headless"))
    async with sandbox([OURS, RIVAL]) as url:
        with tempfile.TemporaryDirectory() as folder:
            database = Path(folder) / "app.db"
            env = settings(url, OURS, database)
            async with start(command("run"), env) as app:
                first = await until_polling(url, OURS, app)
            async with start(command("run"), env) as app:
                again = await until_polling(url, OURS, app)
                ours = await memory(url, app, OURS, committed(database))
            stopped = await longest_stop(url, env)
        word = await median_line(module("tests.bench.rival_bot", url, RIVAL), 1)
        async with start(module("tests.bench.rival_bot", url, RIVAL)) as bot:
            polled = await until_polling(url, RIVAL, bot)
            theirs = await memory(url, bot, RIVAL, answered)
    return Part(
        "Start-up and memory",
        "the smallest aiogram bot (tests/bench/rival_bot.py): echoes in memory, no database",
        (
            Figure("`reliefline --help`; rival: its first line", "s", help_, word),
            Figure("`reliefline demo`, first line", "s", demo, word, Goal(at_most=1.0)),
            Figure("`reliefline run` to first getUpdates, empty disk", "s", first, polled),
            Figure("`reliefline run` to first getUpdates, restart", "s", again, polled),
            Figure("resident memory after start", "MB", ours[0], theirs[0]),
            Figure("`reliefline run`, longest stop", "s", stopped, None, Goal(at_most=5.0)),
            Figure(f"resident memory after {PEOPLE * EACH:,} updates", "MB", ours[1], theirs[1]),
        ),
        (
            f"first lines: median of {TRIES}, the rival's once; an empty disk is migrated and"
            " gets the catalogue",
            f"the updates come from {PEOPLE} new people, {EACH} each, all at once; ours are counted"
            " when handled and committed, the rival's when answered",
            f"stops: SIGTERM {STOPS} times, each while {PEOPLE} people wait for an answer",
        ),
    )


def settings(url: str, bot_token: str, database: Path) -> dict[str, str]:
    """The environment of `reliefline run` against a sandbox."""
    return {
        "RELIEFLINE_TELEGRAM_TOKEN": bot_token,
        "RELIEFLINE_TELEGRAM_API": url,
        "RELIEFLINE_DATABASE_URL": f"sqlite:///{database}",
        "RELIEFLINE_LOG_LEVEL": "WARNING",
    }


async def median_line(words: Sequence[str], tries: int = TRIES) -> float:
    """Seconds until a command prints its first line."""
    times = []
    for _ in range(tries):
        begin = time.monotonic()
        async with start(words) as child:
            await child.line()
            times.append(time.monotonic() - begin)
    return statistics.median(times)


async def until_polling(url: str, bot_token: str, child: Child) -> float:
    """Seconds from the start of a process just started until the sandbox saw its getUpdates."""
    async with client_of(url, bot_token) as client, asyncio.timeout(patience(LONGEST)):
        while True:
            for call in await client.calls("getUpdates"):
                if str(call["bot"]) == number_of(bot_token) and call["at"] > child.started:
                    return float(call["at"]) - child.started
            child.check()
            await asyncio.sleep(LOOK)


def number_of(bot_token: str) -> str:
    """The public part of a token."""
    return bot_token.partition(":")[0]


def client_of(url: str, bot_token: str) -> SandboxClient:
    """The control plane, as far as this bot goes."""
    return SandboxClient(url, bot=int(number_of(bot_token)))


async def memory(url: str, child: Child, bot_token: str, handled: Handled) -> tuple[float, float]:
    """Resident MB after the start, and once many updates were handled."""
    await asyncio.sleep(1.0)
    before = child.resident_mb()
    async with client_of(url, bot_token) as client, asyncio.timeout(patience(LONGEST)):
        await client.flood(PEOPLE, EACH, "需要口罩 {number}")
        while await handled(client) < PEOPLE * EACH:
            child.check()
            await asyncio.sleep(0.2)
    return before, child.resident_mb()


async def longest_stop(url: str, env: Mapping[str, str]) -> float:
    """Seconds from SIGTERM to the end of the process, at the worst of several moments."""
    longest = 0.0
    async with client_of(url, OURS) as client:
        for number in range(STOPS):
            async with start(command("run"), env) as app:
                await until_polling(url, OURS, app)
                await client.flood(PEOPLE, 1, "需要口罩 {number}")
                await asyncio.sleep(0.4 * (number + 1))
                begin = time.monotonic()
                await app.end()
                longest = max(longest, time.monotonic() - begin)
    return longest


def committed(database: Path) -> Handled:
    """Counts the updates that the record says are done."""

    async def count(_client: SandboxClient) -> int:
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
            found = connection.execute("SELECT count(*) FROM inbox WHERE state = 'done'")
            return int(found.fetchone()[0])

    return count


async def answered(client: SandboxClient) -> int:
    """Counts the rival's answers."""
    calls = await client.calls("sendMessage")
    return sum(str(call["bot"]) == number_of(RIVAL) for call in calls)
