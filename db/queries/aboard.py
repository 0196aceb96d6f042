"""Which loads travel on which jobs, by their ids."""

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from db.columns import table_of
from db.queries.legs import LEGS, LIVE
from db.tables import AllocationRow, ConsignmentRow, NeedLineRow

_ALLOCATIONS = table_of(AllocationRow)
_CONSIGNMENTS = table_of(ConsignmentRow)
_LINES = table_of(NeedLineRow)


async def loads_of_jobs(session: AsyncSession, job_ids: Collection[int]) -> Sequence[int]:
    """Ids of the allocations that travel on any of these jobs, or will on a later leg."""
    by_leg = sa.select(LEGS.c.consignment_id).where(LEGS.c.job_id.in_(job_ids), LIVE)
    found = await session.scalars(
        sa.select(_ALLOCATIONS.c.id)
        .join(_CONSIGNMENTS, _CONSIGNMENTS.c.id == _ALLOCATIONS.c.consignment_id)
        .where(sa.or_(_CONSIGNMENTS.c.job_id.in_(job_ids), _CONSIGNMENTS.c.id.in_(by_leg)))
    )
    return found.all()


async def needs_of_loads(session: AsyncSession, allocation_ids: Collection[int]) -> Sequence[int]:
    """Ids of the needs that these allocations are for."""
    found = await session.scalars(
        sa.select(_LINES.c.need_id)
        .join(_ALLOCATIONS, _ALLOCATIONS.c.need_line_id == _LINES.c.id)
        .where(_ALLOCATIONS.c.id.in_(allocation_ids))
        .distinct()
    )
    return found.all()


async def jobs_of_loads(session: AsyncSession, allocation_ids: Collection[int]) -> Sequence[int]:
    """Ids of the jobs on which any of these allocations travels, or will on a later leg."""
    by_leg = (
        sa.select(LEGS.c.job_id)
        .join(_ALLOCATIONS, _ALLOCATIONS.c.consignment_id == LEGS.c.consignment_id)
        .where(_ALLOCATIONS.c.id.in_(allocation_ids), LIVE)
    )
    found = await session.scalars(
        sa.select(_CONSIGNMENTS.c.job_id)
        .join(_ALLOCATIONS, _ALLOCATIONS.c.consignment_id == _CONSIGNMENTS.c.id)
        .where(_ALLOCATIONS.c.id.in_(allocation_ids))
        .union(by_leg)
    )
    return found.all()
