"""Share out all components of a problem: the order of the parts, and the certificate."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from matching.flow import linear, simplex
from matching.flow.columns import relax, worth
from matching.flow.cost import exact_cost, pair_costs
from matching.flow.minimums import Least, Shares, greedy, settle
from matching.flow.network import Backend, Sides
from matching.flow.problem import Component, Floats, Ints, Problem

GAP = 5e-5
"""How far the relaxed objective may stay above its bound, as a share: half of what we promise,
since the last rounds of a component cost as much as the first and gain nothing."""

NEVER: Callable[[], bool] = lambda: False  # noqa: E731 (a default that reads as a word)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Who gets what: rows of needs and lots in the problem, with units, and what that is worth.

    Objectives and bound are weighted person-days unmet and carried.
    """

    needs: Ints
    lots: Ints
    units: Ints
    prices: Floats
    """What a unit more in each lot would save, in weighted person-days times `per_person`."""
    objective: float
    relaxed: float
    bound: float
    backend: str


def installed() -> Backend | None:
    """The best backend there is."""
    if simplex.AVAILABLE:
        return simplex.Simplex()
    return linear.Linear() if linear.AVAILABLE else None


def share_out(
    problem: Problem, backend: Backend | None, enough: Callable[[], bool] = NEVER
) -> Outcome:
    """Solve every component; the bound of all decides how exact each must be."""
    parts = list(problem.components())
    gap = GAP * _floor_of_objective(problem) / max(1, len(parts))
    prices = np.zeros(len(problem.lots.quantity))
    found = [_NOTHING]
    relaxed = bound = 0.0
    for part in parts:
        solved = _solve(part, backend, gap * part.per_person, enough)
        shares = solved.shares
        prices[part.lots] = solved.prices
        relaxed += solved.objective / part.per_person
        bound += solved.bound / part.per_person
        found.append((part.needs[shares.rows], part.lots[shares.columns], shares.units))
    needs, lots, units = (np.concatenate(column) for column in zip(*found, strict=True))
    objective = objective_of(problem, needs, lots, units)
    name = backend.name if backend else ""
    return Outcome(needs, lots, units, prices, objective, relaxed, bound, name)


_NOTHING = (np.zeros(0, np.int64),) * 3


@dataclass(frozen=True, slots=True)
class _Solved:
    """One component: objective and bound in weighted units."""

    shares: Shares
    prices: Floats
    objective: float
    bound: float


def _solve(
    part: Component, backend: Backend | None, gap: float, enough: Callable[[], bool]
) -> _Solved:
    sides, least, transport = sides_of(part), least_of(part), part.problem.rules.transport
    if not len(part.lots):
        nothing = Shares(*_NOTHING)
        value = worth(sides, nothing.rows, nothing.units)
        return _Solved(nothing, np.zeros(0), value, value)
    costs = pair_costs(part)
    if backend is None:
        shares = greedy(costs, sides, least)
        return _Solved(shares, np.zeros(len(part.lots)), 0.0, 0.0)
    first = relax(costs, sides, transport, backend, gap=gap, enough=enough)
    shares = settle(first, costs, sides, least, transport, backend)
    return _Solved(shares, first.prices, first.objective, first.bound)


def sides_of(part: Component) -> Sides:
    """Supply and demand of a component."""
    needs, rows = part.problem.needs, part.needs
    first, weight = needs.first[rows], needs.weight[rows]
    return Sides(
        held=part.problem.lots.quantity[part.lots],
        first=first,
        second=needs.quantity[rows] - first,
        worth_first=weight,
        worth_second=weight * part.problem.rules.second_half,
    )


def least_of(part: Component) -> Least:
    """Minimum lots of a component."""
    problem = part.problem
    return Least(problem.lots.minimum[part.lots], problem.needs.quantity[part.needs])


def objective_of(problem: Problem, needs: Ints, lots: Ints, units: Ints) -> float:
    """Weighted person-days unmet and carried, every distance in double precision."""
    demand, rules = problem.needs, problem.rules
    per_person = problem.per_person[demand.group]
    got = np.bincount(needs, units, len(demand.quantity)).astype(np.int64)
    first = np.maximum(0, demand.first - got)
    second = np.minimum(demand.quantity - demand.first, demand.quantity - got)
    unmet = demand.weight * (first + rules.second_half * second) / per_person
    carried = units * exact_cost(problem, needs, lots) / per_person[needs]
    return float(unmet.sum() + rules.transport * carried.sum())


def _floor_of_objective(problem: Problem) -> float:
    """What the objective is at least if distance did not matter: each group's stock goes to its
    weightiest halves. Cheap, and only used to say how exact is exact enough."""
    needs, total = problem.needs, 0.0
    stock = np.bincount(problem.lots.group, problem.lots.quantity, len(problem.per_person))
    for part in problem.components():
        rows = part.needs
        first = needs.first[rows]
        worth = np.concatenate([needs.weight[rows], needs.weight[rows] * problem.rules.second_half])
        units = np.concatenate([first, needs.quantity[rows] - first])
        order = np.argsort(-worth, kind="stable")
        before = np.cumsum(units[order]) - units[order]
        unmet = units[order] - np.clip(stock[part.group] - before, 0, units[order])
        total += float(worth[order] @ unmet) / part.per_person
    return total
