"""Closes a need once all of it has arrived or is no longer wanted."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.actions import ledger, messages
from db.actions.moves import changed_one
from db.tables import NeedLineRow, NeedRow
from matching.model import CloseReason, Lifecycle
from matching.permissions import Actor

PROMISED: sa.ColumnElement[int] = (
    col(NeedLineRow.reserved)
    + col(NeedLineRow.committed)
    + col(NeedLineRow.loaded)
    - col(NeedLineRow.rejected)
    - col(NeedLineRow.lost)
    - col(NeedLineRow.returned)
)
"""Accepted, on the way or promised: `LineQuantities.promised` plus `accepted`, in SQL."""


def open_quantity() -> sa.ColumnElement[int]:
    """What nothing covers yet: `LineQuantities.open_quantity`, in SQL."""
    return col(NeedLineRow.requested) - col(NeedLineRow.cancelled) - PROMISED


async def cancel_open(
    session: AsyncSession, actor: Actor, *, line_id: int, drill: bool, now: datetime
) -> None:
    """Cancel what nothing covers of a line: it is no longer needed."""
    await session.execute(
        sa.update(NeedLineRow)
        .where(col(NeedLineRow.id) == line_id, open_quantity() > 0)
        .values(cancelled=col(NeedLineRow.requested) - PROMISED)
        .execution_options(synchronize_session=False)
    )
    await ledger.record(
        session,
        kind="line.cancelled",
        actor=actor,
        subject=f"line:{line_id}",
        facts={},
        now=now,
        drill=drill,
    )


async def close_when_served(
    session: AsyncSession, actor: Actor, *, need_id: int, now: datetime
) -> bool:
    """Close the need if nothing more is wanted or on the way; whether it was closed."""
    result: Any = await session.execute(
        sa.select(
            sa.func.sum(
                col(NeedLineRow.requested) - col(NeedLineRow.cancelled) - col(NeedLineRow.accepted)
            ),
            sa.func.sum(PROMISED - col(NeedLineRow.accepted)),
            sa.func.sum(col(NeedLineRow.accepted)),
        ).where(col(NeedLineRow.need_id) == need_id)
    )
    wanted, coming, accepted = result.one()
    if wanted > 0 or coming > 0:
        return False
    why = CloseReason.SERVED if accepted else CloseReason.WITHDRAWN
    need = col(NeedRow.id) == need_id
    if not await changed_one(
        session,
        sa.update(NeedRow)
        .where(need, col(NeedRow.lifecycle).in_((Lifecycle.OPEN, Lifecycle.PAUSED)))
        .values(
            lifecycle=Lifecycle.CLOSED,
            close_reason=why,
            closed_at=now,
            version=col(NeedRow.version) + 1,
        ),
    ):
        return False
    found: Any = await session.execute(
        sa.select(col(NeedRow.reporter_id), col(NeedRow.drill)).where(need)
    )
    reporter_id, drill = found.one()
    await ledger.record(
        session,
        kind="need.closed",
        actor=actor,
        subject=f"need:{need_id}",
        facts={"reason": why.value},
        now=now,
        drill=drill,
    )
    await messages.enqueue_card(
        session, kind="need", subject_id=need_id, person_id=reporter_id, now=now, drill=drill
    )
    return True
