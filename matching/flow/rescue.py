"""Give back to urgent needs what the rounding of minimum lots took from them.

A need that got less than in the relaxed flow takes from lines of lighter needs, whole or down
to their minimum, wherever that is worth more than it costs; who lost then does the same.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from matching.flow.network import Sides
from matching.flow.problem import Costs, Floats, Ints

LOTS = 6
"""Lots looked at for each need, the cheapest at the lots' prices: those hold the lightest needs."""
VISITS = 3
"""Times a need may try."""

Fixed = dict[tuple[int, int], int]
Least = Callable[[int, int], int]


@dataclass(frozen=True, slots=True)
class _Deal:
    """What a need would take from a lot, and the lines that would be cut for it."""

    column: int
    units: int
    cuts: tuple[tuple[int, int], ...]
    net: float


@dataclass(slots=True)
class Rescue:
    """The lines of a component with what both sides still have; all are changed in place."""

    fixed: Fixed
    held: Ints
    lacking: Ints
    sides: Sides
    least: Least
    heavier: float = 1.0
    """How many times as heavy a need must be as one it takes from."""

    def run(self, robbed: Ints, costs: Costs, transport: float, prices: Floats) -> None:
        """Let each of the `robbed` needs take back what is worth it, the heaviest first."""
        on: dict[int, set[int]] = {}
        for row, column in self.fixed:
            on.setdefault(column, set()).add(row)
        visits = dict.fromkeys(robbed.tolist(), 0)
        while visits:
            row = max(visits, key=lambda one: (self.sides.worth_first[one], -one))
            tried = visits.pop(row)
            near = self._near(costs[row], transport, prices)
            deals = [self._deal(row, column, on.get(column, set())) for column in near]
            best = max(deals, key=lambda deal: (deal.net, -deal.column), default=None)
            if best is None or best.net <= 0:
                continue
            self._strike(row, best, on)
            for victim, _ in best.cuts:
                visits.setdefault(victim, 0)
            if self.lacking[row] and tried + 1 < VISITS:
                visits[row] = tried + 1

    def _near(self, costs: Floats | Costs, transport: float, prices: Floats) -> list[int]:
        priced = costs * transport + prices
        order = np.argsort(priced, kind="stable")[:LOTS]
        return [int(column) for column in order if np.isfinite(priced[column])]

    def _loss(self, row: int, lacks: int) -> float:
        """What it costs that this need lacks so much."""
        second = int(self.sides.second[row])
        first = max(0, lacks - second)
        worth = self.sides.worth_first[row], self.sides.worth_second[row]
        return float(first * worth[0] + min(lacks, second) * worth[1])

    def _deal(self, row: int, column: int, holders: set[int]) -> _Deal:
        """The best that cutting lighter needs at this lot, the lightest first, would bring."""
        lacks, worth = int(self.lacking[row]), self.sides.worth_first
        floor = max(1, self.least(row, column) - self.fixed.get((row, column), 0))
        limit = worth[row] / self.heavier
        lighter = sorted((worth[one], one) for one in holders if worth[one] < limit)
        free, lost, cuts = int(self.held[column]), 0.0, list[tuple[int, int]]()
        best = _Deal(column, 0, (), 0.0)
        for _, victim in [(0.0, -1), *lighter]:
            if victim >= 0:
                cut = self._cut(victim, column, lacks - free)
                now = int(self.lacking[victim])
                lost += self._loss(victim, now + cut) - self._loss(victim, now)
                free += cut
                cuts.append((victim, cut))
            units = min(free, lacks)
            gain = self._loss(row, lacks) - self._loss(row, lacks - units)
            if floor <= units and gain - lost > best.net:
                best = _Deal(column, units, tuple(cuts), gain - lost)
            if free >= lacks:
                break
        return best

    def _cut(self, victim: int, column: int, wanted: int) -> int:
        """How much of the line goes: what is wanted, or all if too little would be left."""
        units = self.fixed[victim, column]
        return wanted if units - wanted >= self.least(victim, column) else units

    def _strike(self, row: int, deal: _Deal, on: dict[int, set[int]]) -> None:
        column = deal.column
        for victim, cut in deal.cuts:
            self.fixed[victim, column] -= cut
            self.lacking[victim] += cut
            self.held[column] += cut
            if not self.fixed[victim, column]:
                del self.fixed[victim, column]
                on[column].discard(victim)
        self.fixed[row, column] = self.fixed.get((row, column), 0) + deal.units
        self.lacking[row] -= deal.units
        self.held[column] -= deal.units
        on.setdefault(column, set()).add(row)
