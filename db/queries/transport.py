"""Matches, stops and shifts as the actions that move goods need them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.columns import table_of
from db.tables import (
    AllocationRow,
    ConsignmentRow,
    JobRow,
    LegRow,
    LotRow,
    NeedLineRow,
    NeedRow,
    ShiftRow,
    StopRow,
    VehicleRow,
)
from matching.model import (
    AllocationState,
    JobState,
    Reason,
    StopState,
    Urgency,
)

RUNNING = (JobState.ACCEPTED, JobState.UNDERWAY)
OPEN_STOP = (StopState.PLANNED, StopState.ARRIVED)
FRESH = {"populate_existing": True}
"""Guarded UPDATEs go past the rows already read in this session: read them anew."""


@dataclass(frozen=True, slots=True)
class Match:
    """One allocation with both ends and its journey. Quantities in base units."""

    allocation_id: int
    state: AllocationState
    quantity: int
    reason: Reason | None
    loaded: int
    accepted: int
    rejected: int
    lost: int
    returned: int
    confirm_by: datetime | None
    supplier_confirmed_at: datetime | None
    receiver_confirmed_at: datetime | None
    drill: bool
    line_id: int
    lot_id: int
    supplier_id: int
    need_id: int
    reporter_id: int
    urgency: Urgency
    job_id: int | None
    pickup_stop_id: int | None
    delivery_stop_id: int | None
    consignment_id: int | None
    given_at: datetime | None
    """When the leg it came by gave it into keeping at a node, from where it has not gone on."""
    to_node: bool
    """It is on a leg to a node, and nobody receives it there."""

    @property
    def out(self) -> int:
        """Away from the shelf: loaded, and neither accepted nor lost nor brought back."""
        return self.loaded - self.accepted - self.lost - self.returned

    @property
    def aboard(self) -> int:
        """On the vehicle: away from the shelf, and not kept at a node."""
        return 0 if self.given_at is not None else self.out


_ALLOCATIONS = table_of(AllocationRow)
_CONSIGNMENTS = table_of(ConsignmentRow)
_JOBS = table_of(JobRow)
_LOTS = table_of(LotRow)
_LINES = table_of(NeedLineRow)
_NEEDS = table_of(NeedRow)
_LEGS = table_of(LegRow)
_STOPS = table_of(StopRow)

_MATCH = (
    sa.select(
        _ALLOCATIONS.c.id,
        _ALLOCATIONS.c.state,
        _ALLOCATIONS.c.quantity,
        _ALLOCATIONS.c.reason,
        _ALLOCATIONS.c.loaded,
        _ALLOCATIONS.c.accepted,
        _ALLOCATIONS.c.rejected,
        _ALLOCATIONS.c.lost,
        _ALLOCATIONS.c.returned,
        _ALLOCATIONS.c.confirm_by,
        _ALLOCATIONS.c.supplier_confirmed_at,
        _ALLOCATIONS.c.receiver_confirmed_at,
        _ALLOCATIONS.c.drill,
        _ALLOCATIONS.c.need_line_id,
        _ALLOCATIONS.c.lot_id,
        _LOTS.c.supplier_id,
        _NEEDS.c.id,
        _NEEDS.c.reporter_id,
        _NEEDS.c.urgency,
        _CONSIGNMENTS.c.job_id,
        _CONSIGNMENTS.c.pickup_stop_id,
        _CONSIGNMENTS.c.delivery_stop_id,
        _CONSIGNMENTS.c.id,
        _LEGS.c.given_at,
        sa.and_(
            _LEGS.c.id.is_not(None),
            sa.exists().where(
                _STOPS.c.id == _CONSIGNMENTS.c.delivery_stop_id,
                _STOPS.c.place_id != _NEEDS.c.place_id,
            ),
        ),
    )
    .select_from(_ALLOCATIONS)
    .join(_LOTS, _LOTS.c.id == _ALLOCATIONS.c.lot_id)
    .join(_LINES, _LINES.c.id == _ALLOCATIONS.c.need_line_id)
    .join(_NEEDS, _NEEDS.c.id == _LINES.c.need_id)
    .outerjoin(_CONSIGNMENTS, _CONSIGNMENTS.c.id == _ALLOCATIONS.c.consignment_id)
    .outerjoin(
        _LEGS,
        sa.and_(
            _LEGS.c.consignment_id == _CONSIGNMENTS.c.id,
            _LEGS.c.job_id == _CONSIGNMENTS.c.job_id,
            _LEGS.c.dropped_at.is_(None),
        ),
    )
    .order_by(_ALLOCATIONS.c.id)
)
_ONE_MATCH = _MATCH.where(_ALLOCATIONS.c.id == sa.bindparam("allocation"))
_OF_JOB = _MATCH.where(_CONSIGNMENTS.c.job_id == sa.bindparam("job"))
_AT_STOP = _MATCH.where(
    sa.or_(
        _CONSIGNMENTS.c.pickup_stop_id == sa.bindparam("stop"),
        _CONSIGNMENTS.c.delivery_stop_id == sa.bindparam("stop"),
    )
)
_UNANSWERED = (
    _MATCH.where(
        _ALLOCATIONS.c.state == AllocationState.PROPOSED,
        _ALLOCATIONS.c.confirm_by <= sa.bindparam("now"),
    )
    .order_by(None)
    .order_by(_ALLOCATIONS.c.confirm_by, _ALLOCATIONS.c.id)
    .limit(sa.bindparam("limit", type_=sa.Integer))
)
_ASKED = (
    _MATCH.where(
        _ALLOCATIONS.c.state == AllocationState.PROPOSED,
        sa.or_(
            sa.and_(
                _LOTS.c.supplier_id == sa.bindparam("person"),
                _ALLOCATIONS.c.supplier_confirmed_at.is_(None),
            ),
            sa.and_(
                _NEEDS.c.reporter_id == sa.bindparam("person"),
                _ALLOCATIONS.c.receiver_confirmed_at.is_(None),
            ),
        ),
    )
).limit(sa.bindparam("limit", type_=sa.Integer))
_IN_HAND = (
    sa.select(_JOBS.c.id)
    .where(_JOBS.c.driver_id == sa.bindparam("driver"), _JOBS.c.state.in_(RUNNING))
    .limit(1)
)


async def find_match(session: AsyncSession, allocation_id: int) -> Match | None:
    """One allocation with both ends."""
    found = await _matches(session, _ONE_MATCH, {"allocation": allocation_id})
    return found[0] if found else None


async def matches_of_job(session: AsyncSession, job_id: int) -> list[Match]:
    """All that travels on a job."""
    return await _matches(session, _OF_JOB, {"job": job_id})


async def matches_at_stop(session: AsyncSession, stop_id: int) -> list[Match]:
    """All that is picked up or delivered at a stop."""
    return await _matches(session, _AT_STOP, {"stop": stop_id})


async def unanswered_matches(session: AsyncSession, now: datetime, limit: int) -> list[Match]:
    """Proposals whose time to confirm is over, the longest overdue first."""
    return await _matches(session, _UNANSWERED, {"now": now, "limit": limit})


async def questions_to(session: AsyncSession, person_id: int, limit: int) -> list[Match]:
    """Proposals that wait for this person's yes or no, the oldest first."""
    return await _matches(session, _ASKED, {"person": person_id, "limit": limit})


