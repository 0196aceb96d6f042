"""Ends promises of goods that would not live long enough to be used."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from db.actions.events import report_lines
from db.actions.jobs import drop_allocation_from_job
from db.actions.promises import end_promise, hold_promises, tell_match_failed
from db.queries.promises import expiring_promises
from db.queries.transport import Match, find_match
from matching.model import AllocationState, Reason
from matching.permissions import SYSTEM

BATCH = 200
"""Promises ended in one transaction, so that the writer's lock is not held for long."""


async def end_expiring(session: AsyncSession, *, now: datetime, margin: timedelta) -> int:
    """End what is confirmed, taken by no driver yet, and expires within `margin`; how many.

    Both ends are told, and the next candidate is sought at once.
    """
    ended = list[Match]()
    expiring = await expiring_promises(session, now + margin, BATCH)
    await hold_promises(session, expiring)
    for allocation_id in expiring:
        match = await find_match(session, allocation_id)
        if match is None or not await end_promise(
            session,
            SYSTEM,
            match,
            state=AllocationState.RELEASED,
            reason=Reason.EXPIRED,
            now=now,
        ):
            continue
        ended.append(match)
        await drop_allocation_from_job(session, allocation_id, reason=Reason.EXPIRED, now=now)
        for person_id in dict.fromkeys((match.reporter_id, match.supplier_id)):
            await tell_match_failed(session, match, person_id, Reason.EXPIRED, now)
    for drill in (False, True):
        lines = (match.line_id for match in ended if match.drill == drill)
        await report_lines(session, lines, drill=drill, now=now)
    return len(ended)
