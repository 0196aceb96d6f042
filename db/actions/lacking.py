"""Notes which leg no vehicle takes, so that whoever looks at what waits can be told."""

from collections.abc import Sequence
from dataclasses import asdict

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from db.actions.moves import in_parts
from db.columns import table_of
from db.queries.lacking import LegWithout
from db.queries.nodes import node_numbered
from db.tables import AllocationRow, LackingLegRow, PlaceRow
from matching.haul import LackingLeg
from matching.model import AllocationState
from matching.plan import Stuck

_LACKING = table_of(LackingLegRow)
_ALLOCATIONS = table_of(AllocationRow)
_PLACES = table_of(PlaceRow)


async def note_lacking(session: AsyncSession, stuck: Sequence[Stuck]) -> None:
    """Keep the leg that each load of a plan waits for, in place of what was kept before; what a
    load that is over waited for is forgotten."""
    over = _ALLOCATIONS.c.state.not_in((AllocationState.CONFIRMED, AllocationState.LOADED))
    ended = sa.select(_ALLOCATIONS.c.id).where(over)
    await session.execute(sa.delete(_LACKING).where(_LACKING.c.allocation_id.in_(ended)))
    told = {each.allocation_id: each.leg for each in stuck if each.allocation_id is not None}
    for part in in_parts(told):
        await session.execute(sa.delete(_LACKING).where(_LACKING.c.allocation_id.in_(part)))
    for allocation_id, leg in sorted(told.items()):
        if leg is not None:
            row = {"allocation_id": allocation_id, **asdict(await _named(session, leg))}
            await session.execute(sa.insert(_LACKING), row)


async def _named(session: AsyncSession, leg: LackingLeg) -> LegWithout:
    start = await _where(session, leg.from_place_id)
    end = await _where(session, leg.to_place_id)
    return LegWithout(leg.number, leg.of, leg.mode, *start, *end)


async def _where(session: AsyncSession, place_id: int) -> tuple[str, str]:
    """A node's name and district, or an empty name and the district of any other place."""
    node = await node_numbered(session, place_id)
    if node is not None:
        return node.name, node.point.district
    district = await session.scalar(sa.select(_PLACES.c.district).where(_PLACES.c.id == place_id))
    return "", district or ""
