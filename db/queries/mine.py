"""What belongs to one person: places used, needs reported, stock held."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from db.columns import table_of
from db.tables import (
    AllocationRow,
    LotRow,
    NeedLineRow,
    NeedRow,
    OrganisationRow,
    PersonRow,
    PlaceRow,
)
from matching.model import (
    Affiliation,
    Hold,
    Lifecycle,
    OrganisationKind,
    QuantityKind,
    ReserveMode,
    Urgency,
    Verification,
)

_PLACES = table_of(PlaceRow)
_NEEDS = table_of(NeedRow)
_LINES = table_of(NeedLineRow)
_LOTS = table_of(LotRow)
_ALLOCATIONS = table_of(AllocationRow)
_PEOPLE = table_of(PersonRow)
_ORGANISATIONS = table_of(OrganisationRow)


@dataclass(frozen=True, slots=True)
class KnownPlace:
    """A place somebody used. Personal data: label, address."""

    id: int
    label: str
    address: str
    district: str


@dataclass(frozen=True, slots=True)
class MyNeed:
    """One of a person's needs, as a list shows it: its first item and how many there are."""

    id: int
    code: str
    urgency: Urgency
    lifecycle: Lifecycle
    item_code: str
    lines: int


@dataclass(frozen=True, slots=True)
class MyLine:
    """One item of a need: what was asked for and what still has to be found, in base units."""

    id: int
    item_code: str
    requested: int
    cancelled: int
    loaded: int
    """What ever went aboard for it."""


@dataclass(frozen=True, slots=True)
class MyWant:
    """One item that a person's need still wants, in base units."""

    need_id: int
    need_code: str
    line_id: int
    item_code: str
    wanted: int
    """Requested and not cancelled."""


@dataclass(frozen=True, slots=True)
class MyLot:
    """One of a person's lots, as a list shows it. Quantities in base units. Personal data: label,
    address."""

    id: int
    item_code: str
    counted: int
    kind: QuantityKind
    free: int
    reserved: int
    hold: Hold
    expires_at: datetime | None
    label: str
    address: str
    district: str

    @property
    def place(self) -> str:
        """What the place is called, by the first name that it has."""
        return self.label or self.address or self.district


@dataclass(frozen=True, slots=True)
class MyOrganisation:
    """The organisation a person speaks for."""

    name: str
    kind: OrganisationKind
    affiliation: Affiliation
    verification: Verification


async def place_by_id(session: AsyncSession, place_id: int) -> KnownPlace | None:
    """One place."""
    columns = _PLACES.c
    statement = sa.select(columns.id, columns.label, columns.address, columns.district)
    row = (await session.execute(statement.where(columns.id == place_id))).one_or_none()
    return None if row is None else KnownPlace(*row)


async def open_needs_of(
    session: AsyncSession, person_id: int, *, offset: int = 0, limit: int = 8
) -> Sequence[MyNeed]:
    """The person's needs that are not closed, newest first."""
    needs, lines = _NEEDS.c, _LINES.c
    rows = await session.execute(
        sa.select(
            needs.id,
            needs.code,
            needs.urgency,
            needs.lifecycle,
            sa.select(lines.item_code)
            .where(lines.need_id == needs.id)
            .order_by(lines.id)
            .limit(1)
            .scalar_subquery(),
            sa.select(sa.func.count()).where(lines.need_id == needs.id).scalar_subquery(),
        )
        .where(needs.reporter_id == person_id, needs.lifecycle != Lifecycle.CLOSED)
        .order_by(needs.id.desc())
        .offset(offset)
        .limit(limit)
    )
    return [MyNeed(*row) for row in rows]


async def lines_of(session: AsyncSession, person_id: int, need_id: int) -> Sequence[MyLine]:
    """The items of a need, if the person reported it; empty for anybody else."""
    lines = _LINES.c
    rows = await session.execute(
        sa.select(lines.id, lines.item_code, lines.requested, lines.cancelled, lines.loaded)
        .join_from(_LINES, _NEEDS, _NEEDS.c.id == lines.need_id)
        .where(lines.need_id == need_id, _NEEDS.c.reporter_id == person_id)
        .order_by(lines.id)
    )
    return [MyLine(*row) for row in rows]


