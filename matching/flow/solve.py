"""Share out all components of a problem: the order of the parts, and the certificate."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from matching.flow import linear, scaling, simplex
from matching.flow.columns import Relaxed, least_unmet
from matching.flow.exact import exact_cost
from matching.flow.floors import Fairness, Moved, Under
from matching.flow.network import Backend
from matching.flow.part import NOTHING, Solved, sides_of, solve_part
from matching.flow.problem import Component, Floats, Ints, Problem
from matching.plan import share_over

GAP = 8e-5
"""How far the relaxed objective may stay above its bound, as a share: a little less than what we
promise, since the last rounds of a component cost as much as the first and gain nothing."""
LARGE_GAP = 3e-4
LARGE = 50_000
"""Needs from which the wider gap will do: there a round takes seconds."""

NEVER: Callable[[], bool] = lambda: False  # noqa: E731 (a default that reads as a word)


FAIR_SHARE = 0.8
"""What a district gets of the city's average share, at the least, in the live city."""
DEAREST = 0.014
"""What floors may add to the whole, as a share of it: less than the hundredth and a half that we
promise, for minimum lots come on top. A dearer plan takes its dearest floors back."""
DEAREST_FEW = 4
"""Classes of goods, the dearest, that fall back to their floor before any floor is lowered."""


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

    @property
    def gap(self) -> float:
        """How much more than the bound, as a share of it."""
        return share_over(self.objective, self.bound)


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
    gap = share * _floor_of_objective(parts) / max(1, len(parts))

    def solve(part: Component, fair: Fairness, first: Relaxed | None = None) -> Solved:
        return solve_part(part, backend, gap * part.per_person, enough, fair, first)

    solved = [solve(part, Fairness.at(fairness)) for part in parts]
    while _sum(parts, solved, "fair") > _sum(parts, solved, "relaxed") * (1 + DEAREST):
        at, urgency = _dearest(parts, solved)
        solved[at] = solve(parts[at], _eased(solved[at], urgency), solved[at].first)
    return outcome_of(problem, parts, solved, backend.name if backend else "", fairness)


def _dearest(parts: Sequence[Component], solved: Sequence[Solved]) -> tuple[int, int]:
    """The part and class whose floors cost most: of the dearest few, one that asks for more than
    its floor, if there is any."""
    dear = sorted(
        (-lost / part.per_person, at, urgency)
        for at, (part, one) in enumerate(zip(parts, solved, strict=True))
        for urgency, lost in enumerate(one.dear)
        if one.fairness.aims[urgency].floor
    )
    pairs = [(at, urgency) for _, at, urgency in dear]
    aims = [(pair, solved[pair[0]].fairness.aims[pair[1]]) for pair in pairs[:DEAREST_FEW]]
    return next((pair for pair, aim in aims if aim.even > aim.floor), pairs[0])


def _eased(one: Solved, urgency: int) -> Fairness:
    """Its floors with one class eased; who was under the full ones stays so at any price."""
    fairness = one.fairness.eased(urgency)
    if one.fairness.aims[urgency].floor < fairness.share:
        return fairness
    stuck = {(urgency, each.district): each.why for each in one.under if each.urgency == urgency}
    return replace(fairness, stuck={**fairness.stuck, **stuck})


def _sum(parts: Sequence[Component], solved: Sequence[Solved], what: str) -> float:
    pairs = zip(parts, solved, strict=True)
    return sum(float(getattr(one, what)) / part.per_person for part, one in pairs)


def outcome_of(
    problem: Problem,
    parts: Sequence[Component],
    solved: Sequence[Solved],
    backend: str,
    fairness: float,
) -> Outcome:
    """The plans of all components as one."""
    prices = np.zeros(len(problem.lots.quantity))
    found = [(NOTHING,) * 3]
    for part, one in zip(parts, solved, strict=True):
        prices[part.lots] = one.prices
        rows, columns = part.needs[one.shares.rows], part.lots[one.shares.columns]
        found.append((rows, columns, one.shares.units))
    needs, lots, units = (np.concatenate(column) for column in zip(*found, strict=True))
    return Outcome(
        needs, lots, units, prices,
        objective=objective_of(problem, needs, lots, units),
        relaxed=_sum(parts, solved, "relaxed"),
        fair=_sum(parts, solved, "fair"),
        bound=_sum(parts, solved, "bound"),
        backend=backend,
        fairness=fairness,
        under=tuple(each for one in solved for each in one.under),
        moved=tuple(each for one in solved for each in one.moved),
    )  # fmt: skip


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


def _floor_of_objective(parts: Sequence[Component]) -> float:
    """What the objective is at least if distance did not matter. Cheap, and only used to say how
    exact is exact enough."""
    return sum(least_unmet(sides_of(part)) / part.per_person for part in parts)
