"""Needs as the actions on them look at them, and what decides about a new one."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from db.columns import table_of
from db.tables import AllocationRow, ItemRow, LotRow, NeedLineRow, NeedRow, PersonRow, PlaceRow
from matching.catalogue import Item
from matching.lifecycle import LineQuantities
from matching.model import AllocationState, Lifecycle, Role, Trust, Urgency, Verification

RUNNING = (Lifecycle.OPEN, Lifecycle.PAUSED)
"""Needs that are not over."""
NOT_LOADED = (AllocationState.PROPOSED, AllocationState.CONFIRMED)
"""Allocations that can still be given back without anybody driving anywhere."""

_NEEDS = table_of(NeedRow)
_LINES = table_of(NeedLineRow)
_PLACES = table_of(PlaceRow)
_LOTS = table_of(LotRow)
_PEOPLE = table_of(PersonRow)
_ITEMS = table_of(ItemRow)
_ALLOCATIONS = table_of(AllocationRow)


@dataclass(frozen=True, slots=True)
class NeedHead:
    """A need without its lines."""

    id: int
    code: str
    reporter_id: int
    urgency: Urgency
    verification: Verification
    lifecycle: Lifecycle
    district: str
    drill: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a need, held until the transaction ends."""

    id: int
    need_id: int
    item_code: str
    quantities: LineQuantities


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides how far a reporter is believed."""

    trust: Trust
    open_needs: int
    served_before: int


async def find_need(session: AsyncSession, need_id: int) -> NeedHead | None:
    """One need as it is now."""
    columns = _NEEDS.c
    row = (
        await session.execute(
            sa.select(
                columns.id,
                columns.code,
                columns.reporter_id,
                columns.urgency,
                columns.verification,
                columns.lifecycle,
                _PLACES.c.district,
                columns.drill,
            )
            .join_from(_NEEDS, _PLACES, _PLACES.c.id == columns.place_id)
            .where(columns.id == need_id)
        )
    ).one_or_none()
    return None if row is None else NeedHead(*row)


async def lock_line(session: AsyncSession, need_id: int, line_id: int) -> Line | None:
    """One line of this need as it is now; nobody changes it until this transaction ends."""
    columns = _LINES.c
    row = (
        await session.execute(
            sa.select(
                columns.id,
                columns.need_id,
                columns.item_code,
                columns.requested,
                columns.verified,
                columns.committed,
                columns.reserved,
                columns.loaded,
                columns.accepted,
                columns.rejected,
                columns.lost,
                columns.returned,
                columns.cancelled,
            )
            .where(columns.id == line_id, columns.need_id == need_id)
            .with_for_update()
        )
    ).one_or_none()
    return None if row is None else Line(row[0], row[1], row[2], LineQuantities(*row[3:]))


async def standing_of(session: AsyncSession, person_id: int) -> Standing | None:
    """How far a reporter is believed, held so that two reports at once count each other."""
    trust = await session.scalar(
        sa.select(_PEOPLE.c.trust).where(_PEOPLE.c.id == person_id).with_for_update()
    )
    if trust is None:
        return None
    mine = _NEEDS.c.reporter_id == person_id
    served = sa.exists().where(_LINES.c.need_id == _NEEDS.c.id, _LINES.c.accepted > 0)
    counts = (
        await session.execute(
            sa.select(
                sa.func.count().filter(_NEEDS.c.lifecycle.in_(RUNNING)),
                sa.func.count().filter(served),
            ).where(mine)
        )
    ).one()
    return Standing(trust, counts[0], counts[1])


async def find_item(session: AsyncSession, item_code: str) -> Item | None:
    """What decides whether a quantity of this item is plausible."""
    columns = _ITEMS.c
    row = (
        await session.execute(
            sa.select(
                columns.code,
                columns.group,
                columns.class_,
                columns.gbt_top,
                columns.zh,
                columns.en,
                columns.unit_en,
                columns.unit_kg,
            ).where(columns.code == item_code)
        )
    ).one_or_none()
    if row is None:
        return None
    return Item(
        code=row.code,
        group=row.group,
        class_=row.class_,
        gbt_top=row.gbt_top,
        zh=row.zh,
        en=row.en,
        unit_en=row.unit_en,
        unit_kg=row.unit_kg,
    )


async def need_with_key(session: AsyncSession, request_key: str) -> int | None:
    """The need that this request made, if it did before."""
    found: int | None = await session.scalar(
        sa.select(_NEEDS.c.id).where(_NEEDS.c.request_key == request_key)
    )
    return found


async def unloaded_of_need(session: AsyncSession, need_id: int) -> Sequence[int]:
    """Allocations of a need that hold stock and are not loaded, newest first."""
    statement = (
        sa.select(_ALLOCATIONS.c.id)
        .join(_LINES, _LINES.c.id == _ALLOCATIONS.c.need_line_id)
        .where(_LINES.c.need_id == need_id, _ALLOCATIONS.c.state.in_(NOT_LOADED))
        .order_by(_ALLOCATIONS.c.id.desc())
    )
    return (await session.scalars(statement)).all()


async def alive_of_need(session: AsyncSession, need_id: int) -> Sequence[int]:
    """Allocations of a need that hold stock or are on the road."""
    found = await session.scalars(
        sa.select(_ALLOCATIONS.c.id)
        .join(_LINES, _LINES.c.id == _ALLOCATIONS.c.need_line_id)
        .where(
            _LINES.c.need_id == need_id,
            _ALLOCATIONS.c.state.in_((*NOT_LOADED, AllocationState.LOADED)),
        )
    )
    return found.all()


async def lines_of(session: AsyncSession, need_id: int) -> Sequence[int]:
    """The lines of a need."""
    of_need = sa.select(_LINES.c.id).where(_LINES.c.need_id == need_id).order_by(_LINES.c.id)
    return (await session.scalars(of_need)).all()


async def lines_given(session: AsyncSession, allocation_ids: Sequence[int]) -> Sequence[int]:
    """The lines to which these allocations promise something."""
    columns = _ALLOCATIONS.c
    found = sa.select(columns.need_line_id).where(columns.id.in_(allocation_ids)).distinct()
    return (await session.scalars(found.order_by(columns.need_line_id))).all()


async def unloaded_of_line(session: AsyncSession, line_id: int) -> Sequence[tuple[int, int]]:
    """(allocation, quantity) of a line that are not loaded: proposed ones first, newest first."""
    columns = _ALLOCATIONS.c
    rows = await session.execute(
        sa.select(columns.id, columns.quantity)
        .where(columns.need_line_id == line_id, columns.state.in_(NOT_LOADED))
        .order_by(columns.state != AllocationState.PROPOSED, columns.id.desc())
    )
    return [(row.id, row.quantity) for row in rows]


async def unloaded_of_lot(session: AsyncSession, lot_id: int) -> Sequence[int]:
    """Allocations that hold stock of a lot and are not loaded, newest first."""
    columns = _ALLOCATIONS.c
    statement = (
        sa.select(columns.id)
        .where(columns.lot_id == lot_id, columns.state.in_(NOT_LOADED))
        .order_by(columns.id.desc())
    )
    return (await session.scalars(statement)).all()


async def goods_on_the_road(session: AsyncSession, person_id: int) -> bool:
    """Whether something loaded is under way from this person's stock or to their needs."""
    loaded = sa.exists().where(
        _ALLOCATIONS.c.state == AllocationState.LOADED,
        _ALLOCATIONS.c.need_line_id == _LINES.c.id,
        _LINES.c.need_id == _NEEDS.c.id,
        _ALLOCATIONS.c.lot_id == _LOTS.c.id,
        sa.or_(_NEEDS.c.reporter_id == person_id, _LOTS.c.supplier_id == person_id),
    )
    return bool(await session.scalar(sa.select(loaded)))


