"""Where stories are played: a Bot API of our own that checks every call, and the real bot.

Unlike the stage of the demo it can stop and start the bot on the same record, let time pass, and
judge at the end what must hold after every story.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from engines import known
from manual_clock import ShiftedClock
from patience import ROOM
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.app import App, open_app
from bot.config import Settings, load_settings
from bot.demo.stage import BRISK, running
from bot.logs import start_logs
from bot.pace import Pace
from bot.sandbox.checks import Schema
from bot.sandbox.client import SandboxClient
from bot.sandbox.history import most_in_window
from bot.sandbox.server import serve
from bot.sandbox.state import TOKEN, World
from db.actions.ledger import verify_ledger
from db.actions.outbox_upkeep import MOST_UNSURE
from db.actions.tick_requests import tick_topic
from db.engine import Database
from db.queries.invariants import find_broken
from db.queries.system import waiting_counts
from db.tables import InboxRow, OutboxRow
from db.tables.messages import InboxState, OutboxState

API = Path(__file__).parents[1] / "data" / "telegram_api.json"
SPOKEN = ("sendMessage", "editMessageText", "answerCallbackQuery")
MOST_A_SECOND = 30
"""Sends and edits that Telegram takes in any second."""
PROMPTLY = 0.02
"""Seconds after a stop was asked for."""


@cache
def description() -> Schema:
    """The Bot API as data."""
    return Schema.load(API)


@dataclass
class Theatre:
    """One city: its Bot API, its record, and the bot, which may be stopped and started."""

    world: World
    sandbox: SandboxClient
    settings: Settings
    clock: ShiftedClock
    private_step: float
    record: Database
    """The same record, seen from outside the bot."""
    _app: App | None = None
    _life: contextlib.AsyncExitStack = field(default_factory=contextlib.AsyncExitStack)

    @property
    def app(self) -> App:
        """The bot that is running."""
        assert self._app is not None
        return self._app

    def own_door(self) -> Database:
        """The record as the bot opens it."""
        return known(self.settings.database_url.get_secret_value(), "the bot")

    async def start(self) -> None:
        """Start the bot."""
        pace = Pace(private_step=self.private_step)
        self._app = await self._life.enter_async_context(
            open_app(self.settings, self.clock, pace, self.own_door())
        )
        await self._life.enter_async_context(running(self._app))

    async def stop(self) -> None:
        """Stop the bot; record and Bot API stay."""
        if self._app is not None:
            # Whoever looks at a stop only now and then looks at once: a second less per story.
            asyncio.get_running_loop().call_later(PROMPTLY, self._wake, self._app)
            self._app = None
        await self._life.aclose()

    async def restart(self) -> None:
        """A new bot on the same record."""
        await self.stop()
        await self.start()

    async def let_pass(self, seconds: float) -> None:
        """Let time pass for the bot and for Telegram; what falls due then is looked at at once."""
        self.clock.advance(seconds)
        await self.sandbox.advance(seconds)
        self._wake(self.app)

    def _wake(self, app: App) -> None:
        for topic in ("inbox", "outbox", *(tick_topic(t.name) for t in app.scheduler.ticks)):
            app.database.wake(topic)

    @contextlib.asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncSession]:
        """A transaction; the bot's own while it runs, so that whoever waits for it is woken."""
        database = self.record if self._app is None else self._app.database
        async with database.begin() as session:
            yield session

    async def waiting(self) -> dict[str, int]:
        """How much waits: `inbox`, `outbox` and more."""
        async with self.record.read() as session:
            return await waiting_counts(session)

    async def settle(self) -> None:
        """Wait until every update was handled and every push has left."""
        await self.sandbox.drained(timeout=ROOM)
        async with asyncio.timeout(ROOM):
            while await self._is_busy():
                await asyncio.sleep(0.05)

    async def _is_busy(self) -> bool:
        waiting = await self.waiting()
        return bool(waiting["inbox"] or waiting["outbox"])

    async def _put_aside(self) -> list[tuple[str, str]]:
        """Kind and error of pushes that failed, chat and error of updates that did.

        A push that was sent three times without a reply is done: it must not come a fourth time.
        """
        async with self.record.read() as session:
            pushes = sa.select(col(OutboxRow.kind), col(OutboxRow.error)).where(
                col(OutboxRow.state) == OutboxState.FAILED,
                col(OutboxRow.unsure) < MOST_UNSURE,
            )
            updates = sa.select(col(InboxRow.chat), col(InboxRow.error)).where(
                col(InboxRow.state) == InboxState.DEAD
            )
            found = [*await session.execute(pushes), *await session.execute(updates)]
        return [(what, error) for what, error in found]

    async def judge(self, *, failed_sends: int = 0) -> None:
        """What holds after every story, asked of the record and of the Bot API."""
        await self.settle()
        async with self.record.read() as session:
            assert await verify_ledger(session) is None
            assert list(await find_broken(session, now=self.clock.now())) == []
        aside = await self._put_aside()
        assert len(aside) == failed_sends, aside
        calls = await self.sandbox.calls()
        assert [call for call in calls if call["violation"]] == []
        assert await self.sandbox.unanswered() == []
        assert most_in_window(calls) <= MOST_A_SECOND
        assert [call for call in calls if call["method"] in SPOKEN and not _is_plain(call)] == []


def _is_plain(call: dict[str, Any]) -> bool:
    return "parse_mode" not in call["params"]


@contextlib.asynccontextmanager
async def open_theatre(
    folder: Path, database_url: str, *, private_step: float = BRISK, **settings: Any
) -> AsyncIterator[Theatre]:
    """A theatre with the bot running in it. What the bot logs goes to a file in `folder`."""
    world = World(schema=description())
    record = known(database_url, "the house")
    async with serve(world) as url, SandboxClient(url) as sandbox:
        chosen = load_settings(
            telegram_token=TOKEN, telegram_api=url, database_url=database_url, **settings
        )
        theatre = Theatre(world, sandbox, chosen, ShiftedClock(), private_step, record)
        with logged(folder / "bot.log"):
            try:
                await theatre.start()
                yield theatre
            finally:
                await theatre.stop()
                await record.close()


@contextlib.contextmanager
def logged(file: Path) -> Iterator[None]:
    """Log as in production, from INFO on, but to a file; afterwards as before."""
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    start_logs("INFO")
    with file.open("a", encoding="utf-8") as out:
        for handler in root.handlers:
            assert isinstance(handler, logging.StreamHandler)
            handler.setStream(out)
        try:
            yield
        finally:
            root.handlers[:] = before
            root.setLevel(level)
