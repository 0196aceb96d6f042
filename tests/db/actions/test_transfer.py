"""Trunk hauls in the record: one number, ordered legs, custody passed on at each node."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from beginnings import begun
from city import (
    PARAMS,
    accept_open_offer,
    back_on_duty,
    deliver_here,
    job_state,
    load_here,
    next_stop,
    pushes,
    row,
    rows,
    tick,
)
from moments import NOW
from sqlmodel import col
from voyage import legs, load_all, reach_node, ready_to_sail, take_on

from db.actions.delivery import (
    arrive,
    record_delivery,
    record_loss,
    record_return,
    report_breakdown,
)
from db.actions.offers import decline_job, release_job
from db.actions.transfer import hand_over, keep_at_node, take_over
from db.queries.events import load_touched
from db.queries.invariants import find_broken
from db.queries.snapshot import load_snapshot
from db.tables import (
    AllocationRow,
    ConsignmentRow,
    HandoverRow,
    JobRow,
    LegRow,
    LotRow,
    NeedLineRow,
    NeedRow,
    OfferRow,
    PlaceRow,
    StopRow,
    VehicleRow,
)
from matching.errors import NotAllowed, NotFound, Outdated, TooMuch
from matching.model import (
    AllocationState,
    HandoverKind,
    JobState,
    Lifecycle,
    Mode,
    OfferState,
    ProofKind,
    Reason,
)
from matching.touched import Event, EventKind

pytestmark = pytest.mark.mainly_sqlite


@pytest.fixture
async def voyage(database, cast):
    """Chen has said yes to the first of three legs."""
    return await begun(database, "sailing", lambda: ready_to_sail(database, cast))


@pytest.fixture(autouse=True)
async def sound(database):
    """Whatever was done, the record's invariants hold."""
    yield
    async with database.read() as session:
        assert [one for one in await find_broken(session, now=NOW) if one.code != "I8"] == []


async def offered(database, driver):
    """The jobs this driver is asked for now."""
    async with database.read() as session:
        found = await rows(
            session,
            OfferRow,
            col(OfferRow.state) == OfferState.OFFERED,
            col(OfferRow.driver_id) == driver.person_id,
        )
    return [offer.job_id for offer in found]


async def at_port(database, voyage):
    """Chen has handed over at the port, Liu has said yes to the ship's leg; Liu's job."""
    await load_all(database, voyage.cast.chen, voyage.job_id)
    await tick(database)
    sea = await accept_open_offer(database, voyage.cast.liu)
    await reach_node(database, voyage.cast.chen, voyage.job_id)
    return sea


async def at_sea(database, voyage):
    """Liu has taken over; their job."""
    sea = await at_port(database, voyage)
    await take_on(database, voyage.cast.liu, sea)
    return sea


async def on_island(database, voyage):
    """Liu has handed over on the island and Ma has said yes; Ma's job."""
    sea = await at_sea(database, voyage)
    await reach_node(database, voyage.cast.liu, sea)
    await tick(database)
    return await accept_open_offer(database, voyage.ma)


@pytest.mark.on_postgres
async def test_one_number_goes_over_three_jobs_of_their_modes(database, voyage):
    found = await legs(database)
    assert [(leg.number, leg.mode) for leg in found] == [
        (1, Mode.ROAD), (2, Mode.WATER), (3, Mode.ROAD)
    ]  # fmt: skip
    assert len({leg.consignment_id for leg in found}) == 1
    assert len({leg.job_id for leg in found}) == 3
    ready = [leg.ready_at for leg in found]
    assert ready == sorted(ready)
    assert found[1].ready_at - NOW > timedelta(minutes=20)
    async with database.read() as session:
        places = await rows(
            session, PlaceRow, col(PlaceRow.person_id).is_(None), col(PlaceRow.address) == ""
        )
    assert len(places) == 2


