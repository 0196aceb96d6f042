"""A solve that goes on from a former one costs the same as one that begins anew."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.flow import linear, simplex
from matching.flow.columns import worth
from matching.flow.network import Sides, solve_pairs

SIMPLEX, LINEAR = simplex.Simplex(), linear.Linear()


def drawn_sides(rng, needs, lots):
    """Quantities and worths of both sides."""
    first, second = rng.integers(1, 20, needs), rng.integers(0, 20, needs)
    weight = rng.choice([100.0, 10.0, 1.0], needs)
    return Sides(rng.integers(1, 60, lots), first, second, weight, weight * 0.4)


def cost_of(sides, rows, cost, units):
    """What a flow is worth, carrying and lacking."""
    return worth(sides, rows, units) + float((cost * units).sum())


@pytest.mark.parametrize("backend", [SIMPLEX, LINEAR])
@given(st.integers(0, 10_000))
def test_going_on_after_pairs_are_barred_and_goods_taken_is_as_good_as_beginning_anew(
    backend, seed
):
    rng = np.random.default_rng(seed)
    needs, lots = int(rng.integers(2, 9)), int(rng.integers(1, 6))
    rows, columns = np.divmod(np.arange(needs * lots), lots)
    cost, sides = rng.uniform(0, 5, needs * lots), drawn_sides(rng, needs, lots)
    before = solve_pairs(sides, rows, columns, cost, backend)
    barred, less = rng.random(needs * lots) < 0.3, drawn_sides(rng, needs, lots)
    went_on = solve_pairs(less, rows, columns, cost, backend, barred=barred, basis=before.basis)
    keep = ~barred
    anew = solve_pairs(less, rows[keep], columns[keep], cost[keep], backend)
    assert not went_on.units[barred].any()
    one = cost_of(less, rows, cost, went_on.units)
    other = cost_of(less, rows[keep], cost[keep], anew.units)
    assert one == pytest.approx(other, rel=1e-5, abs=1e-2)
