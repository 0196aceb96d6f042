"""Supplier and receiver confirm, decline or stay silent."""

import asyncio
from datetime import timedelta

import pytest
import sqlalchemy as sa
from city import MINUTE, confirm_all, pushes, put_lot, put_need, row, rows, tick
from moments import NOW
from sqlmodel import col

from db.actions.confirmations import (
    confirm_need,
    confirm_stock,
    decline_need,
    decline_stock,
    lapse_confirmations,
)
from db.actions.goods import recount_lot
from db.actions.moves import take_hold
from db.actions.need_changes import still_needed
from db.tables import AllocationRow, LotRow, NeedLineRow, NeedRow, TickRequestRow
from matching.errors import NotFound, Outdated
from matching.model import AllocationState, CloseReason, Lifecycle, Reachability, Reason, Urgency

pytestmark = pytest.mark.mainly_sqlite


@pytest.fixture
async def proposed(database, cast):
    """A lot of 100 proposed to a need of 60."""
    async with database.begin() as session:
        await put_need(session, cast, 60)
        await put_lot(session, cast, 100)
    await tick(database)
    return (await row(database, AllocationRow)).id


async def both(database):
    """The first match and the one after it."""
    async with database.read() as session:
        return await rows(session, AllocationRow)


async def test_both_must_say_yes(database, cast, proposed):
    async with database.begin() as session:
        await confirm_stock(session, cast.zhao.actor, allocation_id=proposed, now=NOW)
    assert (await row(database, AllocationRow)).state is AllocationState.PROPOSED
    async with database.begin() as session:
        await confirm_need(session, cast.li.actor, allocation_id=proposed, now=NOW)
    allocation = await row(database, AllocationRow)
    assert allocation.state is AllocationState.CONFIRMED
    assert allocation.confirm_by is None
    line = await row(database, NeedLineRow)
    assert (line.reserved, line.committed) == (0, 60)
    assert (await row(database, TickRequestRow)).asked >= 1


async def test_only_the_two_ends_and_a_coordinator_may_answer(database, cast, proposed):
    for who in (cast.wang, cast.li, cast.chen):
        async with database.begin() as session:
            with pytest.raises(NotFound):
                await confirm_stock(session, who.actor, allocation_id=proposed, now=NOW)
    async with database.begin() as session:
        await confirm_stock(session, cast.sun.actor, allocation_id=proposed, now=NOW)
        with pytest.raises(NotFound):
            await confirm_need(session, cast.zhao.actor, allocation_id=proposed, now=NOW)


async def test_what_came_to_nothing_is_said_before_the_next_question(database, cast, proposed):
    async with database.begin() as session:
        await put_lot(session, cast, 100)
        await decline_stock(
            session, cast.zhao.actor, allocation_id=proposed, reason=Reason.NO_STOCK, now=NOW
        )
    await tick(database)
    (failed,) = await pushes(database, cast.li, "match_failed")
    _, asked = await pushes(database, cast.li, "confirm_need")
    assert (failed.lane, failed.id) < (asked.lane, asked.id)


@pytest.mark.on_postgres
@pytest.mark.parametrize("answer", ["yes", "no", "silence"])
async def test_who_answers_holds_nothing_while_the_plan_holds_the_need(
    database, cast, proposed, answer
):
    async def give_answer():
        async with database.begin() as session:
            await ANSWERS[answer](session, cast.li.actor, proposed)

    async with asyncio.TaskGroup() as group, database.begin() as session:
        if not database.is_sqlite:
            await session.execute(sa.text("SET LOCAL lock_timeout = '5s'"))
        await take_hold(session, NeedRow, [1])
        answering = group.create_task(give_answer())
        await asyncio.sleep(0.2)
        await take_hold(session, AllocationRow, [proposed])
        await take_hold(session, NeedLineRow, [1])
        assert not answering.done()
    assert (await row(database, AllocationRow)).version > 1


ANSWERS = {
    "yes": lambda session, li, match: confirm_need(session, li, allocation_id=match, now=NOW),
    "no": lambda session, li, match: decline_need(
        session, li, allocation_id=match, reason=Reason.OTHER, now=NOW
    ),
    "silence": lambda session, _li, _match: lapse_confirmations(session, now=NOW + 600 * MINUTE),
}