async def test_a_later_leg_is_offered_once_its_goods_are_aboard_and_near(database, voyage):
    await tick(database)
    assert await offered(database, voyage.cast.liu) == []
    await load_all(database, voyage.cast.chen, voyage.job_id)
    await tick(database)
    road, sea, island = await legs(database)
    assert await offered(database, voyage.cast.liu) == [sea.job_id]
    assert await offered(database, voyage.ma) == []
    await accept_open_offer(database, voyage.cast.liu)
    await reach_node(database, voyage.cast.chen, road.job_id)
    await take_on(database, voyage.cast.liu, sea.job_id)
    await tick(database)
    assert await offered(database, voyage.ma) == []
    sailing = (await legs(database))[2].ready_at
    await tick(database, sailing - timedelta(minutes=50))
    assert await offered(database, voyage.ma) == [island.job_id]


async def test_custody_passes_from_hand_to_hand_to_the_clinic(database, voyage):
    island = await on_island(database, voyage)
    await take_on(database, voyage.ma, island)
    await deliver_here(database, voyage.ma, island)
    need, allocation = await row(database, NeedRow), await row(database, AllocationRow)
    assert (need.lifecycle, allocation.state) == (Lifecycle.CLOSED, AllocationState.DELIVERED)
    async with database.read() as session:
        chain = await rows(session, HandoverRow)
        jobs = await rows(session, JobRow)
        (consignment,) = await rows(session, ConsignmentRow)
    assert [(each.kind, each.quantity) for each in chain] == [
        (HandoverKind.PICKUP, 100),
        (HandoverKind.TRANSFER, 100),
        (HandoverKind.TRANSFER, 100),
        (HandoverKind.DELIVERY, 100),
    ]
    assert {job.state for job in jobs} == {JobState.CLOSED}
    assert consignment.job_id == island


async def test_two_legs_never_have_the_goods_at_once(database, voyage):
    await at_sea(database, voyage)
    async with database.read() as session:
        held = await rows(
            session, LegRow, col(LegRow.taken_at).is_not(None), col(LegRow.given_at).is_(None)
        )
    assert [leg.number for leg in held] == [2]


async def test_until_somebody_confirms_the_first_driver_answers(database, voyage):
    sea = await at_port(database, voyage)
    road = (await legs(database))[0]
    assert (road.handed_at, road.given_at) == (NOW, None)
    assert (await job_state(database, voyage.job_id)).state is JobState.UNDERWAY
    assert [push.params for push in await pushes(database, voyage.cast.liu, "takeover_asked")] == [
        {"job_id": sea}
    ]


async def test_handed_over_is_said_once(database, voyage):
    await at_port(database, voyage)
    (first, *_) = await legs(database)
    with pytest.raises(Outdated):
        async with database.begin() as session:
            await hand_over(
                session,
                voyage.cast.chen.actor,
                stop_id=first.delivery_stop_id,
                now=NOW + timedelta(minutes=5),
            )
    assert (await legs(database))[0].handed_at == first.handed_at


async def test_nobody_takes_over_before_it_is_handed_over(database, voyage):
    await load_all(database, voyage.cast.chen, voyage.job_id)
    await tick(database)
    sea = await accept_open_offer(database, voyage.cast.liu)
    with pytest.raises(Outdated):
        await take_on(database, voyage.cast.liu, sea)


async def test_only_the_driver_of_the_leg_takes_over_and_no_more_than_there_is(database, voyage):
    sea = await at_port(database, voyage)
    with pytest.raises(NotFound):
        await take_on(database, voyage.ma, sea)
    with pytest.raises(TooMuch):
        await take_on(database, voyage.cast.liu, sea, less=-1)
    stop = await next_stop(database, sea)
    await take_on(database, voyage.cast.liu, sea)
    with pytest.raises(Outdated):
        async with database.begin() as session:
            await take_over(
                session,
                voyage.cast.liu.actor,
                stop_id=stop.id,
                taken={1: 100},
                reason=None,
                now=NOW,
            )


async def test_a_code_is_told_only_where_somebody_receives(database, voyage):
    island = await on_island(database, voyage)
    assert await pushes(database, voyage.cast.li, "handover_code") == []
    assert await pushes(database, voyage.cast.li, "driver_arrived") == []
    await take_on(database, voyage.ma, island)
    (told,) = await pushes(database, voyage.cast.li, "handover_code")
    assert told.params == {"stop_id": (await next_stop(database, island)).id}


