"""Takes loads off a job and brings it forward, stop by stop, to its end."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.actions import ledger, messages
from db.actions.dispatch import move_job, show_job, show_journey, withdraw_offers
from db.actions.legs import drop_legs, legs_after_job
from db.actions.meeting import part
from db.actions.moves import QUIET, known
from db.actions.overtaken import write_over
from db.actions.tick_requests import request_tick
from db.actions.weighing import weigh_job, weigh_legs
from db.queries.legs import Leg, empty_legs, idle_legs, legs_of_job
from db.queries.people import coordinators
from db.queries.transport import (
    RUNNING,
    Match,
    find_match,
    lock_job,
    matches_of_job,
    open_stops,
)
from db.tables import AllocationRow, JobRow, StopRow
from matching.model import AllocationState, JobState, Reason, StopKind, StopState, TickName
from matching.permissions import SYSTEM, Actor

MOST_LEGS = 500
"""Legs of one need: far more than there ever are."""
ENDED_JOB = (JobState.CLOSED, JobState.FAILED, JobState.CANCELLED)


async def drop_allocation_from_job(
    session: AsyncSession, allocation_id: int, *, reason: Reason | None, now: datetime
) -> None:
    """Take an allocation of which nothing was loaded off its job, if it is on one.

    A stop where nothing is left to do is skipped; a job without loads is cancelled. A driver on
    the way there is told: a card that changes quietly is not seen at the wheel.
    """
    match = await find_match(session, allocation_id)
    if match is None or match.job_id is None or match.loaded:
        return
    job = await lock_job(session, match.job_id)
    fresh = known(await find_match(session, allocation_id))
    if fresh.job_id != match.job_id:  # it joined another job while we waited for the hold
        await drop_allocation_from_job(session, allocation_id, reason=reason, now=now)
        return
    await _off_the_job(session, allocation_id)
    await weigh_legs(session, [known(match.consignment_id)])
    if job is not None and job.state not in ENDED_JOB:
        await weigh_job(session, match.job_id)
        ahead = [known(stop.id) for stop in await open_stops(session, match.job_id)]
        await advance_job(session, SYSTEM, job, reason=reason, now=now)
        await _tell_driver(session, match.job_id, ahead, now)


async def advance_job(
    session: AsyncSession, actor: Actor, job: JobRow, *, reason: Reason | None, now: datetime
) -> None:
    """After a change: skip stops with nothing to do, show the next one, or end the job.

    A job with goods aboard and no stop left stays underway until they are returned or lost. Legs of
    consignments that have nothing left to carry are off: the others would wait for them.
    """
    job_id = known(job.id)
    await drop_and_cancel(session, actor, await empty_legs(session, job_id), now)
    matches = await matches_of_job(session, job_id)
    left = await _skip_empty_stops(session, job, matches, now)
    aboard = sum(match.aboard for match in matches)
    if left or aboard:
        if job.state in RUNNING:
            await _tell_codes(session, job, left, matches, now)
        await show_job(session, job, job.driver_id, now)
        return
    if job.state is JobState.UNDERWAY:
        await end_job(session, actor, job, to=JobState.CLOSED, reason=job.reason, now=now)
    else:
        await end_job(session, actor, job, to=JobState.CANCELLED, reason=reason, now=now)


async def end_job(
    session: AsyncSession,
    actor: Actor,
    job: JobRow,
    *,
    to: JobState,
    reason: Reason | None,
    now: datetime,
) -> None:
    """End a job: nothing is left to do, or it cannot be done. The driver is free again."""
    job_id = known(job.id)
    if not await move_job(session, job_id, job.state, to=to, reason=reason, closed_at=now):
        return
    await session.execute(
        sa.update(StopRow)
        .where(
            col(StopRow.job_id) == job.id,
            col(StopRow.state).in_((StopState.PLANNED, StopState.ARRIVED)),
        )
        .values(state=StopState.SKIPPED, done_at=now),
        execution_options=QUIET,
    )
    await withdraw_offers(session, job_id, reason=reason, now=now)
    await part(session, job_id, now)
    await drop_and_cancel(session, actor, await legs_after_job(session, job_id), now)
    await ledger.record(
        session,
        kind=f"job.{to.value}",
        actor=actor,
        subject=f"job:{job.id}",
        facts={"reason": reason.value if reason else None},
        now=now,
        drill=job.drill,
    )
    await show_job(session, job, job.driver_id, now)
    handed_on = any(leg.given_at for leg in await legs_of_job(session, job_id))
    if to is JobState.CLOSED and not handed_on:
        await tell_coordinators(
            session, "coordinator_receipt", {"job_id": job_id}, f"receipt:{job_id}", job.drill, now
        )
    await request_tick(session, TickName.MATCH, now=now)


async def drop_and_cancel(
    session: AsyncSession, actor: Actor, legs: Sequence[Leg], now: datetime
) -> None:
    """Plan these legs otherwise: jobs that were for them alone are off, and their drivers told;
    the others have less to carry."""
    off = await drop_legs(session, legs, now)
    for job_id in sorted({leg.job_id for leg in legs} - set(off)):
        await weigh_job(session, job_id)
    for job_id in off:
        job = await lock_job(session, job_id)
        if job is not None and job.state not in ENDED_JOB:
            await end_job(
                session, actor, job, to=JobState.CANCELLED, reason=Reason.CHANGED, now=now
            )
            await _tell_driver(session, job_id, (), now)


async def call_off_legs(session: AsyncSession, actor: Actor, need_id: int, now: datetime) -> None:
    """Drop the legs not begun of goods under way to a need that is closed; the caller holds them.

    Whoever has the goods takes them to the node they are on the way to, where a coordinator
    decides.
    """
    idle = await idle_legs(session, now, MOST_LEGS, need_id)
    await drop_and_cancel(session, actor, idle, now)


async def free_unloaded(session: AsyncSession, job: JobRow, now: datetime) -> list[Match]:
    """Take every confirmed load that is not aboard off the job, for another to carry."""
    freed = []
    for match in await matches_of_job(session, known(job.id)):
        if match.state is AllocationState.CONFIRMED:
            await _off_the_job(session, match.allocation_id)
            freed.append(match)
    await show_journey(session, freed, now)
    return freed


async def tell_coordinators(
    session: AsyncSession,
    kind: str,
    params: Mapping[str, int | str],
    once: str,
    drill: bool,
    now: datetime,
) -> None:
    """Tell every coordinator, once per `once`."""
    for person_id in await coordinators(session):
        await messages.enqueue(
            session,
            person_id=person_id,
            kind=kind,
            params=dict(params) | ({"drill": drill} if drill else {}),
            lane=2,
            dedupe_key=f"{kind}:{once}:{person_id}",
            now=now,
            drill=drill,
        )


async def _tell_driver(
    session: AsyncSession, job_id: int, ahead: Sequence[int], now: datetime
) -> None:
    """Tell the driver of a job that it is off, or which of the stops ahead of them are."""
    job = await lock_job(session, job_id)
    if job is None or job.driver_id is None:
        return
    left = {stop.id for stop in await open_stops(session, job_id)}
    dropped = [stop_id for stop_id in ahead if stop_id not in left]
    off: list[dict[str, int]] = [{"job_id": job_id, "stop_id": stop_id} for stop_id in dropped]
    if job.state is JobState.CANCELLED:
        off = [{"job_id": job_id}]
    for params in off:
        await messages.enqueue(
            session,
            person_id=job.driver_id,
            kind="job_changed",
            params=params,
            lane=1,
            dedupe_key=f"job_changed:{job_id}:{params.get('stop_id', 0)}:{job.driver_id}",
            now=now,
            drill=job.drill,
        )


async def _off_the_job(session: AsyncSession, allocation_id: int) -> None:
    await session.execute(
        sa.update(AllocationRow)
        .where(col(AllocationRow.id) == allocation_id, col(AllocationRow.loaded) == 0)
        .values(consignment_id=None, version=col(AllocationRow.version) + 1),
        execution_options=QUIET,
    )


async def _skip_empty_stops(
    session: AsyncSession, job: JobRow, matches: Sequence[Match], now: datetime
) -> list[StopRow]:
    """Skip the open stops where nothing is picked up or delivered any more; the others in order.

    Codes that were told for the skipped ones count no more, and are written over.
    """
    to_pick = {m.pickup_stop_id for m in matches if m.state is AllocationState.CONFIRMED}
    coming = (AllocationState.CONFIRMED, AllocationState.LOADED)
    to_deliver = {m.delivery_stop_id for m in matches if m.state in coming}
    left = []
    for stop in await open_stops(session, known(job.id)):
        if stop.id in (to_pick if stop.kind is StopKind.PICKUP else to_deliver):
            left.append(stop)
            continue
        await session.execute(
            sa.update(StopRow).where(col(StopRow.id) == stop.id).values(state=StopState.SKIPPED),
            execution_options=QUIET,
        )
        await write_over(
            session,
            codes_told(known(stop.id), matches),
            kind="code_void",
            now=now,
            drill=job.drill,
        )
    return left


def codes_told(stop_id: int, matches: Sequence[Match]) -> dict[str, dict[str, int]]:
    """The keys under which the code of a delivery may have been sent, and what was sent."""
    receivers = {match.reporter_id for match in matches}
    return {f"handover_code:{stop_id}:{one}": {"stop_id": stop_id} for one in receivers}


async def _tell_codes(
    session: AsyncSession,
    job: JobRow,
    left: Sequence[StopRow],
    matches: Sequence[Match],
    now: datetime,
) -> None:
    """Send the code of each delivery whose goods are all aboard to its receivers, once."""
    waiting = {stop.id for stop in left if stop.kind is StopKind.PICKUP}
    for stop in left:
        if stop.kind is StopKind.PICKUP:
            continue
        here = [m for m in matches if m.delivery_stop_id == stop.id and m.aboard]
        if not here or any(m.to_node for m in here):
            continue
        if any(m.pickup_stop_id in waiting for m in matches if m.delivery_stop_id == stop.id):
            continue
        for person_id in dict.fromkeys(m.reporter_id for m in here):
            await messages.enqueue(
                session,
                person_id=person_id,
                kind="handover_code",
                params={"stop_id": stop.id},
                lane=1,
                dedupe_key=f"handover_code:{stop.id}:{person_id}",
                now=now,
                drill=job.drill,
            )