async def wants_of(
    session: AsyncSession, person_id: int, codes: Collection[str], *, limit: int = 5
) -> Sequence[MyWant]:
    """What the person's open needs still want of these items, newest first."""
    needs, lines = _NEEDS.c, _LINES.c
    wanted = lines.requested - lines.cancelled
    rows = await session.execute(
        sa.select(needs.id, needs.code, lines.id, lines.item_code, wanted)
        .join_from(_LINES, _NEEDS, needs.id == lines.need_id)
        .where(
            needs.reporter_id == person_id,
            needs.lifecycle != Lifecycle.CLOSED,
            lines.item_code.in_(codes),
            wanted > lines.accepted,
        )
        .order_by(lines.id.desc())
        .limit(limit)
    )
    return [MyWant(*row) for row in rows]


async def lots_of(
    session: AsyncSession, person_id: int, *, offset: int = 0, limit: int = 8
) -> Sequence[MyLot]:
    """The person's lots that are not withdrawn, newest first."""
    rows = await session.execute(
        _LOT.where(_LOTS.c.supplier_id == person_id, _LOTS.c.withdrawn_at.is_(None))
        .order_by(_LOTS.c.id.desc())
        .offset(offset)
        .limit(limit)
    )
    return [MyLot(*row) for row in rows]


async def newest_mode(session: AsyncSession, person_id: int) -> ReserveMode | None:
    """How the person's newest lot is held; None where they have counted none."""
    mode = sa.select(_LOTS.c.reserve_mode).where(_LOTS.c.supplier_id == person_id)
    found = await session.scalar(mode.order_by(_LOTS.c.id.desc()).limit(1))
    return None if found is None else ReserveMode(found)


async def lots_of_items(
    session: AsyncSession, person_id: int, codes: Collection[str], *, limit: int = 8
) -> Sequence[MyLot]:
    """The person's lots of these items that are not withdrawn, newest first."""
    mine = (_LOTS.c.supplier_id == person_id, _LOTS.c.withdrawn_at.is_(None))
    wanted = _LOT.where(*mine, _LOTS.c.item_code.in_(codes))
    rows = await session.execute(wanted.order_by(_LOTS.c.id.desc()).limit(limit))
    return [MyLot(*row) for row in rows]


async def lot_of(session: AsyncSession, person_id: int, lot_id: int) -> MyLot | None:
    """One lot, if it is the person's and not withdrawn."""
    mine = (_LOTS.c.id == lot_id, _LOTS.c.supplier_id == person_id, _LOTS.c.withdrawn_at.is_(None))
    row = (await session.execute(_LOT.where(*mine))).one_or_none()
    return None if row is None else MyLot(*row)


async def organisation_of(session: AsyncSession, person_id: int) -> MyOrganisation | None:
    """The organisation the person speaks for."""
    columns = _ORGANISATIONS.c
    row = (
        await session.execute(
            sa.select(columns.name, columns.kind, columns.affiliation, columns.verification)
            .join_from(_PEOPLE, _ORGANISATIONS, columns.id == _PEOPLE.c.organisation_id)
            .where(_PEOPLE.c.id == person_id)
        )
    ).one_or_none()
    return None if row is None else MyOrganisation(*row)


async def count_mine(session: AsyncSession, person_id: int) -> tuple[int, int, int]:
    """How many needs, lots and places the record holds of a person."""
    needs = sa.select(sa.func.count()).where(_NEEDS.c.reporter_id == person_id)
    lots = sa.select(sa.func.count()).where(_LOTS.c.supplier_id == person_id)
    places = sa.select(sa.func.count()).where(_PLACES.c.person_id == person_id)
    row = (
        await session.execute(
            sa.select(*(each.scalar_subquery() for each in (needs, lots, places)))
        )
    ).one()
    return row[0], row[1], row[2]


_LOT = sa.select(
    _LOTS.c.id,
    _LOTS.c.item_code,
    _LOTS.c.counted,
    _LOTS.c.quantity_kind,
    _LOTS.c.free,
    _LOTS.c.reserved,
    _LOTS.c.hold,
    _LOTS.c.expires_at,
    _PLACES.c.label,
    _PLACES.c.address,
    _PLACES.c.district,
).join_from(_LOTS, _PLACES, _PLACES.c.id == _LOTS.c.place_id)
