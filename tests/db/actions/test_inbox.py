"""The inbox: nothing twice, in order, and a poison update blocks nobody."""

import itertools
import random
from datetime import timedelta

import pytest
import sqlalchemy as sa
from cast import Cast
from hypothesis import given
from hypothesis import strategies as st
from moments import NOW
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.actions.inbox import claim_update, finish_update, store_updates, waiting_chats
from db.actions.inbox_upkeep import (
    KEEP,
    RETRY_AFTER,
    bury_update,
    empty_updates,
    fail_update,
    sweep_inbox,
)
from db.engine import Database
from db.queries.system import waiting_counts
from db.tables import InboxRow, OutboxRow
from db.tables.messages import InboxState

BOTS = itertools.count()


def body(number: int) -> dict[str, object]:
    return {"update_id": number, "message": {"text": f"第{number}条"}}


async def store(database: Database, *updates: tuple[int, str]) -> int:
    async with database.begin() as session:
        batch = [(number, chat, body(number)) for number, chat in updates]
        return await store_updates(session, "main", batch, NOW)


async def heads(database: Database, now=NOW) -> list[tuple[int, str]]:
    async with database.read() as session:
        found = await waiting_chats(session, now=now, limit=50)
        return [(waiting.inbox_id, waiting.chat) for waiting in found]


async def handle(database: Database, inbox_id: int, now=NOW) -> bool:
    async with database.begin() as session:
        claimed = await claim_update(session, inbox_id, now=now)
        if claimed is not None:
            await finish_update(session, inbox_id, now=now)
        return claimed is not None


async def all_rows(database: Database) -> list[InboxRow]:
    async with database.read() as session:
        return list(await session.scalars(sa.select(InboxRow).order_by(col(InboxRow.id))))


async def test_a_batch_is_stored_once_and_repeats_are_nothing(database: Database) -> None:
    assert await store(database, (10, "a"), (11, "b")) == 2
    assert await store(database, (11, "b"), (10, "a"), (12, "a")) == 1
    assert await store(database, (3, "a")) == 1  # after a quiet week numbers start anywhere
    assert await store(database) == 0


async def test_a_chat_shows_only_its_oldest_update(database: Database) -> None:
    await store(database, (1, "a"), (2, "a"), (3, "b"))
    (first_a, _), (first_b, _) = await heads(database)
    async with database.begin() as session:
        assert await claim_update(session, first_b + 100, now=NOW) is None
        second_of_a = await claim_update(session, first_a + 1, now=NOW)
        assert second_of_a is None
        first = await claim_update(session, first_a, now=NOW)
        assert first is not None
        assert first.body == body(1)
        await finish_update(session, first_a, now=NOW)
    assert await heads(database) == [(first_a + 1, "a"), (first_b, "b")]
    assert not await handle(database, first_a)


async def test_a_crash_in_a_turn_leaves_the_update_waiting(database: Database) -> None:
    await store(database, (1, "a"))
    ((inbox_id, _),) = await heads(database)
    with pytest.raises(RuntimeError):
        async with database.begin() as session:
            await claim_update(session, inbox_id, now=NOW)
            await finish_update(session, inbox_id, now=NOW)
            raise RuntimeError("killed")
    assert await handle(database, inbox_id)
    async with database.read() as session:
        assert (await waiting_counts(session))["inbox"] == 0


async def test_a_poison_update_is_retried_then_shown_and_blocks_nobody(
    database: Database, cast: Cast
) -> None:
    await store(database, (1, "101"), (2, "101"))
    ((poison, _),) = await heads(database)
    now = NOW
    for wait in RETRY_AFTER:
        async with database.begin() as session:
            state = await fail_update(session, poison, error="KeyError", now=now)
        assert state is InboxState.RETRY
        assert not await handle(database, poison, now)
        now += wait
        assert (poison, "101") in await heads(database, now)
    assert await handle(database, poison + 1)  # meanwhile the chat goes on
    async with database.begin() as session:
        assert await fail_update(session, poison, error="KeyError", now=now) is InboxState.DEAD
    async with database.begin() as session:
        assert await fail_update(session, poison, error="KeyError", now=now) is None
    assert await heads(database, now + KEEP) == []
    async with database.read() as session:
        told = await session.execute(
            sa.select(col(OutboxRow.kind), col(OutboxRow.person_id)).order_by(col(OutboxRow.id))
        )
        assert [tuple(row) for row in told] == [
            ("trouble", cast.wang.person_id),
            ("poison", cast.sun.person_id),
        ]


