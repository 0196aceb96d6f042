"""Goods that are offered without a plain word of giving."""

import pytest
from intake import needs, offers


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("渔民：冲锋舟三艘可以出海接人，油自备", {"BOAT": 3}),
        ("挖掘机两台可以去清淤", {"EXCAVATOR": 2}),
        ("我家有皮划艇两条，可以下水救人", {"BOAT": 2}),
        ("2 speedboats can go out and pick up people", {"BOAT": 2}),
        ("劳保手套8000双，棉鞋600双，哪个单位需要跟我说", {"GLOVES-WORK": 8000, "SHOES": 600}),
        ("雨靴500双现成的，哪个社区要就说一声", {"BOOTS-RUBBER": 500}),
        ("多了100床被子，谁缺告诉我", {"QUILT": 100}),
        ("面包800个，谁要联系我", {"BREAD": 800}),
        ("50 blankets, whoever needs them call me", {"BLANKET": 50}),
        ("can ofer 5000 disposable masks", {"MASK-MED": 5000}),
        ("can offr 200 blankets, call 13500000816", {"BLANKET": 200}),
    ],
)
def test_what_is_put_at_others_disposal_is_offered(text: str, offered: dict[str, int]) -> None:
    assert offers(text) == offered
    assert needs(text) == {}


@pytest.mark.parametrize(
    ("text", "rooms"),
    [
        ("Our hotel has 60 free rooms for nurses who cannot go home", 60),
        ("We run a guest house, 25 spare rooms for doctors", 25),
        ("宾馆有30间房免费给医护人员住", 30),
        ("可提供住宿 共3间房", None),
    ],
)
def test_the_rooms_of_a_hotel_are_counted(text: str, rooms: int | None) -> None:
    assert offers(text) == {"SHELTER-SVC": rooms}


@pytest.mark.parametrize(
    "text",
    [
        "Hello 我是 volunteer at 人民广场街道, 我们有 gloves 500双 可以 donate",
        "我是志愿者，家里有手套500双可以捐",
        "i am a volunteer, we have 500 gloves to donate",
    ],
)
def test_who_speaks_is_no_part_of_what_is_offered(text: str) -> None:
    assert offers(text) == {"GLOVES-EXAM": 500}


@pytest.mark.parametrize(
    "text", ["谁能派两台挖掘机来清淤", "冲锋舟什么时候可以来？", "求冲锋舟两艘，可以来接人吗"]
)
def test_a_question_who_can_come_offers_nothing(text: str) -> None:
    assert offers(text) == {}
