"""After an event only what it touches is planned again, at once, by the record's own doors."""

import pytest
import sqlalchemy as sa
from city import (
    MINUTE,
    accept_open_offer,
    confirm_all,
    next_stop,
    pushes,
    put_lot,
    put_need,
    put_on_duty,
    row,
    rows,
    tick,
)
from moments import NOW
from sqlmodel import col

from bot.revisions import revise
from bot.ticks import match
from db.actions.closures import close_road
from db.actions.confirmations import confirm_need, confirm_stock, decline_stock, lapse_confirmations
from db.actions.delivery import arrive, record_pickup, report_breakdown
from db.actions.goods import hold_lot, withdraw_lot
from db.actions.need_changes import change_urgency
from db.actions.vehicles import go_off_duty
from db.queries.events import waiting_events
from db.queries.ticks import request_waits
from db.queries.transport import matches_at_stop
from db.tables import AllocationRow, EventRow, JobRow, OfferRow
from matching.model import AllocationState, Hold, JobState, OfferState, Reason, TickName, Urgency
from matching.permissions import SYSTEM
from matching.touched import EventKind

WATER = "WATER-BOT"
PROPOSED = col(AllocationRow.state) == AllocationState.PROPOSED


async def after_event(database, now=NOW):
    """Run what the event asked for; its counts."""
    async with database.read() as session:
        assert await request_waits(session, TickName.REVISE)
    counts = await revise(database, now)
    async with database.read() as session:
        assert not await rows(session, EventRow)
    return counts


async def proposed(database):
    """Lot and quantity of what is proposed, by line."""
    async with database.read() as session:
        found = await rows(session, AllocationRow, PROPOSED)
    return {(each.need_line_id, each.lot_id): each.quantity for each in found}


@pytest.fixture
async def lots(database, cast):
    """Two lots of masks, the near one promised to Li's need; an open need of water besides."""
    async with database.begin() as session:
        _, line = await put_need(session, cast, 60)
        near = await put_lot(session, cast, 60, km=4)
        await put_need(session, cast, 10, item=WATER, reporter=cast.wang)
    await tick(database)
    async with database.begin() as session:
        far = await put_lot(session, cast, 60, km=20)
        await put_lot(session, cast, 10, item=WATER)
    assert await proposed(database) == {(line, near): 60}
    return line, near, far


@pytest.mark.parametrize("how", ["withdrawn", "quarantined", "declined", "silent"])
async def test_a_line_whose_goods_will_not_come_is_served_from_elsewhere(database, cast, lots, how):
    line, near, far = lots
    now = NOW
    async with database.begin() as session:
        if how == "withdrawn":
            await withdraw_lot(session, cast.zhao.actor, lot_id=near, now=NOW)
        elif how == "quarantined":
            await hold_lot(session, cast.zhao.actor, lot_id=near, hold=Hold.QUARANTINED, now=NOW)
        elif how == "declined":
            held = await rows(session, AllocationRow, PROPOSED)
            await decline_stock(
                session,
                cast.zhao.actor,
                allocation_id=held[0].id,
                reason=Reason.NO_STOCK,
                now=NOW,
            )
        else:
            held = await rows(session, AllocationRow, PROPOSED)
            await session.execute(sa.update(AllocationRow).values(receiver_confirmed_at=NOW))
            now = NOW + 90 * MINUTE
            await lapse_confirmations(session, now=now)
    counts = await after_event(database, now)
    assert counts["allocations"] == 1
    assert await proposed(database) == {(line, far): 60}  # and the water waits for its own turn


async def test_a_lot_gone_takes_along_what_was_confirmed_of_it(database, cast, lots):
    line, near, far = lots
    await confirm_all(database)
    async with database.begin() as session:
        await withdraw_lot(session, cast.zhao.actor, lot_id=near, now=NOW)
        (waits,) = await waiting_events(session)
    assert (waits.event.kind, waits.event.subject, waits.event.lines) == (
        EventKind.LOT,
        near,
        (line,),
    )
    await after_event(database)
    assert await proposed(database) == {(line, far): 60}


