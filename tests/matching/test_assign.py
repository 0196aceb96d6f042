"""Who carries what in which order of stops: consolidation, assignment and routes by `plan`."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tiny_city import GOODS, NOW, PARAMS, at, city, load, van, waiting

from matching.consolidate import consolidate
from matching.model import Mode, StopKind, Urgency
from matching.pipeline import plan
from matching.plan import Obstacle
from matching.snapshot import Closure, Link

P, D = StopKind.PICKUP, StopKind.DELIVERY


def run(params=PARAMS, **parts):
    return plan(city(**parts), params, NOW, seed=1)


def stops(job):
    return [(stop.kind, stop.place_id, stop.allocation_ids) for stop in job.stops]


def stuck(proposed):
    return {(s.allocation_id or s.job_id): s.obstacle for s in proposed.stuck}


def test_the_nearest_vehicle_is_offered_the_job():
    (job,) = run(loads=(load(1, start=5, end=6),), on_duty=(van(1, km=0), van(2, km=4))).jobs
    assert (job.shift_id, job.driver_id) == (2, 102)
    assert stops(job) == [(P, 50, (1,)), (D, 60, (1,))]
    assert job.quantities == {1: 100}
    assert (job.kg, job.m3) == pytest.approx((1.0, 0.02))
    assert job.km_to_first_stop == pytest.approx(1.45)  # a short kilometre bends more
    assert job.km == pytest.approx(1.45)


def test_loads_of_one_way_travel_as_one():
    (job,) = run(loads=(load(1), load(2, "WATER")), on_duty=(van(1),)).jobs
    assert stops(job) == [(P, 0, (1, 2)), (D, 50, (1, 2))]


def test_cold_and_hazardous_goods_form_consignments_of_their_own():
    loads = [load(1), load(2, "INSULIN"), load(3, "ALCOHOL"), load(4, "WATER")]
    groups = [tuple(one.allocation_id for one in c) for c in consolidate(loads, GOODS)]
    assert groups == [(1, 4), (2,), (3,)]


@pytest.mark.parametrize(
    ("code", "vehicle", "obstacle"),
    [
        ("INSULIN", van(1), Obstacle.NO_COLD_CHAIN),
        ("TENT", van(1, kg=50), Obstacle.VEHICLE_TOO_SMALL),
        ("TENT", van(1, m3=0.1), Obstacle.VEHICLE_TOO_SMALL),
        ("N95", van(1, mode=Mode.FOOT, position=at(30)), Obstacle.ROAD_CLOSED),
    ],
)
def test_a_vehicle_that_does_not_suit_is_not_asked_and_the_load_says_why(code, vehicle, obstacle):
    proposed = run(loads=(load(1, code, quantity=1),), on_duty=(vehicle,))
    assert (proposed.jobs, stuck(proposed)) == ((), {1: obstacle})


def test_a_suitable_vehicle_carries_cold_and_hazardous_goods():
    assert run(loads=(load(1, "INSULIN"),), on_duty=(van(1), van(2, cold_chain=True))).jobs
    alcohol = load(1, "ALCOHOL", quantity=700)
    assert run(loads=(alcohol,), on_duty=(van(1), van(2, hazmat=True))).jobs


def test_a_little_of_hazardous_goods_needs_no_licensed_vehicle_but_a_lot_does():
    lorry = van(1, kg=5000, m3=50)
    little, as_much = load(1, "ALCOHOL", 600, 0, 5), load(2, "ALCOHOL", 600, 0, 6)
    (job,) = run(loads=(little, as_much), on_duty=(lorry,)).jobs
    assert dict(job.quantities) == {1: 600}
    assert stuck(run(loads=(load(1, "ALCOHOL", 700),), on_duty=(lorry,))) == {1: Obstacle.NO_HAZMAT}


def test_nobody_on_duty_is_said_so():
    assert stuck(run(loads=(load(1),))) == {1: Obstacle.NO_VEHICLE}


def test_a_driver_gets_one_job_and_the_next_load_waits():
    proposed = run(loads=(load(1), load(2, start=50, end=60)), on_duty=(van(1),))
    assert [job.quantities for job in proposed.jobs] == [{1: 100}]
    assert stuck(proposed) == {2: Obstacle.NO_VEHICLE}


def test_what_lies_on_the_way_is_taken_along():
    (job,) = run(loads=(load(1, start=0, end=10), load(2, start=4, end=8)), on_duty=(van(1),)).jobs
    assert stops(job) == [(P, 0, (1,)), (P, 40, (2,)), (D, 80, (2,)), (D, 100, (1,))]
    assert job.km == pytest.approx(13.2)


def test_a_long_detour_is_left_to_another_vehicle():
    proposed = run(
        loads=(load(1), load(2, start=40, end=50)), on_duty=(van(1, km=0), van(2, km=60))
    )
    assert [(job.shift_id, dict(job.quantities)) for job in proposed.jobs] == [
        (1, {1: 100}),
        (2, {2: 100}),
    ]


def test_a_vehicle_is_never_fuller_than_it_may_be_but_refills_after_unloading():
    tents = (load(1, "TENT", 9, 0, 4), load(2, "TENT", 9, 5, 9))
    (job,) = run(loads=tents, on_duty=(van(1, kg=500),)).jobs
    assert [kind for kind, _, _ in stops(job)] == [P, D, P, D]
    assert job.kg == pytest.approx(495)


def test_stops_are_limited():
    loads = tuple(load(n, start=n, end=n + 0.5) for n in range(1, 5))
    jobs = run(replace(PARAMS, max_stops=4), loads=loads, on_duty=(van(1), van(2))).jobs
    assert [len(job.stops) for job in jobs] == [4, 4]


def test_a_load_bigger_than_every_vehicle_goes_in_part_and_the_remainder_waits_for_the_next_run():
    proposed = run(loads=(load(1, "TENT", 30),), on_duty=(van(1, kg=600), van(2, kg=1100, m3=9)))
    assert [(job.shift_id, job.quantities) for job in proposed.jobs] == [(2, {1: 20})]
    assert proposed.stuck == ()


def test_a_part_is_no_smaller_than_the_lot_allows():
    parts = {"loads": (load(1, "TENT", 30, min_lot=10),)}
    assert stuck(run(**parts, on_duty=(van(1, kg=500),))) == {1: Obstacle.VEHICLE_TOO_SMALL}
    assert run(**parts, on_duty=(van(1, kg=550),)).jobs[0].quantities == {1: 10}


def test_whole_loads_that_do_not_fit_go_with_the_next_vehicle():
    tents = tuple(load(n, "TENT", 9, 0, 10) for n in (1, 2, 3))
    proposed = run(loads=tents, on_duty=(van(1), van(2), van(3)))
    assert [dict(job.quantities) for job in proposed.jobs] == [{1: 9}, {2: 9}, {3: 9}]


def test_the_urgent_load_gets_the_first_vehicle_and_is_not_held_up():
    loads = (load(1), load(2, start=50, end=60, urgency=Urgency.CRITICAL))
    assert run(loads=loads, on_duty=(van(1),)).jobs[0].quantities == {2: 100}


def test_a_detour_may_not_break_a_deadline():
    # 10 km of straight line are 13.2 km and 26.4 minutes; 15 minutes go at the pick-up.
    due = NOW + timedelta(minutes=45)
    parts = {
        "on_duty": (van(1),),
        "loads": (load(1, end=10, deadline=due), load(2, "N95", 9, 4, 8)),
    }
    (job,) = run(**parts).jobs
    assert [ids for _, _, ids in stops(job)] == [(1,), (1,), (2,), (2,)]


def test_hazardous_goods_ride_with_their_like_only():
    proposed = run(loads=(load(1, "ALCOHOL"), load(2)), on_duty=(van(1, hazmat=True), van(2)))
    assert [dict(job.quantities) for job in proposed.jobs] == [{1: 100}, {2: 100}]


def test_a_closed_circle_is_driven_around_by_nobody_but_a_pass():
    flood = Closure(1, frozenset({Mode.ROAD}), centre=at(3), radius_km=0.5, passes=frozenset({"P"}))
    parts = {"loads": (load(1),), "closures": (flood,)}
    assert stuck(run(**parts, on_duty=(van(1),))) == {1: Obstacle.ROAD_CLOSED}
    assert (
        run(**parts, on_duty=(van(1), van(2, km=2, passes=frozenset({"P"})))).jobs[0].shift_id == 2
    )


def test_a_weak_bridge_bears_the_small_van():
    bridge = Closure(1, frozenset(), centre=at(3), radius_km=0.1, max_tonnes=1.0)
    vans = (van(1, kg=2000), van(2, km=2, kg=900))
    assert run(loads=(load(1),), closures=(bridge,), on_duty=vans).jobs[0].shift_id == 2


def test_only_a_ship_crosses_to_the_island():
    island = load(1, end=5, delivery=at(5, "长海县"))
    vans = (van(1), van(2, km=3, mode=Mode.WATER))
    assert run(loads=(island,), on_duty=vans).jobs[0].shift_id == 2
    assert (
        run(loads=(load(1),), on_duty=(van(1, km=4), van(2, mode=Mode.WATER))).jobs[0].shift_id == 1
    )


def test_a_waiting_job_asks_the_nearest_driver_not_asked_before_new_jobs_are_formed():
    proposed = run(
        waiting=(waiting(7, 1, 2, asked=frozenset({101})),),
        loads=(load(1),),
        on_duty=(van(1, km=1), van(2, km=3)),
    )
    assert [(o.job_id, o.shift_id, o.driver_id) for o in proposed.offers] == [(7, 2, 102)]
    assert proposed.offers[0].km_to_first_stop == pytest.approx(2.64, abs=0.3)
    assert [job.shift_id for job in proposed.jobs] == [1]


@pytest.mark.parametrize(
    ("facts", "obstacle"),
    [
        ({"asked": frozenset({101})}, Obstacle.ALL_DRIVERS_ASKED),
        ({"kg": 501.0}, Obstacle.VEHICLE_TOO_SMALL),
        ({"cold_chain": True}, Obstacle.NO_COLD_CHAIN),
        ({"hazmat": True, "kg": 400.0}, Obstacle.NO_HAZMAT),
        ({"stops": (at(1), at(2, "长海县"))}, Obstacle.ROAD_CLOSED),
    ],
)
def test_a_waiting_job_says_why_nobody_is_asked(facts, obstacle):
    proposed = run(waiting=(waiting(7, 1, 2, **facts),), on_duty=(van(1),))
    assert (proposed.offers, stuck(proposed)) == ((), {7: obstacle})


def test_a_second_waiting_job_waits_for_the_same_driver():
    proposed = run(waiting=(waiting(7, 1, 2), waiting(8, 1, 2)), on_duty=(van(1),))
    assert [offer.job_id for offer in proposed.offers] == [7]
    assert stuck(proposed) == {8: Obstacle.NO_VEHICLE}


def test_an_urgent_waiting_job_is_offered_first():
    jobs = (waiting(7, 1, 2), waiting(8, 1, 2, urgency=Urgency.CRITICAL))
    assert [offer.job_id for offer in run(waiting=jobs, on_duty=(van(1),)).offers] == [8]


def test_a_life_at_risk_is_not_held_up_by_a_job_that_waits():
    parts = {"waiting": (waiting(7, 1, 2),), "on_duty": (van(1),)}
    proposed = run(**parts, loads=(load(1, urgency=Urgency.CRITICAL),))
    assert [dict(job.quantities) for job in proposed.jobs] == [{1: 100}]
    assert (proposed.offers, stuck(proposed)) == ((), {7: Obstacle.NO_VEHICLE})


def test_waiting_jobs_and_new_loads_of_one_urgency_go_by_age():
    hours = [NOW - timedelta(hours=age) for age in (1, 2, 3)]
    parts = {"waiting": (waiting(7, 1, 2, reported_at=hours[1]),), "on_duty": (van(1),)}
    assert run(**parts, loads=(load(1, reported_at=hours[0]),)).offers
    assert run(**parts, loads=(load(1, reported_at=hours[2]),)).jobs


def test_nothing_is_taken_along_over_a_closed_leg():
    beyond = load(2, start=6, end=7, pickup=at(6, "金州区"), delivery=at(7, "金州区"))
    link = Closure(1, frozenset({Mode.ROAD}), link=("甘井子区", "金州区"))
    proposed = run(loads=(load(1), beyond), closures=(link,), on_duty=(van(1),))
    assert [dict(job.quantities) for job in proposed.jobs] == [{1: 100}]
    assert stuck(proposed) == {2: Obstacle.ROAD_CLOSED}


def test_a_load_goes_with_the_vehicle_it_lies_on_the_way_of():
    loads = (load(1, start=0, end=5), load(2, start=40, end=60), load(3, start=45, end=50))
    jobs = run(
        replace(PARAMS, max_detour_km=500), loads=loads, on_duty=(van(1, km=0), van(2, km=40))
    ).jobs
    assert [(job.shift_id, sorted(job.quantities)) for job in jobs] == [(1, [1]), (2, [2, 3])]


def test_drivers_of_waiting_jobs_go_the_fewest_kilometres_in_all():
    jobs = (waiting(7, 5, 6), waiting(8, 0, 1))
    offers = run(waiting=jobs, on_duty=(van(1, km=3), van(2, km=12))).offers
    assert [(offer.job_id, offer.shift_id) for offer in offers] == [(7, 2), (8, 1)]


def test_a_driver_who_is_outbid_leaves_the_job_waiting_for_a_vehicle():
    jobs = (waiting(7, 1, 2, asked=frozenset({102})), waiting(8, 1, 2))
    proposed = run(waiting=jobs, on_duty=(van(1),))
    assert stuck(proposed) == {8: Obstacle.NO_VEHICLE}


def test_the_drivers_to_ask_next_are_named_the_nearest_first():
    vans = (van(1), van(2, km=30), van(3, km=9), van(4, km=8, kg=0.5), van(5, km=7, mode=Mode.FOOT))
    (job,) = run(loads=(load(1, start=0, end=10),), on_duty=vans).jobs
    assert (job.driver_id, job.reserve) == (101, (103, 102))


def test_a_job_that_waits_names_its_next_drivers_too_but_nobody_who_is_asked_for_another():
    vans = tuple(van(n, km=n) for n in range(1, 7))
    offers = run(waiting=(waiting(1, 0, 5), waiting(2, 1, 5)), on_duty=vans).offers
    assert [(one.driver_id, one.reserve) for one in offers] == [
        (102, (103, 104, 105)),
        (101, (103, 104, 105)),
    ]


def test_a_driver_with_two_vehicles_is_asked_once():
    both = (van(1), replace(van(2), driver_id=101))
    proposed = run(loads=(load(1), load(2, start=50, end=60)), on_duty=both)
    assert len(proposed.jobs) == 1
    assert stuck(proposed) == {2: Obstacle.NO_VEHICLE}


def test_the_ferry_of_a_link_carries_what_a_lorry_cannot_and_takes_its_time():
    ferry = Link(("甘井子区", "长海县"), Mode.WATER, km=4, hours=2.0)
    island = load(1, end=10, delivery=at(10, "长海县"), deadline=NOW + timedelta(hours=2))
    ship = van(2, mode=Mode.WATER)
    (job,) = run(loads=(island,), links=(ferry,), on_duty=(van(1), ship)).jobs
    assert (job.shift_id, job.km) == (2, pytest.approx(14))
    elsewhere = replace(ferry, ends=("金州区", "长海县"))
    proposed = run(loads=(island,), links=(elsewhere,), on_duty=(van(1), ship))
    assert stuck(proposed) == {1: Obstacle.ROAD_CLOSED}


def test_the_road_round_the_bay_makes_the_other_van_the_nearer_one():
    bay = Link(("旅顺口区", "甘井子区"), Mode.ROAD, km=40, hours=0.5)
    vans = (van(1, position=at(1, "旅顺口区")), van(2, km=20))
    assert run(loads=(load(1),), on_duty=vans).jobs[0].shift_id == 1
    assert run(loads=(load(1),), on_duty=vans, links=(bay,)).jobs[0].shift_id == 2
