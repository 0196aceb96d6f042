"""A vehicle that somebody has, told apart from one that is wanted, broken, or only spoken of."""

import pytest

from matching.intake.owned import has_vehicle, wants_vehicle

VEHICLES = frozenset({"货车", "面包车", "truck", "van"})


@pytest.mark.parametrize(
    "text",
    [
        *[
            "我有一辆厢式货车",
            "我们公司还有两辆面包车",
            "my truck takes 5 tons",
            "we own a small van",
        ],
        *["有一辆货车，能装5吨", "got a van, can carry 1 ton"],
    ],
)
def test_a_vehicle_is_had(text: str) -> None:
    assert has_vehicle(text, VEHICLES)


@pytest.mark.parametrize(
    "text",
    [
        *[
            "我的货车坏了",
            "路上看到一辆货车",
            "我有一只猫",
            "my truck broke down",
            "the truck is here",
        ],
        *["有一辆货车", "限重5吨，货车能过吗"],
    ],
)
def test_a_vehicle_in_trouble_or_of_others_is_not(text: str) -> None:
    assert not has_vehicle(text, VEHICLES)


def test_a_vehicle_is_wanted() -> None:
    assert wants_vehicle("我们急需一辆货车")
    assert wants_vehicle("we need a truck")
    assert not wants_vehicle("我有一辆货车")
