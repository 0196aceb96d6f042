"""Which statements stay on the loop's thread, and which cross."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from records import Databases

from db.engine import Database
from db.sqlite_hop import BREATH, SHORT, Pace


def test_a_statement_never_seen_crosses() -> None:
    assert not Pace().is_short("SELECT 1")


def test_a_statement_that_was_short_stays_until_it_is_slow() -> None:
    pace = Pace()
    pace.ran_there("SELECT 1", SHORT / 10)
    assert pace.is_short("SELECT 1")
    pace.ran_there("SELECT 1", SHORT * 10)
    assert not pace.is_short("SELECT 1")


def test_a_slow_statement_comes_back_when_it_is_short_again() -> None:
    pace = Pace()
    pace.ran_there("SELECT 1", SHORT * 10)
    for _ in range(20):
        pace.ran_there("SELECT 1", SHORT / 10)
    assert pace.is_short("SELECT 1")


def test_after_a_breath_of_statements_the_next_one_crosses() -> None:
    pace = Pace()
    pace.ran_there("SELECT 1", SHORT / 2)
    for _ in range(int(2 * BREATH / SHORT)):
        pace.ran_here("SELECT 1", SHORT / 2)
    assert not pace.is_short("SELECT 1")
    pace.ran_there("SELECT 2", SHORT / 2)
    assert pace.is_short("SELECT 1")


@pytest.mark.parametrize("operation", ["BEGIN IMMEDIATE", "PRAGMA wal_checkpoint(TRUNCATE)"])
def test_what_may_wait_always_crosses(operation: str) -> None:
    pace = Pace()
    pace.ran_there(operation, 0.0)
    assert not pace.is_short(operation)


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
