"""Slots of the periodic jobs: each number is taken once, by one worker, whatever clocks say."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from db.columns import table_of
from db.engine import insert
from db.tables import TickRequestRow, TickSlotRow
from db.tables.system import SlotState
from matching.model import TickName

LEASE = timedelta(minutes=5)
"""After this a run that never finished counts as died."""

KEEP = timedelta(days=8)
"""How long finished runs stay for questions; there are 17,000 a day."""

_SLOTS = table_of(TickSlotRow)
_REQUESTS = table_of(TickRequestRow)


async def take_slot(
    session: AsyncSession,
    *,
    job: TickName,
    worker: str,
    now: datetime,
    cause: str,
    expected_last: int,
    lease: timedelta = LEASE,
    written_off: bool = False,
) -> int | None:
    """Take the slot after `expected_last`; None if another worker took it or is still running.

    A run whose lease has passed is written off as died, and the next slot is free. So it is with
    `written_off`: the caller has watched it for longer than its lease by a clock nobody can set.
    """
    last = sa.and_(_SLOTS.c.job == job, _SLOTS.c.slot == expected_last)
    running = _SLOTS.c.state == SlotState.RUNNING
    busy = await session.scalar(
        sa.select(_SLOTS.c.id).where(last, running, _SLOTS.c.lease_until > now)
    )
    if busy is not None and not written_off:
        return None
    await session.execute(sa.update(_SLOTS).where(last, running).values(state=SlotState.DIED))
    taken: int | None = await session.scalar(
        insert(session, TickSlotRow)
        .values(
            job=job,
            slot=expected_last + 1,
            worker=worker,
            cause=cause,
            started_at=now,
            lease_until=now + lease,
        )
        .on_conflict_do_nothing(index_elements=["job", "slot"])
        .returning(_SLOTS.c.slot)
    )
    return taken


async def finish_slot(
    session: AsyncSession,
    *,
    job: TickName,
    slot: int,
    ok: bool,
    took_ms: int,
    result: Mapping[str, int],
) -> bool:
    """Write down how a run went; False if it had been written off meanwhile."""
    done: Any = await session.execute(
        sa.update(_SLOTS)
        .where(_SLOTS.c.job == job, _SLOTS.c.slot == slot, _SLOTS.c.state == SlotState.RUNNING)
        .values(
            state=SlotState.DONE if ok else SlotState.FAILED,
            took_ms=took_ms,
            result=dict(result),
        )
    )
    return bool(done.rowcount == 1)


async def sweep_slots(session: AsyncSession, *, now: datetime, limit: int = 5000) -> int:
    """Drop runs older than `KEEP`, never the newest of a job: the next number follows it."""
    newer = _SLOTS.alias("newer")
    followed = sa.exists().where(newer.c.job == _SLOTS.c.job, newer.c.slot > _SLOTS.c.slot)
    old = sa.select(_SLOTS.c.id).where(_SLOTS.c.started_at < now - KEEP, followed).limit(limit)
    gone: Any = await session.execute(sa.delete(_SLOTS).where(_SLOTS.c.id.in_(old)))
    return int(gone.rowcount)


async def serve_request(session: AsyncSession, job: TickName) -> None:
    """Every wish for this job so far is met by the run that starts now."""
    await session.execute(
        sa.update(_REQUESTS)
        .where(_REQUESTS.c.job == job.value, _REQUESTS.c.served < _REQUESTS.c.asked)
        .values(served=_REQUESTS.c.asked)
    )
