"""A change tried out on a snapshot, and what comes of the plan."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from random_snapshots import snapshots
from tiny_city import NOW, PARAMS, at, city, line, load, lot, van

from matching.model import Urgency
from matching.pipeline import plan
from matching.snapshot import Closure, Promised
from matching.whatif import Change, ChangeKind, changed, compare


def effect(snapshot, change):
    """What the change does to the plan of the snapshot."""
    other = changed(snapshot, change)
    return compare(snapshot, plan(snapshot, PARAMS, NOW), other, plan(other, PARAMS, NOW))


def test_a_lot_gone_leaves_its_needs_with_less_and_names_their_district():
    snapshot = city(lines=(line(1), line(2, urgency=Urgency.CRITICAL)), lots=(lot(1), lot(2)))
    found = effect(snapshot, Change(ChangeKind.LOT_GONE, 2))
    assert (found.better, found.worse, found.critical_worse) == (0, 1, 0)
    assert found.goods == (("甘井子区", "N95", -100),)
    assert effect(snapshot, Change(ChangeKind.LOT_DOUBLE, 2)).worse == 0


def test_a_lot_gone_takes_what_it_promised_with_it():
    promised = Promised(7, 1, 60, line(1, quantity=60))
    snapshot = city(
        lines=(line(1, quantity=40),),
        lots=(lot(1, free=0), lot(2, free=40)),
        loads=(load(7), load(8)),
        promised=(promised,),
    )
    other = changed(snapshot, Change(ChangeKind.LOT_GONE, 1))
    assert [(each.line_id, each.quantity) for each in other.lines] == [(1, 100)]
    assert [each.allocation_id for each in other.loads] == [8]
    found = effect(snapshot, Change(ChangeKind.LOT_GONE, 1))
    assert (found.better, found.worse) == (0, 1)
    assert found.uncarried_after < found.uncarried_before


def test_what_would_be_taken_back_for_a_life_at_risk_counts_as_lost():
    offered = Promised(7, 1, 50, line(1, quantity=50), firm=False)
    saved = Promised(8, 2, 50, line(2, quantity=50, urgency=Urgency.CRITICAL))
    snapshot = city(lots=(lot(1, free=0), lot(2, free=0)), promised=(offered, saved))
    other = changed(snapshot, Change(ChangeKind.LOT_GONE, 2))
    assert plan(other, PARAMS, NOW).releases == (7,)
    found = effect(snapshot, Change(ChangeKind.LOT_GONE, 2))
    assert (found.worse, found.critical_worse) == (1, 0)


def test_half_a_lot_is_half_of_what_is_free_and_twice_counts_promises_too():
    snapshot = city(lots=(lot(1, free=41),), promised=(Promised(7, 1, 60, line(1)),))
    (half,) = changed(snapshot, Change(ChangeKind.LOT_HALF, 1)).lots
    (double,) = changed(snapshot, Change(ChangeKind.LOT_DOUBLE, 1)).lots
    assert (half.free, double.free) == (20, 142)


def test_a_road_closed_or_opened_changes_who_can_be_reached():
    need, stock = line(1, place=at(0, "旅顺口区")), lot(1, place=at(5, "金州区"))
    snapshot = city(lines=(need,), lots=(stock,))
    shut = effect(snapshot, Change(ChangeKind.ROAD_CLOSED, link=("旅顺口区", "金州区")))
    assert (shut.better, shut.worse) == (0, 1)
    closed = replace(snapshot, closures=(Closure(3, frozenset(), link=("金州区", "旅顺口区")),))
    opened = effect(closed, Change(ChangeKind.ROAD_OPEN, 3))
    assert (opened.better, opened.worse) == (1, 0)


def test_a_vehicle_more_or_less_changes_the_rides():
    snapshot = city(loads=(load(1), load(2, start=20, end=30)), on_duty=(van(4),))
    more = effect(snapshot, Change(ChangeKind.VEHICLE_MORE, 4))
    assert more.rides_after > more.rides_before
    off = effect(snapshot, Change(ChangeKind.VEHICLE_OFF, 4))
    assert (off.rides_before, off.rides_after) == (1, 0)
    assert off.uncarried_after > off.uncarried_before


@pytest.mark.parametrize("kind", [each for each in ChangeKind if each != "road_closed"])
def test_what_is_not_there_any_more_cannot_be_changed(kind):
    assert changed(city(), Change(kind, 9)) is None


@given(snapshots(), st.sampled_from([ChangeKind.LOT_DOUBLE, ChangeKind.LOT_GONE]))
def test_trying_a_change_out_leaves_the_snapshot_as_it_was(snapshot, kind):
    before = repr(snapshot)
    for stock in snapshot.lots[:1]:
        found = effect(snapshot, Change(kind, stock.lot_id))
        assert found.worse <= len({need.need_id for need in snapshot.lines})
    assert repr(snapshot) == before


def test_nothing_changed_has_no_effect():
    snapshot = city(lines=(line(1),), lots=(lot(1), lot(2, "WATER")))
    found = effect(snapshot, Change(ChangeKind.LOT_GONE, 2))
    assert (found.better, found.worse, found.goods) == (0, 0, ())