async def test_what_is_erased_is_what_was_said_so_far(database: Database) -> None:
    later = NOW + RETRY_AFTER[0]
    await store(database, (1, "a"), (2, "a"), (3, "a"), (4, "a"), (5, "b"))
    failed, handled, erasing, after, _ = [row.id for row in await all_rows(database)]
    async with database.begin() as session:
        await fail_update(session, failed, error="ValueError", now=NOW)
    assert await handle(database, handled)
    async with database.begin() as session:
        assert await claim_update(session, erasing, now=NOW)
        await empty_updates(session, "a", now=later)
        await finish_update(session, erasing, now=later)
    found = {row.id: row for row in await all_rows(database)}
    for number in (failed, handled, erasing):
        assert (found[number].body, found[number].chat) == ({}, "")
        assert found[number].state is InboxState.DONE
    assert found[after].body == body(4)
    assert [chat for _, chat in await heads(database, later)] == ["a", "b"]
    async with database.begin() as session:  # nothing is at work: all that was ever said goes
        await empty_updates(session, "a", now=later)
    assert [chat for _, chat in await heads(database, later)] == ["b"]


async def test_an_update_nobody_can_read_is_put_aside_and_its_press_answered(
    database: Database,
) -> None:
    await store(database, (1, "a"))
    (row,) = await all_rows(database)
    async with database.begin() as session:
        claimed = await claim_update(session, row.id, now=NOW)
        assert claimed is not None
        await bury_update(session, claimed, error="unreadable", now=NOW, press_id="77")
    (row,) = await all_rows(database)
    assert (row.state, row.error) == (InboxState.DEAD, "unreadable")
    async with database.read() as session:
        (owed,) = (await session.scalars(sa.select(OutboxRow))).all()
    assert (owed.kind, owed.address, owed.params["press_id"]) == ("answer", "a", "77")


async def test_handled_updates_are_dropped_after_eight_days(database: Database) -> None:
    await store(database, (1, "a"), (2, "b"))
    ((first, _), _) = await heads(database)
    await handle(database, first)
    async with database.begin() as session:
        assert await sweep_inbox(session, now=NOW + KEEP) == 0
        assert await sweep_inbox(session, now=NOW + KEEP + timedelta(seconds=1)) == 1
    async with database.begin() as session:
        await session.execute(sa.update(InboxRow).values(state=InboxState.DONE))


async def test_two_workers_never_hold_two_updates_of_one_chat(
    database: Database, database_url: str
) -> None:
    await store(database, (1, "a"), (2, "a"), (3, "a"))
    ((first, _),) = await heads(database)
    async with database.begin() as session:
        await fail_update(session, first, error="KeyError", now=NOW)
    later = NOW + timedelta(minutes=1)
    if database.is_sqlite:
        return  # one writer: the second worker's claim waits for the first one's commit
    other = Database.open(database_url)
    try:
        async with database.begin() as mine:
            assert await claim_update(mine, first + 1, now=later) is not None
            async with other.begin() as theirs:
                assert await claim_update(theirs, first + 1, now=later) is None
                assert await claim_update(theirs, first + 2, now=later) is None
                assert await claim_update(theirs, first, now=later) is None  # its retry is due
            await finish_update(mine, first + 1, now=later)
        async with other.begin() as theirs:
            assert await claim_update(theirs, first, now=later) is not None
            await finish_update(theirs, first, now=later)
        async with other.begin() as theirs:
            assert await claim_update(theirs, first + 2, now=later) is not None
            await finish_update(theirs, first + 2, now=later)
    finally:
        await other.close()


async def turns(session: AsyncSession, limit: int) -> list[int]:
    """One turn for each of so many chats; the update ids handled."""
    handled = []
    for waiting in await waiting_chats(session, now=NOW, limit=limit):
        claimed = await claim_update(session, waiting.inbox_id, now=NOW)
        assert claimed is not None
        handled.append(claimed.body["update_id"])
        await finish_update(session, claimed.inbox_id, now=NOW)
    return handled


@given(
    numbers=st.lists(st.integers(1, 2**40), min_size=1, max_size=12, unique=True),
    seed=st.integers(0, 2**32),
)
async def test_any_order_with_copies_has_one_effect_each(
    database: Database, numbers: list[int], seed: int
) -> None:
    chance = random.Random(seed)
    copies = [number for number in numbers for _ in range(chance.randint(1, 5))]
    chance.shuffle(copies)
    bot = f"bot{next(BOTS)}"
    handled: list[int] = []
    async with database.begin() as session:
        while copies:
            size = chance.randint(5, 20)
            batch, copies = copies[:size], copies[size:]
            updates = [(number, str(number % 3), body(number)) for number in batch]
            await store_updates(session, bot, updates, NOW)
            handled += await turns(session, limit=2)
        while more := await turns(session, limit=50):
            handled += more
    assert sorted(handled) == sorted(numbers)
