"""Other ways to share out the stock of ten thousand needs; each runs in a process of its own.

Every function gives the objective of its plan, in weighted person-days unmet and carried, and its
seconds of processor time, reading included.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from matching.flow import linear, scaling
from matching.flow.cost import pair_costs
from matching.flow.instance import read_instance
from matching.flow.network import Backend, Network, Solved, solve_pairs
from matching.flow.part import least_of, sides_of
from matching.flow.problem import Component, Problem
from matching.flow.simplex import Simplex
from matching.flow.solve import objective_of, share_out
from tests.bench.made_city import made_city
from tests.bench.timed import cpu_timed

SIZE, SEED = (10_000, 2_000), 20

Lines = tuple[Any, Any, Any]
"""Rows of needs, rows of lots, units."""
Found = dict[str, float]


def ours(rounds: int = 3) -> Found:
    """Our flow with pricing, and after it minimum lots; the best of three."""
    made = made_city(*SIZE, SEED)
    runs = (cpu_timed(lambda: share_out(read_instance(made)[0], Simplex())) for _ in range(rounds))
    outcome, seconds = min(runs, key=lambda run: run[1])
    return {
        "relaxed": outcome.relaxed, "rounded": outcome.objective, "bound": outcome.bound,
        "seconds": seconds,
    }  # fmt: skip


def in_our_place() -> Found:
    """OR-Tools' flow in the place of pylmcf's, everything else as it is."""
    made = made_city(*SIZE, SEED)
    outcome, seconds = cpu_timed(lambda: share_out(read_instance(made)[0], scaling.Scaling()))
    return {"objective": outcome.relaxed, "seconds": seconds}


def ortools() -> Found:
    """OR-Tools' flow on all eligible pairs, without minimum lots."""
    return _run(lambda part: _all_pairs(part, _FlowOnly()))


def highs() -> Found:
    """HiGHS, as scipy has it, on all eligible pairs, without minimum lots."""
    return _run(lambda part: _all_pairs(part, linear.Linear()))


def nearest() -> Found:
    """The most urgent first, all it wants from the nearest lots."""
    return _run(_nearest)


def tiers() -> Found:
    """First halves before second ones, the weightiest first, each from the nearest lots."""
    made = made_city(*SIZE, SEED)
    outcome, seconds = cpu_timed(lambda: share_out(read_instance(made)[0], None))
    return {"objective": outcome.objective, "seconds": seconds}


def _run(way: Callable[[Component], Lines]) -> Found:
    made = made_city(*SIZE, SEED)

    def work() -> tuple[Problem, list[Lines]]:
        problem, _, _ = read_instance(made)
        return problem, [_named(part, way(part)) for part in problem.components()]

    (problem, lines), seconds = cpu_timed(work)
    columns = (np.concatenate(column) for column in zip(*lines, strict=True))
    return {"objective": objective_of(problem, *columns), "seconds": seconds}


def _named(part: Component, lines: Lines) -> Lines:
    rows, columns, units = lines
    return part.needs[rows], part.lots[columns], units


def _all_pairs(part: Component, backend: Backend) -> Lines:
    costs = pair_costs(part)
    rows, columns = np.nonzero(np.isfinite(costs))
    weighted = costs[rows, columns].astype(np.float64) * part.problem.rules.transport
    units = solve_pairs(sides_of(part), rows, columns, weighted, backend).units
    used = units > 0
    return rows[used], columns[used], units[used]


class _FlowOnly(scaling.Scaling):
    """OR-Tools without the prices, which nobody asks for when all pairs are in the network."""

    def solve(self, network: Network, _basis: object = None) -> Solved:
        """The cheapest flow."""
        return Solved(self.flow(network), np.zeros(len(network.supply), np.int64))


def _nearest(part: Component) -> Lines:
    costs, sides, least = pair_costs(part), sides_of(part), least_of(part)
    held, found = sides.held.copy(), [(0, 0, 0)][:0]
    for row in np.argsort(-sides.worth_first, kind="stable").tolist():
        lacks = int(sides.wanted[row])
        for column in np.argsort(costs[row], kind="stable").tolist():
            if not lacks or not np.isfinite(costs[row, column]):
                break
            units = min(lacks, int(held[column]))
            if units and units >= min(least.of_lot[column], least.of_need[row]):
                held[column] -= units
                lacks -= units
                found.append((row, column, units))
    rows, columns, units = np.array(found, np.int64).reshape(-1, 3).T
    return rows, columns, units
