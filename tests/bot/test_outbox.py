"""What is owed leaves in order, at its pace, at least once and few times, and every end is kept."""

import asyncio
from datetime import datetime, timedelta

import pytest
from cast import Cast
from desk import BOT, Desk
from patience import ROOM
from sqlmodel import col, select

from bot.channels.base import DeliveryKind, SendError
from bot.outbox import RENEW
from bot.scenarios.clock import FASTEST, CityClock
from db.actions.messages import Lane, enqueue
from db.actions.senders import sender_pause
from db.engine import Database
from db.tables import IdentityRow
from db.tables.messages import OutboxState

DOWN = SendError("nobody there", retryable=True, down=True)
LOST = SendError("reply lost", retryable=True, unsure=True, down=True)


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


async def test_what_is_owed_is_sent_once_and_settled(desk: Desk) -> None:
    owed = [await desk.owe(str(number), address=str(number)) for number in range(20)]
    async with desk.sending():
        rows = await desk.until(OutboxState.SENT, *owed)
    assert desk.told.copies() == {str(number): 1 for number in range(20)}
    assert all(row.message_id and row.attempt == 1 for row in rows.values())


async def test_what_is_owed_later_wakes_the_sender(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.outbox.IDLE", 10.0)
    async with desk.sending():
        await asyncio.sleep(0.1)
        started = desk.clock.monotonic()
        await desk.until(OutboxState.SENT, await desk.owe("hello"))
        assert desk.clock.monotonic() - started < 8  # it looks by itself after 10


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


async def test_a_person_is_not_flooded_by_the_next_sender_either(desk: Desk) -> None:
    first = [await desk.owe(f"first {number}", "5") for number in range(3)]
    async with desk.sending():
        await desk.until(OutboxState.SENT, *first)
    second = [await desk.owe(f"second {number}", "5") for number in range(3)]
    other = await desk.owe("other", "6")
    async with desk.sending():
        await desk.until(OutboxState.SENT, other)
        rows = await desk.rows()
        assert sum(rows[each].state == OutboxState.QUEUED for each in second) >= 2
        for _ in range(4):
            desk.later(1.0)
            await asyncio.sleep(0.1)
        await desk.until(OutboxState.SENT, *second)


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


async def test_a_send_is_not_given_back_because_the_city_is_in_a_hurry(desk: Desk) -> None:
    desk.told.slow = 1.4 * RENEW  # by the city's clock some minutes
    owed = await desk.owe("one")
    async with desk.sending(clock=CityClock(speed=FASTEST)):
        rows = await desk.until(OutboxState.SENT, owed, seconds=30)
    assert (rows[owed].unsure, desk.told.tries) == (0, 1)


async def test_an_edit_may_be_repeated_without_end(desk: Desk) -> None:
    desk.told.errors.extend([LOST] * 5)
    owed = await desk.owe("x", params={"edit": "9"})
    async with desk.sending():
        for tried in range(1, 6):
            # Time passes only between two tries: in one, it would be a sender that slept.
            await desk.when(
                lambda rows, tried=tried: (
                    rows[owed].attempt == tried and rows[owed].state is OutboxState.QUEUED
                )
            )
            desk.later(20)
        rows = await desk.until(OutboxState.SENT, owed)
    assert (rows[owed].attempt, rows[owed].unsure) == (6, 0)


async def test_what_cannot_be_edited_is_sent_anew(desk: Desk) -> None:
    desk.told.errors.append(SendError("message to edit not found", gone=True))
    owed = await desk.owe("x", params={"edit": "9"})
    async with desk.sending():
        rows = await desk.until(OutboxState.SENT, owed)
    assert [each.kind for each in desk.told.heard] == [DeliveryKind.MESSAGE]
    assert rows[owed].message_id == "1"


async def test_what_was_only_to_be_hidden_is_not_shown_anew(desk: Desk) -> None:
    desk.told.errors.append(SendError("message to edit not found", gone=True))
    owed = await desk.owe("hidden", params={"edit": "9", "anew": False})
    async with desk.sending():
        await desk.until(OutboxState.SUPERSEDED, owed)
        other = await desk.owe("next")
        await desk.until(OutboxState.SENT, other)
    assert desk.told.texts() == ["next"]


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
        async with asyncio.timeout(ROOM):
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
