"""Whom a plan named for a job besides those asked, and who else wants a driver."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from db.columns import table_of
from db.queries.fleet import drivers_on_duty, waiting_jobs
from db.tables import AllocationRow, JobRow, ShiftRow
from matching.model import AllocationState, JobState
from matching.snapshot import OnDuty, WaitingJob

_ALLOCATIONS = table_of(AllocationRow)
_JOBS = table_of(JobRow)
_SHIFTS = table_of(ShiftRow)


async def named_drivers(
    session: AsyncSession, job_ids: Collection[int]
) -> dict[int, tuple[int, ...]]:
    """The drivers a plan named for these jobs besides those asked, the first to ask first; jobs
    it named none for are left out."""
    rows = await session.execute(
        sa.select(_JOBS.c.id, _JOBS.c.reserve).where(_JOBS.c.id.in_(list(job_ids)))
    )
    return {job_id: tuple(reserve) for job_id, reserve in rows if reserve}


async def free_of(session: AsyncSession, driver_ids: Collection[int], drill: bool) -> list[OnDuty]:
    """Those of these drivers who are on duty with nothing to do."""
    return list(await drivers_on_duty(session, drill, _SHIFTS.c.person_id.in_(driver_ids)))


async def jobs_that_wait(
    session: AsyncSession, job_ids: Collection[int], *, drill: bool, now: datetime
) -> list[WaitingJob]:
    """Those of these jobs that wait for the next driver to be asked."""
    which = _JOBS.c.id.in_(list(job_ids))
    return list(await waiting_jobs(session, drill=drill, now=now, which=which))


async def vehicle_is_wanted(session: AsyncSession, *, drill: bool) -> bool:
    """Whether any job or confirmed load would be glad of a driver."""
    jobs = sa.exists().where(_JOBS.c.state == JobState.OPEN, _JOBS.c.drill == drill)
    loads = sa.exists().where(
        _ALLOCATIONS.c.state == AllocationState.CONFIRMED,
        _ALLOCATIONS.c.consignment_id.is_(None),
        _ALLOCATIONS.c.drill == drill,
    )
    return bool(await session.scalar(sa.select(sa.or_(jobs, loads))))
