"""A large component is solved over its heaviest needs first, and ends as near to its bound."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.flow.columns import ALL_PAIRS, ROUNDING, relax
from matching.flow.heaviest import relax_by_steps
from matching.flow.network import Sides
from matching.flow.simplex import Simplex

NEEDS, LOTS, TRANSPORT = 500, 60, 0.001
GAP = 1e-4
seeds = st.integers(0, 10_000)


def component(seed, scarce=0.6):
    """A few hospitals and many households; stock for part of what they ask."""
    rng = np.random.default_rng(seed)
    wanted = np.where(rng.random(NEEDS) < 0.15, rng.integers(100, 900, NEEDS), 2)
    wanted = wanted.astype(np.int64)
    first = (wanted + 1) // 2
    weight = rng.choice([1000.0, 100.0, 10.0, 1.0], NEEDS) * (1 + rng.random(NEEDS))
    held = np.full(LOTS, int(scarce * wanted.sum() / LOTS), np.int64)
    costs = rng.uniform(1, 200, (NEEDS, LOTS)).astype(np.float32)
    costs[rng.random(costs.shape) < 0.4] = np.inf
    assert costs.size > ALL_PAIRS
    return costs, Sides(held, first, wanted - first, weight, weight * 0.4)


@settings(max_examples=10)
@given(seeds, st.floats(0.1, 1.5))
def test_the_steps_end_within_the_gap_of_a_bound_that_no_other_way_beats(seed, scarce):
    costs, sides = component(seed, scarce)
    least = relax(costs, sides, TRANSPORT, Simplex(), gap=0.0)
    gap, rounding = GAP * least.objective, ROUNDING * float(sides.wanted.sum())
    found = relax_by_steps(costs, sides, TRANSPORT, Simplex(), gap=gap)
    assert found.objective - found.bound <= gap + rounding
    assert found.bound <= least.objective * (1 + 1e-6)
    assert least.bound <= found.objective <= least.bound + gap + 2 * rounding


def test_the_steps_leave_fewer_pairs_in_the_network():
    costs, sides = component(1)
    straight = relax(costs, sides, TRANSPORT, Simplex(), gap=0.0)
    stepped = relax_by_steps(costs, sides, TRANSPORT, Simplex(), gap=0.0)
    assert stepped.objective == pytest.approx(straight.objective, rel=1e-6)
    assert len(stepped.rows) < 0.8 * len(straight.rows)


def test_a_spent_time_budget_still_gives_a_plan_and_a_bound():
    costs, sides = component(2)
    found = relax_by_steps(costs, sides, TRANSPORT, Simplex(), gap=0.0, enough=lambda: True)
    least = relax(costs, sides, TRANSPORT, Simplex(), gap=0.0)
    assert 0 < found.bound <= least.objective <= found.objective * (1 + 1e-6)
    used = np.bincount(found.columns, found.units, LOTS)
    assert (used <= sides.held).all()
    assert (np.bincount(found.rows, found.units, NEEDS) <= sides.wanted).all()
