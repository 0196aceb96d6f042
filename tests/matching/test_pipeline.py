"""What holds for every plan, whatever the snapshot: properties over random tiny cities."""

import random
from collections import Counter
from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from random_snapshots import snapshots
from tiny_city import GOODS, NOW, PARAMS, city, line, load, lot, van

from matching import geo
from matching.eligibility import World, carriers_of, obstacle_between
from matching.model import StopKind, Urgency
from matching.pipeline import plan
from matching.plan import Obstacle


def solve(snapshot):
    return plan(snapshot, PARAMS, NOW, seed=0)


@given(snapshots())
def test_no_lot_and_no_need_is_exceeded_and_every_unit_open_is_a_shortage(snapshot):
    proposed = solve(snapshot)
    from_lot, to_line = Counter(), Counter()
    for share in proposed.allocations:
        assert share.quantity > 0
        from_lot[share.lot_id] += share.quantity
        to_line[share.line_id] += share.quantity
    assert all(from_lot[one.lot_id] <= one.free for one in snapshot.lots)
    short = {shortage.line_id: shortage.quantity for shortage in proposed.shortages}
    for need in snapshot.lines:
        assert to_line[need.line_id] + short.get(need.line_id, 0) == need.quantity
    pairs = [(share.line_id, share.lot_id) for share in proposed.allocations]
    assert len(pairs) == len(set(pairs))


@given(snapshots())
def test_every_allocation_is_eligible_and_respects_the_minimum_lot(snapshot):
    lines = {need.line_id: need for need in snapshot.lines}
    lots = {one.lot_id: one for one in snapshot.lots}
    world = World(
        GOODS,
        carriers_of(snapshot.on_duty),
        snapshot.closures,
        snapshot.refused,
        PARAMS,
        NOW,
        snapshot.links,
        snapshot.nodes,
    )
    for share in solve(snapshot).allocations:
        need, stock = lines[share.line_id], lots[share.lot_id]
        assert need.verified
        assert obstacle_between(need, stock, world) is None
        assert stock.item_code in (need.item_code, *GOODS[need.item_code].substitutes)
        assert share.quantity >= min(stock.min_lot, need.quantity)


@given(snapshots())
def test_every_reason_of_a_shortage_is_true_when_checked_again_lot_by_lot(snapshot):
    proposed, lines = solve(snapshot), {need.line_id: need for need in snapshot.lines}
    carriers = carriers_of(snapshot.on_duty)
    held = snapshot.closures, snapshot.refused, PARAMS, NOW, snapshot.links, snapshot.nodes
    world = World(GOODS, carriers, *held)
    left = {one.lot_id: one.free for one in snapshot.lots}
    for share in proposed.allocations:
        left[share.lot_id] -= share.quantity
    for shortage in proposed.shortages:
        need, causes = lines[shortage.line_id], Counter()
        if not need.verified:
            assert dict(shortage.obstacles) == {Obstacle.UNVERIFIED: 0}
            continue
        given = {one.lot_id for one in proposed.allocations if one.line_id == need.line_id}
        for stock in snapshot.lots:
            if stock.item_code not in (need.item_code, *GOODS[need.item_code].substitutes):
                continue
            cause = obstacle_between(need, stock, world)
            if cause in (None, Obstacle.TOO_LATE):
                cause = Obstacle.BELOW_MIN_LOT if left[stock.lot_id] else Obstacle.LOTS_EMPTY
                least = min(stock.min_lot, need.quantity)
                small = left[stock.lot_id] < least or shortage.quantity < least
                assert stock.lot_id in given or not left[stock.lot_id] or small
            if stock.lot_id not in given or not left[stock.lot_id]:
                causes[cause] += 1
        assert dict(shortage.obstacles) == (causes or {Obstacle.NO_LOT: 0})


@given(snapshots())
def test_every_line_that_took_part_is_explained_by_what_the_plan_gives_it(snapshot):
    proposed = solve(snapshot)
    got = Counter({(one.line_id, one.lot_id): one.quantity for one in proposed.allocations})
    said = Counter({(one.line, each.lot): each.units
                    for one in proposed.reasons for each in one.given})  # fmt: skip
    assert said == got
    assert all(one.given or one.open_units for one in proposed.reasons)
    for one, why in zip(proposed.reasons, proposed.why, strict=True):
        assert one.line == why.line_id
        assert set(why.given) == {each.lot for each in one.given}
        assert bool(why.open) == (one.open_units > 0)


@given(snapshots(), st.integers(0, 2**16))
def test_the_order_of_the_input_changes_nothing(snapshot, seed):
    shuffled = {}
    for name in ("lines", "lots", "loads", "on_duty", "waiting", "closures", "links", "nodes"):
        rows = list(getattr(snapshot, name))
        random.Random(seed).shuffle(rows)
        shuffled[name] = tuple(rows)
    goods = dict(reversed(snapshot.goods.items()))
    assert solve(replace(snapshot, goods=goods, **shuffled)) == solve(snapshot)


@given(snapshots())
def test_the_same_snapshot_gives_the_same_plan(snapshot):
    assert solve(snapshot) == solve(snapshot)


