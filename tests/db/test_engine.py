"""The door to the record: transactions, wake-ups, and SQLite's short trips."""

import asyncio
import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa
from moments import NOW
from records import Databases
from sqlalchemy.exc import IntegrityError, OperationalError

from db import engine
from db.engine import Database, scrub_after, wake
from db.tables import LotRow, SenderRow


async def test_a_failed_transaction_leaves_nothing(database: Database) -> None:
    with pytest.raises(RuntimeError):
        async with database.begin() as session:
            session.add(SenderRow(bot="a", lease_until=NOW))
            await session.flush()
            raise RuntimeError
    async with database.read() as session:
        assert (await session.execute(sa.select(SenderRow))).all() == []


async def test_waiters_are_woken_by_a_commit_only(database: Database) -> None:
    with pytest.raises(RuntimeError):
        async with database.begin() as session:
            wake(session, "inbox")
            raise RuntimeError
    assert not await database.wait("inbox", 0.01)
    async with database.begin() as session:
        wake(session, "inbox")
    assert await database.wait("inbox", 1)


async def test_a_check_of_the_record_holds(database: Database) -> None:
    with pytest.raises(IntegrityError):
        async with database.begin() as session:
            session.add(
                LotRow(
                    supplier_id=1,
                    item_code="MASK-N95",
                    place_id=1,
                    counted=5,
                    free=6,
                    counted_at=NOW,
                    created_at=NOW,
                )
            )
            await session.flush()


async def test_rows_counts_and_streams_come_back_whole(database: Database) -> None:
    async with database.begin() as session:
        rows = [{"bot": f"b{n}", "worker": "w", "lease_until": NOW} for n in range(2500)]
        await session.execute(sa.insert(SenderRow), rows)
        changed = await session.execute(sa.update(SenderRow).values(worker="x"))
        assert changed.rowcount == 2500
        back = await session.execute(
            sa.update(SenderRow).values(worker="y").returning(SenderRow.bot)
        )
        assert len(back.all()) == 2500
        stream = await session.stream(sa.select(SenderRow.bot).execution_options(yield_per=100))
        assert len([row async for row in stream]) == 2500
        first = await session.execute(sa.select(SenderRow.bot))
        assert first.first() is not None
        assert (await session.scalar(sa.text("SELECT 7"))) == 7


async def test_a_wrong_statement_is_told_as_sqlalchemy_tells_it(
    sqlite_databases: Databases, tmp_path
) -> None:
    database = Database.open(await sqlite_databases.fresh())
    try:
        async with database.read() as session:
            with pytest.raises(OperationalError):
                await session.execute(sa.text("SELECT * FROM nowhere"))
    finally:
        await database.close()


async def test_writers_of_one_process_do_not_lose_each_other_s_changes(
    database: Database,
) -> None:
    async with database.begin() as session:
        session.add(SenderRow(bot="a", worker="0", lease_until=NOW))

    async def add_one() -> None:
        async with database.begin() as session:
            row = (await session.execute(sa.select(SenderRow).with_for_update())).scalar_one()
            row.worker = str(int(row.worker) + 1)

    await asyncio.gather(*(add_one() for _ in range(20)))
    async with database.read() as session:
        assert await session.scalar(sa.select(SenderRow.worker)) == "20"


async def test_what_was_erased_leaves_the_log_too(
    sqlite_databases: Databases, tmp_path: Path
) -> None:
    database = Database.open(await sqlite_databases.fresh(tmp_path))
    written = {"bot": "phone 13912345678", "worker": "w", "lease_until": NOW}
    async with database.begin() as session:
        await session.execute(sa.insert(SenderRow), [written])
    assert "13912345678" in files_in(tmp_path)
    async with database.begin() as session:
        await session.execute(sa.delete(SenderRow))
        scrub_after(session)
    assert "13912345678" not in files_in(tmp_path)
    await database.close()


async def test_a_log_that_is_read_is_scrubbed_later(
    sqlite_databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "SCRUB_WAIT", 1)
    database = Database.open(await sqlite_databases.fresh(tmp_path))
    async with database.read() as reader:
        await reader.execute(sa.select(SenderRow))
        async with database.begin() as session:
            session.add(SenderRow(bot="a", lease_until=NOW))
        assert not await database.scrub()
    assert await database.scrub()
    await database.close()


async def test_only_a_scrubbing_that_failed_is_made_up_for(
    sqlite_databases: Databases, tmp_path: Path
) -> None:
    database = Database.open(await sqlite_databases.fresh(tmp_path))
    assert await database.scrub_again()
    async with database.begin() as session:
        session.add(SenderRow(bot="kept", lease_until=NOW))
    assert await database.scrub_again()
    assert "kept" in log_in(tmp_path)  # nothing was erased, so nothing was scrubbed
    async with database.read() as reader:
        await reader.execute(sa.select(SenderRow))
        async with database.begin() as session:
            await session.execute(sa.delete(SenderRow))
            scrub_after(session)
    assert log_in(tmp_path)
    assert await database.scrub_again()
    assert not log_in(tmp_path)
    await database.close()


async def test_a_cancelled_scrubbing_leaves_no_hasty_connection(
    sqlite_databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "SCRUB_WAIT", 500)
    database = Database.open(await sqlite_databases.fresh(tmp_path))
    async with database.read() as reader:
        await reader.execute(sa.select(SenderRow))
        async with database.begin() as session:
            session.add(SenderRow(bot="a", lease_until=NOW))
        scrubbing = asyncio.create_task(database.scrub())
        await asyncio.sleep(0.1)
        scrubbing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await scrubbing
        async with database.engine.connect() as other:
            waits = await other.scalar(sa.text("PRAGMA busy_timeout"))
            assert waits == engine.BUSY_TIMEOUT
    assert await database.scrub_again()
    await database.close()


async def test_a_commit_stands_though_its_scrubbing_fails(
    sqlite_databases: Databases,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    database = Database.open(await sqlite_databases.fresh(tmp_path))

    async def fails(_: object) -> bool:
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr(engine, "_empty_log", fails)
    async with database.begin() as session:
        session.add(SenderRow(bot="a", lease_until=NOW))
        scrub_after(session)
    assert "the log was not scrubbed" in caplog.text
    monkeypatch.undo()
    async with database.read() as session:
        assert await session.scalar(sa.select(SenderRow.bot)) == "a"
    assert await database.scrub_again()
    assert not log_in(tmp_path)
    await database.close()


def log_in(folder: Path) -> str:
    """What the write-ahead log holds."""
    return "".join(file.read_bytes().decode("latin-1") for file in folder.glob("*-wal"))


def files_in(folder: Path) -> str:
    """All that the database's files hold."""
    return "".join(file.read_bytes().decode("latin-1") for file in folder.iterdir())
