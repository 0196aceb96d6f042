"""Custody: loaded, handed over against a proof, refused, brought back, lost, stranded."""

import pytest
from beginnings import begun
from city import (
    accept_open_offer,
    confirm_all,
    deliver_here,
    job_state,
    load_here,
    next_stop,
    pushes,
    put_lot,
    put_need,
    put_on_duty,
    row,
    rows,
    tick,
    underway,
)
from moments import NOW

from db.actions.delivery import (
    arrive,
    check_code,
    fail_job,
    fail_pickup,
    record_delivery,
    record_loss,
    record_pickup,
    record_return,
    report_breakdown,
)
from db.tables import AllocationRow, HandoverRow, LotRow, NeedLineRow, NeedRow, StopRow
from matching.errors import NotFound, Outdated, TooMuch, WrongCode
from matching.model import (
    AllocationState,
    HandoverKind,
    JobState,
    Lifecycle,
    ProofKind,
    Reason,
    StopState,
)

pytestmark = pytest.mark.mainly_sqlite


def lot_of(lot):
    """free, reserved, loaded out, counted."""
    return lot.free, lot.reserved, lot.loaded_out, lot.counted


@pytest.fixture
async def job_id(database, cast):
    """Chen has accepted to carry 100."""
    return await begun(database, "underway", lambda: underway(database, cast))


@pytest.fixture
async def loaded(database, cast, job_id):
    """Chen has loaded all 100."""

    async def play():
        await load_here(database, cast.chen, job_id)
        return job_id

    return await begun(database, "loaded", play)


async def hand_over(database, cast, job_id, **facts):
    """Record a delivery at the next stop with whatever the test says."""
    stop = await next_stop(database, job_id)
    allocation = await row(database, AllocationRow)
    usual = {
        "accepted": {allocation.id: 100},
        "rejected": {},
        "reason": None,
        "proof": ProofKind.CODE,
        "photo": "",
    }
    async with database.begin() as session:
        await record_delivery(
            session,
            cast.chen.actor,
            stop_id=stop.id,
            actor_at=NOW,
            now=NOW,
            **{**usual, **facts},
        )


async def test_loading_comes_after_arriving(database, cast, job_id):
    stop = await next_stop(database, job_id)
    allocation = await row(database, AllocationRow)
    async with database.begin() as session:
        with pytest.raises(Outdated):
            await record_pickup(
                session,
                cast.chen.actor,
                stop_id=stop.id,
                loaded={allocation.id: 100},
                actor_at=NOW,
                now=NOW,
            )
        await arrive(session, cast.chen.actor, stop_id=stop.id, now=NOW)
        with pytest.raises(Outdated):
            await arrive(session, cast.chen.actor, stop_id=stop.id, now=NOW)
        with pytest.raises(NotFound):
            await arrive(session, cast.liu.actor, stop_id=stop.id, now=NOW)
    assert len(await pushes(database, cast.zhao, "driver_arrived")) == 1


async def test_more_than_promised_cannot_be_loaded(database, cast, job_id):
    stop = await next_stop(database, job_id)
    allocation = await row(database, AllocationRow)
    async with database.begin() as session:
        await arrive(session, cast.chen.actor, stop_id=stop.id, now=NOW)
        for loaded, refusal in (
            ({allocation.id: 101}, TooMuch),
            ({allocation.id: -1}, TooMuch),
            ({}, Outdated),
            ({allocation.id: 100, 999: 1}, Outdated),
        ):
            with pytest.raises(refusal):
                await record_pickup(
                    session,
                    cast.chen.actor,
                    stop_id=stop.id,
                    loaded=loaded,
                    actor_at=NOW,
                    now=NOW,
                )
    assert lot_of(await row(database, LotRow)) == (0, 100, 0, 100)


async def test_the_rest_of_a_partial_load_is_matched_again(database, cast, job_id):
    await load_here(database, cast.chen, job_id, less=30, reason=Reason.TOO_LARGE)
    assert lot_of(await row(database, LotRow)) == (30, 0, 70, 100)
    line = await row(database, NeedLineRow)
    assert (line.committed, line.loaded) == (0, 70)
    assert (await tick(database)).allocations == 1
    assert (await row(database, AllocationRow)).quantity == 30


async def test_stock_that_is_not_there_is_written_off(database, cast, job_id):
    await load_here(database, cast.chen, job_id, less=30, reason=Reason.LESS_STOCK)
    assert lot_of(await row(database, LotRow)) == (0, 0, 70, 70)


