"""The drivers a plan named for a job: the next one is asked in the breath in which one says no."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from db.actions.dispatch import offer_job
from db.columns import table_of
from db.queries.reserve import free_of, jobs_that_wait, named_drivers
from db.queries.roads import roads_now
from db.tables import JobRow, ShiftRow
from matching.assign import first_able
from matching.plan import ProposedOffer
from matching.snapshot import WaitingJob
from matching.triage import Turn, turn

NEVER = datetime.max.replace(tzinfo=UTC)
"""A job whose need is unknown comes last of its urgency."""

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


async def ask_reserves(
    session: AsyncSession, windows: Mapping[int, timedelta], *, drill: bool, now: datetime
) -> None:
    """Offer each job that waits to the next driver named for it who is free and suits it still,
    with so long to answer. Where there is none the next plan looks among all. The caller holds
    the jobs."""
    named = await named_drivers(session, windows)
    jobs = await jobs_that_wait(session, named, drill=drill, now=now) if named else []
    if not (due := [job for job in jobs if job.due]):
        return
    wanted = {driver_id for job in due for driver_id in named[job.job_id]}
    free = {one.driver_id: one for one in await free_of(session, wanted, drill)}
    roads = await roads_now(session, drill=drill, now=now)
    for job in sorted(due, key=_turn):
        rest: tuple[int, ...] = named[job.job_id]
        while (chosen := first_able(job, rest, list(free.values()), roads)) is not None:
            rest = chosen.reserve
            if await _ask(session, chosen, drill, now, windows[job.job_id]):
                del free[chosen.driver_id]
                break
        await name_reserve(session, job.job_id, rest if chosen else ())


def _turn(job: WaitingJob) -> Turn:
    """Who is named for two jobs is asked for the one that is first in turn."""
    return turn(job.urgency, job.reported_at or NEVER, job.deadline, job.job_id)


async def _ask(
    session: AsyncSession, chosen: ProposedOffer, drill: bool, now: datetime, window: timedelta
) -> bool:
    """Whether the driver could be asked; not, if somebody else is dealing with them."""
    if await session.scalar(_HOLD, {"shift": chosen.shift_id}) is None:
        return False
    offer_id = await offer_job(
        session,
        job_id=chosen.job_id,
        driver_id=chosen.driver_id,
        shift_id=chosen.shift_id,
        km_to_first_stop=chosen.km_to_first_stop,
        now=now,
        drill=drill,
        window=window,
    )
    return offer_id is not None
