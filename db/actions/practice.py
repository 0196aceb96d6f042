"""Puts a practice away: what its simulated people left behind ends, as if each had ended it."""

import contextlib
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from db.actions.closures import lift_closure
from db.actions.goods import withdraw_lot
from db.actions.jobs import advance_job
from db.actions.moves import known
from db.actions.need_changes import close_need
from db.actions.release import release_promises
from db.actions.returns import end_custody
from db.actions.vehicles import leave_duty
from db.engine import Database
from db.queries.practice import Left, left_behind
from db.queries.transport import job_of, lock_job, matches_of_job
from matching.errors import Refused
from matching.model import CloseReason, HandoverKind, JobState, Reason, Role
from matching.permissions import SYSTEM, Actor

Ending = Callable[[AsyncSession], Awaitable[Any]]


async def put_away(
    database: Database,
    *,
    incident_id: int,
    channel: str,
    addresses: Iterable[str],
    now: Callable[[], datetime],
) -> None:
    """End what the people at these addresses left of a drill: needs, jobs, shifts, lots, closures.

    What others reported stays as it is, and what of it these had promised or carried is free
    again. Each ending is a transaction of its own: nobody waits for the writer's lock for long.
    """
    async with database.read() as session:
        left = await left_behind(
            session, incident_id=incident_id, channel=channel, addresses=addresses
        )
    for end in _endings(left, now):
        # What is refused here is over already.
        with contextlib.suppress(Refused):
            async with database.begin() as session:
                await end(session)


def _endings(left: Left, now: Callable[[], datetime]) -> Sequence[Ending]:
    """Needs first: what they wait for is given to nobody else of the practice."""
    return [
        *(partial(_end_need, need_id=each, now=now) for each in left.needs),
        *(partial(_end_drive, driver_id=each, now=now) for each in left.drivers),
        *(partial(_end_lot, lot_id=each, now=now) for each in left.lots),
        *(partial(_end_closure, closure_id=each, now=now) for each in left.closures),
    ]


async def _end_need(session: AsyncSession, *, need_id: int, now: Callable[[], datetime]) -> None:
    over = CloseReason.PRACTICE_OVER
    await close_need(session, SYSTEM, need_id=need_id, reason=over, now=now())


async def _end_lot(session: AsyncSession, *, lot_id: int, now: Callable[[], datetime]) -> None:
    await withdraw_lot(session, SYSTEM, lot_id=lot_id, now=now())


async def _end_closure(
    session: AsyncSession, *, closure_id: int, now: Callable[[], datetime]
) -> None:
    await lift_closure(session, SYSTEM, closure_id=closure_id, now=now())


async def _end_drive(session: AsyncSession, *, driver_id: int, now: Callable[[], datetime]) -> None:
    """Bring back what is aboard, hand back the rest, and leave duty."""
    at = now()
    job = await job_of(session, driver_id)
    if job is not None and job.state is JobState.UNDERWAY:
        await _bring_back(session, known(job.id), at)
    driver = Actor(person_id=driver_id, roles=frozenset({Role.DRIVER}))
    await leave_duty(session, driver, now=at)


async def _bring_back(session: AsyncSession, job_id: int, now: datetime) -> None:
    why = Reason.NO_LONGER_NEEDED
    waiting = [m.allocation_id for m in await matches_of_job(session, job_id) if not m.loaded]
    await release_promises(session, SYSTEM, waiting, reason=why, tell_supplier=False, now=now)
    for match in await matches_of_job(session, job_id):
        if match.aboard:
            await end_custody(session, SYSTEM, match, HandoverKind.RETURN, why, now)
    job = known(await lock_job(session, job_id))
    if job.state is JobState.UNDERWAY:
        await advance_job(session, SYSTEM, job, reason=job.reason, now=now)
