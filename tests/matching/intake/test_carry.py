"""Numbers that stand apart from their item."""

import pytest
from intake import needs, stock


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("隔离衣还能撑1天。求200件", {"GOWN-ISO": 200}),
        ("护目镜起雾，能不能换一下？先来300副", {"GOGGLES": 300}),
        ("防护服只够用一天，急需500套", {"COVERALL": 500}),
        ("体温枪坏了3把，求新的5把就行", {"THERMO-IR": 5}),
        ("更正：护目镜写的5000，应为500副", {"GOGGLES": 500}),
        ("防护服共需1000套，已到货300套，尚缺700套", {"COVERALL": 700}),
        ("需要毛毯不是300条，是30条", {"BLANKET": 30}),
        ("需要护目镜5000有误，实际需要护目镜500副", {"GOGGLES": 500}),
    ],
)
def test_the_number_asked_for_is_the_items(text: str, expected: dict[str, int]) -> None:
    assert needs(text) == expected


def test_stock_and_need_of_one_item_stay_apart() -> None:
    text = "N95口罩库存50只，需求500只"
    assert (needs(text), stock(text)) == ({"MASK-N95": 500}, {"MASK-N95": 50})


@pytest.mark.parametrize(
    "text", ["需要雨衣10件（L号6件、XL号4件）", "需要雨衣10件（大号6件，小号4件）"]
)
def test_what_a_bracket_splits_up_is_no_more_of_it(text: str) -> None:
    assert needs(text) == {"RAINCOAT": 10}


def test_the_size_of_a_bottle_is_not_how_many() -> None:
    assert needs("求氧气瓶（40L）60瓶") == {"O2-CYL": 60}
