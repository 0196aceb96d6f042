"""Forms a job of confirmed loads: stops in order, a consignment for each need and supplier."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.actions import ledger
from db.actions.moves import QUIET, known
from db.tables import (
    AllocationRow,
    ConsignmentRow,
    ItemRow,
    JobRow,
    LotRow,
    NeedLineRow,
    NeedRow,
    ShiftRow,
    StopRow,
    VehicleRow,
)
from matching.model import AllocationState, Mode, StopKind
from matching.permissions import SYSTEM
from matching.plan import ProposedJob


async def form_job(session: AsyncSession, proposed: ProposedJob, *, now: datetime) -> JobRow | None:
    """Make the job, still without a driver; None if any of its loads is no longer free to go."""
    loads = await _free_loads(session, proposed)
    if loads is None:
        return None
    job = await _insert_job(session, proposed, loads, now)
    stops = await _insert_stops(session, proposed, job, now)
    await _insert_consignments(session, proposed, job, loads, stops, now)
    await ledger.record(
        session,
        kind="job.formed",
        actor=SYSTEM,
        subject=f"job:{job.id}",
        facts={"loads": len(loads), "stops": len(proposed.stops)},
        now=now,
        drill=job.drill,
    )
    return job


async def _free_loads(session: AsyncSession, proposed: ProposedJob) -> list[Any] | None:
    """The confirmed loads as they are now, held until the end; None unless all can travel."""
    rows: Any = await session.execute(
        sa.select(
            AllocationRow,
            col(NeedRow.id).label("need_id"),
            col(LotRow.supplier_id).label("supplier_id"),
            col(ItemRow.cold_chain).label("cold_chain"),
            col(ItemRow.hazmat).label("hazmat"),
        )
        .join(NeedLineRow, col(NeedLineRow.id) == col(AllocationRow.need_line_id))
        .join(NeedRow, col(NeedRow.id) == col(NeedLineRow.need_id))
        .join(LotRow, col(LotRow.id) == col(AllocationRow.lot_id))
        .join(ItemRow, col(ItemRow.code) == col(LotRow.item_code))
        .where(col(AllocationRow.id).in_(sorted(proposed.quantities)))
        .order_by(col(AllocationRow.id))
        .with_for_update(of=AllocationRow),
        execution_options={"populate_existing": True},
    )
    loads = [row for row in rows if _may_travel(row.AllocationRow, proposed.quantities)]
    return loads if loads and len(loads) == len(proposed.quantities) else None


def _may_travel(allocation: AllocationRow, quantities: Mapping[int, int]) -> bool:
    return (
        allocation.state is AllocationState.CONFIRMED
        and allocation.consignment_id is None
        and 0 < quantities[known(allocation.id)] <= allocation.quantity
    )


async def _insert_job(
    session: AsyncSession, proposed: ProposedJob, loads: list[Any], now: datetime
) -> JobRow:
    mode = await session.scalar(
        sa.select(col(VehicleRow.mode))
        .join(ShiftRow, col(ShiftRow.vehicle_id) == col(VehicleRow.id))
        .where(col(ShiftRow.id) == proposed.shift_id)
    )
    job = JobRow(
        drill=any(row.AllocationRow.drill for row in loads),
        mode=mode or Mode.ROAD,
        km=proposed.km,
        kg=proposed.kg,
        m3=proposed.m3,
        cold_chain=any(row.cold_chain for row in loads),
        hazmat=any(row.hazmat for row in loads),
        reserve=list(proposed.reserve),
        created_at=now,
    )
    session.add(job)
    await session.flush()
    return job


async def _insert_stops(
    session: AsyncSession, proposed: ProposedJob, job: JobRow, now: datetime
) -> Mapping[tuple[StopKind, int], int]:
    """The stop where each load is picked up, and the one where it is delivered."""
    rows = [
        StopRow(
            drill=job.drill, job_id=known(job.id), seq=seq, kind=stop.kind, place_id=stop.place_id
        )
        for seq, stop in enumerate(proposed.stops)
    ]
    session.add_all(rows)
    await session.flush()
    return {
        (stop.kind, allocation_id): known(row.id)
        for row, stop in zip(rows, proposed.stops, strict=True)
        for allocation_id in stop.allocation_ids
    }


async def _insert_consignments(
    session: AsyncSession,
    proposed: ProposedJob,
    job: JobRow,
    loads: list[Any],
    stops: Mapping[tuple[StopKind, int], int],
    now: datetime,
) -> None:
    """One number for all that goes from one supplier's place to one need, and its loads on it."""
    numbers: dict[tuple[int, int, int, int], int] = {}
    for row in loads:
        load: AllocationRow = row.AllocationRow
        load_id = known(load.id)
        ends = (stops[StopKind.PICKUP, load_id], stops[StopKind.DELIVERY, load_id])
        key = (row.need_id, row.supplier_id, *ends)
        if key not in numbers:
            consignment = ConsignmentRow(
                number=_number(known(job.id), len(numbers)),
                drill=job.drill,
                need_id=row.need_id,
                supplier_id=row.supplier_id,
                job_id=known(job.id),
                pickup_stop_id=ends[0],
                delivery_stop_id=ends[1],
                created_at=now,
            )
            session.add(consignment)
            await session.flush()
            numbers[key] = known(consignment.id)
        await _put_on(session, load, proposed.quantities[load_id], numbers[key], now)


async def _put_on(
    session: AsyncSession, load: AllocationRow, quantity: int, consignment_id: int, now: datetime
) -> None:
    """Put a load on a consignment; what the vehicle cannot take stays confirmed as its own load."""
    rest = load.quantity - quantity
    await session.execute(
        sa.update(AllocationRow)
        .where(col(AllocationRow.id) == load.id)
        .values(
            quantity=quantity,
            consignment_id=consignment_id,
            version=col(AllocationRow.version) + 1,
        ),
        execution_options=QUIET,
    )
    if not rest:
        return
    session.add(
        AllocationRow(
            drill=load.drill,
            need_line_id=load.need_line_id,
            lot_id=load.lot_id,
            quantity=rest,
            state=AllocationState.CONFIRMED,
            km=load.km,
            supplier_confirmed_at=load.supplier_confirmed_at,
            receiver_confirmed_at=load.receiver_confirmed_at,
            split_of=load.id,
            created_at=now,
        )
    )
    await session.flush()


def _number(job_id: int, place: int) -> str:
    """The waybill number: the job's, with `-2`, `-3`, … where it carries several consignments."""
    return f"C-{job_id:06d}" + (f"-{place + 1}" if place else "")
