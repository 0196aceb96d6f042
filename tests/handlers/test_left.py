"""The desk on goods at nodes: what is left there, and which leg lacks a vehicle."""

from datetime import timedelta

import pytest
from beginnings import begun
from cast import Cast
from city import confirm_all, pushes, row, rows, tick
from crew import Hand, hand
from moments import NOW
from voyage import (
    load_all,
    put_fleet,
    put_island_need,
    put_shore_lot,
    reach_node,
    ready_to_sail,
)

from db.actions.need_changes import close_need
from db.actions.transfer import keep_at_node
from db.actions.vehicles import leave_duty
from db.engine import Database
from db.tables import AllocationRow, LackingLegRow, LotRow
from matching.model import AllocationState, CloseReason, Mode, Reason
from matching.permissions import SYSTEM

LATER = NOW + timedelta(minutes=11)


@pytest.fixture
async def sun(database: Database, cast: Cast) -> Hand:
    return hand(database, cast.sun, "en")


async def keep(database: Database, cast: Cast) -> None:
    """A hundred that Chen brought are kept at the port."""
    voyage = await ready_to_sail(database, cast)
    await load_all(database, cast.chen, voyage.job_id)
    stop_id = await reach_node(database, cast.chen, voyage.job_id)
    async with database.begin() as session:
        await keep_at_node(
            session, cast.sun.actor, stop_id=stop_id, taken={1: 100}, reason=None, now=NOW
        )


@pytest.fixture
async def kept(database: Database, cast: Cast) -> None:
    await begun(database, "kept at the port", lambda: keep(database, cast))


@pytest.fixture
async def left(database: Database, kept: None) -> None:
    """Nobody waits for them any more."""
    async with database.begin() as session:
        await close_need(session, SYSTEM, need_id=1, reason=CloseReason.WITHDRAWN, now=NOW)


async def test_goods_nobody_waits_for_are_given_to_another_need(
    database: Database, sun: Hand, left: None
) -> None:
    await sun.press("a:stuck:left:0")
    assert "at Dayaowan port" in sun.text
    assert "their need is over" in sun.text
    await sun.tap("1. Decide about")
    assert [label for label in sun.labels if label] == [
        "Give them to another need",
        "Return them to the supplier",
        "Write them off",
        "Leave it",
    ]
    await sun.tap("Give them to another need")
    assert "Now in stock at Dayaowan port" in sun.text
    assert (await row(database, LotRow)).free == 100
    await sun.press("a:left_stock:1")
    assert len(await sun.rows(LotRow)) == 2


async def test_goods_called_back_are_settled_when_the_supplier_has_them(
    database: Database, cast: Cast, sun: Hand, left: None
) -> None:
    await sun.press("a:left:1")
    await sun.tap("Return them")
    assert "Until then the node keeps them" in sun.text
    await sun.press("a:stuck:left:0")
    assert "was asked to fetch" in sun.text
    zhao = hand(database, cast.zhao, "zh")
    await zhao.look("fetch_asked")
    await zhao.tap("已取回")
    assert "已取回" in zhao.text
    assert (await row(database, AllocationRow)).state is AllocationState.RETURNED
    await sun.press("a:left_home:1")
    await sun.press("a:stuck:left:0")
    assert "at Dayaowan" not in sun.text


async def test_a_coordinator_knows_that_the_supplier_has_them(
    database: Database, sun: Hand, left: None
) -> None:
    await sun.press("a:left_back:1")
    await sun.press("a:left:1")
    await sun.tap("The supplier has them back")
    assert (await row(database, LotRow)).free == 100


async def test_goods_are_written_off_for_a_reason(
    database: Database, sun: Hand, left: None
) -> None:
    await sun.press("a:left:1")
    await sun.tap("Write them off")
    assert (await row(database, AllocationRow)).state is AllocationState.LOADED
    await sun.tap("damaged")
    load = await row(database, AllocationRow)
    assert (load.state, load.lost, load.reason) == (AllocationState.FAILED, 100, Reason.DAMAGED)


async def test_what_waits_for_a_ship_may_be_decided_otherwise(
    database: Database, sun: Hand, kept: None
) -> None:
    await sun.press("a:stuck:at_node:0")
    await sun.tap("1. Decide otherwise")
    await sun.tap("N95")
    assert "somebody still waits for them" in sun.text
    await sun.tap("Give them to another need")
    assert (await row(database, LotRow)).free == 100


async def test_nobody_else_decides(database: Database, cast: Cast, left: None) -> None:
    zhao = hand(database, cast.zhao, "en")
    for name in ("left", "left_stock", "left_back", "left_home", "left_off:1", "kept"):
        await zhao.press(f"a:{name}:1")
    load = await row(database, AllocationRow)
    assert (load.state, load.rejected) == (AllocationState.LOADED, 0)


async def test_the_leg_that_lacks_a_vehicle_is_named(
    database: Database, cast: Cast, sun: Hand
) -> None:
    async with database.begin() as session:
        await put_island_need(session, cast)
        await put_shore_lot(session, cast, 100)
        await put_fleet(session, (cast.chen, Mode.ROAD), (cast.liu, Mode.WATER))
    await tick(database)
    await confirm_all(database)
    async with database.begin() as session:
        await leave_duty(session, cast.liu.actor, now=NOW)
    await tick(database)
    lacking = "leg 2 of 3 has no vehicle: Dalian airport → Dachangshan airport, by air"
    await sun.press("a:stuck:uncarried:0")
    assert lacking in sun.text
    await tick(database, LATER)
    told = await sun.pushed("stuck")
    assert told is not None
    await sun.look("stuck")
    assert lacking in sun.text
    async with database.begin() as session:
        await put_fleet(session, (cast.liu, Mode.WATER))
    await tick(database, LATER)
    await sun.press("a:stuck:uncarried:0")
    assert "leg 3 of 3 has no vehicle: Dachangshan port → Changhai, by road" in sun.text
    async with database.read() as session:
        assert len(await rows(session, LackingLegRow)) == 1


async def test_a_leg_nobody_takes_is_named_with_its_job(
    database: Database, cast: Cast, sun: Hand, kept: None
) -> None:
    async with database.begin() as session:
        await leave_duty(session, cast.liu.actor, now=NOW)
    await tick(database)
    sun.now = NOW + timedelta(minutes=30)
    await tick(database, sun.now)
    await sun.press("a:stuck:untaken:0")
    assert "leg 2 of 3 has no vehicle: Dayaowan port → Dachangshan port" in sun.text
    assert "leg 3" not in sun.text, "that one is not asked for yet"
    told = [push.params for push in await pushes(database, cast.sun, "stuck")]
    assert {"kind": "untaken", "id": 2} in told
    await sun.look("stuck")
    assert "leg 2 of 3" in sun.text
