"""Which loads travel on which jobs, by their ids."""

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from db.columns import table_of
from db.tables import AllocationRow, ConsignmentRow, LegRow

_ALLOCATIONS = table_of(AllocationRow)
_CONSIGNMENTS = table_of(ConsignmentRow)
_LEGS = table_of(LegRow)


async def loads_of_jobs(session: AsyncSession, job_ids: Collection[int]) -> Sequence[int]:
    """Ids of the allocations that travel on any of these jobs."""
    found = await session.scalars(
        sa.select(_ALLOCATIONS.c.id)
        .join(_CONSIGNMENTS, _CONSIGNMENTS.c.id == _ALLOCATIONS.c.consignment_id)
        .where(_CONSIGNMENTS.c.job_id.in_(job_ids))
    )
    return found.all()


async def jobs_of_loads(session: AsyncSession, allocation_ids: Collection[int]) -> Sequence[int]:
    """Ids of the jobs on which any of these allocations travels, or will on a later leg."""
    by_leg = (
        sa.select(_LEGS.c.job_id)
        .join(_ALLOCATIONS, _ALLOCATIONS.c.consignment_id == _LEGS.c.consignment_id)
        .where(_ALLOCATIONS.c.id.in_(allocation_ids), _LEGS.c.dropped_at.is_(None))
    )
    found = await session.scalars(
        sa.select(_CONSIGNMENTS.c.job_id)
        .join(_ALLOCATIONS, _ALLOCATIONS.c.consignment_id == _CONSIGNMENTS.c.id)
        .where(_ALLOCATIONS.c.id.in_(allocation_ids))
        .union(by_leg)
    )
    return found.all()
