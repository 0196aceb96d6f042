"""Which leg of which way has no vehicle: of loads that wait for one, and of jobs nobody takes."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from db.columns import table_of
from db.queries.legs import LEGS, LIVE
from db.queries.stuck import StuckKind
from db.tables import AllocationRow, ConsignmentRow, LackingLegRow, PlaceRow, StopRow
from matching.model import Mode

_LACKING = table_of(LackingLegRow)
_ALLOCATIONS = table_of(AllocationRow)
_CONSIGNMENTS = table_of(ConsignmentRow)
_PLACES = table_of(PlaceRow)
_STOPS = table_of(StopRow)


@dataclass(frozen=True, slots=True)
class LegWithout:
    """A leg without a vehicle. An end is a node, or else only its district is told."""

    number: int
    of: int
    mode: Mode
    start_node: str
    start_district: str
    end_node: str
    end_district: str


async def legs_without(
    session: AsyncSession, kind: StuckKind, ids: Collection[int]
) -> Mapping[int, LegWithout]:
    """The legs that these things of one kind wait for, by the numbers the desk knows them by."""
    if not ids or kind not in _STATEMENTS:
        return {}
    rows: Any = await session.execute(_STATEMENTS[kind](ids))
    return {row[0]: LegWithout(*row[1:]) for row in rows}


_COLUMNS = (
    _LACKING.c.number,
    _LACKING.c.of,
    _LACKING.c.mode,
    _LACKING.c.start_node,
    _LACKING.c.start_district,
    _LACKING.c.end_node,
    _LACKING.c.end_district,
)


def _of_loads(ids: Collection[int]) -> sa.Select[*tuple[Any, ...]]:
    return sa.select(_LACKING.c.allocation_id, *_COLUMNS).where(_LACKING.c.allocation_id.in_(ids))


def _of_stops(ids: Collection[int]) -> sa.Select[*tuple[Any, ...]]:
    """What goods that came to a node at these stops wait for there."""
    return (
        sa.select(_CONSIGNMENTS.c.delivery_stop_id, *_COLUMNS)
        .join(_ALLOCATIONS, _ALLOCATIONS.c.id == _LACKING.c.allocation_id)
        .join(_CONSIGNMENTS, _CONSIGNMENTS.c.id == _ALLOCATIONS.c.consignment_id)
        .where(_CONSIGNMENTS.c.delivery_stop_id.in_(ids))
        .order_by(_LACKING.c.allocation_id)
    )


def _of_jobs(ids: Collection[int]) -> sa.Select[*tuple[Any, ...]]:
    """The legs that these jobs are: the last of a way ends at the need's own place."""
    start, end, last = _PLACES.alias("start"), _PLACES.alias("end"), LEGS.alias("last")
    leaves, comes = _STOPS.alias("leaves"), _STOPS.alias("comes")
    count = (
        sa.select(sa.func.max(last.c.number))
        .where(last.c.consignment_id == LEGS.c.consignment_id, last.c.dropped_at.is_(None))
        .scalar_subquery()
    )
    return (
        sa.select(
            LEGS.c.job_id,
            LEGS.c.number,
            count,
            LEGS.c.mode,
            _node_name(start),
            start.c.district,
            _node_name(end),
            end.c.district,
        )
        .join(leaves, leaves.c.id == LEGS.c.pickup_stop_id)
        .join(comes, comes.c.id == LEGS.c.delivery_stop_id)
        .join(start, start.c.id == leaves.c.place_id)
        .join(end, end.c.id == comes.c.place_id)
        .where(LIVE, LEGS.c.job_id.in_(ids))
        .order_by(LEGS.c.id)
    )


def _node_name(place: sa.FromClause) -> sa.ColumnElement[str]:
    """A place nobody owns and without an address is a node; of any other the name is private."""
    is_node = sa.and_(place.c.person_id.is_(None), place.c.address == "")
    return sa.case((is_node, place.c.label), else_="")


_STATEMENTS = {
    StuckKind.UNCARRIED: _of_loads,
    StuckKind.UNTAKEN: _of_jobs,
    StuckKind.AT_NODE: _of_stops,
}
