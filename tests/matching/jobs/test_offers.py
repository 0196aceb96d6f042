"""Reserves of a job, and who is asked for which of several jobs."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jobs_judge import Judge
from tiny_fleets import drawn_fleet, vehicle, with_fleet
from tiny_instances import lot, need

from matching.jobs.instance import draw_up_instance
from matching.jobs.offers import assign


def reserves(inst, *lines):
    return {job["vehicle"]: job["reserve"] for job in draw_up_instance(inst, lines)}


def test_the_nearest_without_a_job_is_the_first_reserve():
    fleet = [vehicle("far", 60), vehicle("own", 4), vehicle("near", 8), vehicle("small", 5, kg=1)]
    inst = with_fleet([need("n", item="water", km=10)], [lot("l", item="water", km=5)], fleet)
    assert reserves(inst, ("l", "n", 100)) == {"own": ["near", "far"]}


def test_whoever_would_come_too_late_is_no_reserve():
    fleet = [vehicle("far", 200), vehicle("own", 4)]
    inst = with_fleet([need("n", km=10, deadline_h=3)], [lot("l", km=5)], fleet)
    assert reserves(inst, ("l", "n", 100)) == {"own": []}


def test_a_driver_of_a_lesser_job_comes_after_those_without():
    wants = [need("n", km=10, urgency=1), need("m", km=210)]
    stock = [lot("l", km=5), lot("k", km=205)]
    fleet = [vehicle("a", 4), vehicle("b", 204), vehicle("idle", 130)]
    inst = with_fleet(wants, stock, fleet)
    found = reserves(inst, ("l", "n", 100), ("k", "m", 100))
    assert found == {"a": ["idle", "b"], "b": ["idle"]}


@given(st.integers(0, 10_000))
def test_every_reserve_could_drive_the_job_in_time(seed):
    inst, lines = drawn_fleet(seed)
    for job in draw_up_instance(inst, lines):
        for name in job["reserve"]:
            judged = Judge(inst, lines).drive([job | {"vehicle": name}])
            assert (judged.faults, judged.late) == ([], [])


@pytest.mark.parametrize(
    ("cost", "given_to"),
    [
        ([[1, 2], [1, 9]], [1, 0]),
        ([[5, 6]], [0]),
        ([[1], [0]], [0, None]),
        ([[np.inf, 3], [np.inf, 1]], [1, None]),
        ([[1, np.inf], [1, np.inf], [9, 9]], [0, None, 1]),
    ],
)
def test_an_assignment_by_hand(cost, given_to):
    assert assign(np.array(cost, float)) == given_to


def test_nobody_there_serves_nobody():
    assert assign(np.zeros((2, 0))) == [None, None]


@given(st.integers(0, 10_000), st.integers(1, 4), st.integers(1, 4))
def test_an_assignment_is_the_cheapest_of_the_earliest_rows(seed, rows, columns):
    rng = np.random.default_rng(seed)
    cost = rng.integers(0, 30, (rows, columns)).astype(float)
    cost[rng.random((rows, columns)) < 0.3] = np.inf
    chosen = assign(cost)
    served = tuple(column is not None for column in chosen)
    total = sum(cost[row, column] for row, column in enumerate(chosen) if column is not None)
    options = []
    for picked in itertools.product([None, *range(columns)], repeat=rows):
        used = [column for column in picked if column is not None]
        if len(used) == len(set(used)):
            spent = sum(
                cost[row, column] for row, column in enumerate(picked) if column is not None
            )
            if np.isfinite(spent):
                options.append((tuple(column is not None for column in picked), -spent))
    best = max(options)
    assert (served, -total) == best
