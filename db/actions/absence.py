"""Goes on without somebody who cannot be reached: what they were asked is asked of others."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.actions.events import report_lines
from db.actions.jobs import tell_coordinators
from db.actions.moves import take_hold
from db.actions.offers import hold_asked, pass_on_offers
from db.actions.promises import hold_promises
from db.actions.release import release_promises
from db.queries.stuck import StuckKind
from db.queries.transport import Match, questions_to
from db.tables import NeedRow
from matching.model import Reason, Urgency
from matching.permissions import SYSTEM

BATCH = 200
"""Questions ended in one transaction; what is beyond them ends by its own time-out."""


async def go_on_without(session: AsyncSession, *, person_id: int, now: datetime) -> None:
    """Pass on offers, jobs not loaded and unanswered matches of somebody who has blocked us.

    What they confirmed stands. Their stock and needs are left alone until they are back, and may
    then be matched as before: nobody said no.
    """
    asked = await questions_to(session, person_id, BATCH)
    await take_hold(session, NeedRow, (match.need_id for match in asked))
    await hold_asked(session, person_id)
    await hold_promises(session, (match.allocation_id for match in asked))
    # Read anew: a coordinator may have confirmed for them while we waited for the holds.
    held = {match.allocation_id for match in asked}
    left = await questions_to(session, person_id, BATCH)
    await _release(session, person_id, [each for each in left if each.allocation_id in held], now)
    await pass_on_offers(session, driver_id=person_id, reason=Reason.BLOCKED_BOT, now=now)


async def _release(
    session: AsyncSession, person_id: int, asked: list[Match], now: datetime
) -> None:
    """End these matches, tell their other end, and seek the next at once."""
    for match in asked:
        is_receiver = match.reporter_id == person_id
        await release_promises(
            session,
            SYSTEM,
            [match.allocation_id],
            reason=Reason.BLOCKED_BOT,
            tell_supplier=is_receiver,
            now=now,
        )
        if is_receiver and match.urgency is Urgency.CRITICAL:
            await tell_coordinators(
                session,
                "stuck",
                {"kind": StuckKind.CRITICAL.value, "id": match.need_id, "silent": 1},
                f"silent:{match.need_id}",
                match.drill,
                now,
            )
    for drill in (False, True):
        lines = (match.line_id for match in asked if match.drill == drill)
        await report_lines(session, lines, drill=drill, now=now)
