"""The sharing-out: by hand on tiny instances, against a linear programme, and as properties."""

import copy
import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog
from tiny_instances import (
    drawn,
    faults,
    instance,
    lot,
    need,
    objective,
    pair,
    per_person,
    weight,
)

from matching.flow import columns, linear, scaling, simplex, solve
from matching.flow.instance import read_instance, write_plan
from matching.flow.reasons import reasons_of
from matching.flow.solve import share_out
from matching.plan import Certificate, Obstacle

SIMPLEX, LINEAR = simplex.Simplex(), linear.Linear()
seeds = st.integers(0, 10_000)


def solved(inst, backend=SIMPLEX, **wishes):
    """The answer and its lines."""
    problem, needs, lots = read_instance(inst)
    outcome = share_out(problem, backend, **wishes)
    return outcome, [tuple(line) for line in write_plan(outcome, inst, needs, lots)["lines"]]


def best(inst):
    """The optimum without minimum lots, by a linear programme on every eligible pair."""
    costs, needs_of, lots_of = [], [], []
    for row, want in enumerate(inst["needs"]):
        for column, stock in enumerate(inst["lots"]):
            found = pair(inst, stock, want)
            if found:
                costs.append(inst["params"]["lambda"] * found[1] / per_person(inst, want))
                needs_of.append(row)
                lots_of.append(column)
    halves, bounds = [], [(0, None)] * len(costs)
    for want in inst["needs"]:
        worth, first = weight(inst, want) / per_person(inst, want), (want["qty"] + 1) // 2
        halves += [worth, inst["params"]["tier2"] * worth]
        bounds += [(0, first), (0, want["qty"] - first)]
    rows, columns = len(inst["needs"]), len(inst["lots"])
    filled, drawn_off = np.zeros((rows, len(bounds))), np.zeros((columns, len(bounds)))
    for at, (row, column) in enumerate(zip(needs_of, lots_of, strict=True)):
        filled[row, at] = drawn_off[column, at] = 1
    for row in range(rows):
        filled[row, len(costs) + 2 * row : len(costs) + 2 * row + 2] = 1
    found = linprog(
        costs + halves,
        A_ub=drawn_off,
        b_ub=[stock["qty"] for stock in inst["lots"]],
        A_eq=filled,
        b_eq=[want["qty"] for want in inst["needs"]],
        bounds=bounds,
    )
    return found.fun


def test_an_urgent_need_takes_the_near_lot_and_the_other_is_sent_farther():
    inst = instance(
        [need("sick", urgency=1, km=0), need("calm", urgency=3, km=2)],
        [lot("near", km=1), lot("far", km=30)],
    )
    _, lines = solved(inst)
    assert lines == [("far", "sick", 100), ("near", "calm", 100)] or lines == [
        ("far", "calm", 100),
        ("near", "sick", 100),
    ]
    inst["needs"][0]["deadline_h"] = 0.5
    assert solved(inst)[1] == [("far", "calm", 100), ("near", "sick", 100)]


def test_a_scarce_lot_gives_both_of_a_class_their_first_half():
    inst = instance([need("a", age_h=3), need("b")], [lot("l")])
    assert solved(inst)[1] == [("l", "a", 50), ("l", "b", 50)]


def test_the_owner_order_is_a_price_in_kilometres():
    lots = [lot("trade", km=10, owner="commercial"), lot("state", km=39)]
    assert solved(instance([need("n")], lots))[1] == [("state", "n", 100)]
    lots[1] = lot("state", km=41)
    assert solved(instance([need("n")], lots))[1] == [("trade", "n", 100)]


def test_a_minimum_lot_is_met_by_taking_less_from_the_nearer_one():
    inst = instance([need("n", 120)], [lot("near", km=1), lot("far", km=2, min_lot=50)])
    assert solved(inst)[1] == [("far", "n", 50), ("near", "n", 70)]


def test_a_price_says_what_one_unit_more_would_be_worth():
    inst = instance([need("n", 101, urgency=2)], [lot("l", 10, km=20)])
    outcome, _ = solved(inst)
    assert outcome.prices[0] == pytest.approx(100 - 0.02, abs=1e-3)


@given(seeds)
def test_every_answer_may_be_carried_out_and_is_worth_what_it_says(seed):
    inst = drawn(seed)
    outcome, lines = solved(inst)
    assert faults(inst, lines) == []
    assert outcome.objective == pytest.approx(objective(inst, lines), rel=1e-9)
    assert outcome.objective <= objective(inst, []) * (1 + 1e-12)


@given(seeds)
def test_the_bound_is_under_the_linear_programme_and_the_relaxed_answer_reaches_it(seed):
    inst = drawn(seed)
    outcome, _ = solved(inst)
    optimum = best(inst)
    assert outcome.bound <= optimum * (1 + 1e-7) + 1e-6
    assert outcome.relaxed == pytest.approx(optimum, rel=1e-5, abs=1e-2)
    assert outcome.bound == pytest.approx(optimum, rel=1e-4, abs=1e-1)


