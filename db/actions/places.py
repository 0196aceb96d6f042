"""Places people name: where something is needed, kept or handed over."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.actions import ledger
from db.engine import add_row
from db.queries.incidents import open_incident
from db.tables import PersonRow, PlaceRow
from matching.errors import NotAllowed, NotFound
from matching.permissions import Act, Actor, permits


async def add_place(
    session: AsyncSession,
    actor: Actor,
    *,
    label: str,
    address: str,
    district: str,
    lat: float | None,
    lon: float | None,
    precision_km: float,
    now: datetime,
) -> int:
    """Keep a place of this person as the one they used last; the same again is no new place."""
    if actor.person_id is None:
        raise NotAllowed(act="add_place")
    incident = await open_incident(session)
    stated = {
        "label": label[:120],
        "address": address[:300],
        "district": district[:32],
        "lat": lat,
        "lon": lon,
        "precision_km": precision_km,
        "drill": incident is not None and incident.drill,
    }
    same = [
        col(getattr(PlaceRow, name)).is_not_distinct_from(value) for name, value in stated.items()
    ]
    place_id: int | None = await session.scalar(
        sa.select(col(PlaceRow.id))
        .where(col(PlaceRow.person_id) == actor.person_id, *same)
        .limit(1)
    )
    if place_id is None:
        place_id = await add_row(
            session, PlaceRow, person_id=actor.person_id, created_at=now, **stated
        )
        await ledger.record(
            session,
            kind="place.added",
            actor=actor,
            subject=f"place:{place_id}",
            facts={"district": district},
            now=now,
            drill=bool(stated["drill"]),
        )
    await session.execute(
        sa.update(PersonRow)
        .where(col(PersonRow.id) == actor.person_id)
        .values(last_place_id=place_id)
        .execution_options(synchronize_session=False)
    )
    return place_id


async def require_place(session: AsyncSession, actor: Actor, place_id: int) -> str:
    """The district of a place the actor may use: their own, or any for a coordinator."""
    row = (
        await session.execute(
            sa.select(col(PlaceRow.person_id), col(PlaceRow.district)).where(
                col(PlaceRow.id) == place_id
            )
        )
    ).one_or_none()
    if row is None or (row.person_id != actor.person_id and not permits(actor, Act.OVERRIDE)):
        raise NotFound(kind="place")
    return str(row.district)
