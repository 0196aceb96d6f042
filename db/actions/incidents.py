"""Incidents: what the city responds to is declared, and at its end closed."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.actions import ledger
from db.actions.moves import changed_one
from db.engine import add_row
from db.tables import IncidentRow
from matching.errors import Outdated
from matching.model import IncidentKind
from matching.permissions import Act, Actor, require


async def declare_incident(
    session: AsyncSession,
    actor: Actor,
    *,
    name: str,
    kind: IncidentKind,
    drill: bool,
    now: datetime,
) -> int:
    """Open an incident: what is reported from now on belongs to it. A drill is practice."""
    require(actor, Act.DECLARE_INCIDENT)
    incident_id = await add_row(
        session, IncidentRow, name=name, kind=kind, drill=drill, opened_at=now
    )
    await ledger.record(
        session,
        kind="incident.opened",
        actor=actor,
        subject=f"incident:{incident_id}",
        facts={"kind": kind.value},
        now=now,
        drill=drill,
    )
    return incident_id


async def close_incident(
    session: AsyncSession, actor: Actor, *, incident_id: int, now: datetime
) -> None:
    """Close an incident: new reports belong to the one opened before it, if any is open.

    Raises `Outdated` when it is closed already.
    """
    require(actor, Act.DECLARE_INCIDENT)
    row = await session.get(IncidentRow, incident_id)
    closed = sa.update(IncidentRow).where(
        col(IncidentRow.id) == incident_id, col(IncidentRow.closed_at).is_(None)
    )
    if row is None or not await changed_one(session, closed.values(closed_at=now)):
        raise Outdated()
    await ledger.record(
        session,
        kind="incident.closed",
        actor=actor,
        subject=f"incident:{incident_id}",
        facts={"kind": row.kind.value},
        now=now,
        drill=row.drill,
    )
