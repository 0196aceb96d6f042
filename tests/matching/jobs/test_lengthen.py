"""One more stop for a job in hand: what is promised stays, whatever is asked."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from moments import NOW

from matching import geo
from matching.assign import Roads
from matching.jobs.lengthen import Errand, Where, cheapest, errand_of, lengthened
from matching.model import Mode, StopKind, Urgency
from matching.snapshot import Closure, InHand, OnDuty, Params, Point, StopAhead, WaitingJob

PARAMS = Params()
ROADS = Roads((), NOW)
MINUTE = timedelta(minutes=1)


def at(km, district="沙河口区"):
    """A point so many kilometres north of the city's middle."""
    return Point(38.9 + km / geo.KM_PER_DEGREE, 121.6, district)


def pick(stop_id, km, kg=10.0, **facts):
    return StopAhead(stop_id, StopKind.PICKUP, 100 + stop_id, at(km), kg, kg / 100, **facts)


def drop(stop_id, km, kg=10.0, **facts):
    return StopAhead(stop_id, StopKind.DELIVERY, 100 + stop_id, at(km), kg, kg / 100, **facts)


def van(km=0.0, **facts):
    return OnDuty(1, 7, at(km), Mode.ROAD, **{"kg": 100.0, "m3": 10.0, **facts})


def job(*stops, vehicle=None, **facts):
    return InHand(5, vehicle or van(), stops, **facts)


def errand(start, end, kg=10.0, **facts):
    return Errand(at(start), at(end), kg, kg / 100, **facts)


def order(in_hand, found):
    """The stops by their numbers, with p and d for the new ones."""
    return lengthened([stop.stop_id for stop in in_hand.stops], found, "p", "d")


def test_what_lies_on_the_way_costs_two_halts_and_no_kilometre():
    in_hand = job(pick(1, 2), drop(2, 20))
    found = cheapest(in_hand, errand(5, 10), ROADS, PARAMS)
    assert order(in_hand, found) == [1, "p", "d", 2]
    assert found.km == pytest.approx(0, abs=1e-6)
    assert found.hours == pytest.approx(0.5, abs=1e-6)


def test_the_stop_being_driven_to_stays_the_next():
    in_hand = job(pick(1, 10), drop(2, 20))
    found = cheapest(in_hand, errand(2, 4), ROADS, Params(max_detour_km=100, max_delay=90 * MINUTE))
    assert order(in_hand, found)[0] == 1


def test_a_shelf_and_a_door_that_are_stops_already_are_joined():
    in_hand = job(pick(1, 2), drop(2, 20))
    same = errand(2, 20, pickup_place_id=101, delivery_place_id=102)
    found = cheapest(in_hand, same, ROADS, PARAMS)
    assert (found.pickup, found.delivery) == (Where(1, joins=True), Where(2, joins=True))
    assert found.new_stops == 0
    assert order(in_hand, found) == [1, 2]


def test_nobody_joins_a_stop_where_the_driver_stands():
    in_hand = job(pick(1, 0, arrived=True), drop(2, 20))
    found = cheapest(in_hand, errand(0, 10, pickup_place_id=101), ROADS, PARAMS)
    assert found.pickup == Where(1)


@pytest.mark.parametrize(
    ("facts", "vehicle"),
    [
        ({"cold_chain": True}, {}),
        ({"hazmat": True}, {"hazmat": True}),  # beside ordinary goods
        ({"kg": 91.0}, {}),
    ],
)
def test_goods_the_vehicle_must_not_have_aboard_are_not_taken(facts, vehicle):
    in_hand = job(pick(1, 2), drop(2, 20), vehicle=van(**vehicle))
    assert cheapest(in_hand, errand(3, 4, **facts), ROADS, PARAMS) is None


def test_room_that_a_delivery_makes_is_used_after_it():
    in_hand = job(drop(1, 5, kg=95.0), drop(2, 20, kg=1.0), kg=96.0, m3=0.96)
    found = cheapest(in_hand, errand(2, 10, kg=50.0), ROADS, Params(max_detour_km=30))
    assert order(in_hand, found)[:2] == [1, "p"]


