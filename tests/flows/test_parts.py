"""A need in several parts, answered at once while one of them comes to nothing."""

import asyncio

import pytest
from cast import Cast
from city import put_lot, put_need, tick
from crew import Hand, hand
from moments import NOW

from db.actions.confirmations import decline_stock
from db.engine import Database
from db.tables import AllocationRow
from matching.model import Reason
from matching.permissions import SYSTEM


@pytest.fixture
async def li(database: Database, cast: Cast) -> Hand:
    """Li needs 300 masks, which were found in three places."""
    async with database.begin() as session:
        await put_need(session, cast, 300)
        for km, supplier in enumerate((cast.zhao, cast.wang, cast.chen)):
            await put_lot(session, cast, 100, km=float(km), supplier=supplier)
    await tick(database)
    nurse = hand(database, cast.li, "zh")
    await nurse._collect()
    return nurse


async def taken(who: Hand) -> list[bool]:
    return [row.receiver_confirmed_at is not None for row in await who.rows(AllocationRow)]


async def gone(database: Database, allocation_id: int) -> None:
    async with database.begin() as session:
        await decline_stock(
            session, SYSTEM, allocation_id=allocation_id, reason=Reason.NO_STOCK, now=NOW
        )


async def test_a_part_that_goes_while_all_are_taken_leaves_the_others_taken(li: Hand) -> None:
    declined = asyncio.Event()

    async def decline() -> None:
        async with li.database.begin() as session:
            await decline_stock(session, SYSTEM, allocation_id=2, reason=Reason.NO_STOCK, now=NOW)
            declined.set()
            await asyncio.sleep(0.1)  # long enough for the press to look what waits

    async def take_all() -> None:
        await declined.wait()
        await li.press("a:need_all:1")

    await asyncio.gather(decline(), take_all())
    assert await taken(li) == [True, False, True]
    assert "2 批都已确认" in li.toast


async def test_one_part_that_is_left_is_confirmed_by_itself(li: Hand) -> None:
    await gone(li.database, 1)
    await gone(li.database, 2)
    await li.press("a:need_all:1")
    assert await taken(li) == [False, False, True]
    assert "已确认 · 第 3 批" in li.toast
