"""Keeps the outbox sound: gives back what dead senders held, drops what was settled long ago."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from db.columns import table_of
from db.engine import wake
from db.tables import OutboxRow
from db.tables.messages import OutboxState

STEADY = timedelta(seconds=2)
"""A sender that takes over from a dead one lives so long before it sends what is in doubt: in a
series of deaths the same push would be in flight at each of them."""

MOST_UNSURE = 3
"""Copies a person may get of one message, at worst."""

KEEP = timedelta(days=8)
"""How long settled pushes stay for the doctor and for questions."""

_OUTBOX = table_of(OutboxRow)


async def requeue_expired(session: AsyncSession, *, now: datetime) -> int:
    """Give back pushes whose worker never settled them; each may have been sent. How many."""
    return await _give_back(session, _OUTBOX.c.lease_until < now)


async def requeue_abandoned(
    session: AsyncSession, *, worker: str, now: datetime, channel: str = "telegram"
) -> int:
    """Give back what earlier senders held: for the one who has just become the sender. How many.

    There is one sender at a time, so whoever else holds a push is dead or has lost its lease.
    Whatever is in doubt, from this death or an earlier one, waits until the new sender is steady.
    """
    others = sa.and_(_OUTBOX.c.worker != worker, _OUTBOX.c.channel == channel)
    count = await _give_back(session, others)
    await session.execute(
        sa.update(_OUTBOX)
        .where(
            _OUTBOX.c.state == OutboxState.QUEUED,
            _OUTBOX.c.channel == channel,
            _OUTBOX.c.unsure > 0,
            _OUTBOX.c.not_before < now + STEADY,
        )
        .values(not_before=now + STEADY)
    )
    return count


async def sweep_outbox(session: AsyncSession, *, now: datetime, limit: int = 5000) -> int:
    """Drop pushes settled long ago, a bounded number at a time; how many went."""
    settled = (OutboxState.SENT, OutboxState.SUPERSEDED, OutboxState.FAILED)
    old = (
        sa.select(_OUTBOX.c.id)
        .where(_OUTBOX.c.state.in_(settled), _OUTBOX.c.created_at < now - KEEP)
        .limit(limit)
    )
    gone: Any = await session.execute(sa.delete(_OUTBOX).where(_OUTBOX.c.id.in_(old)))
    return int(gone.rowcount)


async def _give_back(session: AsyncSession, held: sa.ColumnElement[bool]) -> int:
    again: Any = await session.execute(
        sa.update(_OUTBOX)
        .where(_OUTBOX.c.state == OutboxState.SENDING, held)
        .values(
            state=sa.case(
                (_OUTBOX.c.unsure + 1 >= MOST_UNSURE, OutboxState.FAILED.value),
                else_=OutboxState.QUEUED.value,
            ),
            unsure=_OUTBOX.c.unsure + 1,
            error="lease ran out",
            lease_until=None,
        )
    )
    if again.rowcount:
        wake(session, "outbox")
    return int(again.rowcount)
