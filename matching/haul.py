"""Trunk hauls as data: one consignment over several legs, each of one mode, from node to node.

Units: kilometres, hours from the plan on, kilograms, cubic metres. Ids are the record's own.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from matching.model import Mode


@dataclass(frozen=True, slots=True)
class ProposedLeg:
    """One mode between two places. Goods are there for it at `ready_h`, when the leg before has
    arrived, wait for the vehicle or the change-over, and are at its end at `arrives_h`."""

    number: int
    """From 1, over the whole way of the consignment."""
    mode: Mode
    from_place_id: int
    to_place_id: int
    km: float
    ready_h: float
    wait_h: float
    """Until the vehicle has come and is loaded, or goods have changed over."""
    hours: float
    """On the way."""
    arrives_h: float
    """`ready_h` + `wait_h` + `hours`: then the next leg, or the receiver, can have the goods."""


@dataclass(frozen=True, slots=True)
class ProposedHaul:
    """Loads that go together over all these legs, in order, under one number each.

    The first leg is offered to a driver as a job is; each later one when the goods are near.
    """

    legs: tuple[ProposedLeg, ...]
    quantities: Mapping[int, int]
    """What of each allocation goes; less than the whole splits it."""
    kg: float
    m3: float
    shift_id: int
    """Who is offered the first leg."""
    driver_id: int
    km_to_first_stop: float
    consignment_id: int | None = None
    """Of goods on their way already: these are the legs that are left of it."""


@dataclass(frozen=True, slots=True)
class LackingLeg:
    """The leg of a way for which there is no vehicle."""

    number: int
    of: int
    mode: Mode
    from_place_id: int
    to_place_id: int
