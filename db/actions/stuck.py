"""What a plan could not place: jobs nobody can carry are taken apart, coordinators are told."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from db.actions.jobs import advance_job, free_unloaded, tell_coordinators
from db.actions.moves import known
from db.queries.silent import silent_jobs
from db.queries.stuck import StuckKind, critical_needs_of
from db.queries.transport import find_match, lock_job
from db.tables import JobRow
from matching.model import AllocationState, JobState, Reason
from matching.permissions import SYSTEM
from matching.plan import Obstacle, Shortage, Stuck

PATIENCE = timedelta(minutes=10)
"""How long confirmed goods may wait for a vehicle before a coordinator is told."""

AT_ONCE = 500
"""Lines asked for by number in one statement: more of them hold up the loop."""
BEYOND_ALL = {
    Obstacle.VEHICLE_TOO_SMALL: Reason.TOO_LARGE,
    Obstacle.NO_COLD_CHAIN: Reason.OTHER,
    Obstacle.NO_HAZMAT: Reason.OTHER,
    Obstacle.ROAD_CLOSED: Reason.ROAD_BLOCKED,
}
"""Obstacles that no driver on duty gets over, whoever is asked, and why the job then ends."""


async def settle_stuck(session: AsyncSession, stuck: Stuck, now: datetime) -> None:
    """Do what can be done about a load or a job that no driver on duty takes."""
    if stuck.job_id is not None:
        await _settle_job(session, stuck.job_id, stuck.obstacle, now)
    elif stuck.allocation_id is not None:
        await _tell_load(session, stuck.allocation_id, now)


async def tell_shortages(
    session: AsyncSession, shortages: Iterable[Shortage], now: datetime
) -> None:
    """Tell coordinators, once for each need, that a life at risk waits and no lot covers it.

    Reports that nobody has verified are left out: coordinators were asked about those already.
    """
    lines = [
        shortage.line_id
        for shortage in shortages
        if all(obstacle is not Obstacle.UNVERIFIED for obstacle, _ in shortage.obstacles)
    ]
    for start in range(0, len(lines), AT_ONCE):
        for need in await critical_needs_of(session, lines[start : start + AT_ONCE]):
            await _tell(session, StuckKind.CRITICAL, need.id, need.drill, now)


async def tell_silent(session: AsyncSession, *, now: datetime) -> None:
    """Tell coordinators, once per job and driver, of drivers nobody has heard of since accepting.

    The job stays theirs: a coordinator calls before anything is taken away.
    """
    for job in await silent_jobs(session, now=now):
        params: dict[str, int | str] = {"kind": StuckKind.SILENT.value, "id": job.job_id}
        once = f"{StuckKind.SILENT}:{job.job_id}:{job.driver_id}"
        await tell_coordinators(session, "stuck", params, once, job.drill, now)


async def _settle_job(
    session: AsyncSession, job_id: int, obstacle: Obstacle, now: datetime
) -> None:
    """Take apart a job beyond every vehicle; tell coordinators once of one that waits too long."""
    job = await lock_job(session, job_id)
    if job is None or job.state is not JobState.OPEN:
        return
    if obstacle is Obstacle.ALL_DRIVERS_ASKED or job.created_at <= now - PATIENCE:
        await _tell(session, StuckKind.UNTAKEN, job_id, job.drill, now)
    if obstacle in BEYOND_ALL:
        await _dissolve(session, job, BEYOND_ALL[obstacle], now)


async def _dissolve(session: AsyncSession, job: JobRow, reason: Reason, now: datetime) -> None:
    """Free the loads of a job, so that the next plan forms others that somebody can carry."""
    await free_unloaded(session, job, now)
    await advance_job(session, SYSTEM, job, reason=reason, now=now)


async def _tell_load(session: AsyncSession, allocation_id: int, now: datetime) -> None:
    """Tell coordinators once of confirmed goods that no vehicle fetches."""
    match = await find_match(session, allocation_id)
    if match is not None and match.given_at is not None:
        stop_id = known(match.delivery_stop_id)
        await _tell(session, StuckKind.AT_NODE, stop_id, match.drill, now)
        return
    if match is None or match.state is not AllocationState.CONFIRMED:
        return
    said = (match.supplier_confirmed_at, match.receiver_confirmed_at)
    if any(at is not None and at > now - PATIENCE for at in said):
        return
    await _tell(session, StuckKind.UNCARRIED, known(match.allocation_id), match.drill, now)


async def _tell(
    session: AsyncSession, kind: StuckKind, row_id: int, drill: bool, now: datetime
) -> None:
    params = {"kind": kind.value, "id": row_id}
    await tell_coordinators(session, "stuck", params, f"{kind}:{row_id}", drill, now)
