"""What is urgent gets, of goods otherwise alike, those that a vehicle can bring in time."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny_fleets import drawn_fleet, vehicle, with_fleet
from tiny_instances import lot, need

from matching.flow import linear, simplex
from matching.flow.cost import pair_costs
from matching.flow.exact import by_way, exact_cost
from matching.flow.instance import read_instance
from matching.flow.reach import BEYOND, in_reach, prefer_reach
from matching.flow.solve import objective_of, share_out
from matching.jobs.instance import within_reach

SIMPLEX = simplex.Simplex()
seeds = st.integers(0, 10_000)
NEAR, FAR = lot("near", km=-10), lot("far", km=40)
"""On either side of the need."""
SICK = need("sick", urgency=1, deadline_h=1.8)


def read(inst):
    """Its problem without regard to the vehicles, and with."""
    problem, _, lots = read_instance(inst)
    return problem, within_reach(problem, inst, lots)


def lines(inst, backend=SIMPLEX, **wishes):
    """Who gets how much from where, by name."""
    _, needs, lots = read_instance(inst)
    found = share_out(read(inst)[1], backend, **wishes)
    rows = zip(found.needs, found.lots, found.units, strict=True)
    return sorted((needs[row], lots[column], int(units)) for row, column, units in rows)


def drawn(seed, least=True):
    """A random instance with vehicles; of each of its goods there are several lots."""
    inst, _ = drawn_fleet(seed, count=24)
    for row in inst["lots"]:
        row["min_lot"] = 1 if least is False else max(1, row["qty"] // 5)
    return inst


def beyond(problem, found):
    """What urgent lines that no vehicle brings in time are counted dearer by."""
    out = ~in_reach(problem, found.needs, found.lots)
    dearer = np.array([*BEYOND, 0, 0])[problem.needs.urgency[found.needs]]
    persons = found.units / problem.per_person[problem.needs.group[found.needs]]
    return float((persons * dearer)[out].sum())


def edge(problem, part, rows, columns):
    """Hours by which each pair is off the nearest limit: floats of one size say no more."""
    needs, lots = part.needs[rows], part.lots[columns]
    found, reach = np.full(len(rows), np.inf), problem.reach
    for at, (_, _, hours) in enumerate(by_way(problem, reach.ways, needs, lots)):
        limit = np.minimum(problem.needs.deadline[needs], reach.until[at, lots])
        there = np.minimum(reach.leave[at, lots] + hours + reach.handover_h, 1e4)
        found = np.minimum(found, np.abs(there - limit))
    return found


@pytest.mark.parametrize("backend", [SIMPLEX, linear.Linear(), None])
def test_stock_beside_a_van_goes_before_nearer_stock_that_no_van_gets_to_in_time(backend):
    # Over the far lot it takes 1.5 h with both stops, over the near one 2.1 h.
    inst = with_fleet([SICK], [NEAR, FAR], [vehicle("late", 150), vehicle("there", 42)])
    assert lines(inst, backend) == [("sick", "far", 100)]
    both = with_fleet([SICK], [NEAR, FAR], [vehicle("here", -5), vehicle("there", 42)])
    assert lines(both, backend) == [("sick", "near", 100)]


@pytest.mark.parametrize(
    "facts",
    [{"shift": [0, 0.5]}, {"shift": [1.5, 10]}, {"speed_kmh": 5}, {"district": "D1"}],
    ids=["shift over", "shift begins late", "slow", "closed road"],
)
def test_a_van_that_cannot_do_it_in_its_shift_is_no_van(facts):
    inst = with_fleet(
        [SICK], [NEAR, FAR], [vehicle("no", -9, **facts), vehicle("yes", 42)], {"D0|D1": None}
    )
    assert lines(inst) == [("sick", "far", 100)]


def test_cold_goods_are_where_the_cold_van_is():
    sick = SICK | {"item": "insulin"}
    lots = [NEAR | {"item": "insulin"}, FAR | {"item": "insulin"}]
    inst = with_fleet([sick], lots, [vehicle("warm", -9), vehicle("cold", 42, cold=1)])
    assert lines(inst) == [("sick", "far", 100)]


def test_goods_that_are_not_ready_in_time_are_left_to_who_can_wait():
    soon, later = NEAR | {"ready_h": 1.24}, FAR
    calm = need("calm", urgency=4, km=40)
    inst = with_fleet([SICK, calm], [soon, later], [vehicle("v", 42)])
    assert lines(inst) == [("calm", "near", 100), ("sick", "far", 100)]


def test_it_is_a_preference_and_never_a_bar():
    nobody = with_fleet([SICK], [NEAR, FAR], [vehicle("late", 300)])
    assert lines(nobody) == [("sick", "near", 100)]
    scarce = with_fleet([SICK], [NEAR], [vehicle("late", 300)])
    assert lines(scarce) == [("sick", "near", 100)]
    assert lines(with_fleet([SICK], [NEAR, FAR], [])) == [("sick", "near", 100)]
    calm = with_fleet([SICK | {"urgency": 3}], [NEAR, FAR], [vehicle("there", 42)])
    assert lines(calm) == [("sick", "near", 100)]


def test_what_was_offered_stays_where_it_was_offered():
    problem = read(with_fleet([SICK], [NEAR, FAR], [vehicle("there", 42)]))[1]
    (part,) = replace(problem, kept=((0, 0),)).components()
    costs = pair_costs(part)
    before = costs.copy()
    assert not prefer_reach(part, costs)
    assert (costs == before).all()


@given(seeds)
def test_single_pairs_and_whole_components_are_judged_alike(seed):
    problem = read(drawn(seed))[1]
    for part in problem.components():
        if not len(part.lots):
            continue
        costs = pair_costs(part)
        before = costs.copy()
        prefer_reach(part, costs)
        rows, columns = np.divmod(np.arange(costs.size), len(part.lots))
        reached = in_reach(problem, part.needs[rows], part.lots[columns]).reshape(costs.shape)
        able = np.isfinite(before)
        clear = able & (edge(problem, part, rows, columns) > 1e-3).reshape(costs.shape)
        assert ((costs == before) == reached)[clear].all()
        added = np.array([*BEYOND, 0, 0])[problem.needs.urgency[part.needs]]
        added /= problem.rules.transport
        out = clear & ~reached
        wanted = np.broadcast_to(added[:, None], costs.shape)[out]
        assert costs[out] - before[out] == pytest.approx(wanted, rel=1e-3)


@given(seeds)
def test_without_minimum_lots_less_is_out_of_reach_at_a_price_that_is_known(seed):
    plain, reached = read(drawn(seed, least=False))
    before, after = share_out(plain, SIMPLEX), share_out(reached, SIMPLEX)
    was, is_ = beyond(reached, before), beyond(reached, after)
    assert is_ <= was + 1e-6
    assert after.objective - before.objective <= was - is_ + 1e-3


@given(seeds)
def test_without_minimum_lots_no_need_goes_without_for_it(seed):
    plain, reached = read(drawn(seed, least=False))
    before, after = share_out(plain, SIMPLEX), share_out(reached, SIMPLEX)
    assert unmet(reached, after) == pytest.approx(unmet(plain, before), abs=1e-9)


def unmet(problem, found):
    """Weighted person-days that stay unmet."""
    carried = found.units * exact_cost(problem, found.needs, found.lots)
    carried /= problem.per_person[problem.needs.group[found.needs]]
    return found.objective - problem.rules.transport * float(carried.sum())


def test_a_second_van_counts_where_the_first_one_goes_home_too_soon():
    early, long = vehicle("early", -10, shift=[0, 0.4]), vehicle("long", -15, shift=[0, 9])
    inst = with_fleet([SICK], [NEAR, FAR], [early, long, vehicle("there", 42)])
    assert lines(inst) == [("sick", "near", 100)]


def test_a_van_too_small_for_a_single_piece_is_no_van():
    inst = with_fleet([SICK], [NEAR, FAR], [vehicle("car", -9, kg=0.001), vehicle("there", 42)])
    assert lines(inst) == [("sick", "far", 100)]
    inst = with_fleet([SICK], [NEAR, FAR], [vehicle("car", -9, m3=1e-5), vehicle("there", 42)])
    assert lines(inst) == [("sick", "far", 100)]


def test_an_instance_that_does_not_say_how_long_vehicles_stop_is_shared_out_as_before():
    inst = with_fleet([SICK], [NEAR, FAR], [vehicle("there", 42)])
    del inst["params"]["service_h"]
    assert lines(inst) == [("sick", "near", 100)]
    stray = with_fleet([SICK], [NEAR, FAR], [vehicle("lost", 42, district="nowhere")])
    assert lines(stray) == [("sick", "near", 100)]


def test_many_different_speeds_are_few_ways():
    fleet = [vehicle(f"v{at}", 42, speed_kmh=30 + at / 100) for at in range(100)]
    assert len(read(with_fleet([SICK], [NEAR], fleet))[1].reach.ways) <= 2


@given(seeds, st.sampled_from([0.0, 0.8]))
def test_the_certificate_is_that_of_the_plan_without_vehicles(seed, fairness):
    plain, reached = read(drawn(seed))
    before = share_out(plain, SIMPLEX, fairness=fairness)
    after = share_out(reached, SIMPLEX, fairness=fairness)
    assert (after.relaxed, after.bound) == (before.relaxed, before.bound)
    assert after.prices.tolist() == before.prices.tolist()
    assert after.bound <= after.objective * (1 + 1e-9)
    if not fairness:
        assert after.fair == after.relaxed
    rows = after.needs, after.lots, after.units
    assert after.objective == pytest.approx(objective_of(reached, *rows))


@given(seeds)
def test_every_line_may_be_and_keeps_to_both_sides(seed):
    _, problem = read(drawn(seed))
    found = share_out(problem, SIMPLEX, fairness=0.8)
    assert np.isfinite(exact_cost(problem, found.needs, found.lots)).all()
    given_, taken = (
        np.bincount(rows, found.units, count)
        for rows, count in (
            (found.needs, len(problem.needs.quantity)),
            (found.lots, len(problem.lots.quantity)),
        )
    )
    assert (given_ <= problem.needs.quantity).all()
    assert (taken <= problem.lots.quantity).all()
