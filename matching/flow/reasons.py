"""Why and why not, as numbers that stand in the plan: nothing here solves anything anew."""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from matching.flow.cost import arrives, exact_km
from matching.flow.problem import Floats, Ints, Problem
from matching.flow.solve import Outcome
from matching.snapshot import Obstacle


@dataclass(frozen=True, slots=True)
class Given:
    """One line of a need: kilometres by road and what was added to them, hours from now."""

    lot: int
    units: int
    km: float
    fee_km: float
    stand_in_km: float
    arrives_h: float


@dataclass(frozen=True, slots=True)
class Passed:
    """A nearer lot that gave nothing: a unit of it is worth `price` elsewhere, `worth` here."""

    lot: int
    km: float
    others: int
    """Needs it is promised to."""
    price: float
    worth: float


@dataclass(frozen=True, slots=True)
class Reasons:
    """All there is to say about one need."""

    given: tuple[Given, ...]
    passed: Passed | None
    open_units: int
    obstacles: tuple[tuple[Obstacle, int], ...]
    """Why lots of its goods gave no more, the commonest first, with how many each ruled out."""


def reasons_for(problem: Problem, outcome: Outcome, need: int) -> Reasons:
    """Why this need got what it got."""
    own = outcome.needs == need
    lots, units = outcome.lots[own], outcome.units[own]
    of_group = np.flatnonzero(problem.lots.group == problem.needs.group[need])
    open_units = int(problem.needs.quantity[need] - units.sum())
    return Reasons(
        given=tuple(_given(problem, need, lots, units)),
        passed=_passed(problem, outcome, need, of_group, lots),
        open_units=open_units,
        obstacles=_counted(problem, outcome, need, of_group, lots) if open_units else (),
    )


def _given(problem: Problem, need: int, lots: Ints, units: Ints) -> list[Given]:
    _, km = exact_km(problem, np.full(len(lots), need), lots)
    stand_in = problem.penalty[problem.needs.kind[need], problem.lots.kind[lots]]
    arrival = arrival_h(problem, need, lots)
    found = [
        Given(int(lot), int(count), float(way), float(fee), float(extra), float(hour))
        for lot, count, way, fee, extra, hour in zip(
            lots, units, km, problem.lots.fee[lots], stand_in, arrival, strict=True
        )
    ]
    return sorted(found, key=lambda one: (one.km, one.lot))


def arrival_h(problem: Problem, need: int, lots: Ints) -> Floats:
    """Hours from now when goods of these lots can be there, by the fastest way not closed."""
    rows = np.full(len(lots), need)
    straight, road = exact_km(problem, rows, lots)
    best = np.full(len(lots), np.inf)
    for way in problem.ways:
        extra = way.hours[problem.needs.district[rows], problem.lots.district[lots]]
        best = np.minimum(best, (straight if way.straight else road) / way.speed_kmh + extra)
    hours: Floats = problem.lots.ready[lots] + problem.rules.handling_h + best
    return hours


def obstacles_of(problem: Problem, need: int, lots: Ints) -> list[Obstacle | None]:
    """What rules out each of these lots of the need's group; None where nothing does."""
    rows = np.full(len(lots), need)
    fits = np.isfinite(problem.penalty[problem.needs.kind[need], problem.lots.kind[lots]])
    in_time, alive = arrives(problem, rows, lots)
    there = np.isfinite(arrival_h(problem, need, lots))
    found: list[Obstacle | None] = []
    for at, lot in enumerate(lots):
        if (need, int(lot)) in problem.banned:
            found.append(Obstacle.REFUSED_BEFORE)
        elif not fits[at]:
            found.append(Obstacle.RESERVED_FOR_OTHERS)
        elif not there[at]:
            found.append(Obstacle.ROAD_CLOSED)
        elif not alive[at]:
            found.append(Obstacle.EXPIRES)
        elif not in_time[at] and problem.rules.late is None:
            found.append(Obstacle.TOO_LATE)
        else:
            found.append(None)
    return found


def _passed(
    problem: Problem, outcome: Outcome, need: int, of_group: Ints, used: Ints
) -> Passed | None:
    """The nearest lot that could have served and did not, if it is nearer than one that did."""
    others = np.setdiff1d(of_group, used)
    able = [what is None for what in obstacles_of(problem, need, others)]
    others = others[np.array(able, bool)] if len(others) else others
    if not len(others):
        return None
    km = exact_km(problem, np.full(len(others), need), others)[1]
    farthest = exact_km(problem, np.full(len(used), need), used)[1].max(initial=0.0)
    at = int(np.argmin(km))
    lot = int(others[at])
    if len(used) and km[at] >= farthest:
        return None
    return Passed(
        lot=lot,
        km=float(km[at]),
        others=int((outcome.lots == lot).sum()),
        price=float(outcome.prices[lot]),
        worth=float(problem.needs.weight[need]),
    )


def _counted(
    problem: Problem, outcome: Outcome, need: int, of_group: Ints, used: Ints
) -> tuple[tuple[Obstacle, int], ...]:
    taken = np.bincount(outcome.lots, outcome.units, len(problem.lots.quantity))
    left = problem.lots.quantity - taken.astype(np.int64)
    causes: Counter[Obstacle] = Counter()
    for lot, obstacle in zip(of_group, obstacles_of(problem, need, of_group), strict=True):
        if obstacle is not None:
            causes[obstacle] += 1
        elif left[lot] <= 0:
            causes[Obstacle.LOTS_EMPTY] += 1
        elif lot not in used:
            causes[Obstacle.BELOW_MIN_LOT] += 1
    if not causes:
        return ((Obstacle.NO_LOT, 0),)
    return tuple(sorted(causes.items(), key=lambda cause: (-cause[1], cause[0])))
