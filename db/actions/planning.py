"""Applies a plan: everything is checked again, what no longer holds is counted and left out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.actions import ledger, messages
from db.actions.dispatch import offer_job
from db.actions.expiry import BATCH as AT_ONCE
from db.actions.expiry import end_expiring
from db.actions.forming import form_job
from db.actions.fulfilment import open_quantity
from db.actions.hauls import form_haul
from db.actions.lacking import note_lacking
from db.actions.moves import in_parts, known, try_add
from db.actions.promises import hold_promises, show_both_ends
from db.actions.reasons import keep_given, keep_open
from db.actions.release import take_back_offers
from db.actions.reserve import name_reserve
from db.actions.stuck import settle_stuck, tell_shortages
from db.actions.tick_requests import request_tick
from db.queries.aboard import loads_of_jobs
from db.queries.promises import expiring_promises
from db.queries.transport import find_match
from db.tables import AllocationRow, JobRow, LotRow, NeedLineRow, NeedRow
from matching.haul import ProposedHaul
from matching.lifecycle import OFFER_WINDOW, confirm_window, may_be_matched
from matching.model import Hold, Lifecycle, Reason, TickName
from matching.permissions import SYSTEM
from matching.plan import Because, Plan, ProposedAllocation, ProposedJob, ProposedOffer
from matching.snapshot import Params

__all__ = ["Applied", "apply_plan", "request_tick"]


@dataclass(frozen=True, slots=True)
class Applied:
    """What came of a plan. `conflicts` are proposals the world had overtaken."""

    allocations: int = 0
    jobs: int = 0
    offers: int = 0
    conflicts: int = 0


async def apply_plan(
    session: AsyncSession,
    plan: Plan,
    *,
    now: datetime,
    params: Params,
    offer_window: timedelta = OFFER_WINDOW,
    drill: bool = False,
) -> Applied:
    """Write down what still holds of the plan and ask everybody it concerns."""
    needs = await _hold_needs(session, plan)
    await _hold_goods(session, plan, now, params)
    await end_expiring(session, now=now, margin=params.expiry_margin)
    await take_back_offers(session, plan.releases, now=now)
    await take_back_offers(session, plan.blocked, now=now, reason=Reason.ROAD_BLOCKED)
    why = {one.line_id: one.given for one in plan.why}
    allocations = [
        await _propose(
            session,
            proposed,
            needs,
            why.get(proposed.line_id, {}).get(proposed.lot_id, ()),
            now,
            params,
        )
        for proposed in plan.allocations
    ]
    asked = [await _ask_next(session, offer, now, offer_window) for offer in plan.offers]
    jobs = [await _send_out(session, job, now, offer_window) for job in plan.jobs]
    jobs += [await _send_over(session, haul, now, offer_window) for haul in plan.hauls]
    await note_lacking(session, plan.stuck)
    for stuck in plan.stuck:
        await settle_stuck(session, stuck, now)
    await tell_shortages(session, plan.shortages, now)
    await keep_open(session, plan.why, now=now, drill=drill)
    return Applied(
        allocations=sum(allocations),
        jobs=sum(formed for formed, _ in jobs),
        offers=sum(asked) + sum(offered for _, offered in jobs),
        conflicts=allocations.count(False)
        + asked.count(False)
        + sum(not (formed and offered) for formed, offered in jobs),
    )


async def _hold_needs(session: AsyncSession, plan: Plan) -> Mapping[int, Any]:
    """The need behind each line, held until the end: nobody closes it meanwhile."""
    line, need = col(NeedLineRow.id), col(NeedLineRow.need_id)
    lines_of = dict[int, list[int]]()
    for part in in_parts(proposed.line_id for proposed in plan.allocations):
        found = await session.execute(sa.select(line, need).where(line.in_(part)))
        for line_id, need_id in found:
            lines_of.setdefault(need_id, []).append(known(line_id))
    held = dict[int, Any]()
    for part in in_parts(lines_of):
        rows = await session.execute(
            sa.select(
                col(NeedRow.id),
                col(NeedRow.lifecycle),
                col(NeedRow.verification),
                col(NeedRow.urgency),
                col(NeedRow.drill),
            )
            .where(col(NeedRow.id).in_(part))
            .order_by(col(NeedRow.id))
            .with_for_update()
        )
        held |= {line_id: row for row in rows for line_id in lines_of[row.id]}
    return held


async def _hold_goods(session: AsyncSession, plan: Plan, now: datetime, params: Params) -> None:
    """All that the plan and the end of old promises may change, held before any of it does."""
    expiring = await expiring_promises(session, now + params.expiry_margin, AT_ONCE)
    loads = [number for job in plan.jobs for number in job.quantities]
    loads += [number for haul in plan.hauls for number in haul.quantities]
    proposed = ((each.line_id, each.lot_id) for each in plan.allocations)
    jobs = {offer.job_id for offer in plan.offers}
    jobs |= {stuck.job_id for stuck in plan.stuck if stuck.job_id is not None}
    aboard = await loads_of_jobs(session, jobs)
    back = (*plan.releases, *plan.blocked)
    await hold_promises(session, [*expiring, *loads, *aboard, *back], proposed, jobs)


async def _propose(
    session: AsyncSession,
    proposed: ProposedAllocation,
    needs: Mapping[int, Any],
    because: Sequence[Because],
    now: datetime,
    params: Params,
) -> bool:
    """Reserve the lot for the line and ask both ends; False if either has moved on."""
    need = needs.get(proposed.line_id)
    if need is None or proposed.quantity <= 0 or need.lifecycle is not Lifecycle.OPEN:
        return False
    if not may_be_matched(need.verification):
        return False
    quantity = proposed.quantity
    if not await try_add(
        session, NeedLineRow, proposed.line_id, open_quantity() >= quantity, reserved=quantity
    ):
        return False
    expires = col(LotRow.expires_at)
    if not await try_add(
        session,
        LotRow,
        proposed.lot_id,
        col(LotRow.hold) == Hold.NONE,
        col(LotRow.withdrawn_at).is_(None),
        sa.or_(expires.is_(None), expires > now + params.expiry_margin),
        col(LotRow.drill) == need.drill,
        free=-quantity,
        reserved=quantity,
    ):
        await try_add(session, NeedLineRow, proposed.line_id, reserved=-quantity)
        return False
    allocation_id = await _ask_both(session, proposed, need, now)
    await keep_given(
        session,
        because,
        line_id=proposed.line_id,
        allocation_id=allocation_id,
        now=now,
        drill=need.drill,
    )
    return True


async def _ask_both(
    session: AsyncSession, proposed: ProposedAllocation, need: Any, now: datetime
) -> int:
    """Insert the allocation and ask supplier and receiver to confirm it in time; its number."""
    row = AllocationRow(
        drill=need.drill,
        need_line_id=proposed.line_id,
        lot_id=proposed.lot_id,
        quantity=proposed.quantity,
        km=proposed.km,
        confirm_by=now + confirm_window(need.urgency),
        created_at=now,
    )
    session.add(row)
    await session.flush()
    match = known(await find_match(session, known(row.id)))
    await ledger.record(
        session,
        kind="allocation.proposed",
        actor=SYSTEM,
        subject=f"allocation:{match.allocation_id}",
        facts={"line": match.line_id, "lot": match.lot_id, "quantity": match.quantity},
        now=now,
        drill=match.drill,
    )
    for kind, person_id in (
        ("confirm_stock", match.supplier_id),
        ("confirm_need", match.reporter_id),
    ):
        await messages.enqueue(
            session,
            person_id=person_id,
            kind=kind,
            params={"allocation_id": match.allocation_id},
            lane=1,
            dedupe_key=f"{kind}:{match.allocation_id}",
            now=now,
            drill=match.drill,
        )
    await show_both_ends(session, match, now)
    return known(match.allocation_id)


async def _ask_next(
    session: AsyncSession, proposed: ProposedOffer, now: datetime, window: timedelta
) -> bool:
    """Ask the next driver for a job that waits."""
    drill = await session.scalar(
        sa.select(col(JobRow.drill)).where(col(JobRow.id) == proposed.job_id)
    )
    if drill is None:
        return False
    offer_id = await offer_job(
        session,
        job_id=proposed.job_id,
        driver_id=proposed.driver_id,
        shift_id=proposed.shift_id,
        km_to_first_stop=proposed.km_to_first_stop,
        now=now,
        drill=drill,
        window=window,
    )
    if offer_id is not None:
        await name_reserve(session, proposed.job_id, proposed.reserve)
    return offer_id is not None


async def _send_out(
    session: AsyncSession, proposed: ProposedJob, now: datetime, window: timedelta
) -> tuple[bool, bool]:
    """Form the job and ask its driver: whether it was formed, whether the driver was asked.

    A job whose driver is taken meanwhile waits for the next one; its loads are not asked again.
    """
    job = await form_job(session, proposed, now=now)
    return await _offer_to(session, job, proposed, now, window)


async def _send_over(
    session: AsyncSession, haul: ProposedHaul, now: datetime, window: timedelta
) -> tuple[bool, bool]:
    """Form the jobs of a haul and ask the driver of its first leg. Legs after a node are asked for
    as waiting jobs are, once they are due."""
    job = await form_haul(session, haul, now=now)
    if job is None or haul.consignment_id is None:
        return await _offer_to(session, job, haul, now, window)
    await request_tick(session, TickName.MATCH, now=now)
    return True, True


async def _offer_to(
    session: AsyncSession,
    job: JobRow | None,
    proposed: ProposedJob | ProposedHaul,
    now: datetime,
    window: timedelta,
) -> tuple[bool, bool]:
    if job is None:
        return False, False
    offer_id = await offer_job(
        session,
        job_id=known(job.id),
        driver_id=proposed.driver_id,
        shift_id=proposed.shift_id,
        km_to_first_stop=proposed.km_to_first_stop,
        now=now,
        drill=job.drill,
        window=window,
    )
    return True, offer_id is not None
