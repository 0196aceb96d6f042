"""The doctor is silent while all is well and names what somebody broke behind its back."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from cast import Cast
from moments import NOW
from reports import lot_of, need_of
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.actions.inbox import store_updates
from db.actions.ledger import record
from db.actions.messages import enqueue
from db.actions.outbox import claim_pushes
from db.engine import Database
from db.queries.invariants import find_broken
from db.tables import JobRow, LedgerRow, LotRow, NeedLineRow, NeedRow, OutboxRow
from matching.model import JobState, Lifecycle


async def codes(session: AsyncSession, now=NOW) -> list[tuple[str, str]]:
    return [(found.code, found.subject) for found in await find_broken(session, now=now)]


async def test_a_fresh_record_is_whole(database: Database, cast: Cast) -> None:
    await need_of(database, cast.li)
    await lot_of(database, cast.zhao)
    async with database.read() as session:
        assert await codes(session) == []


@pytest.mark.parametrize(
    ("table", "change", "expected"),
    [
        (LotRow, {"free": 490, "reserved": 10}, ("I1", "lot:1")),
        (LotRow, {"free": 490, "loaded_out": 10}, ("I1", "lot:1")),
        (NeedLineRow, {"reserved": 5}, ("I4", "line:1")),
        (NeedLineRow, {"loaded": 5, "accepted": 5}, ("I4", "line:1")),
        (
            NeedRow,
            {"lifecycle": Lifecycle.CLOSED, "closed_at": NOW + timedelta(1)},
            ("I5", "need:1"),
        ),
        (LedgerRow, {"facts": {"quantity": 10**6}}, ("I7", "ledger:1")),
    ],
)
async def test_a_change_behind_the_record_s_back_is_found(
    database: Database, cast: Cast, table, change, expected: tuple[str, str]
) -> None:
    await need_of(database, cast.li)
    await lot_of(database, cast.zhao)
    async with database.begin() as session:
        savepoint = await session.begin_nested()
        await session.execute(sa.update(table).values(**change))
        found = await codes(session)
        await savepoint.rollback()
    assert expected in found


async def test_a_job_under_way_without_its_driver_s_yes_is_found(
    database: Database, cast: Cast
) -> None:
    async with database.begin() as session:
        savepoint = await session.begin_nested()
        session.add(JobRow(state=JobState.UNDERWAY, driver_id=cast.chen.person_id, created_at=NOW))
        await session.flush()
        found = await codes(session)
        await savepoint.rollback()
    assert found == [("I2", "job:1")]


async def test_an_address_for_somebody_without_the_job_is_found(
    database: Database, cast: Cast
) -> None:
    async with database.begin() as session:
        for kind in ("job.accepted", "address.revealed"):
            await record(
                session, kind=kind, actor=cast.chen.actor, subject="job:1", facts={}, now=NOW
            )
    params = {"job_id": 1}
    async with database.begin() as session:
        await enqueue(
            session, person_id=cast.chen.person_id, kind="job_address", params=params, now=NOW
        )
        assert await codes(session) == []
        savepoint = await session.begin_nested()
        wrong = await enqueue(
            session, person_id=cast.liu.person_id, kind="job_address", params=params, now=NOW
        )
        found = await codes(session)
        await savepoint.rollback()
    assert found == [("I3", f"outbox:{wrong}")]


async def test_a_lease_nobody_gave_back_and_a_forgotten_update_are_found(
    database: Database, cast: Cast
) -> None:
    async with database.begin() as session:
        await store_updates(session, "main", [(1, "101", {})], NOW)
        await enqueue(session, channel="telegram", address="1", kind="k", params={}, now=NOW)
        (push,) = await claim_pushes(session, worker="w", now=NOW, limit=1)
        assert await codes(session, NOW + timedelta(seconds=59)) == []
        later = await codes(session, NOW + timedelta(minutes=11))
        await session.execute(sa.delete(OutboxRow).where(col(OutboxRow.id) == push.id))
    assert later == [("I6", f"outbox:{push.id}"), ("I8", "inbox:1")]
