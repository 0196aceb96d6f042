"""What a planning run proposes (`Plan`), and the reasons it gives.

Units: kilometres, kilograms, cubic metres, quantities in the item's base unit. All values are
immutable; ids are the record's own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from matching.haul import LackingLeg, ProposedHaul
from matching.model import Mode, StopKind, Urgency


class Obstacle(StrEnum):
    """Why a pair was not eligible, or a line, load or job stays open."""

    UNVERIFIED = "unverified"
    NO_LOT = "no_lot"
    LOTS_EMPTY = "lots_empty"
    ON_HOLD = "on_hold"
    EXPIRES = "expires"
    TOO_LATE = "too_late"
    ROAD_CLOSED = "road_closed"
    NO_SHIP = "no_ship"
    """The sea lies between, and neither ship nor aircraft is on duty."""
    RESERVED_FOR_OTHERS = "reserved_for_others"
    BELOW_MIN_LOT = "below_min_lot"
    REFUSED_BEFORE = "refused_before"
    NO_VEHICLE = "no_vehicle"
    VEHICLE_TOO_SMALL = "vehicle_too_small"
    NO_COLD_CHAIN = "no_cold_chain"
    NO_HAZMAT = "no_hazmat"
    ALL_DRIVERS_ASKED = "all_drivers_asked"


@dataclass(frozen=True, slots=True)
class ProposedAllocation:
    """So much of this lot for this need line."""

    line_id: int
    lot_id: int
    quantity: int
    km: float


@dataclass(frozen=True, slots=True)
class ProposedStop:
    """One stop of a proposed job; `allocation_ids` are picked up or delivered there."""

    kind: StopKind
    place_id: int
    allocation_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ProposedJob:
    """Loads that travel together in one vehicle, in the order of `stops`, offered to one driver.

    `quantities` gives how much of each allocation goes aboard; less than the whole splits it.
    `km` runs from the first stop to the last; `kg` and `m3` are the most aboard at one time.
    """

    stops: tuple[ProposedStop, ...]
    quantities: Mapping[int, int]
    km: float
    kg: float
    m3: float
    shift_id: int
    driver_id: int
    km_to_first_stop: float
    reserve: tuple[int, ...] = ()
    """Drivers to ask next should this one say no, the nearest first."""
    beside: int | None = None
    """The job its driver has in hand, which it is to lengthen."""


@dataclass(frozen=True, slots=True)
class ProposedOffer:
    """The next driver to ask for a job that waits."""

    job_id: int
    shift_id: int
    driver_id: int
    km_to_first_stop: float
    reserve: tuple[int, ...] = ()
    """Drivers to ask next should this one say no, the nearest first."""
    beside: int | None = None
    """The job its driver has in hand, which it is to lengthen."""


@dataclass(frozen=True, slots=True)
class Shortage:
    """What no lot covers, and the first reasons why with how many lots each ruled out."""

    line_id: int
    quantity: int
    obstacles: tuple[tuple[Obstacle, int], ...]


@dataclass(frozen=True, slots=True)
class Stuck:
    """A load or a waiting job that no driver on duty can take."""

    allocation_id: int | None
    job_id: int | None
    obstacle: Obstacle
    leg: LackingLeg | None = None
    """The leg that nobody can take, where only several vehicles can bring it."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """How far from the best the sharing-out can be: no plan whatever is worth less than `bound`.

    All in weighted units unmet, plus what carrying costs. Without a `backend` nothing is proven.
    """

    backend: str = ""
    objective: float = 0.0
    """Of the plan as it stands, minimum lots kept."""
    relaxed: float = 0.0
    """Of the best flow we found without minimum lots."""
    fair: float = 0.0
    """The same with floors between districts; what it has more is the price of fairness."""
    bound: float = 0.0

    @property
    def price_of_fairness(self) -> float:
        """What floors between districts add, as a share of the objective."""
        return self.fair / self.relaxed - 1 if self.relaxed > 0 else 0.0

    @property
    def gap(self) -> float | None:
        """How much more than the bound, as a share of it; None where nothing is proven, infinite
        over a bound of nothing."""
        if not self.backend:
            return None
        return share_over(self.objective, self.bound)


def share_over(objective: float, bound: float) -> float:
    """How much more than the bound, as a share of it; infinite over a bound of nothing."""
    if bound > 0:
        return objective / bound - 1
    return 0.0 if objective <= 0 else float("inf")


@dataclass(frozen=True, slots=True)
class UnderFloor:
    """A district that gets less than its floor of these goods in one class, and why."""

    item_codes: tuple[str, ...]
    urgency: Urgency
    district: str
    share: float
    average: float
    """The city's average share of the same goods and class."""
    why: str
    """`used_up`: the stock that can reach it in time is, by higher classes or districts no better
    off; `cannot_be_split`: minimum lots keep it away; `too_dear`: the floor was taken back, with
    the dearest of the city; `not_held_up`: no flow solver is installed, so there are no floors."""


