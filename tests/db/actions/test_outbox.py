"""The outbox: urgent first, in order per chat, fenced, and never a fourth copy."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from cast import Cast
from moments import NOW
from sqlmodel import col

from db.actions.dialogs import Standing, load_state, save_state
from db.actions.messages import Lane, enqueue, enqueue_card
from db.actions.outbox import (
    LEASE,
    MOST_UNSURE,
    Push,
    claim_pushes,
    release_claims,
    settle_failed,
    settle_retry,
    settle_sent,
    settle_superseded,
)
from db.actions.outbox_upkeep import (
    STEADY,
    SURELY_STEADY,
    requeue_abandoned,
    requeue_expired,
    sweep_outbox,
)
from db.actions.people import mark_blocked
from db.actions.senders import drop_sender_lease, hold_sender_lease, pause_sender, sender_pause
from db.engine import Database
from db.queries.messages import find_card
from db.tables import OutboxRow
from db.tables.messages import OutboxState

LATER = NOW + LEASE + timedelta(seconds=1)


async def owe(database: Database, address: str, kind: str, lane: int = Lane.REPLY, **more) -> int:
    async with database.begin() as session:
        outbox_id = await enqueue(
            session,
            channel="telegram",
            address=address,
            kind=kind,
            params={},
            lane=lane,
            **({"now": NOW} | more),
        )
    assert outbox_id is not None
    return outbox_id


async def claim(database: Database, now=NOW, worker: str = "w1", limit: int = 10) -> list[Push]:
    async with database.begin() as session:
        return list(await claim_pushes(session, worker=worker, now=now, limit=limit))


async def state_of(database: Database, outbox_id: int) -> OutboxState:
    async with database.read() as session:
        row = await session.get(OutboxRow, outbox_id)
        assert row is not None
        return row.state


async def test_urgent_lanes_leave_first(database: Database) -> None:
    for address, lane in (("1", 3), ("2", 2), ("3", 1), ("4", 0)):
        await owe(database, address, f"lane{lane}", lane)
    assert [push.kind for push in await claim(database)] == ["lane0", "lane1", "lane2", "lane3"]
    assert await claim(database) == []


async def test_a_chat_gets_its_messages_in_order(database: Database) -> None:
    await owe(database, "1", "first")
    await owe(database, "1", "second")
    await owe(database, "1", "answer", Lane.ANSWER)
    answer, first = await claim(database)
    assert [answer.kind, first.kind] == ["answer", "first"]
    assert await claim(database) == []
    async with database.begin() as session:
        soon = NOW + timedelta(seconds=5)
        await settle_retry(session, first, not_before=soon, error="429")
    assert await claim(database) == []  # the second waits for the first one's retry
    (again,) = await claim(database, soon)
    assert (again.kind, again.attempt) == ("first", 2)
    async with database.begin() as session:
        await settle_sent(session, again, message_id="5", now=NOW)
    assert [push.kind for push in await claim(database)] == ["second"]


async def test_an_offer_does_not_queue_behind_bulk_or_what_is_put_off(database: Database) -> None:
    await owe(database, "1", "alert", Lane.BULK)
    await owe(database, "1", "reminder", Lane.URGENT, not_before=NOW + timedelta(days=1))
    await owe(database, "1", "offer", Lane.URGENT)
    assert [push.kind for push in await claim(database, limit=1)] == ["offer"]


async def test_a_late_worker_cannot_settle_what_was_given_to_another(database: Database) -> None:
    outbox_id = await owe(database, "1", "offer")
    (zombie,) = await claim(database)
    async with database.begin() as session:
        assert await requeue_expired(session, now=NOW) == 0
        assert await requeue_expired(session, now=LATER) == 1
    (held,) = await claim(database, LATER, "w2")
    assert (held.attempt, held.unsure) == (2, 1)
    async with database.begin() as session:
        assert not await settle_sent(session, zombie, message_id="5", now=LATER)
        assert not await settle_failed(session, zombie, error="no", now=LATER)
        assert await settle_retry(session, zombie, not_before=LATER, error="no") is None
        assert await settle_sent(session, held, message_id="6", now=LATER)
        assert not await settle_sent(session, held, message_id="7", now=LATER)
    assert await state_of(database, outbox_id) is OutboxState.SENT


async def test_deaths_at_one_age_do_not_use_up_the_last_try(database: Database) -> None:
    """Each sender dies right after it claimed what is in doubt; nothing ever left."""
    await owe(database, "1", "offer")
    (first,) = await claim(database)
    now, lives, taken = NOW, 5 * MOST_UNSURE, [first.attempt]
    for life in range(lives):
        now += timedelta(seconds=10)
        async with database.begin() as session:
            await requeue_abandoned(session, worker=f"life {life}", now=now)
        assert await claim(database, now + STEADY - timedelta(seconds=1), f"life {life}") == []
        claimed = await claim(database, now + STEADY, f"life {life}")
        taken.extend(push.attempt for push in claimed)
    assert taken == [1, 2]
    (last,) = await claim(database, now + SURELY_STEADY, f"life {lives - 1}")
    assert (last.attempt, last.unsure) == (3, MOST_UNSURE - 1)


async def test_there_is_never_a_fourth_copy(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    lost = await owe(database, "1", "lost")
    timed_out = await owe(database, "2", "timed_out")
    now = NOW
    for attempt in range(1, MOST_UNSURE + 1):
        held = {push.kind: push for push in await claim(database, now)}
        assert held["timed_out"].attempt == attempt
        async with database.begin() as session:
            await settle_retry(
                session, held["timed_out"], not_before=now, error="timeout", unsure=True
            )
            now += LEASE + timedelta(seconds=1)
            await requeue_expired(session, now=now)
    assert await claim(database, now) == []
    assert await state_of(database, lost) is OutboxState.FAILED
    assert await state_of(database, timed_out) is OutboxState.FAILED
    said = {vars(each)["kind"]: vars(each)["why"] for each in caplog.records}
    assert said == {"lost": "lease ran out", "timed_out": "timeout"}


async def test_what_a_stop_gives_back_is_no_copy(database: Database) -> None:
    await owe(database, "1", "offer")
    async with database.begin() as session:
        await release_claims(session, await claim_pushes(session, worker="w", now=NOW, limit=5))
    (push,) = await claim(database)
    assert push.unsure == 0


async def test_a_newer_card_replaces_an_unsent_one(database: Database, cast: Cast) -> None:
    person_id = cast.wang.person_id
    async with database.begin() as session:
        for _ in range(3):
            await enqueue_card(session, kind="need", subject_id=9, person_id=person_id, now=NOW)
    (card,) = await claim(database)
    async with database.begin() as session:
        await settle_sent(session, card, message_id="77", digest="d1", now=NOW)
    async with database.read() as session:
        found = await find_card(
            session, channel="telegram", address="101", kind="need", subject_id=9
        )
    assert found is not None
    assert (found.message_id, found.digest) == ("77", "d1")


async def test_a_push_with_a_used_key_is_not_owed_again(database: Database, cast: Cast) -> None:
    async with database.begin() as session:
        told = [
            await enqueue(
                session,
                person_id=cast.wang.person_id,
                kind="alert",
                params={},
                dedupe_key="alert:1",
                now=NOW,
            )
            for _ in range(2)
        ]
    assert told[0] is not None
    assert told[1] is None


async def test_nothing_is_owed_to_somebody_who_blocked_us(database: Database, cast: Cast) -> None:
    async with database.begin() as session:
        await mark_blocked(session, channel="telegram", address="101", now=NOW)
        to_person = await enqueue(
            session, person_id=cast.wang.person_id, kind="alert", params={}, now=NOW
        )
        to_address = await enqueue(
            session, channel="telegram", address="101", kind="alert", params={}, now=NOW
        )
    assert (to_person, to_address) == (None, None)


async def test_a_sent_prompt_becomes_the_live_message_of_its_step(
    database: Database, cast: Cast
) -> None:
    person_id = cast.wang.person_id
    async with database.begin() as session:
        standing = Standing(
            run="r2", dialog="report_need", step="item", answers={"item": "MASK-N95"}
        )
        await save_state(session, person_id, standing, now=NOW)
        for run, step in (("r2", "item"), ("r1", "item"), ("r2", "class")):
            params = {"prompt": {}, "edit": "", "run": run, "step": step}
            await enqueue(session, person_id=person_id, kind="prompt", params=params, now=NOW)
    for message_id in ("50", "51", "52"):
        (push,) = await claim(database)
        async with database.begin() as session:
            await settle_sent(session, push, message_id=message_id, now=NOW)
    async with database.read() as session:
        state = await load_state(session, person_id)
    assert (state.live_message, state.answers) == ("50", {"item": "MASK-N95"})


async def test_what_is_no_longer_true_is_not_sent(database: Database) -> None:
    outbox_id = await owe(database, "1", "job_offer")
    (push,) = await claim(database)
    async with database.begin() as session:
        assert await settle_superseded(session, push, now=NOW)
    assert await state_of(database, outbox_id) is OutboxState.SUPERSEDED
    async with database.begin() as session:
        assert await sweep_outbox(session, now=NOW + timedelta(days=8)) == 0
        assert await sweep_outbox(session, now=NOW + timedelta(days=9)) == 1


async def test_a_bot_has_one_sender_and_its_pause_outlives_it(database: Database) -> None:
    async with database.begin() as session:
        assert await hold_sender_lease(session, bot="main", worker="a", now=NOW)
        assert await hold_sender_lease(session, bot="main", worker="a", now=NOW)
        assert not await hold_sender_lease(session, bot="main", worker="b", now=NOW)
        await pause_sender(session, bot="main", until=LATER, now=NOW)
        assert await hold_sender_lease(session, bot="main", worker="b", now=LATER)
        assert await sender_pause(session, bot="main") == LATER
        await drop_sender_lease(session, bot="main", worker="b", now=LATER)
        assert await hold_sender_lease(session, bot="main", worker="c", now=LATER)
        assert await sender_pause(session, bot="other") is None


async def test_a_flood_to_one_chat_does_not_hide_the_others(database: Database) -> None:
    async with database.begin() as session:
        for address in ["1"] * 300 + ["2"]:
            await enqueue(
                session, channel="telegram", address=address, kind="k", params={}, now=NOW
            )
    assert [push.address for push in await claim(database, limit=5)] == ["1", "2"]
    async with database.begin() as session:
        await session.execute(
            sa.update(OutboxRow)
            .where(col(OutboxRow.state) == OutboxState.SENDING)
            .values(state=OutboxState.SENT)
        )
