"""Drivers who fall silent or keep refused goods are shown to coordinators."""

import pytest
from city import MINUTE, deliver_here, load_here, next_stop, pushes, row, underway
from moments import NOW

from db.actions.delivery import arrive, record_return
from db.actions.stuck import tell_silent
from db.actions.vehicles import locate
from db.queries.desk import stuck_counts, stuck_page
from db.queries.stuck import StuckKind
from db.tables import JobRow
from matching.model import JobState, Reason

pytestmark = pytest.mark.mainly_sqlite

LATE = NOW + 60 * MINUTE


async def told(database, cast, now):
    """The jobs coordinators were told of as silent, once looked at `now`."""
    async with database.begin() as session:
        await tell_silent(session, now=now)
    return [push.params for push in await pushes(database, cast.sun, "stuck")]


async def test_a_driver_silent_for_an_hour_is_reported_once(database, cast):
    job_id = await underway(database, cast)
    assert await told(database, cast, LATE - MINUTE) == []
    silent = [{"kind": "silent", "id": job_id}]
    assert await told(database, cast, LATE) == silent
    assert await told(database, cast, LATE + MINUTE) == silent
    assert (await row(database, JobRow)).state is JobState.ACCEPTED


async def test_a_driver_who_gave_a_position_or_arrived_is_not_silent(database, cast):
    job_id = await underway(database, cast)
    async with database.begin() as session:
        await locate(
            session,
            cast.chen.actor,
            lat=38.9,
            lon=121.6,
            district="沙河口区",
            now=NOW + 30 * MINUTE,
        )
    assert await told(database, cast, LATE) == []
    stop = await next_stop(database, job_id)
    async with database.begin() as session:
        await arrive(session, cast.chen.actor, stop_id=stop.id, now=LATE)
    assert await told(database, cast, LATE + 600 * MINUTE) == []


@pytest.mark.on_postgres
async def test_refused_goods_are_stuck_until_they_are_back(database, cast):
    job_id = await underway(database, cast)
    await load_here(database, cast.chen, job_id)
    await deliver_here(database, cast.chen, job_id, reject=100, reason=Reason.WRONG_ITEM)
    async with database.read() as session:
        rows = await stuck_page(session, StuckKind.UNRETURNED, NOW, page=0, size=5)
    assert [(each.id, each.since) for each in rows] == [(job_id, NOW)]
    async with database.begin() as session:
        await record_return(session, cast.chen.actor, job_id=job_id, now=NOW)
        assert (await stuck_counts(session, NOW))[StuckKind.UNRETURNED] == 0
