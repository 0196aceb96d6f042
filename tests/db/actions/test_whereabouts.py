"""Where a vehicle that cannot go on stands: the place to meet follows what its driver says."""

import pytest
from city import (
    accept_open_offer,
    deliver_here,
    job_state,
    load_here,
    next_stop,
    pushes,
    put_on_duty,
    row,
    tick,
    underway,
)
from moments import NOW
from sqlmodel import col

from db.actions.breakdown import report_breakdown, resume_job
from db.actions.delivery import arrive, check_code
from db.actions.transfer import hand_over, take_over
from db.actions.whereabouts import LIVE_KM, SENT_KM, stand_at
from db.queries.invariants import find_broken
from db.queries.transport import open_stops
from db.tables import LedgerRow, LegRow, PlaceRow, ShiftRow
from matching.model import JobState, Reason

KM = 1 / 111.195
"""Degrees of latitude in one kilometre."""
STOOD = 38.9 + 1 * KM


@pytest.fixture(autouse=True)
async def sound(database):
    """Whatever was done, the record's invariants hold."""
    yield
    async with database.read() as session:
        assert [one for one in await find_broken(session, now=NOW) if one.code != "I8"] == []


@pytest.fixture
async def stranded(database, cast):
    """Chen's van has broken down with 100 aboard, 1 km north of the middle."""
    job_id = await underway(database, cast)
    await load_here(database, cast.chen, job_id)
    await break_down(database, cast, job_id, Reason.VEHICLE_TROUBLE)
    return job_id


async def break_down(database, cast, job_id, reason):
    async with database.begin() as session:
        await report_breakdown(session, cast.chen.actor, job_id=job_id, reason=reason, now=NOW)


async def relieved(database, cast):
    """Liu comes; their job."""
    async with database.begin() as session:
        await put_on_duty(session, cast.liu, km=3)
    await tick(database)
    return await accept_open_offer(database, cast.liu)


async def says(database, driver, km, *, live=False):
    """The driver sends a position `km` north of where the van stood."""
    async with database.begin() as session:
        return await stand_at(
            session,
            driver.actor,
            lat=STOOD + km * KM,
            lon=121.6,
            district="甘井子区",
            live=live,
            now=NOW,
        )


async def meeting_place(database, job_id):
    stop = await next_stop(database, job_id)
    return await row(database, PlaceRow, col(PlaceRow.id) == stop.place_id)


async def test_the_place_to_meet_follows_and_who_comes_is_told(database, cast, stranded):
    relief = await relieved(database, cast)
    hours = (await row(database, LegRow, col(LegRow.job_id) == relief)).hours
    km = (await job_state(database, relief)).km
    assert await says(database, cast.chen, -2) == 1
    for job_id in (stranded, relief):
        place = await meeting_place(database, job_id)
        assert place.lat == pytest.approx(STOOD - 2 * KM)
        assert place.district == "甘井子区"
    (told,) = await pushes(database, cast.liu, "relief_moved")
    assert told.params == {"job_id": stranded, "stop_id": (await next_stop(database, stranded)).id}
    (*_, point) = await pushes(database, cast.liu, "venue")
    assert point.params == {"job_id": relief, "stop_id": (await next_stop(database, relief)).id}
    assert (await row(database, LegRow, col(LegRow.job_id) == relief)).hours > hours
    assert (await job_state(database, relief)).km > km
    entry = await row(database, LedgerRow)
    assert (entry.kind, entry.facts) == ("relief.moved", {}), "where it is nobody else learns"


async def test_they_meet_there_and_the_goods_go_on(database, cast, stranded):
    relief = await relieved(database, cast)
    await says(database, cast.chen, 2)
    stop, here = await next_stop(database, stranded), await next_stop(database, relief)
    async with database.begin() as session:
        await arrive(session, cast.liu.actor, stop_id=here.id, now=NOW)
        await check_code(session, cast.chen.actor, stop_id=stop.id, code=stop.code, now=NOW)
        await hand_over(session, cast.chen.actor, stop_id=stop.id, now=NOW)
        await take_over(
            session, cast.liu.actor, stop_id=here.id, taken={1: 100}, reason=None, now=NOW
        )
    await deliver_here(database, cast.liu, relief)
    assert (await job_state(database, relief)).state is JobState.CLOSED


@pytest.mark.parametrize(
    ("km", "live", "told"),
    [
        (SENT_KM * 0.9, False, 0),
        (SENT_KM * 1.1, False, 1),
        (LIVE_KM * 0.9, True, 0),
        (LIVE_KM * 1.1, True, 1),
    ],
)
async def test_nobody_is_called_to_and_fro_over_a_few_steps(
    database, cast, stranded, km, live, told
):
    await relieved(database, cast)
    assert await says(database, cast.chen, km, live=live) == told
    assert len(await pushes(database, cast.liu, "relief_moved")) == told


async def test_before_anybody_comes_the_offer_is_of_the_new_place(database, cast, stranded):
    assert await says(database, cast.chen, 2) == 0
    relief = await relieved(database, cast)
    assert (await meeting_place(database, relief)).lat == pytest.approx(STOOD + 2 * KM)
    assert await pushes(database, cast.liu, "relief_moved") == []
    shift = await row(database, ShiftRow, col(ShiftRow.person_id) == cast.chen.person_id)
    assert shift.lat == pytest.approx(STOOD + 2 * KM), "the desk looks there"
    assert shift.ended_at is not None


async def test_who_stands_without_anybody_coming_only_says_where(database, cast):
    job_id = await underway(database, cast)
    await load_here(database, cast.chen, job_id)
    await break_down(database, cast, job_id, Reason.ROAD_BLOCKED)
    async with database.read() as session:
        doors = [each.place_id for each in await open_stops(session, job_id)]
    before = [(await row(database, PlaceRow, col(PlaceRow.id) == each)).lat for each in doors]
    assert await says(database, cast.chen, 2) == 0
    after = [(await row(database, PlaceRow, col(PlaceRow.id) == each)).lat for each in doors]
    assert after == before, "a door stays where it is"


async def test_who_goes_on_or_has_no_job_is_not_stood_at_a_place(database, cast, stranded):
    assert await says(database, cast.liu, 2) is None
    async with database.begin() as session:
        await resume_job(session, cast.chen.actor, job_id=stranded, now=NOW)
    assert await says(database, cast.chen, 2) is None
