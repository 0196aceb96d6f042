"""However a haul goes, goods are conserved and one driver at a time answers for them."""

import random

import pytest
from city import accept_open_offer, back_on_duty, deliver_here, next_stop, row, rows, tick
from moments import NOW
from sqlmodel import col
from voyage import load_all, on_the_way, reach_node, ready_to_sail

from db.actions.delivery import record_loss, record_return, report_breakdown
from db.actions.offers import release_job
from db.actions.transfer import keep_at_node, take_over
from db.queries.invariants import find_broken
from db.tables import (
    AllocationRow,
    ConsignmentRow,
    HandoverRow,
    JobRow,
    LegRow,
    LotRow,
    NeedLineRow,
)
from matching.model import AllocationState, HandoverKind, JobState, Reason

pytestmark = pytest.mark.mainly_sqlite

ALL = 100


async def check(database):
    """What holds after every step."""
    async with database.read() as session:
        assert await find_broken(session, now=NOW) == []
        held = await rows(
            session, LegRow, col(LegRow.taken_at).is_not(None), col(LegRow.given_at).is_(None)
        )
        loads = await rows(session, AllocationRow)
    assert len({leg.consignment_id for leg in held}) == len(held)
    lot, line = await row(database, LotRow), await row(database, NeedLineRow)
    assert lot.counted + line.accepted + line.lost == ALL
    carried = [one for one in loads if one.state is not AllocationState.CONFIRMED]
    assert sum(one.loaded for one in carried) == line.loaded
    return carried


async def pass_on(database, chance, voyage, giver, taker, job_id):
    """From driver to driver, or over a keeper; any amount short. The taker's job, if there is."""
    stop_id = await reach_node(database, giver, job_id)
    await check(database)
    await tick(database)
    following = await accept_open_offer(database, taker) if chance.random() < 0.6 else None
    async with database.read() as session:
        loads = {load.id: load.loaded for load in await on_the_way(session)}
    less = chance.choice([0, 0, 1, 7])
    taken = {number: max(0, units - less) for number, units in loads.items()}
    facts = {"taken": taken, "reason": Reason.TOO_LARGE if less else None, "now": NOW}
    if following is None:
        async with database.begin() as session:
            await keep_at_node(session, voyage.cast.sun.actor, stop_id=stop_id, **facts)
        await check(database)
        await tick(database)
        following = await accept_open_offer(database, taker)
        facts = {"taken": taken, "reason": None, "now": NOW}
    elif chance.random() < 0.4:
        following = await change_of_mind(database, chance, taker, following)
    stop = await next_stop(database, following)
    async with database.begin() as session:
        await take_over(session, taker.actor, stop_id=stop.id, **facts)
    await check(database)
    await settle_short(database, chance, giver, job_id)
    return following


async def change_of_mind(database, chance, driver, job_id):
    """The next driver cannot come after all; sooner or later they can. Their job then."""
    async with database.begin() as session:
        facts = {"job_id": job_id, "reason": Reason.VEHICLE_TROUBLE, "now": NOW}
        act = chance.choice([release_job, report_breakdown])
        await act(session, driver.actor, **facts)
    await check(database)
    later = NOW.replace(hour=NOW.hour + 1)
    await back_on_duty(database, driver, later)
    await tick(database, later)
    await tick(database, later)
    return await accept_open_offer(database, driver, later)


async def settle_short(database, chance, driver, job_id):
    """What fell short comes back or is lost."""
    job = await row(database, JobRow, col(JobRow.id) == job_id)
    if job.state is JobState.CLOSED:
        return
    async with database.begin() as session:
        if chance.random() < 0.5:
            await record_return(session, driver.actor, job_id=job_id, now=NOW)
        else:
            reason = Reason.DAMAGED
            await record_loss(session, driver.actor, job_id=job_id, reason=reason, now=NOW)
    await check(database)


@pytest.mark.parametrize(
    "seed",
    [0, 2, 5, *(pytest.param(seed, marks=pytest.mark.on_postgres) for seed in (1, 3, 4))],
)
async def test_goods_are_conserved_whatever_happens_at_the_nodes(database, cast, seed):
    chance = random.Random(seed)
    voyage = await ready_to_sail(database, cast, ALL)
    await load_all(database, cast.chen, voyage.job_id)
    sea = await pass_on(database, chance, voyage, cast.chen, cast.liu, voyage.job_id)
    island = await pass_on(database, chance, voyage, cast.liu, voyage.ma, sea)
    await deliver_here(database, voyage.ma, island)
    loads = await check(database)
    line = await row(database, NeedLineRow)
    assert line.accepted + line.lost + line.returned == ALL
    assert all(one.loaded == one.accepted + one.lost + one.returned for one in loads)
    async with database.read() as session:
        numbers = await rows(session, ConsignmentRow)
        passed = await rows(session, HandoverRow, col(HandoverRow.kind) == HandoverKind.TRANSFER)
    assert len({one.number.split("/")[0] for one in numbers}) == 1
    assert all(one.quantity + one.rejected <= ALL for one in passed)
