"""Incidents: what the city responds to is declared, and at its end closed."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from db.actions import ledger, messages
from db.columns import table_of
from db.engine import add_row
from db.queries.people import coordinators
from db.tables import IncidentRow
from matching.errors import LastIncident, Outdated
from matching.model import IncidentKind
from matching.permissions import Act, Actor, require

_INCIDENTS = table_of(IncidentRow)
_LOCK_OPEN = (
    sa.select(_INCIDENTS.c.id)
    .where(_INCIDENTS.c.closed_at.is_(None))
    .order_by(_INCIDENTS.c.id)
    .with_for_update()
)
_CLOSE = (
    sa.update(_INCIDENTS)
    .where(_INCIDENTS.c.id == sa.bindparam("incident"))
    .values(closed_at=sa.bindparam("now"))
)


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
    await _tell_others(session, actor, "incident_declared", incident_id, drill, now)
    return incident_id


async def close_incident(
    session: AsyncSession, actor: Actor, *, incident_id: int, now: datetime
) -> None:
    """Close an incident: new reports belong to the one opened before it, if any is open.

    Its needs are seen through all the same. Raises `Outdated` when it is closed already, and
    `LastIncident` when no other is open: nobody could report anything any more.
    """
    require(actor, Act.DECLARE_INCIDENT)
    # All open ones are locked: two people who end the last two at once must not both succeed.
    open_ids = set((await session.scalars(_LOCK_OPEN)).all())
    row = await session.get(IncidentRow, incident_id)
    if row is None or incident_id not in open_ids:
        raise Outdated()
    if len(open_ids) == 1:
        raise LastIncident()
    await session.execute(_CLOSE, {"incident": incident_id, "now": now})
    await ledger.record(
        session,
        kind="incident.closed",
        actor=actor,
        subject=f"incident:{incident_id}",
        facts={"kind": row.kind.value},
        now=now,
        drill=row.drill,
    )
    await _tell_others(session, actor, "incident_ended", incident_id, row.drill, now)


async def _tell_others(
    session: AsyncSession, actor: Actor, kind: str, incident_id: int, drill: bool, now: datetime
) -> None:
    """Tell all coordinators but the one who did it."""
    for person_id in await coordinators(session):
        if person_id != actor.person_id:
            await messages.enqueue(
                session,
                person_id=person_id,
                kind=kind,
                params={"incident_id": incident_id, "by": actor.person_id or 0},
                lane=2,
                dedupe_key=f"{kind}:{incident_id}:{person_id}",
                now=now,
                drill=drill,
            )
