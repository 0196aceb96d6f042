"""Goods go aboard: custody passes from the supplier to the driver."""

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.actions import messages
from db.actions.custody import (
    Handover,
    finish_stop,
    job_in_hand,
    stop_in_turn,
    write_handover,
)
from db.actions.dispatch import move_job
from db.actions.events import report_lines
from db.actions.jobs import advance_job
from db.actions.legs import load_legs
from db.actions.moves import add, changed_one, known
from db.actions.promises import end_promise, give_back, show_both_ends, tell_match_failed
from db.queries.transport import Match, matches_at_stop, open_stops
from db.tables import AllocationRow, LotRow, NeedLineRow
from matching.custody import require_at_most, require_known
from matching.errors import Outdated
from matching.model import (
    AllocationState,
    HandoverKind,
    JobState,
    Reason,
    StopKind,
    StopState,
)
from matching.permissions import Actor


async def record_pickup(
    session: AsyncSession,
    actor: Actor,
    *,
    stop_id: int,
    loaded: Mapping[int, int],
    actor_at: datetime,
    now: datetime,
    reason: Reason | None = None,
) -> None:
    """Note how much of each load went aboard; less than planned goes back to matching.

    `loaded` names every load of the stop, in base units; `reason` says why any of it is less.
    """
    job, stop = await stop_in_turn(
        session, actor, stop_id, state=StopState.ARRIVED, kind=StopKind.PICKUP
    )
    matches = [
        match
        for match in await matches_at_stop(session, stop_id)
        if match.state is AllocationState.CONFIRMED
    ]
    require_known(set(loaded), {match.allocation_id for match in matches})
    for match in matches:
        require_at_most(loaded[match.allocation_id], match.quantity)
    short = False
    async with session.begin_nested():
        for match in matches:
            quantity = loaded[match.allocation_id]
            short = short or quantity < match.quantity
            await _load(session, actor, match, quantity, reason, actor_at, now)
        aboard = {match.consignment_id for match in matches if loaded[match.allocation_id]}
        await load_legs(session, stop_id, [known(one) for one in aboard], now)
        if any(loaded.values()):
            await move_job(session, stop.job_id, JobState.ACCEPTED, to=JobState.UNDERWAY)
        await finish_stop(session, actor, job, stop, now)
    if short:
        lines = (match.line_id for match in matches)
        await report_lines(session, lines, drill=job.drill, now=now)


async def fail_pickup(
    session: AsyncSession, actor: Actor, *, job_id: int, reason: Reason, now: datetime
) -> None:
    """Nothing can be picked up at the next stop: its promises end, the job goes on without them.

    For a place nobody opens or finds: another driver would stand before the same door.
    """
    job = await job_in_hand(session, actor, job_id)
    left = await open_stops(session, job_id)
    if not left or left[0].kind is not StopKind.PICKUP:
        raise Outdated()
    matches = await matches_at_stop(session, known(left[0].id))
    async with session.begin_nested():
        for match in matches:
            if match.state is not AllocationState.CONFIRMED:
                continue
            if not await end_promise(
                session, actor, match, state=AllocationState.FAILED, reason=reason, now=now
            ):
                raise Outdated()
            for person_id in dict.fromkeys((match.reporter_id, match.supplier_id)):
                await tell_match_failed(session, match, person_id, reason, now)
        await advance_job(session, actor, job, reason=reason, now=now)
    lines = (match.line_id for match in matches)
    await report_lines(session, lines, drill=job.drill, now=now)


async def _load(
    session: AsyncSession,
    actor: Actor,
    match: Match,
    quantity: int,
    reason: Reason | None,
    actor_at: datetime,
    now: datetime,
) -> None:
    """Move one load from the shelf to the vehicle; nothing loaded ends the match."""
    if not quantity:
        why = reason or Reason.OTHER
        if not await end_promise(
            session, actor, match, state=AllocationState.FAILED, reason=why, now=now
        ):
            raise Outdated()
        await tell_match_failed(session, match, match.reporter_id, why, now)
        return
    if not await changed_one(
        session,
        sa.update(AllocationRow)
        .where(
            col(AllocationRow.id) == match.allocation_id,
            col(AllocationRow.state) == AllocationState.CONFIRMED,
            col(AllocationRow.quantity) == match.quantity,
        )
        .values(
            state=AllocationState.LOADED,
            quantity=quantity,
            loaded=quantity,
            version=col(AllocationRow.version) + 1,
        ),
    ):
        raise Outdated()
    if quantity < match.quantity:
        await give_back(session, match, match.quantity - quantity, reason)
    await add(session, NeedLineRow, match.line_id, committed=-quantity, loaded=quantity)
    await add(session, LotRow, match.lot_id, reserved=-quantity, loaded_out=quantity)
    await write_handover(
        session,
        actor,
        match,
        Handover(HandoverKind.PICKUP, quantity, reason=reason),
        stop_id=match.pickup_stop_id,
        actor_at=actor_at,
        now=now,
    )
    await messages.enqueue(
        session,
        person_id=match.supplier_id,
        kind="stock_receipt",
        params={"job_id": match.job_id, "stop_id": match.pickup_stop_id},
        dedupe_key=f"stock_receipt:{match.pickup_stop_id}:{match.supplier_id}",
        now=now,
        drill=match.drill,
    )
    await show_both_ends(session, match, now)
