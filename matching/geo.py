"""Distances, travel times, closures and the sea: all that geography says about a trip, offline."""

import math
from collections.abc import Collection, Iterable
from datetime import datetime

from matching.model import Mode
from matching.snapshot import Closure, Link, Point

EARTH_KM = 6371.0088
"""Mean radius of the Earth, kilometres (IUGG)."""

DETOUR = 1.32
"""Road over great-circle distance in 25 Chinese cities (doi 10.1080/19475683.2021.1966503)."""
SHORT_DETOUR = 1.45
SHORT_KM = 2.0
"""Short trips bend more; 1.45 under 2 km of straight line is an assumption."""

KM_PER_DEGREE = 111.195
"""One degree of latitude."""
GRID_KM = 0.2
"""Ushahidi shifts a public location to a grid of about 200 m."""

SPEED_FACTOR = {Mode.ROAD: 1.0, Mode.RAIL: 2.0, Mode.AIR: 5.0, Mode.WATER: 0.7, Mode.FOOT: 0.13}
"""Speed of a mode over the road's 30 km/h of an incident: 60, 150, 21 and 4 km/h."""

REACH_KM = {Mode.FOOT: 5.0}
"""How far one leg of a mode may be: a person with a rucksack is asked for an hour's walk."""

ISLAND_DISTRICTS = frozenset({"长海县"})
"""Districts with the sea around them: no bridge or tunnel leads there, only ships and aircraft."""
OVER_SEA = frozenset({Mode.WATER, Mode.AIR})


SPOT_DIGITS = 4
"""Digits of a degree that tell two spots apart: eleven metres."""


def spot(point: Point) -> tuple[float, float]:
    """Where a point is, for looking up what was measured."""
    return round(point.lat, SPOT_DIGITS), round(point.lon, SPOT_DIGITS)


def haversine_km(a: Point, b: Point) -> float:
    """Great-circle distance in kilometres."""
    lat_a, lat_b = math.radians(a.lat), math.radians(b.lat)
    half_lat, half_lon = (lat_b - lat_a) / 2, math.radians(b.lon - a.lon) / 2
    square = math.sin(half_lat) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin(half_lon) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(min(1.0, square)))


def road_km(a: Point, b: Point, detour: float = DETOUR) -> float:
    """Estimated kilometres by road: great circle times `detour`, more under `SHORT_KM`."""
    straight = haversine_km(a, b)
    return straight * (max(detour, SHORT_DETOUR) if straight < SHORT_KM else detour)


def travel_km(
    a: Point, b: Point, mode: Mode, detour: float = DETOUR, links: Iterable[Link] = ()
) -> float:
    """Estimated kilometres by `mode`: roads and tracks bend, ships and aircraft go straight; a
    link adds what it says."""
    link = link_between(a.district, b.district, mode, links)
    km = haversine_km(a, b) if mode in OVER_SEA else road_km(a, b, detour)
    return km + (link.km if link else 0.0)


def link_between(one: str, other: str, mode: Mode, links: Iterable[Link]) -> Link | None:
    """The link of this mode between two districts, in whatever order it names them."""
    ends = {one, other}
    return next((link for link in links if link.mode is mode and set(link.ends) == ends), None)


def linked_hours(
    one: str, other: str, mode: Mode, kg: float, passes: frozenset[str], links: Collection[Link]
) -> float | None:
    """Hours that getting from district to district adds for such a vehicle; None where it cannot.

    Over the sea lead only links, and ships and aircraft of a kind for which none is known at all.
    """
    link = link_between(one, other, mode, links)
    if link is not None:
        heavy = link.max_tonnes is not None and kg > link.max_tonnes * 1000
        barred = link.permits and not link.permits & passes
        return None if heavy or barred else link.hours
    if not over_sea(Point(0, 0, one), Point(0, 0, other)):
        return 0.0
    served = any(known.mode is mode and _is_over_sea(known) for known in links)
    return 0.0 if mode in OVER_SEA and not served else None


def _is_over_sea(link: Link) -> bool:
    one, other = link.ends
    return over_sea(Point(0, 0, one), Point(0, 0, other))


def travel_hours(km: float, mode: Mode, speed_kmh: float) -> float:
    """Hours for `km` by `mode`, where roads allow `speed_kmh`. Loading is not in it."""
    return km / (speed_kmh * SPEED_FACTOR[mode])


