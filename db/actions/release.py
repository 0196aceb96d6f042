"""Takes back promises that nothing was loaded of, and tells everybody who counted on them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.actions.jobs import drop_allocation_from_job
from db.actions.promises import end_promise, hold_promises, tell_match_failed
from db.queries.transport import find_match
from matching.model import AllocationState, Reason
from matching.permissions import SYSTEM, Actor


async def release_promises(
    session: AsyncSession,
    actor: Actor,
    allocation_ids: Sequence[int],
    *,
    reason: Reason,
    tell_supplier: bool,
    now: datetime,
) -> int:
    """Release each allocation, shrink or cancel its job, tell the other end; how many there were.

    The end that caused it knows already: `tell_supplier` when the receiver did, else the receiver
    is told. One that was loaded meanwhile stays as it is.
    """
    await hold_promises(session, allocation_ids)
    released = 0
    for allocation_id in allocation_ids:
        match = await find_match(session, allocation_id)
        if match is None or not await end_promise(
            session, actor, match, state=AllocationState.RELEASED, reason=reason, now=now
        ):
            continue
        released += 1
        await drop_allocation_from_job(session, allocation_id, reason=reason, now=now)
        told = match.supplier_id if tell_supplier else match.reporter_id
        await tell_match_failed(session, match, told, reason, now)
    return released


async def take_back_offers(
    session: AsyncSession,
    allocation_ids: Sequence[int],
    *,
    now: datetime,
    reason: Reason = Reason.MORE_URGENT,
) -> int:
    """Take back proposals nobody has answered yet, for a life at risk; how many there were.

    Who was to receive is told why. One that an end has said yes to meanwhile stays.
    """
    taken = 0
    for allocation_id in allocation_ids:
        match = await find_match(session, allocation_id)
        if match is None or match.state is not AllocationState.PROPOSED:
            continue
        if match.supplier_confirmed_at is not None or match.receiver_confirmed_at is not None:
            continue
        if await end_promise(
            session, SYSTEM, match, state=AllocationState.RELEASED, reason=reason, now=now
        ):
            taken += 1
            await tell_match_failed(session, match, match.reporter_id, reason, now)
    return taken
