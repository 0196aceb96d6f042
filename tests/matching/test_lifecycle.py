"""What may follow what, what conserves, and how far a word carries."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.errors import Outdated
from matching.lifecycle import (
    ALLOCATION_STEPS,
    CONFIRM_WINDOWS,
    JOB_STEPS,
    OFFER_WINDOW,
    Fulfilment,
    LineQuantities,
    LotQuantities,
    allocation_may,
    confirm_window,
    initial_verification,
    job_may,
    may_be_matched,
    open_need_limit,
    require_allocation_step,
    require_job_step,
)
from matching.model import AllocationState as A
from matching.model import JobState as J
from matching.model import Trust, Urgency, Verification


@pytest.mark.parametrize(
    ("steps", "states", "start"),
    [
        (ALLOCATION_STEPS, A, A.PROPOSED),
        (JOB_STEPS, J, J.OPEN),
    ],
)
def test_every_state_is_listed_and_can_be_reached_and_can_end(steps, states, start):
    assert set(steps) == set(states)
    reached, todo = set(), [start]
    while todo:
        state = todo.pop()
        if state not in reached:
            reached.add(state)
            todo += steps[state]
    assert reached == set(states)
    ends = {state for state in states if not steps[state]}
    assert ends
    for state in states:
        assert state not in steps[state]


def test_goods_move_only_after_both_confirmed():
    assert not allocation_may(A.PROPOSED, A.LOADED)
    assert allocation_may(A.CONFIRMED, A.LOADED)
    assert not allocation_may(A.LOADED, A.RELEASED)


def test_an_accepted_job_may_be_handed_back_but_not_once_goods_are_aboard():
    assert job_may(J.ACCEPTED, J.OPEN)
    assert not job_may(J.UNDERWAY, J.OPEN)
    assert not job_may(J.UNDERWAY, J.CANCELLED)


def test_a_step_out_of_turn_is_outdated():
    require_allocation_step(A.PROPOSED, A.CONFIRMED)
    require_job_step(J.OPEN, J.OFFERED)
    with pytest.raises(Outdated):
        require_allocation_step(A.DELIVERED, A.LOADED)
    with pytest.raises(Outdated):
        require_job_step(J.CLOSED, J.OPEN)


def test_a_line_tells_what_is_open_and_on_the_way():
    line = LineQuantities(
        requested=100, cancelled=10, accepted=20, loaded=35, rejected=5, reserved=8, committed=12
    )
    assert line.on_the_way == 10
    assert line.open_quantity == 40
    line.check()


def test_rejected_lost_and_returned_goods_are_needed_again():
    line = LineQuantities(requested=100, loaded=100, accepted=70, rejected=10, lost=15, returned=5)
    assert (line.on_the_way, line.open_quantity) == (0, 30)


def test_more_than_asked_leaves_nothing_open():
    assert LineQuantities(requested=10, loaded=12, accepted=12).open_quantity == 0


@pytest.mark.parametrize(
    ("facts", "fulfilment"),
    [
        ({}, Fulfilment.NONE),
        ({"reserved": 100}, Fulfilment.NONE),
        ({"committed": 40}, Fulfilment.PARTIAL),
        ({"committed": 60, "loaded": 40}, Fulfilment.COVERED),
        ({"loaded": 40, "accepted": 40}, Fulfilment.PARTIAL),
        ({"loaded": 100, "accepted": 100}, Fulfilment.DELIVERED),
        ({"loaded": 60, "accepted": 60, "cancelled": 40}, Fulfilment.DELIVERED),
        ({"cancelled": 100}, Fulfilment.NONE),
    ],
)
def test_fulfilment_is_derived(facts, fulfilment):
    assert LineQuantities(requested=100, **facts).fulfilment() is fulfilment


@pytest.mark.parametrize(
    "facts",
    [
        {"requested": -1},
        {"requested": 1, "lost": -1},
        {"requested": 9, "loaded": 5, "accepted": 6},
        {"requested": 9, "loaded": 5, "accepted": 3, "lost": 2, "returned": 1},
        {"requested": 5, "cancelled": 6},
        {"requested": 5, "verified": 6},
    ],
)
def test_goods_that_appear_or_vanish_are_found(facts):
    with pytest.raises(ValueError, match=r"negative|more"):
        LineQuantities(**facts).check()


amounts = st.integers(0, 100)


@given(amounts, amounts, amounts, amounts, amounts, amounts)
def test_what_is_open_and_promised_and_accepted_covers_the_request(
    requested, reserved, committed, accepted, on_the_way, rejected
):
    line = LineQuantities(
        requested=requested,
        reserved=reserved,
        committed=committed,
        accepted=accepted,
        rejected=rejected,
        loaded=accepted + rejected + on_the_way,
    )
    line.check()
    assert line.open_quantity + line.promised + line.accepted >= requested
    assert line.open_quantity == 0 or (
        line.open_quantity + line.promised + line.accepted == requested
    )


def test_a_lot_is_free_plus_reserved_plus_loaded_out():
    LotQuantities(counted=10, free=5, reserved=3, loaded_out=2).check()
    with pytest.raises(ValueError, match="counted"):
        LotQuantities(counted=10, free=5, reserved=3).check()
    with pytest.raises(ValueError, match="negative"):
        LotQuantities(counted=1, free=2, reserved=-1).check()


@pytest.mark.parametrize(
    ("trust", "served", "via", "verification"),
    [
        (Trust.NEW, 0, False, Verification.UNVERIFIED),
        (Trust.NEW, 5, False, Verification.UNVERIFIED),
        (Trust.PHONE_SHARED, 0, False, Verification.UNVERIFIED),
        (Trust.PHONE_SHARED, 1, False, Verification.VOUCHED),
        (Trust.ORG_VERIFIED, 0, False, Verification.UNVERIFIED),
        (Trust.NEW, 0, True, Verification.VERIFIED),
    ],
)
def test_how_far_a_new_report_is_believed(trust, served, via, verification):
    assert initial_verification(trust, served, via) is verification


def test_only_what_somebody_stands_behind_is_matched():
    assert [v for v in Verification if may_be_matched(v)] == [
        Verification.VOUCHED,
        Verification.VERIFIED,
    ]


def test_limits_and_windows():
    assert [open_need_limit(trust) for trust in Trust] == [3, 10, 200]
    minutes = [confirm_window(urgency) / timedelta(minutes=1) for urgency in Urgency]
    assert minutes == [5, 10, 20, 60]
    assert set(CONFIRM_WINDOWS) == set(Urgency)
    assert timedelta(minutes=3) == OFFER_WINDOW
