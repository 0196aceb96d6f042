"""What is owed leaves in order, at its pace, at least once and few times, and every end is kept."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from cast import Cast
from manual_clock import ShiftedClock
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select
from told import Told

from bot.channels.base import Delivery, DeliveryKind, SendError
from bot.outbox import SENDER_LEASE, Outbox
from bot.outcome import Drawn
from bot.pace import Pace
from db.actions.messages import Lane, enqueue
from db.actions.outbox import Push
from db.actions.outbox_upkeep import STEADY
from db.actions.senders import hold_sender_lease, sender_pause
from db.engine import Database
from db.tables import IdentityRow, OutboxRow
from db.tables.messages import OutboxState
from handlers.speech.message import Message

BOT = "900001"
DOWN = SendError("nobody there", retryable=True, down=True)
LOST = SendError("reply lost", retryable=True, unsure=True, down=True)
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
        Delivery(push.address, kind, message, message_id=params.get("edit", "")), digest="d"
    )


class Desk:
    """One sender at work, and what a test may ask of it."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = ShiftedClock()
        self.told = Told()
        self._names = iter("abcdefgh")

    def sender(self, channel: Told | None = None, step: float = FAST) -> Outbox:
        """A sender with a name of its own."""
        return Outbox(
            self.database,
            channel or self.told,
            self.clock,
            bot=BOT,
            worker=next(self._names),
            draw=draw,
            pace=Pace(step),
        )

    @contextlib.asynccontextmanager
    async def sending(self, channel: Told | None = None, step: float = FAST) -> AsyncIterator[None]:
        """A sender runs while the block does."""
        stop = asyncio.Event()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self.sender(channel, step).run(stop))
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
        self, state: OutboxState, *ids: int, seconds: float = 5.0
    ) -> Mapping[int, OutboxRow]:
        """Wait until all these rows are in that state."""
        return await self.when(lambda rows: all(rows[each].state is state for each in ids), seconds)

    async def when(
        self, done: Callable[[Mapping[int, OutboxRow]], bool], seconds: float = 5.0
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


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


async def test_what_is_owed_is_sent_once_and_settled(desk: Desk) -> None:
    owed = [await desk.owe(str(number), address=str(number)) for number in range(20)]
    async with desk.sending():
        rows = await desk.until(OutboxState.SENT, *owed)
    assert desk.told.copies() == {str(number): 1 for number in range(20)}
    assert all(row.message_id and row.attempt == 1 for row in rows.values())


async def test_what_is_owed_later_wakes_the_sender(desk: Desk) -> None:
    async with desk.sending():
        await asyncio.sleep(0.1)
        started = desk.clock.monotonic()
        await desk.until(OutboxState.SENT, await desk.owe("hello"))
        assert desk.clock.monotonic() - started < 0.2


async def test_one_chat_hears_things_in_order(desk: Desk) -> None:
    desk.told.slow = 0.005
    desk.told.errors.extend([None, DOWN])
    owed = [await desk.owe(str(number)) for number in range(6)]
    async with desk.sending():
        for _ in range(6):
            await asyncio.sleep(0.1)
            desk.later(2)
        await desk.until(OutboxState.SENT, *owed)
    assert desk.told.texts() == ["0", "1", "2", "3", "4", "5"]


async def test_presses_are_answered_before_a_crowd_is_told(desk: Desk) -> None:
    crowd = [await desk.owe("alert", str(person), lane=Lane.BULK) for person in range(100, 140)]
    answer = await desk.owe("ok", "139", kind="answer", lane=Lane.ANSWER)
    offer = await desk.owe("offer", "138", lane=Lane.URGENT)
    async with desk.sending():
        await desk.until(OutboxState.SENT, answer, offer, *crowd)
    assert desk.told.texts()[:2] == ["ok", "offer"]


async def test_a_person_is_not_flooded_and_holds_up_nobody(desk: Desk) -> None:
    many = [await desk.owe(f"many {number}", "5") for number in range(6)]
    other = await desk.owe("other", "6")
    async with desk.sending():
        await desk.until(OutboxState.SENT, *many[:3], other, seconds=1)
        rows = await desk.rows()
        assert [rows[each].state for each in many[3:]] == [OutboxState.QUEUED] * 3
        for _ in range(3):
            desk.later(1.0)
            await asyncio.sleep(0.1)
        await desk.until(OutboxState.SENT, *many)


async def test_a_pause_is_kept_by_all_and_over_a_restart(desk: Desk) -> None:
    desk.told.errors.append(SendError("slow down", retryable=True, retry_after=30))
    owed = [await desk.owe(str(person), str(person)) for person in range(5)]
    async with desk.sending():
        await desk.when(lambda rows: any(row.error for row in rows.values()))
        await asyncio.sleep(0.1)
    async with desk.database.read() as session:
        until = await sender_pause(session, bot=BOT)
    assert until is not None
    assert timedelta(seconds=28) < until - desk.clock.now() <= timedelta(seconds=30)
    heard = len(desk.told.heard)
    async with desk.sending():
        await asyncio.sleep(0.3)
        assert len(desk.told.heard) == heard
        desk.later(31)
        rows = await desk.until(OutboxState.SENT, *owed)
    assert all(row.unsure == 0 for row in rows.values())


async def test_there_is_no_fourth_copy_of_what_may_have_arrived(desk: Desk) -> None:
    desk.told.refusals["5"] = LOST
    owed, other = await desk.owe("x", "5"), await desk.owe("y", "6")
    async with desk.sending():
        for _ in range(3):
            await desk.when(lambda rows: rows[owed].state is not OutboxState.SENDING)
            await asyncio.sleep(0.05)
            desk.later(10)
        rows = await desk.until(OutboxState.FAILED, owed)
        await desk.until(OutboxState.SENT, other)
    assert (rows[owed].unsure, rows[owed].error) == (3, "reply lost")


async def test_an_edit_may_be_repeated_without_end(desk: Desk) -> None:
    desk.told.errors.extend([LOST] * 5)
    owed = await desk.owe("x", params={"edit": "9"})
    async with desk.sending():
        for _ in range(12):
            await asyncio.sleep(0.05)
            desk.later(20)
        rows = await desk.until(OutboxState.SENT, owed)
    assert rows[owed].unsure == 0


async def test_what_cannot_be_edited_is_sent_anew(desk: Desk) -> None:
    desk.told.errors.append(SendError("message to edit not found", gone=True))
    owed = await desk.owe("x", params={"edit": "9"})
    async with desk.sending():
        rows = await desk.until(OutboxState.SENT, owed)
    assert [each.kind for each in desk.told.heard] == [DeliveryKind.MESSAGE]
    assert rows[owed].message_id == "1"


async def test_what_is_refused_is_put_aside_and_holds_up_nobody(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    desk.told.errors.append(SendError("message is too long"))
    bad, good = await desk.owe("bad"), await desk.owe("good")
    async with desk.sending():
        rows = await desk.until(OutboxState.SENT, good)
    assert (rows[bad].state, rows[bad].error) == (OutboxState.FAILED, "message is too long")
    assert [record.message for record in caplog.records] == ["a push was put aside"]


async def test_what_cannot_be_drawn_is_put_aside_and_holds_up_nobody(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    bad = await desk.owe("bad", params={"broken": True})
    good = await desk.owe("good")
    async with desk.sending():
        rows = await desk.until(OutboxState.SENT, good)
    assert (rows[bad].state, rows[bad].error) == (
        OutboxState.FAILED,
        "cannot be drawn: LookupError",
    )
    assert [record.message for record in caplog.records] == ["a push could not be drawn"]


async def test_an_end_that_cannot_be_written_down_is_put_aside_alone(
    desk: Desk, cast: Cast
) -> None:
    # It names no run, so that the dialog it belongs to cannot be told.
    bad = await desk.owe("bad", cast.wang.address, kind="prompt")
    good = await desk.owe("good", "6")
    async with desk.sending():
        await desk.until(OutboxState.SENT, good)
        rows = await desk.until(OutboxState.FAILED, bad)
    assert rows[bad].error == "could not be settled"
    assert desk.told.copies() == {"bad": 1, "good": 1}


async def test_what_is_no_longer_true_is_not_said(desk: Desk) -> None:
    owed = await desk.owe("x", params={"untrue": True})
    async with desk.sending():
        await desk.until(OutboxState.SUPERSEDED, owed)
    assert desk.told.tries == 0


async def test_a_person_who_blocked_us_is_left_alone(desk: Desk, cast: Cast) -> None:
    chen = cast.chen
    desk.told.refusals[chen.address] = SendError("bot was blocked by the user", blocked=True)
    first = await desk.owe("offer", chen.address)
    async with desk.sending():
        await desk.until(OutboxState.FAILED, first)
        async with asyncio.timeout(5):
            while not await _blocked_at(desk.database, chen.person_id):
                await asyncio.sleep(0.01)
    async with desk.database.begin() as session:
        more = await enqueue(
            session, person_id=chen.person_id, kind="note", params={}, now=desk.clock.now()
        )
    assert more is None


async def _blocked_at(database: Database, person_id: int) -> datetime | None:
    async with database.read() as session:
        found: datetime | None = await session.scalar(
            select(IdentityRow.blocked_at).where(col(IdentityRow.person_id) == person_id)
        )
        return found


async def test_an_outage_costs_no_message_its_attempts(desk: Desk) -> None:
    desk.told.down = True
    owed = [await desk.owe(str(person), str(person)) for person in range(20)]
    async with desk.sending():
        for _ in range(30):
            await asyncio.sleep(0.02)
            desk.later(20)
        tried, knocked = desk.told.tries, desk.told.probes
        desk.told.down = False
        async with asyncio.timeout(10):
            while len(desk.told.heard) < len(owed):
                desk.later(20)
                await asyncio.sleep(0.1)
        rows = await desk.until(OutboxState.SENT, *owed)
    assert tried <= 8
    assert knocked >= 10
    assert max(row.unsure for row in rows.values()) == 0


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
    assert 28 * 0.04 <= took < 5
