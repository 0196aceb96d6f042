"""Numbers that count something else than the goods beside them, and numbers that stand apart."""

import pytest
from intake import needs, read, stock


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("工人宿舍发烧38.5到39度的有17人，退烧药40盒", {"ANTIPYRETIC": 40}),
        ("孩子烧到39.6，要退烧药2盒", {"ANTIPYRETIC": 2}),
        ("车间有12人发热38度以上，求布洛芬30盒", {"ANTIPYRETIC": 30}),
        ("体温37.8-39.2，要退烧药20盒", {"ANTIPYRETIC": 20}),
        ("气温零下15度，要棉被50床", {"QUILT": 50}),
        ("baby has fever of 39.5, need paracetamol 3 boxes", {"ANTIPYRETIC": 3}),
        ("temp 38.2 since monday, send 20 thermometers", {"THERMO-IR": 20}),
    ],
)
def test_a_temperature_counts_nothing(text: str, wanted: dict[str, int]) -> None:
    assert needs(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("N95一个用三天，求支援N95", {"MASK-N95": None}),
        ("护目镜一副用一周，求护目镜30副", {"GOGGLES": 30}),
        ("矿泉水一瓶分三个人喝，要水50箱", {"WATER-BOT": 50}),
        ("口罩一个没有了！急急急", {"MASK-ANY": None}),
        ("口罩一只都没有了", {"MASK-ANY": None}),
        ("护目镜一副都没有，防护服一件也不剩", {"GOGGLES": None, "COVERALL": None}),
        ("not one bottle of water left, send 40 boxes", {"WATER-BOT": 40}),
    ],
)
def test_one_that_is_gone_or_must_last_is_no_quantity(text: str, wanted: dict[str, int]) -> None:
    assert needs(text) == wanted
    assert stock(text) == {}


@pytest.mark.parametrize(
    "text",
    [
        "we are getting only 1 meal per day in camp 4, send rice",
        "people are eating only 2 meals a day, please send rice",
        "we get only one bottle of water a day, need rice",
        "每天只吃一顿饭，要大米",
        "一天只能喝一瓶水，缺大米",
    ],
)
def test_what_each_gets_a_day_is_neither_stock_nor_need(text: str) -> None:
    assert [line.code for line in read(text).lines] == ["RICE"]


def test_meals_asked_for_by_the_day_are_a_need() -> None:
    assert needs("we need 300 meals per day") == {"MEAL": 300}


@pytest.mark.parametrize(
    ("text", "quantity"),
    [
        ("护目镜1 000副", 1000),
        ("N95 2 000只", 2000),
        ("防护服2 500套", 2500),
        ("surgical masks 20 000 pcs needed", 20_000),
        ("需要 waikekouzhao 3 wan zhi", 30_000),
        ("需要 kouzhao 2wan zhi", 20_000),
        ("需要 shoutao 5 qian shuang", 5000),
    ],
)
def test_thousands_stand_apart_or_are_spoken(text: str, quantity: int) -> None:
    assert list(needs(text).values()) == [quantity]


@pytest.mark.parametrize(
    ("text", "held", "wanted"),
    [
        ("医用外科口罩20万个/月，目前库存不足5000", 5000, 200_000),
        ("医用手套每月3万双，库存不到2000双", 2000, 30_000),
        ("防护服需求500套，目前库存不够30", 30, 500),
        ("氧气瓶只剩6个，够两小时，请立刻支援60瓶", 6, 60),
        ("氧气瓶还剩3个，请火速支援40瓶", 3, 40),
        ("血浆库存只有10袋，请尽快调拨80袋", 10, 80),
        ("Insulin: only 6 vials left. Need 40 vials", 6, 40),
    ],
)
def test_stock_and_need_of_one_item_are_told_apart(text: str, held: int, wanted: int) -> None:
    assert list(stock(text).values()) == [held]
    assert list(needs(text).values()) == [wanted]


@pytest.mark.parametrize(
    ("text", "code", "quantity"),
    [
        ("face shields ran out this morning. 250 pls", "FACE-SHIELD", 250),
        ("Our blankets are finished. 120 please", "BLANKET", 120),
        ("Anyone got a spare generator? Just one.", "GENERATOR", 1),
        ("Does anyone have a spare wheelchair? Just one please", "WHEELCHAIR", 1),
        ("running out of oxygen, 2 hours left! 80 cylinders needed now", "O2-CYL", 80),
        ("Insulin ran out yesterday. 40 pens needed", "INSULIN", 40),
        ("体温枪坏了两把 能不能支援四把", "THERMO-IR", 4),
    ],
)
def test_a_number_may_be_a_sentence_of_its_own(text: str, code: str, quantity: int) -> None:
    assert needs(text) == {code: quantity}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("只缺司機三名", {"TRANSPORT": 3}),
        ("缺司机五名，还缺搬运工10人", {"TRANSPORT": 5, "VOLUNTEER": 10}),
        ("缺人手清淤泥！铲子自备，急 需20人", {"VOLUNTEER": 20}),
        ("这里人手不够，急需15人", {"VOLUNTEER": 15}),
        ("need 4 drivers", {"TRANSPORT": 4}),
    ],
)
def test_hands_that_are_wanted_are_no_people_in_need(text: str, wanted: dict[str, int]) -> None:
    reading = read(text)
    assert {line.code: line.quantity for line in reading.lines} == wanted
    assert reading.people is None


def test_sets_are_no_group_of_a_village() -> None:
    assert needs("尚缺牙刷牙膏100组") == {"HYG-KIT": 100}
    assert needs("尚缺毛巾、脸盆80组")["HYG-KIT"] == 80
    assert needs("3组李大爷家要大米20斤") == {"RICE": 20}


def test_people_taken_in_are_no_lodging_asked_for() -> None:
    assert needs("收容所 收容42人 尚缺毛毯60条") == {"BLANKET": 60}