@given(seeds)
def test_without_minimum_lots_the_plan_is_the_optimum(seed):
    inst = drawn(seed, least=False)
    outcome, _ = solved(inst)
    assert outcome.objective == pytest.approx(outcome.relaxed, rel=1e-5, abs=1e-2)


@given(seeds)
def test_backends_agree(seed):
    inst = drawn(seed)
    one, other = solved(inst)[0], solved(inst, LINEAR)[0]
    assert one.relaxed == pytest.approx(other.relaxed, rel=1e-6, abs=1e-3)


@pytest.mark.skipif(not scaling.AVAILABLE, reason="OR-Tools is an extra")
@given(seeds)
def test_the_second_backend_agrees_in_cost_and_its_prices_prove_the_same_bound(seed):
    inst = drawn(seed)
    one, other = solved(inst)[0], solved(inst, scaling.Scaling())[0]
    assert other.relaxed == pytest.approx(one.relaxed, rel=1e-6, abs=1e-3)
    assert other.bound <= one.relaxed * (1 + 1e-7) + 1e-6
    assert other.bound == pytest.approx(one.bound, rel=1e-4, abs=1e-1)


def test_the_best_backend_there_is_is_taken(monkeypatch):
    assert solve.installed().name == "pylmcf"
    monkeypatch.setattr(simplex, "AVAILABLE", False)
    monkeypatch.setattr(scaling, "AVAILABLE", False)
    assert solve.installed().name == "scipy"
    monkeypatch.setattr(scaling, "AVAILABLE", True)
    assert solve.installed().name == "ortools"
    monkeypatch.setattr(scaling, "AVAILABLE", False)
    monkeypatch.setattr(linear, "AVAILABLE", False)
    assert solve.installed() is None


@given(seeds)
def test_without_a_backend_the_greedy_plan_may_be_carried_out_and_is_not_certified(seed):
    inst = drawn(seed)
    greedy, lines = solved(inst, None)
    assert faults(inst, lines) == []
    assert greedy.backend == ""
    assert solved(inst)[0].objective <= greedy.objective * 1.005 + 5


@given(seeds)
def test_a_spent_time_budget_proves_less_but_nothing_that_is_false(seed):
    inst = drawn(seed)
    hasty = solved(inst, enough=lambda: True)[0]
    whole = solved(inst)[0]
    assert 0 <= hasty.bound <= whole.relaxed * (1 + 1e-6) + 1e-3
    assert hasty.gap >= 0


def test_over_a_bound_of_nothing_the_gap_is_infinite_and_not_naught():
    outcome = solved(instance([need("a", 4)], [lot("b", 4, km=10)]))[0]
    assert replace(outcome, bound=0.0).gap == float("inf")
    assert replace(outcome, bound=0.0, objective=0.0).gap == 0.0
    assert Certificate("pylmcf", objective=2.0, bound=0.0).gap == float("inf")
    assert Certificate("pylmcf", objective=3.0, bound=2.0).gap == 0.5


@given(seeds, st.integers(0, 11))
def test_raising_a_need_never_lowers_what_it_gets(seed, at):
    inst = drawn(seed, least=False)

    def got():
        return sum(units for _, name, units in solved(inst)[1] if name == f"n{at}")

    before = got()
    inst["needs"][at]["urgency"] = max(1, inst["needs"][at]["urgency"] - 1)
    assert got() >= before


@given(seeds, st.integers(0, 5), st.integers(0, 11))
def test_more_stock_a_later_deadline_and_an_open_road_never_hurt(seed, which, who):
    inst = drawn(seed)
    before = solved(inst)[0].relaxed
    more = copy.deepcopy(inst)
    more["lots"][which]["qty"] += 20
    later = copy.deepcopy(inst)
    later["needs"][who]["deadline_h"] += 20
    opened = copy.deepcopy(inst) | {"links": {}}
    for better in (more, later, opened):
        assert solved(better)[0].relaxed <= before * (1 + 1e-5) + 1e-2


@given(seeds)
def test_neither_the_order_nor_the_names_of_the_input_change_anything(seed):
    inst = drawn(seed)
    other = copy.deepcopy(inst)
    rng = random.Random(seed)
    names = {row["id"]: f"x{rng.random()}" for row in [*inst["needs"], *inst["lots"]]}
    for rows in (other["needs"], other["lots"]):
        rng.shuffle(rows)
        for row in rows:
            row["id"] = names[row["id"]]
    plain = sorted((names[a], names[b], units) for a, b, units in solved(inst)[1])
    assert sorted(solved(other)[1]) == plain


