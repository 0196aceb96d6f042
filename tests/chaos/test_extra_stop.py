"""P1 for one more stop (ADR 16): whoever kills the bot while it is offered or accepted changes
nothing. The whole bot is killed; everybody presses on a phone of a Bot API that lives on."""

import asyncio
import random
import signal
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ordeal
import processes
import pytest
import sqlalchemy as sa
from patience import ROOM
from stories import Someone, Troupe, accept, both_confirm, load
from theatre import Theatre

from bot.app import open_app
from bot.config import Settings, load_settings
from bot.pace import Pace
from bot.sandbox.client import SandboxClient
from bot.sandbox.state import TOKEN, World
from db.actions.ledger import verify_ledger
from db.actions.outbox_upkeep import MOST_UNSURE
from db.engine import Database
from db.queries.invariants import find_broken
from db.tables import (
    AllocationRow,
    ConsignmentRow,
    JobRow,
    LedgerRow,
    LotRow,
    OfferRow,
    OutboxRow,
    StopRow,
)
from db.tables.messages import OutboxState
from matching.model import AllocationState, JobState, OfferState, StopState, Urgency

SPEED = 20.0
"""How many times as fast the bot's clock runs. Who dies amid a match tick keeps it for five minutes
of the bot: twice that must be shorter than anybody waits."""
WINDOW = 3600
"""Seconds of the bot's to answer an offer: none of them is to lapse while the bot is dead."""
LIFE = (0.05, 0.6)
"""Seconds that a life lasts."""
LEAST = 2
"""Deaths without which nothing was shown."""
BETWEEN, BEYOND = (38.911, 121.603), (38.900, 121.598)
"""Zhou's shelf, on the way from Zhao's to the ward; where Li needs more, a little farther on."""


@dataclass
class Stage:
    """The troupe, and the bot in a process that is killed and started."""

    troupe: Troupe
    settings: Settings
    folder: Path
    lives: int = 0

    async def start(self) -> int:
        """One more life, once everything runs; its process id."""
        up = self.folder / f"{self.lives}.up"
        self.lives += 1

        async def live(stop: asyncio.Event) -> None:
            pace = Pace(ordeal.STEP, private_step=ordeal.STEP)
            async with open_app(self.settings, ordeal.FastClock(SPEED), pace) as app:
                up.touch()
                await app.run(stop)

        pid = processes.start(live, self.folder / "bot.log")
        async with asyncio.timeout(ROOM):
            while not up.exists():
                assert not processes.has_ended(pid), self.log()
                await asyncio.sleep(0.01)
        return pid

    async def kill_while(self, story: "asyncio.Task[None]", kills: int, seed: int) -> int:
        """Kill it again and again while the story goes on; then let it live. How many died."""
        chance = random.Random(seed)
        for killed in range(kills):
            pid = await self.start()
            await asyncio.wait([story], timeout=chance.uniform(*LIFE))
            processes.end(pid)
            if story.done():
                return killed + 1
        return kills

    def log(self) -> str:
        """What the bot printed last."""
        return (self.folder / "bot.log").read_text()[-4000:]


@pytest.fixture
async def stage(database_url: str, tmp_path: Path) -> AsyncIterator[Stage]:
    record = Database.open(database_url)
    async with ordeal.sandbox_process(tmp_path) as api, SandboxClient(api) as sandbox:
        settings = load_settings(
            telegram_token=TOKEN,
            telegram_api=api,
            database_url=database_url,
            tick_seconds=int(SPEED),
            offer_seconds=WINDOW,
        )
        clock = ordeal.FastClock(SPEED)
        theatre = Theatre(World(), sandbox, settings, clock, ordeal.STEP, record)
        yield Stage(Troupe(theatre, "zh"), settings, tmp_path)
    await record.close()


async def set_out(troupe: Troupe) -> tuple[Someone, Someone, Someone]:
    """Chen is on the way with masks from Zhao to Li, who needs more, from Zhou."""
    zhao, zhou, li, chen = await troupe.enter_all("zhao", "zhou", "li", "chen")
    await troupe.shelve(zhao, 1000)
    await troupe.put_on_duty(chen)
    await troupe.need(li, 1000, Urgency.LOW)
    await both_confirm(zhao, li)
    await accept(chen)
    await load(chen)
    await troupe.shelve(zhou, 400, BETWEEN)
    await troupe.need(li, 400, Urgency.LOW, BEYOND)
    return zhou, li, chen


