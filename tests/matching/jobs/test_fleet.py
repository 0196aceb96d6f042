"""Which vehicles could take a job, all at once: the same as the rules of a single one say."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny_city import KM, NOW, at, van, waiting

from matching import geo
from matching.candidate import needs_licence
from matching.jobs.fleet import Fleet
from matching.model import Mode
from matching.snapshot import Closure, Link

ISLAND = "长海县"
districts = st.sampled_from(["甘井子区", "金州区", ISLAND])
points = st.builds(
    lambda km, east, district: replace(at(km, district), lon=121.5 + east * KM),
    st.integers(0, 12),
    st.integers(0, 3),
    districts,
)
vans = st.lists(
    st.fixed_dictionaries(
        {
            "position": points,
            "kg": st.sampled_from([5.0, 500.0]),
            "m3": st.sampled_from([0.05, 5.0]),
            "mode": st.sampled_from([Mode.ROAD, Mode.ROAD, Mode.WATER, Mode.FOOT, Mode.AIR]),
            "cold_chain": st.booleans(),
            "hazmat": st.booleans(),
            "passes": st.sampled_from([frozenset(), frozenset({"pass"})]),
            "driver_id": st.integers(101, 105),
        }
    ),
    max_size=8,
)
jobs = st.builds(
    lambda stops, facts: replace(waiting(1), stops=tuple(stops), **facts),
    st.lists(points, min_size=1, max_size=3),
    st.fixed_dictionaries(
        {
            "kg": st.sampled_from([4.0, 400.0]),
            "cold_chain": st.booleans(),
            "hazmat": st.booleans(),
            "asked": st.sampled_from([frozenset(), frozenset({101})]),
        }
    ),
)
closures = st.lists(
    st.one_of(
        st.just(Closure(1, frozenset({Mode.ROAD}), link=("甘井子区", "金州区"))),
        st.builds(
            lambda spot, passes: Closure(
                2, frozenset(), centre=spot, radius_km=1.0, passes=frozenset(passes)
            ),
            points,
            st.sampled_from([(), ("pass",)]),
        ),
    ),
    max_size=2,
    unique_by=lambda one: one.closure_id,
)
links = st.sampled_from(
    [
        (),
        (Link(("甘井子区", "金州区"), Mode.ROAD, km=12, max_tonnes=0.1),),
        (Link((ISLAND, "金州区"), Mode.WATER, km=3, permits=frozenset({"pass"})),),
    ]
)


def may(vehicle, job, closed, known):
    """The rules of one vehicle and one job, one after the other."""
    if job.kg > vehicle.kg or job.m3 > vehicle.m3 or vehicle.driver_id in job.asked:
        return False
    if job.cold_chain and not vehicle.cold_chain:
        return False
    if needs_licence(job.hazmat, job.kg) and not vehicle.hazmat:
        return False
    kind = vehicle.mode, vehicle.kg, vehicle.passes
    way = (vehicle.position, *job.stops)
    return all(geo.passable(a, b, *kind, closed, NOW, known) for a, b in pairwise(way) if a != b)


@given(vans, jobs, closures, links)
def test_a_vehicle_is_named_where_its_own_rules_say_so_the_nearest_of_each_driver(
    facts, job, closed, known
):
    fleet = [van(n, **one) for n, one in enumerate(facts, 1)]
    able = {}
    for vehicle in fleet:
        if may(vehicle, job, closed, known):
            km = geo.travel_km(vehicle.position, job.stops[0], vehicle.mode, links=known)
            able.setdefault(vehicle.driver_id, []).append((km, vehicle.shift_id))
    found = Fleet.of(fleet, closed, NOW, known).nearest(job, 99)
    assert {one.vehicle.driver_id for one in found} == set(able)
    costs = [one.cost for one in found]
    assert costs == sorted(costs)
    for one in found:
        mine = (one.km, one.vehicle.shift_id)
        assert mine in able[one.vehicle.driver_id]
        if not Fleet.of(fleet, closed, NOW, known).odd.any():
            assert one.km == pytest.approx(min(able[one.vehicle.driver_id])[0])


def test_no_more_drivers_are_named_than_asked_for():
    fleet = Fleet.of([van(n, km=n) for n in range(1, 6)], (), NOW)
    assert [one.vehicle.shift_id for one in fleet.nearest(waiting(1, 0, 3), 2)] == [1, 2]


def test_a_ship_is_named_after_every_car_where_a_car_would_do():
    ship, car = van(1, km=0, mode=Mode.WATER), van(2, km=30)
    fleet = Fleet.of([ship, car], (), NOW)
    assert [one.vehicle.shift_id for one in fleet.nearest(waiting(1, 0, 3), 9)] == [2, 1]
