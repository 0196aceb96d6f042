"""The only place that constructs: settings in, a running bot out."""

import asyncio
import contextlib
import logging
import os
import signal
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass

from bot.channels.telegram_in import TelegramIn
from bot.channels.telegram_out import TelegramOut
from bot.clock import Clock, SystemClock
from bot.config import Settings
from bot.inbox import Inbox
from bot.outbox import Outbox
from bot.scheduler import Scheduler
from bot.ticks import all_ticks
from bot.web.server import serve_web
from db.actions.seed import ensure_incident
from db.engine import Database
from db.queries.catalogue import load_catalogue, load_gazetteer
from handlers.house import House

log = logging.getLogger(__name__)

DRAIN = 5.0
"""Seconds that work under way may take after a stop was asked for."""


def worker_name() -> str:
    """Names this process in leases and slots."""
    return f"{socket.gethostname()}:{os.getpid()}"


@dataclass(slots=True)
class App:
    """All the moving parts of one process, wired."""

    settings: Settings
    database: Database
    clock: Clock
    house: House
    telegram_in: TelegramIn
    telegram_out: TelegramOut
    inbox: Inbox
    outbox: Outbox
    scheduler: Scheduler

    async def run(self, stop: asyncio.Event) -> None:
        """Run until `stop` is set, then finish what is under way."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self.inbox.run(stop))
            group.create_task(self.outbox.run(stop))
            group.create_task(self.scheduler.run(stop))
            if self.settings.webhook_url:
                group.create_task(serve_web(self.settings, self.inbox, stop))


async def make_house(database: Database, settings: Settings, username: str) -> House:
    """What conversations may look up: catalogue, gazetteer and the operator's settings."""
    async with database.read() as session:
        catalogue = await load_catalogue(session)
        gazetteer = await load_gazetteer(session)
    return House(
        catalogue=catalogue,
        gazetteer=gazetteer,
        offer_window=settings.offer_window,
        bot_username=username,
    )


@contextlib.asynccontextmanager
async def open_app(settings: Settings, clock: Clock | None = None) -> AsyncIterator[App]:
    """Wire everything on a migrated database; closes it all at the end.

    Raises what the channel raises when Telegram refuses the token.
    """
    clock = clock or SystemClock()
    database = Database.open(settings.database_url.get_secret_value())
    telegram_out = TelegramOut(settings.telegram_token.get_secret_value(), settings.telegram_api)
    telegram_in = TelegramIn(settings.telegram_token.get_secret_value(), settings.telegram_api)
    try:
        async with telegram_out, telegram_in:
            async with database.begin() as session:
                await ensure_incident(
                    session,
                    name=settings.incident_name,
                    kind=settings.incident_kind,
                    drill=settings.drill,
                    now=clock.now(),
                )
            me = await telegram_out.me()
            house = await make_house(database, settings, me.username)
            worker = worker_name()
            yield App(
                settings=settings,
                database=database,
                clock=clock,
                house=house,
                telegram_in=telegram_in,
                telegram_out=telegram_out,
                inbox=Inbox(database, telegram_in, house, clock, bot=settings.bot_id),
                outbox=Outbox(database, telegram_out, house, clock, bot=settings.bot_id),
                scheduler=Scheduler(
                    database, clock, all_ticks(match_every=_seconds(settings)), worker=worker
                ),
            )
    finally:
        await database.close()
