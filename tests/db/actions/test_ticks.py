"""Slots: each number runs once, and a dead run does not stop the rest."""

import asyncio
from datetime import timedelta

from moments import NOW
from sqlalchemy import event

from db.actions.ledger import record
from db.actions.tick_requests import request_tick
from db.actions.ticks import KEEP, LEASE, finish_slot, serve_request, sweep_slots, take_slot
from db.engine import Database
from db.queries.ticks import newest_slot, request_waits
from db.tables.system import SlotState
from matching.model import TickName
from matching.permissions import SYSTEM


async def take(database: Database, after: int, now=NOW, worker: str = "w") -> int | None:
    async with database.begin() as session:
        return await take_slot(
            session,
            job=TickName.MATCH,
            worker=worker,
            now=now,
            cause="interval",
            expected_last=after,
        )


async def finish(database: Database, slot: int, *, ok: bool = True) -> bool:
    async with database.begin() as session:
        return await finish_slot(
            session, job=TickName.MATCH, slot=slot, ok=ok, took_ms=7, result={"jobs": 1}
        )


async def test_a_slot_is_taken_by_one_of_many_workers(
    database: Database, database_url: str
) -> None:
    others = [Database.open(database_url) for _ in range(4)]
    taken = await asyncio.gather(*(take(own, 0, worker=f"w{n}") for n, own in enumerate(others)))
    for own in others:
        await own.close()
    assert sorted(taken, key=str) == [1, None, None, None]


async def test_the_next_slot_waits_for_the_run_before(database: Database) -> None:
    assert await take(database, 0) == 1
    assert await take(database, 1) is None
    assert await finish(database, 1)
    assert await take(database, 1) == 2
    assert await take(database, 1) is None


async def test_a_run_that_died_is_written_off(database: Database) -> None:
    assert await take(database, 0) == 1
    after = NOW + LEASE + timedelta(seconds=1)
    assert await take(database, 1, after) == 2
    assert not await finish(database, 1)
    async with database.read() as session:
        newest = await newest_slot(session, TickName.MATCH)
    assert newest is not None
    assert (newest.slot, newest.state, newest.started_at) == (2, SlotState.RUNNING, after)
    assert await finish(database, 2, ok=False)


async def test_a_wish_waits_until_a_run_serves_it(database: Database) -> None:
    async def waits() -> bool:
        async with database.read() as session:
            return await request_waits(session, TickName.MATCH)

    assert not await waits()
    for _ in range(2):
        async with database.begin() as session:
            await request_tick(session, TickName.MATCH, now=NOW)
    assert await waits()
    async with database.begin() as session:
        await serve_request(session, TickName.MATCH)
    assert not await waits()


async def test_old_runs_are_swept_but_never_the_newest(database: Database) -> None:
    for last in range(3):
        assert await take(database, last, NOW - KEEP - timedelta(days=1)) == last + 1
        await finish(database, last + 1)
    async with database.begin() as session:
        assert await sweep_slots(session, now=NOW) == 2
    async with database.read() as session:
        newest = await newest_slot(session, TickName.MATCH)
    assert newest is not None
    assert newest.slot == 3


async def test_a_wish_is_written_at_the_commit(database: Database) -> None:
    async with database.begin() as session:
        await request_tick(session, TickName.MATCH, now=NOW)
        assert not await request_waits(session, TickName.MATCH)
    async with database.read() as session:
        assert await request_waits(session, TickName.MATCH)


async def test_a_wish_is_written_before_the_ledgers_head(database: Database) -> None:
    written: list[str] = []
    async with database.begin() as session:
        connection = await session.connection()
        event.listen(
            connection.sync_connection,
            "before_cursor_execute",
            lambda _c, _u, statement, *_rest: written.append(statement),
        )
        await record(session, kind="a.b", actor=SYSTEM, subject="c:1", facts={}, now=NOW)
        await request_tick(session, TickName.MATCH, now=NOW)
    named = [n for s in written for n in ("tick_requests", "ledger_head") if n in s]
    assert named[0] == "tick_requests"
