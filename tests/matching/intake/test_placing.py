"""Goods for several places at once."""

import pytest
from intake import needs, read


@pytest.mark.parametrize(
    ("text", "code", "each", "places"),
    [
        ("太平街道和铁西街道各要挂面50箱", "FLOUR", 50, 2),
        ("西岗区和沙河口区各要帐篷10顶", "TENT", 10, 2),
        ("西岗区、沙河口区、中山区各需要棉被30床", "QUILT", 30, 3),
        ("Xigang and Shahekou each need 50 tents", "TENT", 50, 2),
    ],
)
def test_each_of_several_places_has_the_number(
    text: str, code: str, each: int, places: int
) -> None:
    lines = read(text).lines
    assert [(line.code, line.quantity) for line in lines] == [(code, each)] * places
    assert sorted(line.place for line in lines) == list(range(places))


def test_a_list_of_its_own_goes_to_its_own_place() -> None:
    reading = read("太平街道和铁西街道各要挂面50箱，太平街道另要盐20箱")
    salt = [line for line in reading.lines if line.code == "SALT-SUGAR"]
    assert [(line.quantity, line.place) for line in salt] == [(20, 2)]


def test_two_places_without_each_share_the_goods() -> None:
    assert needs("西岗区和沙河口区要帐篷10顶") == {"TENT": 10}
