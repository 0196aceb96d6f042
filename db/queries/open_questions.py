"""Questions that wait for a yes or no of people who are not written to at certain addresses."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.tables import AllocationRow, IdentityRow, LotRow, NeedLineRow, NeedRow, OfferRow
from matching.model import AllocationState, OfferState

MOST = 500
"""Questions of each kind that one look finds."""


@dataclass(frozen=True, slots=True)
class Questions:
    """By the number of what was asked about: until when an answer counts."""

    promises: Mapping[int, datetime]
    offers: Mapping[int, datetime]


async def questions_outside(session: AsyncSession, addresses: Collection[str]) -> Questions:
    """Proposals and offers that somebody at none of these addresses has still to answer."""
    inside = sa.select(col(IdentityRow.person_id)).where(col(IdentityRow.address).in_(addresses))
    row = AllocationRow
    supplier_asked = sa.and_(
        col(row.supplier_confirmed_at).is_(None), col(LotRow.supplier_id).not_in(inside)
    )
    receiver_asked = sa.and_(
        col(row.receiver_confirmed_at).is_(None), col(NeedRow.reporter_id).not_in(inside)
    )
    promises: sa.Result[Any] = await session.execute(
        sa.select(col(row.id), col(row.confirm_by))
        .join(LotRow, col(LotRow.id) == col(row.lot_id))
        .join(NeedLineRow, col(NeedLineRow.id) == col(row.need_line_id))
        .join(NeedRow, col(NeedRow.id) == col(NeedLineRow.need_id))
        .where(
            col(row.state) == AllocationState.PROPOSED,
            col(row.confirm_by).is_not(None),
            sa.or_(supplier_asked, receiver_asked),
        )
        .limit(MOST)
    )
    offers: sa.Result[Any] = await session.execute(
        sa.select(col(OfferRow.id), col(OfferRow.expires_at))
        .where(
            col(OfferRow.state) == OfferState.OFFERED,
            col(OfferRow.driver_id).not_in(inside),
        )
        .limit(MOST)
    )
    return Questions(dict(map(tuple, promises)), dict(map(tuple, offers)))
