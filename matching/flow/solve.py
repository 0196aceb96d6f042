"""Share out all components of a problem: the order of the parts, and the certificate."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from matching.flow import linear, scaling, simplex
from matching.flow.columns import Relaxed, relax, worth
from matching.flow.cost import exact_cost, pair_costs
from matching.flow.floors import Moved, Under, floors_for, moved, under_floor
from matching.flow.minimums import Least, Shares, greedy, objective, settle
from matching.flow.network import Backend, Floor, Sides
from matching.flow.problem import Component, Costs, Floats, Ints, Problem, dot

GAP = 8e-5
"""How far the relaxed objective may stay above its bound, as a share: a little less than what we
promise, since the last rounds of a component cost as much as the first and gain nothing."""
LARGE_GAP = 3e-4
LARGE = 50_000
"""Needs from which the wider gap will do: there a round takes seconds."""

NEVER: Callable[[], bool] = lambda: False  # noqa: E731 (a default that reads as a word)


FAIR_SHARE = 0.8
"""What a district gets of the city's average share, at the least, in the live city."""
GENEROUS_SHARE = 0.95
"""The floor of a good where it costs next to nothing."""
CHEAP_GOOD = 0.01
"""What that floor may add to the objective of its good, as a share of it."""
EASED_SHARE = 0.5
"""The floor of a good for which the full floor is too dear."""
DEAREST_GOOD = 0.05
"""What floors may add to the objective of one good, as a share of it."""
DEAREST = 0.02
"""What floors may add to the whole; a dearer plan is made again with eased floors."""
FEW = 200
"""Needs of a component up to which the greedy plan is tried as well: 5 ms."""
SPOILT = 0.002
"""Share of its objective that rounding must have lost for that."""
FLOOR_ROUNDS = 4
"""Rounds of pricing under floors: the columns of the first pass are nearly all there is."""


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
    """The best flow found without minimum lots and floors."""
    fair: float
    """The same with floors."""
    bound: float
    backend: str
    fairness: float = 0.0
    under: tuple[Under, ...] = ()
    moved: tuple[Moved, ...] = ()
    """What floors brought to districts and took from others, before minimum lots."""


def installed() -> Backend | None:
    """The best backend there is."""
    if simplex.AVAILABLE:
        return simplex.Simplex()
    if scaling.AVAILABLE:
        return scaling.Scaling()
    return linear.Linear() if linear.AVAILABLE else None


def share_out(
    problem: Problem,
    backend: Backend | None,
    enough: Callable[[], bool] = NEVER,
    fairness: float = 0.0,
) -> Outcome:
    """Solve every component; with `fairness`, no district gets less than that of the average."""
    parts = list(problem.components())
    share = GAP if len(problem.needs.quantity) < LARGE else LARGE_GAP
    gap = share * _floor_of_objective(problem) / max(1, len(parts))
    prices = np.zeros(len(problem.lots.quantity))
    found, under, shifts = [_NOTHING], list[Under](), list[Moved]()
    relaxed = fair = bound = 0.0
    for part in parts:
        solved = solve_part(part, backend, gap * part.per_person, enough, fairness)
        shares = solved.shares
        prices[part.lots] = solved.prices
        relaxed += solved.relaxed / part.per_person
        fair += solved.fair / part.per_person
        bound += solved.bound / part.per_person
        under += solved.under
        shifts += solved.moved
        found.append((part.needs[shares.rows], part.lots[shares.columns], shares.units))
    needs, lots, units = (np.concatenate(column) for column in zip(*found, strict=True))
    total = objective_of(problem, needs, lots, units)
    name = backend.name if backend else ""
    if fairness > EASED_SHARE and fair > relaxed * (1 + DEAREST):
        return share_out(problem, backend, enough, EASED_SHARE)
    sums = total, relaxed, fair, bound
    return Outcome(needs, lots, units, prices, *sums, name, fairness, tuple(under), tuple(shifts))


_NOTHING = (np.zeros(0, np.int64),) * 3


