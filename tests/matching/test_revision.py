"""After an event only its component is planned again, and the diff is all that changes."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standing import after, promised
from tiny_city import GOODS, NOW, PARAMS, at, city, line, load, lot, van, waiting

from matching.eligibility import World, carriers_of, gets_through
from matching.model import Mode, Urgency
from matching.pipeline import plan
from matching.revision import LineChange, component, revise
from matching.snapshot import Closure
from matching.touched import Event, EventKind, kindred, strike

CRITICAL = {"urgency": Urgency.CRITICAL}
NEED, LOT, DRIVER, ROAD = EventKind.NEED, EventKind.LOT, EventKind.DRIVER, EventKind.ROAD
DISTRICTS = ("甘井子区", "金州区")
CLOSED = Closure(9, frozenset(), link=DISTRICTS)


def run(snapshot, *events):
    return revise(snapshot, events, PARAMS, NOW)


def changes(revision):
    return [(one.line_id, one.lot_id, one.before, one.after) for one in revision.changes]


kms = st.integers(0, 20)
codes = st.sampled_from(["N95", "N95", "SURG", "WATER"])
wants = st.fixed_dictionaries(
    {
        "code": codes,
        "quantity": st.integers(10, 100),
        "km": kms,
        "urgency": st.sampled_from(Urgency),
        "verified": st.sampled_from([True, True, True, False]),
    }
)
haves = st.fixed_dictionaries(
    {"code": codes, "free": st.integers(20, 150), "km": kms, "min_lot": st.sampled_from([1, 1, 20])}
)


def several(facts, most=6):
    return st.lists(facts, min_size=3, max_size=most)


@st.composite
def standing_cities(draw):
    """A tiny city whose last plan was applied: some of its lines answered, some not; its drivers
    have gone to work on the loads, but for some."""
    snapshot = city(
        lines=tuple(line(n, **facts) for n, facts in enumerate(draw(several(wants)), 1)),
        lots=tuple(lot(n, **facts) for n, facts in enumerate(draw(several(haves)), 1)),
        on_duty=tuple(van(n, km=km) for n, km in enumerate(draw(several(kms)), 1)),
        waiting=tuple(
            waiting(n, *ends) for n, ends in enumerate(draw(several(st.tuples(kms, kms))), 1)
        ),
        loads=tuple(
            load(50 + n, start=start, end=end)
            for n, (start, end) in enumerate(draw(several(st.tuples(kms, kms))), 1)
        ),
    )
    whole = after(snapshot, plan(snapshot, PARAMS, NOW))
    stands = whole.promised
    firm = draw(st.lists(st.booleans(), min_size=len(stands), max_size=len(stands)))
    kept = tuple(replace(one, firm=yes) for one, yes in zip(stands, firm, strict=True))
    return replace(whole, promised=kept)


@st.composite
def events_in(draw):
    """A city that stands, with one event in it."""
    snapshot = draw(standing_cities())
    kind = draw(st.sampled_from(EventKind))
    if kind is NEED:
        new = line(900, **draw(wants))
        new = replace(new, **CRITICAL, verified=True)
        return replace(snapshot, lines=(*snapshot.lines, new)), Event(NEED, 900)
    if kind is ROAD:
        ends = [one.line.place for one in snapshot.promised] or [at(3)]
        spot = draw(st.sampled_from(ends))
        shut = Closure(900, frozenset({Mode.ROAD}), centre=spot, radius_km=0.2)
        return replace(snapshot, closures=(shut,)), Event(ROAD, 900)
    jobs = tuple(job.job_id for job in snapshot.waiting[:1])
    if kind is DRIVER:
        return snapshot, Event(DRIVER, draw(st.integers(101, 106)), jobs=jobs, loads=(51,))
    return snapshot, Event(LOT, draw(st.integers(1, 6)))


def applied(snapshot, event, revision):
    """The snapshot with the event and what was made of it, as the record would have it."""
    return after(strike(snapshot, [event], PARAMS, NOW).snapshot, revision.plan)


def stock(snapshot):
    """What each lot holds, promised or not."""
    held = Counter({one.lot_id: one.free for one in snapshot.lots})
    for one in snapshot.promised:
        held[one.lot_id] += one.quantity
    return held


def wanted(snapshot):
    """What each line asks for, promised or not."""
    asked = Counter({one.line_id: one.quantity for one in snapshot.lines})
    for one in snapshot.promised:
        asked[one.line.line_id] += one.quantity
    return asked


@given(events_in())
def test_what_was_accepted_stays_but_for_goods_that_are_not_there(case):
    snapshot, event = case
    kept = set(applied(snapshot, event, run(snapshot, event)).promised)
    gone = event.subject if event.kind is LOT else None
    assert {one for one in snapshot.promised if one.firm and one.lot_id != gone} <= kept


@given(events_in())
def test_what_was_offered_gives_way_to_a_life_at_risk_a_closure_or_a_lost_lot_only(case):
    snapshot, event = case
    revision = run(snapshot, event)
    lost = set(snapshot.promised) - set(applied(snapshot, event, revision).promised)
    for one in lost:
        released = one.allocation_id in revision.plan.releases
        assert released or one.allocation_id in revision.plan.blocked or event.kind is LOT
        if released:
            assert one.line.urgency is not Urgency.CRITICAL
    if revision.plan.releases:
        urgent = {one.line_id for one in snapshot.lines if one.urgency is Urgency.CRITICAL}
        urgent |= {one.line.line_id for one in lost if one.line.urgency is Urgency.CRITICAL}
        assert any(one.line_id in urgent and one.after > one.before for one in revision.changes)


@given(events_in())
def test_nothing_outside_the_component_changes(case):
    snapshot, event = case
    revision = run(snapshot, event)
    struck = strike(snapshot, [event], PARAMS, NOW)
    codes = {one.line_id: one.item_code for one in struck.snapshot.lines}
    goods = kindred(GOODS, {codes[one] for one in struck.lines if one in codes})
    whose = codes | {one.line.line_id: one.line.item_code for one in snapshot.promised}
    before, now = set(snapshot.promised), set(applied(snapshot, event, revision).promised)
    assert all(whose[one.line_id] in goods for one in revision.changes)
    assert {one for one in before if one.line.item_code not in goods} == {
        one for one in now if one.line.item_code not in goods
    }
    part = component(struck)
    assert {one.job_id for one in revision.plan.offers} <= {job.job_id for job in part.waiting}
    if event.kind in (NEED, LOT):
        assert (revision.plan.offers, revision.plan.jobs) == ((), ())


@given(events_in())
def test_the_diff_says_just_what_changed_and_no_lot_or_line_is_exceeded(case):
    snapshot, event = case
    revision = run(snapshot, event)
    now = applied(snapshot, event, revision)  # which checks that nothing falls below nothing
    had, has = Counter(), Counter()
    for units, promises in ((had, snapshot.promised), (has, now.promised)):
        for one in promises:
            units[one.line.line_id, one.lot_id] += one.quantity
    stays = {one.lot_id for one in snapshot.lots} - (
        {event.subject} if event.kind is LOT else set()
    )
    held, holds = stock(snapshot), stock(now)
    assert all(held[number] == holds[number] for number in stays)
    assert wanted(snapshot) == wanted(now)
    told = {(one.line_id, one.lot_id): (one.before, one.after) for one in revision.changes}
    assert told == {pair: (had[pair], has[pair]) for pair in had | has if had[pair] != has[pair]}
    sides = (revision.added, revision.dropped, revision.resized)
    assert sorted(sum(sides, ()), key=repr) == sorted(revision.changes, key=repr)


@given(events_in())
def test_the_same_event_on_its_own_outcome_changes_nothing(case):
    snapshot, event = case
    again = run(applied(snapshot, event, run(snapshot, event)), replace(event, jobs=()))
    assert again.changes == ()
    assert (again.plan.allocations, again.plan.releases, again.plan.blocked) == ((), (), ())


@given(events_in())
def test_only_what_an_event_touches_or_changes_is_told_why(case):
    snapshot, event = case
    touched = strike(snapshot, [event], PARAMS, NOW).lines
    revision = run(snapshot, event)
    changed = {one.line_id for one in revision.changes}
    assert {one.line for one in revision.plan.reasons} <= touched | changed
    now = applied(snapshot, event, revision)
    open_ = {one.line_id for one in now.lines if one.quantity}
    assert open_ & (touched | changed) <= {one.line_id for one in revision.plan.shortages}


@given(events_in())
def test_the_same_snapshot_gives_the_same_diff(case):
    snapshot, event = case
    assert run(snapshot, event) == run(snapshot, event)


@given(events_in())
def test_what_is_left_after_a_closure_can_be_carried_or_was_promised_for_good(case):
    snapshot, event = case
    now = applied(snapshot, event, run(snapshot, event))
    lots = {one.lot_id: one for one in now.lots}
    carriers = carriers_of(now.on_duty)
    world = World(GOODS, carriers, now.closures, now.refused, PARAMS, NOW, now.links)
    open_ = replace(world, closures=tuple(c for c in now.closures if c.closure_id != 900))
    for one in now.promised:
        if event.kind is ROAD and not one.firm:
            ends = one.line, lots[one.lot_id]
            through = any(gets_through(way, *ends, world) for way in carriers)
            assert through or not any(gets_through(way, *ends, open_) for way in carriers)


def test_a_void_lot_sends_its_lines_elsewhere_and_leaves_other_lots_alone():
    snapshot = city(
        lots=(lot(1, free=0), lot(2, free=80, km=30), lot(3, "WATER")),
        lines=(line(7, "WATER", 50),),
        promised=(promised(5, 1, 2, 90), promised(6, 2, 3, 20)),
    )
    revision = run(snapshot, Event(LOT, 1))
    assert changes(revision) == [(2, 1, 90, 0), (2, 2, 0, 80)]
    assert [one.line_id for one in revision.plan.shortages] == [2]
    assert revision.dropped == (LineChange(2, 1, 90, 0),)


def test_a_lot_whose_promises_the_record_has_ended_is_known_by_the_lines_it_left():
    snapshot = city(lines=(line(2, quantity=90), line(7, "WATER")), lots=(lot(2), lot(3, "WATER")))
    revision = run(snapshot, Event(LOT, 1, lines=(2,)))
    assert changes(revision) == [(2, 2, 0, 90)]


def test_a_life_at_risk_takes_what_was_offered_and_nobody_answered():
    snapshot = city(
        lines=(line(9, quantity=70, **CRITICAL), line(8, "WATER")),
        lots=(lot(1, free=10), lot(2, "WATER")),
        promised=(promised(5, 1, 2, 90),),
    )
    revision = run(snapshot, Event(NEED, 9))
    assert changes(revision) == [(2, 1, 90, 30), (9, 1, 0, 70)]
    assert revision.plan.releases == (5,)
    assert revision.resized == (LineChange(2, 1, 90, 30),)


def test_a_life_at_risk_that_the_event_does_not_touch_waits_for_the_next_whole_run():
    snapshot = city(
        lines=(line(9, quantity=70, **CRITICAL),),
        lots=(lot(1, free=0), lot(3, free=0)),
        promised=(promised(5, 1, 2, 90), promised(6, 3, 4, 10)),
    )
    revision = run(snapshot, Event(LOT, 3))
    assert (changes(revision), revision.plan.releases) == ([(4, 3, 10, 0)], ())
    gone = strike(snapshot, [Event(LOT, 3)], PARAMS, NOW).snapshot
    assert plan(gone, PARAMS, NOW).releases == (5,)


@pytest.mark.parametrize("firm", [False, True])
def test_a_closed_road_ends_proposals_that_nobody_answered(firm):
    beyond = at(20, DISTRICTS[1])
    snapshot = city(
        lots=(lot(1, free=0), lot(2, free=200, place=beyond)),
        promised=(
            promised(5, 1, 2, 90, place=beyond, firm=firm),
            promised(6, 1, 3, 10),
        ),
        closures=(CLOSED,),
    )
    revision = run(snapshot, Event(ROAD, CLOSED.closure_id))
    moved = [(2, 1, 90, 0), (2, 2, 0, 90)]
    assert changes(revision) == ([] if firm else moved)
    assert revision.plan.blocked == (() if firm else (5,))


def test_two_closures_of_one_way_in_one_run_end_what_each_of_them_bars():
    """Two desks may close the same road within a minute."""
    wants = line(1, quantity=50, km=5)
    wants = replace(wants, place=replace(wants.place, district=DISTRICTS[0]))
    store = lot(1, free=100)
    store = replace(store, place=replace(store.place, district=DISTRICTS[1]))
    open_ = city(lines=(wants,), lots=(store,))
    held = after(open_, plan(open_, PARAMS, NOW))
    again = replace(CLOSED, closure_id=10)
    events = Event(ROAD, CLOSED.closure_id), Event(ROAD, again.closure_id)
    revision = run(replace(held, closures=(CLOSED, again)), *events)
    assert changes(revision) == [(1, 1, 50, 0)]


def test_a_closure_that_is_over_or_bars_nobody_on_the_way_changes_nothing():
    pair = promised(5, 1, 2, 90)
    held = city(lots=(lot(1, free=0),), promised=(pair,))
    assert run(held, Event(ROAD, 9)).changes == ()
    later = replace(CLOSED, starts_at=NOW + timedelta(hours=1))
    assert run(replace(held, closures=(later,)), Event(ROAD, 9)).changes == ()
    boats = replace(CLOSED, modes=frozenset({Mode.WATER}))
    assert run(replace(held, closures=(boats,)), Event(ROAD, 9)).changes == ()


def test_the_job_of_a_lost_driver_goes_to_the_next_and_so_do_jobs_that_want_the_same():
    near = [van(n, km=n / 10) for n in range(1, 10)]
    far = [van(n, km=500 + n / 10) for n in range(21, 30)]
    jobs = (waiting(1, 0, 5), waiting(2, 1, 6), waiting(3, 500, 505))
    snapshot = city(on_duty=(*near, *far), waiting=jobs)
    revision = run(snapshot, Event(DRIVER, 101, jobs=(1,)))
    assert {one.job_id: one.shift_id for one in revision.plan.offers} == {1: 2, 2: 9}


def test_loads_of_a_lost_driver_find_another_job_and_lines_stay():
    snapshot = city(
        on_duty=(van(1), van(2, km=3)),
        loads=(load(4), load(5, start=300, end=301)),
        lines=(line(7),),
        lots=(lot(1),),
    )
    revision = run(snapshot, Event(DRIVER, 101, loads=(4,)))
    assert [dict(job.quantities) for job in revision.plan.jobs] == [{4: 100}]
    assert revision.changes == ()


def test_goods_are_kindred_through_what_stands_in_for_them():
    assert kindred(GOODS, ["SURG"]) == {"SURG", "N95"}
    assert kindred(GOODS, ["WATER"]) == {"WATER"}
    assert kindred(GOODS, []) == frozenset()
