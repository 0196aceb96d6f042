"""A plan is applied only as far as the world still agrees with it."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from city import (
    MINUTE,
    PARAMS,
    confirm_all,
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

from db.actions.offers import decline_job
from db.actions.planning import Applied, apply_plan
from db.actions.vehicles import go_off_duty
from db.queries.snapshot import load_snapshot
from db.tables import (
    AllocationRow,
    ConsignmentRow,
    JobRow,
    LotRow,
    NeedRow,
    OfferRow,
    StopRow,
)
from matching.model import (
    AllocationState,
    Hold,
    JobState,
    Lifecycle,
    OfferState,
    Reason,
    StopKind,
    Urgency,
    Verification,
)
from matching.pipeline import plan

pytestmark = pytest.mark.mainly_sqlite


async def proposal(database):
    """What the planner makes of the record now."""
    async with database.read() as session:
        return plan(await load_snapshot(session, now=NOW, params=PARAMS), PARAMS, NOW)


async def applied(database, proposed):
    """Apply a plan made before."""
    async with database.begin() as session:
        return await apply_plan(session, proposed, now=NOW, params=PARAMS)


async def change(database, table, **values):
    """The world moves on between the snapshot and the plan."""
    async with database.begin() as session:
        await session.execute(sa.update(table).values(**values))


@pytest.mark.on_postgres
async def test_a_plan_applied_twice_changes_nothing_the_second_time(database, cast):
    async with database.begin() as session:
        await put_need(session, cast, 60)
        await put_lot(session, cast, 100)
    proposed = await proposal(database)
    assert await applied(database, proposed) == Applied(allocations=1)
    assert await applied(database, proposed) == Applied(conflicts=1)
    assert (await row(database, LotRow)).reserved == 60


async def test_a_plan_of_a_whole_city_is_not_too_long_for_a_statement(database, cast):
    async with database.begin() as session:
        await put_need(session, cast, 60)
        await put_lot(session, cast, 100)
    proposed = await proposal(database)
    others = tuple(
        replace(proposed.allocations[0], line_id=1000 + n, lot_id=1000 + n) for n in range(33_000)
    )
    crowd = replace(proposed, allocations=proposed.allocations + others)
    assert await applied(database, crowd) == Applied(allocations=1, conflicts=len(others))


@pytest.mark.on_postgres
async def test_a_lot_held_meanwhile_is_not_reserved(database, cast):
    async with database.begin() as session:
        await put_need(session, cast, 60)
        await put_lot(session, cast, 100)
    proposed = await proposal(database)
    for values in (
        {"hold": Hold.QUARANTINED},
        {"hold": Hold.NONE, "withdrawn_at": NOW},
        {"withdrawn_at": None, "expires_at": NOW + timedelta(hours=1)},
        {"expires_at": None, "free": 59, "counted": 59},
    ):
        await change(database, LotRow, **values)
        assert await applied(database, proposed) == Applied(conflicts=1)
    await change(database, LotRow, free=60, counted=60)
    assert await applied(database, proposed) == Applied(allocations=1)


@pytest.mark.on_postgres
async def test_a_need_paused_closed_or_refuted_meanwhile_is_not_served(database, cast):
    async with database.begin() as session:
        await put_need(session, cast, 60)
        await put_lot(session, cast, 100)
    proposed = await proposal(database)
    for values in (
        {"lifecycle": Lifecycle.PAUSED},
        {"lifecycle": Lifecycle.CLOSED},
        {"lifecycle": Lifecycle.OPEN, "verification": Verification.REFUTED},
    ):
        await change(database, NeedRow, **values)
        assert await applied(database, proposed) == Applied(conflicts=1)
    assert (await row(database, LotRow)).free == 100


async def test_a_load_too_large_for_the_vehicle_is_split(database, cast):
    async with database.begin() as session:
        await put_need(session, cast, 60_000)
        await put_lot(session, cast, 60_000)
        await put_on_duty(session, cast.chen, kg=300)
    await tick(database)
    await confirm_all(database)
    assert (await tick(database)).jobs == 1
    async with database.read() as session:
        first, rest = await rows(session, AllocationRow)
    assert first.quantity + rest.quantity == 60_000
    assert (rest.split_of, rest.state) == (first.id, AllocationState.CONFIRMED)
    assert first.consignment_id
    assert rest.consignment_id is None


async def test_a_job_has_stops_and_a_consignment_for_each_need(database, cast):
    async with database.begin() as session:
        await put_need(session, cast, 60, km=5)
        await put_need(session, cast, 30, km=6, reporter=cast.wang)
        await put_lot(session, cast, 100)
        await put_on_duty(session, cast.chen)
    await tick(database)
    await confirm_all(database)
    assert (await tick(database)).jobs == 1
    async with database.read() as session:
        stops = await rows(session, StopRow)
        numbers = [each.number for each in await rows(session, ConsignmentRow)]
    assert [stop.kind for stop in stops] == [
        StopKind.PICKUP,
        StopKind.DELIVERY,
        StopKind.DELIVERY,
    ]
    assert numbers == ["C-000001", "C-000001-2"]


async def test_one_driver_is_asked_for_one_job_at_a_time(database, cast):
    async with database.begin() as session:
        await put_need(session, cast, 60, km=5)
        await put_lot(session, cast, 60)
        await put_on_duty(session, cast.chen)
        await put_on_duty(session, cast.liu, km=2)
    await tick(database)
    await confirm_all(database)
    proposed = await proposal(database)
    assert await applied(database, proposed) == Applied(jobs=1, offers=1)
    assert await applied(database, proposed) == Applied(conflicts=1)
    async with database.read() as session:
        offers = await rows(session, OfferRow, col(OfferRow.state) == OfferState.OFFERED)
    assert len(offers) == 1


async def test_when_all_drivers_were_asked_coordinators_hear_of_it_once(database, cast):
    async with database.begin() as session:
        await put_need(session, cast, 60)
        await put_lot(session, cast, 60)
        await put_on_duty(session, cast.chen)
    await tick(database)
    await confirm_all(database)
    await tick(database)
    offer = await row(database, OfferRow)
    async with database.begin() as session:
        await decline_job(
            session, cast.chen.actor, offer_id=offer.id, reason=Reason.TOO_FAR, now=NOW
        )
    for minute in (0, 1, 2):
        await tick(database, NOW + minute * MINUTE)
    assert len(await pushes(database, cast.sun, "stuck")) == 1
    assert (await row(database, JobRow)).state is JobState.OPEN
    assert (await tick(database, NOW + 11 * MINUTE)).offers == 1


async def test_goods_that_wait_long_for_a_vehicle_are_shown_to_coordinators(database, cast):
    async with database.begin() as session:
        await put_need(session, cast, 60)
        await put_lot(session, cast, 60)
    await tick(database)
    await confirm_all(database)
    await tick(database)
    assert not await pushes(database, cast.sun, "stuck")
    await tick(database, NOW + 11 * MINUTE)
    await tick(database, NOW + 12 * MINUTE)
    assert len(await pushes(database, cast.sun, "stuck")) == 1


async def test_a_job_no_vehicle_on_duty_can_carry_is_taken_apart_and_goes_in_smaller_ones(
    database, cast
):
    async with database.begin() as session:
        await put_need(session, cast, 60_000)
        await put_lot(session, cast, 60_000)
        await put_on_duty(session, cast.chen)
    await tick(database)
    await confirm_all(database)
    await tick(database)
    first = await row(database, JobRow)
    async with database.begin() as session:
        await go_off_duty(session, cast.chen.actor, now=NOW)
        await put_on_duty(session, cast.liu, kg=first.kg / 2)
    await tick(database)
    dissolved = await row(database, JobRow, col(JobRow.id) == first.id)
    assert (dissolved.state, dissolved.reason) == (JobState.CANCELLED, Reason.TOO_LARGE)
    assert (await row(database, AllocationRow)).consignment_id is None
    assert (await tick(database)).offers == 1
    assert (await row(database, JobRow)).kg <= first.kg / 2


async def test_a_job_that_waits_long_for_any_vehicle_is_shown_to_coordinators(database, cast):
    async with database.begin() as session:
        await put_need(session, cast, 60)
        await put_lot(session, cast, 60)
        await put_on_duty(session, cast.chen)
    await tick(database)
    await confirm_all(database)
    await tick(database)
    async with database.begin() as session:
        await go_off_duty(session, cast.chen.actor, now=NOW)
    await tick(database, NOW + 9 * MINUTE)
    assert not await pushes(database, cast.sun, "stuck")
    for minute in (10, 11):
        await tick(database, NOW + minute * MINUTE)
    (told,) = await pushes(database, cast.sun, "stuck")
    assert told.params["kind"] == "untaken"
    assert (await row(database, JobRow)).state is JobState.OPEN


@pytest.mark.on_postgres
async def test_goods_about_to_expire_are_not_carried_and_the_next_lot_is_sought(database, cast):
    async with database.begin() as session:
        await put_need(session, cast, 60)
        await put_lot(session, cast, 60, expires_at=NOW + timedelta(hours=26))
        await put_lot(session, cast, 60, km=-1)
    await tick(database)
    await confirm_all(database)
    late = NOW + timedelta(hours=3)
    async with database.begin() as session:
        await put_on_duty(session, cast.chen)
    assert (await tick(database, late)).jobs == 0
    first = await row(database, AllocationRow)
    assert (first.state, first.reason) == (AllocationState.RELEASED, Reason.EXPIRED)
    for told in (cast.li, cast.zhao):
        (push,) = await pushes(database, told, "match_failed")
        assert push.params["reason"] == "expired"
    assert (await tick(database, late)).allocations == 1
    assert (await row(database, AllocationRow)).lot_id != first.lot_id


async def test_a_waiting_job_drops_goods_about_to_expire(database, cast):
    async with database.begin() as session:
        await put_need(session, cast, 60)
        await put_lot(session, cast, 60, expires_at=NOW + timedelta(hours=26))
        await put_on_duty(session, cast.chen)
    await tick(database)
    await confirm_all(database)
    await tick(database)
    async with database.begin() as session:
        await go_off_duty(session, cast.chen.actor, now=NOW)
    await tick(database, NOW + timedelta(hours=3))
    assert (await row(database, JobRow)).state is JobState.CANCELLED
    assert (await row(database, AllocationRow)).reason is Reason.EXPIRED


async def test_a_life_at_risk_that_no_lot_covers_is_told_to_coordinators_once(database, cast):
    async with database.begin() as session:
        need_id, _ = await put_need(session, cast, 60, urgency=Urgency.CRITICAL)
        await put_need(session, cast, 60)
        await put_need(
            session, cast, 60, urgency=Urgency.CRITICAL, verification=Verification.UNVERIFIED
        )
        await put_lot(session, cast, 20)
    for minute in (0, 1):
        await tick(database, NOW + minute * MINUTE)
    (told,) = await pushes(database, cast.sun, "stuck")
    assert told.params == {"kind": "critical", "id": need_id}
