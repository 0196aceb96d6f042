"""Who is under way may take one more stop along; without a yes the job stays as it was."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from beginnings import begun
from city import (
    ITEM,
    MINUTE,
    accept_open_offer,
    confirm_all,
    job_state,
    load_here,
    loads_of,
    next_stop,
    pushes,
    put_lot,
    put_need,
    put_on_duty,
    row,
    rows,
    tick,
    underway,
)
from moments import NOW
from sqlmodel import col

from db.actions.delivery import (
    arrive,
    check_code,
    record_delivery,
    record_pickup,
    report_breakdown,
)
from db.actions.need_changes import close_need
from db.actions.offers import accept_job, decline_job, lapse_offers, release_job
from db.actions.unfit import pass_on_unfit
from db.queries.fleet import ASKED_FOR
from db.queries.invariants import find_broken
from db.queries.transport import matches_at_stop
from db.tables import (
    AllocationRow,
    ConsignmentRow,
    JobRow,
    LedgerRow,
    LotRow,
    NeedRow,
    OfferRow,
    PlaceRow,
    StopRow,
    VehicleRow,
)
from matching.errors import NotOnTheWay, OfferGone
from matching.lifecycle import OFFER_WINDOW
from matching.model import (
    AllocationState,
    CloseReason,
    JobState,
    OfferState,
    ProofKind,
    Reason,
    StopKind,
    StopState,
    Urgency,
)

pytestmark = pytest.mark.mainly_sqlite

SOON = NOW + MINUTE


async def put_extra(database, cast, *, quantity=40, start=2.0, end=4.0, item=ITEM, **facts):
    """A second load, from `start` to `end` kilometres north, confirmed and offered; its need."""
    async with database.begin() as session:
        need_id, _ = await put_need(session, cast, quantity, km=end, item=item, **facts)
        await put_lot(session, cast, quantity, km=start, item=item)
    await tick(database, SOON)
    await confirm_all(database, SOON)
    await tick(database, SOON)
    return need_id


@pytest.fixture
async def job_id(database, cast):
    """Chen has accepted a job from km 0 to km 5, and nobody else is on duty."""
    return await begun(database, "underway", lambda: underway(database, cast))


async def open_offer(database):
    """The offer nobody has answered, if any."""
    async with database.read() as session:
        found = await rows(session, OfferRow, col(OfferRow.state) == OfferState.OFFERED)
    return found[0] if found else None


async def route(database, job_id):
    """The job's stops that are not skipped: kind, kilometres north, state."""
    async with database.read() as session:
        stops = await rows(session, StopRow, col(StopRow.job_id) == job_id)
        places = {place.id: place for place in await rows(session, PlaceRow)}
    return [
        (stop.kind, round((places[stop.place_id].lat - 38.9) * 111.195), stop.state)
        for stop in sorted(stops, key=lambda one: one.seq)
        if stop.state is not StopState.SKIPPED
    ]


async def as_it_is(database, job_id):
    """All that the record says of a job and its stops."""
    async with database.read() as session:
        stops = await rows(session, StopRow, col(StopRow.job_id) == job_id)
        job = await rows(session, JobRow, col(JobRow.id) == job_id)
    return [each.model_dump() for each in (*job, *stops)]


def ends(route):
    """Kind and kilometre of each stop."""
    return [(kind.value, km) for kind, km, _ in route]


async def load_at_next(database, driver, job_id):
    """The driver arrives at the next pick-up and loads what is there."""
    stop = await next_stop(database, job_id)
    assert stop.kind is StopKind.PICKUP
    async with database.begin() as session:
        await arrive(session, driver.actor, stop_id=stop.id, now=SOON)
        loads = await matches_at_stop(session, stop.id)
        await record_pickup(
            session,
            driver.actor,
            stop_id=stop.id,
            loaded={load.allocation_id: load.quantity for load in loads},
            actor_at=SOON,
            now=SOON,
        )


async def deliver_at_next(database, driver, job_id):
    """The driver arrives at the next delivery and hands everything over."""
    stop = await next_stop(database, job_id)
    assert stop.kind is StopKind.DELIVERY
    async with database.begin() as session:
        await arrive(session, driver.actor, stop_id=stop.id, now=SOON)
        await check_code(session, driver.actor, stop_id=stop.id, code=stop.code, now=SOON)
        loads = await matches_at_stop(session, stop.id)
        await record_delivery(
            session,
            driver.actor,
            stop_id=stop.id,
            accepted={load.allocation_id: load.loaded for load in loads},
            rejected={},
            reason=None,
            proof=ProofKind.CODE,
            photo="",
            actor_at=SOON,
            now=SOON,
        )


async def whole(database, now=SOON):
    """The doctor finds nothing."""
    async with database.read() as session:
        assert list(await find_broken(session, now=now)) == []


