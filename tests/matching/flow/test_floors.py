"""Fairness between districts: floors hold, or the plan says who stays under and why."""

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from tiny_instances import drawn, faults, instance, lot, need

from matching.flow import simplex
from matching.flow.cost import pair_costs
from matching.flow.floors import Why
from matching.flow.instance import read_instance, write_plan
from matching.flow.solve import share_out

SIMPLEX = simplex.Simplex()


def near_and_far(waited_h):
    """A lot with half of all first halves, ten needs beside it that waited so long, and ten
    new ones in a district seventy kilometres off."""
    near = [need(f"near{at}", 10, km=0, age_h=waited_h) for at in range(10)]
    far = [need(f"far{at}", 10, km=70, district="D1") for at in range(10)]
    return instance(near + far, [lot("l", 50, km=10)])


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


def test_the_far_district_gets_its_share_of_the_average_and_the_plan_tells_the_price():
    got, outcome = by_district(near_and_far(1.0), 0.8)
    assert got == {"D0": 30, "D1": 20}
    assert outcome.relaxed < outcome.fair <= outcome.relaxed * 1.02
    assert outcome.under == ()


def test_where_it_costs_next_to_nothing_the_floor_is_higher():
    got, outcome = by_district(near_and_far(0.5), 0.8)
    assert got == {"D0": 26, "D1": 24}
    assert outcome.fair <= outcome.relaxed * 1.01


def test_where_it_is_dear_the_floor_is_lower():
    got, _ = by_district(near_and_far(4.0), 0.8)
    assert got == {"D0": 37, "D1": 13}


def test_a_floor_that_is_too_dear_is_given_up_and_the_district_is_named():
    got, outcome = by_district(near_and_far(12.0), 0.8)
    assert got == {"D0": 50}
    assert outcome.fair == outcome.relaxed
    (named,) = outcome.under
    assert (named.district, named.urgency, named.why) == (1, 2, Why.USED_UP)
    assert (named.share, named.average) == (0.0, 0.25)


def test_a_floor_lifts_nobody_over_the_class_above():
    inst = near_and_far(0.0)
    for row in inst["needs"]:
        if row["district"] == "D0":
            row["urgency"] = 2
    assert by_district(inst, 1.0)[0] == {"D0": 50}


@given(st.integers(0, 5_000))
def test_a_fair_plan_may_be_carried_out_and_costs_no_less(seed):
    inst = drawn(seed, needs=24, lots=5)
    problem, needs, lots = read_instance(inst)
    outcome = share_out(problem, SIMPLEX, fairness=0.8)
    assert (
        faults(inst, [tuple(row) for row in write_plan(outcome, inst, needs, lots)["lines"]]) == []
    )
    assert outcome.fair >= outcome.relaxed * (1 - 1e-5) - 1e-2
    assert outcome.fair <= outcome.relaxed * 1.051 + 1e-2
    for one in outcome.under:
        assert one.share < 0.8 * one.average
        assert one.why in Why


@given(st.integers(0, 5_000))
def test_a_district_under_its_floor_is_named_with_its_reason_and_no_other_is(seed):
    inst = drawn(seed, needs=24, lots=5)
    problem, _, _ = read_instance(inst)
    outcome = share_out(problem, SIMPLEX, fairness=0.8)
    got = np.bincount(outcome.needs, outcome.units, len(problem.needs.quantity)).astype(int)
    low = set()
    for part in problem.components():
        reach = np.isfinite(pair_costs(part)).any(axis=1)
        for urgency in range(4):
            rows = [row for row, able in zip(part.needs, reach, strict=True)
                    if able and problem.needs.urgency[row] == urgency]  # fmt: skip
            low |= set(_low(problem, part.group, urgency, rows, got))
    assert {(one.group, one.urgency, one.district) for one in outcome.under} == low


def _low(problem, group, urgency, rows, got):
    """Cells that get less than their floor of what the class gets on average."""
    wanted, district = problem.needs.quantity, problem.needs.district
    places = {int(district[row]) for row in rows}
    average = sum(got[row] for row in rows) / max(1, sum(wanted[row] for row in rows))
    if len(places) < 2 or average >= 0.98:
        return
    for place in places:
        here = [row for row in rows if district[row] == place]
        due = int(0.8 * average * sum(wanted[row] for row in here))
        if sum(got[row] for row in here) < due:
            yield group, urgency, place
