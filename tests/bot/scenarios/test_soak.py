"""Two hundred people for ten minutes: goods arrive, no error, memory flat, presses answered.

Most of an event is lived in that time, so many times faster than life; the bot's clock runs as fast
as the city's, so that whoever is silent lapses as in life, while sends keep Telegram's pace.
"""

import asyncio
import contextlib
import os
import socket
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest
from processes import running
from records import Databases

from bot.app import open_app
from bot.clock import Clock
from bot.config import Settings, load_settings
from bot.sandbox.client import SandboxClient
from bot.sandbox.server import serve
from bot.sandbox.state import TOKEN, World
from bot.scenarios.clock import FASTEST, CityClock
from bot.scenarios.director import City, Run, make_run, play
from bot.scenarios.judge import judge
from bot.scenarios.progress import look
from bot.scenarios.scenario import FEWEST, MOST, load_scenario
from db.engine import Database
from db.queries.catalogue import load_catalogue, load_gazetteer
from db.queries.incidents import open_incident
from handlers.house import House

WHOLE = 600.0
LENGTH = float(os.environ.get("RELIEFLINE_SOAK_SECONDS", WHOLE))
"""Seconds of the soak. A shorter one (100 at least) has fewer people who live faster: as much is
asked of the bot in each second."""
PEOPLE = max(FEWEST, round(MOST * min(1.0, LENGTH / WHOLE)))
MINUTES = 100.0
"""Of the event: what is reported at its beginning has long been delivered then."""
SAMPLE = 5.0
"""Seconds between two looks at the bot's memory."""
WARM = 0.4
"""Share of the time in which memory may still grow: caches fill, people sign up."""
GROWTH = 1.10
"""Most that the last tenth may hold of what was held once it was warm."""
PROMPT = 0.3
"""Seconds within which 95 of 100 presses are answered."""
START = 60.0
"""Seconds that the bot may take to begin."""
KEPT = 2000
"""Calls that our Bot API remembers."""


def bot(settings: Settings, clock: Clock) -> Callable[[asyncio.Event], Awaitable[None]]:
    """The bot as a process of its own, so that its memory is its own."""

    async def main(stop: asyncio.Event) -> None:
        async with open_app(settings, clock) as app:
            await app.run(stop)

    return main


def bot_api(port: int) -> Callable[[asyncio.Event], Awaitable[None]]:
    """The Bot API as a process of its own: two hundred people's thinking is not the bot's delay."""

    async def main(stop: asyncio.Event) -> None:
        async with serve(World(log_length=KEPT), port=port):
            await stop.wait()

    return main


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def megabytes(pid: int) -> float:
    """Resident memory of a process."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


async def watch(pid: int, run: Run, held: list[float]) -> None:
    """Note the bot's memory while people live."""
    while not run.finished:
        held.append(megabytes(pid))
        await asyncio.sleep(SAMPLE)


async def listening(port: int) -> None:
    """Wait until the Bot API answers."""
    async with asyncio.timeout(START):
        while True:
            with contextlib.suppress(ConnectionError):
                (await asyncio.open_connection("127.0.0.1", port))[1].close()
                return
            await asyncio.sleep(0.05)


async def furnished(record: Database) -> None:
    """Wait until the bot has opened the city's own incident: reports go to the one opened last,
    and that must be the scenario's."""
    async with asyncio.timeout(START):
        while True:
            async with record.read() as session:
                if await open_incident(session):
                    return
            await asyncio.sleep(0.1)


@pytest.mark.soak
async def test_two_hundred_people_for_ten_minutes(
    sqlite_databases: Databases, tmp_path: Path
) -> None:
    database_url = await sqlite_databases.fresh(tmp_path)
    record, held = Database.open(database_url), list[float]()
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with running(bot_api(port), tmp_path / "api.log"):
        await listening(port)
        settings = load_settings(
            telegram_token=TOKEN, telegram_api=url, database_url=database_url, tick_seconds=5
        )
        async with record.read() as session:
            house = House(await load_catalogue(session), await load_gazetteer(session))
        scenario = load_scenario("typhoon")
        speed = min(FASTEST, MINUTES * 60 / LENGTH)
        # Two that show the same: the city's is slowed down when the event is over.
        clock, bots = CityClock(speed=speed), CityClock(speed=speed)
        with running(bot(settings, bots), tmp_path / "bot.log") as pid:
            await furnished(record)
            city, minutes = City(url, record, house, clock), LENGTH * speed / 60
            run = make_run(city, scenario, people=PEOPLE, speed=speed, seed=1, minutes=minutes)
            async with asyncio.TaskGroup() as group:
                group.create_task(watch(pid, run, held))
                await play(city, run)
            outcome = await judge(replace(city, clock=bots), run)
            seen = await look(city, run)
            async with SandboxClient(url) as sandbox:
                queries = await sandbox.queries()
        await record.close()
    waits = sorted(each["answered"] - each["pressed"] for each in queries if each["answered"])
    p50, p95 = (waits[int(len(waits) * share)] for share in (0.5, 0.95))
    warm, last = held[int(len(held) * WARM)], max(held[-max(1, len(held) // 10) :])
    print(f"{PEOPLE} people, {LENGTH:g} s at {speed:g} times life, {run.moves} acts; {seen}")
    print(
        "; ".join(f"{fact.key.removeprefix('scenario.fact_')} {fact.n}" for fact in outcome.facts)
    )
    print(f"presses p50 {p50 * 1000:.0f}, p95 {p95 * 1000:.0f} ms")
    print(f"{warm:.0f} MB warm, {last:.0f} MB last")
    assert [fact for fact in outcome.facts if not fact.ok] == []
    assert '"level": "error"' not in (tmp_path / "bot.log").read_text("utf-8")
    assert last <= warm * GROWTH
    assert p95 < PROMPT
