"""Goods that did not reach anybody: brought back or lost."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.actions.custody import Handover, job_in_hand, write_handover
from db.actions.dispatch import show_job
from db.actions.jobs import advance_job
from db.actions.moves import add, changed_one, known
from db.actions.promises import show_both_ends
from db.actions.tick_requests import request_tick
from db.queries.transport import Match, lock_job, matches_of_job, open_stops
from db.tables import AllocationRow, LotRow, NeedLineRow
from matching.custody import take_back
from matching.errors import Outdated
from matching.model import AllocationState, HandoverKind, Reason, TickName
from matching.permissions import Actor


async def record_return(session: AsyncSession, actor: Actor, *, job_id: int, now: datetime) -> None:
    """Goods aboard are back with their supplier; what is not spoilt is free for the next need.

    What was refused or not handed over at a stop already done; after a breakdown, everything.
    """
    await _end_custody(session, actor, job_id, HandoverKind.RETURN, None, now)


async def record_loss(
    session: AsyncSession, actor: Actor, *, job_id: int, reason: Reason, now: datetime
) -> None:
    """Goods aboard will reach nobody. The same goods as `record_return` would bring back."""
    await _end_custody(session, actor, job_id, HandoverKind.LOSS, reason, now)


async def write_off(
    session: AsyncSession, actor: Actor, match: Match, reason: Reason | None, now: datetime
) -> None:
    """Goods of one load that whoever answered for them has no more."""
    await end_custody(session, actor, match, HandoverKind.LOSS, reason, now)


async def _end_custody(
    session: AsyncSession,
    actor: Actor,
    job_id: int,
    kind: HandoverKind,
    reason: Reason | None,
    now: datetime,
) -> None:
    """Bring back, or write off, what the vehicle carries and has no stop to go to."""
    job = await job_in_hand(session, actor, job_id)
    ahead = set() if job.reason else {stop.id for stop in await open_stops(session, job_id)}
    carried = [
        match
        for match in await matches_of_job(session, job_id)
        if match.aboard and match.delivery_stop_id not in ahead
    ]
    if not carried:
        raise Outdated()
    async with session.begin_nested():
        for match in carried:
            why = reason or match.reason or job.reason
            await end_custody(session, actor, match, kind, why, now)
        fresh = known(await lock_job(session, job_id))
        await advance_job(session, actor, fresh, reason=fresh.reason, now=now)
    await show_job(session, job, job.driver_id, now)
    await request_tick(session, TickName.MATCH, now=now)


async def end_custody(
    session: AsyncSession,
    actor: Actor,
    match: Match,
    kind: HandoverKind,
    reason: Reason | None,
    now: datetime,
) -> None:
    """Take what is out of one load off whoever has it, the lot's goods on the road and the line.

    Brought back, it is the lot's again; in stock at a node, that of another lot.
    """
    quantity = match.out
    is_lost = kind is HandoverKind.LOSS
    column = "lost" if is_lost else "returned"
    ended = AllocationState.FAILED if is_lost else AllocationState.RETURNED
    if not await changed_one(
        session,
        sa.update(AllocationRow)
        .where(
            col(AllocationRow.id) == match.allocation_id,
            col(AllocationRow.state) == match.state,
            col(AllocationRow.rejected) == match.rejected,
        )
        .values(
            {
                "state": match.state if match.accepted else ended,
                column: getattr(match, column) + quantity,
                "rejected": 0,
                "reason": reason,
                "ended_at": now,
                "version": col(AllocationRow.version) + 1,
            }
        ),
    ):
        raise Outdated()
    await add(
        session, NeedLineRow, match.line_id, **{column: quantity, "rejected": -match.rejected}
    )
    back = take_back(quantity, match.reason).back if kind is HandoverKind.RETURN else 0
    await add(
        session,
        LotRow,
        match.lot_id,
        loaded_out=-quantity,
        free=back,
        counted=back - quantity,
    )
    await write_handover(
        session,
        actor,
        match,
        Handover(kind, quantity, reason=reason),
        stop_id=None,
        actor_at=now,
        now=now,
    )
    await show_both_ends(session, match, now)
