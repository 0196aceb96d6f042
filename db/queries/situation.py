"""The city by district and urgency: needs open, covered in part or whole, and delivered."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.tables import NeedLineRow, NeedRow, PlaceRow
from matching.model import CloseReason, Lifecycle, Urgency


class Standing(StrEnum):
    """How far a need is served, all of its lines counted."""

    OPEN = "open"
    """Nothing of it is covered yet."""
    PARTLY = "partly"
    """Some of it is promised by both ends, on the way or delivered; some of it is not."""
    COVERED = "covered"
    """All of it is promised by both ends or on the way."""
    DELIVERED = "delivered"


@dataclass(frozen=True, slots=True)
class Cell:
    """So many needs of one district and urgency stand so."""

    district: str
    urgency: Urgency
    standing: Standing
    needs: int


def need_figures(cells: Iterable[Cell]) -> Mapping[str, int]:
    """The needs in a few numbers, by the names that chat, page and terminal tell them under.

    `needs_open` are all that are not delivered: `needs_bare`, `needs_partly` and `needs_covered`
    together; `needs_critical` are those of them on which a life depends.
    """
    found = list(cells)
    going = [cell for cell in found if cell.standing is not Standing.DELIVERED]

    def count(standing: Standing) -> int:
        return sum(cell.needs for cell in found if cell.standing is standing)

    return {
        "needs_open": sum(cell.needs for cell in going),
        "needs_critical": sum(c.needs for c in going if c.urgency is Urgency.CRITICAL),
        "needs_bare": count(Standing.OPEN),
        "needs_partly": count(Standing.PARTLY),
        "needs_covered": count(Standing.COVERED),
        "needs_served": count(Standing.DELIVERED),
    }


async def need_standings(session: AsyncSession, *, drill: bool | None) -> Sequence[Cell]:
    """All needs that count: what was withdrawn, repeated or found false is left out.

    Those of practice or of real work alone where `drill` says so.
    """
    line = NeedLineRow
    wanted = col(line.requested) - col(line.cancelled)
    gone = col(line.rejected) + col(line.lost) + col(line.returned)
    firm = col(line.committed) + col(line.loaded) - gone
    standing = sa.case(
        (sa.func.min(sa.case((col(line.accepted) >= wanted, 1), else_=0)) == 1, Standing.DELIVERED),
        (sa.func.min(sa.case((firm >= wanted, 1), else_=0)) == 1, Standing.COVERED),
        (sa.func.max(sa.case((firm > 0, 1), else_=0)) == 1, Standing.PARTLY),
        else_=Standing.OPEN,
    )
    needs = (
        sa.select(
            col(PlaceRow.district).label("district"),
            col(NeedRow.urgency).label("urgency"),
            standing.label("standing"),
        )
        .join(PlaceRow, col(PlaceRow.id) == col(NeedRow.place_id))
        .join(NeedLineRow, col(line.need_id) == col(NeedRow.id))
        .where(_counts(), *(() if drill is None else (col(NeedRow.drill) == drill,)))
        .group_by(col(NeedRow.id), col(PlaceRow.district), col(NeedRow.urgency))
        .subquery()
    )
    columns = (needs.c.district, needs.c.urgency, needs.c.standing)
    statement: sa.Select[Any] = sa.select(*columns, sa.func.count().label("n"))
    rows: sa.Result[Any] = await session.execute(statement.group_by(*columns).order_by(*columns))
    return [Cell(row.district, Urgency(row.urgency), Standing(row.standing), row.n) for row in rows]


def _counts() -> sa.ColumnElement[bool]:
    """Open and paused needs, and those that ended served."""
    served = col(NeedRow.close_reason) == CloseReason.SERVED
    closed = sa.and_(col(NeedRow.lifecycle) == Lifecycle.CLOSED, served)
    return sa.or_(col(NeedRow.lifecycle).in_((Lifecycle.OPEN, Lifecycle.PAUSED)), closed)
