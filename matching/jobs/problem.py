"""The drawing-up of jobs as arrays: what both adapters translate to and every stage reads.

Units: hours from now, kilograms, cubic metres. Places are numbered; vehicles and shipments are
rows, sorted by the adapter so that the order of its input changes nothing.
"""

from dataclasses import dataclass

import numpy as np

from matching.flow.problem import Bools, Floats, Ints
from matching.jobs.ground import Ground


@dataclass(frozen=True, slots=True)
class Stop:
    """A place where a vehicle halts once: first it picks up, then it delivers."""

    place: int
    picks: tuple[int, ...] = ()
    """Rows of shipments."""
    drops: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Vehicles:
    """Means of transport, each with one driver for one shift."""

    place: Ints
    """Where it starts."""
    gait: Ints
    """Which of the ground's gaits it has."""
    kg: Floats
    m3: Floats
    start: Floats
    end: Floats
    cold: Bools
    hazmat: Bools


@dataclass(frozen=True, slots=True)
class Shipments:
    """What is collected at one place and delivered at another in one piece."""

    pickup: Ints
    delivery: Ints
    ready: Floats
    """When it can be collected, at the earliest."""
    due: Floats
    """When it must be there, at the latest: later it is worth nothing."""
    worth: Floats
    """Of delivering it in time, in weighted person-days."""
    kg: Floats
    m3: Floats
    cold: Bools
    hazmat: Bools

    def __len__(self) -> int:
        return len(self.pickup)


@dataclass(frozen=True, slots=True)
class Rules:
    """The scalars of a problem."""

    pickup_h: float
    """Time at a stop that begins with a pick-up; whatever follows at the same place is free."""
    delivery_h: float
    max_stops: int = 10_000
    """Stops a job may have."""
    mixed_stops: bool = True
    """Whether a vehicle picks up and delivers at one place in one stop."""


@dataclass(frozen=True, slots=True)
class JobsProblem:
    """All that decides who carries what in which order."""

    ground: Ground
    vehicles: Vehicles
    shipments: Shipments
    rules: Rules
    accepted: tuple[tuple[Stop, ...], ...] = ()
    """By vehicle, the stops its driver has said yes to: nothing comes before or among them."""


def rows_of(count: int) -> Ints:
    """All rows of a table of so many."""
    return np.arange(count, dtype=np.int64)
