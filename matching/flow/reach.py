"""What the vehicles there are can bring to an urgent need in time: of lots that are otherwise alike
it gets what can be fetched. A match with goods that nobody can come for is a match that dies.

Whether a pair may be at all is judged as if a vehicle stood at the lot; here the vehicle's own way
to the lot, what it may carry and its shift count. It is a preference, never a bar: somebody may yet
come on duty.
"""

from dataclasses import replace

import numpy as np

from matching.flow.cost import Prepared, blocks, links_from
from matching.flow.exact import by_way
from matching.flow.problem import Bools, Component, Costs, Ints, Problem, Reach

URGENT = 2
"""Classes that it counts for, the first ones: what is due tomorrow, tomorrow's shifts can bring."""
BEYOND = (0.3, 0.15)
"""By class, the weighted person-days a person-day costs from a lot that no vehicle can bring in
time: less than the half of a comfort need that counts least, so that nobody goes without for it.
Over thirty cities of a thousand needs this brings 3 % more of the urgent value within reach, and
the whole costs 0.004 % more; a third of it 2.7 %, three times as much 3.1 %."""
FEW_PAIRS = 4_000
"""Up to so many pairs are judged one by one: laying out the blocks takes longer."""


def in_reach(problem: Problem, needs: Ints, lots: Ints) -> Bools:
    """Whether a vehicle can bring these pairs in time, in double precision; true for whatever is
    not urgent, and where no vehicle is known."""
    reach, found = problem.reach, np.ones(len(needs), np.bool_)
    urgent = np.flatnonzero(problem.needs.urgency[needs] < URGENT)
    if reach is None or not len(urgent):
        return found
    needs, lots = needs[urgent], lots[urgent]
    able = np.zeros(len(urgent), np.bool_)
    for at, (_, _, hours) in enumerate(by_way(problem, reach.ways, needs, lots)):
        there = reach.leave[at, lots] + hours + reach.handover_h
        able |= there <= np.minimum(problem.needs.deadline[needs], reach.until[at, lots])
        if able.all():
            break
    found[urgent] = able
    return found


def prefer_reach(part: Component, costs: Costs, used: tuple[Ints, Ints] | None = None) -> bool:
    """Make dearer, in place, what is out of reach of the costs of all pairs; False where nothing
    is, or where none of the rows and columns that are `used` could be better. What was offered
    already stays as it is: people were asked."""
    problem = part.problem
    rows = np.flatnonzero(problem.needs.urgency[part.needs] < URGENT)
    if problem.reach is None or not len(rows):
        return False
    few = len(rows) * len(part.lots) <= FEW_PAIRS
    if used is not None and not few and _reached(part, used):
        return False
    urgent = replace(part, needs=part.needs[rows])
    beyond = _one_by_one(urgent) if few else _beyond(urgent, problem.reach)
    _spare_kept(beyond, part, rows)
    if not (beyond.any() if used is None else _better(beyond, costs, rows, *used)):
        return False
    dearer = np.array(BEYOND)[problem.needs.urgency[part.needs[rows]]] / problem.rules.transport
    costs[rows] += beyond * dearer.astype(np.float32)[:, None]
    return True


def _reached(part: Component, used: tuple[Ints, Ints]) -> bool:
    return bool(in_reach(part.problem, part.needs[used[0]], part.lots[used[1]]).all())


def _better(beyond: Bools, costs: Costs, rows: Ints, used_rows: Ints, used_columns: Ints) -> bool:
    """Whether any of the used pairs, by rows of the component, is beyond reach though the need has
    a lot within; `rows`, those of `beyond`, ascend."""
    at = np.minimum(np.searchsorted(rows, used_rows), len(rows) - 1)
    missed = beyond[at, used_columns] & (rows[at] == used_rows)
    some = np.unique(at[missed])
    return bool((~beyond[some] & np.isfinite(costs[rows[some]])).any())


def _one_by_one(part: Component) -> Bools:
    """Pairs that no vehicle can bring in time, of few."""
    shape = len(part.needs), len(part.lots)
    needs, lots = np.repeat(part.needs, shape[1]), np.tile(part.lots, shape[0])
    return ~in_reach(part.problem, needs, lots).reshape(shape)


def _beyond(part: Component, reach: Reach) -> Bools:
    """The same of many, a block at a time in single precision."""
    problem, world = part.problem, Prepared(part)
    links = links_from(reach.ways, problem.lots.district[part.lots])
    leave = (reach.leave[:, part.lots] + reach.handover_h).astype(np.float32)
    until = reach.until[:, part.lots].astype(np.float32)
    beyond = np.ones((len(part.needs), len(part.lots)), np.bool_)
    for rows in blocks(*beyond.shape):
        straight = world.straight(rows)
        road = world.road(straight, rows)
        for at, hours in enumerate(world.by_way(reach.ways, links, rows, straight, road)):
            there = hours + leave[at]
            beyond[rows] &= (there > world.deadline[rows, None]) | (there > until[at])
            if not beyond[rows].any():
                break
    return beyond


def _spare_kept(beyond: Bools, part: Component, rows: Ints) -> None:
    """Take out the pairs that were offered."""
    if not part.problem.kept:
        return
    row_of = {int(part.needs[row]): at for at, row in enumerate(rows)}
    column_of = {int(lot): column for column, lot in enumerate(part.lots)}
    for need, lot in part.problem.kept:
        if need in row_of and lot in column_of:
            beyond[row_of[need], column_of[lot]] = False
