"""P3: one chat's updates are worked on in order, one at a time, by however many processes."""

import asyncio
import itertools
import random
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import ordeal
import processes
import pytest
import sqlalchemy as sa

from bot.channels.telegram_in import TelegramReader
from bot.clock import SystemClock
from bot.inbox import Inbox, Workers
from db.actions.inbox import finish_update
from db.engine import Database
from db.tables import InboxRow

PROCESSES = 4
Life = Callable[[Database, asyncio.Event], Awaitable[None]]


def update(number: int, chat: int, text: str) -> dict[str, Any]:
    """What a person types."""
    person = {"id": chat, "is_bot": False, "first_name": "Wang"}
    message = {"message_id": number, "date": 1_772_452_800, "text": text, "from": person}
    return {"update_id": number, "message": {**message, "chat": {"id": chat, "type": "private"}}}


async def work(database: Database, stop: asyncio.Event) -> None:
    """The workers of one process."""
    workers = Workers(
        database, SystemClock(), read=TelegramReader().read, take_turn=ordeal.only_mark, count=2
    )
    await workers.run(stop)


async def rush(database: Database, stop: asyncio.Event) -> None:
    """Naive: every update a task of its own, as pollers do that handle as they fetch."""
    read, clock, chance = TelegramReader().read, SystemClock(), random.Random()

    async def handle(inbox_id: int, body: dict[str, Any]) -> None:
        await asyncio.sleep(chance.uniform(0, 0.05))
        async with database.begin() as session:
            reply = await read(body)
            assert reply is not None
            await ordeal.only_mark(session, reply, clock.now())
            await finish_update(session, inbox_id, now=clock.now())

    async with database.read() as session:
        waiting = (await session.execute(sa.select(InboxRow.id, InboxRow.body))).all()
    async with asyncio.TaskGroup() as tasks:
        for row in waiting:
            tasks.create_task(handle(row.id, row.body))
    await stop.wait()


async def play(
    database_url: str, folder: Path, life: Life, *, chats: int, each: int, workers: int
) -> list[Any]:
    """Store it all, let the processes work it off, and give the marks in order."""
    async with ordeal.marking(database_url):
        return await _played(database_url, folder, life, chats=chats, each=each, workers=workers)


async def _played(
    database_url: str, folder: Path, life: Life, *, chats: int, each: int, workers: int
) -> list[Any]:
    database = Database.open(database_url)
    numbers = itertools.count(1)
    said = [update(next(numbers), 10_000 + chat, str(turn))
            for turn in range(each) for chat in range(chats)]  # fmt: skip
    for start in range(0, len(said), 500):
        await Inbox(database, ordeal.BOT, SystemClock()).store(said[start : start + 500])
    await database.close()

    async def live(stop: asyncio.Event) -> None:
        mine = Database.open(database_url)
        await life(mine, stop)
        await mine.close()

    lives = [processes.start(live, folder / f"{number}.log") for number in range(workers)]
    try:
        database = Database.open(database_url)
        async with asyncio.timeout(300):
            while await ordeal.count_open(database):
                await asyncio.sleep(0.1)
        found = await ordeal.marks(database)
        await database.close()
    finally:
        for pid in lives:
            processes.end(pid)
    assert len(found) == len(said)
    return found


def inversions(marks: list[Any]) -> int:
    """How often a chat's later update was marked before an earlier one, or beside it."""
    of_chat: dict[str, list[Any]] = defaultdict(list)
    for mark in marks:
        of_chat[mark.chat].append(mark)
    return sum(
        int(before.text) > int(after.text) or before.ended > after.began
        for chat in of_chat.values()
        for before, after in itertools.pairwise(chat)
    )


async def test_four_processes_keep_every_chat_in_order(database_url: str, tmp_path: Path) -> None:
    marks = await play(database_url, tmp_path, work, chats=100, each=5, workers=PROCESSES)
    assert max(Counter((mark.chat, mark.text) for mark in marks).values()) == 1
    assert inversions(marks) == 0


@pytest.mark.soak
async def test_four_processes_keep_many_chats_in_order(database_url: str, tmp_path: Path) -> None:
    marks = await play(database_url, tmp_path, work, chats=200, each=200, workers=PROCESSES)
    assert max(Counter((mark.chat, mark.text) for mark in marks).values()) == 1
    assert inversions(marks) == 0


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
async def test_the_test_sees_chats_out_of_order(database_url: str, tmp_path: Path) -> None:
    marks = await play(database_url, tmp_path, rush, chats=10, each=10, workers=1)
    assert inversions(marks) > 0