async def test_nothing_loaded_ends_the_match_and_the_job(database, cast, job_id):
    await load_here(database, cast.chen, job_id, less=100, reason=Reason.NO_STOCK)
    allocation = await row(database, AllocationRow)
    assert (allocation.state, allocation.reason) == (AllocationState.FAILED, Reason.NO_STOCK)
    assert (await job_state(database, job_id)).state is JobState.CANCELLED
    assert lot_of(await row(database, LotRow)) == (0, 0, 0, 0)
    assert len(await pushes(database, cast.li, "match_failed")) == 1
    assert (await tick(database)).allocations == 0


@pytest.mark.on_postgres
async def test_a_wrong_code_is_counted_and_the_fifth_locks_it(database, cast, loaded):
    stop = await next_stop(database, loaded)
    wrong = "0000" if stop.code != "0000" else "1111"
    async with database.begin() as session:
        await arrive(session, cast.chen.actor, stop_id=stop.id, now=NOW)
    for left in (4, 3, 2, 1, 0):
        async with database.begin() as session:
            checked = await check_code(
                session, cast.chen.actor, stop_id=stop.id, code=wrong, now=NOW
            )
        assert (checked.ok, checked.tries_left) == (False, left)
    async with database.begin() as session:
        checked = await check_code(
            session, cast.chen.actor, stop_id=stop.id, code=stop.code, now=NOW
        )
    assert not checked.ok
    with pytest.raises(WrongCode):
        await hand_over(database, cast, loaded)
    await hand_over(database, cast, loaded, proof=ProofKind.PHOTO, photo="file-1")
    assert (await job_state(database, loaded)).state is JobState.CLOSED


async def test_goods_are_not_handed_over_without_a_proof(database, cast, loaded):
    stop = await next_stop(database, loaded)
    async with database.begin() as session:
        await arrive(session, cast.chen.actor, stop_id=stop.id, now=NOW)
    for proof in (ProofKind.NONE, ProofKind.CODE, ProofKind.PHOTO, ProofKind.COORDINATOR):
        with pytest.raises(WrongCode):
            await hand_over(database, cast, loaded, proof=proof)
    assert (await row(database, AllocationRow)).accepted == 0


async def test_more_than_aboard_cannot_be_handed_over(database, cast, loaded):
    stop = await next_stop(database, loaded)
    allocation = await row(database, AllocationRow)
    async with database.begin() as session:
        await arrive(session, cast.chen.actor, stop_id=stop.id, now=NOW)
        await check_code(session, cast.chen.actor, stop_id=stop.id, code=stop.code, now=NOW)
    for accepted, rejected in ((101, 0), (90, 11), (-1, 0), (101, -1)):
        with pytest.raises(TooMuch):
            await hand_over(
                database,
                cast,
                loaded,
                accepted={allocation.id: accepted},
                rejected={allocation.id: rejected},
            )
    assert lot_of(await row(database, LotRow)) == (0, 0, 100, 100)


@pytest.mark.on_postgres
async def test_what_was_refused_is_brought_back_before_the_job_ends(database, cast, loaded):
    await deliver_here(database, cast.chen, loaded, reject=20, reason=Reason.OTHER)
    line = await row(database, NeedLineRow)
    assert (line.accepted, line.rejected) == (80, 20)
    assert (await job_state(database, loaded)).state is JobState.UNDERWAY
    assert lot_of(await row(database, LotRow)) == (0, 0, 20, 20)
    async with database.begin() as session:
        await record_return(session, cast.chen.actor, job_id=loaded, now=NOW)
    assert (await job_state(database, loaded)).state is JobState.CLOSED
    assert lot_of(await row(database, LotRow)) == (20, 0, 0, 20)
    line = await row(database, NeedLineRow)
    assert (line.accepted, line.rejected, line.returned) == (80, 0, 20)
    allocation = await row(database, AllocationRow)
    assert allocation.state is AllocationState.DELIVERED
    async with database.read() as session:
        kinds = [(h.kind, h.quantity, h.rejected) for h in await rows(session, HandoverRow)]
    assert kinds == [
        (HandoverKind.PICKUP, 100, 0),
        (HandoverKind.DELIVERY, 80, 20),
        (HandoverKind.RETURN, 20, 0),
    ]
    async with database.begin() as session:
        with pytest.raises(Outdated):
            await record_return(session, cast.chen.actor, job_id=loaded, now=NOW)


async def test_damaged_goods_brought_back_are_promised_to_nobody(database, cast, loaded):
    await deliver_here(database, cast.chen, loaded, reject=100, reason=Reason.DAMAGED)
    async with database.begin() as session:
        await record_return(session, cast.chen.actor, job_id=loaded, now=NOW)
    assert lot_of(await row(database, LotRow)) == (0, 0, 0, 0)
    assert (await row(database, AllocationRow)).state is AllocationState.RETURNED


