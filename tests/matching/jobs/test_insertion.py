"""The best slot of a shipment, against every slot tried one by one."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny_fleets import drawn_fleet, vehicle, with_fleet
from tiny_instances import lot, need

from matching.jobs import insertion
from matching.jobs.insertion import Slot, best_slot, insert, without
from matching.jobs.instance import read_jobs
from matching.jobs.routes import NEVER, Routes

EDGE_H = 1e-3
"""Slots this near to a limit may be judged either way."""


def routes_of(inst, lines, count, **rules):
    """Routes with the first shipments in their best slots, and the price of the next one."""
    problem, _, _ = read_jobs(inst, inst["vehicles"], lines)
    problem = replace(problem, rules=replace(problem.rules, **rules))
    routes = Routes(problem)
    for one in range(count):
        slot = best_slot(routes, one, price_of(problem, one))
        if slot is not None:
            insert(routes, one, slot)
    return routes


def price_of(problem, one):
    able = problem.vehicles.cold | ~problem.shipments.cold[one]
    able &= problem.vehicles.hazmat | ~problem.shipments.hazmat[one]
    return np.where(able, 0.0, NEVER)


def driven(routes, vehicle):
    """Hours of driving and halting, and by how much the tightest limit is kept (below 0: not)."""
    fleet, times = routes.problem.vehicles, routes._times(vehicle, routes.stops[vehicle])
    loads = routes._loads(routes.stops[vehicle])
    slack = min(fleet.end[vehicle] - times[-1][0], *(due - leave for leave, *_, due in times))
    for kg, m3 in ((row[2], row[3]) for row in loads):
        if kg > fleet.kg[vehicle] + 1e-6 or m3 > fleet.m3[vehicle] + 1e-6:
            slack = -1.0
    if len(routes.stops[vehicle]) > routes.problem.rules.max_stops:
        slack = -1.0
    return sum(row[3] + row[4] for row in times), slack


def every_slot(routes, one, price):
    """Cost and slack of every slot."""
    for at, stops in enumerate(list(routes.stops)):
        before, _ = driven(routes, at)
        for pickup in range(routes.frozen[at], len(stops) + 1):
            for delivery in range(pickup, len(stops) + 1):
                insert(routes, one, Slot(0.0, at, pickup, delivery))
                after, slack = driven(routes, at)
                routes.assign(at, stops)
                if np.isfinite(after) and price[at] < NEVER:
                    yield after - before, slack


@given(st.integers(0, 10_000), st.sampled_from([4, 6, 10_000]))
def test_the_best_slot_is_the_cheapest_that_may_be_driven(seed, max_stops):
    inst, lines = drawn_fleet(seed, count=9, vehicles=2)
    routes = routes_of(inst, lines, 8, max_stops=max_stops)
    price = price_of(routes.problem, 8)
    found, all_of_them = best_slot(routes, 8, price), list(every_slot(routes, 8, price))
    clear = [cost for cost, slack in all_of_them if slack > EDGE_H]
    fine = [cost for cost, slack in all_of_them if slack > -EDGE_H]
    if found is None:
        assert not clear
    else:
        assert min(fine) - 1e-4 <= found.cost
        before, _ = driven(routes, found.vehicle)
        insert(routes, 8, found)
        after, slack = driven(routes, found.vehicle)
        assert slack >= 0
        assert found.cost == pytest.approx(after - before, abs=1e-4)
        if clear:
            assert found.cost <= min(clear) + 1e-4


def test_a_vehicle_that_may_not_be_kept_so_long_is_passed_over():
    inst = with_fleet([need("n", km=20)], [lot("l", km=10)], [vehicle("a"), vehicle("b", 10)])
    routes = routes_of(inst, [("l", "n", 10)], 0)
    free = np.zeros(2)
    assert best_slot(routes, 0, free).vehicle == 1
    assert best_slot(routes, 0, free, np.array([9.0, 0.1])).vehicle == 0
    assert best_slot(routes, 0, np.array([0.0, 2.0])).vehicle == 0
    assert best_slot(routes, 0, np.array([NEVER, NEVER])) is None


@given(st.integers(0, 10_000))
def test_of_many_vehicles_the_near_ones_are_asked_and_the_best_of_them_is_taken(seed):
    inst, lines = drawn_fleet(seed, count=9, vehicles=6)
    routes = routes_of(inst, lines, 8)
    price = price_of(routes.problem, 8)
    near = np.sort(insertion.nearest(routes, 8, price)[:4])
    far = np.full(6, NEVER)
    far[near] = price[near]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(insertion, "MANY", 5)
        patched.setattr(insertion, "NEAREST", 4)
        found = best_slot(routes, 8, price)
    assert found == best_slot(routes, 8, far)


@given(st.integers(0, 10_000))
def test_a_vehicle_that_is_not_near_in_time_could_not_have_taken_it(seed):
    inst, lines = drawn_fleet(seed, count=9, vehicles=6)
    routes = routes_of(inst, lines, 8)
    price = price_of(routes.problem, 8)
    found = best_slot(routes, 8, price)
    assert found is None or found.vehicle in insertion.nearest(routes, 8, price)


def test_a_block_grows_with_its_stops_and_the_others_move_on():
    names = [f"{at:02}" for at in range(20)]
    inst = with_fleet(
        [need(f"n{name}", km=at) for at, name in enumerate(names)],
        [lot(f"l{name}", km=at + 0.5) for at, name in enumerate(names)],
        [vehicle("a", shift=[0, 99]), vehicle("b", 500)],
    )
    routes = routes_of(inst, [(f"l{name}", f"n{name}", 1) for name in names], 20)
    assert sorted(one for stop in routes.stops[0] for one in stop.drops) == list(range(20))
    assert routes.first[1] == routes.width[0] > 40 - 12
    assert routes.leave[routes.first[1]] == 0
    assert routes.used.tolist() == [True, False]


def test_a_stop_where_nothing_is_left_to_do_falls_away():
    inst = with_fleet([need("n", km=20)], [lot("l", km=10)], [vehicle("a")])
    routes = routes_of(inst, [("l", "n", 10)], 1)
    assert len(routes.stops[0]) == 2
    assert without(routes.stops[0], frozenset({0})) == ()
