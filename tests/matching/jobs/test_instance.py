"""Jobs of published instances: some by hand, and what holds for all of them."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jobs_judge import Judge
from tiny_fleets import drawn_fleet, vehicle, with_fleet
from tiny_instances import lot, need

from matching.jobs import build
from matching.jobs.build import draw_up
from matching.jobs.instance import draw_up_instance, read_jobs

seeds = st.integers(0, 10_000)


def stops(inst, *lines, accepted=()):
    """The stops by vehicle."""
    jobs = draw_up_instance(inst, lines, accepted=accepted)
    judged = Judge(inst, lines).drive(jobs)
    assert (judged.faults, judged.late) == ([], [])
    return {job["vehicle"]: [tuple(stop) for stop in job["stops"]] for job in jobs}


def test_the_nearest_van_collects_and_delivers():
    inst = with_fleet([need("n", km=10)], [lot("l", km=5)], [vehicle("a", 40), vehicle("b", 4)])
    assert stops(inst, ("l", "n", 100)) == {"b": [("pick", "l", "n", 100), ("drop", "l", "n", 100)]}


def test_what_lies_on_the_way_is_taken_along():
    inst = with_fleet(
        [need("far", km=30), need("near", km=20)],
        [lot("first", km=5), lot("second", km=15)],
        [vehicle("a", 0), vehicle("b", 60)],
    )
    (job,) = stops(inst, ("first", "far", 100), ("second", "near", 50)).values()
    assert [(kind, name) for kind, name, _, _ in job] == [
        ("pick", "first"), ("pick", "second"), ("drop", "second"), ("drop", "first"),
    ]  # fmt: skip


def test_goods_of_one_way_share_both_stops():
    inst = with_fleet(
        [need("n", item="water"), need("m", 3)],
        [lot("l", item="water"), lot("k")],
        [vehicle("a")],
    )
    (job,) = stops(inst, ("l", "n", 100), ("k", "m", 3)).values()
    assert [kind for kind, *_ in job] == ["pick", "pick", "drop", "drop"]


def test_a_line_heavier_than_any_van_goes_in_parts():
    inst = with_fleet(
        [need("n", 3000, item="water")], [lot("l", 3000, item="water")],
        [vehicle("a"), vehicle("b")],
    )  # fmt: skip
    jobs = draw_up_instance(inst, [("l", "n", 3000)])
    judged = Judge(inst, [("l", "n", 3000)]).drive(jobs)
    assert judged.faults == []
    assert judged.in_time["l", "n"] == 3000


def test_what_is_worth_more_takes_the_only_van_and_the_other_waits():
    wants = [need("calm", km=30, deadline_h=2), need("sick", km=-30, urgency=1, deadline_h=2)]
    inst = with_fleet(wants, [lot("l", 200, km=0)], [vehicle("a")])
    assert stops(inst, ("l", "calm", 100), ("l", "sick", 100)) == {
        "a": [("pick", "l", "sick", 100), ("drop", "l", "sick", 100)]
    }


@pytest.mark.parametrize(("item", "able"), [("insulin", "cold"), ("alcohol", "hazmat")])
def test_cold_and_hazardous_goods_go_with_vehicles_made_for_them_only(item, able):
    wants, stock = [need("n", item=item)], [lot("l", item=item)]
    assert stops(with_fleet(wants, stock, [vehicle("a")]), ("l", "n", 10)) == {}
    fleet = [vehicle("a"), vehicle("b", 50, **{able: 1})]
    assert list(stops(with_fleet(wants, stock, fleet), ("l", "n", 10))) == ["b"]


def test_a_way_that_a_stop_would_shorten_makes_no_vehicle_able():
    wants = [need("n", km=40, district="D1"), need("m", item="alcohol", km=21, district="D2")]
    stock = [lot("l", km=1), lot("k", item="alcohol", km=20, district="D2")]
    inst = with_fleet(wants, stock, [vehicle("a")], {"D0|D1": {"km": 0, "h": 3}})
    assert stops(inst, ("l", "n", 100), ("k", "m", 10)) == {
        "a": [("pick", "l", "n", 100), ("drop", "l", "n", 100)]
    }


def test_a_rare_vehicle_is_kept_for_what_needs_it():
    inst = with_fleet([need("n", km=10)], [lot("l", km=5)], [vehicle("a", 5, cold=1), vehicle("b")])
    assert list(stops(inst, ("l", "n", 100))) == ["b"]


def test_nobody_drives_a_closed_link():
    inst = with_fleet(
        [need("n", district="D1")], [lot("l")], [vehicle("a")], {"D0|D1": None}
    )  # fmt: skip
    assert stops(inst, ("l", "n", 100)) == {}


def test_an_accepted_job_stays_at_the_head_and_more_is_put_behind_it():
    inst = with_fleet(
        [need("n", km=10), need("m", km=12)], [lot("l", 200, km=5)], [vehicle("a", 0)]
    )
    accepted = [{"vehicle": "a", "stops": [["pick", "l", "n", 100], ["drop", "l", "n", 100]]}]
    found = stops(inst, ("l", "n", 100), ("l", "m", 100), accepted=accepted)
    assert found["a"] == [
        ("pick", "l", "n", 100), ("drop", "l", "n", 100),
        ("pick", "l", "m", 100), ("drop", "l", "m", 100),
    ]  # fmt: skip


def test_an_accepted_job_that_drops_what_it_never_picked_is_refused():
    inst = with_fleet([need("n")], [lot("l")], [vehicle("a")])
    accepted = [{"vehicle": "a", "stops": [["drop", "l", "n", 100]]}]
    with pytest.raises(ValueError, match="did not pick"):
        draw_up_instance(inst, [("l", "n", 100)], accepted=accepted)


@given(seeds)
def test_jobs_may_be_driven_and_nothing_in_them_comes_late(seed):
    inst, lines = drawn_fleet(seed)
    judged = Judge(inst, lines).drive(draw_up_instance(inst, lines))
    assert (judged.faults, judged.late) == ([], [])


@given(seeds)
def test_the_order_and_the_names_of_the_input_change_nothing_but_names(seed):
    inst, lines = drawn_fleet(seed)
    rng, again = random.Random(seed), dict(inst)
    for part in ("needs", "lots", "vehicles"):
        again[part] = [row | {"id": f"x{row['id']}"} for row in inst[part]]
        rng.shuffle(again[part])
    renamed = [(f"x{a}", f"x{b}", units) for a, b, units in lines]
    rng.shuffle(renamed)
    named = [
        {"vehicle": f"x{job['vehicle']}", "reserve": [f"x{name}" for name in job["reserve"]],
         "stops": [[kind, f"x{a}", f"x{b}", units] for kind, a, b, units in job["stops"]]}
        for job in draw_up_instance(inst, lines)
    ]  # fmt: skip
    assert draw_up_instance(again, renamed) == named


@given(seeds)
def test_accepted_jobs_are_in_the_next_plan_as_they_were(seed):
    inst, lines = drawn_fleet(seed)
    jobs = draw_up_instance(inst, lines)
    accepted = jobs[: len(jobs) // 2 + 1]
    again = draw_up_instance(inst, lines, accepted=accepted)
    judged = Judge(inst, lines).drive(again)
    assert (judged.faults, judged.late) == ([], [])
    by_vehicle = {job["vehicle"]: job["stops"] for job in again}
    for job in accepted:
        assert by_vehicle[job["vehicle"]][: len(job["stops"])] == job["stops"]


@given(seeds)
def test_making_room_never_brings_less_in_time(seed):
    inst, lines = drawn_fleet(seed, count=20, vehicles=3)
    problem, _, rank = read_jobs(inst, inst["vehicles"], lines)
    worth = problem.shipments.worth

    def lost(steps):
        return sum(worth[one] for one in draw_up(problem, rank, steps=steps).left)

    assert lost(500) <= lost(0) + 1e-9


@pytest.mark.parametrize("seed", [93, 361, 888])
def test_where_emptying_one_vehicle_makes_no_room_two_at_once_may(seed, monkeypatch):
    inst, lines = drawn_fleet(seed)
    problem, _, rank = read_jobs(inst, inst["vehicles"], lines)
    monkeypatch.setattr(build, "FEW", 0)  # in one order

    def lost():
        return sum(problem.shipments.worth[one] for one in draw_up(problem, rank).left)

    both = lost()
    monkeypatch.setattr(build, "TWO_AT_ONCE", ())
    assert both < 0.8 * lost()


@given(seeds)
def test_a_second_order_never_brings_less_than_the_first_alone(seed):
    inst, lines = drawn_fleet(seed, count=20, vehicles=3)
    problem, _, rank = read_jobs(inst, inst["vehicles"], lines)
    worth = problem.shipments.worth
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(build, "FEW", 0)
        alone = sum(worth[one] for one in draw_up(problem, rank).left)
    assert sum(worth[one] for one in draw_up(problem, rank).left) <= alone + 1e-9


@given(seeds)
def test_a_spent_time_budget_gives_jobs_that_may_be_driven(seed):
    inst, lines = drawn_fleet(seed)
    asked = iter(range(10_000))
    jobs = draw_up_instance(inst, lines, lambda: next(asked) > 5)
    assert Judge(inst, lines).drive(jobs).faults == []
    assert draw_up_instance(inst, lines, lambda: True) == []
