"""A small bot under fire: the real road in and out, a turn that leaves a mark, and the judging.

Every update is to leave one mark in the record and one message on a screen, whatever happens.
"""

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import processes
import sqlalchemy as sa
from patience import ROOM
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.base import Delivery, DeliveryKind, SendError
from bot.channels.telegram_in import TelegramReader
from bot.channels.telegram_out import TelegramChannel
from bot.channels.telegram_poll import TelegramPoll
from bot.clock import Clock, SystemClock
from bot.inbox import Inbox, Workers
from bot.intake import Intake
from bot.outbox import Outbox
from bot.outcome import Drawn
from bot.pace import Pace
from bot.sandbox.server import serve
from bot.sandbox.state import TOKEN, World
from db.actions.messages import enqueue
from db.actions.outbox import Push
from db.engine import Database
from handlers.dialog import Reply
from handlers.speech.message import Message

BOT = TOKEN.partition(":")[0]
MARKS = sa.Table(
    "test_marks",
    sa.MetaData(),
    sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True),
    sa.Column("chat", sa.String(32)),
    sa.Column("text", sa.String(64)),
    sa.Column("began", sa.Float()),
    sa.Column("ended", sa.Float()),
)
STEP = 0.01
"""Seconds between two sends: four times as fast as in production."""


class FastClock:
    """The machine's clock, so many times as fast: waits for retries and leases are short."""

    def __init__(self, speed: float) -> None:
        self._real = SystemClock()
        self._speed = speed
        self._epoch = datetime.fromisoformat("2026-01-01T00:00:00+00:00")

    def now(self) -> datetime:
        """The moment; the same in every process, and far ahead."""
        return self._epoch + timedelta(
            seconds=(time.time() - self._epoch.timestamp()) * self._speed
        )

    def monotonic(self) -> float:
        """Seconds; never goes back."""
        return self._real.monotonic() * self._speed

    async def sleep(self, seconds: float) -> None:
        """Let so many of its own seconds pass."""
        await self._real.sleep(seconds / self._speed)

    def reach(self, span: timedelta) -> timedelta:
        """By its own hands: here leases are meant to run out soon."""
        return span


async def leave_mark(session: AsyncSession, reply: Reply, now: datetime) -> None:
    """A turn: one mark in the record, one message owed."""
    began = time.monotonic()
    await owe(session, reply, now)
    mark = {"chat": reply.address, "text": reply.text, "began": began, "ended": time.monotonic()}
    await session.execute(sa.insert(MARKS).values(mark))


async def only_mark(session: AsyncSession, reply: Reply, _now: datetime) -> None:
    """A turn that is nothing but its mark, and takes as long as a small one does."""
    began = time.monotonic()
    await asyncio.sleep(0.0005)
    mark = {"chat": reply.address, "text": reply.text, "began": began, "ended": time.monotonic()}
    await session.execute(sa.insert(MARKS).values(mark))


async def owe(session: AsyncSession, reply: Reply, now: datetime) -> None:
    """One message owed."""
    await enqueue(
        session,
        channel=reply.channel,
        address=reply.address,
        kind="note",
        params={"text": reply.text},
        now=now,
    )


async def draw(_session: AsyncSession, push: Push, _now: datetime) -> Drawn:
    """A message that repeats what was said."""
    message = Message(push.params["text"])
    return Drawn(Delivery(push.address, DeliveryKind.MESSAGE, message))


async def reach(channel: TelegramChannel) -> None:
    """Wait for the line, as the product does before it starts anything."""
    while True:
        try:
            await channel.probe()
        except SendError:
            await asyncio.sleep(0.01)
        else:
            return


