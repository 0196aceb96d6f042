"""What becomes of an offer of one more stop that no longer fits the job in hand."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from db.actions.passing import withdraw
from db.queries.asked import asked_under_way
from db.queries.in_hand import detour_of
from matching.lifecycle import OFFER_WINDOW
from matching.model import Reason

AT_ONCE = 50
"""Offers looked at in one transaction: each is fitted in anew."""


async def pass_on_unfit(
    session: AsyncSession, *, now: datetime, window: timedelta = OFFER_WINDOW
) -> int:
    """Take offers of one more stop back from drivers whom they lie in the way of no more, tell
    them, and ask the next at once; how many."""
    unfit = [
        one
        for one in await asked_under_way(session, AT_ONCE)
        if await detour_of(session, one.job_id, one.in_hand_id, drill=one.drill, now=now) is None
    ]
    return await withdraw(session, unfit, reason=Reason.CHANGED, now=now, window=window)
