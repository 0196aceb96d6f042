"""Share out one component: relax, hold up floors between districts, keep minimum lots."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from matching.flow.columns import ALL_PAIRS, Relaxed, cheapest, merged, relax, worth
from matching.flow.cost import pair_costs
from matching.flow.floors import (
    Cells,
    Fairness,
    Moved,
    Under,
    Why,
    cells_of,
    floors_for,
    moved,
    under_floor,
)
from matching.flow.heaviest import relax_by_steps
from matching.flow.minimums import Least, Shares, greedy, objective, settle
from matching.flow.network import Backend, Floors, Sides
from matching.flow.problem import Component, Costs, Floats, Ints
from matching.flow.reach import prefer_reach

FEW = 200
"""Needs of a component up to which other plans are tried as well: 5 ms."""
SPOILT = 0.002
"""Share of its objective that rounding must have lost for that."""
NEAR = 6
"""Lots of each need in the first network under floors, the cheapest at the prices without them."""
FLOOR_ROUNDS = 4
"""Rounds of pricing under floors."""
REACH_ROUNDS = 1
"""Rounds of pricing with regard to reach: what more of them save is far below a minimum lot, for
they start with all that may be wanted."""

NOTHING: Ints = np.zeros(0, np.int64)
UNFAIR = Fairness.at(0.0)


@dataclass(frozen=True, slots=True)
class Solved:
    """One component, by its own rows and columns; objectives and bound in weighted units."""

    shares: Shares
    prices: Floats
    """Of the flow without floors: what a unit more in each lot would save."""
    relaxed: float
    fair: float
    bound: float
    first: Relaxed | None = None
    """The flow without regard to reach, floors and minimum lots."""
    fairness: Fairness = UNFAIR
    dear: tuple[float, ...] = (0.0,) * 4
    """By class, what its needs lose by floors."""
    under: Sequence[Under] = ()
    moved: Sequence[Moved] = ()


def solve_part(
    part: Component,
    backend: Backend | None,
    gap: float,
    enough: Callable[[], bool],
    fairness: Fairness,
    first: Relaxed | None = None,
) -> Solved:
    """The plan of a component; `first` where the first flow is known already."""
    sides, least, transport = sides_of(part), least_of(part), part.problem.rules.transport
    if not len(part.lots):
        value = worth(sides, NOTHING, NOTHING)
        shares = Shares(NOTHING, NOTHING, NOTHING)
        return Solved(shares, np.zeros(0), value, value, value)
    costs = pair_costs(part)
    if backend is None:
        prefer_reach(part, costs)
        return _without_backend(part, costs, sides, least, fairness)
    if first is None:
        flow = relax_by_steps(costs, sides, transport, backend, gap=gap, enough=enough)
        first = _lines(flow)
    base = first if enough() else _within_reach(part, costs, sides, first, backend, gap, enough)
    classes = cells_of(part, costs) if fairness.share else ()
    floors = floors_for(part, classes, got_by(part, base), fairness)
    fair = _under_floors(part, costs, base, backend, floors) if floors else base
    shares = settle(fair, costs, sides, least, transport, backend, floors, enough)
    if not floors and len(part.needs) <= FEW:
        flows = (base,) if base is first else (base, first)
        shares = _or_better(shares, flows, costs, sides, least, transport, backend)
    return Solved(
        shares, first.prices, first.objective,
        fair=first.objective + (fair.objective - base.objective),
        bound=first.bound, first=first, fairness=fairness,
        dear=_dear(part, sides, base, fair),
        under=_under(part, classes, costs, shares, fair, fairness),
        moved=moved(part, classes, got_by(part, base), got_by(part, fair)),
    )  # fmt: skip


def _within_reach(
    part: Component,
    costs: Costs,
    sides: Sides,
    first: Relaxed,
    backend: Backend,
    gap: float,
    enough: Callable[[], bool],
) -> Relaxed:
    """The flow that prefers what vehicles can bring in time, and `costs` turned into those it was
    found by; all as it was where the first flow wants nothing else."""
    if not prefer_reach(part, costs, (first.rows, first.columns)):
        return first
    transport = part.problem.rules.transport
    only = _start(costs, first, transport) if costs.size > ALL_PAIRS else None
    return _lines(
        relax(
            costs, sides, transport, backend,
            gap=gap, enough=enough, only=only, guess=first.prices, most_rounds=REACH_ROUNDS,
        )
    )  # fmt: skip


def _start(costs: Costs, first: Relaxed, transport: float) -> Ints:
    """The pairs of a flow and the cheapest at its prices, to begin another one with."""
    near = cheapest(costs, NEAR, transport, first.prices)
    return merged(first.rows * costs.shape[1] + first.columns, near)


def _without_backend(
    part: Component, costs: Costs, sides: Sides, least: Least, fairness: Fairness
) -> Solved:
    """The greedy plan, which proves nothing and holds up no floor; who is under it is named."""
    shares = greedy(costs, sides, least)
    classes = cells_of(part, costs) if fairness.share else ()
    got = got_by(part, shares)
    held = np.zeros(len(part.lots), np.int64)
    under = under_floor(part, classes, costs, got, got, held, fairness)
    named = [replace(one, why=Why.NOT_HELD_UP) for one in under]
    return Solved(shares, np.zeros(len(part.lots)), 0.0, 0.0, 0.0, under=named)


def _lines(flow: Relaxed) -> Relaxed:
    """The flow without the pairs that it leaves empty: a tenth is left."""
    used = flow.units > 0
    return replace(flow, rows=flow.rows[used], columns=flow.columns[used], units=flow.units[used])


def got_by(part: Component, flow: Relaxed | Shares) -> Ints:
    """Units that each of the component's needs gets."""
    return np.bincount(flow.rows, flow.units, len(part.needs)).astype(np.int64)