@given(snapshots())
def test_a_driver_gets_one_job_at_most_and_only_who_is_on_duty(snapshot):
    proposed = solve(snapshot)
    asked = [job.driver_id for job in proposed.jobs] + [o.driver_id for o in proposed.offers]
    assert len(asked) == len(set(asked))
    assert set(asked) <= {vehicle.driver_id for vehicle in snapshot.on_duty}
    already = {job.job_id: job.asked for job in snapshot.waiting}
    assert all(offer.driver_id not in already[offer.job_id] for offer in proposed.offers)


@given(snapshots())
def test_every_load_goes_aboard_once_or_says_why_not_or_is_beyond_the_vehicle(snapshot):
    proposed = solve(snapshot)
    aboard = [number for job in proposed.jobs for number in job.quantities]
    stuck = [one.allocation_id for one in proposed.stuck if one.allocation_id is not None]
    assert sorted(aboard + stuck) == sorted(one.allocation_id for one in snapshot.loads)
    loads = {one.allocation_id: one for one in snapshot.loads}
    for job in proposed.jobs:
        for number, quantity in job.quantities.items():
            whole = loads[number]
            assert min(whole.min_lot, whole.quantity) <= quantity <= whole.quantity


@given(snapshots())
def test_a_vehicle_is_never_too_full_and_collects_before_it_delivers(snapshot):
    loads = {one.allocation_id: one for one in snapshot.loads}
    vehicles = {vehicle.shift_id: vehicle for vehicle in snapshot.on_duty}
    for job in solve(snapshot).jobs:
        vehicle, aboard, most_kg, most_m3 = vehicles[job.shift_id], set(), 0.0, 0.0
        for stop in job.stops:
            for number in stop.allocation_ids:
                if stop.kind is StopKind.PICKUP:
                    assert stop.place_id == loads[number].pickup_place_id
                    assert number not in aboard
                    aboard.add(number)
                else:
                    assert stop.place_id == loads[number].delivery_place_id
                    aboard.remove(number)
            goods = [(GOODS[loads[n].item_code], job.quantities[n]) for n in aboard]
            most_kg = max(most_kg, sum(item.unit_kg * q for item, q in goods))
            most_m3 = max(most_m3, sum(item.unit_m3 * q for item, q in goods))
        assert not aboard
        assert most_kg <= vehicle.kg + 1e-6
        assert most_m3 <= vehicle.m3 + 1e-6
        assert abs(job.kg - most_kg) < 1e-6
        items = [GOODS[loads[number].item_code] for number in job.quantities]
        assert vehicle.cold_chain or not any(item.cold_chain for item in items)
        assert vehicle.hazmat or not any(item.hazmat for item in items) or most_kg <= 333
        assert len({bool(item.hazmat) for item in items}) == 1
        assert len(job.stops) <= PARAMS.max_stops


@given(snapshots())
def test_no_leg_uses_a_closed_road_or_drives_over_the_sea(snapshot):
    loads = {one.allocation_id: one for one in snapshot.loads}
    vehicles = {vehicle.shift_id: vehicle for vehicle in snapshot.on_duty}
    for job in solve(snapshot).jobs:
        vehicle = vehicles[job.shift_id]
        here = vehicle.position
        for stop in job.stops:
            first = loads[stop.allocation_ids[0]]
            there = first.pickup if stop.kind is StopKind.PICKUP else first.delivery
            assert here == there or geo.passable(
                here,
                there,
                vehicle.mode,
                vehicle.kg,
                vehicle.passes,
                snapshot.closures,
                NOW,
                snapshot.links,
            )
            here = there


@given(snapshots(), st.integers(1, 6))
def test_a_need_that_becomes_critical_gets_no_less(snapshot, number):
    """Where lots can be split at will; with minimums a fuller first lot can spoil the second."""
    snapshot = replace(snapshot, lots=tuple(replace(one, min_lot=1) for one in snapshot.lots))

    def given_to(one):
        return sum(a.quantity for a in solve(one).allocations if a.line_id == number)

    raised = tuple(
        replace(need, urgency=Urgency.CRITICAL, reported_at=NOW - timedelta(days=9))
        if need.line_id == number
        else need
        for need in snapshot.lines
    )
    assert given_to(replace(snapshot, lines=raised)) >= given_to(snapshot)


def test_a_hundred_needs_and_vans_are_planned_at_once():
    rng = random.Random(7)
    snapshot = city(
        lines=tuple(line(n, km=rng.uniform(0, 40)) for n in range(1, 201)),
        lots=tuple(lot(n, km=rng.uniform(0, 40)) for n in range(1, 101)),
        loads=tuple(
            load(n, start=rng.uniform(0, 40), end=rng.uniform(0, 40)) for n in range(1, 201)
        ),
        on_duty=tuple(van(n, km=rng.uniform(0, 40)) for n in range(1, 101)),
    )
    proposed = solve(snapshot)
    assert sum(share.quantity for share in proposed.allocations) == 100 * 100
    carried = sum(len(job.quantities) for job in proposed.jobs)
    assert carried + len(proposed.stuck) == 200
    assert carried > 150
