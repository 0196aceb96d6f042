"""Vehicles and shifts."""

import pytest
import sqlalchemy as sa
from city import confirm_all, load_here, put_lot, put_need, put_on_duty, row, rows, tick, underway
from moments import NOW
from sqlmodel import col

from db.actions.offers import accept_job
from db.actions.vehicles import add_vehicle, go_off_duty, go_on_duty, locate
from db.tables import JobRow, LedgerRow, OfferRow, ShiftRow, VehicleRow
from matching.errors import NotAllowed, NotFound, OfferGone, Outdated, StillAboard
from matching.model import JobState, Mode, OfferState

pytestmark = pytest.mark.mainly_sqlite

VAN = {
    "label": "辽B·12345",
    "mode": Mode.ROAD,
    "kg": 800.0,
    "m3": 5.0,
    "cold_chain": True,
    "hazmat": False,
    "passes": ("防疫",),
}
HERE = {"lat": 38.9, "lon": 121.6, "district": "沙河口区"}


async def test_a_vehicle_goes_on_duty_and_is_found(database, cast):
    async with database.begin() as session:
        vehicle_id = await add_vehicle(session, cast.chen.actor, **VAN, now=NOW)
        shift_id = await go_on_duty(
            session, cast.chen.actor, vehicle_id=vehicle_id, **HERE, now=NOW
        )
        again = await go_on_duty(session, cast.chen.actor, vehicle_id=vehicle_id, **HERE, now=NOW)
    assert again == shift_id
    shift = await row(database, ShiftRow)
    assert (shift.lat, shift.lon, shift.district) == (38.9, 121.6, "沙河口区")
    assert (await row(database, VehicleRow)).passes == ["防疫"]


@pytest.mark.on_postgres
async def test_a_driver_changes_the_vehicle_by_a_new_shift(database, cast):
    async with database.begin() as session:
        first = await add_vehicle(session, cast.chen.actor, **VAN, now=NOW)
        second = await add_vehicle(session, cast.chen.actor, **VAN, now=NOW)
        await go_on_duty(session, cast.chen.actor, vehicle_id=first, **HERE, now=NOW)
        await go_on_duty(session, cast.chen.actor, vehicle_id=second, **HERE, now=NOW)
    async with database.read() as session:
        shifts = await rows(session, ShiftRow)
    assert [shift.vehicle_id for shift in shifts if shift.ended_at is None] == [second]


async def test_only_a_driver_drives_and_only_their_own(database, cast):
    async with database.begin() as session:
        with pytest.raises(NotAllowed):
            await add_vehicle(session, cast.wang.actor, **VAN, now=NOW)
        vehicle_id = await add_vehicle(session, cast.chen.actor, **VAN, now=NOW)
        with pytest.raises(NotFound):
            await go_on_duty(session, cast.liu.actor, vehicle_id=vehicle_id, **HERE, now=NOW)
        with pytest.raises(Outdated):
            await locate(session, cast.liu.actor, **HERE, now=NOW)
        with pytest.raises(Outdated):
            await go_off_duty(session, cast.liu.actor, now=NOW)


async def test_the_ledger_never_learns_where_a_driver_is(database, cast):
    async with database.begin() as session:
        await put_on_duty(session, cast.chen)
        await locate(session, cast.chen.actor, lat=38.95, lon=121.5, district="甘井子区", now=NOW)
    assert (await row(database, ShiftRow)).lat == 38.95
    async with database.read() as session:
        located = await rows(session, LedgerRow, col(LedgerRow.kind) == "shift.located")
    assert [entry.facts for entry in located] == [{}]


async def test_off_duty_passes_on_what_is_not_loaded(database, cast):
    job_id = await underway(database, cast)
    async with database.begin() as session:
        await go_off_duty(session, cast.chen.actor, now=NOW)
    job = await row(database, JobRow, col(JobRow.id) == job_id)
    assert (job.state, job.driver_id) == (JobState.OPEN, None)
    assert (await row(database, OfferRow)).state is OfferState.DECLINED
    assert (await tick(database)).offers == 0


async def test_nobody_goes_off_duty_with_goods_aboard(database, cast):
    job_id = await underway(database, cast)
    await load_here(database, cast.chen, job_id)
    async with database.begin() as session:
        with pytest.raises(StillAboard):
            await go_off_duty(session, cast.chen.actor, now=NOW)
        vehicle_id = await add_vehicle(session, cast.chen.actor, **VAN, now=NOW)
        with pytest.raises(StillAboard):
            await go_on_duty(session, cast.chen.actor, vehicle_id=vehicle_id, **HERE, now=NOW)


async def test_an_open_offer_passes_on_when_the_driver_stops(database, cast):
    async with database.begin() as session:
        await put_need(session, cast, 60)
        await put_lot(session, cast, 60)
        await put_on_duty(session, cast.chen)
    await tick(database)
    await confirm_all(database)
    await tick(database)
    async with database.begin() as session:
        await go_off_duty(session, cast.chen.actor, now=NOW)
    assert (await row(database, OfferRow)).state is OfferState.DECLINED
    assert (await row(database, JobRow)).state is JobState.OPEN


async def test_another_vehicle_passes_on_what_the_first_was_asked_for(database, cast):
    async with database.begin() as session:
        await put_need(session, cast, 60)
        await put_lot(session, cast, 60)
        await put_on_duty(session, cast.chen)
    await tick(database)
    await confirm_all(database)
    await tick(database)
    async with database.begin() as session:
        await put_on_duty(session, cast.chen, kg=1.0)
        with pytest.raises(OfferGone):
            await accept_job(
                session, cast.chen.actor, offer_id=(await rows(session, OfferRow))[0].id, now=NOW
            )
    assert (await row(database, OfferRow)).state is OfferState.DECLINED
    assert (await row(database, JobRow)).state is JobState.OPEN


@pytest.mark.on_postgres
async def test_an_offer_of_an_ended_shift_cannot_be_accepted(database, cast):
    async with database.begin() as session:
        await put_need(session, cast, 60)
        await put_lot(session, cast, 60)
        await put_on_duty(session, cast.chen)
    await tick(database)
    await confirm_all(database)
    await tick(database)
    offer_id = (await row(database, OfferRow)).id
    async with database.begin() as session:
        await session.execute(sa.update(ShiftRow).values(ended_at=NOW))
        with pytest.raises(OfferGone):
            await accept_job(session, cast.chen.actor, offer_id=offer_id, now=NOW)
    assert (await row(database, OfferRow)).state is OfferState.OFFERED
