"""After an event: solve only the components it touches, and change as few lines as may be.

Accepted lines are taken off both sides before solving; offered ones are kept unless something
is better by `cost.KEPT_KM`; lines of components that no event touched stay as they are.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import numpy as np

from matching.flow.columns import Relaxed, cheapest, merged, worth
from matching.flow.cost import pair_costs
from matching.flow.minimums import Shares, settle
from matching.flow.network import Backend, Sides, solve_pairs
from matching.flow.problem import Component, Costs, Floats, Ints, Problem
from matching.flow.solve import least_of, sides_of

NEAR = 8
"""Lots of each need, the cheapest at the prices of the last solve: the event moves few prices."""

Lines = Mapping[tuple[int, int], int]
"""Units by (need row, lot row)."""


@dataclass(frozen=True, slots=True)
class Change:
    """One line that is not as it was; nothing before or nothing after is a line new or gone."""

    need: int
    lot: int
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Revised:
    """The lines after an event and what changed, by need and lot."""

    lines: Lines
    changes: tuple[Change, ...]
    prices: Floats


def with_accepted(problem: Problem, accepted: Lines) -> Problem:
    """The problem that is left when these lines are promised for good."""
    needs, lots = problem.needs, problem.lots
    given, used = np.zeros_like(needs.quantity), np.zeros_like(lots.quantity)
    for (need, lot), units in accepted.items():
        given[need] += units
        used[lot] += units
    return replace(
        problem,
        needs=replace(needs, quantity=needs.quantity - given, given=needs.given + given),
        lots=replace(lots, quantity=lots.quantity - used),
    )


def revise(
    problem: Problem,
    before: Lines,
    touched: Collection[int],
    prices: Floats,
    backend: Backend,
) -> Revised:
    """Solve the groups in `touched` again; `before` are the offered lines, `prices` those of the
    solve they came from (a lot that is new then has price 0)."""
    lines, prices = dict(before), prices.copy()
    for part in problem.components():
        if part.group not in touched:
            continue
        mine = {pair: units for pair, units in before.items() if _in(part, pair)}
        shares, prices[part.lots] = _again(part, mine, prices[part.lots], backend)
        for pair in mine:
            del lines[pair]
        needs, lots = part.needs[shares.rows], part.lots[shares.columns]
        for need, lot, units in zip(needs, lots, shares.units, strict=True):
            lines[int(need), int(lot)] = int(units)
    return Revised(lines, tuple(_changes(before, lines)), prices)


def _in(part: Component, pair: tuple[int, int]) -> bool:
    return int(part.problem.needs.group[pair[0]]) == part.group


def _again(part: Component, mine: Lines, prices: Floats, backend: Backend) -> tuple[Shares, Floats]:
    """The component on few columns: those that were used, and the best at the old prices."""
    sticky = replace(part, problem=replace(part.problem, kept=tuple(mine)))
    costs, sides = pair_costs(sticky), sides_of(part)
    transport = part.problem.rules.transport
    keys = merged(
        cheapest(costs, min(NEAR, max(1, len(part.lots))), transport, prices),
        _keys(part, mine, costs),
    )
    rows, columns = np.divmod(keys, max(1, len(part.lots)))
    eqkm = costs[rows, columns].astype(np.float64)
    answer = solve_pairs(sides, rows, columns, eqkm * transport, backend)
    relaxed = Relaxed(
        rows, columns, answer.units, answer.prices, answer.values,
        _objective(sides, rows, answer.units, eqkm, transport), -np.inf, 1,
    )  # fmt: skip
    shares = settle(relaxed, costs, sides, least_of(part), transport, backend)
    return shares, answer.prices


def _objective(sides: Sides, rows: Ints, units: Ints, eqkm: Floats, transport: float) -> float:
    return worth(sides, rows, units) + float(units @ eqkm) * transport


def _keys(part: Component, mine: Lines, costs: Costs) -> Ints:
    """The offered lines that are still possible, and every pair of needs that have none."""
    row_of = {int(need): row for row, need in enumerate(part.needs)}
    column_of = {int(lot): column for column, lot in enumerate(part.lots)}
    lots = len(part.lots)
    served = {need for need, _ in mine}
    keys = {
        row_of[need] * lots + column_of[lot]
        for need, lot in mine
        if need in row_of and lot in column_of
    }
    urgent = part.problem.needs.urgency[part.needs] == 0
    alone = [row for need, row in row_of.items() if need not in served and urgent[row]]
    keys |= {row * lots + column for row in alone for column in range(lots)}
    found = np.array(sorted(keys), np.int64)
    possible: Ints = found[np.isfinite(costs.reshape(-1)[found])] if len(found) else found
    return possible


def _changes(before: Lines, after: Lines) -> list[Change]:
    pairs = sorted(set(before) | set(after))
    return [
        Change(need, lot, before.get((need, lot), 0), after.get((need, lot), 0))
        for need, lot in pairs
        if before.get((need, lot), 0) != after.get((need, lot), 0)
    ]
