"""The relaxed sharing-out of a component, proven on all pairs though few are in the network.

Start with the nearest lots of every need, solve, price every pair by the lots' prices, add
what would be better, and solve again until nothing is. The prices give a lower bound for any
solution (Lagrange), whoever found it: sum over needs of the cheaper of going without and the
best priced lot, less what all lots are worth.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from matching.flow.cost import blocks
from matching.flow.network import SCALE, Backend, Floors, Sides, solve_pairs
from matching.flow.problem import Costs, Floats, Ints, dot

NEAREST = 4
"""Lots of each need in the first network."""
MORE = 6
"""Lots added to a need in one round, at most. With four and six a hundred thousand needs took the
least time: fewer arcs make more rounds, more arcs slower ones."""
ALL_PAIRS = 20_000
"""Up to so many pairs all of them go into the first network: it is solved in 5 ms."""
MOST_ROUNDS = 60
SLACK = 5e-7
"""Relative error of float32 that a price check must forgive; an absolute one looped for ever."""
ROUNDING = 1.5 / SCALE

Enough = Callable[[], bool]
"""Says when the time of a run is spent: what is solved by then is the answer, with its gap."""


@dataclass(frozen=True, slots=True)
class Relaxed:
    """The relaxed optimum of a component, in weighted units (not divided by persons)."""

    rows: Ints
    columns: Ints
    units: Ints
    prices: Floats
    values: Floats
    objective: float
    bound: float
    rounds: int


def relax(
    costs: Costs,
    sides: Sides,
    transport: float,
    backend: Backend,
    *,
    gap: float,
    floors: Floors | None = None,
    enough: Enough = lambda: False,
    start: Ints | None = None,
    only: Ints | None = None,
    guess: Floats | None = None,
    most_rounds: int = MOST_ROUNDS,
) -> Relaxed:
    """Solve until no pair would improve, or the gap to the bound is at most `gap` (absolute).

    With `floors` the bound is that of the problem without them. `start` are pairs, as row times
    lots plus column, that the first network must hold besides the nearest; `only`, in their place.
    `guess` are prices that may be near those found.
    """
    lots = costs.shape[1]
    complete = costs.size <= ALL_PAIRS
    if only is None or complete:
        only = cheapest(costs, lots if complete else NEAREST)
    keys = only if start is None else merged(only, start)
    best, rounds = -np.inf, 0
    while True:
        rows, columns = np.divmod(keys, max(1, lots))
        eqkm = costs[rows, columns].astype(np.float64)
        answer = solve_pairs(sides, rows, columns, eqkm * transport, backend, floors, guess=guess)
        guess = answer.prices
        rounds += 1
        objective = worth(sides, rows, answer.units) + dot(answer.units, eqkm) * transport
        bound, better = _price(costs, sides, transport, answer.prices, answer.values)
        best = max(best, bound)
        good = floors is None and objective - best <= gap
        done = good or complete or rounds >= most_rounds or enough()
        wider = keys if done else merged(keys, better)
        if len(wider) == len(keys):
            if not good:
                best = max(best, _without_distance(sides, costs))
            return Relaxed(
                rows, columns, answer.units, answer.prices, answer.values, objective, best, rounds
            )
        keys = wider


def _without_distance(sides: Sides, costs: Costs) -> float:
    """A bound that needs no prices, for a run whose time is spent before there are good ones."""
    return least_unmet(sides) if costs.min(initial=0.0) >= 0 else -np.inf


def least_unmet(sides: Sides) -> float:
    """Weighted units that stay unmet at least, if every lot could serve every need for nothing:
    the stock goes to the weightiest halves."""
    halves = np.concatenate([sides.worth_first, sides.worth_second])
    units = np.concatenate([sides.first, sides.second])
    order = np.argsort(-halves, kind="stable")
    before = np.cumsum(units[order]) - units[order]
    unmet = units[order] - np.clip(sides.held.sum() - before, 0, units[order])
    return dot(halves[order], unmet)


def worth(sides: Sides, rows: Ints, units: Ints) -> float:
    """Weighted units unmet."""
    got = np.bincount(rows, units, len(sides.first)).astype(np.int64)
    first = np.maximum(0, sides.first - got)
    second = np.minimum(sides.second, sides.wanted - got)
    return dot(sides.worth_first, first) + dot(sides.worth_second, second)


def merged(keys: Ints, more: Ints) -> Ints:
    """Both, ascending, each once. numpy's own union hashes, which takes five times as long."""
    if not len(more):
        return keys
    both: Ints = np.sort(np.concatenate([keys, more]))
    once: Ints = both[np.concatenate([[True], both[1:] != both[:-1]])]
    return once


def cheapest(
    costs: Costs, count: int, transport: float = 1.0, prices: Floats | None = None
) -> Ints:
    """The `count` cheapest eligible pairs of every row, as ascending keys; with lot `prices`,
    the cheapest at these."""
    lots = costs.shape[1]
    price = np.zeros(lots, np.float32) if prices is None else prices.astype(np.float32)
    found = []
    for rows in blocks(*costs.shape):
        block = costs[rows] * np.float32(transport) + price
        if count < lots:
            limit = np.partition(block, count - 1, axis=1)[:, count - 1 : count]
            chosen = block <= np.minimum(limit, np.finfo(np.float32).max)
        else:
            chosen = np.isfinite(block)
        found.append(np.flatnonzero(chosen) + rows.start * lots)
    return np.concatenate(found) if found else np.zeros(0, np.int64)


def _price(
    costs: Costs, sides: Sides, transport: float, prices: Floats, values: Floats
) -> tuple[float, Ints]:
    """The bound these prices prove, and the pairs that would be better than what needs have."""
    lots = costs.shape[1]
    bound, found = -dot(sides.held, prices), [np.zeros(0, np.int64)]
    price, scale = prices.astype(np.float32), np.float32(transport)
    limit = values * (1 - SLACK) - ROUNDING
    for rows in blocks(*costs.shape):
        reduced = costs[rows] * scale
        reduced += price
        least = reduced.min(axis=1).astype(np.float64)
        sure = least * (1 - 2 * SLACK)
        bound += dot(sides.first[rows], np.minimum(sides.worth_first[rows], sure))
        bound += dot(sides.second[rows], np.minimum(sides.worth_second[rows], sure))
        asking = np.flatnonzero(least < limit[rows])
        if len(asking):
            found.append(_best_of(reduced, asking, limit[rows], rows.start))
    if not lots:
        bound = worth(sides, np.zeros(0, np.int64), np.zeros(0, np.int64))
    return bound, np.concatenate(found)


def _best_of(reduced: Costs, asking: Ints, limit: Floats, start: int) -> Ints:
    """For each asking row its cheapest pairs under the limit, as keys."""
    lots = reduced.shape[1]
    block, most = reduced[asking], min(MORE, lots)
    highest = np.partition(block, most - 1, axis=1)[:, most - 1]
    under = np.minimum(highest, limit[asking].astype(np.float32))
    row, column = np.nonzero(block <= under[:, None])
    keys: Ints = (start + asking[row]) * lots + column
    return keys
