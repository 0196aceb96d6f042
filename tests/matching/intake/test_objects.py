"""A word of need asks for its object; goods that only adorn another object are not asked for."""

import pytest
from intake import needs, read

GOODS = ["rice", "tents", "water", "blankets", "medicine"]


@pytest.mark.parametrize("goods", GOODS)
@pytest.mark.parametrize(
    "text",
    [
        *["we need justice for the stolen {}", "we need god more than {}"],
        *["the court asks the state for a report on {}", "looking for the owner of the {}"],
        *["i am without job since the factory of {} closed"],
    ],
)
def test_goods_that_adorn_another_object_are_not_asked_for(text: str, goods: str) -> None:
    assert read(text.format(goods)).lines == ()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        *[("we need help with food", "FOOD-ANY"), ("please send a truck of rice", "RICE")],
        *[("we need someone to bring blankets", "BLANKET"), ("need 3 boxes of masks", "MASK-ANY")],
        ("i would like to know where they give the card for the rice", "RICE"),
    ],
)
def test_objects_that_stand_for_goods_ask_for_them(text: str, code: str) -> None:
    assert code in needs(text)