def nearest_district(point: Point, known: Iterable[Point]) -> tuple[str, float] | None:
    """The district of the known point nearest to `point`, and its distance in kilometres."""
    found = min(
        ((haversine_km(point, other), other.district) for other in known if other.district),
        default=None,
    )
    return None if found is None else (found[1], found[0])


def grid_200m(point: Point) -> Point:
    """The point moved to the middle of its 200 m cell, so that it names no doorway."""
    lat = _snap(point.lat, GRID_KM / KM_PER_DEGREE)
    width = GRID_KM / (KM_PER_DEGREE * max(0.01, math.cos(math.radians(lat))))
    return Point(lat, _snap(point.lon, width), point.district)


def over_sea(a: Point, b: Point) -> bool:
    """Whether the sea lies between: one end, and only one, is in an island district."""
    return (a.district in ISLAND_DISTRICTS) != (b.district in ISLAND_DISTRICTS)


def lacks_ship(end: Point, modes: Iterable[Mode], closures: Collection[Closure]) -> bool:
    """Whether what cannot reach `end` lacks a ship or aircraft rather than an open road: an
    island, or no road closed at all, and none of them on duty."""
    at_sea = end.district in ISLAND_DISTRICTS or not closures
    return at_sea and not any(mode in (Mode.WATER, Mode.AIR) for mode in modes)


def closed_between(
    a: Point,
    b: Point,
    mode: Mode,
    kg: float,
    passes: frozenset[str],
    closures: Iterable[Closure],
    at: datetime,
) -> bool:
    """Whether a closure in force at `at` bars this leg to a vehicle of `kg` with these passes.

    A link closes the legs between its two districts; a circle those whose line crosses it.
    """
    return any(
        in_force(closure, mode, kg, passes, at) and lies_on(closure, a, b) for closure in closures
    )


def passable(
    a: Point,
    b: Point,
    mode: Mode,
    kg: float,
    passes: frozenset[str],
    closures: Iterable[Closure],
    at: datetime,
    links: Collection[Link] = (),
) -> bool:
    """Whether a vehicle gets from `a` to `b`: no sea for wheels but by a link, no link that does
    not bear it or wants a permit, no closure, not too far."""
    if linked_hours(a.district, b.district, mode, kg, passes, links) is None:
        return False
    if mode in REACH_KM and road_km(a, b) > REACH_KM[mode]:
        return False
    return not closed_between(a, b, mode, kg, passes, closures, at)


def in_force(closure: Closure, mode: Mode, kg: float, passes: frozenset[str], at: datetime) -> bool:
    """Whether the closure is in force now for such a vehicle. No modes named means all."""
    if closure.modes and mode not in closure.modes:
        return False
    if closure.starts_at is not None and at < closure.starts_at:
        return False
    if closure.ends_at is not None and at >= closure.ends_at:
        return False
    if closure.max_tonnes is not None and kg <= closure.max_tonnes * 1000:
        return False
    return not closure.passes & passes


def lies_on(closure: Closure, a: Point, b: Point) -> bool:
    """Whether the closure is on this leg, whoever drives it."""
    if closure.link is not None and {a.district, b.district} == set(closure.link):
        return True
    return closure.centre is not None and _off_line_km(closure.centre, a, b) <= closure.radius_km


def _off_line_km(centre: Point, a: Point, b: Point) -> float:
    """Distance in kilometres from `centre` to the line a-b, on the flat map around `centre`.

    Flat is good to 0.1 % over the 200 km of the region.
    """
    shrink = math.cos(math.radians(centre.lat))
    ax, ay = (a.lon - centre.lon) * shrink * KM_PER_DEGREE, (a.lat - centre.lat) * KM_PER_DEGREE
    bx, by = (b.lon - centre.lon) * shrink * KM_PER_DEGREE, (b.lat - centre.lat) * KM_PER_DEGREE
    dx, dy = bx - ax, by - ay
    length = dx * dx + dy * dy
    along = 0.0 if length == 0 else min(1.0, max(0.0, -(ax * dx + ay * dy) / length))
    return math.hypot(ax + along * dx, ay + along * dy)


def _snap(value: float, step: float) -> float:
    return (math.floor(value / step) + 0.5) * step
