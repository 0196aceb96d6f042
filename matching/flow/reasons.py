"""Why and why not, as numbers that stand in the plan: nothing here solves anything anew."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from matching.flow.columns import ROUNDING
from matching.flow.cost import blocks
from matching.flow.exact import fastest
from matching.flow.obstacles import ORDER, Judged, judge
from matching.flow.problem import Bools, Component, Floats, Ints, Problem
from matching.flow.reach import in_reach
from matching.flow.solve import Outcome
from matching.plan import Given, Obstacle, Passed, Passing, Reasons

TOLERANCE = 1e-6
"""Relative error of prices; `ROUNDING` is their absolute one, for the solver has them as integers:
where it decides, the others' loss is said to be as great as the gain here."""

Counts = tuple[tuple[Obstacle, int], ...]


def reasons_of(problem: Problem, outcome: Outcome, needs: Ints) -> list[Reasons]:
    """Why each of these needs got what it got, in this order; lines and lots are rows."""
    world, found = _World.of(problem, outcome), dict[int, Reasons]()
    groups = problem.needs.group[needs]
    for group in np.unique(groups).tolist():
        mine = needs[groups == group]
        lots = np.flatnonzero(problem.lots.group == group)
        for rows in blocks(len(mine), len(lots)):
            part = Component(problem, group, mine[rows], lots)
            found.update((one.line, one) for one in _Told(judge(part), world).all())
    return [found[int(need)] for need in needs]


@dataclass(frozen=True, slots=True)
class _World:
    """What the plan left and promised, by row."""

    left: Ints
    others: Ints
    """Needs that each lot is promised to."""
    lightest: Floats
    """The least weight of these."""
    lines: dict[int, list[tuple[int, int]]]
    """Lots and units of each need."""
    prices: Floats
    moved: dict[tuple[int, int, int], int]
    """By group, class and district."""

    @staticmethod
    def of(problem: Problem, outcome: Outcome) -> "_World":
        """Of a problem and its outcome."""
        count = len(problem.lots.quantity)
        taken = np.bincount(outcome.lots, outcome.units, count).astype(np.int64)
        lightest = np.full(count, np.inf)
        np.minimum.at(lightest, outcome.lots, problem.needs.weight[outcome.needs])
        lines: dict[int, list[tuple[int, int]]] = {}
        rows = (outcome.needs.tolist(), outcome.lots.tolist(), outcome.units.tolist())
        for need, lot, units in zip(*rows, strict=True):
            lines.setdefault(need, []).append((lot, units))
        return _World(
            left=problem.lots.quantity - taken,
            others=np.bincount(outcome.lots, minlength=count),
            lightest=lightest,
            lines=lines,
            prices=outcome.prices,
            moved={(one.group, one.urgency, one.district): one.units for one in outcome.moved},
        )


