"""Draw up the jobs: insert what is worth most first, then make room for what found none."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from matching.flow.problem import Bools, Floats, Ints
from matching.jobs.insertion import best_slot, insert, without
from matching.jobs.problem import JobsProblem, Stop
from matching.jobs.routes import NEVER, Routes

RARE_H = 0.5
"""Hours an ordinary shipment would rather go round than take a cold or licensed vehicle: there are
few, and what needs them can go with nothing else. Measured best of 0 to 0.6 at a thousand needs."""
Which = tuple[int, ...]
"""Vehicles by how near they are to a shipment: 0 is the nearest."""

ONE_EACH: tuple[Which, ...] = tuple((at,) for at in range(16))
"""What is emptied for a shipment without a place, in turn: at first one vehicle,"""
TWO_AT_ONCE: tuple[Which, ...] = tuple(sorted(combinations(range(5), 2), key=sum))
"""then two of the nearest. Over twelve cities of a thousand needs this brings a fifth of a per
cent more of the value for a seventh of a second, in one of them over one; random sets of two to
four, five times as long, brought no more than another tenth."""
DOUBLE_STEPS = 120
"""Times at most that two are emptied: a tenth of a second at a thousand needs, half at most."""
STEPS = 3_000
"""Emptied vehicles of one run at most: five seconds at ten thousand needs."""
FEW = 500
"""Up to so many shipments jobs are drawn up in two orders: a tenth of a per cent more of the value
over twenty-four cities of a thousand needs, for twice the time, which is under a second."""
DUE_H = (1.0, 40.0)
"""Hours between which a deadline counts: what is due in a quarter of the time counts double."""
TRIFLE = 0.1
"""Of the mean worth: for less no vehicle is emptied."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """The stops of each vehicle, and the shipments that no vehicle can bring in time."""

    stops: tuple[tuple[Stop, ...], ...]
    left: tuple[int, ...]


def draw_up(
    problem: JobsProblem,
    rank: Floats,
    enough: Callable[[], bool] = lambda: False,
    steps: int = STEPS,
) -> Drawn:
    """Jobs for all vehicles. What ranks higher chooses first; what is worth less may lose its
    place to what is worth more. Few shipments are tried in a second order, what is due soon
    first, and the jobs that bring more are kept. The same problem gives the same jobs, unless
    `enough` says so.
    """
    best = _drawn_up(problem, rank, enough, steps)
    if len(rank) <= FEW and best.left and not enough():
        sooner = rank / np.sqrt(np.clip(problem.shipments.due, *DUE_H))
        best = min(best, _drawn_up(problem, sooner, enough, steps), key=lambda one: one.lost)
    return Drawn(tuple(best.routes.stops), tuple(sorted(best.left)))


def _drawn_up(
    problem: JobsProblem, rank: Floats, enough: Callable[[], bool], steps: int
) -> "_Builder":
    """Jobs drawn up in one order."""
    builder = _Builder(problem, rank, enough)
    builder.insert_all()
    builder.make_room(steps)
    return builder


class _Builder:
    def __init__(self, problem: JobsProblem, rank: Floats, enough: Callable[[], bool]) -> None:
        self.problem, self.enough = problem, enough
        self.routes = Routes(problem)
        self.carried_by: dict[int, int] = {}
        """Vehicles by shipment, of what is not accepted."""
        self.left: list[int] = []
        self.worth = problem.shipments.worth.tolist()
        self.order = np.argsort(-rank, kind="stable").tolist()
        self.turn = {one: turn for turn, one in enumerate(self.order)}
        self.prices: dict[tuple[bool, bool], Floats] = {}
        self.locked = {
            one
            for stops in problem.accepted
            for stop in stops
            for one in (*stop.picks, *stop.drops)
        }

    def insert_all(self) -> None:
        """Give every shipment in turn its cheapest slot."""
        for one in self.order:
            if one not in self.locked and (self.enough() or not self._place(one)):
                self.left.append(one)

    @property
    def lost(self) -> float:
        """The worth of what is left behind."""
        return float(sum(self.worth[one] for one in self.left))

    def make_room(self, steps: int) -> None:
        """For each that found no place, the most worth first: empty a vehicle near it, or two, put
        it aboard, let the others choose again, and keep that where more is brought in time."""
        hopeless = set(self.left) - self._possible()
        unused = self._emptying(ONE_EACH, set(self.left) - hopeless, steps)
        self._emptying(TWO_AT_ONCE, set(self.left) - hopeless, min(unused, DOUBLE_STEPS))

    def _emptying(self, choices: Sequence[Which], some: set[int], steps: int) -> int:
        """Make room for these by these choices of vehicles; the steps that are not used."""
        tried: dict[int, int] = {}
        queue = self._by_worth(some)
        while queue and steps > 0 and not self.enough():
            one = queue[0]
            near = self._near(one)
            turn, able = tried.get(one, 0), [few for few in choices if few[-1] < len(near)]
            if turn >= len(able):
                queue.pop(0)
                continue
            tried[one], steps = turn + 1, steps - 1
            lost = self._swap(one, near[list(able[turn])].tolist())
            if lost is not None:
                self.left = [other for other in self.left if other != one] + lost
                queue = self._by_worth({*queue, *lost} - {one})
        return steps

    def _possible(self) -> set[int]:
        """What is left, is no trifle, and could be brought in time by an empty vehicle."""
        empty, least = Routes(self.problem), TRIFLE * sum(self.worth) / max(1, len(self.worth))
        some = (one for one in self.left if self.worth[one] >= least)
        return {
            one
            for one in some
            if not self.enough() and best_slot(empty, one, self._price(one)) is not None
        }

    def _by_worth(self, some: set[int]) -> list[int]:
        return sorted(some, key=lambda one: (-self.worth[one], self.turn[one]))

    def _place(self, one: int, price: Floats | None = None) -> bool:
        slot = best_slot(self.routes, one, self._price(one) if price is None else price)
        if slot is None:
            return False
        insert(self.routes, one, slot)
        self.carried_by[one] = slot.vehicle
        return True

    def _swap(self, one: int, vehicles: Sequence[int]) -> list[int] | None:
        """What loses its place when `one` takes one of these vehicles first; None where it is not
        worth it, and all is as it was."""
        before, owners = list(self.routes.stops), dict(self.carried_by)
        aboard = sorted(
            (other for other, by in owners.items() if by in vehicles), key=self.turn.__getitem__
        )
        price = np.full(len(before), NEVER)
        for vehicle in vehicles:
            self.routes.assign(vehicle, without(before[vehicle], frozenset(aboard)))
            price[vehicle] = 0.0
        lost: list[int] = []
        loss = 0.0 if self._place(one, price) else NEVER
        for other in aboard:
            if loss >= self.worth[one]:
                break
            if not self._place(other):
                lost.append(other)
                loss += self.worth[other]
        if loss < self.worth[one]:
            for other in lost:
                self.carried_by.pop(other)
            return lost
        self._put_back(before, owners)
        return None

    def _put_back(self, before: Sequence[tuple[Stop, ...]], owners: dict[int, int]) -> None:
        """All stops and shipments as they were."""
        for at, stops in enumerate(before):
            if self.routes.stops[at] is not stops:
                self.routes.assign(at, stops)
        self.carried_by = owners

    def _near(self, one: int) -> Ints:
        """Vehicles that could be at its pick-up in time, the one that comes nearest first."""
        routes, ships, fleet = self.routes, self.problem.shipments, self.problem.vehicles
        way = routes.hours_to(int(ships.pickup[one])).astype(np.float64)
        way[routes.leave + way > routes.due[one]] = NEVER
        near = np.minimum.reduceat(way, routes.first)
        fits: Bools = (fleet.kg >= ships.kg[one]) & (fleet.m3 >= ships.m3[one])
        near[~fits | (self._price(one) >= NEVER)] = NEVER
        order = np.argsort(near, kind="stable")
        return order[near[order] < NEVER]

    def _price(self, one: int) -> Floats:
        """What taking each vehicle costs beside the way, in hours."""
        ships, fleet = self.problem.shipments, self.problem.vehicles
        cold, hazmat = bool(ships.cold[one]), bool(ships.hazmat[one])
        price = self.prices.get((cold, hazmat))
        if price is None:
            price = np.zeros(len(fleet.place))
            for needed, has in ((cold, fleet.cold), (hazmat, fleet.hazmat)):
                price += np.where(has, 0.0, NEVER) if needed else np.where(has, RARE_H, 0.0)
            price = np.minimum(price, NEVER)
            self.prices[cold, hazmat] = price
        return price


def ranked(worth: Floats, of: Sequence[int]) -> Floats:
    """The rank of parts of lines: the mean, geometrically, of the part's worth and the line's, so
    that a line cut into many parts does not fall behind, nor push in front."""
    lines = np.array(of, np.int64)
    whole = np.bincount(lines, worth)[lines] if len(lines) else worth
    return np.sqrt(worth * whole)
