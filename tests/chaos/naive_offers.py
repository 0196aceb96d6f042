"""How a job must not be given away: look whether it is free, then take it. Kept to prove the test.

Between the look and the take others look too, and everybody who looked sees the address.
"""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from bare_session import BareDatabase
from sqlmodel import col

from db.actions import ledger, messages
from db.columns import table_of
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


_OFFERS = table_of(OfferRow)
_JOBS = table_of(JobRow)
_LOOK = (
    sa.select(_JOBS.c.id, _JOBS.c.driver_id, _JOBS.c.state)
    .join(_OFFERS, _OFFERS.c.job_id == _JOBS.c.id)
    .where(_OFFERS.c.id == sa.bindparam("offer"))
)
_END = (
    sa.update(_OFFERS)
    .where(_OFFERS.c.id == sa.bindparam("offer"))
    .values(state=OfferState.ACCEPTED, ended_at=sa.bindparam("at"))
)
_GIVE = (
    sa.update(_JOBS)
    .where(_JOBS.c.id == sa.bindparam("job"))
    .values(state=JobState.ACCEPTED, driver_id=sa.bindparam("driver"))
)


async def press(database: BareDatabase, driver_id: int, offer_id: int, now: datetime) -> int:
    """The same mistake in statements built once."""
    async with database.read() as session:
        job: Any = (await session.execute(_LOOK, {"offer": offer_id})).one_or_none()
    if job.driver_id is not None or job.state is not JobState.OFFERED:
        raise OfferGone()
    async with database.begin() as session:
        await session.execute(_END, {"offer": offer_id, "at": now})
        await session.execute(_GIVE, {"job": job.id, "driver": driver_id})
        await messages.enqueue(
            session,
            person_id=driver_id,
            channel="telegram",
            address=str(driver_id),
            kind="job_address",
            params={"job_id": job.id},
            now=now,
        )
    return int(job.id)
