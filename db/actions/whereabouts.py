"""The driver of a vehicle that stands still says where it stands: whoever comes goes there."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.actions import ledger, messages
from db.actions.custody import job_in_hand
from db.actions.dispatch import show_job
from db.actions.moves import QUIET, known
from db.actions.relief import rate_anew
from db.queries.stranded import Meeting, meetings_at
from db.queries.transport import job_of, lock_job
from db.tables import JobRow, PlaceRow, ShiftRow
from matching.geo import haversine_km
from matching.permissions import Act, Actor, require
from matching.snapshot import Point

SENT_KM = 0.2
"""A position somebody sends is another place from here on: nearer by, one sees the vehicle."""
LIVE_KM = 1.0
"""The same of a live location, which comes every few seconds: a vehicle that is towed away."""


async def stand_at(
    session: AsyncSession,
    actor: Actor,
    *,
    lat: float,
    lon: float,
    district: str,
    live: bool,
    now: datetime,
) -> int | None:
    """Note where a vehicle that cannot go on stands; how many who come for its goods were told.

    None where the driver has no such vehicle. The ledger learns that the place changed, never
    where it is.
    """
    require(actor, Act.DRIVE)
    mine = await job_of(session, known(actor.person_id))
    if mine is None or mine.reason is None:
        return None
    job = await job_in_hand(session, actor, known(mine.id))
    if job.reason is None:
        return None
    here = Point(lat, lon, district)
    await _note(session, job, here, now)
    apart = LIVE_KM if live else SENT_KM
    moved = [
        meeting
        for meeting in await meetings_at(session, known(job.id))
        if haversine_km(meeting.point, here) >= apart
    ]
    for meeting in moved:
        await _move(session, meeting, here)
    if moved:
        await ledger.record(
            session,
            kind="relief.moved",
            actor=actor,
            subject=f"job:{job.id}",
            facts={},
            now=now,
            drill=job.drill,
        )
    return sum([await _tell(session, job, meeting, now) for meeting in moved])


async def _note(session: AsyncSession, job: JobRow, here: Point, now: datetime) -> None:
    """The shift of a broken-down vehicle has ended; the desk looks there all the same."""
    await session.execute(
        sa.update(ShiftRow)
        .where(col(ShiftRow.id) == job.shift_id)
        .values(lat=here.lat, lon=here.lon, district=here.district, located_at=now),
        execution_options=QUIET,
    )


async def _move(session: AsyncSession, meeting: Meeting, here: Point) -> None:
    await session.execute(
        sa.update(PlaceRow)
        .where(col(PlaceRow.id) == meeting.place_id)
        .values(lat=here.lat, lon=here.lon, district=here.district),
        execution_options=QUIET,
    )
    await rate_anew(session, meeting.relief_id, here)


async def _tell(session: AsyncSession, job: JobRow, meeting: Meeting, now: datetime) -> bool:
    """Tell the driver who comes, if somebody has said yes: the words, then the point."""
    if meeting.driver_id is None:
        return False
    relief = known(await lock_job(session, meeting.relief_id))
    await show_job(session, relief, meeting.driver_id, now)
    about = {"job_id": job.id, "stop_id": meeting.stop_id}
    point = {"job_id": relief.id, "stop_id": meeting.pickup_stop_id}
    for kind, params in (("relief_moved", about), ("venue", point)):
        await messages.enqueue(
            session,
            person_id=meeting.driver_id,
            kind=kind,
            params=params,
            lane=1,
            supersede_key=f"{kind}:{meeting.stop_id}",
            now=now,
            drill=job.drill,
        )
    return True
