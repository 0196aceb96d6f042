"""What rules out each pair of a component, and how far and how late the others are: the same
judgement as `cost.pair_costs`, in double precision and with its reason."""

from dataclasses import dataclass

import numpy as np

from matching.flow.exact import arrival_h, exact_km
from matching.flow.problem import Bools, Component, Floats, Ints
from matching.plan import Obstacle

ORDER = (
    Obstacle.EXPIRES,
    Obstacle.RESERVED_FOR_OTHERS,
    Obstacle.REFUSED_BEFORE,
    Obstacle.BELOW_MIN_LOT,
    Obstacle.ROAD_CLOSED,
    Obstacle.TOO_LATE,
)
"""What may rule a pair out, by its number less one."""
NOTHING = 0
OTHER_GOODS = -1
"""The lot holds other goods, which is no reason but none of its business."""


@dataclass(frozen=True, slots=True)
class Judged:
    """All pairs of a component, needs x lots: what rules them out, kilometres by road, what is
    added to them, what the plan counts them as, hours until they arrive."""

    part: Component
    code: Ints
    km: Floats
    added: Floats
    eqkm: Floats
    arrival: Floats

    @property
    def able(self) -> Bools:
        """The pairs that nothing rules out."""
        return np.asarray(self.code == NOTHING, np.bool_)


def judge(part: Component) -> Judged:
    """Every pair of the component."""
    problem, rules = part.problem, part.problem.rules
    needs, lots = problem.needs, problem.lots
    shape = len(part.needs), len(part.lots)
    rows, columns = np.repeat(part.needs, shape[1]), np.tile(part.lots, shape[0])
    km = exact_km(problem, rows, columns)[1].reshape(shape)
    arrival = arrival_h(problem, rows, columns).reshape(shape)
    kinds = np.ix_(needs.kind[part.needs], lots.kind[part.lots])
    deadline, expiry = needs.deadline[part.needs, None], lots.expiry[part.lots]
    late = arrival > deadline
    least = np.minimum(lots.minimum[part.lots], needs.quantity[part.needs, None])
    causes = [
        ~problem.of_use[kinds],
        np.broadcast_to(expiry <= 0, shape),
        ~np.isfinite(problem.penalty[kinds]),
        _banned(part),
        least > lots.quantity[part.lots],
        ~np.isfinite(arrival),
        arrival + rules.expiry_margin_h > expiry,
        late & (rules.late is None),
    ]
    codes = [OTHER_GOODS, 1, 2, 3, 4, 5, 1, 6]
    added = lots.fee[part.lots] + problem.penalty[kinds]
    if rules.late is not None:
        added = added + late * needs.weight[part.needs, None] * (rules.late / rules.transport)
    eqkm = km * rules.pace(needs.urgency[part.needs])[:, None] + added
    return Judged(part, np.select(causes, codes, NOTHING), km, added, eqkm, arrival)


def _banned(part: Component) -> Bools:
    barred = np.zeros((len(part.needs), len(part.lots)), np.bool_)
    if part.problem.banned:
        row_of = {int(need): row for row, need in enumerate(part.needs)}
        column_of = {int(lot): column for column, lot in enumerate(part.lots)}
        for need, lot in part.problem.banned:
            if need in row_of and lot in column_of:
                barred[row_of[need], column_of[lot]] = True
    return barred
