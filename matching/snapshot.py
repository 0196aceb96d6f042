"""What a planning run may look at (`Snapshot`), and its settings.

Units: kilometres, kilograms, cubic metres, degrees WGS84, quantities in the item's base unit.
All values are immutable; ids are the record's own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from matching.ground import Closure, Leg, Link, Node, Point
from matching.model import Hold, Mode, ReserveMode, StopKind, Urgency
from matching.plan import (
    Certificate,
    Obstacle,
    Plan,
    ProposedAllocation,
    ProposedJob,
    ProposedOffer,
    ProposedStop,
    Shortage,
    Stuck,
    UnderFloor,
)

__all__ = [
    "Certificate",
    "Closure",
    "Goods",
    "InHand",
    "Leg",
    "Link",
    "Node",
    "Obstacle",
    "OnDuty",
    "OpenLine",
    "Params",
    "Plan",
    "Point",
    "Promised",
    "ProposedAllocation",
    "ProposedJob",
    "ProposedOffer",
    "ProposedStop",
    "ReadyLoad",
    "Shortage",
    "Snapshot",
    "StockLot",
    "StopAhead",
    "Stuck",
    "UnderFloor",
    "WaitingJob",
]


@dataclass(frozen=True, slots=True)
class Goods:
    """What the planner must know of a catalogue item."""

    code: str
    group: str
    unit_kg: float
    unit_m3: float
    cold_chain: bool = False
    hazmat: str = ""
    substitutes: tuple[str, ...] = ()
    """Codes that may stand in for this one, best first; directional."""


@dataclass(frozen=True, slots=True)
class OpenLine:
    """The open part of one need line."""

    line_id: int
    need_id: int
    item_code: str
    quantity: int
    urgency: Urgency
    reported_at: datetime
    place: Point
    deadline: datetime | None = None
    verified: bool = True
    requester_kind: str = ""
    """Kind of requester (a `Role` value), checked against a lot's `only_for`."""


@dataclass(frozen=True, slots=True)
class StockLot:
    """A lot with something free."""

    lot_id: int
    supplier_id: int
    item_code: str
    free: int
    place: Point
    reserve_mode: ReserveMode = ReserveMode.ENTERPRISE
    hold: Hold = Hold.NONE
    min_lot: int = 1
    ready_at: datetime | None = None
    expires_at: datetime | None = None
    only_for: str = ""


@dataclass(frozen=True, slots=True)
class ReadyLoad:
    """A confirmed allocation that no job carries yet."""

    allocation_id: int
    need_id: int
    supplier_id: int
    item_code: str
    quantity: int
    pickup: Point
    delivery: Point
    pickup_place_id: int
    delivery_place_id: int
    urgency: Urgency
    reported_at: datetime
    deadline: datetime | None = None
    min_lot: int = 1
    consignment_id: int | None = None
    """Of goods on their way that wait for a next leg; `pickup` is then the node where they are."""
    legs_done: int = 0
    """Legs behind them, or under way."""
    ready_at: datetime | None = None
    """When they are at the node; None: they are."""


@dataclass(frozen=True, slots=True)
class Promised:
    """An allocation that stands and of which nothing is aboard: so much of a lot for a line."""

    allocation_id: int
    lot_id: int
    quantity: int
    line: OpenLine
    """The line it is for; its `quantity` is what is promised here."""
    firm: bool = True
    """One end has said yes already; else it was only asked."""


@dataclass(frozen=True, slots=True)
class OnDuty:
    """A driver on duty with a vehicle and no job in hand."""

    shift_id: int
    driver_id: int
    position: Point
    mode: Mode
    kg: float
    m3: float
    cold_chain: bool = False
    hazmat: bool = False
    passes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class StopAhead:
    """A stop that a job in hand still has to make, as it was promised."""

    stop_id: int
    kind: StopKind
    place_id: int
    point: Point
    kg: float = 0.0
    """What is picked up or handed over there."""
    m3: float = 0.0
    deadline: datetime | None = None
    """The earliest of what is handed over there."""
    critical: bool = False
    arrived: bool = False
    """The driver stands there."""


@dataclass(frozen=True, slots=True)
class InHand:
    """A job that its driver has accepted and not finished. What is done is not in it; what is
    ahead stays in its order."""

    job_id: int
    vehicle: OnDuty
    """Where it was last seen, with its limits."""
    stops: tuple[StopAhead, ...]
    """The first is where the driver is going or stands."""
    made: int = 0
    """Stops behind it."""
    kg: float = 0.0
    """Aboard now."""
    m3: float = 0.0
    all_kg: float = 0.0
    """Aboard now and to be picked up, were it all at once."""
    hazmat: bool = False


@dataclass(frozen=True, slots=True)
class WaitingJob:
    """A job already formed that waits for the next driver to be asked."""

    job_id: int
    stops: tuple[Point, ...]
    kg: float
    m3: float
    cold_chain: bool
    hazmat: bool
    urgency: Urgency
    asked: frozenset[int] = frozenset()
    """Drivers who declined this job or let it lapse."""
    reported_at: datetime | None = None
    """When the oldest of its most urgent needs was reported; None where nobody can say."""
    deadline: datetime | None = None
    mode: Mode | None = None
    """Of a leg: only such vehicles take it."""
    due: bool = True
    """A leg whose goods are not near yet is not: nobody is asked for it."""


@dataclass(frozen=True, slots=True)
class Params:
    """Settings of a run; every one has a unit and a reason."""

    speed_kmh: float = 30.0
    """Average speed over the ground in an incident, loading excluded."""
    detour: float = 1.32
    """Road over great circle: mean of 25 Chinese cities (doi 10.1080/19475683.2021.1966503)."""
    expiry_margin: timedelta = timedelta(hours=24)
    """Goods must live at least this long after they arrive."""
    max_stops: int = 8
    """Stops of one job, pick-ups and deliveries together."""
    max_detour_km: float = 15.0
    """How much longer a job may grow for one more consignment."""
    max_delay: timedelta = timedelta(minutes=45)
    """How much later a promised delivery may come for one more stop: a short way and two halts."""
    service: timedelta = timedelta(minutes=15)
    """Time spent at one stop."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All that a planning run may look at."""

    goods: Mapping[str, Goods]
    lines: tuple[OpenLine, ...] = ()
    lots: tuple[StockLot, ...] = ()
    loads: tuple[ReadyLoad, ...] = ()
    on_duty: tuple[OnDuty, ...] = ()
    in_hand: tuple[InHand, ...] = ()
    """Jobs whose drivers may be asked for one more stop."""
    waiting: tuple[WaitingJob, ...] = ()
    closures: tuple[Closure, ...] = ()
    links: tuple[Link, ...] = ()
    nodes: tuple[Node, ...] = ()
    measured: tuple[Leg, ...] = ()
    """Ways by road that need no estimate; jobs reckon with them."""
    refused: frozenset[tuple[int, int]] = frozenset()
    """Pairs (line_id, lot_id) whose match died lately: not proposed again."""
    promised: tuple[Promised, ...] = ()
    told: Mapping[int, str] = field(default_factory=dict)
    """By line id, the digest of why it is open as the record has it."""
