"""Two hundred people for ten minutes: no error, memory flat, presses answered at once."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from processes import running
from records import Databases

from bot.app import open_app
from bot.config import Settings, load_settings
from bot.sandbox.client import SandboxClient
from bot.sandbox.server import serve
from bot.sandbox.state import TOKEN, World
from bot.scenarios.clock import CityClock
from bot.scenarios.director import City, Run, make_run, play
from bot.scenarios.judge import judge
from bot.scenarios.scenario import MOST, load_scenario
from db.engine import Database
from db.queries.catalogue import load_catalogue, load_gazetteer
from handlers.house import House

LENGTH = float(os.environ.get("RELIEFLINE_SOAK_SECONDS", "600"))
"""Seconds of the soak; shorter ones are for trying it."""
SPEED = 4.0
"""People live so much faster than life; the bot's own time-outs are those of life."""
SAMPLE = 5.0
"""Seconds between two looks at the bot's memory."""
WARM = 0.4
"""Share of the time in which memory may still grow: caches fill, people sign up."""
GROWTH = 1.10
"""Most that the last tenth may hold of what was held once it was warm."""
PROMPT = 0.3
"""Seconds within which 95 of 100 presses are answered."""
KEPT = 2000
"""Calls that our Bot API remembers."""


def bot(settings: Settings) -> Callable[[asyncio.Event], Awaitable[None]]:
    """The bot as a process of its own, so that its memory is its own."""

    async def main(stop: asyncio.Event) -> None:
        async with open_app(settings) as app:
            await app.run(stop)

    return main


def megabytes(pid: int) -> float:
    """Resident memory of a process."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


async def watch(pid: int, run: Run, held: list[float]) -> None:
    """Note the bot's memory while people live."""
    while not run.finished:
        held.append(megabytes(pid))
        await asyncio.sleep(SAMPLE)


@pytest.mark.soak
async def test_two_hundred_people_for_ten_minutes(
    sqlite_databases: Databases, tmp_path: Path
) -> None:
    database_url = await sqlite_databases.fresh(tmp_path)
    record, held = Database.open(database_url), list[float]()
    async with serve(World(log_length=KEPT)) as url, SandboxClient(url) as sandbox:
        settings = load_settings(
            telegram_token=TOKEN, telegram_api=url, database_url=database_url, tick_seconds=5
        )
        async with record.read() as session:
            house = House(await load_catalogue(session), await load_gazetteer(session))
        clock = CityClock()
        with running(bot(settings), tmp_path / "bot.log") as pid:
            city = City(url, record, house, clock)
            minutes = LENGTH * SPEED / 60
            scenario = load_scenario("typhoon")
            run = make_run(city, scenario, people=MOST, speed=SPEED, seed=1, minutes=minutes)
            async with asyncio.TaskGroup() as group:
                group.create_task(watch(pid, run, held))
                await play(city, run)
            outcome = await judge(City(url, record, house, CityClock()), run)
            queries = await sandbox.queries()
        await record.close()
    waits = sorted(each["answered"] - each["pressed"] for each in queries if each["answered"])
    p95 = waits[int(len(waits) * 0.95)]
    warm, last = held[int(len(held) * WARM)], max(held[-max(1, len(held) // 10) :])
    print(
        f"{len(queries)} presses, p95 {p95 * 1000:.0f} ms; {warm:.0f} MB warm, {last:.0f} MB last"
    )
    assert [fact for fact in outcome.facts if not fact.ok] == []
    assert '"level": "error"' not in (tmp_path / "bot.log").read_text("utf-8")
    assert last <= warm * GROWTH
    assert p95 < PROMPT
