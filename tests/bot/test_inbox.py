"""Turns: one chat in order, chats side by side, failures put aside, nothing lost by a stop."""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa
from manual_clock import ShiftedClock
from patience import ROOM
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import select

from bot.channels.base import Unreadable
from bot.inbox import Inbox, Workers
from db.engine import Database
from db.tables import InboxRow, OutboxRow
from db.tables.messages import InboxState
from handlers.dialog import Reply, ReplyKind

BOT = "900001"


def update(number: int, chat: int, **more: Any) -> dict[str, Any]:
    """An update as Telegram might send it."""
    return {"update_id": number, "message": {"chat": {"id": chat}, "text": str(number)}, **more}


class Room:
    """An inbox, workers, and a turn that writes down what it was given."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = ShiftedClock()
        self.inbox = Inbox(database, BOT, self.clock)
        self.turns: dict[str, list[str]] = defaultdict(list)
        self.poison: dict[str, int] = {}
        """How often a text still fails."""
        self.locked: dict[str, int] = {}
        self.slow: dict[str, float] = {}
        self.together: set[str] = set()
        self.most_together = 0

    async def read(self, raw: dict[str, Any]) -> Reply | None:
        """The reply in an update; those that say nothing are nobody's."""
        message = raw["message"]
        if not message["text"]:
            return None
        chat = str(message["chat"]["id"])
        return Reply("telegram", chat, ReplyKind.TEXT, text=message["text"])

    async def turn(self, session: AsyncSession, reply: Reply, _now: datetime) -> None:
        """Write down what was said; fail as told. The session is really used."""
        await session.execute(sa.select(sa.func.count()).select_from(InboxRow))
        assert reply.address not in self.together, "one turn of a chat at a time"
        self.together.add(reply.address)
        self.most_together = max(self.most_together, len(self.together))
        try:
            await asyncio.sleep(self.slow.get(reply.text, 0))
            if self.poison.get(reply.text, 0):
                self.poison[reply.text] -= 1
                raise LookupError("poison")
            if self.locked.get(reply.text, 0):
                self.locked[reply.text] -= 1
                raise OperationalError("x", {}, Exception("database is locked"))
            self.turns[reply.address].append(reply.text)
        finally:
            self.together.discard(reply.address)

    @contextlib.asynccontextmanager
    async def working(self, count: int = 4) -> AsyncIterator[None]:
        """Workers are at it while the block runs."""
        stop = asyncio.Event()
        workers = Workers(
            self.database, self.clock, read=self.read, take_turn=self.turn, count=count
        )
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(workers.run(stop))
            try:
                yield
            finally:
                stop.set()

    async def rows(self) -> Mapping[int, InboxRow]:
        """The inbox by update id, through a fresh session."""
        async with self.database.read() as session:
            found = (await session.scalars(select(InboxRow))).all()
            return {row.update_id: row for row in found}

    async def until_handled(self, *but: int, seconds: float = ROOM) -> Mapping[int, InboxRow]:
        """Wait until every update but these is done."""
        async with asyncio.timeout(seconds):
            while True:
                rows = await self.rows()
                if all(row.state is InboxState.DONE or n in but for n, row in rows.items()):
                    return rows
                await asyncio.sleep(0.02)


@pytest.fixture
def room(database: Database) -> Room:
    return Room(database)


async def test_a_copy_of_an_update_is_not_kept(room: Room) -> None:
    assert await room.inbox.store([update(1, 5), update(2, 5)]) == 2
    assert await room.inbox.store([update(2, 5), update(1, 5), update(3, 5)]) == 1
    assert await room.inbox.store([]) == 0
    assert sorted(await room.rows()) == [1, 2, 3]


async def test_each_chat_is_heard_in_order(room: Room) -> None:
    numbers = list(range(60))
    await room.inbox.store([update(number, 100 + number % 7) for number in numbers])
    async with room.working():
        await room.until_handled()
    for chat, said in room.turns.items():
        assert said == sorted(said, key=int), chat
    assert sum(len(said) for said in room.turns.values()) == 60


async def test_chats_are_heard_side_by_side_where_the_database_can(room: Room) -> None:
    await room.inbox.store([update(number, number) for number in range(8)])
    room.slow = {str(number): 0.1 for number in range(8)}
    async with room.working():
        await room.until_handled()
    assert room.most_together == (1 if room.database.is_sqlite else 4)


async def test_a_flood_of_one_costs_others_one_turn(room: Room) -> None:
    await room.inbox.store([update(number, 5) for number in range(80)])
    await room.inbox.store([update(1000, 6)])
    async with room.working(count=1):
        async with asyncio.timeout(ROOM):
            while not room.turns["6"]:
                await asyncio.sleep(0)
        assert len(room.turns["5"]) <= 3


