"""Promises of lots to needs, each with who carries it and how far it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from db.queries.journeys import Journey, journeys_of
from db.queries.transport import FRESH
from db.tables import (
    AllocationRow,
    ConsignmentRow,
    JobRow,
    LotRow,
    NeedLineRow,
    NeedRow,
    OrganisationRow,
    PersonRow,
    PlaceRow,
    ShiftRow,
    StopRow,
    VehicleRow,
)
from matching.model import AllocationState, JobState, Reason, StopState, Urgency

ACTIVE = frozenset({AllocationState.PROPOSED, AllocationState.CONFIRMED, AllocationState.LOADED})
"""States in which something is still to come of a promise."""
MOST_SHOWN = 60
"""Promises read for one card; the newest ones count."""


@dataclass(frozen=True, slots=True)
class Promise:
    """One allocation with both ends and its journey. Quantities in base units, km by road."""

    allocation_id: int
    need_id: int
    need_code: str
    need_line_id: int
    lot_id: int
    item_code: str
    asked_code: str
    """What was asked for; another item where this one stands in for it."""
    quantity: int
    state: AllocationState
    reason: Reason | None
    km: float
    supplier_id: int
    supplier: str
    """The supplier's organisation, or their name."""
    reporter_id: int
    urgency: Urgency
    deadline: datetime | None
    from_district: str
    to_district: str
    supplier_confirmed: bool
    receiver_confirmed: bool
    confirm_by: datetime | None
    loaded: int
    accepted: int
    rejected: int
    lost: int
    returned: int
    job_id: int | None
    job_state: JobState | None
    delivery_state: StopState | None
    driver: str
    vehicle: str
    created_at: datetime
    ended_at: datetime | None
    drill: bool
    journey: Journey | None = None
    """Over several legs, if it goes so."""

    @property
    def stands_in(self) -> bool:
        """The goods are not what was asked for but may stand in for it."""
        return self.item_code != self.asked_code

    @property
    def is_active(self) -> bool:
        """True while something is still to come of it."""
        return self.state in ACTIVE

    @property
    def has_driver(self) -> bool:
        """True once a driver has accepted the job it travels on."""
        return self.job_state in (JobState.ACCEPTED, JobState.UNDERWAY)


async def find_promise(session: AsyncSession, allocation_id: int) -> Promise | None:
    """One allocation with both ends."""
    found = await _promises(session, col(AllocationRow.id) == allocation_id)
    return found[0] if found else None


async def promises_of_need(session: AsyncSession, need_id: int) -> tuple[Promise, ...]:
    """All that was ever promised to a need, newest first."""
    return await _promises(session, col(NeedLineRow.need_id) == need_id)


async def asked_of_receiver(
    session: AsyncSession, need_id: int, now: datetime
) -> tuple[Promise, ...]:
    """What of a need its receiver is asked about just now, as it was ordered, oldest first; what
    only stands in for something is looked at by itself."""
    found = await _promises(
        session,
        sa.and_(
            col(NeedLineRow.need_id) == need_id,
            col(AllocationRow.state) == AllocationState.PROPOSED,
            col(AllocationRow.receiver_confirmed_at).is_(None),
            col(AllocationRow.confirm_by) > now,
        ),
    )
    return tuple(promise for promise in reversed(found) if not promise.stands_in)


async def promises_of_lot(session: AsyncSession, lot_id: int) -> tuple[Promise, ...]:
    """All that a lot ever promised, newest first."""
    return await _promises(session, col(AllocationRow.lot_id) == lot_id)


async def expiring_promises(session: AsyncSession, before: datetime, limit: int) -> list[int]:
    """Confirmed promises that no driver has taken and whose goods expire before that moment."""
    allocation = AllocationRow
    found = await session.scalars(
        sa.select(col(allocation.id))
        .join(LotRow, col(LotRow.id) == col(allocation.lot_id))
        .outerjoin(ConsignmentRow, col(ConsignmentRow.id) == col(allocation.consignment_id))
        .outerjoin(JobRow, col(JobRow.id) == col(ConsignmentRow.job_id))
        .where(
            col(allocation.state) == AllocationState.CONFIRMED,
            col(LotRow.expires_at) < before,
            sa.or_(col(allocation.consignment_id).is_(None), col(JobRow.state) == JobState.OPEN),
        )
        .order_by(col(allocation.id))
        .limit(limit)
    )
    return [number for number in found if number is not None]


_ORIGIN = aliased(PlaceRow)
_GOAL = aliased(PlaceRow)
_SUPPLIER = aliased(PersonRow)
_DRIVER = aliased(PersonRow)


