"""Whose accepted job a closure bars is told, once; the job stays theirs."""

import pytest
from beginnings import begun
from city import next_stop, pushes, row, underway
from moments import NOW

from db.actions.closures import close_road, lift_closure
from db.actions.cut_off import tell_cut_off
from db.actions.delivery import arrive
from db.tables import JobRow
from matching.model import JobState

pytestmark = pytest.mark.mainly_sqlite

ON_THE_WAY = {"centre": (38.9 + 3 / 111.195, 121.6), "radius_km": 0.5}
ASIDE = {"centre": (39.3, 121.6), "radius_km": 0.5}


async def close(database, cast, **where):
    """Sun closes a road, and what follows is seen to."""
    async with database.begin() as session:
        closure_id = await close_road(session, cast.sun.actor, title="塌方", now=NOW, **where)
        await tell_cut_off(session, [closure_id], drill=False, now=NOW)
    return closure_id


@pytest.fixture
async def job_id(database, cast):
    """Chen has accepted a job from km 0 to km 5."""
    return await begun(database, "underway", lambda: underway(database, cast))


async def test_driver_and_coordinators_are_told_once_and_the_job_stays(database, cast, job_id):
    closure_id = await close(database, cast, **ON_THE_WAY)
    async with database.begin() as session:
        assert await tell_cut_off(session, [closure_id], drill=False, now=NOW) == 1
    (told,) = await pushes(database, cast.chen, "cut_off")
    assert told.params["job_id"] == job_id
    assert len(await pushes(database, cast.sun, "cut_off_job")) == 1
    job = await row(database, JobRow)
    assert (job.state, job.driver_id) == (JobState.ACCEPTED, cast.chen.person_id)


async def test_a_closure_elsewhere_concerns_nobody(database, cast, job_id):
    await close(database, cast, **ASIDE)
    assert not await pushes(database, cast.chen, "cut_off")
    assert not await pushes(database, cast.sun, "cut_off_job")


async def test_what_other_closures_bar_anyway_is_not_told_again(database, cast, job_id):
    await close(database, cast, **ON_THE_WAY)
    await close(database, cast, **ON_THE_WAY)
    assert len(await pushes(database, cast.chen, "cut_off")) == 1


async def test_a_run_made_again_for_one_more_closure_tells_nobody_twice(database, cast, job_id):
    first = await close(database, cast, **ON_THE_WAY)
    other = await close(database, cast, **ASIDE)
    async with database.begin() as session:
        await tell_cut_off(session, [first, other], drill=False, now=NOW)
    (told,) = await pushes(database, cast.chen, "cut_off")
    assert told.params["closure_id"] == first
    assert len(await pushes(database, cast.sun, "cut_off_job")) == 1


@pytest.mark.on_postgres
async def test_where_the_driver_stands_nothing_bars_the_way(database, cast, job_id):
    stop = await next_stop(database, job_id)
    async with database.begin() as session:
        await arrive(session, cast.chen.actor, stop_id=stop.id, now=NOW)
    closure_id = await close(database, cast, centre=(38.905, 121.6), radius_km=0.2)
    (told,) = await pushes(database, cast.chen, "cut_off")
    assert told.params["stop_id"] != stop.id
    async with database.begin() as session:
        await lift_closure(session, cast.sun.actor, closure_id=closure_id, now=NOW)
