"""Who is asked when a driver says no: the reserves of each job, and drivers for jobs that wait."""

import numpy as np

from matching.flow.problem import Floats, Ints
from matching.jobs.build import Drawn
from matching.jobs.problem import JobsProblem
from matching.jobs.routes import NEVER, Routes

RESERVES = 3
"""Drivers named for each job beside its own."""
LOOKED_AT = 8
"""Of the nearest, as many are looked at more closely for each of these places."""


def reserves(problem: JobsProblem, drawn: Drawn) -> list[tuple[int, ...]]:
    """By vehicle, those that could drive its job instead, all in time: first the nearest without
    a job, then the nearest whose own job is worth less."""
    routes, worth = Routes(problem), problem.shipments.worth
    idle = np.array([not stops for stops in drawn.stops])
    value = np.array(
        [sum(worth[one] for stop in stops for one in stop.drops) for stops in drawn.stops]
    )
    accepted = np.array([bool(stops) for stops in problem.accepted] or [False] * len(idle))
    found: list[tuple[int, ...]] = []
    for vehicle, stops in enumerate(drawn.stops):
        if not stops or accepted[vehicle]:
            found.append(())
            continue
        hours = problem.ground.hours_to(stops[0].place, _starts(problem)).astype(np.float64)
        hours[accepted | ((value >= value[vehicle]) & ~idle)] = NEVER
        hours[vehicle] = NEVER
        order = np.lexsort((hours, ~idle))
        order = order[hours[order] < NEVER][: LOOKED_AT * RESERVES]
        able = [int(other) for other in order if routes.drivable(int(other), stops)]
        found.append(tuple(able[:RESERVES]))
    return found


def _starts(problem: JobsProblem) -> Ints:
    """Where each vehicle starts, as an index into a row of the ground."""
    fleet = problem.vehicles
    return fleet.place + fleet.gait * (len(problem.ground) + 1)


def assign(cost: Floats) -> list[int | None]:
    """The column of each row so that the fewest rows go without and the sum is least (rows x
    columns, infinite where not possible). Of rows that cannot all be served the earlier ones are.

    Shortest augmenting paths, row by row: a row that was served stays so (Kuhn; Jonker and
    Volgenant, "A shortest augmenting path algorithm for dense and sparse linear assignment
    problems", 1987).
    """
    rows, columns = cost.shape
    row_price, price = np.zeros(rows), np.zeros(columns)
    owner: Ints = np.full(columns, -1, np.int64)
    for row in range(rows):
        _augment(cost, row, row_price, price, owner)
    given: list[int | None] = [None] * rows
    for column in np.flatnonzero(owner >= 0):
        given[int(owner[column])] = int(column)
    return given


def _augment(cost: Floats, row: int, row_price: Floats, price: Floats, owner: Ints) -> None:
    """Serve one row more by the cheapest chain of changes, if there is one (Dijkstra)."""
    columns = cost.shape[1]
    best = np.full(columns, np.inf)
    before: Ints = np.full(columns, -1, np.int64)
    done = np.zeros(columns, np.bool_)
    at, length, last = row, 0.0, -1
    while True:
        through = length + cost[at] - row_price[at] - price
        better = ~done & (through < best)
        best[better], before[better] = through[better], last
        open_ = np.where(done, np.inf, best)
        last = int(np.argmin(open_)) if columns else -1
        if last < 0 or not np.isfinite(open_[last]):
            return
        length, done[last] = float(best[last]), True
        if owner[last] < 0:
            break
        at = int(owner[last])
    held = np.flatnonzero(done & (owner >= 0))
    row_price[row] += length
    row_price[owner[held]] += length - best[held]
    price[done] += best[done] - length
    while True:
        back = int(before[last])
        owner[last] = row if back < 0 else owner[back]
        if back < 0:
            return
        last = back
