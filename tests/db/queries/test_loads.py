"""What waits for a vehicle, and for how long it waits for company."""

import pytest
from city import ITEM, confirm_all, put_lot, put_need, put_on_duty, rows, tick
from moments import NOW

from db.actions.confirmations import confirm_need, confirm_stock
from db.engine import add_row
from db.queries.loads import TOGETHER
from db.tables import AllocationRow, ConsignmentRow, JobRow, NeedLineRow
from matching.model import QuantityKind, Urgency
from matching.permissions import SYSTEM

WATER = "WATER-BOT"


async def two_asks(database, cast, urgency):
    """Zhao is asked for masks and for water, for one need of Li's."""
    async with database.begin() as session:
        need_id, _ = await put_need(session, cast, 60, urgency=urgency)
        await add_row(
            session,
            NeedLineRow,
            need_id=need_id,
            item_code=WATER,
            kind=QuantityKind.EXACT,
            requested=40,
            verified=40,
        )
        first = await put_lot(session, cast, 60, item=ITEM)
        await put_lot(session, cast, 40, item=WATER)
        await put_on_duty(session, cast.chen)
        await put_on_duty(session, cast.liu)
    await tick(database)
    return first


async def confirm_one(database):
    """Both ends say yes to the first of them."""
    async with database.begin() as session:
        first, _ = await rows(session, AllocationRow)
        await confirm_stock(session, SYSTEM, allocation_id=first.id, now=NOW)
        await confirm_need(session, SYSTEM, allocation_id=first.id, now=NOW)


async def jobs(database):
    """How many there are."""
    async with database.read() as session:
        return len(await rows(session, JobRow))


async def test_two_yeses_seconds_apart_are_one_vehicle(database, cast):
    await two_asks(database, cast, Urgency.HIGH)
    await confirm_one(database)
    await tick(database)
    assert await jobs(database) == 0
    await confirm_all(database)
    await tick(database)
    async with database.read() as session:
        numbers = await rows(session, ConsignmentRow)
    assert (await jobs(database), {one.job_id for one in numbers}) == (1, {1})


async def test_nobody_waits_for_company_for_long(database, cast):
    await two_asks(database, cast, Urgency.HIGH)
    await confirm_one(database)
    await tick(database, NOW + TOGETHER)
    assert await jobs(database) == 1


@pytest.mark.parametrize("urgency", [Urgency.CRITICAL])
async def test_a_life_at_risk_waits_for_no_company(database, cast, urgency):
    await two_asks(database, cast, urgency)
    await confirm_one(database)
    await tick(database)
    assert await jobs(database) == 1
