"""The rules that the record of GetUsPPE is replayed by: the two published ones, and ours."""

import numpy as np

from matching.flow.columns import relax
from matching.flow.network import Sides
from matching.flow.simplex import Simplex
from tests.bench.getusppe import Decision, Market, Rule

TIE = 0.02
"""Miles, by which equally near is meant."""


def proximity(market: Market) -> list[Decision]:
    """Published rule: each donor in turn ships to the nearest recipient that is still open."""
    left, found = market.wanted.copy(), []
    for column, donor in enumerate(market.donors.tolist()):
        away = np.where(left > 0, market.miles[:, column], np.inf)
        row = int(np.argmin(away))
        if np.isfinite(away[row]):
            pieces = int(min(market.stock[column], left[row]))
            left[row] -= pieces
            found.append((donor, int(market.recipients[row]), pieces))
    return found


def first_come(market: Market) -> list[Decision]:
    """Published rule: the n-th donor ships to the n-th recipient."""
    pairs = zip(market.donors.tolist(), market.recipients.tolist(), strict=False)
    return [
        (donor, recipient, int(min(market.stock[at], market.wanted[at])))
        for at, (donor, recipient) in enumerate(pairs)
        if np.isfinite(market.miles[at, at])
    ]


def flow(limit: float, parcel: int) -> Rule:
    """Ours: the fewest miles; no piece travels more than `limit` miles, it waits instead. Of
    recipients equally near those go first that have not `parcel` pieces yet."""

    def shipped(market: Market) -> list[Decision]:
        wanted = np.minimum(market.wanted, int(market.stock.sum()))
        first = np.minimum(wanted, parcel)
        worth = np.full(len(wanted), limit)
        sides = Sides(market.stock, first, wanted - first, worth + TIE, worth)
        found = relax(market.miles, sides, 1.0, Simplex(), gap=0.0)
        return [
            (int(market.donors[column]), int(market.recipients[row]), int(pieces))
            for row, column, pieces in zip(found.rows, found.columns, found.units, strict=True)
            if pieces
        ]

    return shipped
