"""Where modes meet, as shipped; those that goods have passed are places of the record."""

from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from db.columns import table_of
from db.shipped import shipped_nodes
from db.tables import PlaceRow
from matching.snapshot import Node

_PLACES = table_of(PlaceRow)


@cache
def _shipped() -> tuple[Node, ...]:
    """Read once a process: the table comes with the code."""
    return shipped_nodes()


async def known_nodes(session: AsyncSession) -> tuple[Node, ...]:
    """All nodes; one that is no place of the record yet has a number below nothing."""
    place = _PLACES.c
    names = [node.name for node in _shipped()]
    rows: Any = await session.execute(
        sa.select(place.label, place.district, sa.func.min(place.id).label("id"))
        .where(place.person_id.is_(None), place.address == "", place.label.in_(names))
        .group_by(place.label, place.district)
    )
    found = {(row.label, row.district): row.id for row in rows}
    return tuple(
        Node(found.get((node.name, node.point.district), node.place_id), node.mode, node.point,
             node.name)
        for node in _shipped()
    )  # fmt: skip


async def node_numbered(session: AsyncSession, place_id: int) -> Node | None:
    """The node that a plan knows by this number, as it is now: since the plan was made, or by the
    haul before in it, it may have become a place of the record."""
    known = await known_nodes(session)
    numbers = (node.place_id for node in _shipped())
    pairs = zip(numbers, known, strict=True)
    return next((one for number, one in pairs if place_id in (number, one.place_id)), None)
