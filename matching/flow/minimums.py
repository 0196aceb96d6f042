"""Minimum lots: a line gives at least its lot's minimum, or all that the need asks for.

The relaxed flow does not know them. Lines that fall short are settled by rounding: those that
reach half of their minimum are raised to it and fixed, the others forbidden, and the rest is
solved again, until no line falls short. What was cut off is refilled where it fits.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from matching.flow.columns import Relaxed, cheapest, merged, worth
from matching.flow.network import Backend, Floors, Sides, solve_pairs
from matching.flow.problem import Bools, Costs, Floats, Ints, dot
from matching.flow.rescue import Rescue

ALTERNATIVES = 4
"""Lots a need may be moved to, the best at the lots' prices."""
ROUNDS = 15
"""After so many the lines that still fall short are dropped."""
OTHER_CLASS = 3.1
"""Weights within a class differ by three at most: under floors only a need of a higher class
takes from another, so that no district loses what its floor gave it."""
FEW_ROUNDS = 5
LARGE = 2_000
"""Needs of a component from which fewer rounds do: most of its lines are settled by then."""


@dataclass(frozen=True, slots=True)
class Shares:
    """Lines of a component by its own rows and columns, each pair once."""

    rows: Ints
    columns: Ints
    units: Ints


@dataclass(frozen=True, slots=True)
class Least:
    """What a line must give: the lot's minimum, or the whole need where that is less."""

    of_lot: Ints
    of_need: Ints

    def of(self, rows: Ints, columns: Ints) -> Ints:
        """The least of each pair."""
        least: Ints = np.minimum(self.of_lot[columns], self.of_need[rows])
        return least


class _Ledger:
    """Lines that are settled, and what they leave of both sides."""

    def __init__(self, sides: Sides) -> None:
        self.held, self.lacking = sides.held.copy(), sides.wanted.copy()
        self.fixed: dict[tuple[int, int], int] = {}

    def fix(self, row: int, column: int, units: int) -> bool:
        """Promise so much, if both sides still have it."""
        if self.held[column] < units or self.lacking[row] < units:
            return False
        self.held[column] -= units
        self.lacking[row] -= units
        self.fixed[row, column] = self.fixed.get((row, column), 0) + units
        return True

    def settle(self, rows: Ints, columns: Ints, units: Ints) -> None:
        """Promise all of a flow through what is left."""
        np.subtract.at(self.lacking, rows, units)
        np.subtract.at(self.held, columns, units)
        pairs = zip(rows.tolist(), columns.tolist(), strict=True)
        for pair, count in zip(pairs, units.tolist(), strict=True):
            self.fixed[pair] = self.fixed.get(pair, 0) + count

    def rest(self, sides: Sides) -> Sides:
        """What is still to be shared out: fixed units fill the first half first."""
        given = sides.wanted - self.lacking
        first = np.maximum(0, sides.first - given)
        return replace(sides, held=self.held, first=first, second=self.lacking - first)


def settle(
    relaxed: Relaxed,
    costs: Costs,
    sides: Sides,
    least: Least,
    transport: float,
    backend: Backend,
    floors: Floors | None = None,
    enough: Callable[[], bool] = lambda: False,
) -> Shares:
    """The relaxed flow made to respect minimum lots."""
    rows, columns, units = _near(relaxed, costs, transport)
    cost = costs[rows, columns].astype(np.float64) * transport
    ledger, barred, basis = _Ledger(sides), np.zeros(len(rows), np.bool_), None
    minimum = least.of(rows, columns)
    for _ in range(ROUNDS if len(least.of_need) < LARGE else FEW_ROUNDS):
        short = (units > 0) & (units < minimum)
        if short.any():
            short &= ~_fixed(ledger, rows, columns, costs.shape[1])
        if not short.any() or enough():
            break
        _raise(ledger, rows, columns, units, least, np.flatnonzero(short))
        barred |= short & ~_fixed(ledger, rows, columns, costs.shape[1])
        rest = ledger.rest(sides)
        answer = solve_pairs(
            rest, rows, columns, cost, backend, floors, barred, basis, relaxed.prices
        )
        units, basis = answer.units, answer.basis
    whole = (units >= minimum) | _fixed(ledger, rows, columns, costs.shape[1])
    whole &= units > 0
    ledger.settle(rows[whole], columns[whole], units[whole])
    heavier = OTHER_CLASS if floors else 1.0
    _give_back(ledger, relaxed, costs, sides, least, transport, heavier)
    _fill(ledger, costs, sides, least)
    return _shares(ledger)


