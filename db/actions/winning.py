"""Decides who wins a job: of all who press accept at once, one gets it and the rest are too late.

Every statement is built once: this is the part of a press that others wait for.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from db.actions.moves import changed_one
from db.actions.promises import hold_jobs
from db.columns import table_of
from db.queries.transport import job_in_hand
from db.tables import JobRow, OfferRow, ShiftRow
from matching.errors import OfferGone
from matching.model import JobState, OfferState

_JOBS = table_of(JobRow)
_OFFERS = table_of(OfferRow)
_SHIFTS = table_of(ShiftRow)

_FIND = sa.select(
    _OFFERS.c.id, _OFFERS.c.job_id, _OFFERS.c.driver_id, _OFFERS.c.shift_id, _OFFERS.c.drill
).where(_OFFERS.c.id == sa.bindparam("offer"))
_ACCEPT = (
    sa.update(_OFFERS)
    .where(
        _OFFERS.c.id == sa.bindparam("offer"),
        _OFFERS.c.state == OfferState.OFFERED,
        _OFFERS.c.driver_id == sa.bindparam("driver"),
        _OFFERS.c.expires_at > sa.bindparam("at"),
    )
    .values(state=OfferState.ACCEPTED, reason=None, ended_at=sa.bindparam("at"))
)
_HOLD_SHIFT = (
    sa.select(_SHIFTS.c.id)
    .where(_SHIFTS.c.id == sa.bindparam("shift"), _SHIFTS.c.ended_at.is_(None))
    .with_for_update()
)
_TAKE = (
    sa.update(_JOBS)
    .where(
        _JOBS.c.id == sa.bindparam("job"),
        _JOBS.c.state == JobState.OFFERED,
        _JOBS.c.driver_id.is_(None),
    )
    .values(
        state=JobState.ACCEPTED,
        driver_id=sa.bindparam("driver"),
        shift_id=sa.bindparam("shift"),
        accepted_at=sa.bindparam("at"),
        version=_JOBS.c.version + 1,
    )
)


@dataclass(frozen=True, slots=True)
class Won:
    """The offer that won, and what it was about."""

    offer_id: int
    job_id: int
    driver_id: int
    shift_id: int
    drill: bool


async def win_job(
    session: AsyncSession, *, driver_id: int | None, offer_id: int, now: datetime
) -> Won:
    """Give the job to the driver if the offer is theirs, open and in time, and the job still waits.

    Raises OfferGone, and leaves everything as it was, if it is not.
    """
    won = await asked_of(session, driver_id=driver_id, offer_id=offer_id)
    await hold_jobs(session, [won.job_id])
    async with session.begin_nested():
        await win_offer(session, won, now=now)
        if not await _take(session, won, now):
            raise OfferGone()
    return won


async def asked_of(session: AsyncSession, *, driver_id: int | None, offer_id: int) -> Won:
    """What this driver was asked; raises OfferGone if it is nothing of theirs."""
    found: Any = (await session.execute(_FIND, {"offer": offer_id})).one_or_none()
    if found is None or driver_id is None or found.driver_id != driver_id:
        raise OfferGone()
    return Won(*found)


async def win_offer(session: AsyncSession, won: Won, *, now: datetime) -> None:
    """Note the driver's yes; raises OfferGone if the offer is answered or over."""
    accepted = {"offer": won.offer_id, "driver": won.driver_id, "at": now}
    if not await changed_one(session, _ACCEPT, accepted):
        raise OfferGone()


async def _take(session: AsyncSession, won: Won, now: datetime) -> bool:
    """Make the driver the job's only one, if it still waits and they have none in hand.

    They must still be on the shift, and so drive the vehicle, that the job was chosen for.
    """
    on_duty = await session.scalar(_HOLD_SHIFT, {"shift": won.shift_id})
    if on_duty is None or await job_in_hand(session, won.driver_id) is not None:
        return False
    taken = {"job": won.job_id, "driver": won.driver_id, "shift": won.shift_id, "at": now}
    return await changed_one(session, _TAKE, taken)
