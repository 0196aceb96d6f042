"""What every change of an allocation shares: giving the promised goods back, showing both ends."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.actions import ledger, messages
from db.actions.moves import add, changed_one, take_hold
from db.queries.aboard import jobs_of_loads, loads_of_jobs, needs_of_loads
from db.queries.transport import Match
from db.tables import AllocationRow, JobRow, LotRow, NeedLineRow, NeedRow
from matching.custody import shelve
from matching.lifecycle import require_allocation_step
from matching.model import AllocationState, Reason
from matching.permissions import Actor


async def hold_promises(
    session: AsyncSession,
    allocation_ids: Iterable[int],
    besides: Iterable[tuple[int, int]] = (),
    jobs: Iterable[int] = (),
) -> None:
    """Take hold of promises, their jobs, and the lines and lots they draw on, before any changes.

    For whoever changes several: one after the other they would lock a line before the next
    allocation, and meet somebody who goes the other way. `besides`: more pairs of line and lot,
    `jobs`: more jobs.
    """
    if session.get_bind().dialect.name == "sqlite":
        return
    ids = sorted(set(allocation_ids))
    await _hold_jobs_of(session, ids, jobs)
    await take_hold(session, AllocationRow, ids)
    drawn_on = await session.execute(
        sa.select(col(AllocationRow.need_line_id), col(AllocationRow.lot_id)).where(
            col(AllocationRow.id).in_(ids)
        )
    )
    ends = [*((line_id, lot_id) for line_id, lot_id in drawn_on), *besides]
    await take_hold(session, NeedLineRow, (line_id for line_id, _ in ends))
    await take_hold(session, LotRow, (lot_id for _, lot_id in ends))


async def hold_jobs(session: AsyncSession, job_ids: Iterable[int]) -> None:
    """Take hold of jobs and of those of every leg of what travels on them, and of nothing else.

    For whoever changes a job and then shows it at the other end, where goods change hands.
    """
    if session.get_bind().dialect.name == "sqlite":
        return
    jobs = sorted(set(job_ids))
    await _hold_jobs_of(session, await loads_of_jobs(session, jobs), jobs)


async def _hold_jobs_of(
    session: AsyncSession, allocation_ids: Sequence[int], jobs: Iterable[int]
) -> None:
    held, wanted = set[int](), {*await jobs_of_loads(session, allocation_ids), *jobs}
    while wanted - held:  # while we waited, goods may have joined another job
        await take_hold(session, JobRow, wanted - held)
        held |= wanted
        wanted = set(await jobs_of_loads(session, allocation_ids))


async def hold_journeys(session: AsyncSession, job_ids: Iterable[int]) -> None:
    """Take hold of jobs and of all that travels on them or will on a later leg, from the needs
    down to the lots and with the jobs of every leg, before a step of any of them."""
    if session.get_bind().dialect.name == "sqlite":
        return
    jobs = sorted(set(job_ids))
    loads = await loads_of_jobs(session, jobs)
    await take_hold(session, NeedRow, await needs_of_loads(session, loads))
    await hold_promises(session, loads, jobs=jobs)


async def end_promise(
    session: AsyncSession,
    actor: Actor,
    match: Match,
    *,
    state: AllocationState,
    reason: Reason | None,
    now: datetime,
) -> bool:
    """End an allocation of which nothing was loaded; False if it has moved on meanwhile."""
    require_allocation_step(match.state, state)
    ended = await changed_one(
        session,
        sa.update(AllocationRow)
        .where(
            col(AllocationRow.id) == match.allocation_id,
            col(AllocationRow.state) == match.state,
            col(AllocationRow.quantity) == match.quantity,
        )
        .values(
            state=state,
            reason=reason,
            ended_at=now,
            confirm_by=None,
            version=col(AllocationRow.version) + 1,
        ),
    )
    if not ended:
        return False
    await give_back(session, match, match.quantity, reason)
    await ledger.record(
        session,
        kind=f"allocation.{state.value}",
        actor=actor,
        subject=f"allocation:{match.allocation_id}",
        facts={"quantity": match.quantity, "reason": reason.value if reason else None},
        now=now,
        drill=match.drill,
    )
    await show_both_ends(session, match, now)
    return True


async def give_back(
    session: AsyncSession, match: Match, quantity: int, reason: Reason | None
) -> None:
    """Take `quantity` not yet loaded off the line's promises and off the lot's reserved goods."""
    if match.state is AllocationState.PROPOSED:
        await add(session, NeedLineRow, match.line_id, reserved=-quantity)
    else:
        await add(session, NeedLineRow, match.line_id, committed=-quantity)
    shelf = shelve(quantity, reason)
    await add(
        session,
        LotRow,
        match.lot_id,
        reserved=-quantity,
        free=shelf.back,
        counted=-shelf.written_off,
    )


async def show_both_ends(session: AsyncSession, match: Match, now: datetime) -> None:
    """Renew the receiver's and the supplier's card."""
    await messages.enqueue_card(
        session, kind="need", subject_id=match.need_id, person_id=match.reporter_id, now=now
    )
    await messages.enqueue_card(
        session, kind="lot", subject_id=match.lot_id, person_id=match.supplier_id, now=now
    )


async def tell_match_failed(
    session: AsyncSession, match: Match, person_id: int, reason: Reason, now: datetime
) -> None:
    """Tell one end that this match is over, and why."""
    await messages.enqueue(
        session,
        person_id=person_id,
        kind="match_failed",
        params={"allocation_id": match.allocation_id, "reason": reason.value},
        lane=1,  # before the question about the next match, which it explains
        now=now,
        drill=match.drill,
    )
