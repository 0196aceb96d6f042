"""What may change about a running need: how much, how urgent, whether at all; and its end."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.actions.fulfilment import PROMISED, cancel_open, close_when_served
from db.actions.jobs import call_off_legs
from db.actions.moves import changed_one, take_hold
from db.actions.needs import ask_to_verify, is_backed, require_running, settle_change, wake_matching
from db.actions.promises import hold_promises
from db.actions.release import release_promises
from db.queries.needs import (
    RUNNING,
    Line,
    NeedHead,
    alive_of_need,
    find_item,
    lock_line,
    unloaded_of_line,
    unloaded_of_need,
)
from db.tables import NeedLineRow, NeedRow
from matching.catalogue import plausible_max
from matching.errors import BelowReserved, Implausible, NotFound, Outdated
from matching.ledger import Fact
from matching.lifecycle import may_be_matched, outgrows
from matching.model import (
    CloseReason,
    Lifecycle,
    Reachability,
    Reason,
    Urgency,
    Verification,
)
from matching.permissions import Act, Actor, permits


async def change_quantity(
    session: AsyncSession,
    actor: Actor,
    *,
    need_id: int,
    line_id: int,
    quantity: int,
    now: datetime,
) -> None:
    """Set how much is wanted of one line in all; promises beyond it are given back.

    Raises `BelowReserved` below what has arrived or is on the road. Far beyond what somebody
    stood behind, the report is doubted again; what is promised stays.
    """
    need = await require_running(session, actor, need_id)
    await take_hold(session, NeedRow, [need_id])
    await hold_promises(session, (each for each, _ in await unloaded_of_line(session, line_id)))
    line = await lock_line(session, need_id, line_id)
    if line is None:
        raise NotFound(kind="line")
    item = await find_item(session, line.item_code)
    if quantity < 1 or item is None or quantity > plausible_max(item):
        raise Implausible(quantity=quantity, item=line.item_code)
    stated = line.quantities
    if quantity < stated.accepted + stated.on_the_way:
        raise BelowReserved(quantity=quantity)
    surplus = stated.accepted + stated.promised - quantity
    for allocation_id, held in await unloaded_of_line(session, line_id):
        if surplus <= 0:
            break
        await release_promises(
            session, actor, [allocation_id], reason=Reason.CHANGED, tell_supplier=True, now=now
        )
        surplus -= held
    requested = quantity + stated.cancelled
    raised = replace(stated, requested=requested, verified=min(stated.verified, requested))
    await session.execute(
        sa.update(NeedLineRow)
        .where(col(NeedLineRow.id) == line_id)
        .values(requested=requested, verified=raised.verified)
        .execution_options(synchronize_session=False)
    )
    await _confirm(session, need, now)
    facts: dict[str, Fact] = {"line": line_id, "quantity": quantity, "before": stated.wanted}
    need = await _doubt_again(session, actor, need, replace(line, quantities=raised), now)
    await settle_change(session, actor, need, "need.quantity_changed", facts, now)
    await wake_matching(session, need, now)
    await close_when_served(session, actor, need_id=need_id, now=now)


async def stop_line(
    session: AsyncSession, actor: Actor, *, need_id: int, line_id: int, now: datetime
) -> None:
    """Nothing more is wanted of one line: what is promised of it and not loaded goes back, what is
    aboard still comes; a need of which nothing else is wanted or on the way ends."""
    need = await require_running(session, actor, need_id)
    await take_hold(session, NeedRow, [need_id])
    unloaded = [allocation_id for allocation_id, _ in await unloaded_of_line(session, line_id)]
    await hold_promises(session, unloaded)
    if await lock_line(session, need_id, line_id) is None:
        raise NotFound(kind="line")
    await release_promises(
        session, actor, unloaded, reason=Reason.NO_LONGER_NEEDED, tell_supplier=True, now=now
    )
    await cancel_open(session, actor, line_id=line_id, drill=need.drill, now=now)
    await _confirm(session, need, now)
    await settle_change(session, actor, need, "need.line_stopped", {"line": line_id}, now)
    await close_when_served(session, actor, need_id=need_id, now=now)


async def _doubt_again(
    session: AsyncSession, actor: Actor, need: NeedHead, line: Line, now: datetime
) -> NeedHead:
    """The need as it is believed after its line grew; coordinators are asked if it outgrew that."""
    grown = outgrows(line.quantities.wanted, line.quantities.verified)
    if not grown or not may_be_matched(need.verification) or permits(actor, Act.OVERRIDE):
        return need
    if await is_backed(session, need):
        return need
    await session.execute(
        sa.update(NeedRow)
        .where(col(NeedRow.id) == need.id)
        .values(verification=Verification.UNVERIFIED, version=col(NeedRow.version) + 1)
        .execution_options(synchronize_session=False)
    )
    doubted = replace(need, verification=Verification.UNVERIFIED)
    await ask_to_verify(session, doubted, now, f":{line.id}:{line.quantities.requested}")
    return doubted


async def change_urgency(
    session: AsyncSession, actor: Actor, *, need_id: int, urgency: Urgency, now: datetime
) -> None:
    """Say how urgent a need is now; said again, it changes nothing."""
    need = await require_running(session, actor, need_id)
    if need.urgency is urgency:
        return
    await session.execute(
        sa.update(NeedRow)
        .where(col(NeedRow.id) == need_id)
        .values(
            urgency=urgency,
            confirmed_at=now,
            reachability=Reachability.OK,
            version=col(NeedRow.version) + 1,
        )
        .execution_options(synchronize_session=False)
    )
    facts: dict[str, Fact] = {"urgency": urgency.value, "before": need.urgency.value}
    await settle_change(session, actor, need, "need.urgency_changed", facts, now)
    await wake_matching(session, replace(need, urgency=urgency), now)


async def close_need(
    session: AsyncSession, actor: Actor, *, need_id: int, reason: CloseReason, now: datetime
) -> None:
    """End a need; what is promised and not loaded goes back, what is aboard still comes."""
    need = await require_running(session, actor, need_id)
    await end_need(session, actor, need, reason=reason, now=now)


async def end_need(
    session: AsyncSession,
    actor: Actor,
    need: NeedHead,
    *,
    reason: CloseReason,
    now: datetime,
    duplicate_of: int | None = None,
) -> None:
    """Close a running need for whoever may; raises `Outdated` if it was closed meanwhile.

    What has come as far as a node goes no further: its legs are off.
    """
    closed = {"close_reason": reason, "closed_at": now, "duplicate_of": duplicate_of}
    await _move(session, need, RUNNING, Lifecycle.CLOSED, **closed)
    await hold_promises(session, await alive_of_need(session, need.id))
    await call_off_legs(session, actor, need.id, now)
    await release_promises(
        session,
        actor,
        await unloaded_of_need(session, need.id),
        reason=Reason.NO_LONGER_NEEDED,
        tell_supplier=True,
        now=now,
    )
    await session.execute(
        sa.update(NeedLineRow)
        .where(col(NeedLineRow.need_id) == need.id)
        .values(cancelled=col(NeedLineRow.requested) - PROMISED)
        .execution_options(synchronize_session=False)
    )
    await settle_change(session, actor, need, "need.closed", {"reason": reason.value}, now)


async def pause_need(session: AsyncSession, actor: Actor, *, need_id: int, now: datetime) -> None:
    """Seek nothing more for this need until it is resumed; what is promised stays promised."""
    need = await require_running(session, actor, need_id)
    await _move(session, need, (Lifecycle.OPEN,), Lifecycle.PAUSED)
    await settle_change(session, actor, need, "need.paused", {}, now)


async def resume_need(session: AsyncSession, actor: Actor, *, need_id: int, now: datetime) -> None:
    """Seek again what is still lacking."""
    need = await require_running(session, actor, need_id)
    await _move(session, need, (Lifecycle.PAUSED,), Lifecycle.OPEN)
    await _confirm(session, need, now)
    await settle_change(session, actor, need, "need.resumed", {}, now)
    await wake_matching(session, need, now)


async def still_needed(session: AsyncSession, actor: Actor, *, need_id: int, now: datetime) -> None:
    """The receiver says so: the report is fresh again. A paused need has to be resumed first."""
    need = await require_running(session, actor, need_id)
    if need.lifecycle is Lifecycle.PAUSED:
        raise Outdated(need=need.code)
    await _confirm(session, need, now)
    await settle_change(session, actor, need, "need.still_needed", {}, now)
    await wake_matching(session, need, now)


async def received(
    session: AsyncSession, actor: Actor, *, need_id: int, now: datetime, elsewhere: bool = False
) -> None:
    """The receiver got it: a need that all has arrived for is over.

    When part of it came from us, the rest stays open. A need that nothing was ever loaded for
    ends only when the receiver says so: `elsewhere`, others have served it. Raises `Outdated` for
    one that is paused: its card asks nothing of the kind any more.
    """
    need = await require_running(session, actor, need_id)
    if need.lifecycle is Lifecycle.PAUSED:
        raise Outdated(need=need.code)
    await _confirm(session, need, now)
    await settle_change(session, actor, need, "need.received", {}, now)
    if await close_when_served(session, actor, need_id=need_id, now=now):
        return
    loaded = await session.scalar(
        sa.select(sa.func.sum(col(NeedLineRow.loaded))).where(col(NeedLineRow.need_id) == need_id)
    )
    if elsewhere and not loaded:
        await end_need(session, actor, need, reason=CloseReason.SERVED_BY_OTHERS, now=now)


async def _move(
    session: AsyncSession,
    need: NeedHead,
    expected: Sequence[Lifecycle],
    to: Lifecycle,
    **news: Any,
) -> None:
    moved = await changed_one(
        session,
        sa.update(NeedRow)
        .where(col(NeedRow.id) == need.id, col(NeedRow.lifecycle).in_(expected))
        .values(lifecycle=to, version=col(NeedRow.version) + 1, **news),
    )
    if not moved:
        raise Outdated(need=need.code)


async def _confirm(session: AsyncSession, need: NeedHead, now: datetime) -> None:
    await session.execute(
        sa.update(NeedRow)
        .where(col(NeedRow.id) == need.id)
        .values(confirmed_at=now, reachability=Reachability.OK)
        .execution_options(synchronize_session=False)
    )
