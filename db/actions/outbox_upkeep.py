"""Keeps the outbox sound: gives back what dead senders held, drops what was settled long ago."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from db.columns import table_of
from db.engine import wake
from db.tables import OutboxRow
from db.tables.messages import OutboxState

AFTER_A_CRASH = timedelta(seconds=2)
"""What a dead sender held waits this long, so that it is not in flight again at the next death."""

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
    """Give back what earlier senders held, at once: for the one who has just become the sender.

    There is one sender at a time, so whoever else holds a push is dead or has lost its lease.
    """
    others = sa.and_(_OUTBOX.c.worker != worker, _OUTBOX.c.channel == channel)
    return await _give_back(session, others, not_before=now + AFTER_A_CRASH)


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


async def _give_back(
    session: AsyncSession, held: sa.ColumnElement[bool], **changes: datetime
) -> int:
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
            **changes,
        )
    )
    if again.rowcount:
        wake(session, "outbox")
    return int(again.rowcount)
