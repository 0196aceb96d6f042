"""One driver is asked at a time; one wins; only the winner sees the address."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from city import (
    MINUTE,
    accept_open_offer,
    confirm_all,
    job_state,
    load_here,
    pushes,
    put_lot,
    put_need,
    put_on_duty,
    row,
    rows,
    tick,
)
from moments import NOW
from sqlmodel import col

from db.actions.offers import (
    accept_job,
    decline_job,
    lapse_offers,
    pass_on_offers,
    release_job,
)
from db.actions.people import mark_blocked
from db.queries.ticks import request_waits
from db.tables import JobRow, LedgerRow, OfferRow, StopRow
from matching.errors import NotAllowed, NotFound, OfferGone, Outdated, StillAboard
from matching.model import JobState, OfferState, Reason, StopKind, TickName

pytestmark = pytest.mark.mainly_sqlite

WINDOW = timedelta(minutes=3)
SECOND = timedelta(seconds=1)


@pytest.fixture
async def offer(database, cast):
    """A job offered to Chen; Liu is on duty farther away."""
    async with database.begin() as session:
        await put_need(session, cast, 60)
        await put_lot(session, cast, 60)
        await put_on_duty(session, cast.chen, km=1)
        await put_on_duty(session, cast.liu, km=4)
    await tick(database)
    await confirm_all(database)
    await tick(database)
    found = await row(database, OfferRow)
    assert found.driver_id == cast.chen.person_id
    return found


async def test_an_offer_accepted_in_time_gives_the_job(database, cast, offer):
    async with database.begin() as session:
        job_id = await accept_job(
            session, cast.chen.actor, offer_id=offer.id, now=NOW + WINDOW - SECOND
        )
    job = await job_state(database, job_id)
    assert (job.state, job.driver_id) == (JobState.ACCEPTED, cast.chen.person_id)
    async with database.read() as session:
        stops = await rows(session, StopRow)
    assert [len(stop.code) for stop in stops if stop.kind is StopKind.DELIVERY] == [4]
    assert [stop.code for stop in stops if stop.kind is StopKind.PICKUP] == [""]


async def test_an_offer_lapses(database, cast, offer):
    async with database.begin() as session:
        with pytest.raises(OfferGone):
            await accept_job(session, cast.chen.actor, offer_id=offer.id, now=NOW + WINDOW)
        assert await lapse_offers(session, now=NOW + WINDOW - SECOND) == 0
        assert await lapse_offers(session, now=NOW + WINDOW) == 1
    async with database.read() as session:
        (first,) = await rows(session, OfferRow, col(OfferRow.id) == offer.id)
    assert (first.state, first.reason) == (OfferState.LAPSED, Reason.NO_ANSWER)
    assert len(await pushes(database, cast.chen, "offer_closed")) == 1
    assert (await row(database, OfferRow)).driver_id == cast.liu.person_id


@pytest.mark.on_postgres
async def test_of_a_job_that_nobody_else_was_named_for_the_next_run_finds_a_driver(
    database, cast, offer
):
    async with database.begin() as session:
        await session.execute(sa.update(JobRow).values(reserve=[]))
        await lapse_offers(session, now=NOW + WINDOW)
    async with database.read() as session:
        assert await request_waits(session, TickName.REVISE)
    assert (await row(database, JobRow)).state is JobState.OPEN
    await tick(database, NOW + WINDOW)
    assert (await row(database, OfferRow)).driver_id == cast.liu.person_id


async def test_somebody_elses_offer_cannot_be_taken(database, cast, offer):
    async with database.begin() as session:
        with pytest.raises(OfferGone):
            await accept_job(session, cast.liu.actor, offer_id=offer.id, now=NOW)
        with pytest.raises(NotAllowed):
            await accept_job(session, cast.wang.actor, offer_id=offer.id, now=NOW)
        with pytest.raises(OfferGone):
            await accept_job(session, cast.chen.actor, offer_id=999, now=NOW)
    assert (await row(database, OfferRow)).state is OfferState.OFFERED


@pytest.mark.on_postgres
async def test_a_second_press_of_accept_is_too_late(database, cast, offer):
    async with database.begin() as session:
        await accept_job(session, cast.chen.actor, offer_id=offer.id, now=NOW)
    async with database.begin() as session:
        with pytest.raises(OfferGone):
            await accept_job(session, cast.chen.actor, offer_id=offer.id, now=NOW)
    assert len(await pushes(database, cast.chen, "job_address")) == 1
    async with database.read() as session:
        reveals = await rows(session, LedgerRow, col(LedgerRow.kind) == "address.revealed")
    assert len(reveals) == 1


@pytest.mark.on_postgres
async def test_after_a_no_the_next_driver_is_asked(database, cast, offer):
    async with database.begin() as session:
        await decline_job(
            session, cast.chen.actor, offer_id=offer.id, reason=Reason.TOO_FAR, now=NOW
        )
        with pytest.raises(OfferGone):
            await decline_job(
                session, cast.chen.actor, offer_id=offer.id, reason=Reason.TOO_FAR, now=NOW
            )
    second = await row(database, OfferRow)
    assert (second.offered_at, second.expires_at) == (NOW, NOW + WINDOW)
    assert await accept_open_offer(database, cast.liu) == offer.job_id
    assert not await pushes(database, cast.chen, "job_address")


@pytest.mark.on_postgres
async def test_a_driver_with_a_job_in_hand_gets_no_second(database, cast, offer):
    job_id = await accept_open_offer(database, cast.chen)
    async with database.begin() as session:
        await put_need(session, cast, 30, reporter=cast.wang)
        await put_lot(session, cast, 30)
    await tick(database)
    await confirm_all(database)
    await tick(database)
    async with database.read() as session:
        asked = await rows(session, OfferRow, col(OfferRow.job_id) != job_id)
    assert {each.driver_id for each in asked} == {cast.liu.person_id}


@pytest.mark.on_postgres
async def test_an_accept_that_loses_the_job_leaves_the_offer_as_it_was(database, cast, offer):
    async with database.begin() as session:
        await session.execute(sa.update(JobRow).values(state=JobState.OPEN))
        with pytest.raises(OfferGone):
            await accept_job(session, cast.chen.actor, offer_id=offer.id, now=NOW)
        await session.execute(sa.update(JobRow).values(state=JobState.OFFERED))
    assert (await row(database, OfferRow)).state is OfferState.OFFERED


async def test_a_job_handed_back_before_loading_goes_to_the_next(database, cast, offer):
    job_id = await accept_open_offer(database, cast.chen)
    async with database.begin() as session:
        with pytest.raises(NotFound):
            await release_job(session, cast.liu.actor, job_id=job_id, reason=Reason.OTHER, now=NOW)
        await release_job(
            session, cast.chen.actor, job_id=job_id, reason=Reason.VEHICLE_TROUBLE, now=NOW
        )
    job = await job_state(database, job_id)
    assert (job.state, job.driver_id) == (JobState.OFFERED, None)
    async with database.begin() as session:
        with pytest.raises(NotFound):
            await release_job(session, cast.chen.actor, job_id=job_id, reason=Reason.OTHER, now=NOW)
    assert await accept_open_offer(database, cast.liu) == job_id


async def test_a_loaded_job_cannot_be_handed_back(database, cast, offer):
    job_id = await accept_open_offer(database, cast.chen)
    await load_here(database, cast.chen, job_id)
    async with database.begin() as session:
        with pytest.raises(StillAboard):
            await release_job(session, cast.chen.actor, job_id=job_id, reason=Reason.OTHER, now=NOW)


@pytest.mark.on_postgres
async def test_the_offer_of_a_driver_who_blocks_us_passes_on(database, cast, offer):
    async with database.begin() as session:
        person_id = await mark_blocked(
            session, channel="telegram", address=cast.chen.address, now=NOW
        )
        await pass_on_offers(session, driver_id=person_id, reason=Reason.BLOCKED_BOT, now=NOW)
    async with database.read() as session:
        (first,) = await rows(session, OfferRow, col(OfferRow.id) == offer.id)
    assert first.state is OfferState.DECLINED
    assert (await row(database, OfferRow)).driver_id == cast.liu.person_id


async def test_a_driver_who_blocked_us_is_not_asked(database, cast):
    async with database.begin() as session:
        await put_need(session, cast, 60)
        await put_lot(session, cast, 60)
        await put_on_duty(session, cast.chen)
        await mark_blocked(session, channel="telegram", address=cast.chen.address, now=NOW)
    await tick(database)
    await confirm_all(database)
    assert (await tick(database)).offers == 0


async def test_an_outdated_job_cannot_be_handed_back(database, cast, offer):
    async with database.begin() as session:
        with pytest.raises((NotFound, Outdated)):
            await release_job(
                session, cast.sun.actor, job_id=offer.job_id, reason=Reason.OTHER, now=NOW
            )
        assert await lapse_offers(session, now=NOW + 2 * MINUTE) == 0