async def _matches(session: AsyncSession, statement: Any, params: dict[str, Any]) -> list[Match]:
    rows: Any = await session.execute(statement, params)
    return [Match(*row) for row in rows]


async def lock_job(session: AsyncSession, job_id: int) -> JobRow | None:
    """The job as it is now, held until the transaction ends: its stops change one at a time."""
    job: JobRow | None = await session.scalar(
        sa.select(JobRow).where(col(JobRow.id) == job_id).with_for_update(),
        execution_options=FRESH,
    )
    return job


async def find_stop(session: AsyncSession, stop_id: int) -> StopRow | None:
    """One stop as it is now."""
    stop: StopRow | None = await session.scalar(
        sa.select(StopRow).where(col(StopRow.id) == stop_id), execution_options=FRESH
    )
    return stop


async def open_stops(session: AsyncSession, job_id: int) -> list[StopRow]:
    """Stops with something still to do, in order."""
    rows = await session.scalars(
        sa.select(StopRow)
        .where(col(StopRow.job_id) == job_id, col(StopRow.state).in_(OPEN_STOP))
        .order_by(col(StopRow.seq)),
        execution_options=FRESH,
    )
    return list(rows)


async def job_of(session: AsyncSession, driver_id: int) -> JobRow | None:
    """The job a driver has accepted and not finished."""
    job: JobRow | None = await session.scalar(
        sa.select(JobRow)
        .where(col(JobRow.driver_id) == driver_id, col(JobRow.state).in_(RUNNING))
        .order_by(col(JobRow.id))
        .limit(1),
        execution_options=FRESH,
    )
    return job


async def has_job_in_hand(session: AsyncSession, driver_id: int) -> bool:
    """Whether a driver has accepted a job and not finished it."""
    return await session.scalar(_IN_HAND, {"driver": driver_id}) is not None


async def open_shift_of(session: AsyncSession, driver_id: int) -> ShiftRow | None:
    """The shift a driver is on, if any."""
    shift: ShiftRow | None = await session.scalar(
        sa.select(ShiftRow).where(
            col(ShiftRow.person_id) == driver_id, col(ShiftRow.ended_at).is_(None)
        ),
        execution_options=FRESH,
    )
    return shift


async def vehicles_of(session: AsyncSession, person_id: int) -> list[VehicleRow]:
    """A person's vehicles in use, the newest first."""
    rows = await session.scalars(
        sa.select(VehicleRow)
        .where(col(VehicleRow.person_id) == person_id, col(VehicleRow.retired_at).is_(None))
        .order_by(col(VehicleRow.id).desc())
        .limit(20)
    )
    return list(rows)
