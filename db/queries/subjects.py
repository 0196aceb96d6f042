"""The needs and lots that cards are about, with everything one card shows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.queries.promises import Promise, promises_of_lot, promises_of_need
from db.queries.transport import FRESH
from db.tables import LotRow, NeedLineRow, NeedRow, OrganisationRow, PersonRow, PlaceRow
from matching.lifecycle import LineQuantities
from matching.model import Hold, QuantityKind


@dataclass(frozen=True, slots=True)
class LineView:
    """One item of a need and how much of it is covered."""

    line_id: int
    item_code: str
    kind: QuantityKind
    stated: str
    quantities: LineQuantities


@dataclass(frozen=True, slots=True)
class NeedView:
    """A need whole. Personal data: place, reporter's name and phone."""

    need_id: int
    need: NeedRow
    place: PlaceRow
    reporter: PersonRow
    organisation: str
    lines: tuple[LineView, ...]
    promises: tuple[Promise, ...]
    """Newest first."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """Lots of one item in the city, counted: all, with something free, of these not usable now."""

    lots: int
    free: int
    barred: int


@dataclass(frozen=True, slots=True)
class LotView:
    """A lot whole."""

    lot_id: int
    lot: LotRow
    place: PlaceRow
    supplier: str
    promises: tuple[Promise, ...]
    """Newest first."""


async def find_need_view(session: AsyncSession, need_id: int) -> NeedView | None:
    """The need with its place, reporter, lines and promises."""
    found: sa.Result[Any] = await session.execute(
        sa.select(NeedRow, PlaceRow, PersonRow, col(OrganisationRow.name).label("organisation"))
        .join(PlaceRow, col(PlaceRow.id) == col(NeedRow.place_id))
        .join(PersonRow, col(PersonRow.id) == col(NeedRow.reporter_id))
        .outerjoin(OrganisationRow, col(OrganisationRow.id) == col(NeedRow.organisation_id))
        .where(col(NeedRow.id) == need_id),
        execution_options=FRESH,
    )
    row = found.one_or_none()
    if row is None:
        return None
    return NeedView(
        need_id=need_id,
        need=row.NeedRow,
        place=row.PlaceRow,
        reporter=row.PersonRow,
        organisation=row.organisation or "",
        lines=await lines_of_need(session, need_id),
        promises=await promises_of_need(session, need_id),
    )


async def lines_of_need(session: AsyncSession, need_id: int) -> tuple[LineView, ...]:
    """The lines of a need in the order they were stated."""
    rows = await session.scalars(
        sa.select(NeedLineRow)
        .where(col(NeedLineRow.need_id) == need_id)
        .order_by(col(NeedLineRow.id)),
        execution_options=FRESH,
    )
    return tuple(line_view(row) for row in rows)


async def shelf_of(session: AsyncSession, item_code: str, *, drill: bool, now: datetime) -> Shelf:
    """How much of an item anybody has reported, and how much of it is held or has expired."""
    free = col(LotRow.free) > 0
    barred = sa.or_(col(LotRow.hold) != Hold.NONE, col(LotRow.expires_at) <= now)
    counts: Any = await session.execute(
        sa.select(
            sa.func.count(),
            sa.func.count(sa.case((free, 1))),
            sa.func.count(sa.case((sa.and_(free, barred), 1))),
        ).where(
            col(LotRow.item_code) == item_code,
            col(LotRow.drill) == drill,
            col(LotRow.withdrawn_at).is_(None),
        )
    )
    return Shelf(*counts.one())


async def find_lot_view(session: AsyncSession, lot_id: int) -> LotView | None:
    """The lot with its place and promises."""
    supplier = sa.func.coalesce(col(OrganisationRow.name), col(PersonRow.name))
    found: sa.Result[Any] = await session.execute(
        sa.select(LotRow, PlaceRow, supplier.label("supplier"))
        .join(PlaceRow, col(PlaceRow.id) == col(LotRow.place_id))
        .join(PersonRow, col(PersonRow.id) == col(LotRow.supplier_id))
        .outerjoin(OrganisationRow, col(OrganisationRow.id) == col(LotRow.organisation_id))
        .where(col(LotRow.id) == lot_id),
        execution_options=FRESH,
    )
    row = found.one_or_none()
    if row is None:
        return None
    return LotView(
        lot_id, row.LotRow, row.PlaceRow, row.supplier or "", await promises_of_lot(session, lot_id)
    )


def line_view(row: NeedLineRow) -> LineView:
    """A line as cards show it."""
    quantities = LineQuantities(
        requested=row.requested,
        verified=row.verified,
        committed=row.committed,
        reserved=row.reserved,
        loaded=row.loaded,
        accepted=row.accepted,
        rejected=row.rejected,
        lost=row.lost,
        returned=row.returned,
        cancelled=row.cancelled,
    )
    return LineView(row.id or 0, row.item_code, row.quantity_kind, row.stated, quantities)


async def find_place(session: AsyncSession, place_id: int) -> PlaceRow | None:
    """One place."""
    return await session.get(PlaceRow, place_id)
