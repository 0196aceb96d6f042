"""Forms a haul: one consignment number over several legs, each with a job of its own."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.actions import ledger
from db.actions.forming import form_job
from db.actions.moves import known
from db.engine import add_row
from db.queries.legs import legs_of_consignments
from db.queries.nodes import node_numbered
from db.tables import (
    AllocationRow,
    ConsignmentRow,
    ItemRow,
    JobRow,
    LegRow,
    LotRow,
    PlaceRow,
    StopRow,
)
from matching.haul import ProposedHaul, ProposedLeg
from matching.model import AllocationState, StopKind
from matching.permissions import SYSTEM
from matching.plan import ProposedJob, ProposedStop

UNDER_WAY = (AllocationState.CONFIRMED, AllocationState.LOADED)


async def form_haul(session: AsyncSession, haul: ProposedHaul, *, now: datetime) -> JobRow | None:
    """Make the jobs of all its legs; the first one's, which alone is offered now. None if any of
    its loads is no longer free to go, or has been planned on meanwhile."""
    places = await _places(session, haul.legs, now)
    if haul.consignment_id is not None:
        return await _go_on(session, haul, haul.consignment_id, places, now)
    first, ids = haul.legs[0], tuple(sorted(haul.quantities))
    job = await form_job(
        session,
        ProposedJob(
            stops=(
                ProposedStop(StopKind.PICKUP, places[first.from_place_id], ids),
                ProposedStop(StopKind.DELIVERY, places[first.to_place_id], ids),
            ),
            quantities=haul.quantities,
            km=first.km,
            kg=haul.kg,
            m3=haul.m3,
            shift_id=haul.shift_id,
            driver_id=haul.driver_id,
            km_to_first_stop=haul.km_to_first_stop,
        ),
        now=now,
    )
    if job is None:
        return None
    found = await session.scalars(
        sa.select(ConsignmentRow)
        .where(col(ConsignmentRow.job_id) == job.id)
        .order_by(col(ConsignmentRow.id))
    )
    consignments = found.all()
    one = consignments[0]
    await _insert_legs(
        session, consignments, first, (known(job.id), one.pickup_stop_id, one.delivery_stop_id), now
    )
    for leg in haul.legs[1:]:
        stops = await _leg_job(session, haul, leg, job, places, now)
        await _insert_legs(session, consignments, leg, stops, now)
    await _record(session, job, consignments, haul, now)
    return job


async def _go_on(
    session: AsyncSession,
    haul: ProposedHaul,
    consignment_id: int,
    places: Mapping[int, int],
    now: datetime,
) -> JobRow | None:
    """Plan the rest of a way anew, from the node where the goods are or will be, under the same
    number; the job they are on now."""
    consignment = await session.get(ConsignmentRow, consignment_id, with_for_update=True)
    legs = await legs_of_consignments(session, [consignment_id])
    if consignment is None or not legs or legs[-1].number != haul.legs[0].number - 1:
        return None
    loads: Any = await session.scalars(
        sa.select(col(AllocationRow.id)).where(
            col(AllocationRow.consignment_id) == consignment_id,
            col(AllocationRow.state).in_(UNDER_WAY),
        )
    )
    if set(loads) != set(haul.quantities):
        return None
    job = await session.get(JobRow, consignment.job_id)
    for leg in haul.legs:
        stops = await _leg_job(session, haul, leg, known(job), places, now)
        await _insert_legs(session, [consignment], leg, stops, now)
    await _record(session, known(job), [consignment], haul, now)
    return job


async def _places(
    session: AsyncSession, legs: Sequence[ProposedLeg], now: datetime
) -> Mapping[int, int]:
    """The places of the record behind those of a plan: a node becomes one when it is first used."""
    found: dict[int, int] = {}
    for place_id in dict.fromkeys(
        each for leg in legs for each in (leg.from_place_id, leg.to_place_id)
    ):
        node = None if place_id > 0 else await node_numbered(session, place_id)
        found[place_id] = place_id if node is None else node.place_id
        if node is not None and node.place_id <= 0:
            found[place_id] = await add_row(
                session,
                PlaceRow,
                label=node.name,
                district=node.point.district,
                lat=node.point.lat,
                lon=node.point.lon,
                created_at=now,
            )
    return found


async def _leg_job(
    session: AsyncSession,
    haul: ProposedHaul,
    leg: ProposedLeg,
    like: JobRow,
    places: Mapping[int, int],
    now: datetime,
) -> tuple[int, int, int]:
    """A job for a later leg, still without a driver: its number and those of its two stops."""
    special: Any = (
        await session.execute(
            sa.select(
                sa.func.max(sa.case((col(ItemRow.cold_chain), 1), else_=0)).label("cold"),
                sa.func.max(sa.case((col(ItemRow.hazmat) != "", 1), else_=0)).label("hazmat"),
            )
            .join(LotRow, col(LotRow.item_code) == col(ItemRow.code))
            .join(AllocationRow, col(AllocationRow.lot_id) == col(LotRow.id))
            .where(col(AllocationRow.id).in_(sorted(haul.quantities)))
        )
    ).one()
    job_id = await add_row(
        session,
        JobRow,
        drill=like.drill,
        mode=leg.mode,
        km=leg.km,
        kg=haul.kg,
        m3=haul.m3,
        cold_chain=bool(special.cold),
        hazmat=bool(special.hazmat),
        created_at=now,
    )
    ends = (
        (0, StopKind.PICKUP, leg.from_place_id),
        (1, StopKind.DELIVERY, leg.to_place_id),
    )
    stops = [
        await add_row(
            session,
            StopRow,
            drill=like.drill,
            job_id=job_id,
            seq=seq,
            kind=kind,
            place_id=places[place_id],
        )
        for seq, kind, place_id in ends
    ]
    return job_id, stops[0], stops[1]


async def _insert_legs(
    session: AsyncSession,
    consignments: Sequence[ConsignmentRow],
    leg: ProposedLeg,
    stops: tuple[int, int, int],
    now: datetime,
) -> None:
    job_id, pickup, delivery = stops
    session.add_all(
        LegRow(
            drill=one.drill,
            consignment_id=known(one.id),
            number=leg.number,
            mode=leg.mode,
            job_id=job_id,
            pickup_stop_id=pickup,
            delivery_stop_id=delivery,
            wait_h=leg.wait_h,
            hours=leg.hours,
            ready_at=now + timedelta(hours=leg.ready_h),
            created_at=now,
        )
        for one in consignments
    )
    await session.flush()


async def _record(
    session: AsyncSession,
    job: JobRow,
    consignments: Sequence[ConsignmentRow],
    haul: ProposedHaul,
    now: datetime,
) -> None:
    for one in consignments:
        await ledger.record(
            session,
            kind="haul.planned",
            actor=SYSTEM,
            subject=f"consignment:{one.id}",
            facts={
                "job": job.id,
                "from_leg": haul.legs[0].number,
                "modes": ",".join(leg.mode.value for leg in haul.legs),
            },
            now=now,
            drill=job.drill,
        )
