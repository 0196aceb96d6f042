"""Minimum lots: a line gives at least its lot's minimum, or all that the need asks for.

The relaxed flow does not know them. Lines that fall short are settled by rounding: those that
reach half of their minimum are raised to it and fixed, the others forbidden, and the rest is
solved again, until no line falls short. What was cut off is refilled where it fits.
"""

from dataclasses import dataclass, replace

import numpy as np

from matching.flow.columns import Relaxed, worth
from matching.flow.network import Backend, Sides, solve_pairs
from matching.flow.problem import Costs, Floats, Ints

ROUNDS = 15
"""After so many the lines that still fall short are dropped."""


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

    def rest(self, sides: Sides) -> Sides:
        """What is still to be shared out: fixed units fill the first half first."""
        given = sides.wanted - self.lacking
        first = np.maximum(0, sides.first - given)
        return replace(sides, held=self.held, first=first, second=self.lacking - first)


def settle(
    relaxed: Relaxed, costs: Costs, sides: Sides, least: Least, transport: float, backend: Backend
) -> Shares:
    """The relaxed flow made to respect minimum lots."""
    rows, columns, units = relaxed.rows, relaxed.columns, relaxed.units
    ledger = _Ledger(sides)
    for _ in range(ROUNDS):
        short = (units > 0) & (units < least.of(rows, columns))
        short &= ~_fixed(ledger, rows, columns, costs.shape[1])
        if not short.any():
            break
        _raise(ledger, rows, columns, units, least, np.flatnonzero(short))
        stay = ~short | _fixed(ledger, rows, columns, costs.shape[1])
        rows, columns = rows[stay], columns[stay]
        rest = ledger.rest(sides)
        eqkm = costs[rows, columns].astype(np.float64)
        units = solve_pairs(rest, rows, columns, eqkm * transport, backend).units
    for row, column, count in zip(rows, columns, units, strict=True):
        pair = int(row), int(column)
        enough = pair in ledger.fixed or count >= least.of(row, column)
        if count and enough:
            ledger.fix(*pair, int(count))
    _refill(ledger, costs, sides, least)
    return _shares(ledger)


def _fixed(ledger: _Ledger, rows: Ints, columns: Ints, lots: int) -> Ints:
    """Which of these pairs are fixed."""
    keys = np.array([row * lots + column for row, column in ledger.fixed], np.int64)
    return np.isin(rows * lots + columns, keys)


def _raise(
    ledger: _Ledger, rows: Ints, columns: Ints, units: Ints, least: Least, short: Ints
) -> None:
    """Raise the lines nearest to their minimum first, as long as both sides have it."""
    wanted = least.of(rows[short], columns[short])
    share = units[short] / wanted
    for at in np.argsort(-share, kind="stable"):
        if share[at] < 0.5:
            break
        ledger.fix(int(rows[short[at]]), int(columns[short[at]]), int(wanted[at]))


def _refill(ledger: _Ledger, costs: Costs, sides: Sides, least: Least) -> None:
    """Give what lots still hold to open needs it may serve, the weightiest half first."""
    open_rows = np.flatnonzero(ledger.lacking > 0)
    spare = np.flatnonzero(ledger.held > 0)
    reach = costs[np.ix_(open_rows, spare)]
    some = np.isfinite(reach).any(axis=1)
    open_rows, reach = open_rows[some], reach[some]
    order = np.argsort(-sides.worth_first[open_rows], kind="stable")
    for at in order:
        row = int(open_rows[at])
        for which in np.argsort(reach[at], kind="stable"):
            column = int(spare[which])
            if not np.isfinite(reach[at, which]) or not ledger.lacking[row]:
                break
            units = int(min(ledger.lacking[row], ledger.held[column]))
            have = ledger.fixed.get((row, column), 0)
            if units and units + have >= least.of(row, column):
                ledger.fix(row, column, units)


def _shares(ledger: _Ledger) -> Shares:
    lines = sorted(ledger.fixed.items())
    columns = np.array([[row, column, units] for (row, column), units in lines], np.int64)
    rows, lots, units = columns.reshape(-1, 3).T
    return Shares(rows, lots, units)


def objective(shares: Shares, costs: Costs, sides: Sides, transport: float) -> float:
    """Weighted units unmet and carried."""
    eqkm: Floats = costs[shares.rows, shares.columns].astype(np.float64)
    return worth(sides, shares.rows, shares.units) + float(shares.units @ eqkm) * transport
