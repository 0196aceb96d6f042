"""What lies between places: where one is, what closes the way, links, nodes, measured ways.

Kilometres, hours, degrees WGS84; all values are immutable, ids are the record's own.
"""

from dataclasses import dataclass
from datetime import datetime

from matching.model import Mode


@dataclass(frozen=True, slots=True)
class Point:
    """A place as the planner sees it."""

    lat: float
    lon: float
    district: str = ""


@dataclass(frozen=True, slots=True)
class Closure:
    """A road, crossing or area that may not be used.

    Either a link between two districts, or a circle (`centre`, `radius_km`), or both.
    """

    closure_id: int
    modes: frozenset[Mode]
    link: tuple[str, str] | None = None
    centre: Point | None = None
    radius_km: float = 0.0
    max_tonnes: float | None = None
    """None closes it for all; otherwise only for vehicles above this gross load."""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    passes: frozenset[str] = frozenset()
    """A vehicle that holds any of these passes gets through."""


@dataclass(frozen=True, slots=True)
class Link:
    """How one mode gets from district to district, where the straight line does not say so: a
    ferry, a bridge, the road round a bay. It counts in both directions."""

    ends: tuple[str, str]
    mode: Mode
    km: float = 0.0
    """Added to the estimate."""
    hours: float = 0.0
    """Added: waiting for the ferry, a checkpoint."""
    max_tonnes: float | None = None
    """None bears all; otherwise only vehicles up to this load."""
    permits: frozenset[str] = frozenset()
    """Passes of which a vehicle must hold one; none: free to all."""


@dataclass(frozen=True, slots=True)
class Node:
    """A port, station or airport, where goods change to this mode or from it."""

    place_id: int
    mode: Mode
    point: Point
    name: str = ""


@dataclass(frozen=True, slots=True)
class Leg:
    """The way by road from one spot to another, as a router measured it. Spots are degrees
    rounded to `geo.SPOT_DIGITS`."""

    start: tuple[float, float]
    end: tuple[float, float]
    km: float
    hours: float