def _give_back(
    ledger: _Ledger,
    relaxed: Relaxed,
    costs: Costs,
    sides: Sides,
    least: Least,
    transport: float,
    heavier: float,
) -> None:
    """Needs that rounding robbed take from lighter ones."""
    got = np.bincount(relaxed.rows, relaxed.units, len(sides.first)).astype(np.int64)
    robbed = np.flatnonzero(ledger.lacking > sides.wanted - got)
    if not len(robbed):
        return

    def floor(row: int, column: int) -> int:
        return min(int(least.of_lot[column]), int(least.of_need[row]))

    rescue = Rescue(ledger.fixed, ledger.held, ledger.lacking, sides, floor, heavier)
    rescue.run(robbed, costs, transport, relaxed.prices)


def _near(relaxed: Relaxed, costs: Costs, transport: float) -> tuple[Ints, Ints, Ints]:
    """The lines of the relaxed flow, and for every need the pairs that cost it least at the
    lots' prices: a network that is solved in no time, with all that rounding may want."""
    lots = costs.shape[1]
    used = relaxed.units > 0
    keys = relaxed.rows[used] * lots + relaxed.columns[used]
    near = merged(keys, cheapest(costs, ALTERNATIVES, transport, relaxed.prices))
    units = np.zeros(len(near), np.int64)
    units[np.searchsorted(near, keys)] = relaxed.units[used]
    rows, columns = np.divmod(near, lots)
    return rows, columns, units


def _fixed(ledger: _Ledger, rows: Ints, columns: Ints, lots: int) -> Bools:
    """Which of these pairs, which ascend, are fixed: all that are fixed are among them."""
    found = np.zeros(len(rows), np.bool_)
    if ledger.fixed:
        keys = [row * lots + column for row, column in ledger.fixed]
        found[np.searchsorted(rows * lots + columns, keys)] = True
    return found


def _raise(
    ledger: _Ledger, rows: Ints, columns: Ints, units: Ints, least: Least, short: Ints
) -> None:
    """Raise lines that fall short, the nearest to their minimum first, as long as both sides
    have it: those that reach half of it, and those whose lot has as much to spare."""
    wanted = least.of(rows[short], columns[short])
    share = units[short] / wanted
    spare = ledger.held - np.bincount(columns, units, len(ledger.held)).astype(np.int64)
    for at in np.argsort(-share, kind="stable"):
        row, column, more = int(rows[short[at]]), int(columns[short[at]]), int(wanted[at])
        lift = more - int(units[short[at]])
        if (share[at] >= 0.5 or spare[column] >= lift) and ledger.fix(row, column, more):
            spare[column] -= lift


def _fill(ledger: _Ledger, costs: Costs, sides: Sides, least: Least) -> None:
    """Give what lots still hold to open needs they may serve: the weightiest half first, each
    from its cheapest lots."""
    open_rows = np.flatnonzero(ledger.lacking > 0)
    spare = np.flatnonzero(ledger.held > 0)
    reach = costs[np.ix_(open_rows, spare)]
    some = np.isfinite(reach).any(axis=1)
    open_rows, reach = open_rows[some], reach[some]
    halves = np.concatenate([sides.worth_first[open_rows], sides.worth_second[open_rows]])
    order = np.argsort(reach, axis=1, kind="stable").astype(np.int32)
    able = np.isfinite(reach).sum(axis=1)
    for half in np.argsort(-halves, kind="stable"):
        at = int(half) % len(open_rows)
        row = int(open_rows[at])
        until = int(sides.second[row]) if half < len(open_rows) else 0
        _take(ledger, row, spare[order[at, : able[at]]], least, until)


def _take(ledger: _Ledger, row: int, lots: Ints, least: Least, until: int) -> None:
    """Give to one need from these lots in turn until it lacks no more than `until`."""
    for column in lots[ledger.held[lots] > 0].tolist():
        lacks, held = int(ledger.lacking[row]), int(ledger.held[column])
        if lacks <= until:
            return
        have = ledger.fixed.get((row, column), 0)
        floor = min(int(least.of_lot[column]), int(least.of_need[row])) - have
        units = max(min(lacks - until, held), floor)
        if units <= min(lacks, held):
            ledger.fix(row, column, units)


def greedy(costs: Costs, sides: Sides, least: Least) -> Shares:
    """The weightiest half first, each from its cheapest lots: what is done without a backend."""
    ledger = _Ledger(sides)
    _fill(ledger, costs, sides, least)
    return _shares(ledger)


def _shares(ledger: _Ledger) -> Shares:
    lines = sorted(ledger.fixed.items())
    columns = np.array([[row, column, units] for (row, column), units in lines], np.int64)
    rows, lots, units = columns.reshape(-1, 3).T
    return Shares(rows, lots, units)


def objective(shares: Shares, costs: Costs, sides: Sides, transport: float) -> float:
    """Weighted units unmet and carried."""
    eqkm: Floats = costs[shares.rows, shares.columns].astype(np.float64)
    return worth(sides, shares.rows, shares.units) + dot(shares.units, eqkm) * transport
