"""What becomes of an offer: accepted, declined, lapsed, passed on, handed back."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.actions import ledger, messages
from db.actions.codes import give_codes
from db.actions.dispatch import (
    move_job,
    offer_job,
    show_job,
    show_journey,
)
from db.actions.duty import stand_down
from db.actions.lengthening import lengthen_job
from db.actions.meeting import meet, part
from db.actions.moves import QUIET, known, take_hold
from db.actions.passing import own_window, pass_on, seek_next, tell_offers_closed
from db.actions.promises import hold_jobs
from db.actions.winning import Won, win_job
from db.columns import table_of
from db.queries.offers import accepted_offer, find_offer, open_offers_of, overdue_offers
from db.queries.transport import (
    OPEN_STOP,
    job_in_hand,
    job_of,
    lock_job,
    matches_of_job,
)
from db.tables import JobRow, OfferRow, StopRow
from matching.errors import NotFound, OfferGone, Outdated, StillAboard
from matching.lifecycle import OFFER_WINDOW
from matching.model import JobState, OfferState, Reason, StopKind, StopState
from matching.permissions import SYSTEM, Act, Actor, permits, require

__all__ = [
    "accept_job",
    "decline_job",
    "lapse_offers",
    "offer_job",
    "pass_on_offers",
    "release_job",
    "take_lapsed",
]

BATCH = 200
"""Time-outs handled in one transaction, so that the writer's lock is not held for long."""

TAKEN_LATE = timedelta(hours=1)
"""How long after its time a job may still be taken: the roads and the driver are elsewhere then."""

_STOP = table_of(StopRow).c
_STOPS = (
    sa.select(_STOP.id, _STOP.kind, _STOP.state)
    .where(_STOP.job_id == sa.bindparam("job"))
    .order_by(_STOP.seq)
)


async def accept_job(session: AsyncSession, actor: Actor, *, offer_id: int, now: datetime) -> int:
    """Give the job to the driver who was asked and answers in time; only now the address shows.

    Who has a job in hand takes it along as more stops of that one. Gives the driver's job.
    """
    require(actor, Act.DRIVE)
    in_hand = None if actor.person_id is None else await job_in_hand(session, actor.person_id)
    if in_hand is not None:
        return await lengthen_job(session, actor, job_id=in_hand, offer_id=offer_id, now=now)
    won = await win_job(session, driver_id=actor.person_id, offer_id=offer_id, now=now)
    await _reveal(session, actor, won, now)
    return won.job_id


async def take_lapsed(session: AsyncSession, actor: Actor, *, offer_id: int, now: datetime) -> int:
    """Give the job to the driver who answers too late, if nobody else was asked meanwhile; as if
    they were asked anew and said yes. Gives the driver's job."""
    require(actor, Act.DRIVE)
    offer = await find_offer(session, offer_id)
    if offer is None or offer.driver_id != actor.person_id:
        raise OfferGone()
    if offer.state is not OfferState.LAPSED or now - offer.expires_at > TAKEN_LATE:
        raise OfferGone()
    await take_hold(session, JobRow, [offer.job_id])
    anew = await offer_job(
        session,
        job_id=offer.job_id,
        driver_id=offer.driver_id,
        shift_id=offer.shift_id,
        km_to_first_stop=offer.km_to_first_stop,
        now=now,
        drill=offer.drill,
    )
    if anew is None:
        raise OfferGone()
    return await accept_job(session, actor, offer_id=anew, now=now)


async def decline_job(
    session: AsyncSession,
    actor: Actor,
    *,
    offer_id: int,
    reason: Reason,
    now: datetime,
    window: timedelta = OFFER_WINDOW,
) -> None:
    """The driver says no: the next one is asked at once, and has `window` to answer."""
    require(actor, Act.DRIVE)
    offer = await find_offer(session, offer_id)
    if offer is None or offer.driver_id != actor.person_id:
        raise OfferGone()
    await take_hold(session, JobRow, [offer.job_id])
    declined = OfferState.DECLINED
    if not await pass_on(
        session, actor, [offer], state=declined, reason=reason, now=now, window=window
    ):
        raise OfferGone()


async def lapse_offers(
    session: AsyncSession, *, now: datetime, window: timedelta = OFFER_WINDOW
) -> int:
    """Pass on every offer that was not answered in time; how many there were. Whoever is asked
    next has `window`."""
    overdue = await overdue_offers(session, now, BATCH)
    await take_hold(session, JobRow, (offer.job_id for offer in overdue))
    reason, state = Reason.NO_ANSWER, OfferState.LAPSED
    lapsed = await pass_on(
        session, SYSTEM, overdue, state=state, reason=reason, now=now, window=window
    )
    await tell_offers_closed(session, lapsed, now)
    return len(lapsed)


