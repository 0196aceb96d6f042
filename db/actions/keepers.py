"""Who answers for stock at nodes: the coordinator who put it there, or whom it was passed on to."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.actions import ledger, messages
from db.actions.moves import QUIET
from db.queries.people import coordinators
from db.tables import LotRow
from matching.permissions import SYSTEM

KEPT_KEY = "kept:"
"""How the request keys of lots begin that were loads at a node: one for each load, ever."""
IS_KEPT = sa.func.coalesce(col(LotRow.request_key), "").startswith(KEPT_KEY)


async def must_stay(session: AsyncSession, keeper_id: int) -> bool:
    """Whether somebody answers for stock at a node and nobody else could."""
    return bool(await _lots(session, keeper_id)) and await _heir(session, keeper_id) is None


async def pass_lots_on(session: AsyncSession, keeper_id: int, *, now: datetime) -> None:
    """Let another coordinator answer for the stock at nodes that one who leaves answered for."""
    heir = await _heir(session, keeper_id)
    if heir is None:
        return
    for lot in await _lots(session, keeper_id):
        await session.execute(
            sa.update(LotRow)
            .where(col(LotRow.id) == lot.id)
            .values(supplier_id=heir, version=col(LotRow.version) + 1),
            execution_options=QUIET,
        )
        await messages.enqueue_card(
            session, kind="lot", subject_id=lot.id, person_id=heir, now=now, drill=lot.drill
        )
        await ledger.record(
            session,
            kind="lot.passed_on",
            actor=SYSTEM,
            subject=f"lot:{lot.id}",
            facts={},
            now=now,
            drill=lot.drill,
        )


async def _lots(session: AsyncSession, keeper_id: int) -> Sequence[Any]:
    rows: Any = await session.execute(
        sa.select(col(LotRow.id), col(LotRow.drill))
        .where(
            col(LotRow.supplier_id) == keeper_id,
            IS_KEPT,
            col(LotRow.withdrawn_at).is_(None),
            col(LotRow.counted) > 0,
        )
        .order_by(col(LotRow.id))
    )
    return list(rows)


async def _heir(session: AsyncSession, keeper_id: int) -> int | None:
    return next((each for each in await coordinators(session) if each != keeper_id), None)
