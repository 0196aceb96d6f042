"""A driver under way takes one more stop along: its stops join the job in hand, behind the next."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.actions import ledger, messages
from db.actions.codes import give_codes
from db.actions.dispatch import move_job, show_job, show_journey
from db.actions.moves import QUIET, known, take_hold
from db.actions.winning import Won, asked_of, win_offer
from db.queries.in_hand import errand_of_job, job_to_lengthen
from db.queries.roads import roads_now
from db.queries.transport import lock_job, matches_of_job, open_stops
from db.tables import ConsignmentRow, JobRow, NeedRow, StopRow
from matching.errors import NotOnTheWay, OfferGone
from matching.jobs.lengthen import Detour, Errand, cheapest, lengthened
from matching.model import JobState, Reason, StopKind, StopState
from matching.permissions import Actor
from matching.snapshot import InHand, Params

_USUAL = Params()


@dataclass(frozen=True, slots=True)
class _Ends:
    """Where the goods of an errand are picked up and delivered: numbers of stops."""

    pickup: int
    delivery: int


async def lengthen_job(
    session: AsyncSession, actor: Actor, *, job_id: int, offer_id: int, now: datetime
) -> int:
    """Make what was offered a part of the job its driver has in hand; gives that job.

    Whether it still fits is decided anew, from where the driver is now. Raises OfferGone, or
    NotOnTheWay, and leaves everything as it was, if it does not.
    """
    won = await asked_of(session, driver_id=actor.person_id, offer_id=offer_id)
    await _hold(session, won.job_id, job_id)
    job = await lock_job(session, job_id)
    async with session.begin_nested():
        await win_offer(session, won, now=now)
        if job is None or job.driver_id != won.driver_id:
            raise OfferGone()
        in_hand, errand, detour = await _fitting(session, won, job, now)
        ends = await _join(session, won.job_id, in_hand, detour)
        await _outgrow(session, job, errand, detour)
        if not await move_job(
            session,
            won.job_id,
            JobState.OFFERED,
            to=JobState.CANCELLED,
            reason=Reason.CHANGED,
            closed_at=now,
        ):
            raise OfferGone()
    await _tell(session, actor, won, job, ends, now)
    return job_id


async def _hold(session: AsyncSession, new_id: int, job_id: int) -> None:
    """Take hold of both jobs and of the needs they serve: who ends one of these waits."""
    matches = [*await matches_of_job(session, new_id), *await matches_of_job(session, job_id)]
    await take_hold(session, NeedRow, (match.need_id for match in matches))
    await take_hold(session, JobRow, (new_id, job_id))


async def _fitting(
    session: AsyncSession, won: Won, job: JobRow, now: datetime
) -> tuple[InHand, Errand, Detour]:
    """Where the errand goes into the job as both are now."""
    in_hand = await job_to_lengthen(session, known(job.id))
    errand = await errand_of_job(session, won.job_id)
    if in_hand is None or errand is None or in_hand.vehicle.shift_id != won.shift_id:
        raise NotOnTheWay()
    roads = await roads_now(session, drill=job.drill, now=now)
    detour = cheapest(in_hand, errand, roads, _USUAL)
    if detour is None:
        raise NotOnTheWay()
    return in_hand, errand, detour


async def _join(session: AsyncSession, new_id: int, in_hand: InHand, detour: Detour) -> _Ends:
    """Take the stops over, or leave those behind that join one that is there already."""
    by_kind = {stop.kind: known(stop.id) for stop in await open_stops(session, new_id)}
    ahead = [stop.stop_id for stop in in_hand.stops]
    new = _Ends(by_kind[StopKind.PICKUP], by_kind[StopKind.DELIVERY])
    ends = _Ends(
        ahead[detour.pickup.after - 1] if detour.pickup.joins else new.pickup,
        ahead[detour.delivery.after - 1] if detour.delivery.joins else new.delivery,
    )
    await _put_in_order(
        session, in_hand.job_id, ahead, lengthened(ahead, detour, new.pickup, new.delivery)
    )
    if ends.delivery == new.delivery:
        await give_codes(session, [new.delivery])
    await session.execute(
        sa.update(ConsignmentRow)
        .where(col(ConsignmentRow.job_id) == new_id)
        .values(job_id=in_hand.job_id, pickup_stop_id=ends.pickup, delivery_stop_id=ends.delivery),
        execution_options=QUIET,
    )
    await session.execute(
        sa.update(StopRow)
        .where(col(StopRow.job_id) == new_id, col(StopRow.state) == StopState.PLANNED)
        .values(state=StopState.SKIPPED),
        execution_options=QUIET,
    )
    return ends


async def _put_in_order(
    session: AsyncSession, job_id: int, ahead: Iterable[int], order: Iterable[int]
) -> None:
    """Number the stops ahead anew: those there move up, the last first, and leave gaps for the
    new ones. No two stops of a job may have the same number at any moment."""
    rows = await session.execute(
        sa.select(col(StopRow.id), col(StopRow.seq)).where(col(StopRow.job_id) == job_id)
    )
    seqs = {known(stop_id): seq for stop_id, seq in rows}
    before = {stop_id: seqs.pop(stop_id) for stop_id in ahead}
    places = _numbered(order, before, frozenset(seqs.values()))
    for stop_id in sorted(places, key=lambda one: (one in before, places[one]), reverse=True):
        if places[stop_id] != before.get(stop_id):
            await session.execute(
                sa.update(StopRow)
                .where(col(StopRow.id) == stop_id)
                .values(job_id=job_id, seq=places[stop_id]),
                execution_options=QUIET,
            )


def _numbered(
    order: Iterable[int], before: Mapping[int, int], taken: frozenset[int]
) -> dict[int, int]:
    """A place for each stop: its own, or the next that is free after the one before."""
    places: dict[int, int] = {}
    last = -1
    for stop_id in order:
        last = max(last + 1, before.get(stop_id, 0))
        while last in taken:
            last += 1
        places[stop_id] = last
    return places


async def _outgrow(session: AsyncSession, job: JobRow, errand: Errand, detour: Detour) -> None:
    """What the job asks of a vehicle from now on."""
    await session.execute(
        sa.update(JobRow)
        .where(col(JobRow.id) == job.id)
        .values(
            km=job.km + detour.km,
            kg=max(job.kg, detour.full_kg),
            m3=max(job.m3, detour.full_m3),
            cold_chain=job.cold_chain or errand.cold_chain,
            hazmat=job.hazmat or errand.hazmat,
            version=col(JobRow.version) + 1,
        ),
        execution_options=QUIET,
    )


async def _tell(
    session: AsyncSession, actor: Actor, won: Won, job: JobRow, ends: _Ends, now: datetime
) -> None:
    """Show the driver where to go besides, and both ends who comes; write down that it was."""
    job_id, new = known(job.id), {"stops": [ends.pickup, ends.delivery]}
    await show_job(session, job, job.driver_id, now)
    await messages.enqueue(
        session,
        person_id=won.driver_id,
        kind="job_address",
        params={"job_id": job_id, **new},
        lane=1,
        now=now,
        drill=job.drill,
    )
    for kind, subject, facts in (
        ("job.joined", won.job_id, {"offer": won.offer_id, "job": job_id}),
        ("job.lengthened", job_id, {"offer": won.offer_id, "from": won.job_id}),
        ("address.revealed", job_id, {"offer": won.offer_id, "stops": 2}),
    ):
        await ledger.record(
            session,
            kind=kind,
            actor=actor,
            subject=f"job:{subject}",
            facts=facts,
            now=now,
            drill=job.drill,
        )
    await show_journey(session, await matches_of_job(session, job_id), now)
