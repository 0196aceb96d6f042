"""Another vehicle for goods aboard one that stands still: it fetches them from where that one is.

What is aboard becomes goods at a place, as at a node: the way so far is a leg that ends where the
vehicle stands, the rest of it is one more leg by a job of its own. Custody passes as there.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.actions import ledger
from db.actions.legs import renumber_legs
from db.actions.moves import QUIET, known
from db.actions.tick_requests import request_tick
from db.actions.weighing import weigh_job
from db.engine import add_row
from db.queries.legs import LEGS, Leg, legs_of_consignments
from db.queries.stranded import Spot, place_points, where_stands
from db.queries.transport import Match, lock_job, matches_of_job, open_stops
from db.tables import ConsignmentRow, JobRow, LegRow, PlaceRow, StopRow
from matching.geo import travel_hours, travel_km
from matching.hauls.network import TRANSFER_H
from matching.model import AllocationState, Mode, StopKind, StopState, TickName
from matching.permissions import Actor
from matching.snapshot import Params, Point


async def send_relief(
    session: AsyncSession, actor: Actor, job: JobRow, now: datetime
) -> int | None:
    """Have another vehicle asked for what is aboard and was to be driven on; its job.

    None if nothing is: it was refused, or stands at its door, or nobody knows where it is. The
    caller holds the journey.
    """
    job_id = known(job.id)
    ahead = {known(s.id): s for s in await open_stops(session, job_id)}
    waiting = [m for m in await matches_of_job(session, job_id) if _goes_on(m, ahead)]
    spot = await where_stands(session, job_id) if waiting else None
    if spot is None:
        return None
    here = await _stop_here(session, job, spot, now)
    ends = [ahead[stop_id] for stop_id in _in_order(waiting, ahead)]
    relief_id, pickup_id, doors = await _relief_job(session, job, here, ends, now)
    hours = await _hours(session, spot.point, ends, job.mode, relief_id)
    for consignment_id in sorted({known(m.consignment_id) for m in waiting}):
        end = known(next(m for m in waiting if m.consignment_id == consignment_id).delivery_stop_id)
        leg = await _cut_short(session, job, consignment_id, here, now)
        session.add(
            LegRow(
                drill=job.drill,
                consignment_id=consignment_id,
                number=leg + 1,
                mode=job.mode,
                job_id=relief_id,
                pickup_stop_id=pickup_id,
                delivery_stop_id=doors[end],
                wait_h=TRANSFER_H,
                hours=hours[end],
                ready_at=now,
                created_at=now,
            )
        )
    await session.flush()
    await weigh_job(session, relief_id)
    await ledger.record(
        session,
        kind="relief.asked",
        actor=actor,
        subject=f"job:{job_id}",
        facts={"relief": relief_id},
        now=now,
        drill=job.drill,
    )
    await request_tick(session, TickName.MATCH, now=now)
    return relief_id


def _goes_on(match: Match, ahead: Mapping[int, StopRow]) -> bool:
    """Aboard, wanted, and to be driven somewhere still."""
    stop = ahead.get(match.delivery_stop_id or 0)
    fresh = match.state is AllocationState.LOADED and match.aboard and not match.rejected
    return bool(fresh) and stop is not None and stop.state is StopState.PLANNED


def _in_order(waiting: Sequence[Match], ahead: Mapping[int, StopRow]) -> list[int]:
    ends = {known(match.delivery_stop_id) for match in waiting}
    return sorted(ends, key=lambda stop_id: ahead[stop_id].seq)


async def _stop_here(session: AsyncSession, job: JobRow, spot: Spot, now: datetime) -> StopRow:
    """The broken vehicle's own stop where it stands, which is called as the vehicle is: whoever
    comes looks for that."""
    place_id = await add_row(
        session,
        PlaceRow,
        person_id=job.driver_id,  # it is their plate and where they stood: erased with them
        label=spot.label,
        district=spot.point.district,
        lat=spot.point.lat,
        lon=spot.point.lon,
        created_at=now,
    )
    last: int | None = await session.scalar(
        sa.select(sa.func.max(col(StopRow.seq))).where(col(StopRow.job_id) == job.id)
    )
    stop_id = await add_row(
        session,
        StopRow,
        drill=job.drill,
        job_id=known(job.id),
        seq=known(last) + 1,
        kind=StopKind.DELIVERY,
        place_id=place_id,
        state=StopState.ARRIVED,
        arrived_at=now,
    )
    return known(await session.get(StopRow, stop_id))


async def _relief_job(
    session: AsyncSession, job: JobRow, here: StopRow, ends: Sequence[StopRow], now: datetime
) -> tuple[int, int, dict[int, int]]:
    """A job from here to the same doors in the same order: its number, that of its pick-up, and
    its deliveries by the stops they stand for."""
    job_id = await add_row(
        session,
        JobRow,
        drill=job.drill,
        mode=job.mode,
        kg=job.kg,
        m3=job.m3,
        cold_chain=job.cold_chain,
        hazmat=job.hazmat,
        created_at=now,
    )
    stops = [
        await add_row(
            session,
            StopRow,
            drill=job.drill,
            job_id=job_id,
            seq=seq,
            kind=StopKind.DELIVERY if seq else StopKind.PICKUP,
            place_id=stop.place_id,
        )
        for seq, stop in enumerate((here, *ends))
    ]
    return job_id, stops[0], {known(old.id): new for old, new in zip(ends, stops[1:], strict=True)}


async def _hours(
    session: AsyncSession, start: Point, ends: Sequence[StopRow], mode: Mode, relief_id: int
) -> dict[int, float]:
    """Hours from here to each door, one after the other; the job learns its kilometres."""
    points = await place_points(session, [stop.place_id for stop in ends])
    found: dict[int, float] = {}
    km, at = 0.0, start
    for stop in ends:
        there = points.get(stop.place_id, at)
        km, at = km + travel_km(at, there, mode), there
        found[known(stop.id)] = travel_hours(km, mode, Params().speed_kmh)
    await session.execute(
        sa.update(JobRow).where(col(JobRow.id) == relief_id).values(km=km),
        execution_options=QUIET,
    )
    return found


async def rate_anew(session: AsyncSession, relief_id: int, start: Point) -> None:
    """Reckon the hours and kilometres of a job that fetches goods from elsewhere than it did."""
    job = known(await lock_job(session, relief_id))
    ends = [stop for stop in await open_stops(session, relief_id) if stop.kind is StopKind.DELIVERY]
    for stop_id, hours in (await _hours(session, start, ends, job.mode, relief_id)).items():
        await session.execute(
            sa.update(LEGS)
            .where(LEGS.c.job_id == relief_id, LEGS.c.delivery_stop_id == stop_id)
            .values(hours=hours)
        )


async def _cut_short(
    session: AsyncSession, job: JobRow, consignment_id: int, here: StopRow, now: datetime
) -> int:
    """Let the leg that has these goods end here, and make room for one more; its number."""
    legs = await legs_of_consignments(session, [consignment_id])
    mine = next((leg for leg in legs if leg.job_id == job.id), None)
    if mine is None:
        await _first_leg(session, job, consignment_id, here, now)
    else:
        await session.execute(
            sa.update(LEGS)
            .where(LEGS.c.id == mine.leg_id)
            .values(delivery_stop_id=here.id, handed_at=None)
        )
    number = 1 if mine is None else mine.number
    await renumber_legs(session, [leg for leg in legs if leg.number > number], number + 2)
    await point_consignment(session, consignment_id, known(here.id))
    return number


async def _first_leg(
    session: AsyncSession, job: JobRow, consignment_id: int, here: StopRow, now: datetime
) -> None:
    """Goods that went from door to door go in legs from now on, of which this was the first."""
    consignment = known(await session.get(ConsignmentRow, consignment_id))
    pickup = known(await session.get(StopRow, consignment.pickup_stop_id))
    session.add(
        LegRow(
            drill=job.drill,
            consignment_id=consignment_id,
            number=1,
            mode=job.mode,
            job_id=known(job.id),
            pickup_stop_id=consignment.pickup_stop_id,
            delivery_stop_id=known(here.id),
            ready_at=now,
            taken_at=pickup.done_at or now,
            created_at=now,
        )
    )
    await session.flush()


async def point_consignment(session: AsyncSession, consignment_id: int, stop_id: int) -> None:
    """The vehicle that has the goods brings them to this stop."""
    await session.execute(
        sa.update(ConsignmentRow)
        .where(col(ConsignmentRow.id) == consignment_id)
        .values(delivery_stop_id=stop_id),
        execution_options=QUIET,
    )


def cut_legs(legs: Sequence[Leg], job_id: int) -> list[Leg]:
    """Legs of a job whose goods are with its driver still."""
    return [leg for leg in legs if leg.job_id == job_id and leg.taken_at and not leg.given_at]
