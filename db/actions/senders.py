"""The one sender of a bot token: who it is, and until when Telegram told it to pause."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from db.columns import table_of
from db.engine import for_engine, per_engine
from db.tables import SenderRow

SENDER_LEASE = timedelta(seconds=30)
"""A sender that died is replaced after this."""

_SENDERS = table_of(SenderRow)
_HOLD = per_engine(
    lambda insert: (
        insert(_SENDERS)
        .on_conflict_do_update(
            index_elements=["bot"],
            set_={
                "worker": insert(_SENDERS).excluded.worker,
                "lease_until": insert(_SENDERS).excluded.lease_until,
            },
            where=sa.or_(
                _SENDERS.c.worker == insert(_SENDERS).excluded.worker,
                _SENDERS.c.lease_until <= sa.bindparam("now", type_=_SENDERS.c.lease_until.type),
            ),
        )
        .returning(_SENDERS.c.bot)
    )
)
_PAUSE = per_engine(
    lambda insert: insert(_SENDERS).on_conflict_do_update(
        index_elements=["bot"], set_={"paused_until": insert(_SENDERS).excluded.paused_until}
    )
)


async def hold_sender_lease(
    session: AsyncSession,
    *,
    bot: str,
    worker: str,
    now: datetime,
    lease: timedelta = SENDER_LEASE,
) -> bool:
    """Become or stay the sender of this bot; False while another worker is."""
    held = await session.scalar(
        for_engine(session, _HOLD),
        {"bot": bot, "worker": worker, "lease_until": now + lease, "now": now},
    )
    return held is not None


async def drop_sender_lease(session: AsyncSession, *, bot: str, worker: str, now: datetime) -> None:
    """Stop being the sender, so that the next one need not wait for the lease to run out."""
    await session.execute(
        sa.update(_SENDERS)
        .where(_SENDERS.c.bot == bot, _SENDERS.c.worker == worker)
        .values(lease_until=now)
    )


async def pause_sender(session: AsyncSession, *, bot: str, until: datetime, now: datetime) -> None:
    """Telegram told this bot to wait; a restart must not forget it."""
    await session.execute(
        for_engine(session, _PAUSE),
        {"bot": bot, "worker": "", "lease_until": now, "paused_until": until},
    )


async def sender_pause(session: AsyncSession, *, bot: str) -> datetime | None:
    """Until when this bot may send nothing, None if it may."""
    until: datetime | None = await session.scalar(
        sa.select(_SENDERS.c.paused_until).where(_SENDERS.c.bot == bot)
    )
    return until