@pytest.mark.on_postgres
async def test_who_ends_several_matches_holds_the_first_before_the_others(database, cast):
    async with database.begin() as session:
        for _ in range(2):
            await put_need(session, cast, 60)
        await put_lot(session, cast, 120)
    await tick(database)
    first, second = await both(database)
    longest_overdue = sa.update(AllocationRow).where(col(AllocationRow.id) == second.id)
    async with database.begin() as session:
        await session.execute(longest_overdue.values(confirm_by=NOW))

    async def lapse():
        async with database.begin() as session:
            return await lapse_confirmations(session, now=NOW + 600 * MINUTE)

    async with asyncio.TaskGroup() as group, database.begin() as session:
        if not database.is_sqlite:
            await session.execute(sa.text("SET LOCAL lock_timeout = '5s'"))
        await take_hold(session, AllocationRow, [first.id])
        lapsing = group.create_task(lapse())
        await asyncio.sleep(0.2)
        await take_hold(session, AllocationRow, [second.id])
        await take_hold(session, NeedLineRow, [first.need_line_id, second.need_line_id])
        await take_hold(session, LotRow, [first.lot_id])
        assert not lapsing.done()
    assert lapsing.result() == 2


@pytest.mark.on_postgres
async def test_a_second_yes_from_the_same_end_is_outdated(database, cast, proposed):
    async with database.begin() as session:
        await confirm_stock(session, cast.zhao.actor, allocation_id=proposed, now=NOW)
        with pytest.raises(Outdated):
            await confirm_stock(session, cast.zhao.actor, allocation_id=proposed, now=NOW)


@pytest.mark.on_postgres
async def test_silence_is_a_no_and_the_next_candidate_is_tried(database, cast, proposed):
    async with database.begin() as session:
        await put_lot(session, cast, 80, km=1.0)
        await confirm_need(session, cast.li.actor, allocation_id=proposed, now=NOW)
    late = NOW + 10 * MINUTE
    async with database.begin() as session:
        assert await lapse_confirmations(session, now=late - timedelta(seconds=1)) == 0
        assert await lapse_confirmations(session, now=late) == 1
        assert await lapse_confirmations(session, now=late) == 0
    first = await row(database, AllocationRow, col(AllocationRow.id) == proposed)
    assert (first.state, first.reason) == (AllocationState.TIMED_OUT, Reason.NO_ANSWER)
    told = await pushes(database, cast.li, "match_failed")
    assert [push.params["reason"] for push in told] == ["no_answer"]
    assert (await row(database, NeedRow)).reachability is Reachability.OK
    assert (await tick(database, late)).allocations == 1
    second = await row(database, AllocationRow)
    assert second.lot_id != first.lot_id


@pytest.mark.on_postgres
async def test_a_silent_receiver_uses_up_no_lot_and_is_served_again_at_once(
    database, cast, proposed
):
    async with database.begin() as session:
        await put_lot(session, cast, 80, km=-1.0)
        await confirm_stock(session, cast.zhao.actor, allocation_id=proposed, now=NOW)
    late = NOW + 10 * MINUTE
    async with database.begin() as session:
        assert await lapse_confirmations(session, now=late) == 1
    need = await row(database, NeedRow)
    assert need.reachability is Reachability.NO_ANSWER
    assert (await tick(database, late)).allocations == 0
    awake = late + MINUTE
    async with database.begin() as session:
        await still_needed(session, cast.li.actor, need_id=need.id, now=awake)
    assert (await tick(database, awake)).allocations == 1
    first, second = await both(database)
    assert second.lot_id == first.lot_id


async def test_coordinators_hear_of_a_silent_receiver_whose_life_is_at_risk(database, cast):
    async with database.begin() as session:
        need_id, _ = await put_need(session, cast, 60, urgency=Urgency.CRITICAL)
        await put_lot(session, cast, 100)
    await tick(database)
    async with database.begin() as session:
        assert await lapse_confirmations(session, now=NOW + 10 * MINUTE) == 1
    (told,) = await pushes(database, cast.sun, "stuck")
    assert told.params == {"kind": "critical", "id": need_id, "silent": 1}


async def test_a_silent_supplier_is_asked_again_after_counting(database, cast, proposed):
    async with database.begin() as session:
        await confirm_need(session, cast.li.actor, allocation_id=proposed, now=NOW)
        await lapse_confirmations(session, now=NOW + 10 * MINUTE)
    awake = NOW + 11 * MINUTE
    assert (await tick(database, awake)).allocations == 0
    lot = await row(database, LotRow)
    async with database.begin() as session:
        await recount_lot(session, cast.zhao.actor, lot_id=lot.id, quantity=100, now=awake)
    assert (await tick(database, awake)).allocations == 1


async def test_an_empty_lot_is_proposed_again_after_a_recount(database, cast, proposed):
    async with database.begin() as session:
        await decline_stock(
            session, cast.zhao.actor, allocation_id=proposed, reason=Reason.NO_STOCK, now=NOW
        )
    lot = await row(database, LotRow)
    async with database.begin() as session:
        await recount_lot(session, cast.zhao.actor, lot_id=lot.id, quantity=100, now=NOW + MINUTE)
    assert (await tick(database, NOW + MINUTE)).allocations == 1


