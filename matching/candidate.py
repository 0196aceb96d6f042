"""What the stages of a planning run hand to one another."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from matching.model import Mode, StopKind, Urgency
from matching.snapshot import Goods, OnDuty, Point, ReadyLoad


@dataclass(frozen=True, slots=True)
class Carrier:
    """A way to travel that somebody on duty has: what closures and the sea are checked against."""

    mode: Mode
    kg: float = 0.0
    passes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Consignment:
    """Confirmed loads with the same pick-up and delivery place, which travel together.

    Weights in kilograms, volumes in cubic metres.
    """

    loads: tuple[ReadyLoad, ...]
    kg: float
    m3: float
    cold_chain: bool
    hazmat: bool

    @property
    def first(self) -> ReadyLoad:
        """The load that gives the consignment its turn."""
        return self.loads[0]

    @property
    def pickup(self) -> Point:
        """Where it is collected."""
        return self.first.pickup

    @property
    def delivery(self) -> Point:
        """Where it goes."""
        return self.first.delivery

    @property
    def urgency(self) -> Urgency:
        """The urgency of its most urgent load."""
        return self.first.urgency

    @property
    def deadline(self) -> datetime | None:
        """The earliest deadline aboard."""
        return min((load.deadline for load in self.loads if load.deadline), default=None)


@dataclass(frozen=True, slots=True)
class Visit:
    """One stop of a trip being built: consignment number `load` is collected or delivered there."""

    kind: StopKind
    load: int
    place_id: int
    point: Point


@dataclass(frozen=True, slots=True)
class Trip:
    """A vehicle with the consignments it shall carry and the order of its visits."""

    vehicle: OnDuty
    carried: tuple[Consignment, ...]
    visits: tuple[Visit, ...]
    km: float
    """From the vehicle's position to the last stop."""


SMALL_HAZMAT_KG = 333.0
"""Hazardous goods up to this weight in one vehicle need no licensed one: the limit of ADR
1.1.3.6.3 for transport category 2, which is what the catalogue's disinfectants and fuels are."""


def needs_licence(hazmat: bool, kg: float) -> bool:
    """Whether so much of such goods needs a vehicle licensed for hazardous goods."""
    return hazmat and kg > SMALL_HAZMAT_KG


def consign(loads: Iterable[ReadyLoad], goods: Mapping[str, Goods]) -> Consignment:
    """One consignment of these loads, with its weight and volume."""
    together = tuple(loads)
    items = [goods[load.item_code] for load in together]
    pairs = list(zip(together, items, strict=True))
    return Consignment(
        loads=together,
        kg=sum(load.quantity * item.unit_kg for load, item in pairs),
        m3=sum(load.quantity * item.unit_m3 for load, item in pairs),
        cold_chain=any(item.cold_chain for item in items),
        hazmat=any(bool(item.hazmat) for item in items),
    )
