"""What getting from district to district adds, by mode: as shipped, or as a coordinator set it."""

from collections.abc import Mapping
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class KnownLink:
    """A link as the planner sees it, and where that comes from."""

    link: Link
    shipped: Link | None
    """What it was before a coordinator said otherwise; None: there was none."""
    is_set: bool
    """Whether a coordinator said so."""


async def known_links(session: AsyncSession) -> tuple[Link, ...]:
    """All links, by mode and district, as the planner sees them."""
    return tuple(each.link for each in await listed_links(session))


async def listed_links(session: AsyncSession) -> tuple[KnownLink, ...]:
    """All links in the same order, each with its origin."""
    found = {key: KnownLink(link, link, is_set=False) for key, link in _shipped().items()}
    for row in await session.scalars(sa.select(LinkRow).order_by(col(LinkRow.id)).limit(MOST)):
        ends = (row.district_a, row.district_b)
        said = Link(
            ends=ends,
            mode=row.mode,
            km=row.km,
            hours=row.hours,
            max_tonnes=row.max_tonnes,
            permits=frozenset(row.permits),
        )
        found[ends, row.mode] = KnownLink(said, _shipped().get((ends, row.mode)), is_set=True)
    order = list(Mode)
    return tuple(
        sorted(found.values(), key=lambda each: (order.index(each.link.mode), each.link.ends))
    )
