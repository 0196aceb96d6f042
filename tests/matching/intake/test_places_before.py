"""The place used before, in somebody's words."""

import pytest
from intake import needs, read

from matching.intake.places_before import is_before, is_own


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("需要棉被20床，送到我上次的地方", "我上次的地方"),
        ("需要棉被20床，老地方", "老地方"),
        ("need 20 quilts, same place as last time", "same place as last time"),
        ("20 quilts to my usual address", "my usual address"),
    ],
)
def test_the_place_used_before_is_a_place(text: str, place: str) -> None:
    assert read(text).place == place
    assert needs(text) == {"QUILT": 20}
    assert is_before(place)


@pytest.mark.parametrize("text", ["送到上次的地方吧", "Same place as last time please", "老地址"])
def test_what_is_only_that_is_known(text: str) -> None:
    assert is_before(text)


@pytest.mark.parametrize(
    "text", ["上次的地方隔壁", "中山区老地方饭店", "last street", "在同一条街"]
)
def test_what_names_more_is_not(text: str) -> None:
    assert not is_before(text)


def test_our_house_is_no_name() -> None:
    assert all(map(is_own, ("我家", "我们家里", "our house", "The shelter")))
    assert not any(map(is_own, ("我妈家", "Sunshine nursing home")))
