"""A match that ends takes its load off the job, at every stage before loading."""

import pytest
from city import (
    accept_open_offer,
    confirm_all,
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
from sqlmodel import col

from db.actions.confirmations import decline_need, decline_stock
from db.actions.jobs import drop_allocation_from_job
from db.tables import AllocationRow, JobRow, LotRow, OfferRow, StopRow
from matching.errors import Outdated
from matching.model import AllocationState, JobState, OfferState, Reason, StopKind, StopState

pytestmark = pytest.mark.mainly_sqlite


async def decline(database, cast, allocation_id):
    """Li no longer wants it."""
    async with database.begin() as session:
        await decline_need(
            session,
            cast.li.actor,
            allocation_id=allocation_id,
            reason=Reason.NO_LONGER_NEEDED,
            now=NOW,
        )


@pytest.mark.on_postgres
async def test_a_declined_match_withdraws_the_offer_it_was_in(database, cast):
    async with database.begin() as session:
        await put_need(session, cast, 60)
        await put_lot(session, cast, 60)
        await put_on_duty(session, cast.chen)
    await tick(database)
    await confirm_all(database)
    await tick(database)
    await decline(database, cast, (await row(database, AllocationRow)).id)
    assert (await row(database, OfferRow)).state is OfferState.WITHDRAWN
    assert (await row(database, JobRow)).state is JobState.CANCELLED
    assert len(await pushes(database, cast.chen, "offer_closed")) == 1
    assert (await row(database, LotRow)).free == 60


async def test_a_declined_match_cancels_an_accepted_job_and_frees_the_driver(database, cast):
    job_id = await underway(database, cast)
    await decline(database, cast, (await row(database, AllocationRow)).id)
    job = await job_state(database, job_id)
    assert (job.state, job.reason) == (JobState.CANCELLED, Reason.NO_LONGER_NEEDED)
    told = await pushes(database, cast.chen, "job_changed")
    assert [(push.params, push.lane) for push in told] == [({"job_id": job_id}, 1)]
    async with database.begin() as session:
        await put_need(session, cast, 10)
    await tick(database)
    await confirm_all(database)
    assert (await tick(database)).offers == 1


@pytest.mark.on_postgres
async def test_only_the_stops_of_the_ended_match_are_skipped(database, cast):
    async with database.begin() as session:
        await put_need(session, cast, 60, km=5)
        await put_need(session, cast, 30, km=6, reporter=cast.wang)
        await put_lot(session, cast, 90)
        await put_on_duty(session, cast.chen)
    await tick(database)
    await confirm_all(database)
    await tick(database)
    job_id = await accept_open_offer(database, cast.chen)
    async with database.read() as session:
        first = (await rows(session, AllocationRow, col(AllocationRow.quantity) == 60))[0]
    whole = (await job_state(database, job_id)).kg
    await decline(database, cast, first.id)
    job = await job_state(database, job_id)
    assert job.state is JobState.ACCEPTED
    assert job.kg == pytest.approx(whole / 3)
    skipped = await row(database, StopRow, col(StopRow.state) == StopState.SKIPPED)
    told = await pushes(database, cast.chen, "job_changed")
    assert [push.params for push in told] == [{"job_id": job_id, "stop_id": skipped.id}]
    async with database.read() as session:
        states = [(stop.kind, stop.state) for stop in await rows(session, StopRow)]
    assert sorted(states) == [
        (StopKind.DELIVERY, StopState.PLANNED),
        (StopKind.DELIVERY, StopState.SKIPPED),
        (StopKind.PICKUP, StopState.PLANNED),
    ]
    await load_here(database, cast.chen, job_id)
    lot = await row(database, LotRow)
    assert (lot.free, lot.reserved, lot.loaded_out) == (60, 0, 30)
    assert (await next_stop(database, job_id)).kind is StopKind.DELIVERY


async def test_loaded_goods_stay_on_the_job(database, cast):
    job_id = await underway(database, cast)
    await load_here(database, cast.chen, job_id)
    allocation = await row(database, AllocationRow)
    async with database.begin() as session:
        for refuse in (decline_need, decline_stock):
            who = cast.li if refuse is decline_need else cast.zhao
            with pytest.raises(Outdated):
                await refuse(
                    session,
                    who.actor,
                    allocation_id=allocation.id,
                    reason=Reason.CHANGED,
                    now=NOW,
                )
        await drop_allocation_from_job(session, allocation.id, reason=None, now=NOW)
    assert (await row(database, AllocationRow)).state is AllocationState.LOADED
    assert (await job_state(database, job_id)).state is JobState.UNDERWAY


async def test_dropping_what_is_on_no_job_changes_nothing(database, cast):
    async with database.begin() as session:
        await put_need(session, cast, 60)
        await put_lot(session, cast, 60)
    await tick(database)
    allocation = await row(database, AllocationRow)
    async with database.begin() as session:
        await drop_allocation_from_job(session, allocation.id, reason=None, now=NOW)
        await drop_allocation_from_job(session, 999, reason=None, now=NOW)
    assert (await row(database, AllocationRow)).version == allocation.version
