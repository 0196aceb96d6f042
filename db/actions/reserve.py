"""The drivers a plan named for a job: the next one is asked in the breath in which one says no."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from db.actions.dispatch import offer_job
from db.columns import table_of
from db.queries.reserve import free_of, job_that_waits, named_drivers
from db.queries.roads import roads_now
from db.tables import JobRow, ShiftRow
from matching.assign import first_able

_JOBS = table_of(JobRow)
_SHIFTS = table_of(ShiftRow)
_NAME = (
    sa.update(_JOBS)
    .where(_JOBS.c.id == sa.bindparam("job"))
    .values(reserve=sa.bindparam("named", type_=_JOBS.c.reserve.type))
)
_HOLD = (
    sa.select(_SHIFTS.c.id)
    .where(_SHIFTS.c.id == sa.bindparam("shift"))
    .with_for_update(skip_locked=True)
)
"""A driver somebody else is dealing with is passed over: two who say no at once, and are named
for one another's job, do not wait for each other."""


async def name_reserve(session: AsyncSession, job_id: int, drivers: Iterable[int]) -> None:
    """Note whom to ask next for a job; the caller holds it."""
    await session.execute(_NAME, {"job": job_id, "named": list(drivers)})


async def ask_reserve(
    session: AsyncSession, job_id: int, *, drill: bool, now: datetime, window: timedelta
) -> bool:
    """Offer a job that waits to the next driver named for it who is free and suits it still.

    False if there is none: then the next plan looks among all. The caller holds the job.
    """
    named = await named_drivers(session, job_id)
    job = await job_that_waits(session, job_id, drill=drill, now=now) if named else None
    if job is None or not job.due:
        return False
    free = await free_of(session, named, drill)
    roads = await roads_now(session, drill=drill, now=now)
    while (chosen := first_able(job, named, free, roads)) is not None:
        named = chosen.reserve
        if await session.scalar(_HOLD, {"shift": chosen.shift_id}) is None:
            continue
        offer_id = await offer_job(
            session,
            job_id=job_id,
            driver_id=chosen.driver_id,
            shift_id=chosen.shift_id,
            km_to_first_stop=chosen.km_to_first_stop,
            now=now,
            drill=drill,
            window=window,
        )
        if offer_id is not None:
            break
    await name_reserve(session, job_id, named if chosen else ())
    return chosen is not None