@dataclass(frozen=True, slots=True)
class Given:
    """One line of a need: kilometres as the plan counts them (by road) and what was added to
    them, hours from the plan on; how it would travel, and how far that is."""

    lot: int
    units: int
    km: float
    fee_km: float
    """For whose it is and how long it keeps."""
    stand_in_km: float
    arrives_h: float
    late: bool
    """It comes after the deadline: the receiver decides whether that is better than never."""
    way: Mode = Mode.ROAD
    way_km: float = 0.0


class Passing(StrEnum):
    """Why a nearer lot gave nothing; each can be checked in the plan."""

    PROMISED = "promised"
    """Nothing is left of it, and all that got some of it weigh no less."""
    DEARER = "dearer"
    """With what is added for its owner, its expiry or a stand-in it counts as no nearer."""
    WORTH = "worth"
    """A unit of it is worth more where it goes than where this need is still open."""
    SPARED = "spared"
    """It would spare this need less than it would cost the others, as the lots' prices have it."""
    REACH = "reach"
    """No vehicle can bring it from there in time, and one can from where it comes."""
    MINIMUM = "minimum"
    """What is left of it is less than its minimum, or its minimum is more than is open here."""
    SHARED = "shared"
    """None of these: minimum lots of others, floors between districts or the reach of vehicles."""


@dataclass(frozen=True, slots=True)
class Passed:
    """The nearest lot that could have served and did not, though it is nearer than one that did."""

    lot: int
    km: float
    why: Passing
    others: int
    """Needs it is promised to."""
    price: float = 0.0
    """What a unit of it is worth where it goes, weighted; with `WORTH`."""
    worth: float = 0.0
    """What a unit is worth here, weighted; with `WORTH`."""
    added_km: float = 0.0
    """With `DEARER`: kilometres added for its owner, its expiry and a stand-in."""
    spared_km: float = 0.0
    """With `SPARED`: kilometres it would spare this need."""
    cost_km: float = 0.0
    """With `SPARED`: kilometres, or their worth, it would cost the others."""


@dataclass(frozen=True, slots=True)
class Reasons:
    """All there is to say about what one need line got in a plan."""

    line: int
    given: tuple[Given, ...]
    """The nearest lot first."""
    passed: Passed | None
    open_units: int
    obstacles: tuple[tuple[Obstacle, int], ...]
    """Why lots of its goods gave no more, the commonest first, with how many each ruled out."""
    moved: int = 0
    """Units that floors brought to all needs of its goods, class and district, or took away."""


@dataclass(frozen=True, slots=True)
class Because:
    """One sentence as data: its key in the locales, and what fills it.

    Facts by name: `units` is `<item code>:<base units>`, `item` and `asked` are item codes, `from`
    and `district` districts, `mode` a reserve mode, `km` and names that end in it kilometres.
    """

    text_key: str
    facts: Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class LineWhy:
    """The sentences about one line: for each lot that gives to it, and for what stays open."""

    line_id: int
    given: Mapping[int, tuple[Because, ...]]
    open: tuple[Because, ...]
    digest: str = ""
    """Of the sentences in `open`."""


@dataclass(frozen=True, slots=True)
class Plan:
    """All that a planning run proposes. Applying it re-checks everything in the record."""

    allocations: tuple[ProposedAllocation, ...] = ()
    jobs: tuple[ProposedJob, ...] = ()
    hauls: tuple[ProposedHaul, ...] = ()
    """What no single vehicle can bring: one job a leg."""
    offers: tuple[ProposedOffer, ...] = ()
    shortages: tuple[Shortage, ...] = ()
    stuck: tuple[Stuck, ...] = ()
    certificate: Certificate = Certificate()
    prices: Mapping[int, float] = field(default_factory=dict)
    """What one unit more in a lot would be worth, by lot id; lots worth nothing are left out."""
    under_floor: tuple[UnderFloor, ...] = ()
    reasons: tuple[Reasons, ...] = ()
    """For every line that took part, in the order of its turn."""
    why: tuple[LineWhy, ...] = ()
    """The same as sentences, but for what is open exactly as the record has it already."""
    releases: tuple[int, ...] = ()
    """Allocations that were asked for and not answered, taken back for a life at risk."""
    blocked: tuple[int, ...] = ()
    """Allocations that were asked for and not answered, taken back since their way was closed."""
    notes: Mapping[str, str] = field(default_factory=dict)