async def test_a_driver_under_way_is_asked_for_one_more_stop(database, cast, job_id):
    await put_extra(database, cast)
    offer = await open_offer(database)
    assert offer.driver_id == cast.chen.person_id
    assert offer.job_id != job_id
    assert ends(await route(database, job_id)) == [("pickup", 0), ("delivery", 5)]
    assert [each.params for each in await pushes(database, cast.chen, "job_offer")][-1] == {
        "offer_id": offer.id
    }


@pytest.mark.on_postgres
async def test_a_yes_puts_the_stops_on_the_way_behind_the_next_one(database, cast, job_id):
    await put_extra(database, cast)
    before = len(await pushes(database, cast.chen, "job_address"))
    assert await accept_open_offer(database, cast.chen, SOON) == job_id
    assert ends(await route(database, job_id)) == [
        ("pickup", 0),
        ("pickup", 2),
        ("delivery", 4),
        ("delivery", 5),
    ]
    told = (await pushes(database, cast.chen, "job_address"))[before:]
    async with database.read() as session:
        new = await rows(session, ConsignmentRow, col(ConsignmentRow.job_id) == job_id)
        deliveries = await rows(session, StopRow, col(StopRow.kind) == StopKind.DELIVERY)
    assert [each.params for each in told] == [
        {"job_id": job_id, "stops": [new[-1].pickup_stop_id, new[-1].delivery_stop_id]}
    ]
    assert len({stop.code for stop in deliveries}) == 2
    assert all(len(stop.code) == 4 for stop in deliveries)
    await whole(database)


async def test_the_job_it_was_is_over_and_says_where_it_went(database, cast, job_id):
    await put_extra(database, cast)
    offer = await open_offer(database)
    await accept_open_offer(database, cast.chen, SOON)
    assert (await job_state(database, offer.job_id)).state is JobState.CANCELLED
    joined = await row(database, LedgerRow, col(LedgerRow.kind) == "job.joined")
    assert (joined.subject, joined.facts["job"]) == (f"job:{offer.job_id}", job_id)


async def test_the_new_addresses_are_written_down_as_shown(database, cast, job_id):
    await put_extra(database, cast)
    offer = await open_offer(database)
    await accept_open_offer(database, cast.chen, SOON)
    shown = await row(database, LedgerRow, col(LedgerRow.kind) == "address.revealed")
    assert (shown.subject, shown.facts["offer"]) == (f"job:{job_id}", offer.id)


@pytest.mark.parametrize("how", ["no", "silence"])
async def test_a_no_or_silence_leaves_the_job_as_it_was(database, cast, job_id, how):
    before = await as_it_is(database, job_id)
    await put_extra(database, cast)
    offer = await open_offer(database)
    async with database.begin() as session:
        if how == "no":
            await decline_job(
                session, cast.chen.actor, offer_id=offer.id, reason=Reason.OTHER, now=SOON
            )
        else:
            await lapse_offers(session, now=SOON + OFFER_WINDOW)
    assert await as_it_is(database, job_id) == before
    assert (await job_state(database, offer.job_id)).state is JobState.OPEN
    assert await pushes(database, cast.chen, "offer_closed") or how == "no"


async def test_after_a_no_the_next_under_way_is_asked_and_not_the_same_again(
    database, cast, job_id
):
    async with database.begin() as session:
        await put_need(session, cast, 50, km=6)
        await put_lot(session, cast, 50, km=0.5)
        await put_on_duty(session, cast.liu, km=1)
    await tick(database, SOON)
    await confirm_all(database, SOON)
    await tick(database, SOON)
    await accept_open_offer(database, cast.liu, SOON)
    await put_extra(database, cast)
    first = await open_offer(database)
    driver = cast.chen if first.driver_id == cast.chen.person_id else cast.liu
    async with database.begin() as session:
        await decline_job(session, driver.actor, offer_id=first.id, reason=Reason.OTHER, now=SOON)
    await tick(database, SOON)
    second = await open_offer(database)
    assert second.job_id == first.job_id
    assert {first.driver_id, second.driver_id} == {cast.chen.person_id, cast.liu.person_id}


@pytest.mark.on_postgres
async def test_a_job_that_takes_cold_goods_along_asks_for_a_cold_room(database, cast, job_id):
    async with database.begin() as session:
        (await rows(session, VehicleRow))[0].cold_chain = True
    await put_extra(database, cast, item="INSULIN")
    await accept_open_offer(database, cast.chen, SOON)
    assert (await job_state(database, job_id)).cold_chain


async def test_a_job_that_takes_more_along_asks_for_a_larger_vehicle(database, cast, job_id):
    before = (await job_state(database, job_id)).kg
    await put_extra(database, cast)
    await accept_open_offer(database, cast.chen, SOON)
    job = await job_state(database, job_id)
    assert job.kg == pytest.approx(1.4 * before)  # 140 masks are aboard at one time


