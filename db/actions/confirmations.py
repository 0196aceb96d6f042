"""Supplier and receiver confirm a match before any vehicle moves; silence is a no."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.actions import ledger
from db.actions.events import report_lines
from db.actions.fulfilment import cancel_open, close_when_served
from db.actions.jobs import drop_allocation_from_job, tell_coordinators
from db.actions.moves import add, changed_one, take_hold
from db.actions.promises import end_promise, hold_promises, show_both_ends, tell_match_failed
from db.actions.release import release_promises
from db.actions.tick_requests import request_tick
from db.queries.needs import lines_given, unloaded_of_lot
from db.queries.stuck import StuckKind
from db.queries.transport import Match, find_match, unanswered_matches
from db.tables import AllocationRow, LotRow, NeedLineRow, NeedRow
from matching.custody import decline_reason, left_on_shelf, no_longer_wanted
from matching.errors import NotFound, Outdated
from matching.model import AllocationState, QuantityKind, Reachability, Reason, TickName, Urgency
from matching.permissions import SYSTEM, Act, Actor, permits

BATCH = 200
"""Time-outs handled in one transaction, so that the writer's lock is not held for long."""
DECLINABLE = (AllocationState.PROPOSED, AllocationState.CONFIRMED)


async def confirm_stock(
    session: AsyncSession, actor: Actor, *, allocation_id: int, now: datetime
) -> None:
    """The supplier still has the goods."""
    match = await _match_for(session, actor, allocation_id, of_supplier=True)
    await _confirm(session, actor, match, "supplier_confirmed_at", now)


async def confirm_need(
    session: AsyncSession, actor: Actor, *, allocation_id: int, now: datetime
) -> None:
    """The receiver still needs the goods."""
    match = await _match_for(session, actor, allocation_id, of_supplier=False)
    async with session.begin_nested():  # a yes that comes too late changes nothing
        await session.execute(
            sa.update(NeedRow)
            .where(col(NeedRow.id) == match.need_id)
            .values(confirmed_at=now, reachability=Reachability.OK)
            .execution_options(synchronize_session=False)
        )
        await _confirm(session, actor, match, "receiver_confirmed_at", now)


async def decline_stock(
    session: AsyncSession,
    actor: Actor,
    *,
    allocation_id: int,
    reason: Reason,
    now: datetime,
    quantity_left: int | None = None,
    left_kind: QuantityKind = QuantityKind.EXACT,
) -> None:
    """The supplier cannot give the goods; `quantity_left` is what is on the shelf in all."""
    match = await _match_for(session, actor, allocation_id, of_supplier=True)
    reason = decline_reason(reason, quantity_left)
    if quantity_left is not None:  # others' promises may have to go as well
        await hold_promises(session, await unloaded_of_lot(session, match.lot_id))
    await _decline(session, actor, match, reason, tell=match.reporter_id, now=now)
    await _recount(session, actor, match, reason, quantity_left, now, left_kind)


async def decline_need(
    session: AsyncSession, actor: Actor, *, allocation_id: int, reason: Reason, now: datetime
) -> None:
    """The receiver does not want these goods; what is no longer needed is not sought elsewhere."""
    match = await _match_for(session, actor, allocation_id, of_supplier=False)
    await take_hold(session, NeedRow, [match.need_id])
    await _decline(session, actor, match, reason, tell=match.supplier_id, now=now)
    if no_longer_wanted(reason):
        await cancel_open(session, actor, line_id=match.line_id, drill=match.drill, now=now)
        await close_when_served(session, actor, need_id=match.need_id, now=now)


async def lapse_confirmations(session: AsyncSession, *, now: datetime) -> int:
    """End every proposal that was not confirmed in time, tell both ends; how many there were."""
    lapsed = list[Match]()
    matches = await unanswered_matches(session, now, BATCH)
    await take_hold(session, NeedRow, (match.need_id for match in matches))
    await hold_promises(session, (match.allocation_id for match in matches))
    for match in matches:
        if not await end_promise(
            session,
            SYSTEM,
            match,
            state=AllocationState.TIMED_OUT,
            reason=Reason.NO_ANSWER,
            now=now,
        ):
            continue
        lapsed.append(match)
        for person_id in dict.fromkeys((match.reporter_id, match.supplier_id)):
            await tell_match_failed(session, match, person_id, Reason.NO_ANSWER, now)
        if match.receiver_confirmed_at is None:
            await _mark_silent(session, match, now)
    for drill in (False, True):
        lines = (match.line_id for match in lapsed if match.drill == drill)
        await report_lines(session, lines, drill=drill, now=now)
    return len(lapsed)


async def _match_for(
    session: AsyncSession, actor: Actor, allocation_id: int, *, of_supplier: bool
) -> Match:
    """The match, if it is the actor's to answer: their own end, or any for a coordinator."""
    match = await find_match(session, allocation_id)
    if match is None:
        raise NotFound()
    owner = match.supplier_id if of_supplier else match.reporter_id
    if actor.person_id != owner and not permits(actor, Act.OVERRIDE):
        raise NotFound()
    return match


