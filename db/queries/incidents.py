"""Which incidents the city responds to now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.tables import IncidentRow, NeedRow
from matching.model import IncidentKind, Lifecycle


@dataclass(frozen=True, slots=True)
class Incident:
    """An open incident; what is reported under a drill is practice."""

    id: int
    drill: bool


@dataclass(frozen=True, slots=True)
class OpenIncident:
    """An incident that is responded to, with how many of its needs are not closed."""

    id: int
    name: str
    kind: IncidentKind
    drill: bool
    opened_at: datetime
    needs: int


MOST_LISTED = 20
"""Open incidents of a list; a city has two or three."""


async def open_incidents(session: AsyncSession) -> Sequence[OpenIncident]:
    """All that are open, the one that new reports belong to first."""
    needs = (
        sa.select(sa.func.count())
        .where(
            col(NeedRow.incident_id) == col(IncidentRow.id),
            col(NeedRow.lifecycle).in_((Lifecycle.OPEN, Lifecycle.PAUSED)),
        )
        .scalar_subquery()
    )
    rows = await session.execute(
        sa.select(
            col(IncidentRow.id),
            col(IncidentRow.name),
            col(IncidentRow.kind),
            col(IncidentRow.drill),
            col(IncidentRow.opened_at),
            needs,
        )
        .where(col(IncidentRow.closed_at).is_(None))
        .order_by(col(IncidentRow.id).desc())
        .limit(MOST_LISTED)
    )
    return [OpenIncident(row[0] or 0, *row[1:]) for row in rows]


async def incident_by_id(session: AsyncSession, incident_id: int) -> IncidentRow | None:
    """One incident, open or closed."""
    return await session.get(IncidentRow, incident_id, populate_existing=True)


async def open_incident(session: AsyncSession) -> Incident | None:
    """The incident opened last and not closed: what is reported now belongs to it."""
    row = (
        await session.execute(
            sa.select(col(IncidentRow.id), col(IncidentRow.drill))
            .where(col(IncidentRow.closed_at).is_(None))
            .order_by(col(IncidentRow.id).desc())
            .limit(1)
        )
    ).one_or_none()
    return None if row is None or row.id is None else Incident(row.id, row.drill)