async def release_job(
    session: AsyncSession, actor: Actor, *, job_id: int, reason: Reason, now: datetime
) -> None:
    """The driver hands a job back before anything was loaded: the next driver is asked."""
    await hold_jobs(session, [job_id])
    job = await lock_job(session, job_id)
    if job is None or (actor.person_id != job.driver_id and not permits(actor, Act.OVERRIDE)):
        raise NotFound()
    if job.state is JobState.UNDERWAY:
        raise StillAboard()
    if job.state is not JobState.ACCEPTED:
        raise Outdated()
    await _hand_back(session, actor, job, reason, now)


async def pass_on_offers(
    session: AsyncSession, *, driver_id: int, reason: Reason, now: datetime
) -> None:
    """Give to others what a driver was asked or has accepted and not loaded.

    For one who goes off duty or has blocked us. Goods aboard stay in the driver's custody.
    """
    await hold_asked(session, driver_id)
    asked = await open_offers_of(session, driver_id)
    await pass_on(session, SYSTEM, asked, state=OfferState.DECLINED, reason=reason, now=now)
    running = await job_of(session, driver_id)
    if running is None or running.id is None:
        return
    job = await lock_job(session, running.id)
    if job is not None and job.state is JobState.ACCEPTED and job.driver_id == driver_id:
        await _hand_back(session, SYSTEM, job, reason, now)


async def hold_asked(session: AsyncSession, driver_id: int) -> None:
    """Take hold of every job a driver was asked about or has in hand, and of those that meet them,
    before their shift ends."""
    running = await job_of(session, driver_id)
    asked = [offer.job_id for offer in await open_offers_of(session, driver_id)]
    await hold_jobs(session, [*asked, *([known(running.id)] if running else [])])


async def _reveal(session: AsyncSession, actor: Actor, won: Won, now: datetime) -> None:
    """Show the winner where to go, and write down that it was shown."""
    stops = (await session.execute(_STOPS, {"job": won.job_id})).all()
    await give_codes(session, [stop.id for stop in stops if stop.kind is StopKind.DELIVERY])
    to_do = [stop.id for stop in stops if stop.state in OPEN_STOP]
    await _tell_winner(session, won, to_do[0], now)
    for kind, facts in (
        ("job.accepted", {"offer": won.offer_id}),
        ("address.revealed", {"offer": won.offer_id, "stops": len(to_do)}),
    ):
        await ledger.record(
            session,
            kind=kind,
            actor=actor,
            subject=f"job:{won.job_id}",
            facts=facts,
            now=now,
            drill=won.drill,
        )
    await show_journey(session, await matches_of_job(session, won.job_id), now)
    await meet(session, won.job_id, won.driver_id, now)


async def _tell_winner(session: AsyncSession, won: Won, first_stop_id: int, now: datetime) -> None:
    """Owe the winner the job's card, the address and the first place on a map."""
    await messages.enqueue_card(
        session,
        kind="job",
        subject_id=won.job_id,
        person_id=won.driver_id,
        now=now,
        drill=won.drill,
    )
    for kind, params in (
        ("job_address", {"job_id": won.job_id}),
        ("venue", {"job_id": won.job_id, "stop_id": first_stop_id}),
    ):
        await messages.enqueue(
            session,
            person_id=won.driver_id,
            kind=kind,
            params=params,
            lane=1,
            now=now,
            drill=won.drill,
        )


async def _hand_back(
    session: AsyncSession, actor: Actor, job: JobRow, reason: Reason, now: datetime
) -> None:
    """Take an accepted job from its driver; its stops start anew with the next one."""
    driver_id, job_id = job.driver_id, known(job.id)
    if not await move_job(
        session,
        job_id,
        JobState.ACCEPTED,
        to=JobState.OPEN,
        driver_id=None,
        shift_id=None,
        accepted_at=None,
    ):
        raise Outdated()
    offer = known(await accepted_offer(session, job_id))
    await session.execute(
        sa.update(OfferRow)
        .where(col(OfferRow.id) == offer.id)
        .values(state=OfferState.DECLINED, reason=reason, ended_at=now),
        execution_options=QUIET,
    )
    await session.execute(
        sa.update(StopRow)
        .where(col(StopRow.job_id) == job_id, col(StopRow.state) == StopState.ARRIVED)
        .values(state=StopState.PLANNED, arrived_at=None),
        execution_options=QUIET,
    )
    await ledger.record(
        session,
        kind="job.released",
        actor=actor,
        subject=f"job:{job_id}",
        facts={"reason": reason.value},
        now=now,
        drill=job.drill,
    )
    await part(session, job_id, now)
    if reason is Reason.VEHICLE_TROUBLE:
        await stand_down(session, known(driver_id), now)
    await show_job(session, job, driver_id, now)
    await show_journey(session, await matches_of_job(session, job_id), now)
    await seek_next(session, {job_id: own_window(offer)}, [known(driver_id)], job.drill, now)
