"""The flow network of one component, and what a backend must be able to do with it.

Nodes: the lots, the pool, then the needs, then the floor cells. Every unit of a need comes
either from a lot or, unmet, from the pool, at what its half is worth; what a lot keeps goes to
the pool for nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from matching.flow.problem import Bools, Floats, Ints

SCALE = 10_000
"""Integer cost units of one weighted person-day."""
STEPS = 3
"""Arcs from the pool to a floor cell."""


@dataclass(frozen=True, slots=True)
class Network:
    """Arcs sorted by tail, then head; costs are not negative; supplies sum to nothing."""

    supply: Ints
    tail: Ints
    head: Ints
    capacity: Ints
    cost: Ints


@dataclass(frozen=True, slots=True)
class Solved:
    """Units on every arc, and what a unit more at every node would save, in cost units."""

    flow: Ints
    potential: Ints
    basis: object = None
    """What the backend may go on from; nobody else looks at it."""


class Backend(Protocol):
    """Something that solves a min-cost flow exactly. All of them agree in cost."""

    name: str

    def solve(self, network: Network, basis: object = None) -> Solved:
        """The cheapest flow and its potentials; `basis` is that of an answer to a network whose
        arcs had the same ends, and may make it faster."""
        ...


@dataclass(frozen=True, slots=True)
class Sides:
    """Supply and demand of a component in one solve."""

    held: Ints
    """Units in each lot."""
    first: Ints
    """Units open in the first half of each need, and in the second."""
    second: Ints
    worth_first: Floats
    """Weighted person-days that a unit of each half is worth."""
    worth_second: Floats

    @property
    def wanted(self) -> Ints:
        """Units each need lacks."""
        return self.first + self.second

    def of(self, rows: Ints) -> "Sides":
        """The same lots, and of the needs only these."""
        return Sides(
            self.held,
            self.first[rows],
            self.second[rows],
            self.worth_first[rows],
            self.worth_second[rows],
        )


@dataclass(frozen=True, slots=True)
class Floor:
    """Needs of one district and class, and what their unmet units cost beyond their worth."""

    members: Ints
    spared: int
    """Units that may stay unmet at no extra cost."""
    short: int
    """Units unmet from which the district is under its floor; not less than `spared`."""
    mild: float
    """Weighted person-days that a unit between the two costs, and one beyond both."""
    price: float


@dataclass(frozen=True, slots=True)
class Floors:
    """The floors of one component."""

    cells: tuple[Floor, ...]
    raised: Floats
    """By need, what is added to the worth of its units: as much as keeps the floors of lower
    classes from outbidding it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A solved component: units on each pair, lot prices and need values per unit."""

    units: Ints
    prices: Floats
    values: Floats
    basis: object = None
    """That of the backend, for a further solve over the same pairs."""


def solve_pairs(
    sides: Sides,
    rows: Ints,
    columns: Ints,
    cost: Floats,
    backend: Backend,
    floors: Floors | None = None,
    barred: Bools | None = None,
    basis: object = None,
    guess: Floats | None = None,
) -> Answer:
    """Share out over these pairs of need and lot; `cost` in weighted person-days a unit. With
    `floors`, prices and values are those of the worths they raise. Pairs that are `barred` carry
    nothing; `basis` is that of a former answer over the same pairs; `guess` are lot prices that
    may be near, which saves time and changes nothing else."""
    needs, lots = len(sides.wanted), len(sides.held)
    cells = floors.cells if floors else ()
    if floors:
        sides = replace(
            sides,
            worth_first=sides.worth_first + floors.raised,
            worth_second=sides.worth_second + floors.raised,
        )
    order = _by_lot(rows, columns, lots)
    row, column = rows[order], columns[order]
    pool, first_need = lots, lots + 1
    arcs = _Arcs(len(row) + lots + 2 * needs + STEPS * len(cells))
    at = np.arange(len(row)) + column + 1
    arcs.put(at, column, row + first_need, np.rint(cost[order] * SCALE))
    if barred is not None:
        arcs.capacity[at[barred[order]]] = 0
    count = np.bincount(column, minlength=lots)
    spare = np.arange(lots) + np.concatenate([[0], np.cumsum(count)[:-1]])[:lots].astype(np.int64)
    arcs.put(spare, np.arange(lots), np.full(lots, pool), np.zeros(lots))
    _unmet(arcs, sides, len(row) + lots, pool, cells)
    total = int(sides.wanted.sum())
    supply = np.concatenate(
        [sides.held, [total - int(sides.held.sum())], -sides.wanted, np.zeros(len(cells))]
    ).astype(np.int64)
    network = arcs.network(supply, total + int(sides.held.sum()) + 1)
    ground = _ground(network, lots, needs, guess)
    cost_above = network.cost + ground[network.tail] - ground[network.head]
    solved = backend.solve(replace(network, cost=cost_above), basis)
    units = np.empty(len(row), np.int64)
    units[order] = solved.flow[at]
    level = solved.potential + ground
    level = (level - level[pool]) / SCALE
    prices = np.maximum(level[:lots], 0.0)
    values = level[first_need : first_need + needs]
    return Answer(units, prices, values, solved.basis)


def _ground(network: Network, lots: int, needs: int, guess: Floats | None) -> Ints:
    """Potentials that the network's costs are counted from: lots at the prices that are guessed,
    needs at the cheapest that comes in. All costs are then zero or more, and few pairs are near
    zero, so that the simplex tries these first."""
    ground = np.zeros(len(network.supply), np.int64)
    if guess is not None:
        ground[:lots] = np.rint(guess * SCALE)
    lowest = np.full(len(ground), np.iinfo(np.int64).max)
    np.minimum.at(lowest, network.head, network.cost + ground[network.tail])
    own = slice(lots + 1, lots + 1 + needs)
    ground[own] = lowest[own]
    return ground


def _by_lot(rows: Ints, columns: Ints, lots: int) -> Ints:
    """The order of pairs by lot, then need; `rows` ascend already. Sixteen bits sort by radix."""
    small = columns.astype(np.uint16) if lots < 1 << 16 else columns
    order: Ints = np.argsort(small, kind="stable")
    return order


class _Arcs:
    """Arcs being filled in; capacity 0 means without limit."""

    def __init__(self, count: int) -> None:
        self.tail, self.head = np.zeros(count, np.int64), np.zeros(count, np.int64)
        self.cost, self.capacity = np.zeros(count, np.int64), np.full(count, -1, np.int64)

    def put(self, at: Ints, tail: Ints, head: Ints, cost: Floats) -> None:
        """Arcs at these positions."""
        self.tail[at], self.head[at], self.cost[at] = tail, head, cost

    def network(self, supply: Ints, unlimited: int) -> Network:
        """All of them as a network."""
        capacity = np.where(self.capacity < 0, unlimited, self.capacity)
        return Network(supply, self.tail, self.head, capacity, self.cost)


def _unmet(arcs: _Arcs, sides: Sides, start: int, pool: int, floors: Sequence[Floor]) -> None:
    """The arcs of unmet units: from the pool, through the cell for needs under a floor."""
    needs = len(sides.wanted)
    source = np.full(needs, pool)
    for number, floor in enumerate(floors):
        source[floor.members] = pool + 1 + needs + number
    cells = pool + 1 + needs + np.arange(len(floors))
    tail = np.concatenate([np.repeat(source, 2), np.full(STEPS * len(floors), pool)])
    head = np.concatenate([np.repeat(np.arange(needs) + pool + 1, 2), np.repeat(cells, STEPS)])
    worth = np.column_stack([sides.worth_second, sides.worth_first]).ravel()
    prices = np.array([[0.0, floor.mild, floor.price] for floor in floors]).reshape(-1)
    cost = np.rint(np.concatenate([worth, prices]) * SCALE).astype(np.int64)
    steps = [[floor.spared, floor.short - floor.spared, -1] for floor in floors]
    spared = np.array(steps, np.int64).reshape(-1)
    capacity = np.concatenate([np.column_stack([sides.second, sides.first]).ravel(), spared])
    order = np.lexsort((head, tail))
    arcs.tail[start:], arcs.head[start:] = tail[order], head[order]
    arcs.cost[start:], arcs.capacity[start:] = cost[order], capacity[order]
