"""Offers as the actions that ask drivers need them."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.queries.transport import FRESH
from db.tables import OfferRow
from matching.model import OfferState

_OVERDUE_OFFERS = (
    sa.select(OfferRow)
    .where(
        col(OfferRow.state) == OfferState.OFFERED,
        col(OfferRow.expires_at) <= sa.bindparam("now"),
    )
    .order_by(col(OfferRow.expires_at), col(OfferRow.id))
    .limit(sa.bindparam("limit", type_=sa.Integer))
)
_ONE_OFFER = sa.select(OfferRow).where(col(OfferRow.id) == sa.bindparam("offer"))


async def find_offer(session: AsyncSession, offer_id: int) -> OfferRow | None:
    """One offer as it is now."""
    offer: OfferRow | None = await session.scalar(
        _ONE_OFFER, {"offer": offer_id}, execution_options=FRESH
    )
    return offer


async def find_offers(session: AsyncSession, offer_ids: Collection[int]) -> list[OfferRow]:
    """These offers as they are now."""
    rows = await session.scalars(
        sa.select(OfferRow).where(col(OfferRow.id).in_(offer_ids)).order_by(col(OfferRow.id)),
        execution_options=FRESH,
    )
    return list(rows)


async def accepted_offer(session: AsyncSession, job_id: int) -> OfferRow | None:
    """The offer by which a job's driver has it."""
    offer: OfferRow | None = await session.scalar(
        sa.select(OfferRow).where(
            col(OfferRow.job_id) == job_id, col(OfferRow.state) == OfferState.ACCEPTED
        ),
        execution_options=FRESH,
    )
    return offer


async def open_offers_of(session: AsyncSession, driver_id: int) -> list[OfferRow]:
    """Offers a driver has not answered; the record allows one."""
    rows = await session.scalars(
        sa.select(OfferRow).where(
            col(OfferRow.driver_id) == driver_id, col(OfferRow.state) == OfferState.OFFERED
        ),
        execution_options=FRESH,
    )
    return list(rows)


async def open_offers_for(session: AsyncSession, job_id: int) -> list[OfferRow]:
    """Offers of a job that nobody has answered; the record allows one."""
    rows = await session.scalars(
        sa.select(OfferRow).where(
            col(OfferRow.job_id) == job_id, col(OfferRow.state) == OfferState.OFFERED
        ),
        execution_options=FRESH,
    )
    return list(rows)


async def overdue_offers(session: AsyncSession, now: datetime, limit: int) -> list[OfferRow]:
    """Offers whose time is over, the longest overdue first."""
    rows = await session.scalars(
        _OVERDUE_OFFERS, {"now": now, "limit": limit}, execution_options=FRESH
    )
    return list(rows)
