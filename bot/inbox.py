"""From raw updates to turns: stored first, then one turn at a time in each chat, chats in parallel.

A turn is one transaction: the claim, all that the conversation changes and owes, and the update
done. A kill in the middle leaves the update as it was; a failure is noted and tried again later.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.base import Unreadable
from bot.channels.telegram_poll import Json, chat_key, press_key
from bot.clock import Clock
from bot.patience import Patience, is_passing
from db.actions.inbox import (
    Claimed,
    claim_update,
    finish_update,
    next_update,
    store_updates,
    waiting_chats,
)
from db.actions.inbox_upkeep import bury_update, fail_update
from db.engine import Database
from handlers.dialog import Reply

log = logging.getLogger(__name__)

Read = Callable[[Json], Awaitable[Reply | None]]
"""A raw update read: what the person did, None when there is nothing to do."""
TakeTurn = Callable[[AsyncSession, Reply, datetime], Awaitable[None]]
"""One turn of a conversation inside the given transaction: `converse` with its house."""

TOPIC = "inbox"
LOOK = 0.5
"""Seconds after which we look by ourselves: for due retries and for what other processes stored."""
QUEUE = 256
"""Chats looked up at a time."""
DRAIN = timedelta(seconds=5)
"""How long turns under way may take after a stop was asked for."""
TRIES = 12
"""Tries of one turn, about half a minute, before the database's trouble counts as the turn's."""


class Inbox:
    """Stores raw updates of one bot. Both doors, polling and webhook, end here."""

    def __init__(self, database: Database, bot: str, clock: Clock) -> None:
        self._database = database
        self._bot = bot
        self._clock = clock

    async def store(self, updates: Sequence[Json]) -> int:
        """Keep a batch in one transaction; how many were new. Then it may be acknowledged."""
        if not updates:
            return 0
        rows = [(update["update_id"], chat_key(update), update) for update in updates]
        async with self._database.begin() as session:
            return await store_updates(session, self._bot, rows, self._clock.now())


class Workers:
    """Takes the turns of all chats that have something waiting."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        *,
        read: Read,
        take_turn: TakeTurn,
        count: int = 4,
        channel: str = "telegram",
    ) -> None:
        self._database = database
        self._clock = clock
        self._read = read
        self._take_turn = take_turn
        self._count = count
        self._channel = channel
        self._due: asyncio.Queue[tuple[str, int]] = asyncio.Queue()
        self._known: set[str] = set()
        """Chats in the queue or at work: each has one place."""
        self._passed_over: set[str] = set()
        """Chats that had something waiting when last looked at, but were known already."""
        self._looks = 0
        self._elsewhere: dict[str, int] = {}
        """Chats that another process is at work on, and the update it was at when last seen."""
        self._presses: dict[int, str] = {}
        """Presses whose turn is under way, by update: they are answered even when it fails."""
        self._at_work = 0
        self._at_rest = asyncio.Event()

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop`, then finish the turns under way; those too slow are rolled back."""
        async with asyncio.TaskGroup() as tasks:
            running = [tasks.create_task(self._feed())]
            running += [tasks.create_task(self._work(stop)) for _ in range(self._count)]
            await stop.wait()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(DRAIN.total_seconds()):
                    while self._at_work:
                        self._at_rest.clear()
                        await self._at_rest.wait()
            for task in running:
                task.cancel()

    async def _feed(self) -> None:
        """Put chats that have something waiting into the queue, longest waiting first.

        A chat keeps its place at the end of the queue for as long as it has more to say, so that a
        flood of one person costs everybody else one turn.
        """
        patience = Patience(self._clock)
        while True:
            try:
                await self._look()
                patience.calm()
            except (DBAPIError, OSError) as error:
                await patience.wait(error)
                continue
            await self._database.wait(TOPIC, LOOK)

    async def _look(self) -> None:
        async with self._database.read() as session:
            waiting = await waiting_chats(session, now=self._clock.now(), limit=QUEUE)
        self._looks += 1
        self._passed_over = {each.chat for each in waiting if each.chat in self._known}
        before, self._elsewhere = self._elsewhere, {}
        for each in waiting:
            if each.chat in self._known:
                continue
            if before.get(each.chat, each.inbox_id) != each.inbox_id:
                # It went on elsewhere since we last looked: leave it there.
                self._elsewhere[each.chat] = each.inbox_id
                continue
            self._known.add(each.chat)
            self._due.put_nowait((each.chat, each.inbox_id))

    async def _work(self, stop: asyncio.Event) -> None:
        """Take one turn after the other."""
        while True:
            chat, inbox_id = await self._due.get()
            if stop.is_set():
                return
            self._at_work += 1
            looks = self._looks
            try:
                further = await self._handle(chat, inbox_id)
            finally:
                self._at_work -= 1
                self._at_rest.set()
            if further is not None:
                self._due.put_nowait((chat, further))
                continue
            self._known.discard(chat)
            if self._looks != looks and chat in self._passed_over:
                # It may have gone on speaking just when we thought that it had said all.
                self._database.wake(TOPIC)

    async def _handle(self, chat: str, inbox_id: int) -> int | None:
        """Take one turn; the next update of the chat, if there is one.

        While the database is busy or away, wait and try again, uncounted.
        """
        patience = Patience(self._clock)
        while True:
            try:
                return await self._turn(chat, inbox_id)
            except Exception as error:
                if is_passing(error) and patience.failures < TRIES:
                    await patience.wait(error)
                    continue
                # The edge: a bug in one update must not stop everybody else's.
                log.exception("a turn failed", extra={"inbox_id": inbox_id})
                await self._fail(inbox_id, error)
                self._database.wake(TOPIC)
                return None

    async def _turn(self, chat: str, inbox_id: int) -> int | None:
        """One update, start to end, in one transaction."""
        now = self._clock.now()
        async with self._database.begin() as session:
            claimed = await claim_update(session, inbox_id, now=now)
            head = None if claimed else await next_update(session, chat)
            if head not in (None, inbox_id):
                # Another process has done what we meant to do: on with what comes next.
                claimed = await claim_update(session, head, now=now)
            if claimed is not None:
                await self._play(session, claimed, now)
                return await next_update(session, chat)
        if head is not None:
            self._elsewhere[chat] = head
        return None

    async def _play(self, session: AsyncSession, claimed: Claimed, now: datetime) -> None:
        """Read what was claimed, take its turn, and mark it as done."""
        try:
            reply = await self._read(claimed.body)
        except Unreadable as error:
            log.error("an update could not be read", extra={"inbox_id": claimed.inbox_id})
            await bury_update(
                session,
                claimed,
                error=f"unreadable: {error}",
                now=now,
                channel=self._channel,
                press_id=press_key(claimed.body),
            )
            return
        if reply is not None:
            self._presses[claimed.inbox_id] = reply.press_id
            await self._take_turn(session, reply, now)
            del self._presses[claimed.inbox_id]
        await finish_update(session, claimed.inbox_id, now=now)

    async def _fail(self, inbox_id: int, error: Exception) -> None:
        """Note a failure in a transaction of its own; the update is tried again later."""
        name = type(error).__name__
        press_id = self._presses.pop(inbox_id, "")
        patience = Patience(self._clock)
        while True:
            try:
                async with self._database.begin() as session:
                    await fail_update(
                        session,
                        inbox_id,
                        error=name,
                        now=self._clock.now(),
                        channel=self._channel,
                        press_id=press_id,
                    )
            except (DBAPIError, OSError) as trouble:
                await patience.wait(trouble)
            else:
                return
