"""A vehicle that cannot go on: its goods are fetched by another, unless it is mended first."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.actions import ledger, messages
from db.actions.codes import forget_codes
from db.actions.custody import job_in_hand
from db.actions.duty import go_on_after, stand_down
from db.actions.events import report_event
from db.actions.jobs import (
    advance_job,
    codes_told,
    drop_and_cancel,
    end_job,
    free_unloaded,
    tell_coordinators,
)
from db.actions.legs import renumber_legs
from db.actions.moves import QUIET, known
from db.actions.overtaken import write_over
from db.actions.promises import show_both_ends
from db.actions.relief import cut_legs, point_consignment, send_relief
from db.actions.tick_requests import request_tick
from db.queries.legs import LEGS, Leg, legs_of_consignments, legs_of_job
from db.queries.stranded import left_out, once_bound_for
from db.queries.stuck import StuckKind
from db.queries.transport import Match, find_stop, lock_job, matches_of_job
from db.tables import JobRow, StopRow
from matching.errors import Outdated
from matching.model import JobState, Reason, StopState, TickName
from matching.permissions import Act, Actor, require
from matching.touched import Event, EventKind


async def report_breakdown(
    session: AsyncSession, actor: Actor, *, job_id: int, reason: Reason, now: datetime
) -> None:
    """The driver cannot go on. What is not aboard goes to another driver at once.

    Goods aboard stay in the driver's custody until another vehicle has fetched them, they are
    returned or reported lost, or the driver goes on after all. Receivers and coordinators are
    told. A vehicle in trouble is off duty from now on. Raises `Outdated` where the same was told
    before.
    """
    job = await job_in_hand(session, actor, job_id)
    if job.reason is reason:
        raise Outdated()  # said before; a slow phone says it again
    freed = await free_unloaded(session, job, now)
    is_broken = reason is Reason.VEHICLE_TROUBLE
    if is_broken:
        await stand_down(session, known(job.driver_id), now)
    if not any(match.aboard for match in await matches_of_job(session, job_id)):
        await end_job(session, actor, job, to=JobState.FAILED, reason=reason, now=now)
        return
    stopped = job.reason is Reason.COORDINATOR_DECISION  # what the driver says lifts that not
    await _stand_still(session, job_id, job.reason if stopped else reason)
    await ledger.record(
        session,
        kind="job.stranded",
        actor=actor,
        subject=f"job:{job_id}",
        facts={"reason": reason.value},
        now=now,
        drill=job.drill,
    )
    await forget_codes(session, _nodes_ahead(await matches_of_job(session, job_id)))
    if is_broken:
        await send_relief(session, actor, job, now)
    stranded = known(await lock_job(session, job_id))
    await advance_job(session, actor, stranded, reason=stranded.reason, now=now)
    await _tell_stranded(session, stranded, now)
    loads = tuple(match.allocation_id for match in freed)
    lost = Event(EventKind.DRIVER, known(job.driver_id), loads=loads)
    await report_event(session, lost, drill=job.drill, now=now)


async def fail_job(
    session: AsyncSession, actor: Actor, *, job_id: int, reason: Reason, now: datetime
) -> None:
    """The same, said by a coordinator."""
    await report_breakdown(session, actor, job_id=job_id, reason=reason, now=now)


async def relieve_job(session: AsyncSession, actor: Actor, *, job_id: int, now: datetime) -> None:
    """A coordinator has another vehicle sent for what is aboard one that stands still.

    Where whoever was asked has fallen out, the matcher looks for another at once.
    """
    require(actor, Act.OVERRIDE)
    job = await job_in_hand(session, actor, job_id)
    if job.reason is None:
        raise Outdated()
    if await send_relief(session, actor, job, now) is None:
        if not await _nobody_comes(session, job_id):
            raise Outdated()
        await request_tick(session, TickName.MATCH, now=now)
        return
    fresh = known(await lock_job(session, job_id))
    await advance_job(session, actor, fresh, reason=fresh.reason, now=now)
    await _show_ends(session, job_id, now)


async def _nobody_comes(session: AsyncSession, job_id: int) -> bool:
    """Whether the goods wait where the vehicle stands, and no job to fetch them is left."""
    here = {leg.consignment_id: leg for leg in cut_legs(await legs_of_job(session, job_id), job_id)}
    if not here or any(leg.handed_at for leg in here.values()):
        return False
    ways = await legs_of_consignments(session, sorted(here))
    return not any(leg.number > here[leg.consignment_id].number for leg in ways)


async def resume_job(session: AsyncSession, actor: Actor, *, job_id: int, now: datetime) -> None:
    """The driver can go on: on duty again, and to the doors as before; whoever was asked to fetch
    the goods need not come. Raises `Outdated` once they are handed over.

    Whom a coordinator has stopped, only a coordinator lets go on.
    """
    job = await job_in_hand(session, actor, job_id)
    legs = cut_legs(await legs_of_job(session, job_id), job_id)
    if job.reason is None or any(leg.handed_at for leg in legs):
        raise Outdated()
    was = job.reason
    if was is Reason.COORDINATOR_DECISION:
        require(actor, Act.OVERRIDE)
    await _stand_still(session, job_id, None)
    if was is Reason.VEHICLE_TROUBLE:
        await go_on_after(session, actor, job, now)
    await _to_the_doors(session, actor, job_id, legs, now)
    await ledger.record(
        session,
        kind="job.resumed",
        actor=actor,
        subject=f"job:{job_id}",
        facts={"reason": was.value},
        now=now,
        drill=job.drill,
    )
    fresh = known(await lock_job(session, job_id))
    await advance_job(session, actor, fresh, reason=None, now=now)
    await _show_ends(session, job_id, now)
    for match in await _waited_for(session, job_id):
        await _tell_receiver(session, match, "goes_on", fresh, now)


async def _stand_still(session: AsyncSession, job_id: int, reason: Reason | None) -> None:
    await session.execute(
        sa.update(JobRow)
        .where(col(JobRow.id) == job_id)
        .values(reason=reason, version=col(JobRow.version) + 1),
        execution_options=QUIET,
    )


def _nodes_ahead(matches: Sequence[Match]) -> list[int]:
    """Stops at nodes: the code of one counts only where a vehicle stands still, and a new one is
    given to whoever comes."""
    return sorted({known(match.delivery_stop_id) for match in matches if match.to_node})


async def _to_the_doors(
    session: AsyncSession, actor: Actor, job_id: int, legs: Sequence[Leg], now: datetime
) -> None:
    """Undo what `send_relief` did: each leg ends where it was to end before.

    What is aboard for several doors stands at one stop, the vehicle's own: that one is left out
    once all of it goes on.
    """
    doors = await left_out(session, job_id)
    stops: dict[int, StopState] = {}
    for leg in legs:
        here = known(await find_stop(session, leg.delivery_stop_id))
        if here.state is not StopState.ARRIVED:
            continue
        door = await _to_the_door(session, actor, leg, doors, now)
        if door is not None:
            stops |= {known(here.id): StopState.SKIPPED, known(door.id): StopState.PLANNED}
    for stop_id, state in stops.items():
        await session.execute(
            sa.update(StopRow).where(col(StopRow.id) == stop_id).values(state=state),
            execution_options=QUIET,
        )
    await _codes_count_again(session, job_id, [stop.id for stop in doors if stop.id in stops], now)


async def _codes_count_again(
    session: AsyncSession, job_id: int, stop_ids: Sequence[int | None], now: datetime
) -> None:
    """The code that a receiver was told for a door counts again, and is shown where it stood."""
    matches = await matches_of_job(session, job_id)
    for stop_id in map(known, stop_ids):
        await write_over(
            session,
            codes_told(stop_id, matches),
            kind="handover_code",
            now=now,
            drill=matches[0].drill,
        )


async def _to_the_door(
    session: AsyncSession, actor: Actor, leg: Leg, doors: Sequence[StopRow], now: datetime
) -> StopRow | None:
    """Let one consignment go on to the stop it was on its way to; None if nobody changed that."""
    later = [
        each
        for each in await legs_of_consignments(session, [leg.consignment_id])
        if each.number > leg.number
    ]
    door, fetching = await _old_door(session, leg, later, doors)
    if door is None:
        return None
    await drop_and_cancel(session, actor, later[:fetching], now)
    await point_consignment(session, leg.consignment_id, known(door.id))
    mine = LEGS.c.id == leg.leg_id
    if leg.number == 1 and not later[fetching:]:  # from door to door again, in no legs
        await session.execute(sa.delete(LEGS).where(mine))
        return door
    await session.execute(sa.update(LEGS).where(mine).values(delivery_stop_id=door.id))
    await renumber_legs(session, later[fetching:], leg.number + 1)
    return door


async def _old_door(
    session: AsyncSession, leg: Leg, later: Sequence[Leg], doors: Sequence[StopRow]
) -> tuple[StopRow | None, int]:
    """The stop that goods were on their way to, by where the legs after go or, where those were
    dropped, went; and how many legs only bring them there."""
    by_place = {door.place_id: door for door in doors}
    for count, each in enumerate(later, 1):
        end = known(await find_stop(session, each.delivery_stop_id))
        if end.place_id in by_place:
            return by_place[end.place_id], count
    for place_id in await once_bound_for(session, leg.consignment_id):
        if place_id in by_place:
            return by_place[place_id], len(later)
    return None, 0


async def _tell_stranded(session: AsyncSession, job: JobRow, now: datetime) -> None:
    """Tell each receiver, and the desk, that goods of theirs stand on the road."""
    job_id = known(job.id)
    for match in await _waited_for(session, job_id):
        await _tell_receiver(session, match, "stands_still", job, now)
    await _show_ends(session, job_id, now)
    await tell_coordinators(
        session,
        "stuck",
        {"kind": StuckKind.STRANDED.value, "id": job_id},
        f"job:{job_id}:{job.version}",
        job.drill,
        now,
    )


async def _tell_receiver(
    session: AsyncSession, match: Match, kind: str, job: JobRow, now: datetime
) -> None:
    await messages.enqueue(
        session,
        person_id=match.reporter_id,
        kind=kind,
        params={"need_id": match.need_id, "job_id": job.id},
        lane=1,
        dedupe_key=f"{kind}:{job.id}:{job.version}:{match.need_id}",
        now=now,
        drill=match.drill,
    )


async def _waited_for(session: AsyncSession, job_id: int) -> list[Match]:
    """What is aboard and nobody has refused, one of each need."""
    aboard = [m for m in await matches_of_job(session, job_id) if m.aboard and not m.rejected]
    return list({match.need_id: match for match in aboard}.values())


async def _show_ends(session: AsyncSession, job_id: int, now: datetime) -> None:
    for match in await matches_of_job(session, job_id):
        if match.aboard:
            await show_both_ends(session, match, now)
