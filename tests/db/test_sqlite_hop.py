"""Which statements stay on the loop's thread, and which cross."""

import asyncio
import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa
from patience import ROOM
from records import Databases

from db.engine import Database
from db.sqlite_hop import BREATH, BUSY_TIMEOUT, SHORT, Pace


def test_a_statement_never_seen_crosses() -> None:
    assert not Pace().is_short("SELECT 1", 0.0)


def test_a_statement_that_was_short_stays_until_it_is_slow() -> None:
    pace = Pace()
    pace.note("SELECT 1", SHORT / 10)
    assert pace.is_short("SELECT 1", 0.0)
    pace.note("SELECT 1", SHORT * 10)
    assert not pace.is_short("SELECT 1", 0.0)


def test_a_slow_statement_comes_back_when_it_is_short_again() -> None:
    pace = Pace()
    pace.note("SELECT 1", SHORT * 10)
    for _ in range(20):
        pace.note("SELECT 1", SHORT / 10)
    assert pace.is_short("SELECT 1", 0.0)


async def test_after_a_breath_of_work_the_next_statement_crosses() -> None:
    pace, loop = Pace(), asyncio.get_running_loop()
    pace.note("SELECT 1", SHORT / 2)
    pace.stand(loop, 10.0)
    assert pace.is_short("SELECT 1", 10.0 + BREATH / 2)
    assert not pace.is_short("SELECT 1", 10.0 + BREATH)
    await asyncio.sleep(0)
    assert pace.is_short("SELECT 1", 10.0 + BREATH)


@pytest.mark.parametrize(
    "operation", ["BEGIN IMMEDIATE", "PRAGMA wal_checkpoint(TRUNCATE)", "\nDROP TABLE a"]
)
def test_what_may_wait_always_crosses(operation: str) -> None:
    pace = Pace()
    pace.note(operation, 0.0)
    assert not pace.is_short(operation, 0.0)


async def test_others_have_their_turn_during_a_long_transaction(
    sqlite_databases: Databases, tmp_path: Path
) -> None:
    database = Database.open(await sqlite_databases.fresh(tmp_path))
    turns = 0

    async def others() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    task = asyncio.ensure_future(others())
    try:
        async with database.begin() as session:
            for _ in range(3000):
                await session.scalar(sa.text("SELECT seq FROM ledger_head"))
    finally:
        task.cancel()
        await database.close()
    assert turns > 20


async def test_a_connection_of_its_own_takes_short_statements_too(
    sqlite_databases: Databases, tmp_path: Path
) -> None:
    database = Database.open(await sqlite_databases.fresh(tmp_path))
    async with database.engine.connect() as connection:
        for _ in range(5):
            found = await connection.execute(sa.text("SELECT 7"))
            assert found.scalar() == 7
    await database.close()


async def test_a_database_in_memory_works_all_the_same() -> None:
    database = Database.open("sqlite+aiosqlite:///:memory:")
    for _ in range(5):
        async with database.read() as session:
            assert await session.scalar(sa.text("SELECT 7")) == 7
    await database.close()


async def test_a_commit_is_seen_by_others_whichever_way_it_took(
    sqlite_databases: Databases, tmp_path: Path
) -> None:
    url = await sqlite_databases.fresh(tmp_path)
    one, other = Database.open(url), Database.open(url)
    try:
        for number in range(5):
            async with one.begin() as session:
                await session.execute(
                    sa.text("UPDATE ledger_head SET seq = :number"), {"number": number}
                )
            async with other.read() as session:
                assert await session.scalar(sa.text("SELECT seq FROM ledger_head")) == number
            async with one.begin() as session:
                await session.scalar(sa.text("SELECT seq FROM ledger_head"))
    finally:
        await one.close()
        await other.close()


async def test_a_writer_waits_for_another_process_and_the_loop_goes_on(
    sqlite_databases: Databases, tmp_path: Path
) -> None:
    url = await sqlite_databases.fresh(tmp_path)
    database = Database.open(url)
    stranger = sqlite3.connect(url.removeprefix("sqlite+aiosqlite:///"), isolation_level=None)
    async with database.begin() as session:
        await session.execute(sa.text("UPDATE ledger_head SET seq = 1"))
    stranger.execute("BEGIN IMMEDIATE")

    async def write() -> None:
        async with database.begin() as session:
            await session.execute(sa.text("UPDATE ledger_head SET seq = 2"))

    writing = asyncio.ensure_future(write())
    for _ in range(20):
        await asyncio.sleep(0.005)
    assert not writing.done()
    stranger.execute("COMMIT")
    await asyncio.wait_for(writing, ROOM)
    async with database.read() as session:
        assert await session.scalar(sa.text("SELECT seq FROM ledger_head")) == 2
        assert await session.scalar(sa.text("PRAGMA busy_timeout")) == BUSY_TIMEOUT
    stranger.close()
    await database.close()
