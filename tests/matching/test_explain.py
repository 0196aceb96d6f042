"""Reasons come as keys and facts, never as sentences."""

from tiny_city import line, lot

from matching.explain import (
    Because,
    explain_allocation,
    explain_shortage,
    explain_stuck,
)
from matching.snapshot import Obstacle, ProposedAllocation, Shortage, Stuck


def test_an_allocation_says_how_far_and_whose_and_names_a_stand_in():
    share = ProposedAllocation(1, 2, 40, 6.62)
    near = Because("why.nearest", {"quantity": 40, "km": "6.6", "reserve_mode": "enterprise"})
    assert explain_allocation(share, line(1), lot(2)) == (near,)
    assert explain_allocation(share, line(1), lot(2, "SURG")) == (
        near,
        Because("why.stand_in", {"item": "SURG", "asked": "N95"}),
    )


def test_a_shortage_gives_its_two_commonest_reasons_with_their_counts():
    causes = ((Obstacle.LOTS_EMPTY, 9), (Obstacle.TOO_LATE, 2), (Obstacle.ON_HOLD, 1))
    assert explain_shortage(Shortage(1, 200, causes)) == (
        Because("why.lots_empty", {"count": 9, "quantity": 200}),
        Because("why.too_late", {"count": 2, "quantity": 200}),
    )


def test_a_stuck_load_gives_its_obstacle():
    assert explain_stuck(Stuck(1, None, Obstacle.NO_VEHICLE)) == (Because("why.no_vehicle", {}),)
