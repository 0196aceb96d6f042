"""A vehicle in trouble is off duty at once, and on duty again when its driver says so."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.actions import ledger
from db.actions.moves import changed_one, known
from db.queries.transport import open_shift_of
from db.tables import JobRow, ShiftRow
from matching.permissions import SYSTEM, Actor


async def stand_down(session: AsyncSession, driver_id: int, now: datetime) -> None:
    """End the shift of a driver whose vehicle cannot go on; offers they have not answered lapse,
    for who is on no shift can accept none."""
    shift = await open_shift_of(session, driver_id)
    if shift is None or not await changed_one(
        session,
        sa.update(ShiftRow)
        .where(col(ShiftRow.id) == shift.id, col(ShiftRow.ended_at).is_(None))
        .values(ended_at=now),
    ):
        return
    await ledger.record(
        session,
        kind="shift.ended",
        actor=SYSTEM,
        subject=f"shift:{known(shift.id)}",
        facts={"reason": "vehicle_trouble"},
        now=now,
        drill=shift.drill,
    )


async def go_on_after(session: AsyncSession, actor: Actor, job: JobRow, now: datetime) -> None:
    """Go on with the shift that trouble had ended, unless another was begun since."""
    driver_id, shift_id = known(job.driver_id), known(job.shift_id)
    if await open_shift_of(session, driver_id) is not None or not await changed_one(
        session,
        sa.update(ShiftRow)
        .where(
            col(ShiftRow.id) == shift_id,
            col(ShiftRow.person_id) == driver_id,
            col(ShiftRow.ended_at).is_not(None),
        )
        .values(ended_at=None),
    ):
        return
    await ledger.record(
        session,
        kind="shift.resumed",
        actor=actor,
        subject=f"shift:{shift_id}",
        facts={"job": known(job.id)},
        now=now,
        drill=job.drill,
    )
