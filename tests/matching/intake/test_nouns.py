"""A name may be a verb, a flood, a length or a plain number."""

import pytest
from intake import needs, offers


@pytest.mark.parametrize(
    "text",
    [
        *["水还在涨，求帮助", "水已经退了", "the water is rising fast, send boats"],
        *["需要4.2米的地方", "we have nothing to cook with"],
    ],
)
def test_floods_lengths_and_verbs_are_no_goods(text: str) -> None:
    assert not {"WATER-BOT", "RICE", "VOLUNTEER"} & set(needs(text))


def test_what_somebody_can_supply_is_offered() -> None:
    assert offers("we can supply 40 tents") == {"TENT": 40}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("急需：1860 500个、9132 200个", {"MASK-N95": 700}),
        ("需要84 50瓶", {"DIS-84": 50}),
        ("需要84三十瓶", {"DIS-84": 30}),
        ("需要N95口罩84个", {"MASK-N95": 84}),
        ("急需1.雨衣 2.84消毒液 3.酒精", {"RAINCOAT": None, "DIS-84": None, "ALCOHOL-75": None}),
    ],
)
def test_names_of_digits_are_told_from_quantities(
    text: str, expected: dict[str, int | None]
) -> None:
    assert needs(text) == expected


def test_a_doctor_is_no_x_ray() -> None:
    assert needs("please send 5 tents to 88 Mesa Dr") == {"TENT": 5}