async def test_a_life_at_risk_takes_what_nobody_has_answered_and_nothing_else_moves(database, cast):
    async with database.begin() as session:
        await put_need(session, cast, 60)
        await put_lot(session, cast, 60)
        await put_need(session, cast, 10, item=WATER)
        await put_lot(session, cast, 10, item=WATER)
    await tick(database)
    before = await proposed(database)
    async with database.begin() as session:
        need_id, line = await put_need(session, cast, 50, reporter=cast.wang)
        await change_urgency(
            session, cast.wang.actor, need_id=need_id, urgency=Urgency.CRITICAL, now=NOW
        )
    await after_event(database)
    now = await proposed(database)
    assert sum(units for (whose, _), units in now.items() if whose == line) == 50
    water = {pair for pair in before if before[pair] == 10}
    assert water <= set(now)


@pytest.mark.parametrize("answered", [False, True])
async def test_a_closed_road_ends_what_nobody_answered_and_stays_away_from_the_rest(
    database, cast, lots, answered
):
    line, near, _ = lots
    async with database.begin() as session:
        if answered:
            (held,) = await rows(session, AllocationRow, PROPOSED)
            await confirm_stock(session, SYSTEM, allocation_id=held.id, now=NOW)
        spot = (38.9 + 4 / 111.195, 121.6)
        await close_road(session, cast.sun.actor, title="", centre=spot, radius_km=0.1, now=NOW)
    await after_event(database)
    assert ((line, near) in await proposed(database)) is answered
    told = await pushes(database, cast.li, "match_failed")
    assert [each.params["reason"] for each in told] == ([] if answered else ["road_blocked"])


class ClosesTheRoad:
    """Stands in for a router: while it measures, somebody closes the road to the near lot."""

    def __init__(self, database, actor):
        self.database, self.actor = database, actor

    async def measure(self, snapshot, now):
        spot = (38.9 + 0.5 / 111.195, 121.6)
        async with self.database.begin() as session:
            await close_road(session, self.actor, title="", centre=spot, radius_km=0.1, now=now)
        return snapshot, 0


async def test_a_plan_made_before_a_road_was_closed_is_made_again(database, cast):
    async with database.begin() as session:
        await put_need(session, cast, 60)
        await put_lot(session, cast, 60)
    await match(database, NOW, router=ClosesTheRoad(database, cast.sun.actor))
    assert await proposed(database) == {}
    async with database.read() as session:
        assert await request_waits(session, TickName.MATCH)


async def test_an_event_waits_while_a_road_is_closed_under_its_run(database, cast, asked):
    async with database.begin() as session:
        await put_need(session, cast, 20)
        await put_lot(session, cast, 20)
    await tick(database)
    async with database.begin() as session:
        for held in await rows(session, AllocationRow, PROPOSED):
            await confirm_stock(session, SYSTEM, allocation_id=held.id, now=NOW)
            await confirm_need(session, SYSTEM, allocation_id=held.id, now=NOW)
        await go_off_duty(session, cast.chen.actor, now=NOW)
    await revise(database, NOW, router=ClosesTheRoad(database, cast.sun.actor))
    async with database.read() as session:
        kinds = [each.kind for each in await rows(session, EventRow)]
        assert await rows(session, JobRow, col(JobRow.id) != asked) == []
    assert kinds == [EventKind.DRIVER, EventKind.ROAD]
    await after_event(database)


@pytest.fixture
async def asked(database, cast):
    """A job that Chen is asked for; nobody else was on duty to be named."""
    async with database.begin() as session:
        await put_need(session, cast, 60)
        await put_lot(session, cast, 60)
        await put_on_duty(session, cast.chen)
    await tick(database)
    await confirm_all(database)
    await tick(database)
    async with database.begin() as session:
        await put_on_duty(session, cast.liu, km=4)
    return (await row(database, OfferRow)).job_id


async def test_the_job_of_a_driver_who_goes_home_is_offered_at_once(database, cast, asked):
    async with database.begin() as session:
        await go_off_duty(session, cast.chen.actor, now=NOW)
    counts = await after_event(database)
    assert (counts["events"], counts["offers"]) == (1, 1)
    offer = await row(database, OfferRow)
    assert (offer.job_id, offer.driver_id) == (asked, cast.liu.person_id)
    assert offer.state is OfferState.OFFERED


