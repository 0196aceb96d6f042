"""The driver arrives and hands goods over: custody passes to the receiver against a proof."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.actions import ledger, messages
from db.actions.breakdown import fail_job, report_breakdown, resume_job
from db.actions.custody import Handover, finish_stop, stop_in_turn, write_handover
from db.actions.dispatch import show_job, show_journey
from db.actions.fulfilment import close_when_served
from db.actions.legs import near_node
from db.actions.loading import fail_pickup, record_pickup
from db.actions.moves import QUIET, add, changed_one
from db.actions.promises import show_both_ends
from db.actions.returns import record_loss, record_return
from db.actions.tick_requests import request_tick
from db.queries.legs import drivers_met, legs_ending_at
from db.queries.transport import Match, matches_at_stop
from db.tables import AllocationRow, LotRow, NeedLineRow, StopRow
from matching.custody import (
    CODE_TRIES,
    no_longer_wanted,
    require_at_most,
    require_known,
    require_proof,
)
from matching.errors import Outdated
from matching.model import (
    AllocationState,
    HandoverKind,
    ProofKind,
    Reason,
    StopKind,
    StopState,
    TickName,
)
from matching.permissions import Act, Actor, permits

__all__ = [
    "CodeCheck",
    "arrive",
    "check_code",
    "fail_job",
    "fail_pickup",
    "record_delivery",
    "record_loss",
    "record_pickup",
    "record_return",
    "report_breakdown",
    "resume_job",
]


@dataclass(frozen=True, slots=True)
class CodeCheck:
    """Whether a code was right, and how many tries are left before only a photo will do."""

    ok: bool
    tries_left: int


async def arrive(session: AsyncSession, actor: Actor, *, stop_id: int, now: datetime) -> None:
    """The driver is at the next stop: whoever waits there is told."""
    job, stop = await stop_in_turn(session, actor, stop_id, state=StopState.PLANNED)
    if not await changed_one(
        session,
        sa.update(StopRow)
        .where(col(StopRow.id) == stop_id, col(StopRow.state) == StopState.PLANNED)
        .values(state=StopState.ARRIVED, arrived_at=now),
    ):
        raise Outdated()
    matches = await matches_at_stop(session, stop_id)
    at_pickup = stop.kind is StopKind.PICKUP
    waiting = [
        match.supplier_id if at_pickup else match.reporter_id
        for match in matches
        if at_pickup or not match.to_node
    ]
    waiting += await drivers_met(session, stop_id)
    if not at_pickup and any(match.to_node for match in matches):
        await near_node(session, await legs_ending_at(session, stop_id), now)
        await show_journey(session, matches, now)
    for person_id in dict.fromkeys(waiting):
        await messages.enqueue(
            session,
            person_id=person_id,
            kind="driver_arrived",
            params={"stop_id": stop_id},
            lane=1,
            dedupe_key=f"driver_arrived:{stop_id}:{person_id}:{job.driver_id}",
            now=now,
            drill=job.drill,
        )
    await ledger.record(
        session,
        kind="stop.reached",
        actor=actor,
        subject=f"job:{job.id}",
        facts={"stop": stop_id},
        now=now,
        drill=job.drill,
    )
    await show_job(session, job, job.driver_id, now)


async def check_code(
    session: AsyncSession, actor: Actor, *, stop_id: int, code: str, now: datetime
) -> CodeCheck:
    """Compare the receiver's code. A wrong one is counted, so it is an answer, not a refusal:

    a refusal would take the count back with it. After five wrong ones only a photo will do.
    """
    job, stop = await stop_in_turn(
        session, actor, stop_id, state=StopState.ARRIVED, kind=StopKind.DELIVERY
    )
    left = max(0, CODE_TRIES - stop.wrong_codes)
    if not left:
        return CodeCheck(False, 0)
    ok = bool(stop.code) and code.strip() == stop.code
    changes = {"code_checked_at": now} if ok else {"wrong_codes": stop.wrong_codes + 1}
    await session.execute(
        sa.update(StopRow).where(col(StopRow.id) == stop_id).values(changes),
        execution_options=QUIET,
    )
    await ledger.record(
        session,
        kind="code.matched" if ok else "code.mismatched",
        actor=actor,
        subject=f"job:{job.id}",
        facts={"stop": stop_id},
        now=now,
        drill=job.drill,
    )
    return CodeCheck(ok, left if ok else left - 1)


async def record_delivery(
    session: AsyncSession,
    actor: Actor,
    *,
    stop_id: int,
    accepted: Mapping[int, int],
    rejected: Mapping[int, int],
    reason: Reason | None,
    proof: ProofKind,
    photo: str,
    actor_at: datetime,
    now: datetime,
) -> None:
    """Note what the receiver took and what they refused of each load, in base units.

    What was refused, or not named, stays aboard until it is returned or reported lost.
    """
    job, stop = await stop_in_turn(
        session, actor, stop_id, state=StopState.ARRIVED, kind=StopKind.DELIVERY
    )
    matches = [
        match
        for match in await matches_at_stop(session, stop_id)
        if match.state is AllocationState.LOADED
    ]
    if any(match.to_node for match in matches):
        raise Outdated()
    require_known(set(accepted) | set(rejected), {match.allocation_id for match in matches})
    for match in matches:
        taken, refused = _quantities(match, accepted, rejected)
        require_at_most(min(taken, refused), match.aboard)
        require_at_most(taken + refused, match.aboard)
    require_proof(
        proof,
        anything_accepted=any(accepted.values()),
        code_checked=stop.code_checked_at is not None,
        photo=bool(photo),
        may_vouch=permits(actor, Act.OVERRIDE),
    )
    async with session.begin_nested():
        for match in matches:
            taken, refused = _quantities(match, accepted, rejected)
            handover = Handover(
                HandoverKind.DELIVERY, taken, refused, reason if refused else None, proof, photo
            )
            await _hand_over(session, actor, match, handover, actor_at, now)
        await _tell_receipts(session, matches, accepted, stop, now)
        await finish_stop(session, actor, job, stop, now)
        for need_id in dict.fromkeys(match.need_id for match in matches):
            await close_when_served(session, actor, need_id=need_id, now=now)
    if any(rejected.values()):
        await request_tick(session, TickName.MATCH, now=now)


def _quantities(
    match: Match, accepted: Mapping[int, int], rejected: Mapping[int, int]
) -> tuple[int, int]:
    return accepted.get(match.allocation_id, 0), rejected.get(match.allocation_id, 0)


async def _hand_over(
    session: AsyncSession,
    actor: Actor,
    match: Match,
    handover: Handover,
    actor_at: datetime,
    now: datetime,
) -> None:
    """Move one load from the vehicle to the receiver; what they took leaves the lot for good."""
    taken, refused = handover.quantity, handover.rejected
    if not await changed_one(
        session,
        sa.update(AllocationRow)
        .where(
            col(AllocationRow.id) == match.allocation_id,
            col(AllocationRow.state) == AllocationState.LOADED,
            col(AllocationRow.accepted) == 0,
        )
        .values(
            state=AllocationState.DELIVERED if taken else AllocationState.LOADED,
            accepted=taken,
            rejected=refused,
            reason=handover.reason or match.reason,
            ended_at=now if taken else None,
            version=col(AllocationRow.version) + 1,
        ),
    ):
        raise Outdated()
    unwanted = refused if no_longer_wanted(handover.reason) else 0
    await add(
        session, NeedLineRow, match.line_id, accepted=taken, rejected=refused, cancelled=unwanted
    )
    await add(session, LotRow, match.lot_id, loaded_out=-taken, counted=-taken)
    await write_handover(
        session,
        actor,
        match,
        handover,
        stop_id=match.delivery_stop_id,
        actor_at=actor_at,
        now=now,
    )
    await show_both_ends(session, match, now)


async def _tell_receipts(
    session: AsyncSession,
    matches: list[Match],
    accepted: Mapping[int, int],
    stop: StopRow,
    now: datetime,
) -> None:
    """Send the receivers and the suppliers of what was accepted their receipts."""
    for match in matches:
        if not accepted.get(match.allocation_id):
            continue
        for person_id, kind, params in (
            (match.reporter_id, "need_receipt", {"need_id": match.need_id, "job_id": stop.job_id}),
            (match.supplier_id, "stock_receipt", {"job_id": stop.job_id, "stop_id": stop.id}),
        ):
            await messages.enqueue(
                session,
                person_id=person_id,
                kind=kind,
                params=params,
                lane=2,
                dedupe_key=f"{kind}:{stop.id}:{params.get('need_id', 0)}:{person_id}",
                now=now,
                drill=match.drill,
            )