def test_a_heavy_load_of_dangerous_goods_counts_with_what_is_there():
    carried = {"hazmat": True, "all_kg": 300.0, "kg": 300.0, "m3": 3.0}
    in_hand = job(drop(1, 20, kg=300.0), vehicle=van(kg=1000.0, m3=90.0), **carried)
    assert cheapest(in_hand, errand(25, 26, kg=20.0, hazmat=True), ROADS, PARAMS) is not None
    assert cheapest(in_hand, errand(25, 26, kg=40.0, hazmat=True), ROADS, PARAMS) is None


def test_a_full_job_gets_no_stop_more():
    in_hand = job(pick(1, 2), drop(2, 20), made=5)
    assert cheapest(in_hand, errand(5, 10), ROADS, PARAMS) is None
    assert cheapest(replace(in_hand, made=4), errand(5, 10), ROADS, PARAMS) is not None


def test_a_delivery_due_soon_comes_before_the_new_stops():
    in_hand = job(pick(1, 2), drop(2, 10, deadline=NOW + 50 * MINUTE), drop(3, 20))
    found = cheapest(
        in_hand, errand(5, 8), ROADS, Params(max_detour_km=50, max_delay=2 * 60 * MINUTE)
    )
    assert order(in_hand, found)[:2] == [1, 2]


def test_what_is_late_already_becomes_no_later():
    in_hand = job(drop(1, 10, deadline=NOW), drop(2, 20, deadline=NOW), kg=20.0)
    found = cheapest(in_hand, errand(15, 21), ROADS, PARAMS)
    assert order(in_hand, found)[:2] == [1, 2]


def test_a_life_waits_for_its_like_only():
    in_hand = job(pick(1, 2), drop(2, 20, critical=True), drop(3, 25))
    calm = cheapest(in_hand, errand(5, 8), ROADS, Params(max_detour_km=60))
    assert calm is None or order(in_hand, calm)[:2] == [1, 2]
    urgent = cheapest(in_hand, errand(5, 8, critical=True), ROADS, PARAMS)
    assert order(in_hand, urgent) == [1, "p", "d", 2, 3]


def test_goods_that_would_come_late_are_not_taken():
    in_hand = job(pick(1, 2), drop(2, 20))
    late = errand(5, 10, deadline=NOW + 20 * MINUTE)
    assert cheapest(in_hand, late, ROADS, PARAMS) is None


def test_a_closed_road_keeps_the_stop_away():
    in_hand = job(pick(1, 2), drop(2, 20))
    there = replace(errand(5, 10), delivery=at(10, "金州区"))
    shut = Closure(1, frozenset(), link=("沙河口区", "金州区"))
    assert cheapest(in_hand, there, ROADS, PARAMS) is not None
    assert cheapest(in_hand, there, Roads((shut,), NOW), PARAMS) is None
    passing = replace(shut, passes=frozenset({"relief"}))
    holder = replace(in_hand, vehicle=van(passes=frozenset({"relief"})))
    assert cheapest(holder, there, Roads((passing,), NOW), PARAMS) is not None


def test_a_job_that_waits_is_an_errand_if_it_goes_from_one_place_to_one():
    waiting = WaitingJob(3, (at(1), at(2)), 5.0, 0.1, False, False, Urgency.CRITICAL)
    assert errand_of(waiting) == Errand(at(1), at(2), 5.0, 0.1, critical=True)
    assert errand_of(replace(waiting, mode=Mode.WATER)) is None
    assert errand_of(replace(waiting, stops=(at(1), at(2), at(3)))) is None


KILOMETRES = st.integers(-20, 40)
DEADLINES = st.one_of(st.none(), st.integers(5, 240).map(lambda n: NOW + n * MINUTE))