@pytest.mark.parametrize("accepted", [False, True])
async def test_a_job_behind_a_closed_road_is_offered_to_who_may_pass(
    database, cast, asked, accepted
):
    async with database.begin() as session:
        await go_off_duty(session, cast.liu.actor, now=NOW)
        await put_on_duty(session, cast.liu, km=4, passes=("medical",))
    if accepted:
        await accept_open_offer(database, cast.chen)
    async with database.begin() as session:
        await close_road(
            session,
            cast.sun.actor,
            title="",
            centre=(38.9 + 0.5 / 111.195, 121.6),
            radius_km=0.1,
            passes=("medical",),
            now=NOW,
        )
    await revise(database, NOW)
    await after_event(database) if not accepted else None
    async with database.read() as session:
        offers = await rows(session, OfferRow)
    whose = [(each.driver_id, each.state) for each in offers]
    if accepted:
        assert whose == [(cast.chen.person_id, OfferState.ACCEPTED)]
        return
    assert whose == [
        (cast.chen.person_id, OfferState.WITHDRAWN),
        (cast.liu.person_id, OfferState.OFFERED),
    ]
    assert offers[0].reason is Reason.ROAD_BLOCKED
    assert len(await pushes(database, cast.chen, "offer_closed")) == 1


async def test_what_a_stranded_driver_has_not_loaded_goes_with_another(database, cast):
    async with database.begin() as session:
        await put_need(session, cast, 60)
        await put_lot(session, cast, 60)
        await put_need(session, cast, 40, km=6)
        await put_lot(session, cast, 40, km=3)
        await put_on_duty(session, cast.chen)
    await tick(database)
    await confirm_all(database)
    await tick(database)
    job_id = await accept_open_offer(database, cast.chen)
    stop = await next_stop(database, job_id)
    async with database.begin() as session:
        await arrive(session, cast.chen.actor, stop_id=stop.id, now=NOW)
        here = await matches_at_stop(session, stop.id)
        loaded = {each.allocation_id: each.quantity for each in here}
        await record_pickup(
            session, cast.chen.actor, stop_id=stop.id, loaded=loaded, actor_at=NOW, now=NOW
        )
        await put_on_duty(session, cast.liu, km=4)
        await report_breakdown(
            session, cast.chen.actor, job_id=job_id, reason=Reason.ROAD_BLOCKED, now=NOW
        )
    counts = await after_event(database)
    assert (counts["jobs"], counts["offers"]) == (1, 1)
    job = await row(database, JobRow)
    assert (job.id != job_id, job.state) == (True, JobState.OFFERED)


async def test_an_event_of_the_drill_moves_nothing_real(database, cast, lots):
    _, near, _ = lots
    async with database.begin() as session:
        await withdraw_lot(session, cast.zhao.actor, lot_id=near, now=NOW)
        await session.execute(sa.update(EventRow).values(drill=True))
    assert (await after_event(database))["allocations"] == 0
    assert await proposed(database) == {}


async def test_without_events_there_is_nothing_to_do(database, cast):
    assert await revise(database, NOW) == {"events": 0}


async def test_a_road_that_bars_many_offers_is_seen_to_some_at_a_time(database, cast, monkeypatch):
    monkeypatch.setattr("bot.revisions.AT_ONCE_BARRED", 1)
    async with database.begin() as session:
        for driver in (cast.chen, cast.liu):
            await put_need(session, cast, 60)
            await put_lot(session, cast, 60)
            await put_on_duty(session, driver, kg=0.8)
    await tick(database)
    await confirm_all(database)
    assert (await tick(database)).offers == 2
    async with database.begin() as session:
        where = {"centre": (38.9, 121.6), "radius_km": 0.5}
        await close_road(session, cast.sun.actor, title="", **where, now=NOW)
    await revise(database, NOW)
    await after_event(database)
    async with database.read() as session:
        offers = await rows(session, OfferRow)
    assert [(one.state, one.reason) for one in offers] == [
        (OfferState.WITHDRAWN, Reason.ROAD_BLOCKED)
    ] * 2
