"""One sender at a time: outages, take-overs, stops and the pace of it all."""

import asyncio
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from desk import BOT, FAST, Desk, draw
from patience import ROOM
from sqlalchemy.ext.asyncio import AsyncSession
from told import Told

from bot.outbox import SENDER_LEASE, Outbox
from bot.outcome import Drawn
from bot.pace import Pace
from db.actions.outbox import Push
from db.actions.outbox_upkeep import STEADY
from db.actions.senders import hold_sender_lease
from db.engine import Database
from db.tables import OutboxRow
from db.tables.messages import OutboxState


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


async def test_an_outage_costs_no_message_its_attempts(desk: Desk) -> None:
    desk.told.down = True
    owed = [await desk.owe(str(person), str(person)) for person in range(20)]
    async with desk.sending():
        for _ in range(60):
            await asyncio.sleep(0.02)
            desk.later(5)
        tried, knocked = desk.told.tries, desk.told.probes
        desk.told.down = False
        async with asyncio.timeout(ROOM):
            while len(desk.told.heard) < len(owed):
                desk.later(5)
                await asyncio.sleep(0.05)
        await desk.until(OutboxState.SENT, *owed)
    assert tried <= 8
    assert knocked >= 5


async def test_only_one_sender_sends_and_another_takes_over(desk: Desk) -> None:
    first, second = Told(), Told()
    async with desk.sending(first):
        await desk.until(OutboxState.SENT, await desk.owe("1"))
        async with desk.sending(second):
            await desk.until(OutboxState.SENT, await desk.owe("2"))
            assert second.tries == 0
            third = await desk.owe("3", not_before=desk.clock.now() + timedelta(seconds=3))
            first.down = True
    assert first.texts() == ["1", "2"]
    async with desk.sending(second):
        desk.later(4)
        await desk.until(OutboxState.SENT, third)
    assert second.texts() == ["3"]


async def test_what_a_dead_sender_held_is_sent_by_the_next(desk: Desk) -> None:
    owed = await desk.owe("x")
    async with desk.database.begin() as session:
        await hold_sender_lease(
            session, bot=BOT, worker="dead", now=desk.clock.now(), lease=SENDER_LEASE
        )
        await session.execute(
            sa.update(OutboxRow).values(
                state=OutboxState.SENDING,
                worker="dead",
                attempt=1,
                lease_until=desk.clock.now() + timedelta(seconds=30),
            )
        )
    async with desk.sending():
        await asyncio.sleep(0.4)
        assert desk.told.tries == 0, "the dead one may still be alive"
        desk.later(SENDER_LEASE.total_seconds())
        await desk.when(lambda rows: rows[owed].state is OutboxState.QUEUED)
        desk.later(2)
        rows = await desk.until(OutboxState.SENT, owed)
    assert (rows[owed].attempt, rows[owed].unsure) == (2, 1)


async def test_what_is_in_doubt_waits_until_the_next_sender_is_steady(desk: Desk) -> None:
    doubtful, clear = await desk.owe("doubtful", "5"), await desk.owe("clear", "6")
    async with desk.database.begin() as session:
        row = await session.get_one(OutboxRow, doubtful)
        row.unsure, row.attempt = 1, 1
    async with desk.sending():
        rows = await desk.until(OutboxState.SENT, clear)
        assert rows[doubtful].state is OutboxState.QUEUED
        desk.later(STEADY.total_seconds())
        await desk.until(OutboxState.SENT, doubtful)


async def test_a_stop_lets_what_is_under_way_arrive(desk: Desk) -> None:
    desk.told.slow = 0.3
    owed = [await desk.owe(str(person), str(person)) for person in range(30)]
    async with desk.sending():
        await desk.when(lambda rows: any(rows[i].state is OutboxState.SENDING for i in owed))
    rows = await desk.rows()
    assert {row.state for row in rows.values()} == {OutboxState.SENT, OutboxState.QUEUED}
    desk.told.slow = 0.0
    async with desk.sending():
        await desk.until(OutboxState.SENT, *owed, seconds=3)
    assert max(desk.told.copies().values()) == 1


async def test_a_sender_that_slept_too_long_looks_again_before_it_sends(desk: Desk) -> None:
    owed = await desk.owe("x")
    naps = iter([10.0])

    async def sleepy(session: AsyncSession, push: Push, now: datetime) -> Drawn:
        desk.clock.advance(next(naps, 0.0))
        return await draw(session, push, now)

    sender = Outbox(
        desk.database, desk.told, desk.clock, bot=BOT, worker="z", draw=sleepy, pace=Pace(FAST)
    )
    stop = asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(sender.run(stop))
        rows = await desk.until(OutboxState.SENT, owed)
        stop.set()
    assert (rows[owed].attempt, rows[owed].unsure, desk.told.tries) == (2, 0, 1)


async def test_25_a_second_leave_and_no_more(desk: Desk) -> None:
    owed = [await desk.owe("x", str(person)) for person in range(30)]
    started = desk.clock.monotonic()
    async with desk.sending(step=0.04):
        await desk.until(OutboxState.SENT, *owed)
    took = desk.clock.monotonic() - started
    assert 28 * 0.04 <= took < 15
