"""Which incident the city responds to now."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.tables import IncidentRow


@dataclass(frozen=True, slots=True)
class Incident:
    """An open incident; what is reported under a drill is practice."""

    id: int
    drill: bool


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
