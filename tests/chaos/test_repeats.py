"""P2: each update has one effect, whatever repeats it and mixes it up on its way."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from patience import ROOM
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import SystemClock
from bot.inbox import Inbox, Workers
from db.actions.messages import enqueue
from db.engine import Database
from db.tables import OutboxRow
from handlers.dialog import Reply, ReplyKind

Update = tuple[int, int]
"""Number and chat."""
Batches = Sequence[Sequence[Update]]
Way = Callable[[Batches, int], Awaitable[None]]
"""How the updates of a story, by its number, come to be handled."""


@st.composite
def journeys(draw: st.DrawFn) -> Batches:
    """A few updates of three chats, each arriving one to five times, in any order and batches."""
    numbers = draw(st.lists(st.integers(-(2**31), 2**31), min_size=1, max_size=4, unique=True))
    said = [(number, draw(st.integers(1, 3))) for number in numbers]
    copies = [each for each in said for _ in range(draw(st.integers(1, 5)))]
    mixed = draw(st.permutations(copies))
    cuts = sorted(draw(st.sets(st.integers(0, len(mixed)), max_size=3)) | {0, len(mixed)})
    return [mixed[start:stop] for start, stop in itertools.pairwise(cuts)]


def raw(each: Update, story: int) -> dict[str, Any]:
    """What arrives; each story has chats of its own."""
    number, chat = each
    return {"update_id": number, "message": {"chat": {"id": 10 * story + chat}, "text": number}}


async def read(update: dict[str, Any]) -> Reply:
    """Who said what."""
    message = update["message"]
    return Reply("telegram", str(message["chat"]["id"]), ReplyKind.TEXT, text=str(message["text"]))


async def answer(session: AsyncSession, reply: Reply, now: datetime) -> None:
    """The effect: one message owed."""
    await enqueue(
        session,
        channel=reply.channel,
        address=reply.address,
        kind="note",
        params={"text": reply.text},
        now=now,
    )


@dataclass
class Desk:
    """One inbox with its workers, for many stories one after the other."""

    database: Database
    stories: Iterator[int]

    async def arrive(self, batches: Batches, story: int) -> None:
        """The real way: into the inbox, to be worked off while more comes in."""
        inbox = Inbox(self.database, f"bot {story}", SystemClock())
        for batch in batches:
            await inbox.store([raw(each, story) for each in batch])

    async def arrive_naively(self, batches: Batches, story: int) -> None:
        """The naive way: each arrival is handled as it comes."""
        for each in itertools.chain.from_iterable(batches):
            async with self.database.begin() as session:
                await answer(session, await read(raw(each, story)), SystemClock().now())

    async def at_rest(self) -> None:
        """Wait until every update is worked off."""
        asked = sa.text("SELECT count(*) FROM inbox WHERE state <> 'done'")
        async with asyncio.timeout(ROOM):
            while True:
                async with self.database.read() as session:
                    if not await session.scalar(asked):
                        return
                await asyncio.sleep(0.005)

    async def effects(self, story: int) -> list[tuple[int, int]]:
        """What was done in a story, in order: number and chat."""
        chats = [str(10 * story + chat) for chat in (1, 2, 3)]
        async with self.database.read() as session:
            asked = sa.select(OutboxRow).where(sa.column("address").in_(chats)).order_by("id")
            rows = (await session.scalars(asked)).all()
        return [(int(row.params["text"]), int(row.address) % 10) for row in rows]

    async def check_all(self, many: Sequence[Batches], way: Way | None = None) -> None:
        """One effect each, and in each chat in the order of first arrival."""
        stories = list(zip(self.stories, many, strict=False))
        async with asyncio.TaskGroup() as tasks:
            for story, batches in stories:
                tasks.create_task((way or self.arrive)(batches, story))
        await self.at_rest()
        for story, batches in stories:
            first = list(dict.fromkeys(itertools.chain.from_iterable(batches)))
            done = await self.effects(story)
            assert sorted(done) == sorted(first)
            for chat in (1, 2, 3):
                assert [e for e in done if e[1] == chat] == [e for e in first if e[1] == chat]


@pytest.fixture
async def desk(database: Database) -> AsyncIterator[Desk]:
    stop = asyncio.Event()
    workers = Workers(database, SystemClock(), read=read, take_turn=answer)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(workers.run(stop))
        yield Desk(database, itertools.count(1))
        stop.set()


def on(engine: str) -> pytest.MarkDecorator:
    """Run on one engine only."""
    return pytest.mark.parametrize("databases", [engine], indirect=True)


MANY = st.lists(journeys(), min_size=5, max_size=5)
"""Journeys that happen side by side."""


@on("sqlite")
@settings(max_examples=60)
@given(many=MANY)
async def test_whatever_is_repeated_works_once(desk: Desk, many: Sequence[Batches]) -> None:
    await desk.check_all(many)


@on("postgres")
@settings(max_examples=12)
@given(many=MANY)
async def test_whatever_is_repeated_works_once_on_a_server(
    desk: Desk, many: Sequence[Batches]
) -> None:
    await desk.check_all(many)


@pytest.mark.soak
@settings(max_examples=1000)
@given(many=MANY)
async def test_whatever_is_repeated_works_once_for_long(
    desk: Desk, many: Sequence[Batches]
) -> None:
    await desk.check_all(many)


@on("sqlite")
async def test_the_test_sees_what_works_twice(desk: Desk) -> None:
    with pytest.raises(AssertionError):
        await desk.check_all([[[(1, 1), (2, 1)], [(1, 1)]]], desk.arrive_naively)


@on("sqlite")
async def test_the_test_sees_what_is_out_of_order(desk: Desk) -> None:
    async def last_first(batches: Batches, story: int) -> None:
        each_once = dict.fromkeys(itertools.chain.from_iterable(batches))
        await desk.arrive_naively([list(each_once)[::-1]], story)

    with pytest.raises(AssertionError):
        await desk.check_all([[[(1, 1), (2, 1)], [(1, 1)]]], last_first)