@dataclass
class Bot:
    """One life of the bot; a subclass may be naive in one point, to show that tests can see it."""

    api: str
    database_url: str
    clock: Clock
    name: str
    up: Path
    """Made when everything runs: before that a kill would prove nothing."""

    async def run(self, stop: asyncio.Event) -> None:
        """Live until the stop, or until killed."""
        database = Database.open(self.database_url)
        async with (
            TelegramPoll(TOKEN, self.api, wait=1) as source,
            TelegramChannel(TOKEN, self.api, step=STEP) as channel,
            asyncio.TaskGroup() as tasks,
        ):
            await reach(channel)
            tasks.create_task(self.take_in(database, source, stop))
            tasks.create_task(self.send(database, channel, stop))
            self.up.touch()
        await database.close()

    async def take_in(self, database: Database, source: TelegramPoll, stop: asyncio.Event) -> None:
        """The road in."""
        inbox = Inbox(database, BOT, self.clock)
        workers = Workers(database, self.clock, read=TelegramReader().read, take_turn=leave_mark)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(Intake(source, inbox.store, self.clock).run(stop))
            tasks.create_task(workers.run(stop))

    async def send(self, database: Database, channel: TelegramChannel, stop: asyncio.Event) -> None:
        """The road out."""
        outbox = Outbox(
            database,
            channel,
            self.clock,
            bot=BOT,
            worker=self.name,
            draw=draw,
            pace=Pace(STEP),
            lease=timedelta(seconds=1),
        )
        await outbox.run(stop)


@contextlib.asynccontextmanager
async def sandbox_process(folder: Path) -> AsyncIterator[str]:
    """The sandbox in a process of its own; yields its address."""
    place = folder / "sandbox.url"

    async def main(stop: asyncio.Event) -> None:
        async with serve(World(first_update_id=1000)) as url:
            place.with_suffix(".new").write_text(url)
            place.with_suffix(".new").rename(place)
            await stop.wait()

    with processes.running(main, folder / "sandbox.log"):
        async with asyncio.timeout(ROOM):
            while not place.exists():
                await asyncio.sleep(0.01)
        yield place.read_text()


@contextlib.asynccontextmanager
async def marking(database_url: str) -> AsyncIterator[None]:
    """With a table of marks, of which no migration knows: the databases of tests are used again."""
    database = Database.open(database_url)
    try:
        await _change(database, MARKS.metadata.create_all)
        yield
    finally:
        await _change(database, MARKS.metadata.drop_all)
        await database.close()


async def _change(database: Database, how: Callable[[sa.Connection], None]) -> None:
    async with database.begin() as session:
        await (await session.connection()).run_sync(how)


@dataclass(frozen=True)
class Verdict:
    """What the ordeal left."""

    lost: set[str]
    """Said, acknowledged, and without a mark."""
    doubled: dict[str, int]
    """Said once, with more than one mark."""
    unsent: set[str]
    """Marked, and never seen on a screen."""
    most_copies: int
    extra_copies: int


def judge(said: set[str], marks: list[str], copies: Counter[tuple[str, str]]) -> Verdict:
    """Compare what was said, what was done and what was seen."""
    done, seen = Counter(marks), Counter({text: n for (_, text), n in copies.items()})
    return Verdict(
        lost=said - done.keys(),
        doubled={text: count for text, count in done.items() if count > 1},
        unsent=done.keys() - seen.keys(),
        most_copies=max(seen.values(), default=0),
        extra_copies=sum(seen.values()) - len(seen),
    )


async def count_open(database: Database) -> int:
    """Rows of inbox and outbox that have not come to an end."""
    statement = sa.text(
        "SELECT (SELECT count(*) FROM inbox WHERE state IN ('pending', 'retry'))"
        " + (SELECT count(*) FROM outbox WHERE state IN ('queued', 'sending'))"
    )
    async with database.read() as session:
        return int(await session.scalar(statement) or 0)


async def marks(database: Database) -> list[sa.Row[tuple[str, str, float, float]]]:
    """Every mark, in the order they were made."""
    async with database.read() as session:
        asked = sa.select(MARKS.c.chat, MARKS.c.text, MARKS.c.began, MARKS.c.ended)
        return list((await session.execute(asked.order_by(MARKS.c.id))).all())
