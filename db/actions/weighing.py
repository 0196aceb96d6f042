"""What a job asks of a vehicle, after less has come along than was planned."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.actions.moves import QUIET
from db.queries.legs import carried, legs_of_consignments
from db.tables import AllocationRow, ItemRow, JobRow, LotRow
from matching.model import AllocationState

COMING = (AllocationState.CONFIRMED, AllocationState.LOADED)


async def weigh_job(session: AsyncSession, job_id: int) -> None:
    """Lower what a job asks of a vehicle to what is still to be carried, were it all at once; a
    job that carries nothing any more stays as it is. The caller holds the job."""
    left = await _still_to_carry(session, job_id)
    if left.kg is None:
        return
    kg, m3 = col(JobRow.kg), col(JobRow.m3)
    await session.execute(
        sa.update(JobRow)
        .where(col(JobRow.id) == job_id)
        .values(
            kg=sa.case((kg > left.kg, left.kg), else_=kg),
            m3=sa.case((m3 > left.m3, left.m3), else_=m3),
            cold_chain=left.cold > 0,
            hazmat=left.hazmat > 0,
        ),
        execution_options=QUIET,
    )


async def weigh_legs(session: AsyncSession, consignment_ids: Collection[int]) -> None:
    """Weigh anew the jobs of all legs of these consignments that have not begun: less may have
    been loaded, or handed over, than was planned, and a smaller vehicle may do."""
    legs = await legs_of_consignments(session, sorted(consignment_ids))
    for job_id in sorted({leg.job_id for leg in legs if leg.taken_at is None}):
        await weigh_job(session, job_id)


async def _still_to_carry(session: AsyncSession, job_id: int) -> Any:
    """Kilograms, cubic metres and special care of all that a job carries or will, by its legs or
    from door to door. What only goes back is no part of it."""
    load, on = AllocationRow, carried()
    units = sa.case(
        (
            col(load.state) == AllocationState.LOADED,
            col(load.loaded) - col(load.accepted) - col(load.lost) - col(load.returned),
        ),
        else_=col(load.quantity),
    )
    rows: Any = await session.execute(
        sa.select(
            sa.func.sum(units * col(ItemRow.unit_kg)).label("kg"),
            sa.func.sum(units * col(ItemRow.unit_m3)).label("m3"),
            sa.func.sum(sa.case((col(ItemRow.cold_chain), 1), else_=0)).label("cold"),
            sa.func.sum(sa.case((col(ItemRow.hazmat) != "", 1), else_=0)).label("hazmat"),
        )
        .select_from(load)
        .join(on, on.c.consignment_id == col(load.consignment_id))
        .join(LotRow, col(LotRow.id) == col(load.lot_id))
        .join(ItemRow, col(ItemRow.code) == col(LotRow.item_code))
        .where(on.c.job_id == job_id, col(load.state).in_(COMING), col(load.rejected) == 0)
    )
    return rows.one()
