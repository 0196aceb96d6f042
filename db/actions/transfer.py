"""Custody passes at a node: one driver says handed over, the next or the node's keeper confirms."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.actions import ledger, messages
from db.actions.custody import Handover, finish_stop, stop_in_turn, write_handover
from db.actions.dispatch import move_job, show_job, show_journey
from db.actions.jobs import drop_and_cancel, tell_coordinators
from db.actions.legs import near_node, take_legs
from db.actions.moves import QUIET, add, known
from db.actions.promises import hold_journeys, show_both_ends
from db.actions.returns import write_off
from db.actions.splitting import split_off
from db.actions.tick_requests import request_tick
from db.actions.weighing import weigh_legs
from db.queries.legs import LEGS, Leg, legs_ending_at, legs_of_consignments, legs_of_job
from db.queries.stuck import StuckKind
from db.queries.transport import RUNNING, Match, find_stop, lock_job, matches_at_stop
from db.tables import ConsignmentRow, JobRow, NeedLineRow, StopRow
from matching.custody import CODE_TRIES, require_at_most, require_known
from matching.errors import NotFound, Outdated, WrongCode
from matching.model import (
    AllocationState,
    HandoverKind,
    JobState,
    Reason,
    StopKind,
    StopState,
    TickName,
)
from matching.permissions import Act, Actor, require


async def hand_over(session: AsyncSession, actor: Actor, *, stop_id: int, now: datetime) -> None:
    """The driver of a leg says that its goods are handed over at the node. They answer for them
    until whoever has them says so too. Said again, it changes nothing."""
    job, stop = await stop_in_turn(
        session, actor, stop_id, state=StopState.ARRIVED, kind=StopKind.DELIVERY
    )
    legs = await legs_ending_at(session, stop_id)
    if all(leg.handed_at is not None for leg in legs):
        raise Outdated()
    if job.reason is not None and _unmet(stop):
        raise WrongCode()
    await session.execute(
        sa.update(LEGS).where(LEGS.c.id.in_([leg.leg_id for leg in legs])).values(handed_at=now)
    )
    await near_node(session, legs, now)
    await ledger.record(
        session,
        kind="leg.handed_over",
        actor=actor,
        subject=f"job:{job.id}",
        facts={"stop": stop.id, "leg": legs[0].number},
        now=now,
        drill=job.drill,
    )
    await show_job(session, job, job.driver_id, now)
    await show_journey(session, await matches_at_stop(session, stop_id), now)
    await _ask_to_confirm(session, legs, job, stop_id, now)


def _unmet(stop: StopRow) -> bool:
    """Whether whoever comes to a vehicle that stands still has not shown the code there yet."""
    return bool(stop.code) and stop.code_checked_at is None and stop.wrong_codes < CODE_TRIES


async def _ask_to_confirm(
    session: AsyncSession, legs: Sequence[Leg], job: JobRow, stop_id: int, now: datetime
) -> None:
    """Ask the next drivers whether they have the goods; with none, coordinators see to it."""
    alone = True
    for next_id in sorted({leg.job_id for leg in await _beside(session, legs, 1)}):
        following = known(await session.get(JobRow, next_id))
        if following.driver_id is None:
            continue
        alone = False
        await show_job(session, following, following.driver_id, now)
        await messages.enqueue(
            session,
            person_id=following.driver_id,
            kind="takeover_asked",
            params={"job_id": next_id},
            lane=1,
            dedupe_key=f"takeover_asked:{stop_id}:{following.driver_id}",
            now=now,
            drill=job.drill,
        )
    if alone:
        params: dict[str, int | str] = {"kind": StuckKind.AT_NODE.value, "id": stop_id}
        await tell_coordinators(session, "stuck", params, f"node:{stop_id}", job.drill, now)


async def take_over(
    session: AsyncSession,
    actor: Actor,
    *,
    stop_id: int,
    taken: Mapping[int, int],
    reason: Reason | None,
    now: datetime,
) -> None:
    """The driver of the next leg has the goods: so much of each load, in base units.

    `stop_id` is where their leg begins. What is short stays with the driver before, as goods that a
    receiver refused do; what a node's keeper had and has no more is lost.
    """
    stop = await find_stop(session, stop_id)
    legs = [] if stop is None else await legs_of_job(session, stop.job_id)
    if stop is None or not legs or legs[0].pickup_stop_id != stop_id:
        raise NotFound()
    await hold_journeys(session, [leg.job_id for leg in legs])
    legs = await legs_of_job(session, stop.job_id)
    before = await _beside(session, legs, -1)
    job, stop = await stop_in_turn(session, actor, stop_id, state=stop.state, kind=StopKind.PICKUP)
    if not before or any(leg.handed_at is None and leg.given_at is None for leg in before):
        raise Outdated()
    async with session.begin_nested():
        whole = await _divide(session, actor, before, taken, reason, now)
        await take_legs(session, [leg for leg in legs if leg.consignment_id in whole], now)
        await _point_to(session, [leg for leg in legs if leg.consignment_id in whole])
        await _set_out(session, actor, job, stop, now)
        await _leave(session, actor, before, now)
        await _drop_rest(session, actor, legs, whole, now)


async def keep_at_node(
    session: AsyncSession,
    actor: Actor,
    *,
    stop_id: int,
    taken: Mapping[int, int],
    reason: Reason | None,
    now: datetime,
) -> None:
    """The node's keeper has the goods until the next driver comes; a coordinator says so.

    `stop_id` is where the leg ends that brought them.
    """
    require(actor, Act.OVERRIDE)
    before = await legs_ending_at(session, stop_id)
    if not before:
        raise NotFound()
    await hold_journeys(session, [leg.job_id for leg in before])
    before = await legs_ending_at(session, stop_id)
    if any(leg.given_at is not None for leg in before):
        raise Outdated()
    async with session.begin_nested():
        whole = await _divide(session, actor, before, taken, reason, now)
        await _leave(session, actor, before, now)
        await _drop_rest(session, actor, await _beside(session, before, 1), whole, now)


async def _beside(session: AsyncSession, legs: Sequence[Leg], step: int) -> list[Leg]:
    """The leg before (-1) or after (1) each of these."""
    number = {leg.consignment_id: leg.number + step for leg in legs}
    found = await legs_of_consignments(session, sorted(number))
    return [leg for leg in found if leg.number == number[leg.consignment_id]]


async def _drop_rest(
    session: AsyncSession, actor: Actor, legs: Sequence[Leg], whole: Collection[int], now: datetime
) -> None:
    """Nothing went on of those not in `whole`: these legs of theirs and all that follow are off."""
    number = {leg.consignment_id: leg.number for leg in legs if leg.consignment_id not in whole}
    found = await legs_of_consignments(session, sorted(number))
    onward = [leg for leg in found if leg.number >= number[leg.consignment_id]]
    await drop_and_cancel(session, actor, onward, now)
    await request_tick(session, TickName.MATCH, now=now)


async def _divide(
    session: AsyncSession,
    actor: Actor,
    before: Sequence[Leg],
    taken: Mapping[int, int],
    reason: Reason | None,
    now: datetime,
) -> set[int]:
    """Write down what passed on and what did not; the consignments of which something did."""
    consignments = {leg.consignment_id for leg in before}
    matches = [
        match
        for match in await matches_at_stop(session, before[0].delivery_stop_id)
        if match.consignment_id in consignments and match.state is AllocationState.LOADED
    ]
    require_known(set(taken), {match.allocation_id for match in matches})
    kept = before[0].given_at is not None
    for match in matches:
        require_at_most(taken[match.allocation_id], match.out)
        await _pass_on(session, actor, match, taken[match.allocation_id], reason, kept, now)
    await session.execute(
        sa.update(LEGS)
        .where(LEGS.c.id.in_([leg.leg_id for leg in before]), LEGS.c.given_at.is_(None))
        .values(given_at=now, handed_at=sa.func.coalesce(LEGS.c.handed_at, now))
    )
    await weigh_legs(session, consignments)
    return {known(m.consignment_id) for m in matches if taken[m.allocation_id]}


async def _pass_on(
    session: AsyncSession,
    actor: Actor,
    match: Match,
    quantity: int,
    reason: Reason | None,
    kept: bool,
    now: datetime,
) -> None:
    """One load changes hands; what is short of it becomes a load of its own that stays behind."""
    short = match.out - quantity
    why = (reason or Reason.OTHER) if short else None
    handover = Handover(HandoverKind.TRANSFER, quantity, short, why)
    await write_handover(
        session, actor, match, handover, stop_id=match.delivery_stop_id, actor_at=now, now=now
    )
    if short:
        left = await split_off(session, match, short, why, rejected=0 if kept else short, now=now)
        if kept:
            await write_off(session, actor, left, why, now)
        else:
            await add(session, NeedLineRow, match.line_id, rejected=short)
    await show_both_ends(session, match, now)


async def _point_to(session: AsyncSession, legs: Sequence[Leg]) -> None:
    """The consignments travel on the jobs of these legs now."""
    for leg in legs:
        await session.execute(
            sa.update(ConsignmentRow)
            .where(col(ConsignmentRow.id) == leg.consignment_id)
            .values(
                job_id=leg.job_id,
                pickup_stop_id=leg.pickup_stop_id,
                delivery_stop_id=leg.delivery_stop_id,
            ),
            execution_options=QUIET,
        )


async def _set_out(
    session: AsyncSession, actor: Actor, job: JobRow, stop: StopRow, now: datetime
) -> None:
    """The next driver is on the way with what was taken; who did not say "arrived" had."""
    await session.execute(
        sa.update(StopRow)
        .where(col(StopRow.id) == stop.id, col(StopRow.state) == StopState.PLANNED)
        .values(state=StopState.ARRIVED, arrived_at=now),
        execution_options=QUIET,
    )
    if await matches_at_stop(session, known(stop.id)):
        await move_job(session, stop.job_id, JobState.ACCEPTED, to=JobState.UNDERWAY)
    fresh = known(await lock_job(session, stop.job_id))
    await finish_stop(session, actor, fresh, stop, now)


async def _leave(session: AsyncSession, actor: Actor, before: Sequence[Leg], now: datetime) -> None:
    """The driver who brought the goods is done here, unless a keeper had them already, or the
    vehicle stands still and others come for what is left aboard."""
    if before[0].given_at is not None:
        return
    stop = known(await find_stop(session, before[0].delivery_stop_id))
    job = known(await lock_job(session, stop.job_id))
    if stop.state is not StopState.ARRIVED or job.state not in RUNNING:
        raise Outdated()
    here = await legs_ending_at(session, before[0].delivery_stop_id)
    if job.reason is not None and any(leg.given_at is None for leg in here):
        return
    await finish_stop(session, actor, job, stop, now)
