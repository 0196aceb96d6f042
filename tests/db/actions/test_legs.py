"""Legs of consignments that share their jobs: one that stays behind keeps no other waiting."""

import pytest
from cast import join
from city import accept_open_offer, confirm_all, next_stop, rows, tick
from moments import NOW
from sqlmodel import col
from voyage import (
    ISLAND,
    legs,
    on_the_way,
    put_driver,
    put_fleet,
    put_island_need,
    put_shore_lot,
    reach_node,
    take_on,
)

from db.actions.delivery import arrive, record_pickup
from db.actions.need_changes import close_need
from db.actions.transfer import keep_at_node
from db.queries.invariants import find_broken
from db.tables import AllocationRow, NeedRow
from matching.model import AllocationState, CloseReason, Mode, Reason, Role
from matching.permissions import SYSTEM

pytestmark = pytest.mark.mainly_sqlite

CONFIRMED = col(AllocationRow.state) == AllocationState.CONFIRMED


@pytest.fixture
async def two_numbers(database, cast):
    """Two needs at one clinic go together under two numbers; Chen has said yes. Chen's job and
    the second need."""
    async with database.begin() as session:
        ma = await join(session, "107", "马师傅", "zh", Role.DRIVER)
        needs = [await put_island_need(session, cast, quantity) for quantity in (100, 50)]
        one, other = [await session.get(NeedRow, need) for need in needs]
        other.place_id = one.place_id
        await put_shore_lot(session, cast, 150)
        await put_fleet(session, (cast.chen, Mode.ROAD), (cast.liu, Mode.WATER))
        await put_driver(session, ma, Mode.ROAD, (39.27, 122.59), ISLAND)
    await tick(database)
    await confirm_all(database)
    await tick(database)
    job_id = await accept_open_offer(database, cast.chen)
    assert len({leg.consignment_id for leg in await legs(database)}) == 2
    return job_id, needs[1]


async def load_the_first(database, cast, job_id):
    """Chen loads what is for the first need, and nothing else that may be there."""
    stop = await next_stop(database, job_id)
    async with database.begin() as session:
        await arrive(session, cast.chen.actor, stop_id=stop.id, now=NOW)
        first, *others = [load.id for load in await rows(session, AllocationRow, CONFIRMED)]
        await record_pickup(
            session,
            cast.chen.actor,
            stop_id=stop.id,
            loaded={first: 100, **dict.fromkeys(others, 0)},
            reason=Reason.NO_STOCK,
            actor_at=NOW,
            now=NOW,
        )


@pytest.mark.parametrize("why", ["not there", "not needed"])
@pytest.mark.parametrize("who", ["ship", "keeper"])
async def test_a_number_that_stays_behind_does_not_hold_the_next_leg_of_the_other(
    database, cast, two_numbers, why, who
):
    job_id, second = two_numbers
    if why == "not needed":
        async with database.begin() as session:
            reason = CloseReason.WITHDRAWN
            await close_need(session, SYSTEM, need_id=second, reason=reason, now=NOW)
    await load_the_first(database, cast, job_id)
    assert len({leg.consignment_id for leg in await legs(database)}) == 1
    await tick(database)
    sea = await accept_open_offer(database, cast.liu)
    stop_id = await reach_node(database, cast.chen, job_id)
    if who == "ship":
        await take_on(database, cast.liu, sea)
    else:
        async with database.begin() as session:
            taken = {load.id: load.loaded for load in await on_the_way(session)}
            await keep_at_node(
                session, cast.sun.actor, stop_id=stop_id, taken=taken, reason=None, now=NOW
            )
    assert (await legs(database))[0].given_at == NOW
    async with database.read() as session:
        assert [one for one in await find_broken(session, now=NOW) if one.code != "I8"] == []
