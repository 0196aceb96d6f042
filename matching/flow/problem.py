"""The sharing-out of stock as arrays: what both adapters translate to and every stage reads.

Units: kilometres, hours from now, quantities in the item's base unit. Needs and lots are rows,
sorted by the adapter so that the order of its input changes nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.model import Mode

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Costs = NDArray[np.float32]
"""Equivalent kilometres of every pair of a component, needs x lots; infinite where a pair is
not eligible."""

FAR_H = 10_000.0
"""Hours that stand for 'never': farther than any deadline or expiry that matters."""

KEPT_KM = 5.0
"""What it is worth to leave an offered line as it is, in kilometres: measured at ten thousand
needs this keeps all but four other lines, for 0.3 % of the component at the most."""


def dot(left: Floats | Ints, right: Floats | Ints) -> float:
    """The sum of products. numpy's `@` goes to the BLAS, whose threads wait for one another
    longer than these sums take."""
    return float(np.sum(left * right))


@dataclass(frozen=True, slots=True)
class Needs:
    """Open needs. A need is worth `weight` a person-day for its first half, less for the rest."""

    quantity: Ints
    """Open units, less than what was asked for where some are promised already."""
    given: Ints
    """Units that accepted lines bring: they fill the first half first."""
    weight: Floats
    urgency: Ints
    """Class 0 (life at risk) to 3 (comfort)."""
    deadline: Floats
    place: Floats
    """Latitude and longitude in degrees, 2 x n."""
    district: Ints
    kind: Ints
    """Row of `Problem.penalty`: item, whether stand-ins will do, and who asks."""
    group: Ints
    """Substitution group: needs and lots of different groups never meet."""

    @property
    def first(self) -> Ints:
        """Open units of the first half, which count in full."""
        half: Ints = np.maximum(0, (self.quantity + self.given + 1) // 2 - self.given)
        return half


@dataclass(frozen=True, slots=True)
class Lots:
    """Stock. A lot gives at least `minimum` to a need, or all that the need asks for."""

    quantity: Ints
    minimum: Ints
    ready: Floats
    expiry: Floats
    fee: Floats
    """Owner order and first-expired-first-out as equivalent kilometres, never negative."""
    place: Floats
    district: Ints
    kind: Ints
    """Column of `Problem.penalty`: item and whom it is kept for."""
    group: Ints


@dataclass(frozen=True, slots=True)
class Circle:
    """A closed area on the map: degrees and kilometres."""

    lat: float
    lon: float
    radius_km: float


@dataclass(frozen=True, slots=True)
class Way:
    """One means of getting from lot to need."""

    speed_kmh: float
    hours: Floats
    """Extra hours between two districts; infinite where this way is closed."""
    straight: bool = False
    """Ships and aircraft do not follow the road."""
    reach_km: float = float("inf")
    circles: tuple[Circle, ...] = ()
    mode: Mode = Mode.ROAD


@dataclass(frozen=True, slots=True)
class Rules:
    """The scalars of a problem."""

    transport: float
    """Weighted person-days that a person-day carried one kilometre costs."""
    second_half: float
    """Worth of the second half of a need over that of its first."""
    detour: float
    handling_h: float
    expiry_margin_h: float
    short_detour: float = 0.0
    short_km: float = 0.0
    """Trips shorter than this, in a straight line, bend by `short_detour` at least."""
    late: float | None = None
    """Share of a need's weight that coming late costs; None forbids coming late."""
    haste: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    """By class, the share by which a kilometre counts more."""

    def pace(self, urgency: Ints) -> Floats:
        """What a kilometre of these classes counts."""
        counts: Floats = (1.0 + np.array(self.haste))[urgency]
        return counts


@dataclass(frozen=True, slots=True)
class Reach:
    """When the goods of every lot could be under way with the vehicles there are: by way of
    travelling, aboard the vehicle that is loaded first. Hours from now, ways x lots."""

    ways: tuple[Way, ...]
    leave: Floats
    """Loaded; infinite where no vehicle that may carry the goods gets there in its shift."""
    until: Floats
    """When that vehicle's shift ends."""
    handover_h: float


@dataclass(frozen=True, slots=True)
class Problem:
    """All that decides who gets what."""

    needs: Needs
    lots: Lots
    penalty: Floats
    """Kilometres added for a stand-in, kinds of need x kinds of lot; infinite: not allowed."""
    extra_km: Floats
    """Kilometres that the road between two districts adds."""
    ways: tuple[Way, ...]
    rules: Rules
    per_person: Floats
    """Units a person needs a day, by group."""
    of_use: Bools
    """Kinds of need x kinds of lot: the goods would do, whoever they are kept for."""
    banned: frozenset[tuple[int, int]] = frozenset()
    """Pairs (need row, lot row) that must not be proposed."""
    kept: tuple[tuple[int, int], ...] = ()
    """Pairs that were offered already: each is worth `kept_km` to keep."""
    kept_km: float = KEPT_KM
    reach: Reach | None = None
    """None where no vehicle is known: then every one that is needed will be there."""

    def components(self) -> Iterator["Component"]:
        """The independent parts: one for each substitution group that is needed."""
        count = len(self.per_person)
        needs = _rows(self.needs.group, count)
        lots = _rows(self.lots.group, count)
        for group in range(count):
            if len(needs[group]):
                yield Component(self, group, needs[group], lots[group])


def _rows(groups: Ints, count: int) -> list[Ints]:
    """The rows of each group, ascending."""
    order = np.argsort(groups, kind="stable")
    ends = np.searchsorted(groups[order], np.arange(1, count))
    return np.split(order, ends)


@dataclass(frozen=True, slots=True)
class Component:
    """The needs and lots of one substitution group, by their rows in the problem."""

    problem: Problem
    group: int
    needs: Ints
    lots: Ints

    @property
    def per_person(self) -> float:
        """Units a person needs a day."""
        return float(self.problem.per_person[self.group])
