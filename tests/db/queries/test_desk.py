"""The city in numbers counts what receivers got, and the jobs that a driver is sought for."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest
from cast import Cast
from city import (
    confirm_all,
    deliver_here,
    load_here,
    put_lot,
    put_need,
    put_on_duty,
    tick,
    underway,
)
from moments import NOW
from voyage import load_all, ready_to_sail

from db.actions.breakdown import report_breakdown
from db.actions.returns import record_return
from db.engine import Database
from db.queries.desk import situation_counts, stuck_counts
from db.queries.legs import NEAR
from db.queries.stuck import StuckKind
from db.queries.stuck_jobs import UNTAKEN_AFTER
from matching.model import Reason


async def counted(database: Database, now: datetime) -> tuple[Mapping[str, int], int]:
    """The figures, and how many are on the list of jobs that nobody takes."""
    async with database.read() as session:
        listed = (await stuck_counts(session, now))[StuckKind.UNTAKEN]
        return await situation_counts(session, now), listed


async def test_of_the_jobs_that_wait_those_nobody_takes_are_the_ones_on_the_list(
    database: Database, cast: Cast
) -> None:
    later = NOW + timedelta(minutes=3)
    for driver, now in ((cast.chen, NOW), (cast.liu, later)):
        async with database.begin() as session:
            await put_need(session, cast, 100, now=now)
            await put_lot(session, cast, 100)
            await put_on_duty(session, driver, now=now)
        await tick(database, now)
        await confirm_all(database, now)
        await tick(database, now)
    for now, nobody in ((later, 0), (NOW + UNTAKEN_AFTER, 1), (later + UNTAKEN_AFTER, 2)):
        figures, listed = await counted(database, now)
        assert figures["jobs_waiting"] == 2
        assert figures["jobs_untaken"] == listed == nobody


@pytest.mark.parametrize("drill", [False, True])
async def test_practice_and_life_are_told_apart_in_every_figure(
    database: Database, cast: Cast, *, drill: bool
) -> None:
    async with database.begin() as session:
        await put_need(session, cast, 100, drill=True)
        await put_lot(session, cast, 100, drill=True)
    async with database.read() as session:
        figures = await situation_counts(session, NOW, drill=drill)
    assert figures["needs_open"] == figures["needs_bare"] == figures["lots_free"] == int(drill)


async def test_a_leg_whose_goods_are_not_near_yet_does_not_wait_for_a_driver(
    database: Database, cast: Cast
) -> None:
    voyage = await ready_to_sail(database, cast)
    figures, _ = await counted(database, NOW)
    assert figures["jobs_waiting"] == 0
    assert figures["jobs_running"] == 1
    await load_all(database, cast.chen, voyage.job_id)
    later = NOW + timedelta(hours=3) - NEAR
    figures, listed = await counted(database, later)
    assert figures["jobs_waiting"] == figures["jobs_untaken"] == listed == 1


async def delivered(database: Database) -> int:
    """The figure of the board."""
    async with database.read() as session:
        return (await situation_counts(session, NOW))["jobs_done"]


async def test_a_job_whose_goods_a_receiver_got_is_delivered(
    database: Database, cast: Cast
) -> None:
    job_id = await underway(database, cast)
    await load_here(database, cast.chen, job_id)
    assert await delivered(database) == 0
    await deliver_here(database, cast.chen, job_id)
    assert await delivered(database) == 1


async def test_a_job_whose_goods_were_brought_back_is_none(database: Database, cast: Cast) -> None:
    job_id = await underway(database, cast)
    await load_here(database, cast.chen, job_id)
    async with database.begin() as session:
        await report_breakdown(
            session, cast.chen.actor, job_id=job_id, reason=Reason.ROAD_BLOCKED, now=NOW
        )
    async with database.begin() as session:
        await record_return(session, cast.chen.actor, job_id=job_id, now=NOW)
    assert await delivered(database) == 0
