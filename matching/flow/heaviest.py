"""Which pairs a large component should be solved over first, found from its heaviest needs.

A tenth of the needs ask for nine tenths of the units (a hospital's hundredfold a household's), and
it is they who make goods scarce. So the prices of lots are nearly found before the many small
needs are looked at: these then start from the pairs that are cheapest at those prices.
"""

import numpy as np

from matching.flow.columns import ALL_PAIRS, Enough, Relaxed, cheapest, merged, relax
from matching.flow.network import Backend, Sides
from matching.flow.problem import Costs, Floats, Ints

SHARES = (0.9, 0.98)
"""Share of the units that the needs of each step ask for. The fastest of six choices: the largest
component of a hundred thousand needs takes 3 s instead of 14, ten thousand needs half as long."""
FEWER = 0.6
"""A step is left out where it would have more than this share of the needs."""
ROUGH = 20.0
"""How many times as far from its bound as in the end a step may stay."""
AT_PRICES = 4
"""Pairs of each need that the next step starts with, the cheapest at the prices of the one
before."""


def relax_by_steps(
    costs: Costs,
    sides: Sides,
    transport: float,
    backend: Backend,
    *,
    gap: float,
    enough: Enough = lambda: False,
) -> Relaxed:
    """The relaxed optimum, as `relax` gives it, reached over that of the heaviest needs."""
    if costs.size <= ALL_PAIRS:
        return relax(costs, sides, transport, backend, gap=gap, enough=enough)
    start: Ints | None = None
    prices: Floats | None = None
    for rows in _steps(sides):
        found = relax(
            costs[rows], sides.of(rows), transport, backend,
            gap=ROUGH * gap, enough=enough, only=_within(start, rows, costs.shape[1]), guess=prices,
        )  # fmt: skip
        start, prices = _next(found, rows, costs, transport), found.prices
    return relax(costs, sides, transport, backend, gap=gap, enough=enough, only=start, guess=prices)


def _steps(sides: Sides) -> list[Ints]:
    """The rows of each step, ascending."""
    wanted = sides.wanted
    order = np.argsort(-wanted, kind="stable")
    so_far = np.cumsum(wanted[order])
    counts = [int(np.searchsorted(so_far, share * so_far[-1])) + 1 for share in SHARES]
    return [np.sort(order[:count]) for count in counts if count <= FEWER * len(wanted)]


def _next(found: Relaxed, rows: Ints, costs: Costs, transport: float) -> Ints:
    """The pairs that the whole component should start with after this step."""
    used = found.units > 0
    lines = rows[found.rows[used]] * costs.shape[1] + found.columns[used]
    return merged(cheapest(costs, AT_PRICES, transport, found.prices), lines)


def _within(keys: Ints | None, rows: Ints, lots: int) -> Ints | None:
    """Those of the pairs whose need is among `rows`, counted by its place there."""
    if keys is None:
        return None
    row, column = np.divmod(keys, lots)
    at = np.minimum(np.searchsorted(rows, row), len(rows) - 1)
    inside = rows[at] == row
    within: Ints = at[inside] * lots + column[inside]
    return within