async def test_a_node_is_no_place_to_deliver(database, voyage):
    await load_all(database, voyage.cast.chen, voyage.job_id)
    stop = await next_stop(database, voyage.job_id)
    with pytest.raises(Outdated):
        async with database.begin() as session:
            await arrive(session, voyage.cast.chen.actor, stop_id=stop.id, now=NOW)
            await record_delivery(
                session, voyage.cast.chen.actor, stop_id=stop.id, accepted={1: 100}, rejected={},
                reason=None, proof=ProofKind.PHOTO, photo="f", actor_at=NOW, now=NOW,
            )  # fmt: skip


@pytest.fixture
async def short(database, voyage):
    """Of 100 handed over at the port, the ship has 70; Liu's job."""
    sea = await at_port(database, voyage)
    await take_on(database, voyage.cast.liu, sea, less=30, reason=Reason.DAMAGED)
    return sea


async def quantities(database):
    """Line: loaded, rejected, lost, returned; lot: free, loaded out, counted."""
    line, lot = await row(database, NeedLineRow), await row(database, LotRow)
    return (
        (line.loaded, line.rejected, line.lost, line.returned),
        (lot.free, lot.loaded_out, lot.counted),
    )


async def test_what_is_short_stays_with_the_driver_before_as_refused_goods_do(
    database, voyage, short
):
    assert await quantities(database) == ((100, 30, 0, 0), (0, 100, 100))
    assert (await job_state(database, voyage.job_id)).state is JobState.UNDERWAY
    async with database.read() as session:
        numbers = [one.number for one in await rows(session, ConsignmentRow)]
        loads = [
            (one.loaded, one.rejected, one.reason) for one in await rows(session, AllocationRow)
        ]
    assert numbers == [numbers[0], f"{numbers[0]}/1"]
    assert loads == [(70, 0, None), (30, 30, Reason.DAMAGED)]


async def test_what_is_short_is_brought_back_or_lost_while_the_rest_goes_on(
    database, voyage, short
):
    async with database.begin() as session:
        await record_loss(
            session, voyage.cast.chen.actor, job_id=voyage.job_id, reason=Reason.DAMAGED, now=NOW
        )
    assert await quantities(database) == ((100, 0, 30, 0), (0, 70, 70))
    assert (await job_state(database, voyage.job_id)).state is JobState.CLOSED
    await reach_node(database, voyage.cast.liu, short)
    await tick(database)
    island = await accept_open_offer(database, voyage.ma)
    await take_on(database, voyage.ma, island)
    await deliver_here(database, voyage.ma, island)
    assert (await row(database, NeedLineRow)).accepted == 70
    assert (await row(database, NeedRow)).lifecycle is Lifecycle.OPEN


@pytest.mark.on_postgres
async def test_nothing_taken_over_ends_the_way(database, voyage):
    sea = await at_port(database, voyage)
    await take_on(database, voyage.cast.liu, sea, less=100, reason=Reason.DAMAGED)
    async with database.read() as session:
        states = {job.id: job.state for job in await rows(session, JobRow)}
    assert states.pop(voyage.job_id) is JobState.UNDERWAY
    assert set(states.values()) == {JobState.CANCELLED}
    async with database.begin() as session:
        await record_return(session, voyage.cast.chen.actor, job_id=voyage.job_id, now=NOW)
    assert (await job_state(database, voyage.job_id)).state is JobState.CLOSED


async def keep(database, member, stop_id, quantity, reason=None):
    """The node's keeper has so much."""
    async with database.begin() as session:
        await keep_at_node(
            session, member.actor, stop_id=stop_id, taken={1: quantity}, reason=reason, now=NOW
        )


