"""The only place that constructs: settings in, a running bot out."""

import asyncio
import contextlib
import logging
import os
import secrets
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import TypeVar

from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.base import SendError
from bot.channels.telegram_in import TelegramReader
from bot.channels.telegram_out import TelegramChannel
from bot.channels.telegram_poll import TelegramPoll
from bot.channels.telegram_profile import Introduction, keep_introducing, use_polling, use_webhook
from bot.clock import Clock, SystemClock
from bot.config import Settings
from bot.footprint import give_back_large_blocks
from bot.inbox import Inbox, Workers
from bot.intake import Intake
from bot.outbox import Outbox
from bot.outcome import Drawn
from bot.pace import Pace
from bot.rendering import draw
from bot.roads import router_of
from bot.scheduler import Scheduler
from bot.ticks import all_ticks
from bot.web.server import make_web, serve_web
from bot.web.webhook import webhook_route
from db.actions.outbox import Push
from db.actions.seed import ensure_incident
from db.engine import Database
from db.queries.catalogue import load_catalogue, load_gazetteer
from db.shipped import shipped_language
from handlers.conversation import converse
from handlers.dialog import Reply
from handlers.house import House
from handlers.menu import commands_for
from handlers.speech.sentences import LANGUAGES, sentence
from handlers.vocabulary import Vocabulary
from matching.catalogue import Catalogue
from matching.gazetteer import Gazetteer
from matching.intake.reader import Reader, build_reader

log = logging.getLogger(__name__)
Answer = TypeVar("Answer")

KNOCK = 5.0
"""Seconds between two tries to reach Telegram at the start."""
FALLBACK_LANGUAGE = "en"
"""What people read whose language we do not speak."""


@dataclass(slots=True)
class App:
    """All the moving parts of one process, wired."""

    settings: Settings
    database: Database
    house: House
    channel: TelegramChannel
    intake: Intake
    workers: Workers
    outbox: Outbox
    scheduler: Scheduler
    web: FastAPI | None
    clock: Clock

    async def run(self, stop: asyncio.Event) -> None:
        """Run until `stop` is set, then finish what is under way."""
        async with asyncio.TaskGroup() as group:
            presenting = group.create_task(
                keep_introducing(self.channel, _introductions(), self.clock)
            )
            group.create_task(self.workers.run(stop))
            group.create_task(self.outbox.run(stop))
            group.create_task(self.scheduler.run(stop))
            if self.web is None:
                group.create_task(self.intake.run(stop))
            else:
                group.create_task(serve_web(self.web, self.settings, stop))
            await stop.wait()
            presenting.cancel()


@contextlib.asynccontextmanager
async def open_app(
    settings: Settings,
    clock: Clock | None = None,
    pace: Pace | None = None,
    database: Database | None = None,
) -> AsyncIterator[App]:
    """Wire everything on a migrated database, the settings' or an opened one; closes all of it.

    Raises SendError when Telegram refuses the token; waits while it cannot be reached.
    """
    give_back_large_blocks()
    clock, pace = clock or SystemClock(), pace or Pace(1 / settings.sends_per_second)
    token = settings.telegram_token.get_secret_value()
    database = database or Database.open(settings.database_url.get_secret_value())
    channel = TelegramChannel(token, settings.telegram_api, step=pace.step)
    try:
        async with channel, TelegramPoll(token, settings.telegram_api) as poll:
            username = await _patiently(channel.probe, clock)
            house = await _furnish(database, settings, clock.now())
            house = replace(house, bot_link=f"https://t.me/{username}")
            inbox = Inbox(database, settings.bot_id, clock)
            await _patiently(lambda: _choose_door(channel, settings), clock)
            yield App(
                settings=settings,
                database=database,
                house=house,
                channel=channel,
                intake=Intake(poll, inbox.store, clock),
                workers=_workers(database, clock, house, settings),
                outbox=_outbox(database, channel, clock, house, settings, pace),
                scheduler=_scheduler(database, clock, settings),
                web=_web(database, settings, inbox) if settings.webhook_url else None,
                clock=clock,
            )
    finally:
        await database.close()


def worker_name() -> str:
    """Names this process in leases and slots; two on one machine never meet."""
    return f"{socket.gethostname()[:32]}:{os.getpid()}:{secrets.token_hex(4)}"


async def _patiently(ask: Callable[[], Awaitable[Answer]], clock: Clock) -> Answer:
    """What Telegram answers; an outage is waited out, a refusal is the operator's to mend."""
    while True:
        try:
            return await ask()
        except SendError as error:
            if not error.retryable:
                raise
            log.error("Telegram cannot be reached yet", extra={"why": error.reason})
            await clock.sleep(KNOCK)


async def _furnish(database: Database, settings: Settings, now: datetime) -> House:
    """What conversations may look up, and the incident that new reports belong to."""
    async with database.begin() as session:
        await ensure_incident(
            session,
            name=settings.incident_name,
            kind=settings.incident_kind,
            drill=settings.drill,
            now=now,
        )
    async with database.read() as session:
        catalogue, gazetteer = await load_catalogue(session), await load_gazetteer(session)
    return House(
        catalogue=catalogue,
        gazetteer=gazetteer,
        vocabulary=Vocabulary(_read_with(catalogue, gazetteer)),
        keep_words=settings.keep_words,
        offer_window=settings.offer_window,
    )


@lru_cache(maxsize=1)
def _read_with(catalogue: Catalogue, gazetteer: Gazetteer) -> Reader:
    """What free text is read with; a bot that starts again in this process has it at once."""
    return build_reader(catalogue, gazetteer, shipped_language())


async def _choose_door(channel: TelegramChannel, settings: Settings) -> None:
    if not settings.webhook_url:
        await use_polling(channel)
        return
    path = settings.webhook_path.get_secret_value()
    secret = settings.webhook_secret.get_secret_value()
    await use_webhook(channel, f"{settings.webhook_url}/telegram/{path}", secret)


def _introductions() -> list[Introduction]:
    found = []
    for language in LANGUAGES:
        found.append(
            Introduction(
                language=language,
                commands=tuple(commands_for(frozenset(), language)),
                description=sentence("menu.description", language),
                short_description=sentence("menu.short_description", language),
            )
        )
        if language == FALLBACK_LANGUAGE:
            found.append(replace(found[-1], language=""))
    return found


def _workers(database: Database, clock: Clock, house: House, settings: Settings) -> Workers:
    async def take_turn(session: AsyncSession, reply: Reply, now: datetime) -> None:
        await converse(session, house, reply, now)

    return Workers(
        database,
        clock,
        read=TelegramReader().read,
        take_turn=take_turn,
        count=settings.workers,
    )


def _outbox(
    database: Database,
    channel: TelegramChannel,
    clock: Clock,
    house: House,
    settings: Settings,
    pace: Pace,
) -> Outbox:
    async def draw_push(session: AsyncSession, push: Push, now: datetime) -> Drawn:
        return await draw(session, house, push, now)

    return Outbox(
        database,
        channel,
        clock,
        bot=settings.bot_id,
        worker=worker_name(),
        draw=draw_push,
        pace=pace,
    )


def _scheduler(database: Database, clock: Clock, settings: Settings) -> Scheduler:
    ticks = all_ticks(settings.match_every, settings.offer_window, router_of(settings))
    return Scheduler(database, clock, ticks, worker=worker_name())


def _web(database: Database, settings: Settings, inbox: Inbox) -> FastAPI:
    route = webhook_route(
        path=settings.webhook_path.get_secret_value(),
        secret=settings.webhook_secret.get_secret_value(),
        store=inbox.store,
    )
    return make_web(database, (route,))
