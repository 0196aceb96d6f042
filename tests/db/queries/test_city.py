"""What the city map shows, on both engines."""

from datetime import timedelta

from cast import Cast
from city import accept_open_offer, confirm_all, put_lot, put_need, put_on_duty, tick
from moments import NOW

from db.actions.closures import close_road
from db.actions.need_changes import close_need
from db.engine import Database
from db.queries import city
from matching.model import CloseReason, JobState, Lifecycle, QuantityKind, Role, StopKind


async def test_needs_and_lots_stand_where_they_are(database: Database, cast: Cast) -> None:
    async with database.begin() as session:
        need_id, _ = await put_need(session, cast, 100, km=5)
        lot_id = await put_lot(session, cast, 40)
        await put_lot(session, cast, 7, withdrawn_at=NOW)
        await put_lot(session, cast, 9, quantity_kind=QuantityKind.ESTIMATE)
    async with database.read() as session:
        (need,) = await city.needs_on_map(session, now=NOW)
        guessed, lot = await city.lots_on_map(session)
    assert (need.need_id, need.spot.district) == (need_id, "沙河口区")
    assert need.spot.lat == 38.9 + 5 / 111.195
    assert [line.quantities.requested for line in need.lines] == [100]
    assert (lot.lot_id, lot.free, lot.supplier) == (lot_id, 40, "赵国强")
    assert lot.quantity_kind is QuantityKind.EXACT
    assert guessed.quantity_kind is QuantityKind.ESTIMATE


async def test_a_closed_need_lingers_for_half_an_hour(database: Database, cast: Cast) -> None:
    async with database.begin() as session:
        need_id, _ = await put_need(session, cast)
        await close_need(
            session, cast.sun.actor, need_id=need_id, reason=CloseReason.SERVED_BY_OTHERS, now=NOW
        )
    soon, late = NOW + timedelta(minutes=29), NOW + timedelta(minutes=31)
    async with database.read() as session:
        (need,) = await city.needs_on_map(session, now=soon)
        assert need.lifecycle is Lifecycle.CLOSED
        assert await city.needs_on_map(session, now=late) == []


async def test_a_vehicle_has_its_job_and_its_stops_in_order(database: Database, cast: Cast) -> None:
    async with database.begin() as session:
        await put_need(session, cast, 30)
        await put_lot(session, cast, 40)
        shift_id = await put_on_duty(session, cast.chen)
    await tick(database)
    await confirm_all(database)
    await tick(database)
    async with database.read() as session:
        assert await city.jobs_on_map(session, now=NOW) == []
    job_id = await accept_open_offer(database, cast.chen)
    async with database.read() as session:
        (vehicle,) = await city.vehicles_on_map(session)
        (job,) = await city.jobs_on_map(session, now=NOW)
    assert (vehicle.shift_id, vehicle.label, vehicle.driver) == (shift_id, "面包车", "陈师傅")
    assert (job.job_id, job.driver_id) == (job_id, vehicle.person_id)
    assert job.state is JobState.ACCEPTED
    assert [stop.kind for stop in job.stops] == [StopKind.PICKUP, StopKind.DELIVERY]
    assert job.stops[1].spot.lat == 38.9 + 5 / 111.195


async def test_closures_show_until_they_are_over(database: Database, cast: Cast) -> None:
    async with database.begin() as session:
        await close_road(
            session,
            cast.sun.actor,
            title="隧道积水",
            link=("中山区", "西岗区"),
            ends_at=NOW + timedelta(hours=2),
            now=NOW,
        )
    async with database.read() as session:
        (closure,) = await city.closures_on_map(session, now=NOW)
        assert (closure.title, closure.district_a) == ("隧道积水", "中山区")
        assert await city.closures_on_map(session, now=NOW + timedelta(hours=3)) == []


async def test_people_are_found_by_their_address(database: Database, cast: Cast) -> None:
    async with database.read() as session:
        people = await city.people_at(session, "telegram")
        assert await city.people_at(session, "sms") == {}
    assert people[cast.li.address] == (cast.li.person_id, (Role.HOSPITAL,))
    assert len(people) == 6
