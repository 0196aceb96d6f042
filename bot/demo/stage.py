"""A whole city in one process: local Bot API, the bot, SQLite in a temporary folder."""

import asyncio
import contextlib
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.app import App, open_app
from bot.commands.record import prepare
from bot.config import Settings, load_settings
from bot.pace import Pace
from bot.sandbox.client import SandboxClient
from bot.sandbox.server import serve
from bot.sandbox.state import TOKEN, World

BRISK = 0.1
"""Our own Bot API has no limit for a private chat (unless a story switches it on), so that the
people of a story, who type faster than people do, need not wait a second for each answer."""


@dataclass(frozen=True, slots=True)
class Stage:
    """What a story is played on."""

    url: str
    settings: Settings
    sandbox: SandboxClient
    app: App


@contextlib.asynccontextmanager
async def open_stage(
    world: World | None = None, *, private_step: float = BRISK, **settings: Any
) -> AsyncIterator[Stage]:
    """Serve a Bot API and run the bot against it until the block ends.

    `private_step` is in seconds between two messages to one person.
    """
    world = world or World()
    with tempfile.TemporaryDirectory(prefix="reliefline-") as folder:
        async with serve(world) as url, SandboxClient(url) as sandbox:
            chosen = load_settings(
                telegram_token=TOKEN,
                telegram_api=url,
                database_url=f"sqlite+aiosqlite:///{Path(folder) / 'city.db'}",
                **settings,
            )
            await prepare(chosen.database_url.get_secret_value())
            pace = Pace(private_step=private_step)
            async with open_app(chosen, pace=pace) as app, running(app):
                yield Stage(url, chosen, sandbox, app)


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