async def test_who_said_no_is_asked_for_no_other_stop_for_a_while(database, cast, job_id):
    await put_extra(database, cast)
    first = await open_offer(database)
    async with database.begin() as session:
        await decline_job(
            session, cast.chen.actor, offer_id=first.id, reason=Reason.OTHER, now=SOON
        )
    await put_extra(database, cast, quantity=30, start=2.5, end=4.5)
    assert await open_offer(database) is None
    await tick(database, SOON + ASKED_FOR)
    assert (await open_offer(database)).driver_id == cast.chen.person_id


async def test_a_free_driver_is_asked_before_one_under_way(database, cast, job_id):
    async with database.begin() as session:
        await put_on_duty(session, cast.liu, km=8)
    await put_extra(database, cast)
    assert (await open_offer(database)).driver_id == cast.liu.person_id


async def test_nobody_is_asked_for_what_the_vehicle_does_not_hold(database, cast, job_id):
    await put_extra(database, cast, quantity=1_000_000)
    assert await open_offer(database) is None


async def test_nobody_is_asked_for_what_lies_far_off_the_way(database, cast, job_id):
    await put_extra(database, cast, start=-30, end=-40)
    assert await open_offer(database) is None


async def test_a_delivery_that_would_be_late_keeps_the_stop_away(database, cast, job_id):
    async with database.begin() as session:
        need = (await rows(session, NeedRow))[0]
        need.deadline = SOON + timedelta(minutes=35)
        session.add(need)
    await put_extra(database, cast, start=2, end=9)
    await accept_open_offer(database, cast.chen, SOON)
    assert ends(await route(database, job_id))[1] == ("delivery", 5)


@pytest.mark.on_postgres
async def test_an_old_yes_changes_nothing_once_it_no_longer_fits(database, cast, job_id):
    await put_extra(database, cast)
    offer = await open_offer(database)
    async with database.begin() as session:
        need = (await rows(session, NeedRow))[-1]
        need.deadline = SOON
        session.add(need)
    before = await route(database, job_id)
    with pytest.raises(NotOnTheWay):
        async with database.begin() as session:
            await accept_job(session, cast.chen.actor, offer_id=offer.id, now=SOON)
    assert await route(database, job_id) == before
    assert (await open_offer(database)).id == offer.id


async def test_a_second_yes_and_a_strangers_change_nothing(database, cast, job_id):
    await put_extra(database, cast)
    offer = await open_offer(database)
    await accept_open_offer(database, cast.chen, SOON)
    before = await route(database, job_id)
    for who in (cast.chen, cast.liu):
        with pytest.raises(OfferGone):
            async with database.begin() as session:
                await accept_job(session, who.actor, offer_id=offer.id, now=SOON)
    assert await route(database, job_id) == before


async def test_the_lengthened_job_is_driven_to_its_end(database, cast, job_id):
    await put_extra(database, cast)
    await accept_open_offer(database, cast.chen, SOON)
    for step in (load_at_next, load_at_next, deliver_at_next, deliver_at_next):
        await step(database, cast.chen, job_id)
    assert (await job_state(database, job_id)).state is JobState.CLOSED
    async with database.read() as session:
        loads = await rows(session, AllocationRow)
    assert [load.accepted for load in loads] == [100, 40]
    codes = await pushes(database, cast.li, "handover_code")
    assert len({each.params["stop_id"] for each in codes}) == 2
    await whole(database)


async def test_goods_aboard_leave_less_room_until_they_are_handed_over(database, cast):
    async with database.begin() as session:
        await put_need(session, cast, 100)
        await put_lot(session, cast, 100)
        await put_on_duty(session, cast.chen, kg=1.3)  # a hundred masks weigh 1.2 kg
    await tick(database)
    await confirm_all(database)
    await tick(database)
    job_id = await accept_open_offer(database, cast.chen)
    await load_here(database, cast.chen, job_id)
    await put_extra(database, cast, quantity=80, start=2, end=6)
    await accept_open_offer(database, cast.chen, SOON)
    assert ends(await route(database, job_id)) == [
        ("pickup", 0),
        ("delivery", 5),
        ("pickup", 2),
        ("delivery", 6),
    ]


async def test_a_withdrawn_extra_need_takes_its_stops_only(database, cast, job_id):
    need_id = await put_extra(database, cast)
    await accept_open_offer(database, cast.chen, SOON)
    async with database.begin() as session:
        await close_need(
            session, cast.li.actor, need_id=need_id, reason=CloseReason.WITHDRAWN, now=SOON
        )
    assert ends(await route(database, job_id)) == [("pickup", 0), ("delivery", 5)]
    assert (await job_state(database, job_id)).state is JobState.ACCEPTED
    assert len(await pushes(database, cast.chen, "job_changed")) == 2
    await whole(database)


