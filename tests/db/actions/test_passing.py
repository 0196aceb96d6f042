"""Many offers that lapse at once take the statements of one, and each next driver their own."""

from datetime import timedelta

import pytest
from cast import join
from city import pushes, put_on_duty, put_place, rows
from moments import NOW
from sqlalchemy import event
from sqlmodel import col

from db.actions.offers import accept_job, lapse_offers, pass_on_offers, release_job
from db.engine import add_row
from db.queries.events import waiting_events
from db.tables import JobRow, LedgerRow, OfferRow, StopRow
from matching.model import JobState, OfferState, Reason, Role, StopKind

pytestmark = pytest.mark.mainly_sqlite

WINDOW = timedelta(minutes=3)
OWN = timedelta(minutes=7)


async def put_offers(database, count, *, reserve=False, window=WINDOW):
    """So many jobs, each offered to a driver; with a reserve, another is named for each. The
    drivers who were asked."""
    asked = []
    async with database.begin() as session:
        for number in range(count):
            driver = await join(session, f"2{number:03d}", "司机", "zh", Role.DRIVER)
            shift_id = await put_on_duty(session, driver)
            named = []
            if reserve:
                other = await join(session, f"3{number:03d}", "司机", "zh", Role.DRIVER)
                await put_on_duty(session, other)
                named = [other.person_id]
            job_id = await add_row(
                session, JobRow, kg=1.0, m3=0.1, state=JobState.OFFERED, reserve=named,
                created_at=NOW,
            )  # fmt: skip
            for seq, kind in enumerate((StopKind.PICKUP, StopKind.DELIVERY)):
                place_id = await put_place(session, float(seq))
                await add_row(
                    session, StopRow, job_id=job_id, seq=seq, kind=kind, place_id=place_id
                )
            await add_row(
                session, OfferRow, job_id=job_id, driver_id=driver.person_id, shift_id=shift_id,
                offered_at=NOW, expires_at=NOW + window,
            )  # fmt: skip
            asked.append(driver)
    return asked


async def statements(database, act):
    """How many statements an action takes until it is committed."""
    seen = []

    def count(_connection, _cursor, statement, *_rest):
        seen.append(statement)

    event.listen(database.engine.sync_engine, "before_cursor_execute", count)
    try:
        async with database.begin() as session:
            await act(session)
    finally:
        event.remove(database.engine.sync_engine, "before_cursor_execute", count)
    return len(seen)


async def lapse(session):
    await lapse_offers(session, now=NOW + WINDOW, window=WINDOW)


@pytest.mark.parametrize("count", [1, 12])
async def test_offers_that_lapse_take_the_same_few_statements_however_many(database, count):
    drivers = await put_offers(database, count)
    assert await statements(database, lapse) <= 14
    async with database.read() as session:
        offers = await rows(session, OfferRow)
        jobs = await rows(session, JobRow)
        (found,) = await waiting_events(session)
        noted = await rows(session, LedgerRow, col(LedgerRow.kind) == "offer.lapsed")
    assert {(offer.state, offer.reason) for offer in offers} == {
        (OfferState.LAPSED, Reason.NO_ANSWER)
    }
    assert {job.state for job in jobs} == {JobState.OPEN}
    assert set(found.event.jobs) == {job.id for job in jobs}
    assert set(found.event.free) == {driver.person_id for driver in drivers}
    assert len(noted) == count
    for driver in drivers:
        assert len(await pushes(database, driver, "offer_closed")) == 1


@pytest.mark.on_postgres
async def test_each_next_driver_is_asked_at_once(database):
    few = await statements_of_reserves(database, 2)
    async with database.read() as session:
        asked = await rows(session, OfferRow, col(OfferRow.state) == OfferState.OFFERED)
    assert len({offer.driver_id for offer in asked}) == len(asked) == 2
    assert all(offer.expires_at - offer.offered_at == WINDOW for offer in asked)
    assert few <= 38


async def statements_of_reserves(database, count):
    await put_offers(database, count, reserve=True)
    return await statements(database, lapse)


async def test_the_next_driver_has_as_long_as_the_one_who_went_home(database):
    (driver,) = await put_offers(database, 1, reserve=True, window=OWN)
    async with database.begin() as session:
        await pass_on_offers(session, driver_id=driver.person_id, reason=Reason.OFF_DUTY, now=NOW)
    async with database.read() as session:
        (asked,) = await rows(session, OfferRow, col(OfferRow.state) == OfferState.OFFERED)
    assert asked.expires_at - asked.offered_at == OWN


async def test_the_next_driver_has_as_long_as_the_one_who_gave_the_job_back(database):
    (driver,) = await put_offers(database, 1, reserve=True, window=OWN)
    async with database.begin() as session:
        job_id = await accept_job(session, driver.actor, offer_id=1, now=NOW)
        await release_job(
            session, driver.actor, job_id=job_id, reason=Reason.VEHICLE_TROUBLE, now=NOW
        )
    async with database.read() as session:
        (asked,) = await rows(session, OfferRow, col(OfferRow.state) == OfferState.OFFERED)
    assert asked.expires_at - asked.offered_at == OWN