_EVERY: sa.Select[*tuple[Any, ...]] = (
    sa.select(
        AllocationRow,
        NeedRow,
        LotRow,
        col(_ORIGIN.district).label("origin"),
        col(_GOAL.district).label("goal"),
        sa.func.coalesce(col(OrganisationRow.name), col(_SUPPLIER.name)).label("supplier"),
        col(NeedLineRow.item_code).label("asked_code"),
        col(JobRow.id).label("job_id"),
        col(JobRow.state).label("job_state"),
        col(StopRow.state).label("stop_state"),
        col(_DRIVER.name).label("driver"),
        col(VehicleRow.label).label("vehicle"),
    )
    .join(NeedLineRow, col(NeedLineRow.id) == col(AllocationRow.need_line_id))
    .join(NeedRow, col(NeedRow.id) == col(NeedLineRow.need_id))
    .join(LotRow, col(LotRow.id) == col(AllocationRow.lot_id))
    .join(_ORIGIN, col(_ORIGIN.id) == col(LotRow.place_id))
    .join(_GOAL, col(_GOAL.id) == col(NeedRow.place_id))
    .join(_SUPPLIER, col(_SUPPLIER.id) == col(LotRow.supplier_id))
    .outerjoin(OrganisationRow, col(OrganisationRow.id) == col(LotRow.organisation_id))
    .outerjoin(ConsignmentRow, col(ConsignmentRow.id) == col(AllocationRow.consignment_id))
    .outerjoin(JobRow, col(JobRow.id) == col(ConsignmentRow.job_id))
    .outerjoin(StopRow, col(StopRow.id) == col(ConsignmentRow.delivery_stop_id))
    .outerjoin(_DRIVER, col(_DRIVER.id) == col(JobRow.driver_id))
    .outerjoin(ShiftRow, col(ShiftRow.id) == col(JobRow.shift_id))
    .outerjoin(VehicleRow, col(VehicleRow.id) == col(ShiftRow.vehicle_id))
    .order_by(col(AllocationRow.id).desc())
    .limit(MOST_SHOWN)
)
"""Built once; whoever asks says which."""


async def _promises(
    session: AsyncSession, condition: sa.ColumnElement[bool]
) -> tuple[Promise, ...]:
    rows: sa.Result[Any] = await session.execute(_EVERY.where(condition), execution_options=FRESH)
    found = rows.all()
    journeys = await journeys_of(
        session, {row.AllocationRow.consignment_id for row in found if _is_on_a_job(row)}
    )
    return tuple(_promise(row, journeys.get(row.AllocationRow.consignment_id)) for row in found)


def _is_on_a_job(row: Any) -> bool:
    allocation: AllocationRow = row.AllocationRow
    return allocation.consignment_id is not None and allocation.state in ACTIVE


def _promise(row: Any, journey: Journey | None) -> Promise:
    allocation: AllocationRow = row.AllocationRow
    need: NeedRow = row.NeedRow
    lot: LotRow = row.LotRow
    return Promise(
        allocation_id=allocation.id or 0,
        need_id=need.id or 0,
        need_code=need.code,
        need_line_id=allocation.need_line_id,
        lot_id=allocation.lot_id,
        item_code=lot.item_code,
        asked_code=row.asked_code,
        quantity=allocation.quantity,
        state=allocation.state,
        reason=allocation.reason,
        km=allocation.km,
        supplier_id=lot.supplier_id,
        supplier=row.supplier or "",
        reporter_id=need.reporter_id,
        urgency=need.urgency,
        deadline=need.deadline,
        from_district=row.origin,
        to_district=row.goal,
        supplier_confirmed=allocation.supplier_confirmed_at is not None,
        receiver_confirmed=allocation.receiver_confirmed_at is not None,
        confirm_by=allocation.confirm_by,
        loaded=allocation.loaded,
        accepted=allocation.accepted,
        rejected=allocation.rejected,
        lost=allocation.lost,
        returned=allocation.returned,
        job_id=row.job_id,
        job_state=row.job_state,
        delivery_state=row.stop_state,
        driver=row.driver or "",
        vehicle=row.vehicle or "",
        created_at=allocation.created_at,
        ended_at=allocation.ended_at,
        drill=allocation.drill,
        journey=journey,
    )


def active_of(promises: Sequence[Promise]) -> tuple[Promise, ...]:
    """Those with something still to come, oldest first."""
    return tuple(sorted((p for p in promises if p.is_active), key=lambda p: p.allocation_id))