async def test_a_keeper_lets_the_driver_go_and_the_ship_takes_over_from_them(database, voyage):
    await load_all(database, voyage.cast.chen, voyage.job_id)
    stop_id = await reach_node(database, voyage.cast.chen, voyage.job_id)
    assert [push.params for push in await pushes(database, voyage.cast.sun, "stuck")] == [
        {"kind": "at_node", "id": stop_id}
    ]
    with pytest.raises(NotAllowed):
        await keep(database, voyage.ma, stop_id, 100)
    await keep(database, voyage.cast.sun, stop_id, 100)
    assert (await job_state(database, voyage.job_id)).state is JobState.CLOSED
    await tick(database)
    sea = await accept_open_offer(database, voyage.cast.liu)
    await take_on(database, voyage.cast.liu, sea)
    assert [leg.taken_at for leg in await legs(database)] == [NOW, NOW, None]


async def test_what_a_keeper_lost_is_written_off(database, voyage):
    await load_all(database, voyage.cast.chen, voyage.job_id)
    stop_id = await reach_node(database, voyage.cast.chen, voyage.job_id)
    await keep(database, voyage.cast.sun, stop_id, 100)
    await tick(database)
    sea = await accept_open_offer(database, voyage.cast.liu)
    await take_on(database, voyage.cast.liu, sea, less=10, reason=Reason.OTHER)
    assert await quantities(database) == ((100, 0, 10, 0), (0, 90, 90))


async def test_a_leg_that_is_declined_is_offered_to_the_next_of_its_mode(database, voyage):
    await load_all(database, voyage.cast.chen, voyage.job_id)
    await tick(database)
    before = await legs(database)
    async with database.begin() as session:
        offer = (await rows(session, OfferRow, col(OfferRow.state) == OfferState.OFFERED))[0]
        await decline_job(
            session, voyage.cast.liu.actor, offer_id=offer.id, reason=Reason.TOO_FAR, now=NOW
        )
    await tick(database)
    assert await offered(database, voyage.cast.liu) == []
    assert await offered(database, voyage.ma) == []
    await tick(database, NOW + timedelta(minutes=11))
    assert await offered(database, voyage.cast.liu) == [before[1].job_id]


async def test_a_ship_that_fails_before_it_has_the_goods_replans_from_the_node_on(database, voyage):
    sea = await at_port(database, voyage)
    old = await legs(database)
    async with database.begin() as session:
        await report_breakdown(
            session, voyage.cast.liu.actor, job_id=sea, reason=Reason.VEHICLE_TROUBLE, now=NOW
        )
    assert [leg.number for leg in await legs(database)] == [1]
    assert (await job_state(database, old[2].job_id)).state is JobState.CANCELLED
    assert (await job_state(database, voyage.job_id)).state is JobState.UNDERWAY
    await back_on_duty(database, voyage.cast.liu)
    await tick(database)
    new = await legs(database)
    assert [(leg.number, leg.mode) for leg in new] == [
        (1, Mode.ROAD), (2, Mode.WATER), (3, Mode.ROAD)
    ]  # fmt: skip
    assert new[0].id == old[0].id
    assert {leg.consignment_id for leg in new} == {old[0].consignment_id}
    assert not {leg.job_id for leg in new[1:]} & {leg.job_id for leg in old}
    await tick(database)
    sea = await accept_open_offer(database, voyage.cast.liu)
    await take_on(database, voyage.cast.liu, sea)
    assert (await job_state(database, voyage.job_id)).state is JobState.CLOSED


async def test_a_driver_who_gives_a_leg_back_leaves_the_plan_as_it_is(database, voyage):
    sea = await at_port(database, voyage)
    before = [leg.id for leg in await legs(database)]
    async with database.begin() as session:
        await release_job(
            session, voyage.cast.liu.actor, job_id=sea, reason=Reason.TOO_LARGE, now=NOW
        )
    assert [leg.id for leg in await legs(database)] == before
    assert (await job_state(database, sea)).state is JobState.OPEN


async def test_a_lorry_that_fails_unloaded_takes_the_later_legs_with_it(database, voyage):
    async with database.begin() as session:
        await report_breakdown(
            session, voyage.cast.chen.actor, job_id=voyage.job_id, reason=Reason.OTHER, now=NOW
        )
    assert await legs(database) == []
    async with database.read() as session:
        states = {job.state for job in await rows(session, JobRow)}
    assert states == {JobState.FAILED, JobState.CANCELLED}
    await tick(database)
    assert len(await legs(database)) == 3


