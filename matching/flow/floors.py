"""Fairness between districts: for every good and urgency class no district gets less than a
share of the city's average, where stock that can reach it in time allows it.

The least total suffering can be unfair to whoever lives far away (Gutjahr and Fischer, EJOR
270, 2018), so a second pass bounds from below what each district gets (as Orgut and others do
with flow, IISE Transactions 2015). Within its class a floor outbids every need; needs of the
classes above are raised by as much, so that it takes nothing from them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from math import ceil

import numpy as np

from matching.flow.network import Floor, Floors
from matching.flow.problem import Component, Costs, Floats, Ints

ENOUGH = 0.98
"""From this average share on everybody has what he needs, and nothing is moved."""
FIRM = 1.5
"""Price of a unit under the floor over the greatest weight of its class, beside what a unit over
the floor is priced at: what the heaviest need would lose, and the longer way."""
ABOVE = 1.05
"""What the second half of a need is worth over the greatest bid of a class below: the rest is
for longer ways."""
EVEN = 0.97
"""Share of the average up to which a district that has its floor is lifted further."""
RISE = (0.03, 0.03, 1.0, 1.0)
"""By class, the price of a unit between these two in the same terms: ordinary and comfort needs
are shared out evenly for next to nothing, urgent ones only between equals."""
EASED_SHARE = 0.5
"""The floor of a class of one good where the full one is too dear."""


class Why(StrEnum):
    """Why a district stays under its floor."""

    USED_UP = "used_up"
    """All that can reach it in time goes to higher classes, or to districts no better off."""
    CANNOT_BE_SPLIT = "cannot_be_split"
    """Minimum lots: of what is left, or of what it would have to be given."""
    TOO_DEAR = "too_dear"
    """Its floor was taken back, with the dearest of the city."""
    NOT_HELD_UP = "not_held_up"
    """No flow solver is installed: the greedy plan has no floors."""


@dataclass(frozen=True, slots=True)
class Aim:
    """Shares of the average: no district should fall under `floor`, nor lightly under `even`."""

    floor: float = 0.0
    even: float = 0.0

    @property
    def less(self) -> "Aim":
        """One step back: first what lies over the floor, then half the floor, then all of it."""
        if self.even > self.floor:
            return Aim(self.floor, self.floor)
        return Aim(EASED_SHARE, EASED_SHARE) if self.floor > EASED_SHARE else Aim()


@dataclass(frozen=True, slots=True)
class Fairness:
    """What is held up in one component."""

    share: float
    """The floor that is promised."""
    aims: tuple[Aim, ...]
    """By class; less than promised where that was too dear."""
    stuck: Mapping[tuple[int, int], Why] = field(default_factory=dict)
    """The cells, by class and district, that stay under the promised floor at any price."""

    @staticmethod
    def at(share: float) -> "Fairness":
        """The same floor in every class; 0 holds up nothing."""
        return Fairness(share, (Aim(share, max(share, EVEN)) if share else Aim(),) * 4)

    def eased(self, urgency: int) -> "Fairness":
        """With the floors of one class taken back by one step."""
        aims = enumerate(self.aims)
        return replace(self, aims=tuple(aim.less if at == urgency else aim for at, aim in aims))


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
class Cell:
    """Needs of one class and district that some lot could serve, by row of the component."""

    urgency: int
    district: int
    members: Ints
    wanted: int


Cells = Sequence[Sequence[Cell]]
"""Those of each class that has more than one district."""


def cells_of(part: Component, costs: Costs) -> Cells:
    """The cells of a component."""
    needs, rows = part.problem.needs, part.needs
    wanted, count = needs.quantity[rows], int(needs.district.max(initial=0)) + 1
    able = np.flatnonzero(np.isfinite(costs).any(axis=1))
    key = needs.urgency[rows[able]] * count + needs.district[rows[able]]
    order = np.argsort(key, kind="stable")
    starts = np.flatnonzero(np.diff(key[order], prepend=-1))
    found: dict[int, list[Cell]] = {}
    for members in np.split(able[order], starts[1:]) if len(able) else ():
        own = rows[members[0]]
        cell = Cell(int(needs.urgency[own]), int(needs.district[own]), members,
                    int(wanted[members].sum()))  # fmt: skip
        found.setdefault(cell.urgency, []).append(cell)
    return [cells for cells in found.values() if len(cells) > 1]


def floors_for(part: Component, classes: Cells, got: Ints, fairness: Fairness) -> Floors | None:
    """Floors at shares of the average that each class got, if there are any; `got` is by row."""
    weight = part.problem.needs.weight[part.needs]
    floors, prices = list[Floor](), dict[int, float]()
    for cells in classes:
        urgency, average = cells[0].urgency, _average(cells, got)
        aim = fairness.aims[urgency]
        if not aim.floor or not 0 < average < ENOUGH:
            continue
        price = FIRM * max(float(weight[cell.members].max()) for cell in cells)
        mild = RISE[urgency] * price
        prices[urgency] = price + mild
        for cell in cells:
            due, even = (_due(share, average, cell) for share in (aim.floor, aim.even))
            short, spared = cell.wanted - due, cell.wanted - even
            floors.append(Floor(cell.members, spared, short, mild, price + mild))
    return Floors(tuple(floors), _raised(part, prices)) if floors else None


def _due(share: float, average: float, cell: Cell) -> int:
    """The fewest whole units that are no less than this share of the average."""
    return ceil(share * average * cell.wanted - 1e-9)


def _raised(part: Component, prices: Mapping[int, float]) -> Floats:
    """By row, what keeps the second half of a need above all that the classes below may bid."""
    needs, rows = part.problem.needs, part.needs
    weight, urgency = needs.weight[rows], needs.urgency[rows]
    raised, below = np.zeros(len(rows)), 0.0
    for level in range(3, -1, -1):
        own = urgency == level
        if own.any():
            least = part.problem.rules.second_half * float(weight[own].min())
            more = max(0.0, ABOVE * below - least)
            raised[own] = more
            below = max(below, more + float(weight[own].max()) + prices.get(level, 0.0))
    return raised


def under_floor(
    part: Component,
    classes: Cells,
    costs: Costs,
    got: Ints,
    best: Ints,
    held: Ints,
    fairness: Fairness,
) -> list[Under]:
    """The districts that stay under the floor that is promised. `got` is by row, `best` the same
    without minimum lots, `held` what lots still have."""
    lacking = part.problem.needs.quantity[part.needs] - got
    found = list[Under]()
    for cells in classes:
        average = _average(cells, got)
        if average >= ENOUGH:
            continue
        for cell in cells:
            own, due = int(got[cell.members].sum()), _due(fairness.share, average, cell)
            if own < due:
                lack = cell.members[lacking[cell.members] > 0]
                left = bool(np.isfinite(costs[lack][:, held > 0]).any())
                split = left or int(best[cell.members].sum()) >= due
                why = _why(cell, fairness, split)
                share = own / cell.wanted
                found.append(Under(part.group, cell.urgency, cell.district, share, average, why))
    return found


def _why(cell: Cell, fairness: Fairness, split: bool) -> Why:
    """`split` says that minimum lots stand in the way as far as this plan can tell."""
    under_full = fairness.stuck.get((cell.urgency, cell.district))
    if under_full is None and fairness.aims[cell.urgency].floor < fairness.share:
        return Why.TOO_DEAR
    return Why.CANNOT_BE_SPLIT if split else under_full or Why.USED_UP


def moved(part: Component, classes: Cells, before: Ints, after: Ints) -> list[Moved]:
    """What floors changed by district and class: units by row without them and with them."""
    found, change = [], after - before
    for cells in classes:
        for cell in cells:
            units = int(change[cell.members].sum())
            if units:
                found.append(Moved(part.group, cell.urgency, cell.district, units))
    return found


def _average(cells: Sequence[Cell], got: Ints) -> float:
    served = sum(int(got[cell.members].sum()) for cell in cells)
    return served / sum(cell.wanted for cell in cells)


def spread(part: Component, classes: Cells, got: Ints) -> dict[int, tuple[float, float]]:
    """By class: the Gini coefficient between districts, weighted by demand, and the demand.

    A class that got next to everything counts as equal, one that got nothing is left out.
    """
    found = {}
    for cells in classes:
        average = _average(cells, got)
        wanted: Floats = np.array([cell.wanted for cell in cells], np.float64)
        if average <= 0:
            continue
        shares = np.array([got[cell.members].sum() for cell in cells]) / wanted
        apart = wanted @ np.abs(shares[:, None] - shares[None, :]) @ wanted
        gini = 0.0 if average > ENOUGH else float(apart / (2 * wanted.sum() ** 2 * average))
        found[cells[0].urgency] = gini, float(wanted.sum() / part.per_person)
    return found
