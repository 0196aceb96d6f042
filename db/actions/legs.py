"""What becomes of legs as their goods move on: taken, near, planned otherwise."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from db.actions.tick_requests import request_tick
from db.actions.weighing import weigh_legs
from db.queries.legs import LEGS, LIVE, Leg, legs_of_consignments, legs_of_job
from matching.model import TickName


async def take_legs(session: AsyncSession, legs: Sequence[Leg], now: datetime) -> None:
    """Custody of these legs' goods is with their driver; the next ones know when to be ready."""
    if not legs:
        return
    await session.execute(
        sa.update(LEGS).where(LEGS.c.id.in_([leg.leg_id for leg in legs])).values(taken_at=now)
    )
    for leg in legs:
        await _expect(session, leg, now + timedelta(hours=leg.hours))
    await request_tick(session, TickName.MATCH, now=now)


async def load_legs(
    session: AsyncSession, stop_id: int, consignments: Collection[int], now: datetime
) -> None:
    """Goods of these consignments went aboard at a stop: their first legs have begun."""
    legs = await legs_of_consignments(session, sorted(consignments))
    await weigh_legs(session, consignments)
    await take_legs(session, [leg for leg in legs if leg.pickup_stop_id == stop_id], now)


async def near_node(session: AsyncSession, legs: Sequence[Leg], now: datetime) -> None:
    """Goods are at the end of these legs: whoever takes the next is asked now."""
    for leg in legs:
        await _expect(session, leg, now)
    if legs:
        await request_tick(session, TickName.MATCH, now=now)


async def _expect(session: AsyncSession, leg: Leg, at: datetime) -> None:
    """Put right when the later legs of a consignment can begin, the next one at `at`."""
    for later in await legs_of_consignments(session, [leg.consignment_id]):
        if later.number > leg.number:
            await session.execute(
                sa.update(LEGS).where(LEGS.c.id == later.leg_id).values(ready_at=at)
            )
            at += timedelta(hours=later.wait_h + later.hours)


async def renumber_legs(session: AsyncSession, legs: Sequence[Leg], first: int) -> None:
    """Number these legs of one consignment, in order, from `first` on, never two alike."""
    moves = [(leg, number) for number, leg in enumerate(legs, first) if leg.number != number]
    up = bool(moves) and moves[0][1] > moves[0][0].number
    for leg, number in reversed(moves) if up else moves:
        await session.execute(sa.update(LEGS).where(LEGS.c.id == leg.leg_id).values(number=number))


async def drop_legs(session: AsyncSession, legs: Sequence[Leg], now: datetime) -> list[int]:
    """Plan these legs, of which none has begun, otherwise; the jobs that carry nothing now."""
    if not legs:
        return []
    ids = [leg.leg_id for leg in legs]
    await session.execute(
        sa.update(LEGS).where(LEGS.c.id.in_(ids), LEGS.c.taken_at.is_(None)).values(dropped_at=now)
    )
    jobs = sorted({leg.job_id for leg in legs})
    left = await session.scalars(sa.select(LEGS.c.job_id).where(LEGS.c.job_id.in_(jobs), LIVE))
    kept = set(left)
    return [job_id for job_id in jobs if job_id not in kept]


async def legs_after_job(session: AsyncSession, job_id: int) -> list[Leg]:
    """What cannot be as planned once a job has ended: its own legs that never began, and those
    after legs of it whose goods were not handed on."""
    own = [leg for leg in await legs_of_job(session, job_id) if leg.given_at is None]
    first = {leg.consignment_id: leg.number for leg in own}
    return [
        leg
        for leg in await legs_of_consignments(session, sorted(first))
        if leg.number >= first[leg.consignment_id] and leg.taken_at is None
    ]
