"""Whose trouble it is when the database says no, and how long one waits."""

import logging

import pytest
from manual_clock import ManualClock
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, ProgrammingError

from bot.patience import LONGEST_WAIT, Patience, is_passing


@pytest.mark.parametrize(
    ("error", "passes"),
    [
        (OperationalError("x", {}, Exception("database is locked")), True),
        (OperationalError("x", {}, Exception("database or disk is full")), True),
        (OperationalError("x", {}, Exception("no such table: people")), False),
        (DBAPIError("x", {}, Exception("deadlock detected")), True),
        (DBAPIError("x", {}, Exception("the database system is starting up")), True),
        (DBAPIError("x", {}, Exception("gone"), connection_invalidated=True), True),
        (IntegrityError("x", {}, Exception("connection_id must be unique")), False),
        (ProgrammingError("x", {}, Exception("relation locked_doors does not exist")), False),
        (ConnectionRefusedError(), True),
        (KeyError("connection"), False),
    ],
)
def test_only_the_databases_own_trouble_passes(error: Exception, passes: bool) -> None:
    assert is_passing(error) is passes


async def test_one_waits_longer_each_time_and_says_so_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    clock = ManualClock(jump=True)
    patience = Patience(clock)
    for _ in range(12):
        await patience.wait(OSError())
    assert clock.slept[:3] == [0.02, 0.04, 0.08]
    assert clock.slept[-1] == LONGEST_WAIT
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
    patience.calm()
    assert patience.next_wait(OSError()) == 0.02