async def take_along(zhou: Someone, li: Someone, chen: Someone) -> None:
    """Both say yes to what was found, Chen is asked for one more stop and says yes."""
    await both_confirm(zhou, li)
    await chen.hears("push.extra_yes", timeout=ROOM)
    await chen.does("push.extra_yes")
    await chen.hears("push.extra_address", timeout=ROOM)


async def endure(stage: Stage, kills: int, seed: int) -> int:
    """The story under fire, until nothing is left to do; how often the bot was killed."""
    first = await stage.start()
    people = await set_out(stage.troupe)
    processes.end(first)
    story = asyncio.create_task(take_along(*people))
    killed = await stage.kill_while(story, kills, seed)
    last = await stage.start()
    try:
        await story
        await stage.troupe.theatre.settle()
    finally:
        story.cancel()
        code = processes.end(last, signal.SIGTERM)
    assert code == 0, stage.log()
    return killed


async def must_hold(stage: Stage, *, kills: int, seed: int) -> None:
    """One job with one more stop, whatever was killed when."""
    killed = await endure(stage, kills, seed)
    assert killed >= LEAST, "it was over before anything was tried"
    async with stage.troupe.theatre.record.read() as session:
        assert await verify_ledger(session) is None
        assert list(await find_broken(session, now=stage.troupe.theatre.clock.now())) == []
    await nothing_is_doubled(stage.troupe.theatre.record)
    await everybody_was_told(stage.troupe.theatre)


async def all_of(record: Database, table: type[Any]) -> list[Any]:
    """Every row, oldest first."""
    keys = sa.inspect(table).primary_key
    async with record.read() as session:
        return list(await session.scalars(sa.select(table).order_by(*keys)))


async def nothing_is_doubled(record: Database) -> None:
    """Two offers, two yeses, one job that goes on with all of the goods and one that joined it."""
    offers = await all_of(record, OfferRow)
    assert [each.state for each in offers] == [OfferState.ACCEPTED] * 2
    job, joined = await all_of(record, JobRow)
    assert (job.state, joined.state) == (JobState.UNDERWAY, JobState.CANCELLED)
    goods = [(each.state, each.quantity) for each in await all_of(record, AllocationRow)]
    assert goods == [(AllocationState.LOADED, 1000), (AllocationState.CONFIRMED, 400)]
    assert {each.job_id for each in await all_of(record, ConsignmentRow)} == {job.id}
    lots = [(each.free, each.reserved, each.loaded_out) for each in await all_of(record, LotRow)]
    assert lots == [(0, 0, 1000), (0, 400, 0)]
    stops = [each for each in await all_of(record, StopRow) if each.job_id == job.id]
    assert sum(each.state is not StopState.SKIPPED for each in stops) == 4
    kinds = Counter(each.kind for each in await all_of(record, LedgerRow))
    assert (kinds["job.joined"], kinds["job.lengthened"], kinds["job.accepted"]) == (1, 1, 1)
    assert kinds["address.revealed"] == 2


async def everybody_was_told(theatre: Theatre) -> None:
    """Each push left, at most three times; no press is left without an answer."""
    pushes = await all_of(theatre.record, OutboxRow)
    lost = [each for each in pushes if each.state is OutboxState.FAILED]
    assert [each.kind for each in lost if each.unsure < MOST_UNSURE] == []
    assert Counter(each.kind for each in pushes)["job_offer"] == 2
    assert Counter(each.kind for each in pushes)["job_address"] == 2
    assert max((await theatre.sandbox.copies()).values()) <= MOST_UNSURE
    assert await theatre.sandbox.unanswered() == []


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
async def test_kills_neither_lose_nor_double_one_more_stop(stage: Stage) -> None:
    await must_hold(stage, kills=6, seed=1)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(2, 22))
async def test_many_kills_neither_lose_nor_double_one_more_stop(stage: Stage, seed: int) -> None:
    await must_hold(stage, kills=12, seed=seed)
