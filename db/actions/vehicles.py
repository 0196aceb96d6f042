"""Drivers' vehicles and shifts: what can carry, and who is on duty where."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.actions import ledger
from db.actions.moves import changed_one, known
from db.actions.offers import hold_asked, pass_on_offers
from db.actions.tick_requests import request_tick
from db.engine import add_row, insert
from db.queries.incidents import open_incident
from db.queries.transport import job_of, matches_of_job, open_shift_of
from db.tables import ShiftRow, VehicleRow
from matching.errors import NotFound, Outdated, StillAboard
from matching.model import JobState, Mode, Reason, TickName
from matching.permissions import Act, Actor, require


async def add_vehicle(
    session: AsyncSession,
    actor: Actor,
    *,
    label: str,
    mode: Mode,
    kg: float,
    m3: float,
    cold_chain: bool,
    hazmat: bool,
    passes: Iterable[str],
    now: datetime,
) -> int:
    """Note a vehicle and its limits, in kilograms and cubic metres."""
    require(actor, Act.DRIVE)
    incident = await open_incident(session)
    drill = incident.drill if incident else False
    vehicle_id = await add_row(
        session,
        VehicleRow,
        person_id=known(actor.person_id),
        drill=drill,
        label=label,
        mode=mode,
        kg=kg,
        m3=m3,
        cold_chain=cold_chain,
        hazmat=hazmat,
        passes=sorted(passes),
        created_at=now,
    )
    await ledger.record(
        session,
        kind="vehicle.added",
        actor=actor,
        subject=f"vehicle:{vehicle_id}",
        facts={"mode": mode.value, "kg": kg, "m3": m3},
        now=now,
        drill=drill,
    )
    return vehicle_id


@dataclass(frozen=True, slots=True)
class VehicleLimits:
    """What a vehicle is called and can carry, in kilograms and cubic metres."""

    label: str
    mode: Mode
    kg: float
    m3: float
    cold_chain: bool
    hazmat: bool


async def change_vehicle(
    session: AsyncSession, actor: Actor, *, vehicle_id: int, limits: VehicleLimits, now: datetime
) -> None:
    """Put other limits in the place of those that were noted; the next plan reckons with them."""
    require(actor, Act.DRIVE)
    changed = await changed_one(
        session,
        sa.update(VehicleRow)
        .where(
            col(VehicleRow.id) == vehicle_id,
            col(VehicleRow.person_id) == known(actor.person_id),
            col(VehicleRow.retired_at).is_(None),
        )
        .values(
            label=limits.label,
            mode=limits.mode,
            kg=limits.kg,
            m3=limits.m3,
            cold_chain=limits.cold_chain,
            hazmat=limits.hazmat,
        ),
    )
    if not changed:
        raise NotFound(kind="vehicle")
    row = await session.get(VehicleRow, vehicle_id)
    await ledger.record(
        session,
        kind="vehicle.changed",
        actor=actor,
        subject=f"vehicle:{vehicle_id}",
        facts={"mode": limits.mode.value, "kg": limits.kg, "m3": limits.m3},
        now=now,
        drill=row is not None and row.drill,
    )


async def go_on_duty(
    session: AsyncSession,
    actor: Actor,
    *,
    vehicle_id: int,
    lat: float | None,
    lon: float | None,
    district: str,
    now: datetime,
) -> int:
    """Start a shift with a vehicle, or change the vehicle of the one that runs."""
    require(actor, Act.DRIVE)
    driver_id = known(actor.person_id)
    owner = await session.scalar(
        sa.select(col(VehicleRow.person_id)).where(
            col(VehicleRow.id) == vehicle_id, col(VehicleRow.retired_at).is_(None)
        )
    )
    if owner != driver_id:
        raise NotFound()
    running = await open_shift_of(session, driver_id)
    if running is not None and running.vehicle_id != vehicle_id:
        if await job_of(session, driver_id) is not None:
            raise StillAboard()
        await _end_shift(session, driver_id, now)
        await pass_on_offers(session, driver_id=driver_id, reason=Reason.OFF_DUTY, now=now)
    incident = await open_incident(session)
    drill = incident.drill if incident else False
    await session.execute(
        insert(session, ShiftRow)
        .values(
            vehicle_id=vehicle_id,
            person_id=driver_id,
            drill=drill,
            district="",
            started_at=now,
        )
        .on_conflict_do_nothing()
    )
    shift = known(await open_shift_of(session, driver_id))
    await _move(session, driver_id, lat, lon, district, now)
    await ledger.record(
        session,
        kind="shift.started",
        actor=actor,
        subject=f"shift:{shift.id}",
        facts={"vehicle": vehicle_id},
        now=now,
        drill=shift.drill,
    )
    await request_tick(session, TickName.MATCH, now=now)
    return known(shift.id)


async def locate(
    session: AsyncSession, actor: Actor, *, lat: float, lon: float, district: str, now: datetime
) -> None:
    """Note where the driver is now. The ledger learns that it changed, never where it is."""
    require(actor, Act.DRIVE)
    driver_id = known(actor.person_id)
    shift = await open_shift_of(session, driver_id)
    if shift is None:
        raise Outdated()
    await _move(session, driver_id, lat, lon, district, now)
    await ledger.record(
        session,
        kind="shift.located",
        actor=actor,
        subject=f"shift:{shift.id}",
        facts={},
        now=now,
        drill=shift.drill,
    )


async def go_off_duty(session: AsyncSession, actor: Actor, *, now: datetime) -> None:
    """End the shift: what was asked or accepted and not loaded goes to others."""
    require(actor, Act.DRIVE)
    driver_id = known(actor.person_id)
    if await open_shift_of(session, driver_id) is None:
        raise Outdated()
    job = await job_of(session, driver_id)
    if job is not None and job.state is JobState.UNDERWAY:
        loads = await matches_of_job(session, known(job.id))
        raise StillAboard(quantity=sum(match.aboard for match in loads))
    await leave_duty(session, actor, now=now)


async def leave_duty(session: AsyncSession, actor: Actor, *, now: datetime) -> None:
    """End the shift of one who is gone, whatever is aboard; the rest of it goes to others."""
    driver_id = known(actor.person_id)
    shift = await open_shift_of(session, driver_id)
    if shift is None or not await _end_shift(session, driver_id, now):
        raise Outdated()
    await pass_on_offers(session, driver_id=driver_id, reason=Reason.OFF_DUTY, now=now)
    await ledger.record(
        session,
        kind="shift.ended",
        actor=actor,
        subject=f"shift:{shift.id}",
        facts={},
        now=now,
        drill=shift.drill,
    )


async def _end_shift(session: AsyncSession, driver_id: int, now: datetime) -> bool:
    await hold_asked(session, driver_id)
    return await changed_one(
        session,
        sa.update(ShiftRow)
        .where(col(ShiftRow.person_id) == driver_id, col(ShiftRow.ended_at).is_(None))
        .values(ended_at=now),
    )


async def _move(
    session: AsyncSession,
    driver_id: int,
    lat: float | None,
    lon: float | None,
    district: str,
    now: datetime,
) -> None:
    """Put the open shift at a point, or in a district only."""
    await changed_one(
        session,
        sa.update(ShiftRow)
        .where(col(ShiftRow.person_id) == driver_id, col(ShiftRow.ended_at).is_(None))
        .values(lat=lat, lon=lon, district=district, located_at=now),
    )
