"""How a job must not be given away: look whether it is free, then take it. Kept to prove the test.

Between the look and the take others look too, and everybody who looked sees the address.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col

from db.actions import ledger, messages
from db.engine import Database
from db.tables import JobRow, OfferRow
from matching.errors import OfferGone
from matching.model import JobState, OfferState
from matching.permissions import Actor


async def accept(database: Database, actor: Actor, offer_id: int, now: datetime) -> int:
    """Give the job to the driver if it looks free."""
    async with database.read() as session:
        offer = await session.get(OfferRow, offer_id)
        assert offer is not None
        job = await session.get(JobRow, offer.job_id)
        assert job is not None
    if job.driver_id is not None or job.state is not JobState.OFFERED:
        raise OfferGone()
    async with database.begin() as session:
        await session.execute(
            sa.update(OfferRow)
            .where(col(OfferRow.id) == offer_id)
            .values(state=OfferState.ACCEPTED, ended_at=now)
        )
        await session.execute(
            sa.update(JobRow)
            .where(col(JobRow.id) == job.id)
            .values(state=JobState.ACCEPTED, driver_id=actor.person_id, accepted_at=now)
        )
        await messages.enqueue(
            session,
            person_id=actor.person_id,
            kind="job_address",
            params={"job_id": job.id},
            lane=1,
            now=now,
        )
        await ledger.record(
            session,
            kind="address.revealed",
            actor=actor,
            subject=f"job:{job.id}",
            facts={"offer": offer_id},
            now=now,
        )
    return offer.job_id
