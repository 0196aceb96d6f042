"""Who says no is followed in the same breath by whom the plan named next, if they still can."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from cast import join
from city import MINUTE, confirm_all, put_lot, put_need, put_on_duty, row, rows, tick
from moments import NOW
from sqlmodel import col

from db.actions.closures import close_road
from db.actions.offers import decline_job
from db.actions.vehicles import go_off_duty
from db.queries.ticks import request_waits
from db.tables import AllocationRow, JobRow, OfferRow, TickRequestRow, VehicleRow
from matching.model import JobState, OfferState, Reason, Role, TickName

pytestmark = pytest.mark.mainly_sqlite

WINDOW = timedelta(minutes=2)


@pytest.fixture
async def wu(database, cast):
    """A third driver."""
    async with database.begin() as session:
        return await join(session, "107", "吴师傅", "zh", Role.DRIVER)


@pytest.fixture
async def offer(database, cast, wu):
    """A job offered to Chen; Liu and, farther away, Wu are named in reserve."""
    async with database.begin() as session:
        await put_need(session, cast, 60)
        await put_lot(session, cast, 60)
        await put_on_duty(session, cast.chen, km=1)
        await put_on_duty(session, cast.liu, km=4)
        await put_on_duty(session, wu, km=6)
    await tick(database)
    await confirm_all(database)
    await tick(database)
    found = await row(database, OfferRow)
    assert found.driver_id == cast.chen.person_id
    assert (await row(database, JobRow)).reserve == [cast.liu.person_id, wu.person_id]
    async with database.begin() as session:
        await session.execute(sa.update(TickRequestRow).values(served=TickRequestRow.asked))
    return found


async def declined(database, driver, offer_id, now=NOW):
    async with database.begin() as session:
        await decline_job(
            session,
            driver.actor,
            offer_id=offer_id,
            reason=Reason.TOO_FAR,
            now=now,
            window=WINDOW,
        )


async def wishes(database):
    """Whether a planning run was asked for."""
    async with database.read() as session:
        return await request_waits(session, TickName.REVISE)


@pytest.mark.on_postgres
async def test_the_next_named_is_asked_without_a_run(database, cast, wu, offer):
    await declined(database, cast.chen, offer.id)
    second = await row(database, OfferRow)
    assert (second.driver_id, second.state) == (cast.liu.person_id, OfferState.OFFERED)
    assert (second.offered_at, second.expires_at) == (NOW, NOW + WINDOW)
    assert not await wishes(database)
    assert (await row(database, JobRow)).reserve == [wu.person_id]
    await declined(database, cast.liu, second.id)
    assert (await row(database, OfferRow)).driver_id == wu.person_id


async def test_who_went_home_is_passed_over(database, cast, wu, offer):
    async with database.begin() as session:
        await go_off_duty(session, cast.liu.actor, now=NOW)
    await declined(database, cast.chen, offer.id)
    assert (await row(database, OfferRow)).driver_id == wu.person_id


async def test_whose_vehicle_does_not_suit_any_more_is_passed_over(database, cast, wu, offer):
    async with database.begin() as session:
        theirs = col(VehicleRow.person_id) == cast.liu.person_id
        await session.execute(sa.update(VehicleRow).where(theirs).values(kg=0.001))
    await declined(database, cast.chen, offer.id)
    assert (await row(database, OfferRow)).driver_id == wu.person_id


async def test_behind_a_closure_nobody_is_asked_and_a_run_looks_for_a_way(
    database, cast, wu, offer
):
    async with database.begin() as session:
        await close_road(
            session, cast.sun.actor, title="", centre=(38.9, 121.6), radius_km=0.1, now=NOW
        )
    await declined(database, cast.chen, offer.id)
    job = await row(database, JobRow)
    assert (job.state, job.reserve) == (JobState.OPEN, [])
    assert await wishes(database)


async def test_after_the_last_named_a_run_looks_among_all(database, cast, wu, offer):
    for driver in (cast.chen, cast.liu, wu):
        await declined(database, driver, (await row(database, OfferRow)).id)
    assert (await row(database, JobRow)).state is JobState.OPEN
    assert await wishes(database)
    assert (await tick(database, NOW + 11 * MINUTE)).offers == 1


async def test_who_said_no_is_looked_at_for_what_else_waits(database, cast, wu, offer):
    async with database.begin() as session:
        await put_need(session, cast, 30, reporter=cast.wang)
        await put_lot(session, cast, 30)
        for driver in (cast.liu, wu):
            await go_off_duty(session, driver.actor, now=NOW)
    await tick(database)
    await confirm_all(database)
    async with database.begin() as session:
        await put_on_duty(session, cast.liu, km=4)
        await session.execute(sa.update(TickRequestRow).values(served=TickRequestRow.asked))
    await declined(database, cast.chen, offer.id)
    assert (await row(database, OfferRow)).driver_id == cast.liu.person_id
    assert await wishes(database)
    assert (await tick(database)).offers == 1
    async with database.read() as session:
        open_ = await rows(session, OfferRow, col(OfferRow.state) == OfferState.OFFERED)
    assert {each.driver_id for each in open_} == {cast.liu.person_id, cast.chen.person_id}
    assert (await row(database, AllocationRow)).consignment_id is not None
