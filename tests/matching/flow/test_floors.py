"""Fairness between districts: floors hold, or the plan says who stays under and why."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny_instances import drawn, faults, instance, lot, need, pair, per_person, weight

from matching.flow import linear, simplex
from matching.flow.floors import Why
from matching.flow.instance import read_instance, write_plan
from matching.flow.solve import DEAREST, share_out

SIMPLEX = simplex.Simplex()


def near_and_far(waited_h, item="n95", **facts):
    """A lot with half of all first halves, ten needs beside it that waited so long, and ten
    new ones in a district seventy kilometres off."""
    facts = {"item": item, **facts}
    near = [need(f"{item} near{at}", 10, km=0, age_h=waited_h, **facts) for at in range(10)]
    far = [need(f"{item} far{at}", 10, km=70, district="D1", **facts) for at in range(10)]
    return instance(near + far, [lot(item, 50, km=10, item=item)])


def by_district(inst, fairness):
    """Units each district got, and the outcome."""
    problem, needs, lots = read_instance(inst)
    outcome = share_out(problem, SIMPLEX, fairness=fairness)
    place = {row["id"]: row["district"] for row in inst["needs"]}
    got = Counter()
    for _, name, units in write_plan(outcome, inst, needs, lots)["lines"]:
        got[place[name]] += units
    return got, outcome


def test_without_floors_the_far_district_gets_nothing():
    got, outcome = by_district(near_and_far(2.0), 0.0)
    assert got == {"D0": 50}
    assert outcome.fair == outcome.relaxed


def test_where_it_costs_little_ordinary_needs_are_shared_out_almost_evenly():
    got, outcome = by_district(near_and_far(1.0), 0.8)
    assert got == {"D0": 25, "D1": 25}
    assert outcome.relaxed < outcome.fair <= outcome.relaxed * (1 + DEAREST)
    assert outcome.under == ()


def test_where_that_is_too_dear_the_far_district_gets_its_floor():
    got, outcome = by_district(near_and_far(1.3), 0.8)
    assert got == {"D0": 30, "D1": 20}
    assert outcome.under == ()


def test_needs_at_risk_are_lifted_to_their_floor_and_no_further():
    got, _ = by_district(near_and_far(1.2, urgency=1), 0.8)
    assert got == {"D0": 30, "D1": 20}


def test_a_floor_that_is_too_dear_is_eased_and_the_district_is_named():
    got, outcome = by_district(near_and_far(2.0), 0.8)
    assert got == {"D0": 37, "D1": 13}
    (named,) = outcome.under
    assert (named.district, named.urgency, named.why) == (1, 2, Why.TOO_DEAR)
    assert (named.share, named.average) == (0.13, 0.25)


def test_a_floor_that_is_too_dear_even_then_is_given_up():
    got, outcome = by_district(near_and_far(12.0), 0.8)
    assert got == {"D0": 50}
    assert outcome.fair == outcome.relaxed
    assert [(named.share, named.why) for named in outcome.under] == [(0.0, Why.TOO_DEAR)]


def test_only_the_dearest_floors_are_taken_back():
    masks, water = near_and_far(12.0), near_and_far(0.5, "water")
    both = instance(masks["needs"] + water["needs"], masks["lots"] + water["lots"])
    _, outcome = by_district(both, 0.8)
    assert [(one.group, one.district) for one in outcome.under] == [(0, 1)]
    assert {one.group for one in outcome.moved} == {1}
    assert outcome.relaxed < outcome.fair <= outcome.relaxed * (1 + DEAREST)


def test_a_district_that_minimum_lots_rob_of_its_floor_is_told_so():
    near = [need("near", 40), need("near too", 40)]
    inst = instance([*near, need("far", 20, district="D1")], [lot("l", 35, min_lot=20)])
    got, outcome = by_district(inst, 0.8)
    assert got == {"D0": 35}
    assert [(one.district, one.why) for one in outcome.under] == [(1, Why.CANNOT_BE_SPLIT)]
    inst["lots"][0]["min_lot"] = 1
    assert by_district(inst, 0.8)[0]["D1"] == 7


def test_a_floor_lifts_nobody_over_the_class_above():
    inst = near_and_far(0.0)
    for row in inst["needs"]:
        if row["district"] == "D0":
            row["urgency"] = 2
    assert by_district(inst, 1.0)[0] == {"D0": 50}


@given(st.integers(0, 5_000))
def test_floors_take_nothing_from_the_classes_above(seed):
    problem, _, _ = read_instance(drawn(seed, needs=24, lots=5, least=False))
    before, after = (_by_class(problem, fairness) for fairness in (0.0, 1.0))
    assert all(after[group] >= before[group] for group in range(2))


def _by_class(problem, fairness):
    """Units of each group by class, the highest first."""
    outcome = share_out(problem, SIMPLEX, fairness=fairness)
    found = {group: [0] * 4 for group in range(2)}
    for row, units in zip(outcome.needs, outcome.units, strict=True):
        found[problem.needs.group[row]][problem.needs.urgency[row]] += int(units)
    return found


@given(st.integers(0, 5_000))
def test_a_fair_plan_may_be_carried_out_and_costs_no_more_than_floors_may(seed):
    inst = drawn(seed, needs=24, lots=5)
    problem, needs, lots = read_instance(inst)
    outcome = share_out(problem, SIMPLEX, fairness=0.8)
    assert (
        faults(inst, [tuple(row) for row in write_plan(outcome, inst, needs, lots)["lines"]]) == []
    )
    assert outcome.fair >= outcome.relaxed * (1 - 1e-5) - 1e-2
    assert outcome.fair <= outcome.relaxed * (1 + DEAREST) + 1e-2


@given(st.integers(0, 5_000))
def test_backends_agree_under_floors(seed):
    problem, _, _ = read_instance(drawn(seed, needs=24, lots=5))
    one, other = (share_out(problem, each, fairness=0.8) for each in (SIMPLEX, linear.Linear()))
    assert one.fair == pytest.approx(other.fair, rel=1e-5, abs=1e-2)


@given(st.integers(0, 5_000))
def test_the_prices_of_a_fair_plan_prove_its_bound(seed):
    inst = drawn(seed, needs=24, lots=5)
    problem, _, lots = read_instance(inst)
    outcome = share_out(problem, SIMPLEX, fairness=0.8)
    price = dict(zip(lots, outcome.prices.tolist(), strict=True))
    goods = {item["id"]: item["per_person"] for item in inst["items"]}
    proven = -sum(row["qty"] * price[row["id"]] / goods[row["item"]] for row in inst["lots"])
    for want in inst["needs"]:
        able = [(row, pair(inst, row, want)) for row in inst["lots"]]
        carried = inst["params"]["lambda"]
        least = min((carried * way[1] + price[row["id"]] for row, way in able if way), default=1e9)
        worth, half = weight(inst, want), (want["qty"] + 1) // 2
        unmet = half * min(worth, least) + (want["qty"] - half) * min(0.4 * worth, least)
        proven += unmet / per_person(inst, want)
    assert proven == pytest.approx(outcome.bound, rel=1e-5, abs=1e-2)
    assert outcome.objective >= outcome.bound * (1 - 1e-5) - 1e-2


@pytest.mark.parametrize("waited_h", [0.5, 2.0])
def test_without_a_backend_no_floor_is_held_up_and_every_district_under_it_is_named(waited_h):
    inst = near_and_far(waited_h)
    problem, _, _ = read_instance(inst)
    outcome = share_out(problem, None, fairness=0.8)
    (named,) = outcome.under
    assert (named.district, named.urgency, named.why) == (1, 2, Why.NOT_HELD_UP)
    assert named.share < 0.8 * named.average
    assert share_out(problem, None).under == ()
