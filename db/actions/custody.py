"""What every hand-over shares: the right stop at the right time, the written record, moving on."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.actions import ledger, messages
from db.actions.jobs import advance_job
from db.actions.moves import changed_one, known
from db.actions.promises import hold_journeys
from db.queries.transport import RUNNING, Match, find_stop, lock_job, open_stops
from db.tables import HandoverRow, JobRow, StopRow
from matching.errors import NotFound, Outdated
from matching.model import HandoverKind, ProofKind, Reason, StopKind, StopState
from matching.permissions import Act, Actor, permits


@dataclass(frozen=True, slots=True)
class Handover:
    """One change of custody as it is written down. Quantities in base units."""

    kind: HandoverKind
    quantity: int
    rejected: int = 0
    reason: Reason | None = None
    proof: ProofKind = ProofKind.NONE
    photo: str = ""


async def job_in_hand(session: AsyncSession, actor: Actor, job_id: int) -> JobRow:
    """The running job, held until the end, if it is the actor's or a coordinator acts for them."""
    await hold_journeys(session, [job_id])
    job = await lock_job(session, job_id)
    if job is None or (actor.person_id != job.driver_id and not permits(actor, Act.OVERRIDE)):
        raise NotFound()
    if job.state not in RUNNING:
        raise Outdated()
    return job


async def stop_in_turn(
    session: AsyncSession,
    actor: Actor,
    stop_id: int,
    *,
    state: StopState,
    kind: StopKind | None = None,
) -> tuple[JobRow, StopRow]:
    """The stop and its job, if it is the next one, in this state and of this kind."""
    stop = await find_stop(session, stop_id)
    if stop is None:
        raise NotFound()
    job = await job_in_hand(session, actor, stop.job_id)
    left = await open_stops(session, stop.job_id)
    if not left or left[0].id != stop_id or left[0].state is not state:
        raise Outdated()
    if kind is not None and left[0].kind is not kind:
        raise Outdated()
    return job, left[0]


async def finish_stop(
    session: AsyncSession, actor: Actor, job: JobRow, stop: StopRow, now: datetime
) -> None:
    """Close the stop, bring the job forward and lead the driver to the next place."""
    if not await changed_one(
        session,
        sa.update(StopRow)
        .where(col(StopRow.id) == stop.id, col(StopRow.state) == StopState.ARRIVED)
        .values(state=StopState.DONE, done_at=now),
    ):
        raise Outdated()
    fresh = known(await lock_job(session, stop.job_id))
    await advance_job(session, actor, fresh, reason=fresh.reason, now=now)
    left = await open_stops(session, stop.job_id)
    if not left or job.driver_id is None:
        return
    await messages.enqueue(
        session,
        person_id=job.driver_id,
        kind="venue",
        params={"job_id": job.id, "stop_id": left[0].id},
        lane=2,
        now=now,
        drill=job.drill,
    )


async def write_handover(
    session: AsyncSession,
    actor: Actor,
    match: Match,
    handover: Handover,
    *,
    stop_id: int | None,
    actor_at: datetime,
    now: datetime,
) -> None:
    """Write down, for good, that custody changed hands."""
    session.add(
        HandoverRow(
            drill=match.drill,
            kind=handover.kind,
            job_id=known(match.job_id),
            stop_id=stop_id,
            allocation_id=match.allocation_id,
            actor_id=actor.person_id,
            quantity=handover.quantity,
            rejected=handover.rejected,
            reason=handover.reason,
            proof=handover.proof,
            photo=handover.photo,
            actor_at=actor_at,
            server_at=now,
        )
    )
    await session.flush()
    await ledger.record(
        session,
        kind=f"handover.{_PAST[handover.kind]}",
        actor=actor,
        subject=f"allocation:{match.allocation_id}",
        facts={
            "job": match.job_id,
            "quantity": handover.quantity,
            "rejected": handover.rejected,
            "reason": handover.reason.value if handover.reason else None,
            "proof": handover.proof.value,
        },
        now=now,
        drill=match.drill,
    )


_PAST = {
    HandoverKind.PICKUP: "loaded",
    HandoverKind.DELIVERY: "delivered",
    HandoverKind.RETURN: "returned",
    HandoverKind.LOSS: "lost",
    HandoverKind.TRANSFER: "transferred",
    HandoverKind.STOCK: "stocked",
}
