"""What stands on the city map, one value per thing. Positions in degrees WGS84."""

from dataclasses import dataclass
from datetime import datetime

from db.queries.subjects import LineView
from matching.model import (
    CloseReason,
    Hold,
    JobState,
    Lifecycle,
    Mode,
    QuantityKind,
    StopKind,
    StopState,
    Urgency,
    Verification,
)


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something is, degrees WGS84; no point when only its district is known."""

    district: str
    lat: float | None
    lon: float | None
    precision_km: float = 0.0


@dataclass(frozen=True, slots=True)
class NeedMark:
    """A need on the map."""

    need_id: int
    code: str
    person_id: int
    urgency: Urgency
    verification: Verification
    lifecycle: Lifecycle
    close_reason: CloseReason | None
    reported_at: datetime
    deadline: datetime | None
    people: int | None
    drill: bool
    spot: Spot
    lines: tuple[LineView, ...]


@dataclass(frozen=True, slots=True)
class LotMark:
    """A lot on the map. Quantities in base units."""

    lot_id: int
    item_code: str
    person_id: int
    supplier: str
    quantity_kind: QuantityKind
    free: int
    reserved: int
    loaded_out: int
    hold: Hold
    expires_at: datetime | None
    drill: bool
    spot: Spot


@dataclass(frozen=True, slots=True)
class StopMark:
    """One stop of a job, in its order."""

    kind: StopKind
    state: StopState
    arrived_at: datetime | None
    done_at: datetime | None
    spot: Spot


@dataclass(frozen=True, slots=True)
class JobMark:
    """A job that somebody drives, or drove a moment ago."""

    job_id: int
    state: JobState
    driver_id: int
    accepted_at: datetime | None
    stops: tuple[StopMark, ...]


@dataclass(frozen=True, slots=True)
class VehicleMark:
    """A vehicle on duty; `spot` is where its driver last said they were."""

    shift_id: int
    person_id: int
    driver: str
    label: str
    mode: Mode
    located_at: datetime | None
    drill: bool
    spot: Spot


@dataclass(frozen=True, slots=True)
class ClosureMark:
    """A closure in force or to come."""

    closure_id: int
    title: str
    district_a: str
    district_b: str
    lat: float | None
    lon: float | None
    radius_km: float
    starts_at: datetime | None
    ends_at: datetime | None
    drill: bool