async def test_goods_brought_back_from_the_road_need_no_ship(database, voyage):
    await load_all(database, voyage.cast.chen, voyage.job_id)
    async with database.begin() as session:
        await report_breakdown(
            session, voyage.cast.chen.actor, job_id=voyage.job_id, reason=Reason.OTHER, now=NOW
        )
        await record_return(session, voyage.cast.chen.actor, job_id=voyage.job_id, now=NOW)
    assert [leg.number for leg in await legs(database)] == [1]
    async with database.read() as session:
        stops = await rows(session, StopRow)
        states = sorted(job.state for job in await rows(session, JobRow))
    assert states == [JobState.CANCELLED, JobState.CANCELLED, JobState.CLOSED]
    assert all(stop.done_at is not None for stop in stops[2:])


async def test_handing_over_is_for_nodes_and_for_their_driver(database, voyage):
    await load_all(database, voyage.cast.chen, voyage.job_id)
    stop = await next_stop(database, voyage.job_id)
    async with database.begin() as session:
        await arrive(session, voyage.cast.chen.actor, stop_id=stop.id, now=NOW)
    with pytest.raises(NotFound):
        async with database.begin() as session:
            await hand_over(session, voyage.cast.liu.actor, stop_id=stop.id, now=NOW)
    with pytest.raises(NotFound):
        async with database.begin() as session:
            await take_over(
                session, voyage.cast.chen.actor, stop_id=stop.id, taken={1: 1}, reason=None, now=NOW
            )


async def test_what_an_event_touches_goes_over_nodes_too(database, voyage):
    event = Event(EventKind.DRIVER, 0, jobs=(voyage.job_id,))
    async with database.read() as session:
        touched = await load_touched(session, [event], now=NOW, params=PARAMS, drill=False)
        whole = await load_snapshot(session, now=NOW, params=PARAMS)
    assert touched.nodes == whole.nodes != ()
    assert [job.mode for job in touched.waiting] == [Mode.WATER, Mode.ROAD]
    assert not any(job.due for job in touched.waiting)


async def weights(database):
    """Kilograms that the jobs of the three legs ask for."""
    async with database.read() as session:
        jobs = {job.id: job.kg for job in await rows(session, JobRow)}
    return [round(jobs[leg.job_id], 6) for leg in await legs(database)]


async def test_the_legs_ahead_weigh_what_was_really_handed_over(database, voyage):
    whole = (await weights(database))[0]
    assert await weights(database) == [whole] * 3
    sea = await at_port(database, voyage)
    await take_on(database, voyage.cast.liu, sea, less=30, reason=Reason.DAMAGED)
    assert await weights(database) == [whole, round(whole * 0.7, 6), round(whole * 0.7, 6)]
    async with database.read() as session:
        cubic = [job.m3 for job in await rows(session, JobRow)]
    assert cubic[2] == pytest.approx(cubic[0] * 0.7)


async def test_the_legs_ahead_weigh_what_was_really_loaded(database, voyage):
    whole = (await weights(database))[0]
    await load_here(database, voyage.cast.chen, voyage.job_id, less=60, reason=Reason.LESS_STOCK)
    assert (await weights(database))[1:] == [round(whole * 0.4, 6)] * 2


@pytest.mark.on_postgres
async def test_a_smaller_ship_may_take_what_a_keeper_has_left(database, voyage):
    await load_all(database, voyage.cast.chen, voyage.job_id)
    stop_id = await reach_node(database, voyage.cast.chen, voyage.job_id)
    whole = (await weights(database))[0]
    await keep(database, voyage.cast.sun, stop_id, 10, Reason.DAMAGED)
    assert (await weights(database))[1:] == [round(whole * 0.1, 6)] * 2
    async with database.begin() as session:
        await session.execute(
            sa.update(VehicleRow).where(col(VehicleRow.mode) == Mode.WATER).values(kg=whole * 0.2)
        )
    await tick(database)
    assert await offered(database, voyage.cast.liu) == [(await legs(database))[1].job_id]
