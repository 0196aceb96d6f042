"""A road is closed on the way of somebody under way: the driver and the coordinators are told."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.actions import messages
from db.actions.jobs import tell_coordinators
from db.queries.in_hand import jobs_in_hand
from db.queries.roads import roads_now
from matching.assign import cut_off_at


async def tell_cut_off(
    session: AsyncSession, closures: Collection[int], *, drill: bool, now: datetime
) -> int:
    """Tell whose accepted job these closures bar, once for each; how many there are.

    The job stays theirs: only who is there knows whether another way leads round.
    """
    roads = await roads_now(session, drill=drill, now=now)
    told = 0
    for job in await jobs_in_hand(session, drill=drill):
        barred = cut_off_at(job, roads, closures)
        if barred is None:
            continue
        told += 1
        stop, closure_id = barred
        params = {"job_id": job.job_id, "stop_id": stop.stop_id, "closure_id": closure_id}
        once = f"{closure_id}:{job.job_id}"
        await messages.enqueue(
            session,
            person_id=job.vehicle.driver_id,
            kind="cut_off",
            params=params,
            lane=1,
            dedupe_key=f"cut_off:{once}:{job.vehicle.driver_id}",
            now=now,
            drill=drill,
        )
        await tell_coordinators(session, "cut_off_job", params, once, drill, now)
    return told
