"""How things ended that went wrong on the way: asked of the record, by what they were about."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.tables import (
    AllocationRow,
    ConsignmentRow,
    IdentityRow,
    NeedLineRow,
    NeedRow,
    OfferRow,
)
from matching.model import CloseReason


async def needs_behind(session: AsyncSession, kind: str, subject_id: int) -> list[int]:
    """The needs that an `allocation`, `need`, `offer`, `job` or `stop` is about."""
    if kind == "need":
        return [subject_id]
    if kind == "allocation":
        line = col(NeedLineRow.id) == col(AllocationRow.need_line_id)
        statement = sa.select(col(NeedLineRow.need_id)).join(AllocationRow, line)
        return await _ids(session, statement.where(col(AllocationRow.id) == subject_id))
    carried = (
        sa.select(col(ConsignmentRow.need_id)).distinct().order_by(col(ConsignmentRow.need_id))
    )
    if kind == "stop":
        ends = (col(ConsignmentRow.pickup_stop_id), col(ConsignmentRow.delivery_stop_id))
        return await _ids(session, carried.where(sa.or_(*(end == subject_id for end in ends))))
    if kind == "offer":
        carried = carried.join(OfferRow, col(OfferRow.job_id) == col(ConsignmentRow.job_id))
        return await _ids(session, carried.where(col(OfferRow.id) == subject_id))
    return await _ids(session, carried.where(col(ConsignmentRow.job_id) == subject_id))


async def duplicates_of(session: AsyncSession, address: str) -> list[int]:
    """Needs that somebody reported a second time and that were merged."""
    statement = (
        sa.select(col(NeedRow.id))
        .join(IdentityRow, col(IdentityRow.person_id) == col(NeedRow.reporter_id))
        .where(
            col(IdentityRow.address) == address,
            col(NeedRow.close_reason) == CloseReason.DUPLICATE,
        )
    )
    return await _ids(session, statement)


async def _ids(session: AsyncSession, statement: sa.Select[Any]) -> list[int]:
    rows = await session.scalars(statement)
    return list(rows)