class _Told:
    """The reasons of the needs of one block."""

    def __init__(self, judged: Judged, world: _World) -> None:
        self.judged, self.world = judged, world
        self.part, self.problem = judged.part, judged.part.problem
        self.column = {int(lot): at for at, lot in enumerate(self.part.lots)}
        self.left = world.left[self.part.lots]

    def all(self) -> Iterator[Reasons]:
        """One for each need of the block."""
        used = self._used()
        counts = self._counted(used)
        passed = np.where(self.judged.able & ~used, self.judged.km, np.inf)
        for row, need in enumerate(self.part.needs.tolist()):
            lines = self.world.lines.get(need, [])
            given = sorted((self._given(row, *line) for line in lines), key=_by_km)
            open_units = int(self.problem.needs.quantity[need]) - sum(one.units for one in given)
            nearest = int(np.argmin(passed[row])) if passed.shape[1] else -1
            yield Reasons(
                line=need,
                given=tuple(given),
                passed=self._passed(row, nearest, given, open_units, passed),
                open_units=open_units,
                obstacles=counts(row) if open_units else (),
                moved=self._moved(need),
            )

    def _used(self) -> Bools:
        used = np.zeros(self.judged.code.shape, np.bool_)
        for row, need in enumerate(self.part.needs.tolist()):
            for lot, _ in self.world.lines.get(need, []):
                used[row, self.column[lot]] = True
        return used

    def _counted(self, used: Bools) -> "_Causes":
        able = self.judged.able & ~used
        columns = [(self.judged.code == at + 1).sum(axis=1) for at in range(len(ORDER))]
        below = ORDER.index(Obstacle.BELOW_MIN_LOT)
        columns[below] = columns[below] + (able & (self.left > 0)).sum(axis=1)
        empty = (self.judged.able & (self.left <= 0)).sum(axis=1)
        return _Causes(np.column_stack([*columns, empty]))

    def _given(self, row: int, lot: int, units: int) -> Given:
        problem, need = self.problem, int(self.part.needs[row])
        at = row, self.column[lot]
        hours = float(self.judged.arrival[at])
        way, way_km = fastest(problem, need, lot)
        return Given(
            lot=lot,
            units=units,
            km=float(self.judged.km[at]),
            fee_km=float(problem.lots.fee[lot]),
            stand_in_km=float(problem.penalty[problem.needs.kind[need], problem.lots.kind[lot]]),
            arrives_h=hours,
            late=hours > float(problem.needs.deadline[need]),
            way=way,
            way_km=way_km,
        )

    def _passed(
        self, row: int, column: int, given: list[Given], open_units: int, km: Floats
    ) -> Passed | None:
        """The nearest lot that could have served and did not, if it is nearer than one that did."""
        if column < 0 or not np.isfinite(km[row, column]):
            return None
        if given and km[row, column] >= given[-1].km:
            return None
        need, lot = int(self.part.needs[row]), int(self.part.lots[column])
        others, left = int(self.world.others[lot]), int(self.world.left[lot])
        passed = Passed(lot, float(km[row, column]), Passing.SHARED, others)
        if not left and self.world.lightest[lot] >= self.problem.needs.weight[need]:
            return replace(passed, why=Passing.PROMISED)
        used = [one.lot for one in given]
        if not open_units and (spared := self._spared(row, column, used)) <= 0:
            added = float(self.judged.added[row, column])
            return replace(passed, why=Passing.DEARER, added_km=added)
        least = min(int(self.problem.lots.minimum[lot]), int(self.problem.needs.quantity[need]))
        if 0 < left < least or 0 < open_units < least:
            return replace(passed, why=Passing.MINIMUM)
        if not left:
            passed = (
                self._worth(row, column, passed, open_units)
                if open_units
                else self._cost(passed, spared, self._farthest(row, used))
            )
        if passed.why is Passing.SHARED and self._out_of_reach(need, lot, used):
            return replace(passed, why=Passing.REACH)
        return passed

    def _out_of_reach(self, need: int, lot: int, used: list[int]) -> bool:
        """Whether vehicles can bring what the need gets in time, but not what it passed."""
        lots = np.array([lot, *used], np.int64)
        reached = in_reach(self.problem, np.full(len(lots), need), lots)
        return bool(used) and not reached[0] and bool(reached[1:].all())

    def _worth(self, row: int, column: int, passed: Passed, open_units: int) -> Passed:
        """Whether a unit is worth more where it goes than in the half that is open here."""
        problem, need = self.problem, int(self.part.needs[row])
        second = int(problem.needs.quantity[need] - problem.needs.first[need])
        half = 1.0 if open_units > second else problem.rules.second_half
        worth = float(problem.needs.weight[need]) * half
        worth -= problem.rules.transport * float(self.judged.eqkm[row, column])
        price = float(self.world.prices[passed.lot])
        if price > 0 and price >= worth - TOLERANCE * abs(worth) - ROUNDING:
            return replace(passed, why=Passing.WORTH, price=max(price, worth), worth=worth)
        return passed

    def _farthest(self, row: int, used: list[int]) -> int:
        """The lot that a nearer one would spare this need."""
        return max(used, key=lambda lot: (self.judged.eqkm[row, self.column[lot]], lot))

    def _spared(self, row: int, column: int, used: list[int]) -> float:
        """Kilometres, or their worth, that a lot would spare this need."""
        eqkm = self.judged.eqkm[row]
        return float(eqkm[self.column[self._farthest(row, used)]] - eqkm[column])

    def _cost(self, passed: Passed, spared: float, farthest: int) -> Passed:
        """Whether that is less than what others would lose."""
        transport = self.problem.rules.transport
        cost = float(self.world.prices[passed.lot] - self.world.prices[farthest]) / transport
        if cost < spared * (1 - TOLERANCE) - ROUNDING / transport:
            return passed
        cost = max(cost, spared)
        return replace(passed, why=Passing.SPARED, spared_km=spared, cost_km=cost)

    def _moved(self, need: int) -> int:
        needs = self.problem.needs
        cell = self.part.group, int(needs.urgency[need]), int(needs.district[need])
        return self.world.moved.get(cell, 0)


@dataclass(frozen=True, slots=True)
class _Causes:
    """Lots that each cause ruled out, by need; the last column are those with nothing left."""

    table: Ints

    def __call__(self, row: int) -> Counts:
        counts = zip((*ORDER, Obstacle.LOTS_EMPTY), self.table[row].tolist(), strict=True)
        return commonest((cause, count) for cause, count in counts if count)


def commonest(counts: Iterable[tuple[Obstacle, int]]) -> Counts:
    """The causes, the commonest first; no lot at all is a cause."""
    return tuple(sorted(counts, key=lambda cause: (-cause[1], cause[0]))) or ((Obstacle.NO_LOT, 0),)


def _by_km(one: Given) -> tuple[float, int]:
    return one.km, one.lot
