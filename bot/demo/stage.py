"""A whole city in one process: local Bot API, its page, the bot, SQLite in a temporary folder."""

import asyncio
import contextlib
import tempfile
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from starlette.routing import BaseRoute

from bot.app import App, open_app
from bot.clock import Clock, SystemClock
from bot.commands.record import prepare
from bot.config import Settings, load_settings
from bot.pace import STEP, Pace
from bot.sandbox.client import SandboxClient
from bot.sandbox.page import page_route
from bot.sandbox.server import serve
from bot.sandbox.state import TOKEN, World
from bot.web.city import CityDoor, city_routes
from db.engine import Database

BRISK = 0.1
"""Our own Bot API has no limit for a private chat (unless a story switches it on), so that the
people of a story, who type faster than people do, need not wait a second for each answer."""


@dataclass(slots=True)
class Stage:
    """What a story is played on. `app` is another one after a restart."""

    url: str
    settings: Settings
    sandbox: SandboxClient
    pace: Pace
    clock: Clock
    app: App = field(init=False)
    _exit: contextlib.AsyncExitStack = field(default_factory=contextlib.AsyncExitStack)

    async def start(self) -> None:
        """Run the bot."""
        self.app = await self._exit.enter_async_context(
            open_app(self.settings, self.clock, self.pace)
        )
        await self._exit.enter_async_context(running(self.app))

    async def stop(self) -> None:
        """Stop the bot cleanly; the phones and the record stay."""
        await self._exit.aclose()


@contextlib.asynccontextmanager
async def open_stage(
    world: World | None = None,
    *,
    private_step: float = BRISK,
    step: float = STEP,
    clock: Clock | None = None,
    port: int = 0,
    routes: Sequence[BaseRoute] = (),
    **settings: Any,
) -> AsyncIterator[Stage]:
    """Serve a Bot API with its page and run the bot against it until the block ends.

    `private_step` is in seconds between two messages to one person, `step` between any two.
    `routes` come before those of the map and the page.
    """
    clock = clock or SystemClock()
    world = world or World(calendar=lambda: clock.now().timestamp())
    with tempfile.TemporaryDirectory(prefix="reliefline-") as folder:
        file = f"sqlite+aiosqlite:///{Path(folder) / 'city.db'}"
        await prepare(file)
        wanted = load_settings(telegram_token=TOKEN, database_url=file, **settings)
        async with (
            page_routes(wanted, clock) as shown,
            serve(world, port=port, routes=[*routes, *shown]) as url,
        ):
            chosen = wanted.model_copy(update={"telegram_api": url})
            async with SandboxClient(url) as sandbox:
                stage = Stage(url, chosen, sandbox, Pace(step, private_step), clock)
                await stage.start()
                try:
                    yield stage
                finally:
                    await stage.stop()


@contextlib.asynccontextmanager
async def page_routes(settings: Settings, clock: Clock) -> AsyncIterator[list[BaseRoute]]:
    """The map's questions, asked through a door of its own, and the page itself."""
    database = Database.open(settings.database_url.get_secret_value())
    try:
        door = CityDoor(database, clock, settings)
        yield [*city_routes(door), page_route(settings.map_tiles)]
    finally:
        await database.close()


@contextlib.asynccontextmanager
async def running(app: App) -> AsyncIterator[None]:
    """Run the bot beside the block; stop it cleanly at the end."""
    stop = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(app.run(stop))
        try:
            yield
        finally:
            stop.set()
