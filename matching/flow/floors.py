"""Fairness between districts: for every good and urgency class no district gets less than a
share of the city's average, where stock that can reach it in time allows it.

The least total suffering can be unfair to whoever lives far away (Gutjahr and Fischer, EJOR
270, 2018), so a second pass bounds from below what each district gets (as Orgut and others do
with flow, IISE Transactions 2015). A floor is dear, but never dearer than the class above it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from math import ceil

import numpy as np

from matching.flow.network import Floor
from matching.flow.problem import Bools, Component, Costs, Floats, Ints

ENOUGH = 0.98
"""From this average share on everybody has what he needs, and nothing is moved."""
BONUS = 0.9
"""Price of a unit under the floor over the least weight of the class: with 1000, 100, 10 and 1
it lifts no need above the second half of one a class higher."""


class Why(StrEnum):
    """Why a district stays under its floor."""

    USED_UP = "used_up"
    CANNOT_BE_SPLIT = "cannot_be_split"


@dataclass(frozen=True, slots=True)
class Under:
    """A district that gets less than its floor of one good in one class, and why."""

    group: int
    urgency: int
    district: int
    share: float
    average: float
    why: Why


@dataclass(frozen=True, slots=True)
class Moved:
    """Units of one good and class that floors brought to a district, or took from it."""

    group: int
    urgency: int
    district: int
    units: int


@dataclass(frozen=True, slots=True)
class _Cell:
    """Needs of one class and district that some lot could serve, by row of the component."""

    urgency: int
    district: int
    members: Ints
    wanted: int


def _cells(part: Component, reachable: Bools) -> Iterator[list[_Cell]]:
    """The cells of each class that has more than one district."""
    needs = part.problem.needs
    urgency, district = needs.urgency[part.needs], needs.district[part.needs]
    wanted = needs.quantity[part.needs]
    for level in range(4):
        of_class = np.flatnonzero(reachable & (urgency == level))
        cells = []
        for place in np.unique(district[of_class]):
            members = of_class[district[of_class] == place]
            cells.append(_Cell(level, int(place), members, int(wanted[members].sum())))
        if len(cells) > 1:
            yield cells


def floors_for(part: Component, costs: Costs, got: Ints, share: float) -> list[Floor]:
    """Floors at `share` of the average that each class got; `got` is by row."""
    reachable = _reachable(costs)
    weight, floors = part.problem.needs.weight[part.needs], []
    for cells in _cells(part, reachable):
        average = _average(cells, got)
        if not 0 < average < ENOUGH:
            continue
        least = min(float(weight[cell.members].min()) for cell in cells)
        for cell in cells:
            due = ceil(share * average * cell.wanted - 1e-9)
            floors.append(Floor(cell.members, cell.wanted - due, BONUS * least))
    return floors


def under_floor(part: Component, costs: Costs, got: Ints, held: Ints, share: float) -> list[Under]:
    """The districts that stay under the floor: `got` by row, `held` is what lots still have."""
    reachable = _reachable(costs)
    found = []
    for cells in _cells(part, reachable):
        average = _average(cells, got)
        if average >= ENOUGH:
            continue
        for cell in cells:
            own = int(got[cell.members].sum())
            if own < int(share * average * cell.wanted):
                why = _why(costs[cell.members], held)
                found.append(
                    Under(part.group, cell.urgency, cell.district, own / cell.wanted, average, why)
                )
    return found


def moved(part: Component, costs: Costs, before: Ints, after: Ints) -> list[Moved]:
    """What floors changed by district and class: units by row without them and with them."""
    found = []
    for cells in _cells(part, _reachable(costs)):
        for cell in cells:
            units = int((after - before)[cell.members].sum())
            if units:
                found.append(Moved(part.group, cell.urgency, cell.district, units))
    return found


def _reachable(costs: Costs) -> Bools:
    """The needs that some lot could serve."""
    return np.asarray(np.isfinite(costs).any(axis=1), np.bool_)


def _average(cells: list[_Cell], got: Ints) -> float:
    served = sum(int(got[cell.members].sum()) for cell in cells)
    return served / sum(cell.wanted for cell in cells)


def _why(costs: Costs, held: Ints) -> Why:
    left = np.isfinite(costs)[:, held > 0].any()
    return Why.CANNOT_BE_SPLIT if left else Why.USED_UP


def spread(part: Component, costs: Costs, got: Ints) -> dict[int, tuple[float, float]]:
    """By class: the Gini coefficient between districts, weighted by demand, and the demand.

    A class that got next to everything counts as equal, one that got nothing is left out.
    """
    found = {}
    for cells in _cells(part, _reachable(costs)):
        average = _average(cells, got)
        wanted: Floats = np.array([cell.wanted for cell in cells], np.float64)
        if average <= 0:
            continue
        shares = np.array([got[cell.members].sum() for cell in cells]) / wanted
        apart = wanted @ np.abs(shares[:, None] - shares[None, :]) @ wanted
        gini = 0.0 if average > ENOUGH else float(apart / (2 * wanted.sum() ** 2 * average))
        found[cells[0].urgency] = gini, float(wanted.sum() / part.per_person)
    return found
