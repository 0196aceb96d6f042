"""What nobody has answered goes to a life at risk; what somebody said yes to does not."""

import pytest
from city import pushes, put_lot, put_need, row, rows, tick
from moments import NOW
from sqlmodel import col

from db.actions.confirmations import confirm_stock
from db.actions.release import take_back_offers
from db.queries.invariants import find_broken
from db.queries.reasons import reasons_of_need
from db.tables import AllocationRow, LotRow
from matching.model import AllocationState, Reason, Urgency

pytestmark = pytest.mark.mainly_sqlite


async def offered(database, cast):
    """A lot of 60 was offered to a need of 60, and then a life is at risk."""
    async with database.begin() as session:
        await put_need(session, cast, 60, urgency=Urgency.LOW)
        await put_lot(session, cast, 60)
    await tick(database)
    async with database.begin() as session:
        return await put_need(session, cast, 50, urgency=Urgency.CRITICAL, reporter=cast.wang)


async def test_an_unanswered_offer_is_taken_back_and_its_receiver_told_why(database, cast):
    need_id, line_id = await offered(database, cast)
    await tick(database)
    async with database.read() as session:
        first, *rest = await rows(session, AllocationRow)
        assert await find_broken(session, now=NOW) == []
        kept = await reasons_of_need(session, need_id)
    assert (first.state, first.reason) == (AllocationState.RELEASED, Reason.MORE_URGENT)
    assert {(one.need_line_id, one.quantity) for one in rest} == {(line_id, 50), (1, 10)}
    (told,) = await pushes(database, cast.li, "match_failed")
    assert told.params["reason"] == "more_urgent"
    assert [one.because[0].text_key for one in kept.given.values()] == ["why.given"]
    await tick(database)
    async with database.read() as session:
        assert len(await rows(session, AllocationRow)) == 3


async def test_an_offer_that_an_end_said_yes_to_stays(database, cast):
    await offered(database, cast)
    async with database.begin() as session:
        await confirm_stock(session, cast.zhao.actor, allocation_id=1, now=NOW)
    await tick(database)
    assert (await row(database, AllocationRow)).state is AllocationState.PROPOSED


@pytest.mark.on_postgres
async def test_who_says_yes_between_the_plan_and_its_writing_keeps_the_goods(database, cast):
    await offered(database, cast)
    async with database.begin() as session:
        await confirm_stock(session, cast.zhao.actor, allocation_id=1, now=NOW)
        assert await take_back_offers(session, [1], now=NOW) == 0
        (lot,) = await rows(session, LotRow, col(LotRow.reserved) == 60)
        assert await take_back_offers(session, [1, 99], now=NOW) == 0
    assert lot.free == 0
