"""What sounds like a need and is none: denied, done, asked about, refused, or only a word."""

import pytest
from intake import needs, offers, read

from matching.model import Urgency


@pytest.mark.parametrize(
    "text",
    [
        "No help needed at Dalian Railway Station any more, all passengers left",
        "No more blankets needed, thank you",
        "no tents required at the stadium, everyone went home",
        "不需要支援了，人都撤走了",
        "不用救援了，大家都安全",
        "没有人被困，路通了",
        "nobody is trapped, roads are open",
    ],
)
def test_what_is_not_needed_any_more_asks_for_nothing(text: str) -> None:
    reading = read(text)
    assert reading.lines == ()
    assert reading.urgency is Urgency.NORMAL


@pytest.mark.parametrize(
    "text",
    [
        "请问红旗街道核酸点在哪？需要自己带口罩吗",
        "我要带身份证和口罩吗？",
        "打疫苗需要带什么证件，要戴口罩吗",
        "明天排队必须自带水吗",
        "do I need to bring a mask to the vaccination site?",
        "should volunteers wear gloves?",
    ],
)
def test_a_question_what_to_bring_asks_for_nothing(text: str) -> None:
    assert read(text).lines == ()


@pytest.mark.parametrize(
    "text",
    [
        "操场上已经搭了20顶帐篷，还要枕头40个",
        "操场已经支起了30顶帐篷，还差枕头40个",
        "医院门口已架好了2台发电机，缺枕头40个",
        "we have already set up 15 tents, still need 40 pillows",
        "We're good on water & diapers, need 40 pillows",
        "They're good on rice, need 40 pillows",
        "we are all set for blankets, need 40 pillows",
        "no need water, 已经很多了; need 枕头40个",
        "不缺水不缺电，缺枕头40个",
        "甘井子区泉水街道（泉水不是缺水！）缺的是枕头40个",
        "村民正在转移，急需枕头40个",
    ],
)
def test_only_what_is_lacking_is_a_need(text: str) -> None:
    assert needs(text) == {"PILLOW": 40}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("穿雨衣当防护服，求支援防护服", {"COVERALL": None}),
        ("医生用塑料袋当鞋套，求鞋套500双", {"SHOE-COVER": 500}),
        ("戴泳镜代替护目镜，缺护目镜30副", {"GOGGLES": 30}),
        ("nurses are using garbage bags as gowns, need 200 gowns", {"GOWN-ISO": 200}),
    ],
)
def test_what_stands_in_for_goods_is_not_asked_for(text: str, wanted: dict[str, int]) -> None:
    assert needs(text) == wanted


def test_a_certificate_asks_for_no_doctors() -> None:
    assert needs("面屏1500；不收防护服（无医疗注册证）") == {"FACE-SHIELD": 1500}
    assert needs("没有生产许可证的口罩不要，要N95 500个") == {"MASK-N95": 500}


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("可提供发电机3台，请自行派车", {"GENERATOR": 3}),
        ("提供大米5吨，自行派车来拉", {"RICE": 5}),
        ("帐篷20顶可借，运输车辆自理", {"TENT": 20}),
        ("can lend 20 tents, arrange your own transport", {"TENT": 20}),
    ],
)
def test_whoever_must_come_by_himself_is_offered_no_transport(
    text: str, offered: dict[str, int]
) -> None:
    assert offers(text) == offered
    assert needs(text) == {}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("需要负压救护车2辆，另消毒车1辆", {"AMBULANCE": 2}),
        ("火速派消防水车和灭火器，越多越好", {"WATER-USE": None, "FIRE-EXT": None}),
        ("需要洒水车1辆", {"WATER-USE": 1}),
        ("需要货车2辆", {"TRUCK": 2}),
    ],
)
def test_a_vehicle_that_does_a_work_is_no_transport(text: str, wanted: dict[str, int]) -> None:
    assert needs(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted", "people"),
    [
        ("need biscuits 60 boxes for 140 dock workers", {"BISCUIT": 60}, 140),
        ("need biscuits 20 boxes for 85 construction workers", {"BISCUIT": 20}, 85),
        ("meals for 30 volunteers needed, 60 boxes", {"MEAL": 60}, None),
    ],
)
def test_those_whom_goods_are_for_are_no_helpers(
    text: str, wanted: dict[str, int], people: int | None
) -> None:
    assert needs(text) == wanted
    assert read(text).people == people


def test_stock_without_a_number_is_silent_beside_the_need_of_the_same() -> None:
    assert [line.quantity for line in read("血浆只够明天一天，求A型血200袋").lines] == [200]
    assert [line.quantity for line in read("O型血只够用两天，求O型血100袋").lines] == [100]
