"""Who gets which stock: triage, eligibility and allocation through `plan`."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tiny_city import NOW, PARAMS, at, city, line, lot, van
from tiny_islands import ISLAND, coast, ship

from matching.model import Hold, Mode, ReserveMode, Urgency
from matching.pipeline import plan
from matching.plan import Obstacle
from matching.snapshot import Closure


def shared(**parts):
    """(line, lot, quantity) of every allocation, and the shortages, of a tiny snapshot."""
    proposed = plan(city(**parts), PARAMS, NOW, seed=1)
    return (
        [(a.line_id, a.lot_id, a.quantity) for a in proposed.allocations],
        {s.line_id: (s.quantity, dict(s.obstacles)) for s in proposed.shortages},
    )


def test_the_nearest_lot_serves_first_and_the_next_one_fills_up():
    got, missing = shared(lines=(line(1, quantity=150),), lots=(lot(1, km=9), lot(2, km=3)))
    assert got == [(1, 2, 100), (1, 1, 50)]
    assert missing == {}


def test_what_no_lot_covers_is_a_shortage_that_says_how_many_lots_are_empty():
    got, missing = shared(lines=(line(1, quantity=150),), lots=(lot(1),))
    assert got == [(1, 1, 100)]
    assert missing == {1: (50, {Obstacle.LOTS_EMPTY: 1})}


def test_no_stock_of_an_item_at_all_is_said_so():
    assert shared(lines=(line(1),), lots=(lot(1, "WATER"),)) == (
        [],
        {1: (100, {Obstacle.NO_LOT: 0})},
    )


def test_the_urgent_need_chooses_before_the_older_one():
    old = line(1, reported_at=NOW - timedelta(days=1))
    critical = line(2, urgency=Urgency.CRITICAL)
    got, missing = shared(lines=(old, critical), lots=(lot(1),))
    assert got == [(2, 1, 100)]
    assert missing[1][0] == 100


def test_of_two_alike_the_one_who_waits_longer_goes_first_then_the_nearer_deadline():
    older = line(9, reported_at=NOW - timedelta(hours=2))
    assert shared(lines=(line(1), older), lots=(lot(1, free=50),))[0] == [(9, 1, 50)]
    due = line(9, deadline=NOW + timedelta(hours=9))
    assert shared(lines=(line(1), due), lots=(lot(1, free=50),))[0] == [(9, 1, 50)]


def test_the_first_half_of_every_need_goes_before_the_second_half_of_any_of_its_class():
    older = line(9, reported_at=NOW - timedelta(hours=2))
    assert shared(lines=(line(1), older), lots=(lot(1),))[0] == [(9, 1, 50), (1, 1, 50)]
    got, _ = shared(lines=(line(1), older), lots=(lot(1, free=150),))
    assert got == [(9, 1, 100), (1, 1, 50)]


def test_the_second_half_of_an_urgent_need_goes_before_the_first_half_of_a_lesser_one():
    critical = line(9, urgency=Urgency.CRITICAL)
    assert shared(lines=(line(1), critical), lots=(lot(1),))[0] == [(9, 1, 100)]


def test_the_item_itself_comes_before_a_nearer_stand_in():
    lots = (lot(1, "SURG", km=1), lot(2, "N95", km=9, free=60))
    assert shared(lines=(line(1),), lots=lots)[0] == [(1, 2, 60), (1, 1, 40)]


def test_a_stand_in_serves_one_way_only():
    assert shared(lines=(line(1, "SURG"),), lots=(lot(1, "N95"),))[0] == []


def test_at_the_same_distance_government_stock_goes_before_donors_and_trade():
    lots = (
        lot(1, reserve_mode=ReserveMode.ENTERPRISE),
        lot(2, reserve_mode=ReserveMode.DONOR),
        lot(3, reserve_mode=ReserveMode.GOVERNMENT),
        lot(4, reserve_mode=ReserveMode.ENTERPRISE_AGREEMENT),
    )
    got, _ = shared(lines=(line(1, quantity=400),), lots=lots)
    assert [lot_id for _, lot_id, _ in got] == [3, 2, 4, 1]


def test_what_expires_first_goes_first():
    lots = (lot(1, expires_at=NOW + timedelta(days=90)), lot(2, expires_at=NOW + timedelta(days=9)))
    assert shared(lines=(line(1),), lots=lots)[0] == [(1, 2, 100)]


@pytest.mark.parametrize(
    ("facts", "obstacle"),
    [
        ({"hold": Hold.QUARANTINED}, Obstacle.ON_HOLD),
        ({"hold": Hold.EXPIRED}, Obstacle.EXPIRES),
        ({"expires_at": NOW}, Obstacle.EXPIRES),
        ({"expires_at": NOW + timedelta(hours=24)}, Obstacle.EXPIRES),
        ({"only_for": "hospital"}, Obstacle.RESERVED_FOR_OTHERS),
        ({"free": 0}, Obstacle.LOTS_EMPTY),
        ({"free": 40, "min_lot": 50}, Obstacle.BELOW_MIN_LOT),
        ({"place": at(5, "长海县")}, Obstacle.NO_SHIP),
    ],
)
def test_a_lot_is_ruled_out_for_the_first_thing_in_its_way(facts, obstacle):
    need = line(1, deadline=NOW + timedelta(hours=5), requester_kind="resident")
    got, missing = shared(lines=(need,), lots=(lot(1, **facts),))
    assert got == []
    assert missing == {1: (100, {obstacle: 1})}


@pytest.mark.parametrize("slow", [{"ready_at": NOW + timedelta(hours=6)}, {"place": at(200)}])
def test_what_comes_too_late_goes_last_but_goes(slow):
    need = line(1, deadline=NOW + timedelta(hours=5))
    in_time = lot(2, km=30)
    got, _ = shared(lines=(need,), lots=(lot(1, **slow), in_time))
    assert got == [(1, 2, 100)]
    assert shared(lines=(need,), lots=(lot(1, **slow),)) == ([(1, 1, 100)], {})


def test_a_pair_that_died_lately_is_not_proposed_again():
    got, missing = shared(lines=(line(1),), lots=(lot(1),), refused=frozenset({(1, 1)}))
    assert (got, missing) == ([], {1: (100, {Obstacle.REFUSED_BEFORE: 1})})


def test_an_unverified_report_moves_nothing():
    got, missing = shared(lines=(line(1, verified=False),), lots=(lot(1),))
    assert (got, missing) == ([], {1: (100, {Obstacle.UNVERIFIED: 0})})


def test_a_lot_gives_its_minimum_or_all_that_is_asked():
    assert shared(lines=(line(1, quantity=20),), lots=(lot(1, min_lot=50),))[0] == [(1, 1, 20)]
    nearer, farther = lot(1, km=1), lot(2, km=2, min_lot=50)
    assert shared(lines=(line(1, quantity=120),), lots=(nearer, farther)) == (
        [(1, 1, 70), (1, 2, 50)],
        {},
    )
    got, missing = shared(
        lines=(line(1, quantity=120), line(2, "SURG")),
        lots=(nearer, lot(2, "N95", km=2, free=40, min_lot=50)),
    )
    assert got == [(1, 1, 100)]
    assert missing[1] == (20, {Obstacle.LOTS_EMPTY: 1, Obstacle.BELOW_MIN_LOT: 1})


def test_a_closed_link_rules_a_lot_out_unless_a_pass_on_duty_opens_it():
    need, stock = line(1, place=at(0, "旅顺口区")), lot(1, place=at(5, "金州区"))
    closure = Closure(
        1, frozenset({Mode.ROAD}), link=("金州区", "旅顺口区"), passes=frozenset({"抢险"})
    )
    parts = {"lines": (need,), "lots": (stock,), "closures": (closure,)}
    assert shared(**parts)[1] == {1: (100, {Obstacle.ROAD_CLOSED: 1})}
    helper = van(1, passes=frozenset({"抢险"}))
    assert shared(**parts, on_duty=(helper,))[0] == [(1, 1, 100)]


def test_an_island_without_a_ship_on_duty_lacks_the_ship_and_no_road():
    parts = {"lines": (line(1, place=at(0, "长海县")),), "lots": (lot(1),)}
    assert shared(**parts)[1] == {1: (100, {Obstacle.NO_SHIP: 1})}
    inland = Closure(1, frozenset({Mode.ROAD}), link=("金州区", "旅顺口区"))
    assert shared(**parts, closures=(inland,))[1] == {1: (100, {Obstacle.NO_SHIP: 1})}


def test_an_island_is_served_when_a_ship_is_on_duty():
    parts = {"lines": (line(1, place=at(0, "长海县")),), "lots": (lot(1),)}
    assert shared(**parts, on_duty=(van(1),))[0] == []
    assert shared(**parts, on_duty=(van(1, mode=Mode.WATER),))[0] == [(1, 1, 100)]


def test_a_line_with_nothing_open_is_passed_over():
    assert shared(lines=(line(1, quantity=0),), lots=(lot(1),)) == ([], {})


IN_TWO_HOURS = {"urgency": Urgency.CRITICAL, "deadline": NOW + timedelta(hours=2)}
LATER = NOW + timedelta(hours=6)
BOTH_SIDES = (lot(1, km=-10), lot(2, km=20))
"""The nearer lot on one side of the need, the farther one on the other."""


def served(*vans, **facts):
    """The lot that an urgent line at kilometre 0 is served from, and why not the nearer one."""
    asks = line(1, **IN_TWO_HOURS | facts)
    proposed = plan(city(lines=(asks,), lots=BOTH_SIDES, on_duty=vans), PARAMS, NOW)
    (share,), (why,) = proposed.allocations, proposed.why
    return share.lot_id, why.given[share.lot_id][1].text_key


def test_an_urgent_line_is_served_from_where_a_van_on_duty_can_bring_it_in_time():
    assert served(van(1, km=22)) == (2, "why.passed_reach")
    assert served(van(1, km=22), van(2, km=-9)) == (1, "why.nearest")
    assert served() == (1, "why.nearest")


def test_where_nothing_presses_or_no_van_can_help_the_nearest_serves():
    assert served(van(1, km=22), urgency=Urgency.NORMAL)[0] == 1
    assert served(van(1, km=22), deadline=None)[0] == 1
    assert served(van(1, km=500))[0] == 1


def test_cold_goods_come_from_where_a_cold_van_can_fetch_them():
    asks = line(1, "INSULIN", **IN_TWO_HOURS)
    lots = tuple(replace(one, item_code="INSULIN") for one in BOTH_SIDES)
    fleet = (van(1, km=-9), van(2, km=22, cold_chain=True))
    proposed = plan(city(lines=(asks,), lots=lots, on_duty=fleet), PARAMS, NOW)
    assert [share.lot_id for share in proposed.allocations] == [2]


@pytest.mark.parametrize("mode", [Mode.WATER, Mode.RAIL])
def test_a_ship_or_train_changes_nothing_where_there_is_no_way_for_it(mode):
    trunk = van(2, km=80, mode=mode)
    assert served(van(1, km=22), trunk) == (2, "why.passed_reach")
    assert served(trunk) == (1, "why.nearest")


def test_a_ship_without_a_cold_hold_brings_no_cold_goods():
    ashore = lot(1, "INSULIN", km=30)
    island = lot(2, "INSULIN", place=at(75, ISLAND))
    asks = line(1, "INSULIN", place=at(35, ISLAND), **IN_TWO_HOURS | {"deadline": LATER})
    fleet = (ship(), van(3, position=at(74, ISLAND), cold_chain=True))
    proposed = plan(coast(lines=(asks,), lots=(ashore, island), on_duty=fleet), PARAMS, NOW)
    assert [share.lot_id for share in proposed.allocations] == [2]
    cold = (ship(cold_chain=True), fleet[1])
    proposed = plan(coast(lines=(asks,), lots=(ashore, island), on_duty=cold), PARAMS, NOW)
    assert [share.lot_id for share in proposed.allocations] == [1]


def test_a_porter_is_no_van_for_what_he_cannot_lift():
    asks = line(1, "TENT", quantity=1, **IN_TWO_HOURS)
    lots = tuple(replace(one, item_code="TENT") for one in BOTH_SIDES)
    fleet = (van(1, km=-10, kg=20.0), van(2, km=22))
    proposed = plan(city(lines=(asks,), lots=lots, on_duty=fleet), PARAMS, NOW)
    assert [share.lot_id for share in proposed.allocations] == [2]


def test_other_goods_with_a_deadline_change_nothing():
    bare = {"deadline": None, "urgency": Urgency.CRITICAL}
    shut = Closure(1, frozenset({Mode.ROAD}), link=("甘井子区", "金州区"))
    lots = (lot(1, km=-10, place=at(-10, "金州区")), lot(2, km=20))
    found = []
    for others in ((), (line(2, "TENT", **IN_TWO_HOURS),)):
        lines = (line(1, **bare), *others)
        parts = {"lines": lines, "lots": lots, "closures": (shut,), "on_duty": (van(1, km=22),)}
        proposed = plan(city(**parts), PARAMS, NOW)
        found.append([share.lot_id for share in proposed.allocations])
    assert found[0] == found[1]


def test_a_van_beyond_a_closed_road_is_no_help():
    shut = Closure(1, frozenset({Mode.ROAD}), link=("甘井子区", "金州区"))
    away = van(1, km=-9, position=at(-9, "金州区"))
    asks = line(1, **IN_TWO_HOURS)
    parts = {"lines": (asks,), "lots": BOTH_SIDES, "closures": (shut,)}
    proposed = plan(city(on_duty=(away, van(2, km=22)), **parts), PARAMS, NOW)
    assert [share.lot_id for share in proposed.allocations] == [2]
