"""The coordinator's desk: how much of what is stuck, page by page, and the city in numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.queries.legs import held_job
from db.queries.situation import need_figures, need_standings
from db.queries.stuck import StuckKind, stuck_statement
from db.queries.stuck_jobs import OFFERABLE
from db.tables import (
    BroadcastRow,
    ClosureRow,
    HandoverRow,
    JobRow,
    LotRow,
    ShiftRow,
)
from matching.model import HandoverKind, JobState


@dataclass(frozen=True, slots=True)
class StuckRow:
    """One thing that waits. What `code`, `name`, `item` and `quantity` are depends on the kind."""

    id: int
    since: datetime
    code: str = ""
    name: str = ""
    item_code: str = ""
    quantity: int = 0
    district: str = ""
    state: str = ""
    drill: bool = False


async def stuck_counts(session: AsyncSession, now: datetime) -> Mapping[StuckKind, int]:
    """How many of each kind wait."""
    counts = [
        sa.select(sa.func.count())
        .select_from(stuck_statement(kind, now).order_by(None).subquery())
        .scalar_subquery()
        for kind in StuckKind
    ]
    row: Any = (await session.execute(sa.select(*counts))).one()
    return dict(zip(StuckKind, row, strict=True))


async def stuck_page(
    session: AsyncSession, kind: StuckKind, now: datetime, *, page: int, size: int
) -> Sequence[StuckRow]:
    """One page of what waits, counted from 0, the longest waiting first.

    One row more than `size` says that there is a next page.
    """
    statement = stuck_statement(kind, now).limit(size + 1).offset(page * size)
    rows: sa.Result[Any] = await session.execute(statement)
    return [StuckRow(**row._asdict()) for row in rows]


async def situation_counts(
    session: AsyncSession, now: datetime, *, drill: bool | None = None
) -> Mapping[str, int]:
    """The whole city in a few numbers; of practice or of real work alone where `drill` says so.

    `jobs_waiting` are jobs that a driver is sought for, `jobs_untaken` those of them that are on
    the list "Jobs nobody takes". A leg whose goods are not near yet waits for goods, not for a
    driver, and is neither.
    """

    def count(table: Any, *where: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
        asked = where if drill is None else (*where, col(table.drill) == drill)
        return sa.select(sa.func.count()).select_from(table).where(*asked).scalar_subquery()

    untaken = stuck_statement(StuckKind.UNTAKEN, now).order_by(None).subquery()
    running = (JobState.ACCEPTED, JobState.UNDERWAY)
    counts = {
        "lots_free": count(LotRow, col(LotRow.free) > 0, col(LotRow.withdrawn_at).is_(None)),
        "drivers": count(ShiftRow, col(ShiftRow.ended_at).is_(None)),
        "jobs_running": count(JobRow, col(JobRow.state).in_(running)),
        "jobs_waiting": count(JobRow, col(JobRow.state).in_(OFFERABLE), ~held_job(now)),
        "jobs_untaken": count(JobRow, col(JobRow.id).in_(sa.select(untaken.c.id))),
        "jobs_done": count(JobRow, _delivered()),
        "closures": count(ClosureRow, *_in_force(now)),
    }
    row: Any = (await session.execute(sa.select(*counts.values()))).one()
    needs = need_figures(await need_standings(session, drill=drill))
    return {**needs, **dict(zip(counts, row, strict=True))}


def _delivered() -> sa.ColumnElement[bool]:
    """Jobs that are over and of which a receiver got something: goods that only changed vehicles,
    were brought back or lost reached nobody."""
    got = sa.exists().where(
        col(HandoverRow.job_id) == col(JobRow.id),
        col(HandoverRow.kind) == HandoverKind.DELIVERY,
        col(HandoverRow.quantity) > 0,
    )
    return sa.and_(col(JobRow.state).in_((JobState.CLOSED, JobState.FAILED)), got)


async def open_closures(session: AsyncSession, now: datetime) -> Sequence[ClosureRow]:
    """Closures in force or to come, the newest first."""
    rows = await session.scalars(
        sa.select(ClosureRow).where(*_in_force(now)).order_by(col(ClosureRow.id).desc()).limit(20)
    )
    return rows.all()


def _in_force(now: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    ends = col(ClosureRow.ends_at)
    return (col(ClosureRow.lifted_at).is_(None), sa.or_(ends.is_(None), ends > now))


async def find_broadcast(session: AsyncSession, broadcast_id: int) -> BroadcastRow | None:
    """One alert."""
    return await session.get(BroadcastRow, broadcast_id)