@st.composite
def jobs(draw):
    """Any job in hand: what is aboard is delivered, what is picked up is delivered later."""
    stops, aboard, number = [], 0.0, 0
    for _ in range(draw(st.integers(1, 3))):
        number += 2
        start, end = draw(KILOMETRES), draw(KILOMETRES)
        kg = float(draw(st.integers(1, 30)))
        facts = {"deadline": draw(DEADLINES), "critical": draw(st.booleans())}
        there = drop(number, end, kg, **facts)
        if draw(st.booleans()):
            stops.insert(0, there)
            aboard += kg
        else:
            stops += [pick(number - 1, start, kg), there]
    if draw(st.booleans()):
        stops[0] = replace(stops[0], arrived=True)
    made, where = draw(st.integers(0, 3)), draw(KILOMETRES)
    return job(*stops, vehicle=van(where), made=made, kg=aboard, m3=aboard / 100)


ERRANDS = st.builds(
    errand,
    KILOMETRES,
    KILOMETRES,
    st.integers(1, 60).map(float),
    critical=st.booleans(),
    deadline=DEADLINES,
    pickup_place_id=st.sampled_from((0, 101, 103)),
    delivery_place_id=st.sampled_from((0, 102, 104)),
)


def arrivals(in_hand, stops, found=None, extra=None):
    """When the vehicle comes to each stop, in minutes from now: reckoned by another road than the
    planner's, stop by stop in order."""
    here, minutes, seen = in_hand.vehicle.position, 0.0, {}
    for number, stop in enumerate(stops):
        point = {"p": extra and extra.pickup, "d": extra and extra.delivery}.get(stop) or stop.point
        stands = number == 0 and stop.arrived
        km = 0.0 if stands or point == here else geo.travel_km(here, point, Mode.ROAD)
        minutes += km / PARAMS.speed_kmh * 60
        here = point
        seen[stop if isinstance(stop, str) else stop.stop_id] = minutes
        minutes += PARAMS.service / MINUTE
    return seen


@given(jobs(), ERRANDS)
def test_the_promises_of_the_job_hold_whatever_is_taken_along(in_hand, extra):
    found = cheapest(in_hand, extra, ROADS, PARAMS)
    if found is None:
        return
    new = lengthened(list(in_hand.stops), found, "p", "d")
    # Nothing ahead is left out, turned round or pushed from the first place.
    assert [stop for stop in new if not isinstance(stop, str)] == list(in_hand.stops)
    assert new[0] is in_hand.stops[0]
    assert in_hand.made + len(new) <= PARAMS.max_stops
    before = arrivals(in_hand, in_hand.stops)
    after = arrivals(in_hand, new, found, extra)
    for stop in in_hand.stops:
        delay = after[stop.stop_id] - before[stop.stop_id]
        assert delay <= PARAMS.max_delay / MINUTE + 1e-6
        if stop.kind is StopKind.PICKUP:
            continue
        if stop.critical and not extra.critical:
            assert delay <= 1e-6
        if stop.deadline is not None:
            due = (stop.deadline - NOW) / MINUTE
            assert after[stop.stop_id] <= max(due, before[stop.stop_id]) + 1e-6


@given(jobs(), ERRANDS)
def test_what_is_taken_along_is_picked_up_first_and_never_overloads(in_hand, extra):
    found = cheapest(in_hand, extra, ROADS, PARAMS)
    if found is None:
        return
    aboard, has, handed = in_hand.kg, False, False
    for number, stop in enumerate(in_hand.stops, 1):
        aboard += stop.kg if stop.kind is StopKind.PICKUP else -stop.kg
        if found.pickup.after == number:
            aboard, has = aboard + extra.kg, True
            assert aboard <= 100.0 + 1e-6
        if found.delivery.after == number:
            assert has
            aboard, handed = aboard - extra.kg, True
        assert aboard <= 100.0 + 1e-6
    assert handed
    assert aboard == pytest.approx(0)
    assert found.full_kg <= 100.0 + 1e-6


@given(jobs(), ERRANDS)
def test_the_same_question_has_the_same_answer(in_hand, extra):
    assert cheapest(in_hand, extra, ROADS, PARAMS) == cheapest(in_hand, extra, ROADS, PARAMS)