async def test_no_stock_empties_the_lot_and_the_pair_is_not_tried_again(database, cast, proposed):
    async with database.begin() as session:
        await decline_stock(
            session, cast.zhao.actor, allocation_id=proposed, reason=Reason.NO_STOCK, now=NOW
        )
    lot = await row(database, LotRow)
    assert (lot.free, lot.reserved, lot.counted) == (0, 0, 0)
    assert (await row(database, NeedLineRow)).reserved == 0
    assert len(await pushes(database, cast.li, "match_failed")) == 1
    assert (await tick(database)).allocations == 0


async def test_less_stock_is_offered_again_as_far_as_it_goes(database, cast, proposed):
    async with database.begin() as session:
        await decline_stock(
            session,
            cast.zhao.actor,
            allocation_id=proposed,
            reason=Reason.NO_STOCK,
            quantity_left=25,
            now=NOW,
        )
    assert (await row(database, LotRow)).free == 25
    assert (await tick(database)).allocations == 1
    assert (await row(database, AllocationRow)).quantity == 25


async def test_what_others_were_promised_comes_off_what_is_left(database, cast, proposed):
    async with database.begin() as session:
        await put_need(session, cast, 40, reporter=cast.wang)
    await tick(database)
    async with database.begin() as session:
        await decline_stock(
            session,
            cast.zhao.actor,
            allocation_id=proposed,
            reason=Reason.LESS_STOCK,
            quantity_left=50,
            now=NOW,
        )
    lot = await row(database, LotRow)
    assert (lot.free, lot.reserved, lot.counted) == (10, 40, 50)


async def test_what_is_no_longer_needed_is_not_sought_elsewhere(database, cast, proposed):
    async with database.begin() as session:
        await decline_need(
            session,
            cast.li.actor,
            allocation_id=proposed,
            reason=Reason.NO_LONGER_NEEDED,
            now=NOW,
        )
    need = await row(database, NeedRow)
    assert (need.lifecycle, need.close_reason) == (Lifecycle.CLOSED, CloseReason.WITHDRAWN)
    lot = await row(database, LotRow)
    assert (lot.free, lot.reserved) == (100, 0)
    assert len(await pushes(database, cast.zhao, "match_failed")) == 1
    assert (await tick(database)).allocations == 0


async def test_a_receiver_who_wants_another_kind_stays_open(database, cast, proposed):
    async with database.begin() as session:
        await decline_need(
            session, cast.li.actor, allocation_id=proposed, reason=Reason.WRONG_ITEM, now=NOW
        )
    assert (await row(database, NeedRow)).lifecycle is Lifecycle.OPEN
    assert (await tick(database)).allocations == 0
    assert (await tick(database, NOW + timedelta(hours=7))).allocations == 1


async def test_a_late_yes_changes_nothing(database, cast, proposed):
    async with database.begin() as session:
        await lapse_confirmations(session, now=NOW + 10 * MINUTE)
        with pytest.raises(Outdated):
            await confirm_stock(session, cast.zhao.actor, allocation_id=proposed, now=NOW)
    assert (await row(database, LotRow)).free == 100


async def test_a_supplier_may_still_decline_what_was_confirmed(database, cast, proposed):
    await confirm_all(database)
    async with database.begin() as session:
        await decline_stock(
            session, cast.zhao.actor, allocation_id=proposed, reason=Reason.DAMAGED, now=NOW
        )
    lot = await row(database, LotRow)
    assert (lot.free, lot.reserved, lot.counted) == (40, 0, 40)
    assert (await row(database, NeedLineRow)).committed == 0


@pytest.mark.on_postgres
async def test_less_than_others_were_promised_takes_back_the_newest(database, cast):
    async with database.begin() as session:
        lot_id = await put_lot(session, cast, 100)
        for quantity, reporter in ((20, cast.li), (40, cast.wang), (40, cast.li)):
            await put_need(session, cast, quantity, reporter=reporter)
    await tick(database)
    async with database.read() as session:
        promised = await rows(session, AllocationRow)
    declined = next(each for each in promised if each.quantity == 20)
    others = [each for each in promised if each.id != declined.id]
    async with database.begin() as session:
        await decline_stock(
            session,
            cast.zhao.actor,
            allocation_id=declined.id,
            reason=Reason.LESS_STOCK,
            quantity_left=50,
            now=NOW,
        )
    async with database.read() as session:
        kept, taken = await rows(
            session, AllocationRow, col(AllocationRow.id).in_([each.id for each in others])
        )
    assert kept.state is AllocationState.PROPOSED
    assert (taken.state, taken.reason) == (AllocationState.RELEASED, Reason.LESS_STOCK)
    lot = await row(database, LotRow, col(LotRow.id) == lot_id)
    assert (lot.free, lot.reserved, lot.counted) == (10, 40, 50)
    told = await pushes(database, cast.li, "match_failed") + await pushes(
        database, cast.wang, "match_failed"
    )
    assert taken.id in {push.params["allocation_id"] for push in told}
