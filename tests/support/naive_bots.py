"""Bots that are naive in one point each: the ordeal must see what comes of it."""

import asyncio
import contextlib
from collections.abc import Sequence

import sqlalchemy as sa
from ordeal import BOT, Bot, leave_mark

from bot.channels.base import Delivery, DeliveryKind, SendError
from bot.channels.telegram_in import TelegramReader
from bot.channels.telegram_out import TelegramChannel
from bot.channels.telegram_poll import Json, TelegramPoll
from bot.inbox import Inbox, Workers
from bot.intake import Intake
from db.engine import Database
from db.tables import OutboxRow
from handlers.speech.message import Message


class AcknowledgesFirst(Bot):
    """Naive: asks for the next batch, which acknowledges this one, and stores in its own time.

    This is what aiogram's polling does with handlers as tasks.
    """

    async def take_in(self, database: Database, source: TelegramPoll, stop: asyncio.Event) -> None:
        """The road in, open at one side."""
        inbox = Inbox(database, BOT, self.clock)
        workers = Workers(database, self.clock, read=TelegramReader().read, take_turn=leave_mark)

        async def store_later(updates: Sequence[Json]) -> int:
            for update in updates:
                tasks.create_task(inbox.store([update]))
            return len(updates)

        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(Intake(source, store_later, self.clock).run(stop))
            tasks.create_task(workers.run(stop))


class KeepsNoInbox(Bot):
    """Naive: takes the turns straight from the batch; one that is asked for again works again."""

    async def take_in(self, database: Database, source: TelegramPoll, stop: asyncio.Event) -> None:
        """The road in, without a memory."""
        reader = TelegramReader()

        async def handle(updates: Sequence[Json]) -> int:
            for update in updates:
                reply = await reader.read(update)
                if reply is not None:
                    async with database.begin() as session:
                        await leave_mark(session, reply, self.clock.now())
            return len(updates)

        await Intake(source, handle, self.clock).run(stop)


class HoldsNoLease(Bot):
    """Naive: two senders at a time, each of which takes whatever is not marked as sent."""

    async def send(self, database: Database, channel: TelegramChannel, stop: asyncio.Event) -> None:
        """The road out, used by two."""
        async with asyncio.TaskGroup() as tasks:
            for _ in range(2):
                tasks.create_task(self.send_all(database, channel, stop))

    async def send_all(
        self, database: Database, channel: TelegramChannel, stop: asyncio.Event
    ) -> None:
        """Read, send, mark as sent; whatever went wrong is simply sent again."""
        while not stop.is_set():
            async with database.read() as session:
                asked = sa.text("SELECT id, address FROM outbox WHERE state = 'queued' LIMIT 8")
                owed = (await session.execute(asked)).all()
                rows = [await session.get_one(OutboxRow, row.id) for row in owed]
            await asyncio.sleep(0 if rows else 0.05)
            for row in rows:
                message = Message(row.params["text"])
                with contextlib.suppress(SendError):
                    await channel.send(Delivery(row.address, DeliveryKind.MESSAGE, message))
                    async with database.begin() as session:
                        done = sa.text("UPDATE outbox SET state = 'sent' WHERE id = :id")
                        await session.execute(done, {"id": row.id})
