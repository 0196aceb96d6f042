"""After an event: accepted lines stay, offered ones nearly all, and nothing far off moves."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny_instances import drawn, instance, lot, need

from matching.flow import incremental, simplex
from matching.flow.incremental import revise, with_accepted
from matching.flow.instance import read_instance
from matching.flow.solve import objective_of, share_out

SIMPLEX = simplex.Simplex()
seeds = st.integers(0, 5_000)


def lines_of(outcome):
    """Units by pair of rows."""
    rows = zip(outcome.needs, outcome.lots, outcome.units, strict=True)
    return {(int(a), int(b)): int(units) for a, b, units in rows}


def worth(problem, lines):
    """The objective of these lines."""
    pairs = np.array([(*pair, units) for pair, units in lines.items()], np.int64).reshape(-1, 3)
    return objective_of(problem, *pairs.T)


def test_accepted_lines_are_taken_off_both_sides_and_fill_the_first_half():
    problem, _, _ = read_instance(instance([need("n", 100)], [lot("l", 80)]))
    rest = with_accepted(problem, {(0, 0): 30})
    assert rest.needs.quantity.tolist() == [70]
    assert rest.lots.quantity.tolist() == [50]
    assert rest.needs.first.tolist() == [20]
    assert share_out(rest, SIMPLEX).units.tolist() == [50]


def test_a_new_urgent_need_takes_from_the_least_urgent_and_leaves_the_rest():
    needs = [need("calm", 50, km=9, urgency=4), need("high", 50, km=8, urgency=2, deadline_h=2)]
    sick = need("sick", 50, km=9, urgency=1, deadline_h=2)
    lots = [lot("near", 100, km=10), lot("far", 40, km=300)]
    problem, names, stocks = read_instance(instance([*needs, sick], lots))
    row = {name: at for at, name in enumerate(names)}
    near, far = stocks.index("near"), stocks.index("far")
    before = {(row["calm"], near): 50, (row["high"], near): 50}
    revised = revise(problem, before, {row["sick"]}, np.zeros(2), SIMPLEX)
    assert revised.lines == {
        (row["sick"], near): 50,
        (row["high"], near): 50,
        (row["calm"], far): 40,
    }
    assert {change.need for change in revised.changes} == {row["sick"], row["calm"]}


@given(seeds)
def test_an_event_that_changes_nothing_changes_no_line_of_a_full_need(seed):
    problem, _, _ = read_instance(drawn(seed, least=False))
    outcome = share_out(problem, SIMPLEX)
    before = lines_of(outcome)
    revised = revise(problem, before, {0}, outcome.prices, SIMPLEX)
    assert worth(problem, revised.lines) <= worth(problem, before) * (1 + 1e-4) + 1e-2
    assert revise(problem, revised.lines, set(), outcome.prices, SIMPLEX).changes == ()


@given(seeds, st.integers(0, 11))
def test_after_a_need_becomes_urgent_the_lines_are_as_good_as_new(seed, at):
    inst = drawn(seed, least=False)
    problem, _, _ = read_instance(inst)
    outcome = share_out(problem, SIMPLEX)
    weight, urgency = problem.needs.weight.copy(), problem.needs.urgency.copy()
    weight[at], urgency[at] = 2000.0, 0
    urgent = replace(problem, needs=replace(problem.needs, weight=weight, urgency=urgency))
    revised = revise(urgent, lines_of(outcome), {at}, outcome.prices, SIMPLEX)
    again = share_out(urgent, SIMPLEX)
    assert worth(urgent, revised.lines) <= again.objective * (1 + 1e-4) + 1e-2
    touched = {problem.needs.group[at]}
    assert all(problem.needs.group[change.need] in touched for change in revised.changes)


def crowded(seed):
    """One component of so many needs that an event asks the near lots only, and the event: a
    need becomes a matter of life and death."""
    inst = drawn(seed, needs=320, lots=90, least=False)
    for row in [*inst["needs"], *inst["lots"]]:
        row["item"] = "n95"
    problem, _, _ = read_instance(inst)
    at = seed % 320
    weight, urgency = problem.needs.weight.copy(), problem.needs.urgency.copy()
    weight[at], urgency[at] = 2000.0, 0
    return problem, replace(problem, needs=replace(problem.needs, weight=weight, urgency=urgency))


@pytest.mark.parametrize("seed", range(8))
def test_on_all_lots_an_event_in_a_crowd_is_the_full_solve_to_a_ten_thousandth(seed, monkeypatch):
    problem, urgent = crowded(seed)
    outcome = share_out(problem, SIMPLEX)
    monkeypatch.setattr(incremental, "WHOLE", 0)
    monkeypatch.setattr(incremental, "NEAR", (1_000,))
    free = replace(urgent, kept_km=0.0)
    revised = revise(free, lines_of(outcome), {seed % 320}, outcome.prices, SIMPLEX)
    again = share_out(urgent, SIMPLEX).objective
    assert worth(urgent, revised.lines) == pytest.approx(again, rel=1e-4)


@pytest.mark.parametrize("seed", range(8))
def test_on_near_lots_an_event_in_a_crowd_costs_a_thousandth_at_most(seed):
    problem, urgent = crowded(seed)
    outcome = share_out(problem, SIMPLEX)
    revised = revise(urgent, lines_of(outcome), {seed % 320}, outcome.prices, SIMPLEX)
    again = share_out(urgent, SIMPLEX).objective
    assert again * (1 - 1e-4) <= worth(urgent, revised.lines) <= again * 1.001


@given(seeds)
def test_lines_after_an_event_exceed_no_lot_and_no_need(seed):
    problem, _, _ = read_instance(drawn(seed))
    outcome = share_out(problem, SIMPLEX)
    lines = revise(problem, lines_of(outcome), {0, 1}, outcome.prices, SIMPLEX).lines
    used, got = np.zeros_like(problem.lots.quantity), np.zeros_like(problem.needs.quantity)
    for (row, column), units in lines.items():
        assert units >= min(problem.lots.minimum[column], problem.needs.quantity[row])
        used[column] += units
        got[row] += units
    assert (used <= problem.lots.quantity).all()
    assert (got <= problem.needs.quantity).all()


def test_a_change_names_what_was_before_and_after():
    problem, _, _ = read_instance(instance([need("n", 10)], [lot("l", 80)]))
    (change,) = revise(problem, {}, {0}, np.zeros(1), SIMPLEX).changes
    assert (change.need, change.lot, change.before, change.after) == (0, 0, 0, 10)
    assert pytest.approx(worth(problem, {(0, 0): 10}), abs=1e-3) == 0.05
