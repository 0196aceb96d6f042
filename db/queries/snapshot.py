"""Reads all that a planning run may look at: a handful of set-based questions, none per row."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from db.columns import table_of
from db.queries.fleet import (
    closures_in_force,
    drivers_on_duty,
    reachable,
    waiting_jobs,
)
from db.queries.in_hand import jobs_to_lengthen
from db.queries.links import known_links
from db.queries.loads import every_load
from db.queries.nodes import known_nodes
from db.queries.pages import paged
from db.queries.reasons import told_so_far
from db.queries.refused import refused_pairs
from db.queries.standing import standing_promises
from db.tables import ItemRow, LotRow, NeedLineRow, NeedRow, PlaceRow
from matching.lifecycle import may_be_matched
from matching.model import Hold, Lifecycle, Reachability, Verification
from matching.snapshot import Goods, OpenLine, Params, Point, Snapshot, StockLot

_ITEMS = table_of(ItemRow)
_NEEDS = table_of(NeedRow)
_LINES = table_of(NeedLineRow)
_LOTS = table_of(LotRow)
_PLACES = table_of(PlaceRow)


async def load_snapshot(
    session: AsyncSession, *, now: datetime, params: Params, drill: bool = False
) -> Snapshot:
    """The world as the planner may see it; what is real and what is drill never meet.

    Left out: needs that are paused or closed, needs whose receiver did not answer and has not
    been heard of since (their silence must not use up every lot), and the needs, stock and
    vehicles of people who cannot be reached because they blocked us. Lots on hold or expiring
    are shown, so that the plan can say why they do not count.
    """
    return Snapshot(
        goods=await all_goods(session),
        lines=await open_lines(session, drill),
        lots=await stock_lots(session, drill),
        loads=await every_load(session, drill, now, params),
        on_duty=await drivers_on_duty(session, drill),
        in_hand=await jobs_to_lengthen(session, drill=drill, now=now),
        waiting=await waiting_jobs(session, drill=drill, now=now),
        closures=await closures_in_force(session, drill=drill, now=now),
        links=await known_links(session),
        nodes=await known_nodes(session),
        refused=await refused_pairs(session, drill=drill, now=now),
        promised=await standing_promises(session, drill),
        told=await told_so_far(session, drill=drill),
    )


async def all_goods(session: AsyncSession) -> Mapping[str, Goods]:
    """The catalogue as the planner needs it."""
    items = _ITEMS.c
    rows: Any = await session.execute(
        sa.select(
            items.code,
            items.group,
            items.unit_kg,
            items.unit_m3,
            items.cold_chain,
            items.hazmat,
            items.substitutes,
        )
    )
    return {
        row.code: Goods(
            code=row.code,
            group=row.group,
            unit_kg=row.unit_kg,
            unit_m3=row.unit_m3,
            cold_chain=row.cold_chain,
            hazmat=row.hazmat,
            substitutes=tuple(row.substitutes),
        )
        for row in rows
    }


async def open_lines(
    session: AsyncSession,
    drill: bool,
    which: sa.ColumnElement[bool] | None = None,
    most: int | None = None,
) -> tuple[OpenLine, ...]:
    """Lines with something nothing covers yet, or `most` of those that `which` says."""
    line, need = _LINES.c, _NEEDS.c
    promised = line.reserved + line.committed + line.loaded
    gone = line.rejected + line.lost + line.returned
    open_quantity = line.requested - line.cancelled - promised + gone
    statement = (
        sa.select(
            line.id,
            line.need_id,
            line.item_code,
            open_quantity.label("open_quantity"),
            need.urgency,
            need.reported_at,
            need.deadline,
            need.verification,
            need.reporter_role,
            _PLACES.c.lat,
            _PLACES.c.lon,
            _PLACES.c.district,
        )
        .join(_NEEDS, need.id == line.need_id)
        .join(_PLACES, _PLACES.c.id == need.place_id)
        .where(
            need.lifecycle == Lifecycle.OPEN,
            need.drill == drill,
            need.verification != Verification.REFUTED,
            need.reachability != Reachability.NO_ANSWER,
            open_quantity > 0,
            _PLACES.c.lat.is_not(None),
            reachable(need.reporter_id),
            sa.true() if which is None else which,
        )
    )
    return await paged(session, statement, line.id, _line, most)


def _line(row: Any) -> OpenLine:
    return OpenLine(
        line_id=row.id,
        need_id=row.need_id,
        item_code=row.item_code,
        quantity=row.open_quantity,
        urgency=row.urgency,
        reported_at=row.reported_at,
        place=_point(row),
        deadline=row.deadline,
        verified=may_be_matched(row.verification),
        requester_kind=row.reporter_role.value,
    )


async def stock_lots(
    session: AsyncSession, drill: bool, which: sa.ColumnElement[bool] | None = None
) -> tuple[StockLot, ...]:
    """Lots with something free, on hold or not, and lots promised to the last piece, so that the
    plan can say so."""
    lot = _LOTS.c
    statement = (
        sa.select(
            lot.id,
            lot.supplier_id,
            lot.item_code,
            lot.free,
            lot.reserve_mode,
            lot.hold,
            lot.min_lot,
            lot.ready_at,
            lot.expires_at,
            lot.only_for,
            _PLACES.c.lat,
            _PLACES.c.lon,
            _PLACES.c.district,
        )
        .join(_PLACES, _PLACES.c.id == lot.place_id)
        .where(
            lot.free + lot.reserved > 0,
            lot.drill == drill,
            lot.withdrawn_at.is_(None),
            lot.hold.in_((Hold.NONE, Hold.ON_HOLD, Hold.QUARANTINED, Hold.EXPIRED)),
            _PLACES.c.lat.is_not(None),
            reachable(lot.supplier_id),
            sa.true() if which is None else which,
        )
    )
    return await paged(session, statement, lot.id, _lot)


def _lot(row: Any) -> StockLot:
    return StockLot(
        lot_id=row.id,
        supplier_id=row.supplier_id,
        item_code=row.item_code,
        free=row.free,
        place=_point(row),
        reserve_mode=row.reserve_mode,
        hold=row.hold,
        min_lot=row.min_lot,
        ready_at=row.ready_at,
        expires_at=row.expires_at,
        only_for=row.only_for,
    )


def _point(row: Any) -> Point:
    return Point(row.lat, row.lon, row.district)
