"""What an operator watches: how much waits, and how long the ledger is."""

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.tables import InboxRow, LedgerHeadRow, OutboxRow
from db.tables.messages import InboxState, OutboxState


async def waiting_counts(session: AsyncSession) -> dict[str, int]:
    """Updates not handled yet, updates put aside, pushes not sent yet, pushes that failed."""
    statement = sa.select(
        _count(InboxRow, col(InboxRow.state).in_([InboxState.PENDING, InboxState.RETRY])),
        _count(InboxRow, col(InboxRow.state) == InboxState.DEAD),
        _count(OutboxRow, col(OutboxRow.state).in_([OutboxState.QUEUED, OutboxState.SENDING])),
        _count(OutboxRow, col(OutboxRow.state) == OutboxState.FAILED),
    )
    inbox, dead, outbox, failed = (await session.execute(statement)).one()
    return {"inbox": inbox, "inbox_dead": dead, "outbox": outbox, "outbox_failed": failed}


async def failed_pushes(session: AsyncSession, limit: int = 5) -> list[str]:
    """What kind of push could not be sent, and why: the first few."""
    kind, error = col(OutboxRow.kind), col(OutboxRow.error)
    failed = sa.select(kind, error).where(col(OutboxRow.state) == OutboxState.FAILED)
    rows = await session.execute(failed.order_by(col(OutboxRow.id)).limit(limit))
    return [f"{kind}: {error}" for kind, error in rows]


async def ledger_length(session: AsyncSession) -> int:
    """Number of the last link."""
    return await session.scalar(sa.select(col(LedgerHeadRow.seq))) or 0


def _count(
    table: type[InboxRow] | type[OutboxRow], where: sa.ColumnElement[bool]
) -> sa.ScalarSelect[int]:
    return sa.select(sa.func.count()).select_from(table).where(where).scalar_subquery()
