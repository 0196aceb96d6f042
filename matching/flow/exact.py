"""What single pairs of lot and need take, in double precision: for the edges of the blocks, for
the lines of a plan and for its reasons."""

import math
from collections.abc import Iterable, Iterator

import numpy as np

from matching.flow.problem import Bools, Circle, Floats, Ints, Lots, Needs, Problem, Way
from matching.geo import KM_PER_DEGREE
from matching.model import Mode

EARTH_DIAMETER_KM = 12742.0
"""Twice the mean radius, as the published instances have it (the IUGG radius is 9 m more)."""


def arrives(problem: Problem, need_rows: Ints, lot_rows: Ints) -> tuple[Bools, Bools]:
    """Whether these pairs keep the deadline, and the expiry, in double precision."""
    arrival = arrival_h(problem, need_rows, lot_rows)
    in_time: Bools = arrival <= problem.needs.deadline[need_rows]
    alive: Bools = arrival + problem.rules.expiry_margin_h <= problem.lots.expiry[lot_rows]
    return in_time, alive & np.isfinite(arrival)


def arrival_h(problem: Problem, need_rows: Ints, lot_rows: Ints) -> Floats:
    """Hours from now when goods of these pairs can be there by the fastest way; infinite where
    none gets through."""
    hours = np.full(len(need_rows), np.inf)
    for _, _, taken in by_way(problem, problem.ways, need_rows, lot_rows):
        hours = np.minimum(hours, taken)
    arrival: Floats = problem.lots.ready[lot_rows] + problem.rules.handling_h + hours
    return arrival


def fastest(problem: Problem, need_row: int, lot_row: int) -> tuple[Mode, float]:
    """How one pair's goods would travel, and the kilometres of that; by road where nothing gets
    through."""
    ways = by_way(problem, problem.ways, np.array([need_row]), np.array([lot_row]))
    found = [(float(taken[0]), float(km[0]), way) for way, km, taken in ways]
    _, km, way = min(found, key=lambda each: each[0], default=(np.inf, 0.0, None))
    return (Mode.ROAD if way is None else way.mode), km


def by_way(
    problem: Problem, ways: Iterable[Way], need_rows: Ints, lot_rows: Ints
) -> Iterator[tuple[Way, Floats, Floats]]:
    """Each way with its kilometres and hours on the road for these pairs, in double precision."""
    needs, lots = problem.needs, problem.lots
    straight, road = exact_km(problem, need_rows, lot_rows)
    for way in ways:
        extra = way.hours[needs.district[need_rows], lots.district[lot_rows]]
        km = straight if way.straight else road
        barred = road > way.reach_km
        for circle in way.circles:
            barred |= crosses(circle, lots.place[:, lot_rows], needs.place[:, need_rows])
        yield way, km, np.where(barred, np.inf, km / way.speed_kmh + extra)


def exact_km(problem: Problem, need_rows: Ints, lot_rows: Ints) -> tuple[Floats, Floats]:
    """Straight and road kilometres of these pairs, in double precision."""
    needs: Needs = problem.needs
    lots: Lots = problem.lots
    lat_a, lon_a = np.radians(lots.place[:, lot_rows])
    lat_b, lon_b = np.radians(needs.place[:, need_rows])
    square = (
        np.sin((lat_b - lat_a) / 2) ** 2
        + np.cos(lat_a) * np.cos(lat_b) * np.sin((lon_b - lon_a) / 2) ** 2
    )
    straight: Floats = EARTH_DIAMETER_KM * np.arcsin(np.sqrt(square))
    rules = problem.rules
    bend = np.full(len(straight), rules.detour)
    bend[straight < rules.short_km] = max(rules.detour, rules.short_detour)
    extra = problem.extra_km[needs.district[need_rows], lots.district[lot_rows]]
    road: Floats = straight * bend + extra
    return straight, road


def exact_cost(problem: Problem, need_rows: Ints, lot_rows: Ints) -> Floats:
    """Equivalent kilometres of eligible pairs in double precision, stickiness left out."""
    needs, lots, rules = problem.needs, problem.lots, problem.rules
    _, road = exact_km(problem, need_rows, lot_rows)
    cost: Floats = road * rules.pace(needs.urgency[need_rows])
    cost += lots.fee[lot_rows] + problem.penalty[needs.kind[need_rows], lots.kind[lot_rows]]
    if rules.late is not None:
        late = ~arrives(problem, need_rows, lot_rows)[0]
        cost = cost + late * needs.weight[need_rows] * (rules.late / rules.transport)
    return cost


def crosses(circle: Circle, start: Floats, ends: Floats) -> Bools:
    """Whether the straight lines from one place, or a column of them, to others (degrees, 2 x …)
    meet a closed circle, on the flat map around its centre, which is good to 0.1 % over the 200 km
    of the region."""
    shrink = math.cos(math.radians(circle.lat))

    def flat(places: Floats) -> tuple[Floats, Floats]:
        up, right = places[0] - circle.lat, places[1] - circle.lon
        return up * KM_PER_DEGREE, right * (KM_PER_DEGREE * shrink)

    (y, x), (to_y, to_x) = flat(start), flat(ends)
    dy, dx = to_y - y, to_x - x
    length = dx * dx + dy * dy
    along = np.clip(-(x * dx + y * dy) / np.where(length > 0, length, 1.0), 0.0, 1.0)
    return np.asarray(np.hypot(x + along * dx, y + along * dy) <= circle.radius_km)
