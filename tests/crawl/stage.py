"""Where the crawler walks: the real bot against our own Bot API, in a city whose time stands still.

Nothing happens but what somebody presses or types: offers do not lapse while a screen is looked at,
and the same walk gives the same city.
"""

import asyncio
import contextlib
import logging
import sqlite3
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from manual_clock import ShiftedClock
from theatre import Theatre, description, logged

from bot.app import open_app
from bot.config import load_settings
from bot.demo.stage import running
from bot.pace import Pace
from bot.sandbox.client import SandboxClient
from bot.sandbox.people import Actor
from bot.sandbox.server import serve
from bot.sandbox.state import TOKEN, Bot, World
from db.engine import Database
from matching.model import TickName

MORNING = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
"""When the city's time stands still: ten in the morning in Dalian."""
AT_ONCE = 1e-4
"""Seconds between two sends: our own Bot API has no limits to keep, pace has its own tests."""
ASKED_FOR = frozenset({TickName.MATCH, TickName.REVISE, TickName.PREVIEW})
"""Ticks that run because somebody did something."""
SETTLED = 120.0
"""Seconds until all that was owed must have left; a machine that is shared gives us little time."""
LOOK = 0.002
"""Seconds between two looks at what waits."""
WAITING = """
SELECT EXISTS (SELECT 1 FROM inbox WHERE state IN ('pending', 'retry'))
    OR EXISTS (SELECT 1 FROM outbox WHERE state IN ('queued', 'sending') AND not_before <= :now)
    OR EXISTS (SELECT 1 FROM tick_requests WHERE served < asked)
    OR EXISTS (SELECT 1 FROM tick_slots WHERE state = 'running')
"""


class StillClock(ShiftedClock):
    """The wall clock stands until it is moved; what paces and waits goes on."""

    def now(self) -> datetime:
        """The same moment, unless time was let pass."""
        moved: datetime = MORNING + self.moved
        return moved


class Errors(logging.Handler):
    """Keeps what the bot logged as a bug."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.seen: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Remember it with its traceback."""
        trace = logging.Formatter().formatException(record.exc_info) if record.exc_info else ""
        self.seen.append(f"{record.getMessage()} {trace}".strip())


@dataclass
class Stage(Theatre):
    """A theatre that is looked at from inside: the record's file, the phones, the log."""

    file: Path = Path()
    errors: Errors = field(default_factory=Errors)

    async def start(self) -> None:
        """Start the bot, as fast as it can speak."""
        pace = Pace(AT_ONCE, AT_ONCE)
        app = await self._life.enter_async_context(
            open_app(self.settings, self.clock, pace, self.own_door())
        )
        # Nothing lapses and nothing is swept while time stands still.
        app.scheduler.ticks = tuple(t for t in app.scheduler.ticks if t.name in ASKED_FOR)
        self._app = app
        await self._life.enter_async_context(running(app))

    async def match(self) -> None:
        """Let the matcher run now: by itself it waits for time to pass. A run that was asked for
        may take the slot; it may have begun before what is to be matched."""
        scheduler = self.app.scheduler
        tick = next(t for t in scheduler.ticks if t.name is TickName.MATCH)
        while await scheduler.run_now(tick) is None:
            await asyncio.sleep(LOOK)

    @property
    def bot(self) -> Bot:
        """The bot as our Bot API knows it."""
        return self.world.bot()

    def phone(self, person_id: int) -> Actor:
        """Somebody's phone, without the way over HTTP that tests of the phone itself take."""
        return Actor(self.world, self.bot, self.world.person(person_id))

    async def settle(self) -> None:
        """Wait until every update was handled and every push has left."""
        async with asyncio.timeout(SETTLED):
            while self.bot.queue.pending or self._waits():
                await asyncio.sleep(LOOK)

    def _waits(self) -> bool:
        now = self.clock.now().replace(tzinfo=None).isoformat(" ", "microseconds")
        return bool(self.reading.execute(WAITING, {"now": now}).fetchone()[0])

    @property
    def reading(self) -> sqlite3.Connection:
        """The record, straight from its file."""
        return self._connection

    def __post_init__(self) -> None:
        """Open the record's file."""
        self._connection = sqlite3.connect(self.file, timeout=0, isolation_level=None)
        self._connection.execute("PRAGMA synchronous=OFF")


@contextlib.asynccontextmanager
async def open_stage(folder: Path, file: Path) -> AsyncIterator[Stage]:
    """A stage on a migrated record, with the bot running; what it logs goes to `folder`."""
    clock = StillClock()
    world = World(schema=description(), clock=lambda: clock.now().timestamp())
    record = Database.open(f"sqlite+aiosqlite:///{file}")
    async with serve(world) as url, SandboxClient(url) as sandbox:
        settings = load_settings(
            telegram_token=TOKEN, telegram_api=url, database_url=f"sqlite+aiosqlite:///{file}"
        ).model_copy(update={"sends_per_second": 1 / AT_ONCE})
        stage = Stage(world, sandbox, settings, clock, AT_ONCE, record, file=file)
        with logged(folder / "bot.log"):
            logging.getLogger().addHandler(stage.errors)
            try:
                await stage.start()
                yield stage
            finally:
                await stage.stop()
                stage.reading.close()
                await record.close()