async def test_nobody_there_needs_no_proof_and_the_need_stays_open(database, cast, loaded):
    stop = await next_stop(database, loaded)
    allocation = await row(database, AllocationRow)
    async with database.begin() as session:
        await arrive(session, cast.chen.actor, stop_id=stop.id, now=NOW)
    await hand_over(
        database,
        cast,
        loaded,
        accepted={},
        rejected={allocation.id: 100},
        reason=Reason.NOBODY_THERE,
        proof=ProofKind.NONE,
    )
    assert (await row(database, NeedRow)).lifecycle is Lifecycle.OPEN
    assert not await pushes(database, cast.li, "need_receipt")
    async with database.begin() as session:
        await record_return(session, cast.chen.actor, job_id=loaded, now=NOW)
    assert lot_of(await row(database, LotRow)) == (100, 0, 0, 100)
    assert (await tick(database)).allocations == 0


@pytest.mark.on_postgres
async def test_what_is_refused_as_no_longer_needed_is_not_sought_again(database, cast, loaded):
    await deliver_here(database, cast.chen, loaded, reject=40, reason=Reason.NO_LONGER_NEEDED)
    assert (await row(database, NeedRow)).lifecycle is Lifecycle.CLOSED
    line = await row(database, NeedLineRow)
    assert (line.accepted, line.rejected, line.cancelled) == (60, 40, 40)


async def test_lost_goods_leave_the_lot_and_open_the_need(database, cast, loaded):
    await deliver_here(database, cast.chen, loaded, reject=20, reason=Reason.OTHER)
    async with database.begin() as session:
        await record_loss(session, cast.chen.actor, job_id=loaded, reason=Reason.DAMAGED, now=NOW)
    assert lot_of(await row(database, LotRow)) == (0, 0, 0, 0)
    line = await row(database, NeedLineRow)
    assert (line.accepted, line.rejected, line.lost) == (80, 0, 20)
    assert (await job_state(database, loaded)).state is JobState.CLOSED


async def test_goods_still_to_be_delivered_cannot_be_returned_on_a_whim(database, cast, loaded):
    async with database.begin() as session:
        with pytest.raises(Outdated):
            await record_return(session, cast.chen.actor, job_id=loaded, now=NOW)


async def test_a_breakdown_before_loading_frees_the_goods_for_another(database, cast, job_id):
    async with database.begin() as session:
        await put_on_duty(session, cast.liu)
        await report_breakdown(
            session, cast.chen.actor, job_id=job_id, reason=Reason.VEHICLE_TROUBLE, now=NOW
        )
    assert (await job_state(database, job_id)).state is JobState.FAILED
    assert (await row(database, AllocationRow)).state is AllocationState.CONFIRMED
    assert (await tick(database)).jobs == 1


async def test_a_breakdown_with_goods_aboard_keeps_them_in_custody(database, cast, loaded):
    async with database.begin() as session:
        await report_breakdown(
            session, cast.chen.actor, job_id=loaded, reason=Reason.VEHICLE_TROUBLE, now=NOW
        )
    assert (await job_state(database, loaded)).state is JobState.UNDERWAY
    assert lot_of(await row(database, LotRow)) == (0, 0, 100, 100)
    assert len(await pushes(database, cast.sun, "stuck")) == 1
    async with database.begin() as session:
        with pytest.raises(NotFound):
            await record_return(session, cast.liu.actor, job_id=loaded, now=NOW)
        await record_return(session, cast.sun.actor, job_id=loaded, now=NOW)
    assert (await job_state(database, loaded)).state is JobState.CLOSED
    assert lot_of(await row(database, LotRow)) == (100, 0, 0, 100)
    assert (await row(database, StopRow)).state is StopState.SKIPPED
    assert (await tick(database)).allocations == 1


async def test_stranded_goods_may_be_delivered_after_all(database, cast, loaded):
    async with database.begin() as session:
        await fail_job(session, cast.sun.actor, job_id=loaded, reason=Reason.ROAD_BLOCKED, now=NOW)
    await deliver_here(database, cast.chen, loaded)
    assert (await job_state(database, loaded)).state is JobState.CLOSED
    assert (await row(database, NeedLineRow)).accepted == 100