async def _confirm(
    session: AsyncSession, actor: Actor, match: Match, moment: str, now: datetime
) -> None:
    """Note one end's yes; the second yes makes the match firm."""
    column = col(getattr(AllocationRow, moment))
    this_match = col(AllocationRow.id) == match.allocation_id
    proposed = col(AllocationRow.state) == AllocationState.PROPOSED
    if not await changed_one(
        session,
        sa.update(AllocationRow)
        .where(this_match, proposed, column.is_(None))
        .values({moment: now, "version": col(AllocationRow.version) + 1}),
    ):
        raise Outdated()
    firm = await changed_one(
        session,
        sa.update(AllocationRow)
        .where(
            this_match,
            proposed,
            col(AllocationRow.supplier_confirmed_at).is_not(None),
            col(AllocationRow.receiver_confirmed_at).is_not(None),
        )
        .values(state=AllocationState.CONFIRMED, confirm_by=None),
    )
    await ledger.record(
        session,
        kind=f"allocation.{moment.removesuffix('_at')}",
        actor=actor,
        subject=f"allocation:{match.allocation_id}",
        facts={"quantity": match.quantity, "firm": firm},
        now=now,
        drill=match.drill,
    )
    if firm:
        await add(
            session,
            NeedLineRow,
            match.line_id,
            reserved=-match.quantity,
            committed=match.quantity,
        )
        await request_tick(session, TickName.MATCH, now=now)
    await show_both_ends(session, match, now)


async def _decline(
    session: AsyncSession,
    actor: Actor,
    match: Match,
    reason: Reason,
    *,
    tell: int,
    now: datetime,
) -> None:
    """End the match, take it off its job if it has one, tell the other end, seek the next."""
    if match.state not in DECLINABLE:
        raise Outdated()
    if not await end_promise(
        session, actor, match, state=AllocationState.DECLINED, reason=reason, now=now
    ):
        raise Outdated()
    await drop_allocation_from_job(session, match.allocation_id, reason=reason, now=now)
    await tell_match_failed(session, match, tell, reason, now)
    await report_lines(session, [match.line_id], drill=match.drill, now=now)


async def _recount(
    session: AsyncSession,
    actor: Actor,
    match: Match,
    reason: Reason,
    stated: int | None,
    now: datetime,
    kind: QuantityKind,
) -> None:
    """Set what is free of the lot to what the supplier says is left beyond others' promises."""
    if stated is not None:
        await _keep_promises_within(session, actor, match.lot_id, stated, now, match.drill)
    lot = (
        await session.execute(
            sa.select(col(LotRow.free), col(LotRow.reserved)).where(col(LotRow.id) == match.lot_id)
        )
    ).one()
    left = left_on_shelf(reason, stated, lot.reserved)
    if left is None:
        return
    if not await changed_one(
        session,
        sa.update(LotRow)
        .where(
            col(LotRow.id) == match.lot_id,
            col(LotRow.free) == lot.free,
            col(LotRow.reserved) == lot.reserved,
        )
        .values(
            free=left,
            counted=left + lot.reserved + col(LotRow.loaded_out),
            quantity_kind=kind,
            counted_at=now,
            version=col(LotRow.version) + 1,
        ),
    ):
        raise Outdated()
    await ledger.record(
        session,
        kind="lot.recounted",
        actor=actor,
        subject=f"lot:{match.lot_id}",
        facts={"free": left, "free_before": lot.free},
        now=now,
        drill=match.drill,
    )


async def _keep_promises_within(
    session: AsyncSession, actor: Actor, lot_id: int, stated: int, now: datetime, drill: bool
) -> None:
    """Take back what a lot promised beyond what is on its shelf, newest first; each is told."""
    for allocation_id in await unloaded_of_lot(session, lot_id):
        reserved = await session.scalar(
            sa.select(col(LotRow.reserved)).where(col(LotRow.id) == lot_id)
        )
        if (reserved or 0) <= stated:
            return
        await release_promises(
            session,
            actor,
            [allocation_id],
            reason=Reason.LESS_STOCK,
            tell_supplier=False,
            now=now,
        )
        lines = await lines_given(session, [allocation_id])
        await report_lines(session, lines, drill=drill, now=now)


async def _mark_silent(session: AsyncSession, match: Match, now: datetime) -> None:
    """The receiver did not answer: nothing more is sought until they are heard of again.

    Coordinators are told where a life is at risk: somebody has to call.
    """
    if match.urgency is Urgency.CRITICAL:
        await tell_coordinators(
            session,
            "stuck",
            {"kind": StuckKind.CRITICAL.value, "id": match.need_id, "silent": 1},
            f"silent:{match.need_id}",
            match.drill,
            now,
        )
    await session.execute(
        sa.update(NeedRow)
        .where(col(NeedRow.id) == match.need_id)
        .values(reachability=Reachability.NO_ANSWER)
        .execution_options(synchronize_session=False)
    )
