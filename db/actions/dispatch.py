"""Asks one driver at a time: makes an offer, ends it, shows a job to whom it concerns."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from db.actions import ledger, messages
from db.actions.moves import changed_one, known
from db.actions.promises import show_both_ends
from db.columns import table_of
from db.engine import for_engine, per_engine
from db.queries.offers import open_offers_for
from db.queries.transport import Match, has_job_in_hand
from db.tables import JobRow, OfferRow, ShiftRow
from matching.lifecycle import OFFER_WINDOW
from matching.model import JobState, OfferState, Reason
from matching.permissions import SYSTEM

_JOBS = table_of(JobRow)
_OFFERS = table_of(OfferRow)
_SHIFTS = table_of(ShiftRow)

_MOVE_JOB = (
    sa.update(_JOBS)
    .where(
        _JOBS.c.id == sa.bindparam("job"),
        _JOBS.c.state.in_(sa.bindparam("expected", expanding=True)),
    )
    .values(state=sa.bindparam("to"), version=_JOBS.c.version + 1)
)
_END_OFFER = (
    sa.update(_OFFERS)
    .where(_OFFERS.c.id == sa.bindparam("offer"), _OFFERS.c.state == OfferState.OFFERED)
    .values(state=sa.bindparam("to"), reason=sa.bindparam("why"), ended_at=sa.bindparam("at"))
)
_ADD_OFFER = per_engine(
    lambda insert: insert(_OFFERS).on_conflict_do_nothing().returning(_OFFERS.c.id)
)
_HOLD_SHIFT = (
    sa.select(_SHIFTS.c.id)
    .where(
        _SHIFTS.c.id == sa.bindparam("shift"),
        _SHIFTS.c.person_id == sa.bindparam("driver"),
        _SHIFTS.c.ended_at.is_(None),
    )
    .with_for_update()
)


async def move_job(
    session: AsyncSession, job_id: int, *expected: JobState, to: JobState, **values: Any
) -> bool:
    """Take a job from one of the expected states to another; False if it is in none of them."""
    statement = _MOVE_JOB.values(**values) if values else _MOVE_JOB
    return await changed_one(session, statement, {"job": job_id, "expected": expected, "to": to})


async def offer_job(
    session: AsyncSession,
    *,
    job_id: int,
    driver_id: int,
    shift_id: int,
    km_to_first_stop: float,
    now: datetime,
    drill: bool = False,
    window: timedelta = OFFER_WINDOW,
) -> int | None:
    """Show the job to one driver until `now + window`.

    None, and nothing changed, if the job is no longer waiting, or the driver is off duty, busy,
    being asked already, or has blocked us.
    """
    if not await _is_available(session, driver_id, shift_id):
        return None
    if not await move_job(session, job_id, JobState.OPEN, to=JobState.OFFERED):
        return None
    offer_id = await _insert_offer(
        session,
        {
            "drill": drill,
            "job_id": job_id,
            "driver_id": driver_id,
            "shift_id": shift_id,
            "state": OfferState.OFFERED,
            "km_to_first_stop": km_to_first_stop,
            "offered_at": now,
            "expires_at": now + window,
        },
    )
    if offer_id is None:
        await move_job(session, job_id, JobState.OFFERED, to=JobState.OPEN)
        return None
    told = await messages.enqueue(
        session,
        person_id=driver_id,
        kind="job_offer",
        params={"offer_id": offer_id},
        lane=1,
        dedupe_key=f"job_offer:{offer_id}",
        now=now,
        drill=drill,
    )
    if told is None:
        await end_offer(
            session, offer_id, state=OfferState.WITHDRAWN, reason=Reason.BLOCKED_BOT, now=now
        )
        await move_job(session, job_id, JobState.OFFERED, to=JobState.OPEN)
        return None
    await ledger.record(
        session,
        kind="job.offered",
        actor=SYSTEM,
        subject=f"job:{job_id}",
        facts={"offer": offer_id},
        now=now,
        drill=drill,
    )
    return offer_id


async def end_offer(
    session: AsyncSession,
    offer_id: int,
    *,
    state: OfferState,
    reason: Reason | None,
    now: datetime,
) -> bool:
    """End an open offer; False if it was answered or lapsed before."""
    ended = {"offer": offer_id, "to": state, "why": reason, "at": now}
    return await changed_one(session, _END_OFFER, ended)


async def withdraw_offers(
    session: AsyncSession, job_id: int, *, reason: Reason | None, now: datetime
) -> None:
    """Take a job back from whoever is thinking about it, and tell them."""
    for offer in await open_offers_for(session, job_id):
        if await end_offer(
            session, known(offer.id), state=OfferState.WITHDRAWN, reason=reason, now=now
        ):
            await tell_offer_closed(session, offer, now)


async def tell_offer_closed(session: AsyncSession, offer: OfferRow, now: datetime) -> None:
    """Tell a driver that an offer is no longer theirs to take."""
    await messages.enqueue(
        session,
        person_id=offer.driver_id,
        kind="offer_closed",
        params={"offer_id": offer.id},
        lane=2,
        now=now,
        drill=offer.drill,
    )


async def show_job(
    session: AsyncSession, job: JobRow, driver_id: int | None, now: datetime
) -> None:
    """Renew the job's card of one driver."""
    if driver_id is None or job.id is None:
        return
    await messages.enqueue_card(
        session, kind="job", subject_id=job.id, person_id=driver_id, now=now, drill=job.drill
    )


async def show_journey(session: AsyncSession, matches: Iterable[Match], now: datetime) -> None:
    """Renew the cards of every need and lot whose goods travel."""
    ends = {(match.need_id, match.lot_id): match for match in matches}
    for match in ends.values():
        await show_both_ends(session, match, now)


async def _is_available(session: AsyncSession, driver_id: int, shift_id: int) -> bool:
    """Whether the driver is on this shift with nothing in hand; holds the shift meanwhile."""
    shift = await session.scalar(_HOLD_SHIFT, {"shift": shift_id, "driver": driver_id})
    busy = await has_job_in_hand(session, driver_id)
    return shift is not None and not busy


async def _insert_offer(session: AsyncSession, values: dict[str, Any]) -> int | None:
    """Insert unless the job or the driver already has an open offer (partial unique indexes)."""
    offer_id: int | None = await session.scalar(for_engine(session, _ADD_OFFER), values)
    return offer_id
