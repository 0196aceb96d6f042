"""Who is counted in a message and needs nothing: the dead, the helped, the helpers, rations."""

import pytest
from intake import read


@pytest.mark.parametrize(
    "text",
    [
        "每户发一份，一户两盒药，请送药",
        "口罩一人一天一个，缺口罩",
        "一人限購一劑快篩",
        "Death toll 3,200 , 6,500 injured, says ministry",
        "we delivered groceries to 41 seniors today",
        "我們有五個人可以過去幫忙",
        "8名志工，要雨鞋8雙",
        "需要8名志工",
        "need 12 volunteers and 3 nurses",
        "12 doctors ready to go",
        "crowd of 300 watch the fire",
        "20 soldiers came to help us, need food",
        "10人份便當20個",
    ],
)
def test_who_needs_nothing_is_not_counted(text: str) -> None:
    reading = read(text)
    assert (reading.people, reading.households) == (None, None)