async def test_withdrawn_before_the_answer_it_is_offered_no_longer(database, cast, job_id):
    need_id = await put_extra(database, cast)
    offer = await open_offer(database)
    async with database.begin() as session:
        await close_need(
            session, cast.li.actor, need_id=need_id, reason=CloseReason.WITHDRAWN, now=SOON
        )
    assert await open_offer(database) is None
    assert (await job_state(database, offer.job_id)).state is JobState.CANCELLED
    assert (await job_state(database, job_id)).state is JobState.ACCEPTED


async def test_the_same_shelf_is_no_second_stop(database, cast, job_id):
    async with database.begin() as session:
        first = await rows(session, StopRow, col(StopRow.job_id) == job_id)
        await put_need(session, cast, 40, km=3)
        lot_id = await put_lot(session, cast, 40)
        lot = (await rows(session, LotRow, col(LotRow.id) == lot_id))[0]
        lot.place_id = first[0].place_id
        session.add(lot)
    await tick(database, SOON)
    await confirm_all(database, SOON)
    await tick(database, SOON)
    await accept_open_offer(database, cast.chen, SOON)
    assert ends(await route(database, job_id)) == [("pickup", 0), ("delivery", 3), ("delivery", 5)]
    await load_at_next(database, cast.chen, job_id)
    async with database.read() as session:
        assert len(await loads_of(session, job_id, AllocationState.LOADED)) == 2
    await whole(database)


async def test_who_stands_at_the_last_stop_gets_the_new_ones_behind_it(database, cast, job_id):
    await load_here(database, cast.chen, job_id)
    stop = await next_stop(database, job_id)
    async with database.begin() as session:
        await arrive(session, cast.chen.actor, stop_id=stop.id, now=SOON)
    await put_extra(database, cast, start=6, end=7)
    await accept_open_offer(database, cast.chen, SOON)
    assert (await next_stop(database, job_id)).id == stop.id
    assert ends(await route(database, job_id))[2:] == [("pickup", 6), ("delivery", 7)]


@pytest.mark.on_postgres
async def test_handed_back_or_broken_down_the_whole_job_goes_on_with_another(
    database, cast, job_id
):
    await put_extra(database, cast)
    await accept_open_offer(database, cast.chen, SOON)
    async with database.begin() as session:
        await release_job(session, cast.chen.actor, job_id=job_id, reason=Reason.TOO_FAR, now=SOON)
        await put_on_duty(session, cast.liu, now=SOON)
    await tick(database, SOON)
    assert await accept_open_offer(database, cast.liu, SOON) == job_id
    assert len(await route(database, job_id)) == 4
    await load_at_next(database, cast.liu, job_id)
    async with database.begin() as session:
        await report_breakdown(
            session,
            cast.liu.actor,
            job_id=job_id,
            reason=Reason.VEHICLE_TROUBLE,
            now=SOON,
        )
    async with database.read() as session:
        waiting = await rows(
            session,
            AllocationRow,
            col(AllocationRow.state) == AllocationState.CONFIRMED,
            col(AllocationRow.consignment_id).is_(None),
        )
    assert [load.quantity for load in waiting] == [40]
    await whole(database)


async def test_a_life_is_not_made_to_wait_for_one_more_stop(database, cast):
    async with database.begin() as session:
        await put_need(session, cast, 100, urgency=Urgency.CRITICAL)
        await put_lot(session, cast, 100)
        await put_on_duty(session, cast.chen)
    await tick(database)
    await confirm_all(database)
    await tick(database)
    job_id = await accept_open_offer(database, cast.chen)
    await put_extra(database, cast)
    await accept_open_offer(database, cast.chen, SOON)
    assert ends(await route(database, job_id))[:2] == [("pickup", 0), ("delivery", 5)]


@pytest.mark.on_postgres
async def test_an_offer_that_fits_no_more_is_taken_back_at_once_and_another_is_asked(
    database, cast, job_id
):
    await put_extra(database, cast)
    offer = await open_offer(database)
    async with database.begin() as session:
        assert await pass_on_unfit(session, now=SOON) == 0
    async with database.begin() as session:
        await session.execute(
            sa.update(VehicleRow)
            .where(col(VehicleRow.person_id) == cast.chen.person_id)
            .values(kg=0.01)
        )
        assert await pass_on_unfit(session, now=SOON) == 1
    async with database.read() as session:
        (ended,) = await rows(session, OfferRow, col(OfferRow.id) == offer.id)
    assert (ended.state, ended.reason) == (OfferState.WITHDRAWN, Reason.CHANGED)
    assert len(await pushes(database, cast.chen, "offer_closed")) == 1