@given(seeds, st.integers(0, 5))
def test_splitting_a_lot_changes_nothing_it_is_worth(seed, which):
    inst = drawn(seed, least=False)
    whole = solved(inst)[0].relaxed
    half = inst["lots"][which]
    inst["lots"].append(half | {"id": "other half", "qty": half["qty"] - half["qty"] // 2})
    inst["lots"][which] = half | {"qty": half["qty"] // 2}
    inst["lots"] = [one for one in inst["lots"] if one["qty"]]
    assert solved(inst)[0].relaxed == pytest.approx(whole, rel=1e-6, abs=1e-2)


@given(seeds, st.integers(2, 10))
def test_so_many_times_everything_is_worth_so_many_times(seed, times):
    inst = drawn(seed, least=False)
    for want in inst["needs"]:
        want["qty"] *= 2  # an odd need has no exact half
    once = solved(inst)[0].relaxed
    for row in [*inst["needs"], *inst["lots"]]:
        row["qty"] *= times
    assert solved(inst)[0].relaxed == pytest.approx(times * once, rel=1e-5, abs=1e-1)


@given(seeds)
def test_components_are_solved_alone_as_they_are_together(seed):
    inst = drawn(seed)
    together = solved(inst)[1]
    alone = []
    for codes in ({"n95", "kn95"}, {"water"}):
        part = copy.deepcopy(inst)
        for side in ("needs", "lots"):
            part[side] = [row for row in part[side] if row["item"] in codes]
        if part["needs"] and part["lots"]:
            alone += solved(part)[1]
    assert sorted(alone) == sorted(together)


@given(seeds)
def test_the_same_instance_gives_the_same_plan(seed):
    assert solved(drawn(seed))[1] == solved(drawn(seed))[1]


@given(seeds)
def test_a_closed_link_carries_nothing(seed):
    inst = drawn(seed)
    place = {row["id"]: row["district"] for row in [*inst["needs"], *inst["lots"]]}
    for stock, want, _ in solved(inst)[1]:
        assert {place[stock], place[want]} != {"D1", "D2"}


@given(seeds)
def test_every_open_unit_has_a_reason_that_is_true(seed):
    inst = drawn(seed)
    problem, needs, lots = read_instance(inst)
    outcome = share_out(problem, SIMPLEX)
    stocks = {row["id"]: row for row in inst["lots"]}
    used = np.bincount(outcome.lots, outcome.units, len(lots))
    for row, want in enumerate(sorted(inst["needs"], key=lambda one: needs.index(one["id"]))):
        (reasons,) = reasons_of(problem, outcome, np.array([row]))
        got = sum(one.units for one in reasons.given)
        assert got + reasons.open_units == want["qty"]
        assert bool(reasons.obstacles) == (reasons.open_units > 0)
        empty = sum(
            pair(inst, stocks[name], want) is not None and used[at] == problem.lots.quantity[at]
            for at, name in enumerate(lots)
        )
        told = dict(reasons.obstacles)
        if reasons.open_units:
            assert told.get(Obstacle.LOTS_EMPTY, 0) == empty
        for one in reasons.given:
            km, cost = pair(inst, stocks[lots[one.lot]], want)
            assert one.km == pytest.approx(km, abs=1e-6)
            assert one.km + one.fee_km + one.stand_in_km == pytest.approx(cost, abs=1e-6)


def test_a_spent_time_budget_still_gives_a_plan_that_may_be_carried_out():
    inst = drawn(3, needs=60, lots=20)
    assert faults(inst, solved(inst, enough=lambda: True)[1]) == []


def test_a_banned_pair_is_never_used():
    problem, _, _ = read_instance(instance([need("n")], [lot("l")]))
    barred = replace(problem, banned=frozenset({(0, 0)}))
    assert len(share_out(barred, SIMPLEX).units) == 0
    (reasons,) = reasons_of(barred, share_out(barred, SIMPLEX), np.array([0]))
    assert reasons.obstacles == ((Obstacle.REFUSED_BEFORE, 1),)


@pytest.mark.parametrize("seed", [1, 2])
def test_few_pairs_priced_on_all_are_as_good_as_all_pairs(seed, monkeypatch):
    inst = drawn(seed, needs=400, lots=160)
    few = solved(inst)[0]
    monkeypatch.setattr(columns, "ALL_PAIRS", 10**9)
    everything = solved(inst)[0]
    assert few.relaxed == pytest.approx(everything.relaxed, rel=1e-4)
    assert few.bound <= everything.relaxed * (1 + 1e-9)
    assert few.relaxed <= few.bound * 1.0001


def test_the_order_of_the_districts_decides_nothing():
    inst = drawn(7)
    turned = inst | {"districts": inst["districts"][::-1]}
    (one, *_), (other, *_) = read_instance(inst), read_instance(turned)
    assert one.needs.district.tolist() == other.needs.district.tolist()
    plans = [
        write_plan(share_out(problem, SIMPLEX, fairness=0.8), each, needs, lots)
        for each in (inst, turned)
        for problem, needs, lots in (read_instance(each),)
    ]
    assert plans[0] == plans[1]
