"""A life at risk takes what was offered to lesser needs and nobody answered; nothing else moves."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from random_snapshots import snapshots
from standing import after, promised
from tiny_city import NOW, PARAMS, city, line, lot

from matching.model import Hold, Urgency
from matching.pipeline import plan

CRITICAL = {"urgency": Urgency.CRITICAL}
SOON = {"deadline": NOW + timedelta(hours=1)}


def test_what_was_offered_and_not_answered_goes_to_a_life_at_risk():
    snapshot = city(
        lines=(line(9, quantity=70, **CRITICAL),),
        lots=(lot(1, free=10),),
        promised=(promised(5, 1, 2, 90),),
    )
    proposed = plan(snapshot, PARAMS, NOW)
    assert proposed.releases == (5,)
    assert [(one.line_id, one.quantity) for one in proposed.allocations] == [(2, 30), (9, 70)]
    assert [(one.line_id, one.quantity) for one in proposed.shortages] == [(2, 60)]
    again = plan(after(snapshot, proposed), PARAMS, NOW)
    assert (again.releases, again.allocations) == ((), ())


def test_other_goods_are_shared_out_all_the_same_where_an_offer_is_taken_back():
    snapshot = city(
        lines=(line(9, quantity=70, **CRITICAL), line(3, "WATER", 40)),
        lots=(lot(1, free=10), lot(2, "WATER", 30)),
        promised=(promised(5, 1, 2, 90), promised(6, 2, 7, 20, item_code="WATER")),
    )
    proposed = plan(snapshot, PARAMS, NOW)
    assert proposed.releases == (5,)
    given_ = [(one.line_id, one.lot_id, one.quantity) for one in proposed.allocations]
    assert given_ == [(2, 1, 30), (3, 2, 30), (9, 1, 70)]
    assert {one.line_id: one.quantity for one in proposed.shortages} == {2: 60, 3: 10}


def test_what_somebody_said_yes_to_stays_and_so_does_what_a_life_at_risk_was_offered():
    for held in (promised(5, 1, 2, 90, firm=True), promised(5, 1, 2, 90, **CRITICAL)):
        snapshot = city(
            lines=(line(9, quantity=70, **CRITICAL),), lots=(lot(1, free=0),), promised=(held,)
        )
        proposed = plan(snapshot, PARAMS, NOW)
        assert (proposed.releases, proposed.allocations) == ((), ())


def test_a_lesser_need_takes_nothing_back():
    snapshot = city(
        lines=(line(9, quantity=70, urgency=Urgency.HIGH),),
        lots=(lot(1, free=0),),
        promised=(promised(5, 1, 2, 90),),
    )
    assert plan(snapshot, PARAMS, NOW).releases == ()


def test_with_free_stock_within_reach_no_offer_is_taken_back():
    snapshot = city(
        lines=(line(9, quantity=70, **CRITICAL),),
        lots=(lot(1, free=0), lot(2, free=80, km=50)),
        promised=(promised(5, 1, 2, 90),),
    )
    proposed = plan(snapshot, PARAMS, NOW)
    assert proposed.releases == ()
    assert [(one.lot_id, one.quantity) for one in proposed.allocations] == [(2, 70)]


def test_second_halves_go_first_and_an_offer_that_is_not_needed_stays():
    offers = tuple(promised(at, at, 20 + at, 40) for at in range(1, 5))
    snapshot = city(
        lines=(line(9, quantity=60, **CRITICAL),),
        lots=tuple(lot(at, free=0) for at in range(1, 5)),
        promised=offers,
    )
    proposed = plan(snapshot, PARAMS, NOW)
    assert len(proposed.releases) == 3
    left = [one.quantity for one in proposed.allocations if one.line_id != 9]
    assert left == [20, 20, 20]
    got = sum(one.quantity for one in proposed.allocations if one.line_id == 9)
    assert got == 60


def test_an_offer_on_a_lot_that_was_held_meanwhile_is_left_to_its_own_end():
    snapshot = city(
        lines=(line(9, quantity=70, **CRITICAL),),
        lots=(lot(1, free=0, hold=Hold.QUARANTINED),),
        promised=(promised(5, 1, 2, 90),),
    )
    assert plan(snapshot, PARAMS, NOW).releases == ()


@given(snapshots(), st.integers(0, 300))
def test_after_any_event_the_same_snapshot_changes_nothing_more(snapshot, quantity):
    first = plan(snapshot, PARAMS, NOW)
    offered = after(snapshot, first)
    event = replace(
        offered, lines=(*offered.lines, line(900, "SURG", quantity=quantity, **CRITICAL))
    )
    second = plan(event, PARAMS, NOW)
    taken = [one for one in event.promised if one.allocation_id in second.releases]
    assert all(one.line.urgency is not Urgency.CRITICAL for one in taken)
    assert all(one.line.item_code in ("SURG", "N95") for one in taken)
    third = plan(after(event, second), PARAMS, NOW)
    assert third.releases == ()
    assert third.allocations == ()


@given(snapshots())
def test_a_plan_applied_leaves_nothing_to_change(snapshot):
    again = plan(after(snapshot, plan(snapshot, PARAMS, NOW), firm=True), PARAMS, NOW)
    assert (again.allocations, again.releases) == ((), ())


@given(snapshots(), st.integers(0, 300))
def test_what_somebody_said_yes_to_is_in_every_next_plan(snapshot, quantity):
    firm = after(snapshot, plan(snapshot, PARAMS, NOW), firm=True)
    event = replace(firm, lines=(*firm.lines, line(900, "SURG", quantity=quantity, **CRITICAL)))
    proposed = plan(event, PARAMS, NOW)
    assert proposed.releases == ()
    kept = after(event, proposed).promised
    assert set(firm.promised) <= set(kept)