@dataclass(frozen=True, slots=True)
class Solved:
    """One component, by its own rows and columns; objectives and bound in weighted units."""

    shares: Shares
    prices: Floats
    relaxed: float
    fair: float
    bound: float
    under: Sequence[Under] = ()
    moved: Sequence[Moved] = ()


def solve_part(
    part: Component,
    backend: Backend | None,
    gap: float,
    enough: Callable[[], bool] = NEVER,
    fairness: float = 0.0,
) -> Solved:
    """Relax, hold up floors, keep minimum lots."""
    sides, least, transport = sides_of(part), least_of(part), part.problem.rules.transport
    if not len(part.lots):
        nothing = Shares(*_NOTHING)
        value = worth(sides, nothing.rows, nothing.units)
        return Solved(nothing, np.zeros(0), value, value, value)
    costs = pair_costs(part)
    if backend is None:
        return Solved(greedy(costs, sides, least), np.zeros(len(part.lots)), 0.0, 0.0, 0.0)
    first = relax(costs, sides, transport, backend, gap=gap, enough=enough)
    fair, floors = first, list[Floor]()
    for share, dearest in _floors_to_try(fairness):
        fair, floors = _with_floors(part, costs, first, backend, share)
        if fair.objective <= first.objective * (1 + dearest):
            break
        fair, floors = first, []
    shares = settle(fair, costs, sides, least, transport, backend, floors, enough)
    if not floors and len(part.needs) <= FEW:
        shares = _or_greedy(shares, first, costs, sides, least, transport)
    under = _under(part, costs, shares, fairness) if fairness else []
    shifts = [] if fair is first else moved(part, costs, got_by(part, first), got_by(part, fair))
    return Solved(shares, fair.prices, first.objective, fair.objective, first.bound, under, shifts)


def _floors_to_try(fairness: float) -> list[tuple[float, float]]:
    """Floors for one good, the highest first, and what each may add to its objective."""
    if not fairness:
        return []
    generous = [(GENEROUS_SHARE, CHEAP_GOOD)] if fairness < GENEROUS_SHARE else []
    return [*generous, (fairness, DEAREST_GOOD), (EASED_SHARE, DEAREST_GOOD)]


def got_by(part: Component, flow: Relaxed | Shares) -> Ints:
    """Units that each of the component's needs gets."""
    return np.bincount(flow.rows, flow.units, len(part.needs)).astype(np.int64)


def _or_greedy(
    shares: Shares, first: Relaxed, costs: Costs, sides: Sides, least: Least, transport: float
) -> Shares:
    """The greedy plan where minimum lots spoilt the rounded one and it is better."""
    worth_now = objective(shares, costs, sides, transport)
    if worth_now <= first.objective * (1 + SPOILT):
        return shares
    other = greedy(costs, sides, least)
    return other if objective(other, costs, sides, transport) < worth_now else shares


def _with_floors(
    part: Component, costs: Costs, first: Relaxed, backend: Backend, share: float
) -> tuple[Relaxed, list[Floor]]:
    """The relaxed optimum once more, under floors; as it was where no floor is needed."""
    got = got_by(part, first)
    floors = floors_for(part, costs, got, share)
    unmet = part.problem.needs.quantity[part.needs] - got
    if all(int(unmet[floor.members].sum()) <= floor.spared for floor in floors):
        return first, floors
    start = first.rows * len(part.lots) + first.columns
    sides, transport = sides_of(part), part.problem.rules.transport
    fair = relax(
        costs, sides, transport, backend,
        gap=0.0, floors=floors, start=start, most_rounds=FLOOR_ROUNDS,
    )  # fmt: skip
    return fair, floors


def _under(part: Component, costs: Costs, shares: Shares, fairness: float) -> list[Under]:
    got = got_by(part, shares)
    used = np.bincount(shares.columns, shares.units, len(part.lots)).astype(np.int64)
    held = part.problem.lots.quantity[part.lots] - used
    return under_floor(part, costs, got, held, fairness)


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
    whole = problem.needs.quantity + problem.needs.given
    return Least(problem.lots.minimum[part.lots], whole[part.needs])


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
        total += dot(worth[order], unmet) / part.per_person
    return total
