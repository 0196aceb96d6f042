"""Trunk hauls: what no single vehicle can bring goes in legs, each by its mode."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny_city import GOODS, NOW, PARAMS, at, waiting
from tiny_islands import FLEET, HARBOUR, ISLAND, NODES, QUAY, crossing, islander, lorry, sent, ship

from matching.model import Mode
from matching.nodes import TRANSFER
from matching.plan import Obstacle
from matching.snapshot import Closure, Link, Node

HOUR = timedelta(hours=1)


def modes(haul):
    return [leg.mode for leg in haul.legs]


def lacking(plan):
    return {
        one.allocation_id: (one.obstacle, one.leg and (one.leg.number, one.leg.of, one.leg.mode))
        for one in plan.stuck
    }


def test_lorry_ship_and_van_take_one_leg_each():
    proposed = sent(loads=(crossing(),))
    (haul,) = proposed.hauls
    assert (proposed.jobs, proposed.stuck) == ((), ())
    assert modes(haul) == [Mode.ROAD, Mode.WATER, Mode.ROAD]
    places = [(leg.number, leg.from_place_id, leg.to_place_id) for leg in haul.legs]
    assert places == [(1, 0, 901), (2, 901, 902), (3, 902, 350)]
    assert (haul.shift_id, haul.driver_id, dict(haul.quantities)) == (1, 101, {1: 100})
    assert haul.km_to_first_stop == pytest.approx(3 * 1.32, abs=0.01)


def test_a_later_leg_is_ready_when_the_earlier_one_has_arrived():
    (haul,) = sent(loads=(crossing(),)).hauls
    one, two, three = haul.legs
    approach, road = 3 * 1.32 / 30, 10 * 1.32 / 30
    assert one.arrives_h == pytest.approx(approach + PARAMS.service / HOUR + road, abs=1e-3)
    assert two.ready_h == one.arrives_h
    assert two.hours == pytest.approx(21 / 21 + 1.0, abs=1e-3)
    assert two.wait_h == TRANSFER / HOUR
    assert three.arrives_h == pytest.approx(
        two.arrives_h + TRANSFER / HOUR + 4 * 1.32 / 30, abs=0.01
    )


def test_what_a_car_can_bring_goes_as_it_always_did():
    near = replace(crossing(), delivery=at(35))
    proposed = sent(loads=(near,))
    assert proposed.hauls == ()
    assert [(job.shift_id, dict(job.quantities)) for job in proposed.jobs] == [(1, {1: 100})]


def test_a_ship_takes_goods_from_quay_to_quay_alone():
    quays = crossing(pickup=HARBOUR.point, delivery=QUAY.point)
    proposed = sent(loads=(quays,))
    assert proposed.hauls == ()
    assert [job.shift_id for job in proposed.jobs] == [2]


def test_a_depot_at_the_port_needs_no_lorry():
    (haul,) = sent(loads=(crossing(pickup=HARBOUR.point),), on_duty=(ship(), islander())).hauls
    assert modes(haul) == [Mode.WATER, Mode.ROAD]


def test_a_helicopter_needs_no_node():
    pilot = replace(lorry(4), mode=Mode.AIR)
    proposed = sent(loads=(crossing(),), on_duty=(*FLEET, pilot))
    assert (proposed.hauls, [job.shift_id for job in proposed.jobs]) == ((), [4])


def test_without_nodes_a_ship_comes_to_the_door_as_before():
    proposed = sent(loads=(crossing(),), nodes=())
    assert (proposed.hauls, [job.shift_id for job in proposed.jobs]) == ((), [2])


@pytest.mark.parametrize(
    ("fleet", "why", "leg"),
    [
        ((ship(), islander()), Obstacle.NO_VEHICLE, (1, 3, Mode.ROAD)),
        ((lorry(), islander()), Obstacle.NO_VEHICLE, (2, 3, Mode.WATER)),
        ((lorry(), ship()), Obstacle.NO_VEHICLE, (3, 3, Mode.ROAD)),
        ((lorry(), ship(), islander(kg=0.001)), Obstacle.VEHICLE_TOO_SMALL, (3, 3, Mode.ROAD)),
        ((), Obstacle.NO_VEHICLE, (1, 3, Mode.ROAD)),
    ],
)
def test_a_leg_without_a_vehicle_is_named_with_what_is_lacking(fleet, why, leg):
    proposed = sent(loads=(crossing(),), on_duty=fleet)
    assert (proposed.hauls, lacking(proposed)) == ((), {1: (why, leg)})


def test_cold_goods_need_a_cold_vehicle_on_every_leg():
    cold = {"cold_chain": True}
    insulin = crossing(item_code="INSULIN")
    fleet = (lorry(**cold), ship(**cold), islander())
    proposed = sent(loads=(insulin,), on_duty=fleet)
    assert lacking(proposed) == {1: (Obstacle.NO_COLD_CHAIN, (3, 3, Mode.ROAD))}
    assert sent(loads=(insulin,), on_duty=(*fleet[:2], islander(**cold))).hauls


def test_goods_beyond_every_way_say_that_the_road_is_closed():
    storm = Closure(1, frozenset({Mode.WATER}), link=("甘井子区", ISLAND))
    proposed = sent(loads=(crossing(),), closures=(storm,))
    assert lacking(proposed) == {1: (Obstacle.ROAD_CLOSED, None)}


def test_the_smallest_leg_decides_how_much_goes():
    (haul,) = sent(loads=(crossing(),), on_duty=(*FLEET[:2], islander(kg=0.5))).hauls
    assert (dict(haul.quantities), haul.kg) == ({1: 50}, pytest.approx(0.5))


def test_loads_for_the_same_door_share_a_haul_while_they_fit():
    fleet = (*FLEET[:2], islander(kg=60.0))
    loads = (crossing(1), crossing(2, item_code="WATER"), crossing(3, item_code="WATER"))
    proposed = sent(loads=loads, on_duty=(*fleet, lorry(4), ship(5)))
    assert [dict(haul.quantities) for haul in proposed.hauls] == [{1: 100, 2: 100}, {3: 100}]


def test_one_ship_is_counted_on_by_one_haul():
    loads = (crossing(1), crossing(2, delivery_place_id=351))
    proposed = sent(loads=loads, on_duty=(*FLEET, lorry(4)))
    assert len(proposed.hauls) == 1
    assert lacking(proposed) == {2: (Obstacle.NO_VEHICLE, (2, 3, Mode.WATER))}


def test_goods_on_their_way_to_the_port_keep_their_ship():
    held = waiting(7, mode=Mode.WATER, due=False, stops=(HARBOUR.point, QUAY.point))
    proposed = sent(loads=(crossing(1),), waiting=(held,))
    assert (proposed.offers, lacking(proposed)) == (
        (), {1: (Obstacle.NO_VEHICLE, (2, 3, Mode.WATER))}
    )  # fmt: skip


def test_only_a_vehicle_of_its_mode_is_asked_for_a_leg_that_is_due():
    leg = waiting(7, mode=Mode.WATER, stops=(HARBOUR.point, QUAY.point))
    assert [one.shift_id for one in sent(waiting=(leg,)).offers] == [2]
    proposed = sent(waiting=(leg,), on_duty=(lorry(), islander()))
    assert [(one.job_id, one.obstacle) for one in proposed.stuck] == [(7, Obstacle.NO_VEHICLE)]


def test_goods_at_a_node_are_planned_on_from_there():
    standing = crossing(
        pickup=HARBOUR.point, pickup_place_id=901, consignment_id=5, legs_done=1,
        ready_at=NOW + timedelta(hours=1),
    )  # fmt: skip
    (haul,) = sent(loads=(standing,), on_duty=(ship(), islander())).hauls
    assert (haul.consignment_id, [leg.number for leg in haul.legs]) == (5, [2, 3])
    assert (modes(haul), haul.legs[0].ready_h) == ([Mode.WATER, Mode.ROAD], 1.0)


def test_goods_at_the_last_node_wait_for_a_van():
    standing = crossing(pickup=QUAY.point, pickup_place_id=902, consignment_id=5, legs_done=2)
    (haul,) = sent(loads=(standing,)).hauls
    assert [(leg.number, leg.mode) for leg in haul.legs] == [(3, Mode.ROAD)]
    none = sent(loads=(standing,), on_duty=FLEET[:2])
    assert lacking(none) == {1: (Obstacle.NO_VEHICLE, (3, 3, Mode.ROAD))}


def test_a_train_goes_round_a_closed_road_from_station_to_station():
    cut = Closure(1, frozenset({Mode.ROAD}), link=("甘井子区", "金州区"))
    stations = (
        Node(801, Mode.RAIL, at(5), "west"),
        Node(802, Mode.RAIL, at(40, "金州区"), "east"),
    )
    goods = crossing(delivery=at(45, "金州区"), delivery_place_id=450)
    fleet = (lorry(), replace(ship(), mode=Mode.RAIL), replace(lorry(3), position=at(44, "金州区")))
    proposed = sent(loads=(goods,), closures=(cut,), nodes=(*NODES, *stations), on_duty=fleet)
    assert modes(proposed.hauls[0]) == [Mode.ROAD, Mode.RAIL, Mode.ROAD]


kilos = st.sampled_from([1.0, 30.0, 400.0, 5000.0])
fleets = st.lists(
    st.builds(
        lambda make, kg, cold: (make, {"kg": kg, "cold_chain": cold}),
        st.sampled_from([lorry, ship, islander]),
        kilos,
        st.booleans(),
    ),
    max_size=7,
)
cargo = st.lists(
    st.builds(
        lambda code, units, end, least: {
            "item_code": code,
            "quantity": units,
            "delivery": at(end, ISLAND),
            "delivery_place_id": end * 10,
            "min_lot": least,
        },
        st.sampled_from(sorted(GOODS)),
        st.integers(1, 300),
        st.sampled_from([33, 35]),
        st.sampled_from([1, 10]),
    ),
    max_size=5,
)
ferries = st.sampled_from([0.0, 0.5, 2.5])


@given(cargo, fleets, ferries)
def test_legs_join_end_to_end_and_their_times_add_up(cargo, fleet, wait):
    ferry = Link(("甘井子区", ISLAND), Mode.WATER, hours=wait)
    loads = tuple(crossing(n, **facts) for n, facts in enumerate(cargo, 1))
    vans = tuple(make(n, **facts) for n, (make, facts) in enumerate(fleet, 1))
    proposed = sent(loads=loads, on_duty=vans, links=(ferry,))
    by_id = {one.allocation_id: one for one in loads}
    for haul in proposed.hauls:
        first, last = haul.legs[0], haul.legs[-1]
        assert [leg.number for leg in haul.legs] == list(range(1, len(haul.legs) + 1))
        for one, other in pairwise(haul.legs):
            assert one.to_place_id == other.from_place_id
            assert one.mode is not other.mode
            assert other.ready_h == one.arrives_h
            assert other.wait_h == TRANSFER / HOUR
        spent = sum(leg.wait_h + leg.hours for leg in haul.legs)
        assert last.arrives_h == pytest.approx(first.ready_h + spent)
        for allocation_id in haul.quantities:
            ends = first.from_place_id, last.to_place_id
            one = by_id[allocation_id]
            assert ends == (one.pickup_place_id, one.delivery_place_id)
    told = Counter(one.allocation_id for one in proposed.stuck)
    gone = Counter(number for haul in proposed.hauls for number in haul.quantities)
    assert gone + told == Counter(list(by_id))
    assert len({haul.driver_id for haul in proposed.hauls}) == len(proposed.hauls)


@given(cargo, fleets)
def test_a_haul_carries_no_more_than_promised_and_its_first_vehicle_bears_it(cargo, fleet):
    loads = tuple(crossing(n, **facts) for n, facts in enumerate(cargo, 1))
    vans = {n: make(n, **facts) for n, (make, facts) in enumerate(fleet, 1)}
    by_id = {one.allocation_id: one for one in loads}
    for haul in sent(loads=loads, on_duty=tuple(vans.values())).hauls:
        assert haul.kg <= vans[haul.shift_id].kg + 1e-6
        for number, units in haul.quantities.items():
            one = by_id[number]
            assert min(one.min_lot, one.quantity) <= units <= one.quantity
            assert vans[haul.shift_id].cold_chain or not GOODS[one.item_code].cold_chain
