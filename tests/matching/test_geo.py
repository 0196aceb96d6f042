"""Distances, closures and the sea."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny_city import NOW, at

from matching import geo
from matching.model import Mode
from matching.snapshot import Closure, Link, Point

CITY = st.builds(Point, st.floats(38.7, 40.2), st.floats(121.0, 123.6))
NOBODY: frozenset[str] = frozenset()


def closed(closure, a, b, mode=Mode.ROAD, kg=500.0, passes=NOBODY, when=NOW):
    return geo.closed_between(a, b, mode, kg, passes, (closure,), when)


def test_zhongshan_to_zhuanghe_is_142_km_as_the_crow_flies():
    zhongshan, zhuanghe = Point(38.9178, 121.6399), Point(39.6796, 122.9622)
    assert geo.haversine_km(zhongshan, zhuanghe) == pytest.approx(141.9, abs=0.5)


@given(CITY, CITY)
def test_distance_is_the_same_both_ways_and_roads_are_longer(a, b):
    assert geo.haversine_km(a, b) == pytest.approx(geo.haversine_km(b, a))
    assert geo.road_km(a, b) >= geo.haversine_km(a, b) >= 0


def test_short_trips_bend_more():
    assert geo.road_km(at(0), at(1)) == pytest.approx(1.45)
    assert geo.road_km(at(0), at(10)) == pytest.approx(13.2)


def test_ships_and_aircraft_go_straight():
    assert geo.travel_km(at(0), at(10), Mode.WATER) == pytest.approx(10)
    assert geo.travel_km(at(0), at(10), Mode.ROAD) == pytest.approx(13.2)


def test_travel_time_depends_on_the_mode():
    assert geo.travel_hours(30, Mode.ROAD, 30) == 1
    assert geo.travel_hours(30, Mode.AIR, 30) == 0.2


@given(CITY)
def test_the_grid_hides_the_doorway_but_stays_within_150_m(point):
    shown = geo.grid_200m(point)
    assert geo.haversine_km(point, shown) < 0.15
    assert geo.haversine_km(shown, geo.grid_200m(shown)) < 0.01


def test_the_nearest_known_point_names_the_district():
    known = [at(0, "金州区"), at(9, "旅顺口区"), at(8, "")]
    assert geo.nearest_district(at(7), known) == ("旅顺口区", pytest.approx(2))
    assert geo.nearest_district(at(7), []) is None


def test_a_link_is_closed_both_ways_and_only_between_its_districts():
    link = Closure(1, frozenset({Mode.ROAD}), link=("金州区", "旅顺口区"))
    a, b = at(0, "金州区"), at(9, "旅顺口区")
    assert closed(link, a, b)
    assert closed(link, b, a)
    assert not closed(link, a, at(5, "金州区"))
    assert not closed(link, a, b, mode=Mode.WATER)


def test_a_circle_closes_the_legs_that_cross_it():
    circle = Closure(1, frozenset(), centre=at(5), radius_km=1)
    assert closed(circle, at(0), at(9))
    assert closed(circle, at(5), at(9))
    assert not closed(circle, at(0), at(3.9))
    assert not closed(circle, at(6.1), at(9))
    beside = Point(at(5).lat, 121.5 + 1.5 / 86.4)
    assert not closed(Closure(1, frozenset(), centre=beside, radius_km=1), at(0), at(9))


def test_a_closure_holds_from_its_start_until_its_end():
    night = Closure(
        1, frozenset(), centre=at(5), radius_km=1, starts_at=NOW, ends_at=NOW + timedelta(hours=1)
    )
    minute = timedelta(minutes=1)
    assert not closed(night, at(0), at(9), when=NOW - minute)
    assert closed(night, at(0), at(9), when=NOW)
    assert closed(night, at(0), at(9), when=NOW + 59 * minute)
    assert not closed(night, at(0), at(9), when=NOW + 60 * minute)


def test_a_weight_limit_stops_the_heavy_and_a_pass_opens_the_way():
    bridge = Closure(
        1, frozenset(), centre=at(5), radius_km=1, max_tonnes=3.5, passes=frozenset({"抢险"})
    )
    assert not closed(bridge, at(0), at(9), kg=3500)
    assert closed(bridge, at(0), at(9), kg=3501)
    assert not closed(bridge, at(0), at(9), kg=3501, passes=frozenset({"抢险"}))


@pytest.mark.parametrize(
    ("mode", "ends", "may"),
    [
        (Mode.ROAD, ("金州区", "长海县"), False),
        (Mode.ROAD, ("长海县", "金州区"), False),
        (Mode.RAIL, ("金州区", "长海县"), False),
        (Mode.WATER, ("金州区", "长海县"), True),
        (Mode.AIR, ("金州区", "长海县"), True),
        (Mode.ROAD, ("长海县", "长海县"), True),
        (Mode.ROAD, ("金州区", "旅顺口区"), True),
    ],
)
def test_only_ships_and_aircraft_reach_the_island_county(mode, ends, may):
    a, b = at(0, ends[0]), at(9, ends[1])
    assert geo.passable(a, b, mode, 500, NOBODY, (), NOW) is may


FERRY = Link(("长海县", "普兰店区"), Mode.WATER, km=3, hours=1.5)
BRIDGE = Link(("金州区", "长海县"), Mode.ROAD, max_tonnes=2.0, permits=frozenset({"P"}))


@pytest.mark.parametrize(
    ("mode", "ends", "kg", "passes", "hours"),
    [
        (Mode.WATER, ("普兰店区", "长海县"), 500, NOBODY, 1.5),
        (Mode.WATER, ("庄河市", "长海县"), 500, NOBODY, None),
        (Mode.WATER, ("庄河市", "普兰店区"), 500, NOBODY, 0.0),
        (Mode.AIR, ("庄河市", "长海县"), 500, NOBODY, 0.0),
        (Mode.ROAD, ("长海县", "金州区"), 500, frozenset({"P", "Q"}), 0.0),
        (Mode.ROAD, ("长海县", "金州区"), 500, frozenset({"Q"}), None),
        (Mode.ROAD, ("长海县", "金州区"), 2500, frozenset({"P"}), None),
        (Mode.FOOT, ("长海县", "金州区"), 20, frozenset({"P"}), None),
    ],
)
def test_a_link_says_who_gets_over_the_sea_and_how_long_it_takes(mode, ends, kg, passes, hours):
    links = (FERRY, BRIDGE)
    assert geo.linked_hours(*ends, mode, kg, passes, links) == hours
    a, b = at(0, ends[0]), at(3, ends[1])
    assert geo.passable(a, b, mode, kg, passes, (), NOW, links) is (hours is not None)


def test_a_link_adds_its_kilometres_to_the_way_of_its_mode():
    a, b = at(0, "普兰店区"), at(10, "长海县")
    assert geo.travel_km(a, b, Mode.WATER, links=(FERRY,)) == pytest.approx(13)
    assert geo.travel_km(a, b, Mode.AIR, links=(FERRY,)) == pytest.approx(10)


def test_nobody_is_sent_on_a_long_walk():
    assert geo.passable(at(0), at(3), Mode.FOOT, 20, NOBODY, (), NOW)
    assert not geo.passable(at(0), at(5), Mode.FOOT, 20, NOBODY, (), NOW)
