"""Whom a plan asks for one more stop, and for what."""

from dataclasses import replace

from tiny_city import NOW, PARAMS, city, load, van

from matching.model import StopKind, Urgency
from matching.pipeline import plan
from matching.snapshot import InHand, StopAhead, WaitingJob


def under_way(job_id, *points, **facts):
    """A job in hand whose van goes from the first point to the last."""
    start, *rest = points
    stops = tuple(
        StopAhead(10 * job_id + at, StopKind.DELIVERY, 900 + at, point, 1.0, 0.01)
        for at, point in enumerate(rest)
    )
    vehicle = replace(van(50 + job_id), position=start, driver_id=70 + job_id)
    return InHand(job_id, vehicle, stops, kg=float(len(rest)), m3=0.01 * len(rest), **facts)


def solve(snapshot):
    return plan(snapshot, PARAMS, NOW, seed=0)


def between(one, other, share):
    """A point on the line."""
    lat = one.lat + (other.lat - one.lat) * share
    return replace(one, lat=lat, lon=one.lon + (other.lon - one.lon) * share)


def along(number=1):
    """A load, and a job in hand that passes both its ends."""
    ready = load(number)
    before = between(ready.delivery, ready.pickup, 1.2)
    return ready, before, between(ready.pickup, ready.delivery, 1.2)


def test_a_load_without_a_free_vehicle_goes_to_the_driver_whose_way_it_lies_on():
    ready, before, after = along()
    snapshot = city(loads=(ready,), on_duty=(), in_hand=(under_way(3, before, before, after),))
    (job,) = solve(snapshot).jobs
    assert (job.beside, job.driver_id, job.shift_id) == (3, 73, 53)
    assert [stop.kind for stop in job.stops] == [StopKind.PICKUP, StopKind.DELIVERY]
    assert job.quantities == {ready.allocation_id: ready.quantity}
    assert not solve(snapshot).stuck


def test_a_free_vehicle_comes_first():
    ready, before, after = along()
    snapshot = city(
        loads=(ready,), on_duty=(van(1),), in_hand=(under_way(3, before, before, after),)
    )
    (job,) = solve(snapshot).jobs
    assert job.beside is None
    assert job.shift_id == van(1).shift_id


def test_each_job_in_hand_is_asked_for_one_thing_at_a_time():
    first, before, after = along(1)
    second = replace(
        first, allocation_id=2, need_id=2, delivery_place_id=first.delivery_place_id + 1
    )
    snapshot = city(
        loads=(first, second), on_duty=(), in_hand=(under_way(3, before, before, after),)
    )
    proposed = solve(snapshot)
    assert [job.beside for job in proposed.jobs] == [3]
    assert len(proposed.stuck) == 1


def test_loads_with_the_same_way_to_go_are_one_question():
    first, before, after = along(1)
    second = replace(first, allocation_id=2)
    snapshot = city(
        loads=(first, second), on_duty=(), in_hand=(under_way(3, before, before, after),)
    )
    (job,) = solve(snapshot).jobs
    assert set(job.quantities) == {1, 2}


def test_a_job_that_waits_goes_to_the_next_under_way_and_not_to_who_said_no():
    ready, before, after = along()
    waiting = WaitingJob(
        9, (ready.pickup, ready.delivery), 1.0, 0.01, False, False, Urgency.HIGH,
        asked=frozenset({73}),
    )  # fmt: skip
    jobs = (under_way(3, before, before, after), under_way(4, before, before, after))
    (offer,) = solve(city(waiting=(waiting,), on_duty=(), in_hand=jobs)).offers
    assert (offer.job_id, offer.driver_id, offer.beside) == (9, 74, 4)


def test_the_nearest_way_is_asked_and_order_does_not_matter():
    ready, before, after = along()
    aside = [replace(point, lat=point.lat + 0.03) for point in (before, before, after)]
    jobs = (under_way(2, *aside), under_way(3, before, before, after))
    for some in (jobs, jobs[::-1]):
        (job,) = solve(city(loads=(ready,), on_duty=(), in_hand=some)).jobs
        assert job.beside == 3