async def unverified_needs_of(
    session: AsyncSession, organisation_id: int, roles: Sequence[Role]
) -> Sequence[int]:
    """Running needs an organisation's people reported in these roles before it was verified."""
    columns = _NEEDS.c
    statement = sa.select(columns.id).where(
        columns.organisation_id == organisation_id,
        columns.reporter_role.in_(roles),
        columns.verification == Verification.UNVERIFIED,
        columns.lifecycle.in_(RUNNING),
    )
    return (await session.scalars(statement)).all()


async def is_waiting_critically(session: AsyncSession, *, drill: bool) -> bool:
    """Whether an open critical need would be glad of new stock at once."""
    open_quantity = (
        _LINES.c.requested
        - _LINES.c.cancelled
        - _LINES.c.reserved
        - _LINES.c.committed
        - _LINES.c.loaded
        + _LINES.c.rejected
        + _LINES.c.lost
        + _LINES.c.returned
    )
    waits = sa.exists().where(
        _NEEDS.c.lifecycle == Lifecycle.OPEN,
        _NEEDS.c.urgency == Urgency.CRITICAL,
        _NEEDS.c.drill == drill,
        _LINES.c.need_id == _NEEDS.c.id,
        open_quantity > 0,
    )
    return bool(await session.scalar(sa.select(waits)))