def _or_better(
    shares: Shares,
    flows: Sequence[Relaxed],
    costs: Costs,
    sides: Sides,
    least: Least,
    transport: float,
    backend: Backend,
) -> Shares:
    """The best of this plan, those rounded from the other flows and the greedy one, where minimum
    lots spoilt what the first of the flows promised."""

    def lost(one: Shares) -> float:
        return objective(one, costs, sides, transport)

    if lost(shares) <= flows[0].objective * (1 + SPOILT):
        return shares
    found = [settle(flow, costs, sides, least, transport, backend) for flow in flows[1:]]
    return min(shares, *found, greedy(costs, sides, least), key=lost)


def _under_floors(
    part: Component, costs: Costs, first: Relaxed, backend: Backend, floors: Floors
) -> Relaxed:
    """The relaxed optimum once more, under floors; as it was where no floor is needed."""
    unmet = part.problem.needs.quantity[part.needs] - got_by(part, first)
    if all(int(unmet[floor.members].sum()) <= floor.spared for floor in floors.cells):
        return first
    transport = part.problem.rules.transport
    return relax(
        costs, sides_of(part), transport, backend,
        gap=0.0, floors=floors, start=_start(costs, first, transport), most_rounds=FLOOR_ROUNDS,
    )  # fmt: skip


def _dear(part: Component, sides: Sides, first: Relaxed, fair: Relaxed) -> tuple[float, ...]:
    """By class, how much more worth stays unmet in the second flow."""
    if fair is first:
        return (0.0,) * 4
    lost = _unmet(part, sides, fair) - _unmet(part, sides, first)
    by_class = np.bincount(part.problem.needs.urgency[part.needs], lost, 4)
    return tuple(by_class.tolist())


def _unmet(part: Component, sides: Sides, flow: Relaxed) -> Floats:
    """The worth of what every need lacks."""
    got = got_by(part, flow)
    first = np.maximum(0, sides.first - got)
    second = np.minimum(sides.second, sides.wanted - got)
    lost: Floats = sides.worth_first * first + sides.worth_second * second
    return lost


def _under(
    part: Component, classes: Cells, costs: Costs, shares: Shares, fair: Relaxed, fairness: Fairness
) -> list[Under]:
    used = np.bincount(shares.columns, shares.units, len(part.lots)).astype(np.int64)
    held = part.problem.lots.quantity[part.lots] - used
    got, best = got_by(part, shares), got_by(part, fair)
    return under_floor(part, classes, costs, got, best, held, fairness)


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
