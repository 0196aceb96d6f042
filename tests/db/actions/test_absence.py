"""Who blocks us while something was asked of them costs nobody else any time."""

import pytest
from city import (
    accept_open_offer,
    confirm_all,
    pushes,
    put_lot,
    put_need,
    put_on_duty,
    row,
    rows,
    tick,
)
from moments import NOW

from db.actions.absence import go_on_without
from db.actions.confirmations import confirm_need, confirm_stock
from db.actions.people import mark_blocked, unblock
from db.engine import add_row
from db.tables import AllocationRow, CardRow, LotRow, NeedLineRow, NeedRow, OfferRow, TickRequestRow
from matching.model import AllocationState, OfferState, Reachability, Reason, Urgency

pytestmark = pytest.mark.mainly_sqlite


async def leave(database, member):
    """They block us."""
    async with database.begin() as session:
        person_id = await mark_blocked(session, channel="telegram", address=member.address, now=NOW)
        await go_on_without(session, person_id=person_id, now=NOW)


async def come_back(database, member):
    """They let us speak again."""
    async with database.begin() as session:
        await unblock(session, channel="telegram", address=member.address, now=NOW)


@pytest.fixture
async def proposed(database, cast):
    """A lot of 100 proposed to a critical need of 60."""
    async with database.begin() as session:
        await put_need(session, cast, 60, urgency=Urgency.CRITICAL)
        await put_lot(session, cast, 100)
    await tick(database)
    return (await row(database, AllocationRow)).id


async def matches(database):
    """All matches there ever were."""
    async with database.read() as session:
        return await rows(session, AllocationRow)


async def test_the_next_supplier_is_asked_at_once(database, cast, proposed):
    async with database.begin() as session:
        await put_lot(session, cast, 100, supplier=cast.wang, km=20.0)
    await leave(database, cast.zhao)
    (match,) = await matches(database)
    assert (match.state, match.reason) == (AllocationState.RELEASED, Reason.BLOCKED_BOT)
    assert (await row(database, TickRequestRow)).asked >= 1
    (told,) = await pushes(database, cast.li, "match_failed")
    assert told.params["reason"] == "blocked_bot"
    await tick(database)
    assert len(await pushes(database, cast.wang, "confirm_stock")) == 1


async def test_goods_of_a_supplier_who_is_away_are_back_on_the_shelf(database, cast, proposed):
    await leave(database, cast.zhao)
    lot, line = await row(database, LotRow), await row(database, NeedLineRow)
    assert (lot.free, lot.reserved, line.reserved) == (100, 0, 0)


async def test_a_supplier_who_comes_back_is_asked_again(database, cast, proposed):
    await leave(database, cast.zhao)
    assert (await tick(database)).allocations == 0
    await come_back(database, cast.zhao)
    assert (await tick(database)).allocations == 1
    assert len(await pushes(database, cast.zhao, "confirm_stock")) == 2


async def test_stock_is_not_kept_for_a_receiver_who_is_away(database, cast, proposed):
    await leave(database, cast.li)
    assert (await row(database, LotRow)).free == 100
    (told,) = await pushes(database, cast.zhao, "match_failed")
    assert told.params["reason"] == "blocked_bot"
    (alarm,) = await pushes(database, cast.sun, "stuck")
    assert alarm.params["id"] == (await row(database, NeedRow)).id
    assert (await tick(database)).allocations == 0


async def test_the_need_of_a_receiver_who_comes_back_is_matched_again(database, cast, proposed):
    await leave(database, cast.li)
    await come_back(database, cast.li)
    assert (await row(database, NeedRow)).reachability is Reachability.OK
    assert (await tick(database)).allocations == 1


@pytest.mark.on_postgres
async def test_what_somebody_confirmed_before_they_left_stands(database, cast, proposed):
    async with database.begin() as session:
        await confirm_stock(session, cast.zhao.actor, allocation_id=proposed, now=NOW)
    await leave(database, cast.zhao)
    assert (await row(database, AllocationRow)).state is AllocationState.PROPOSED
    async with database.begin() as session:
        await confirm_need(session, cast.li.actor, allocation_id=proposed, now=NOW)
    await leave(database, cast.li)
    assert (await row(database, AllocationRow)).state is AllocationState.CONFIRMED


async def test_a_driver_loses_the_offer_and_what_they_were_asked(database, cast, proposed):
    await confirm_all(database)
    async with database.begin() as session:
        await put_on_duty(session, cast.chen)
    await tick(database)
    await leave(database, cast.chen)
    offer = await row(database, OfferRow)
    assert (offer.state, offer.reason) == (OfferState.DECLINED, Reason.BLOCKED_BOT)


async def test_the_cards_of_whoever_is_back_are_brought_up_to_date(database, cast, proposed):
    await confirm_all(database)
    async with database.begin() as session:
        await put_on_duty(session, cast.chen)
    await tick(database)
    job_id = await accept_open_offer(database, cast.chen)
    async with database.begin() as session:
        await add_row(
            session,
            CardRow,
            channel="telegram",
            address=cast.chen.address,
            kind="job",
            subject_id=job_id,
            message_id="7",
            updated_at=NOW,
        )
    await leave(database, cast.chen)
    before = len(await pushes(database, cast.chen, "card"))
    await come_back(database, cast.chen)
    renewed = (await pushes(database, cast.chen, "card"))[before:]
    assert [each.params for each in renewed] == [{"card": "job", "subject_id": job_id}]
    await come_back(database, cast.chen)
    assert len(await pushes(database, cast.chen, "card")) == before + 1
