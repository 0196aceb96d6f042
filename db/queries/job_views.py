"""What cards and pushes show of a job: its stops in order, what is handed over, whom to meet."""

from dataclasses import dataclass
from datetime import datetime

from db.queries.journeys import Journey, JourneyLeg
from matching.model import (
    AllocationState,
    JobState,
    Mode,
    OfferState,
    Reason,
    StopKind,
    StopState,
    Urgency,
)
from matching.snapshot import Point


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom the driver meets at a stop. Personal data: name, phone."""

    person_id: int
    name: str
    phone: str
    organisation: str


@dataclass(frozen=True, slots=True)
class Load:
    """One allocation on the job. Quantities in base units, weight in kilograms per unit."""

    allocation_id: int
    need_id: int
    need_code: str
    need_line_id: int
    lot_id: int
    supplier_id: int
    reporter_id: int
    pickup_stop_id: int
    delivery_stop_id: int
    consignment: str
    item_code: str
    quantity: int
    loaded: int
    accepted: int
    rejected: int
    lost: int
    returned: int
    state: AllocationState
    unit_kg: float
    urgency: Urgency
    deadline: datetime | None


@dataclass(frozen=True, slots=True)
class JobStop:
    """One stop. Personal data: label, address, position, contacts; `code` is a secret."""

    stop_id: int
    number: int
    """Place in the order of the job, from 1."""
    kind: StopKind
    state: StopState
    code: str
    wrong_codes: int
    code_checked: bool
    """The driver has typed the right code here."""
    label: str
    address: str
    district: str
    lat: float | None
    lon: float | None
    done_at: datetime | None
    loads: tuple[Load, ...]
    contacts: tuple[Contact, ...]
    is_node: bool = False
    """Goods change here from one leg to the next."""

    @property
    def is_open(self) -> bool:
        """True while something is still to be done here."""
        return self.state in (StopState.PLANNED, StopState.ARRIVED)

    @property
    def point(self) -> Point | None:
        """The exact position, if it is known."""
        if self.lat is None or self.lon is None:
            return None
        return Point(self.lat, self.lon, self.district)


@dataclass(frozen=True, slots=True)
class JobView:
    """A job whole. `position` is where the driver's shift was last seen."""

    job_id: int
    state: JobState
    version: int
    reason: Reason | None
    """Why it stands still, or ended."""
    driver_id: int | None
    driver_name: str
    vehicle: str
    mode: Mode
    km: float
    kg: float
    m3: float
    cold_chain: bool
    drill: bool
    position: Point | None
    accepted_at: datetime | None
    closed_at: datetime | None
    stops: tuple[JobStop, ...]
    journey: Journey | None = None
    """Of goods that go over several legs, of which this job is one."""
    meeting_code: str = ""
    """What its driver says to that of the standing vehicle it fetches goods from. A secret."""

    @property
    def leg(self) -> JourneyLeg | None:
        """The leg of the journey that this job is."""
        return None if self.journey is None else self.journey.of_job(self.job_id)

    def beside(self, step: int) -> JourneyLeg | None:
        """The leg before (-1) or after (1) this job's."""
        leg = self.leg
        return None if self.journey is None or leg is None else self.journey.leg(leg.number + step)

    @property
    def is_given(self) -> bool:
        """What waits for this leg was handed over to it, or a node's keeper has it."""
        before = self.beside(-1)
        return before is not None and bool(before.handed_at or before.given_at)

    @property
    def broken_down(self) -> JourneyLeg | None:
        """The leg before, where this job fetches its goods from a vehicle that stands still."""
        before = self.beside(-1)
        return before if before is not None and before.stranded else None

    @property
    def is_running(self) -> bool:
        """True from acceptance until it is closed, failed, cancelled or handed back."""
        return self.state in (JobState.ACCEPTED, JobState.UNDERWAY)

    @property
    def next_stop(self) -> JobStop | None:
        """The first stop with something still to do."""
        return next((stop for stop in self.stops if stop.is_open), None)

    @property
    def loads(self) -> tuple[Load, ...]:
        """Every allocation once, in the order of delivery."""
        return tuple(
            load for stop in self.stops if stop.kind is StopKind.DELIVERY for load in stop.loads
        )

    @property
    def deadline(self) -> datetime | None:
        """The earliest moment something on it must be there."""
        return min((load.deadline for load in self.loads if load.deadline), default=None)

    @property
    def is_critical(self) -> bool:
        """True if a life depends on any of it."""
        return any(load.urgency is Urgency.CRITICAL for load in self.loads)

    def stop(self, stop_id: int) -> JobStop | None:
        """The stop with this id."""
        return next((stop for stop in self.stops if stop.stop_id == stop_id), None)


@dataclass(frozen=True, slots=True)
class OfferView:
    """A job as shown to one driver who has not accepted it."""

    offer_id: int
    driver_id: int
    state: OfferState
    expires_at: datetime
    km_to_first_stop: float
    position: Point | None
    job: JobView
