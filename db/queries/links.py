"""What getting from district to district adds, by mode: as shipped, or as a coordinator set it."""

from collections.abc import Mapping
from functools import cache

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.shipped import shipped_links
from db.tables import LinkRow
from matching.model import Mode
from matching.snapshot import Link

MOST = 300
"""Ten districts have 55 pairs, and few of them a row for each of five modes."""


@cache
def _shipped() -> Mapping[tuple[tuple[str, str], Mode], Link]:
    """Read once a process: the table comes with the code."""
    return {(link.ends, link.mode): link for link in shipped_links()}


async def known_links(session: AsyncSession) -> tuple[Link, ...]:
    """All links, by mode and district, as the planner sees them."""
    found = dict(_shipped())
    for row in await session.scalars(sa.select(LinkRow).order_by(col(LinkRow.id)).limit(MOST)):
        ends = (row.district_a, row.district_b)
        found[ends, row.mode] = Link(
            ends=ends,
            mode=row.mode,
            km=row.km,
            hours=row.hours,
            max_tonnes=row.max_tonnes,
            permits=frozenset(row.permits),
        )
    order = list(Mode)
    return tuple(sorted(found.values(), key=lambda link: (order.index(link.mode), link.ends)))
