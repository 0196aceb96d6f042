"""Puts a practice away: what its simulated people left behind ends, as if each had ended it."""

import contextlib
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from db.actions import messages
from db.actions.closures import lift_closure
from db.actions.goods import withdraw_lot
from db.actions.jobs import advance_job
from db.actions.moves import known
from db.actions.need_changes import close_need
from db.actions.organisations import dissolve_organisation
from db.actions.release import release_promises
from db.actions.returns import end_custody
from db.actions.tick_requests import request_tick
from db.actions.vehicles import leave_duty
from db.engine import Database
from db.queries.practice import Left, left_behind
from db.queries.transport import Match, job_of, lock_job, matches_of_job, open_shift_of
from matching.errors import Refused
from matching.model import CloseReason, HandoverKind, JobState, Reason, Role, TickName
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
    """End what the people at these addresses left of a drill: needs, jobs, shifts, lots, closures,
    and organisations that nobody has verified.

    What others reported stays as it is, and what of it these had promised or carried is free
    again; they are told of what was aboard. Each ending is a transaction of its own: nobody waits
    for the writer's lock for long.
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
        *(
            partial(_end_drive, driver_id=each, people=left.people, now=now)
            for each in left.drivers
        ),
        *(partial(_end_lot, lot_id=each, now=now) for each in left.lots),
        *(partial(_end_closure, closure_id=each, now=now) for each in left.closures),
        *(partial(_end_organisation, organisation_id=each, now=now) for each in left.organisations),
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


async def _end_organisation(
    session: AsyncSession, *, organisation_id: int, now: Callable[[], datetime]
) -> None:
    await dissolve_organisation(session, SYSTEM, organisation_id=organisation_id, now=now())


async def _end_drive(
    session: AsyncSession,
    *,
    driver_id: int,
    people: Collection[int],
    now: Callable[[], datetime],
) -> None:
    """Bring back what is aboard, hand back the rest, and leave duty."""
    at = now()
    job = await job_of(session, driver_id)
    if job is not None and job.state is JobState.UNDERWAY:
        await _bring_back(session, known(job.id), people, at)
    if await open_shift_of(session, driver_id) is None:
        return  # a breakdown has ended it
    driver = Actor(person_id=driver_id, roles=frozenset({Role.DRIVER}))
    await leave_duty(session, driver, now=at)


async def _bring_back(
    session: AsyncSession, job_id: int, people: Collection[int], now: datetime
) -> None:
    why = Reason.NO_LONGER_NEEDED
    waiting = [m.allocation_id for m in await matches_of_job(session, job_id) if not m.loaded]
    await release_promises(session, SYSTEM, waiting, reason=why, tell_supplier=False, now=now)
    for match in await matches_of_job(session, job_id):
        if match.aboard:
            await end_custody(session, SYSTEM, match, HandoverKind.RETURN, why, now)
            await _tell_outsiders(session, match, people, now)
    job = known(await lock_job(session, job_id))
    if job.state is JobState.UNDERWAY:
        await advance_job(session, SYSTEM, job, reason=job.reason, now=now)
    await request_tick(session, TickName.MATCH, now=now)


async def _tell_outsiders(
    session: AsyncSession, match: Match, people: Collection[int], now: datetime
) -> None:
    """Tell whoever is not of the practice what became of goods that a simulated vehicle had."""
    for person_id in dict.fromkeys((match.supplier_id, match.reporter_id)):
        if person_id in people:
            continue
        await messages.enqueue(
            session,
            person_id=person_id,
            kind="practice_over",
            params={"allocation_id": match.allocation_id},
            lane=1,
            dedupe_key=f"practice_over:{match.allocation_id}:{person_id}",
            now=now,
            drill=match.drill,
        )
