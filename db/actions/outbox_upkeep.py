"""Keeps the outbox sound: gives back what dead senders held, drops what was settled long ago."""

import logging
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from db.columns import table_of
from db.engine import wake
from db.tables import OutboxRow
from db.tables.messages import OutboxState

log = logging.getLogger(__name__)

STEADY = timedelta(seconds=2)
"""A sender that takes over from a dead one lives so long before it sends what is in doubt: in a
series of deaths the same push would be in flight at each of them."""

MOST_UNSURE = 3
"""Copies a person may get of one message, at worst."""

SURELY_STEADY = timedelta(seconds=30)
"""The last of these is left to a sender that has lived for so long. What is in doubt comes due at
the same age of every sender, so deaths at that age hit the same push again; dying a third time
before the request has left would lose it though nobody ever got a copy."""

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
    Whatever is in doubt, from this death or an earlier one, waits until the new sender is steady,
    and its last try until there is no doubt of that.
    """
    others = sa.and_(_OUTBOX.c.worker != worker, _OUTBOX.c.channel == channel)
    count = await _give_back(session, others)
    for least, wait in ((1, STEADY), (MOST_UNSURE - 1, SURELY_STEADY)):
        await session.execute(
            sa.update(_OUTBOX)
            .where(
                _OUTBOX.c.state == OutboxState.QUEUED,
                _OUTBOX.c.channel == channel,
                _OUTBOX.c.unsure >= least,
                _OUTBOX.c.not_before < now + wait,
            )
            .values(not_before=now + wait)
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
    again = await session.execute(
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
        .returning(_OUTBOX.c.id, _OUTBOX.c.kind, _OUTBOX.c.state)
    )
    given_back = again.all()
    for push in given_back:
        if push.state == OutboxState.FAILED:
            say_put_aside(push.id, push.kind, "lease ran out")
    if given_back:
        wake(session, "outbox")
    return len(given_back)


def say_put_aside(outbox_id: int, kind: str, why: str) -> None:
    """Tell whoever watches the log of a message that is not tried again; the doctor names it."""
    log.error("a push was put aside", extra={"outbox_id": outbox_id, "kind": kind, "why": why})
