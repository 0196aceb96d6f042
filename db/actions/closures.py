"""Roads and areas that may not be used: from the next plan on, nobody is sent through."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.actions import ledger
from db.actions.events import report_event
from db.actions.moves import changed_one
from db.actions.tick_requests import request_tick
from db.engine import add_row
from db.queries.incidents import open_incident
from db.tables import ClosureRow
from matching.errors import Outdated
from matching.model import Mode, TickName
from matching.permissions import Act, Actor, require
from matching.touched import Event, EventKind


async def close_road(
    session: AsyncSession,
    actor: Actor,
    *,
    title: str,
    now: datetime,
    link: tuple[str, str] | None = None,
    centre: tuple[float, float] | None = None,
    radius_km: float = 0.0,
    modes: Iterable[Mode] = (),
    max_tonnes: float | None = None,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    passes: Iterable[str] = (),
    source: str = "",
) -> int:
    """Close the link between two districts, or a circle (degrees WGS84, kilometres), or both.

    No modes: closed to all. `max_tonnes`: only to heavier vehicles. A pass lets its holder through.
    """
    require(actor, Act.CLOSE_ROAD)
    if link is None and centre is None:
        raise ValueError("a closure needs a link or a circle")
    incident = await open_incident(session)
    drill = incident.drill if incident else False
    district_a, district_b = link or ("", "")
    lat, lon = centre or (None, None)
    closure_id = await add_row(
        session,
        ClosureRow,
        incident_id=incident.id if incident else None,
        drill=drill,
        title=title,
        district_a=district_a,
        district_b=district_b,
        lat=lat,
        lon=lon,
        radius_km=radius_km,
        modes=sorted(mode.value for mode in modes),
        max_tonnes=max_tonnes,
        passes=sorted(passes),
        source=source,
        created_by=actor.person_id,
        starts_at=starts_at,
        ends_at=ends_at,
        created_at=now,
    )
    await ledger.record(
        session,
        kind="road.closed",
        actor=actor,
        subject=f"closure:{closure_id}",
        facts={"from": district_a, "to": district_b, "radius_km": radius_km},
        now=now,
        drill=drill,
    )
    await report_event(session, Event(EventKind.ROAD, closure_id), drill=drill, now=now)
    return closure_id


async def lift_closure(
    session: AsyncSession, actor: Actor, *, closure_id: int, now: datetime
) -> None:
    """Open the road again."""
    require(actor, Act.CLOSE_ROAD)
    if not await changed_one(
        session,
        sa.update(ClosureRow)
        .where(col(ClosureRow.id) == closure_id, col(ClosureRow.lifted_at).is_(None))
        .values(lifted_at=now),
    ):
        raise Outdated()
    drill = await session.scalar(
        sa.select(col(ClosureRow.drill)).where(col(ClosureRow.id) == closure_id)
    )
    await ledger.record(
        session,
        kind="closure.lifted",
        actor=actor,
        subject=f"closure:{closure_id}",
        facts={},
        now=now,
        drill=bool(drill),
    )
    await request_tick(session, TickName.MATCH, now=now)
