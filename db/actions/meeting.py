"""Two drivers meet where a vehicle stands still: who comes, and the code that proves it.

Whoever waits for the goods is told who comes for them, and when nobody does after all.
"""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.actions import messages
from db.actions.codes import forget_codes, give_codes
from db.actions.dispatch import show_job, show_journey
from db.actions.moves import known
from db.queries.stranded import BrokenDown, relieved_by
from db.queries.transport import find_stop, lock_job, matches_of_job


async def meet(session: AsyncSession, job_id: int, driver_id: int, now: datetime) -> None:
    """A driver comes to take goods over from a vehicle that stands still: its driver is told who,
    and the one who comes is given the four digits to say there."""
    for broken in await relieved_by(session, job_id):
        await give_codes(session, [broken.stop_id])
        await _tell(session, broken, "relief_coming", broken.driver_id, job_id, now)
        await _tell(session, broken, "relief_code", driver_id, job_id, now)
        await _tell_receivers(session, broken, now)


async def part(session: AsyncSession, job_id: int, now: datetime) -> None:
    """They do not come after all: the digits count no more, and the driver who waits is told."""
    for broken in await relieved_by(session, job_id):
        if not known(await find_stop(session, broken.stop_id)).code:
            continue
        await forget_codes(session, [broken.stop_id])
        await _tell(session, broken, "relief_off", broken.driver_id, job_id, now)
        await _tell_receivers(session, broken, now)


async def _tell_receivers(session: AsyncSession, broken: BrokenDown, now: datetime) -> None:
    """What the record says of who comes, once for each need."""
    waiting = [m for m in await matches_of_job(session, broken.job_id) if m.aboard]
    for match in {m.need_id: m for m in waiting if not m.rejected}.values():
        await messages.enqueue(
            session,
            person_id=match.reporter_id,
            kind="relief_news",
            params={"need_id": match.need_id, "job_id": broken.job_id},
            lane=1,
            now=now,
            drill=match.drill,
        )


async def _tell(
    session: AsyncSession,
    broken: BrokenDown,
    kind: str,
    person_id: int,
    job_id: int,
    now: datetime,
) -> None:
    job = known(await lock_job(session, broken.job_id))
    await show_job(session, job, broken.driver_id, now)
    await show_journey(session, await matches_of_job(session, broken.job_id), now)
    await messages.enqueue(
        session,
        person_id=person_id,
        kind=kind,
        params={"job_id": broken.job_id, "stop_id": broken.stop_id, "relief_id": job_id},
        lane=1,
        now=now,
        drill=job.drill,
    )
