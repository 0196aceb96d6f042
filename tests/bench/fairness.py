"""Floors between districts: what they cost, what they even out, and who stays under his."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matching.flow import simplex
from matching.flow.cost import pair_costs
from matching.flow.floors import Fairness, Under, cells_of, spread
from matching.flow.instance import read_instance
from matching.flow.part import solve_part
from matching.flow.problem import Floats, Problem
from matching.flow.solve import FAIR_SHARE, NEVER, Outcome, outcome_of, share_out
from tests.bench.figure import Figure, Goal, Part
from tests.bench.made_city import made_city
from tests.bench.timed import cpu_timed

SIZE = 10_000, 2_000
SEEDS = range(20, 26)
ORDINARY = 2
"""The third class: with the first two it gets most of what there is."""
BACKEND = simplex.Simplex()


@dataclass(frozen=True, slots=True)
class _City:
    """One city shared out with floors, and without."""

    seed: int
    problem: Problem
    seconds: float
    fair: Outcome
    even: Outcome

    @property
    def left(self) -> float:
        """What is left of the Gini coefficient between districts."""
        return _gini(self.problem, self.fair) / _gini(self.problem, self.even)

    @property
    def moved(self) -> float:
        """By how much the served share of a class changed at the most."""
        served = (_served(self.problem, one) for one in (self.fair, self.even))
        return float(np.abs(np.subtract(*served)).max())

    def named(self) -> list[tuple[float, str]]:
        """The districts under their floor, as a share of the average and in words."""
        return [(one.share / one.average, _words(one, self.seed)) for one in self.fair.under]


async def measure() -> Part:
    """Six cities, with floors and without."""
    cities = [_shared_out(seed) for seed in SEEDS]
    uneven = max(cities, key=lambda city: city.left)
    named = [one for city in cities for one in city.named()]
    figures = (
        Figure("allocation with building, processor time", "ms",
               1000 * min(city.seconds for city in cities), goal=Goal(at_most=500)),
        Figure("price of floors", "%", 100 * max(city.fair.fair / city.fair.relaxed - 1
                                                 for city in cities), goal=Goal(at_most=1.5)),
        Figure("price of floors at 90 % instead", "%", 100 * _dearer(cities)),
        Figure("with minimum lots, over the bound without floors", "%",
               100 * max(city.fair.objective / city.fair.bound - 1 for city in cities),
               goal=Goal(at_most=2)),
        Figure("Gini between districts, third class, share left", "", uneven.left,
               goal=Goal(at_most=0.5)),
        Figure("the same in that city at any price", "", _at_any_price(uneven)),
        Figure("served share of a class changed by", "points",
               100 * max(city.moved for city in cities), goal=Goal(at_most=0.01)),
        Figure("districts named as under their floor, in a city", "", len(named) / len(cities)),
    )  # fmt: skip
    return Part(
        "Fairness between districts",
        "none; the plan without floors is what shares and prices refer to",
        figures,
        (
            f"floors at 80 % of the average, {len(cities)} made-up cities of 10,000 needs and"
            " 2,000 lots (`made_city`); the worst of them is shown, of their times the best",
            "the price is what floors add to the flow, before minimum lots; no plan whatever is"
            " under the bound",
            "at any price: the average itself is the floor of every class, nothing is taken back",
            f"farthest under its floor: {min(named, default=(0.0, 'nobody'))[1]}",
        ),
    )


def _shared_out(seed: int) -> _City:
    instance = made_city(*SIZE, seed)

    def fair() -> tuple[Problem, Outcome]:
        problem, _, _ = read_instance(instance)
        return problem, share_out(problem, BACKEND, fairness=FAIR_SHARE)

    (problem, outcome), seconds = cpu_timed(fair)
    return _City(seed, problem, seconds, outcome, share_out(problem, BACKEND))


def _dearer(cities: Sequence[_City]) -> float:
    """What floors at nine tenths of the average would add, in the dearest of the cities."""
    dearer = (share_out(city.problem, BACKEND, fairness=0.9) for city in cities)
    return max(one.fair / one.relaxed - 1 for one in dearer)


def _at_any_price(city: _City) -> float:
    """How much of the Gini coefficient the firmest floors would leave."""
    parts = list(city.problem.components())
    solved = [solve_part(part, BACKEND, 0.0, NEVER, Fairness.at(1.0)) for part in parts]
    firm = outcome_of(city.problem, parts, solved, BACKEND.name, 1.0)
    return _gini(city.problem, firm) / _gini(city.problem, city.even)


def _gini(problem: Problem, outcome: Outcome) -> float:
    """Of the third class, over all goods by demand."""
    got = np.bincount(outcome.needs, outcome.units, len(problem.needs.quantity)).astype(np.int64)
    total = weight = 0.0
    for part in problem.components():
        found = spread(part, cells_of(part, pair_costs(part)), got[part.needs]).get(ORDINARY)
        if found:
            total, weight = total + found[0] * found[1], weight + found[1]
    return total / weight


def _served(problem: Problem, outcome: Outcome) -> Floats:
    """Share of the persons of each class that is served."""
    needs = problem.needs
    got = np.bincount(outcome.needs, outcome.units, len(needs.quantity))
    persons = problem.per_person[needs.group]
    served = np.bincount(needs.urgency, got / persons, 4)
    return np.asarray(served / np.bincount(needs.urgency, needs.quantity / persons, 4))


def _words(one: Under, seed: int) -> str:
    return (
        f"good {one.group}, class {one.urgency + 1}, district {one.district} of city {seed} gets"
        f" {100 * one.share:.1f} %, the city {100 * one.average:.1f} % on average ({one.why.value})"
    )