async def test_what_says_nothing_is_done_with(room: Room) -> None:
    silent = {"update_id": 1, "message": {"chat": {"id": 5}, "text": ""}}
    await room.inbox.store([silent])
    async with room.working():
        await room.until_handled()
    assert room.turns == {}


async def test_new_updates_wake_the_workers(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.inbox.LOOK", 10.0)
    async with room.working():
        await asyncio.sleep(0.1)
        started = room.clock.monotonic()
        await room.inbox.store([update(1, 5)])
        await room.until_handled()
        assert room.clock.monotonic() - started < 8  # they look by themselves after 10


async def test_a_poison_update_blocks_nobody_and_is_not_forgotten(
    room: Room, caplog: pytest.LogCaptureFixture
) -> None:
    room.poison = {"1": 6}
    await room.inbox.store([update(1, 5), update(2, 5), update(3, 6)])
    async with room.working():
        rows = await room.until_handled(1)
        assert rows[1].state is InboxState.RETRY
        for wait in (1, 10, 60, 300, 600):
            before = (await room.rows())[1].attempts
            room.clock.advance(wait + 1)
            async with asyncio.timeout(ROOM):
                while (await room.rows())[1].attempts == before:
                    await asyncio.sleep(0.02)
        rows = await room.rows()
    assert (rows[1].state, rows[1].attempts, rows[1].error) == (InboxState.DEAD, 6, "LookupError")
    assert room.turns == {"5": ["2"], "6": ["3"]}
    assert [record.message for record in caplog.records] == ["a turn failed"] * 6
    async with room.database.read() as session:
        told = (await session.scalars(select(OutboxRow.kind))).all()
    assert list(told) == ["trouble"], "the person is told once; there is no coordinator"


async def test_a_poison_update_that_is_mended_is_handled(room: Room) -> None:
    room.poison = {"1": 1}
    await room.inbox.store([update(1, 5)])
    async with room.working():
        rows = await room.until_handled()
    assert rows[1].attempts == 1
    assert room.turns == {"5": ["1"]}


async def test_a_busy_database_counts_as_no_failure(
    room: Room, caplog: pytest.LogCaptureFixture
) -> None:
    room.locked = {"1": 3}
    await room.inbox.store([update(1, 5)])
    async with room.working():
        rows = await room.until_handled()
    assert rows[1].attempts == 0
    assert room.turns == {"5": ["1"]}
    assert caplog.records == []


async def test_a_stop_lets_the_turn_under_way_end(room: Room) -> None:
    room.slow = {"1": 0.3}
    await room.inbox.store([update(1, 5), update(2, 5)])
    async with room.working():
        while not room.together:
            await asyncio.sleep(0.01)
    rows = await room.rows()
    assert (rows[1].state, rows[2].state) == (InboxState.DONE, InboxState.PENDING)


async def test_a_turn_that_does_not_end_is_undone_and_taken_later(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.inbox.DRAIN", room.clock.now() - room.clock.now())
    room.slow = {"1": 60}
    await room.inbox.store([update(1, 5)])
    async with room.working():
        while not room.together:
            await asyncio.sleep(0.01)
    rows = await room.rows()
    assert (rows[1].state, rows[1].attempts) == (InboxState.PENDING, 0)
    room.slow = {}
    async with room.working():
        await room.until_handled()
    assert room.turns == {"5": ["1"]}


async def test_two_processes_share_the_work(room: Room) -> None:
    await room.inbox.store([update(number, 100 + number % 5) for number in range(40)])
    async with room.working(), room.working():
        await room.until_handled()
    for said in room.turns.values():
        assert said == sorted(said, key=int)
    assert sum(len(said) for said in room.turns.values()) == 40


async def test_what_cannot_be_read_is_put_aside_and_shown(database: Database) -> None:
    clock = ShiftedClock()
    raw = {"update_id": 7, "callback_query": {"id": "88", "from": {"id": 5}}}
    await Inbox(database, BOT, clock).store([raw])
    stop = asyncio.Event()

    async def read(_raw: dict[str, Any]) -> Reply | None:
        stop.set()
        raise Unreadable("ValidationError")

    async def take_turn(*_args: Any) -> None:
        raise AssertionError("there is nothing to take")

    await Workers(database, clock, read=read, take_turn=take_turn).run(stop)
    async with database.read() as session:
        row = (await session.scalars(select(InboxRow))).one()
        owed = (await session.scalars(select(OutboxRow))).one()
    assert (row.state, row.error) == (InboxState.DEAD, "unreadable: ValidationError")
    assert (owed.kind, owed.address, owed.params["press_id"]) == ("answer", "5", "88")