@pytest.mark.on_postgres
async def test_a_trip_with_two_pickups_and_two_deliveries_takes_them_in_turn(database, cast):
    async with database.begin() as session:
        await put_need(session, cast, 60, km=6)
        await put_need(session, cast, 40, km=7, reporter=cast.wang, item="WATER-BOT")
        await put_lot(session, cast, 60, km=0)
        await put_lot(session, cast, 40, km=1, item="WATER-BOT", supplier=cast.sun)
        await put_on_duty(session, cast.chen, kg=5000)
    await tick(database)
    await confirm_all(database)
    assert (await tick(database)).jobs == 1
    job_id = await accept_open_offer(database, cast.chen)
    async with database.read() as session:
        stops = await rows(session, StopRow)
    assert len(stops) == 4
    for stop in stops:
        async with database.begin() as session:
            for later in stops[stop.seq + 1 :]:
                with pytest.raises(Outdated):
                    await arrive(session, cast.chen.actor, stop_id=later.id, now=NOW)
        await _serve(database, cast, await next_stop(database, job_id))
    assert (await job_state(database, job_id)).state is JobState.CLOSED
    async with database.read() as session:
        assert {need.lifecycle for need in await rows(session, NeedRow)} == {Lifecycle.CLOSED}
    assert len(await pushes(database, cast.li, "handover_code")) == 1
    assert len(await pushes(database, cast.wang, "handover_code")) == 1


async def _serve(database, cast, stop):
    """Do whatever is to be done at the stop, all of it."""
    from sqlmodel import col

    from db.queries.transport import matches_at_stop

    async with database.begin() as session:
        await arrive(session, cast.chen.actor, stop_id=stop.id, now=NOW)
        matches = await matches_at_stop(session, stop.id)
        if stop.kind.value == "pickup":
            await record_pickup(
                session,
                cast.chen.actor,
                stop_id=stop.id,
                loaded={match.allocation_id: match.quantity for match in matches},
                actor_at=NOW,
                now=NOW,
            )
            return
        fresh = (await rows(session, StopRow, col(StopRow.id) == stop.id))[0]
        await check_code(session, cast.chen.actor, stop_id=stop.id, code=fresh.code, now=NOW)
        await record_delivery(
            session,
            cast.chen.actor,
            stop_id=stop.id,
            accepted={match.allocation_id: match.aboard for match in matches},
            rejected={},
            reason=None,
            proof=ProofKind.CODE,
            photo="",
            actor_at=NOW,
            now=NOW,
        )


async def test_a_pickup_where_nobody_is_ends_there_and_troubles_no_second_driver(database, cast):
    job_id = await underway(database, cast)
    async with database.begin() as session:
        await put_on_duty(session, cast.liu)
        await fail_pickup(
            session, cast.chen.actor, job_id=job_id, reason=Reason.NOBODY_THERE, now=NOW
        )
    allocation = await row(database, AllocationRow)
    assert (allocation.state, allocation.reason) == (AllocationState.FAILED, Reason.NOBODY_THERE)
    assert (await job_state(database, job_id)).state is JobState.CANCELLED
    for end in (cast.li, cast.zhao):
        assert len(await pushes(database, end, "match_failed")) == 1
    applied = await tick(database)
    assert (applied.allocations, applied.offers) == (0, 0)
    assert (await row(database, LotRow)).free == 100


async def test_the_other_loads_go_on_when_a_pickup_fails(database, cast):
    async with database.begin() as session:
        await put_need(session, cast, 150)
        await put_lot(session, cast, 100)
        await put_lot(session, cast, 50, km=1.0)
        await put_on_duty(session, cast.chen)
    await tick(database)
    await confirm_all(database)
    await tick(database)
    job_id = await accept_open_offer(database, cast.chen)
    first = await next_stop(database, job_id)
    async with database.begin() as session:
        await arrive(session, cast.chen.actor, stop_id=first.id, now=NOW)
        await fail_pickup(
            session, cast.chen.actor, job_id=job_id, reason=Reason.PLACE_NOT_FOUND, now=NOW
        )
        with pytest.raises(NotFound):
            await fail_pickup(
                session, cast.liu.actor, job_id=job_id, reason=Reason.PLACE_NOT_FOUND, now=NOW
            )
    assert (await job_state(database, job_id)).state is JobState.ACCEPTED
    await load_here(database, cast.chen, job_id)
    with pytest.raises(Outdated):
        async with database.begin() as session:
            await fail_pickup(
                session, cast.chen.actor, job_id=job_id, reason=Reason.NOBODY_THERE, now=NOW
            )
    await deliver_here(database, cast.chen, job_id)
    assert (await job_state(database, job_id)).state is JobState.CLOSED
