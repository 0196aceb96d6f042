"""Where consignments over several legs are, as cards say it: legs with places and drivers."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from db.tables import (
    ConsignmentRow,
    JobRow,
    LegRow,
    NeedRow,
    PersonRow,
    PlaceRow,
    ShiftRow,
    StopRow,
    VehicleRow,
)
from matching.model import JobState, Mode, StopState

_FROM, _TO = aliased(PlaceRow), aliased(PlaceRow)
_END = aliased(StopRow)


@dataclass(frozen=True, slots=True)
class JourneyLeg:
    """One leg. Places are nodes, but for the first and the last of a journey."""

    number: int
    mode: Mode
    job_id: int
    start: str
    end: str
    """Names of the places; of the supplier's and the receiver's, what they wrote."""
    driver_id: int | None
    driver: str
    vehicle: str
    stranded: bool
    """Its vehicle cannot go on."""
    reached: bool
    """Its driver stands at its end, or did."""
    is_last: bool
    """It ends where the goods are needed."""
    taken_at: datetime | None
    handed_at: datetime | None
    given_at: datetime | None
    arrives_at: datetime
    """As planned, put right when a leg before begins or arrives."""

    @property
    def is_accepted(self) -> bool:
        """A driver has said yes to it."""
        return self.driver_id is not None


@dataclass(frozen=True, slots=True)
class Journey:
    """A consignment over its legs."""

    number: str
    legs: tuple[JourneyLeg, ...]

    @property
    def at(self) -> JourneyLeg:
        """The leg that has the goods, or had them last; before the first, that one."""
        begun = [leg for leg in self.legs if leg.taken_at is not None]
        return begun[-1] if begun else self.legs[0]

    @property
    def count(self) -> int:
        """Legs in all; one more is to come where none is planned to the receiver."""
        return len(self.legs) + (0 if self.legs[-1].is_last else 1)

    @property
    def arrives_at(self) -> datetime:
        """When the receiver has them, as planned."""
        return self.legs[-1].arrives_at

    def leg(self, number: int) -> JourneyLeg | None:
        """The leg with this number."""
        return next((leg for leg in self.legs if leg.number == number), None)

    def of_job(self, job_id: int) -> JourneyLeg | None:
        """The leg that this job is for."""
        return next((leg for leg in self.legs if leg.job_id == job_id), None)


async def journeys_of(
    session: AsyncSession, consignment_ids: Collection[int]
) -> Mapping[int, Journey]:
    """The journeys of those of these consignments that go over several legs."""
    if not consignment_ids:
        return {}
    rows: Any = await session.execute(
        sa.select(
            LegRow,
            col(ConsignmentRow.number).label("consignment"),
            col(_FROM.label).label("start"),
            col(_TO.label).label("end"),
            col(_END.state).label("end_state"),
            (col(_END.place_id) == col(NeedRow.place_id)).label("is_last"),
            col(JobRow.state).label("job_state"),
            col(JobRow.reason).label("job_reason"),
            col(PersonRow.id).label("driver_id"),
            col(PersonRow.name).label("driver"),
            col(VehicleRow.label).label("vehicle"),
        )
        .join(ConsignmentRow, col(ConsignmentRow.id) == col(LegRow.consignment_id))
        .join(NeedRow, col(NeedRow.id) == col(ConsignmentRow.need_id))
        .join(StopRow, col(StopRow.id) == col(LegRow.pickup_stop_id))
        .join(_FROM, col(_FROM.id) == col(StopRow.place_id))
        .join(_END, col(_END.id) == col(LegRow.delivery_stop_id))
        .join(_TO, col(_TO.id) == col(_END.place_id))
        .join(JobRow, col(JobRow.id) == col(LegRow.job_id))
        .outerjoin(PersonRow, col(PersonRow.id) == col(JobRow.driver_id))
        .outerjoin(ShiftRow, col(ShiftRow.id) == col(JobRow.shift_id))
        .outerjoin(VehicleRow, col(VehicleRow.id) == col(ShiftRow.vehicle_id))
        .where(
            col(LegRow.consignment_id).in_(sorted(consignment_ids)),
            col(LegRow.dropped_at).is_(None),
        )
        .order_by(col(LegRow.consignment_id), col(LegRow.number)),
        execution_options={"populate_existing": True},
    )
    found: dict[int, tuple[str, list[JourneyLeg]]] = {}
    for row in rows:
        _, legs = found.setdefault(row.LegRow.consignment_id, (row.consignment, []))
        legs.append(_leg(row))
    return {key: Journey(number, tuple(legs)) for key, (number, legs) in found.items()}


def _leg(row: Any) -> JourneyLeg:
    leg: LegRow = row.LegRow
    return JourneyLeg(
        number=leg.number,
        mode=leg.mode,
        job_id=leg.job_id,
        start=row.start,
        end=row.end,
        driver_id=row.driver_id if row.job_state in _DRIVEN else None,
        driver=row.driver or "",
        vehicle=row.vehicle or "",
        is_last=bool(row.is_last),
        stranded=row.job_reason is not None and row.job_state in _IN_HAND,
        reached=row.end_state in (StopState.ARRIVED, StopState.DONE),
        taken_at=leg.taken_at,
        handed_at=leg.handed_at,
        given_at=leg.given_at,
        arrives_at=_arrives_at(leg),
    )


_IN_HAND = (JobState.ACCEPTED, JobState.UNDERWAY)
_DRIVEN = (JobState.ACCEPTED, JobState.UNDERWAY, JobState.CLOSED)


def _arrives_at(leg: LegRow) -> datetime:
    if leg.given_at is not None:
        return leg.given_at
    if leg.taken_at is not None:
        return leg.taken_at + timedelta(hours=leg.hours)
    return leg.ready_at + timedelta(hours=leg.wait_h + leg.hours)
