"""Asks one driver at a time: makes an offer, ends it, shows a job to whom it concerns."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.actions import ledger, messages
from db.actions.moves import changed_one, known
from db.actions.promises import show_both_ends
from db.engine import insert
from db.queries.transport import RUNNING, Match, open_offers_for
from db.tables import JobRow, OfferRow, ShiftRow
from matching.lifecycle import OFFER_WINDOW
from matching.model import JobState, OfferState, Reason
from matching.permissions import SYSTEM


async def move_job(
    session: AsyncSession, job_id: int, *expected: JobState, to: JobState, **values: Any
) -> bool:
    """Take a job from one of the expected states to another; False if it is in none of them."""
    return await changed_one(
        session,
        sa.update(JobRow)
        .where(col(JobRow.id) == job_id, col(JobRow.state).in_(expected))
        .values(state=to, version=col(JobRow.version) + 1, **values),
    )


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
    *guards: sa.ColumnElement[bool],
    state: OfferState,
    reason: Reason | None,
    now: datetime,
) -> bool:
    """End an open offer; False if it was answered or lapsed before."""
    return await changed_one(
        session,
        sa.update(OfferRow)
        .where(col(OfferRow.id) == offer_id, col(OfferRow.state) == OfferState.OFFERED, *guards)
        .values(state=state, reason=reason, ended_at=now),
    )


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
    shift = await session.scalar(
        sa.select(col(ShiftRow.id))
        .where(
            col(ShiftRow.id) == shift_id,
            col(ShiftRow.person_id) == driver_id,
            col(ShiftRow.ended_at).is_(None),
        )
        .with_for_update()
    )
    busy = await session.scalar(
        sa.select(col(JobRow.id))
        .where(col(JobRow.driver_id) == driver_id, col(JobRow.state).in_(RUNNING))
        .limit(1)
    )
    return shift is not None and busy is None


async def _insert_offer(session: AsyncSession, values: dict[str, Any]) -> int | None:
    """Insert unless the job or the driver already has an open offer (partial unique indexes)."""
    statement = insert(session, OfferRow).values(**values).on_conflict_do_nothing()
    offer_id: int | None = await session.scalar(statement.returning(col(OfferRow.id)))
    return offer_id
