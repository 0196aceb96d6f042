"""When goods could be under way, against every vehicle asked one by one."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny_fleets import drawn_fleet, vehicle, with_fleet
from tiny_instances import lot, need

from matching.flow.instance import read_instance
from matching.jobs import reach as module
from matching.jobs.instance import read_jobs, within_reach

PICK = 0.2


def reach_in(inst):
    """The reach, and the names of the lots in its order."""
    problem, _, lots = read_instance(inst)
    return within_reach(problem, inst, lots).reach, lots


def drawn_reach(seed, cells):
    """An instance, its reach found so many pairs at a time, and its lots: names, and rows."""
    inst, _ = drawn_fleet(seed, vehicles=7)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(module, "CELLS", cells)
        reach, lots = reach_in(inst)
    return inst, reach, lots, {row["id"]: row for row in inst["lots"]}


def loaded(inst, van, stock):
    """When this van could be loaded at this lot, by hand; infinite where not in its shift."""
    item = next(one for one in inst["items"] if one["id"] == stock["item"])
    if (item["cold"], item["hazmat"]) > (van["cold"], van["hazmat"]) or (
        item["hazmat"] > van["hazmat"] or item["cold"] > van["cold"]
    ):
        return math.inf
    ends = "|".join(sorted((van["district"], stock["district"])))
    link = inst["links"].get(ends, {"km": 0, "h": 0})
    if link is None:
        return math.inf
    lat = math.radians(stock["lat"] - van["lat"])
    there = van["shift"][0]
    if (van["lat"], van["lon"], van["district"]) != (
        stock["lat"], stock["lon"], stock["district"],
    ):  # fmt: skip
        km = 12742.0 * math.asin(abs(math.sin(lat / 2))) * inst["params"]["detour"] + link["km"]
        there += km / van["speed_kmh"] + link["h"]
    at = max(there, stock["ready_h"]) + PICK
    return at if at <= van["shift"][1] else math.inf


@given(st.integers(0, 10_000), st.sampled_from([1, 1 << 18]))
def test_the_first_van_of_each_speed_is_found(seed, cells):
    inst, reach, lots, stocks = drawn_reach(seed, cells)
    speeds = {row["speed_kmh"] for row in inst["vehicles"]}
    for at, way in enumerate(reach.ways[: len(speeds)]):
        vans = [row for row in inst["vehicles"] if row["speed_kmh"] == way.speed_kmh]
        for column, name in enumerate(lots):
            first = min((loaded(inst, van, stocks[name]) for van in vans), default=math.inf)
            assert reach.leave[at, column] == pytest.approx(first, abs=1e-4)


def test_of_two_that_wait_for_the_goods_the_one_with_the_longer_shift_counts():
    stock = lot("l", km=5, ready_h=3.0)
    vans = [vehicle("short", 4, shift=[0, 6]), vehicle("long", 7, shift=[0, 9])]
    reach, _ = reach_in(with_fleet([need("n")], [stock], vans))
    assert reach.leave.tolist() == [[3.0 + PICK]]
    assert reach.until.tolist() == [[9.0]]


@given(st.integers(0, 10_000), st.sampled_from([1, 1 << 18]))
def test_the_second_is_the_first_of_those_on_duty_longer(seed, cells):
    inst, reach, lots, stocks = drawn_reach(seed, cells)
    speeds = sorted({row["speed_kmh"] for row in inst["vehicles"]})
    second = reach.ways[len(speeds) :]
    for gait, speed in enumerate(speeds):
        vans = [row for row in inst["vehicles"] if row["speed_kmh"] == speed]
        at = next((n for n, way in enumerate(second) if way.speed_kmh == speed), None)
        for column, name in enumerate(lots):
            longer = [van for van in vans if van["shift"][1] > reach.until[gait, column]]
            first = min((loaded(inst, van, stocks[name]) for van in longer), default=math.inf)
            if not math.isfinite(reach.leave[gait, column]):
                continue
            found = math.inf if at is None else reach.leave[len(speeds) + at, column]
            assert found == pytest.approx(first, abs=1e-4)


def test_where_nobody_gets_there_it_is_never():
    reach, _ = reach_in(with_fleet([need("n")], [lot("l", km=5)], [vehicle("v", 900)]))
    assert np.isinf(reach.leave).all()


@given(st.integers(0, 10_000))
def test_ways_between_many_places_are_those_between_each_two(seed):
    inst, lines = drawn_fleet(seed)
    ground = read_jobs(inst, inst["vehicles"], lines)[0].ground
    places = np.arange(len(ground))
    for gait in range(len({row["speed_kmh"] for row in inst["vehicles"]})):
        table = ground.between(gait, places, places[::-1])
        for one in places.tolist():
            row = [ground.hours(gait, one, other) for other in places[::-1].tolist()]
            assert table[one].tolist() == pytest.approx(row, rel=1e-5, abs=1e-4)
