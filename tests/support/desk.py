"""One owes, one sends: a desk for the tests of the way out."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import datetime
from typing import Any

from manual_clock import ShiftedClock
from patience import ROOM
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import select
from told import Told

from bot.channels.base import Delivery, DeliveryKind
from bot.clock import Clock
from bot.outbox import Outbox
from bot.outcome import Drawn
from bot.pace import Pace
from db.actions.messages import enqueue
from db.actions.outbox import Push
from db.engine import Database
from db.tables import OutboxRow
from db.tables.messages import OutboxState
from handlers.speech.message import Message

BOT = "900001"
FAST = 0.001


async def draw(_session: AsyncSession, push: Push, _now: datetime) -> Drawn:
    """A push that says its own text."""
    params = push.params
    if params.get("broken"):
        raise LookupError("cannot be drawn")
    if params.get("untrue"):
        return Drawn(None)
    if push.kind == "answer":
        toast = params["text"]
        return Drawn(Delivery(push.address, DeliveryKind.ANSWER, press_id="1", toast=toast))
    kind = DeliveryKind.EDIT if params.get("edit") else DeliveryKind.MESSAGE
    message = Message(params["text"])
    return Drawn(
        Delivery(push.address, kind, message, message_id=params.get("edit", "")),
        digest="d",
        anew=params.get("anew", True),
    )


class Desk:
    """One sender at work, and what a test may ask of it."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = ShiftedClock()
        self.told = Told()
        self._names = iter("abcdefgh")

    def sender(
        self, channel: Told | None = None, step: float = FAST, clock: Clock | None = None
    ) -> Outbox:
        """A sender with a name of its own."""
        return Outbox(
            self.database,
            channel or self.told,
            clock or self.clock,
            bot=BOT,
            worker=next(self._names),
            draw=draw,
            pace=Pace(step),
        )

    @contextlib.asynccontextmanager
    async def sending(
        self, channel: Told | None = None, step: float = FAST, clock: Clock | None = None
    ) -> AsyncIterator[None]:
        """A sender runs while the block does."""
        stop = asyncio.Event()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self.sender(channel, step, clock).run(stop))
            try:
                yield
            finally:
                stop.set()

    async def owe(self, text: str, address: str = "5", **more: Any) -> int:
        """Owe a text to an address."""
        params = {"text": text, **more.pop("params", {})}
        async with self.database.begin() as session:
            given = {"kind": "note", "now": self.clock.now(), **more}
            found = await enqueue(
                session, channel="telegram", address=address, params=params, **given
            )
        assert found is not None
        return found

    async def rows(self) -> Mapping[int, OutboxRow]:
        """The outbox, through a fresh session."""
        async with self.database.read() as session:
            found = (await session.scalars(select(OutboxRow))).all()
            return {row.id: row for row in found if row.id is not None}

    async def until(
        self, state: OutboxState, *ids: int, seconds: float = ROOM
    ) -> Mapping[int, OutboxRow]:
        """Wait until all these rows are in that state."""
        return await self.when(lambda rows: all(rows[each].state is state for each in ids), seconds)

    async def when(
        self, done: Callable[[Mapping[int, OutboxRow]], bool], seconds: float = ROOM
    ) -> Mapping[int, OutboxRow]:
        """Wait until the rows are as wanted."""
        async with asyncio.timeout(seconds):
            while not done(rows := await self.rows()):
                await asyncio.sleep(0.01)
        return rows

    def later(self, seconds: float) -> None:
        """Let time pass at once."""
        self.clock.advance(seconds)
        self.database.wake("outbox")
