"""Needed, offered, still held, or not wanted at all."""

import pytest
from intake import needs, offers, read, stock

from matching.model import Role


def test_stock_beside_a_need_is_no_need() -> None:
    text = "库存：防护口罩500、护目镜无 需要护目镜500、防护口罩2千"
    assert needs(text) == {"GOGGLES": 500, "MASK-N95": 2000}
    assert stock(text) == {"MASK-N95": 500, "GOGGLES": 0}


def test_a_stock_that_runs_short_is_still_held() -> None:
    text = "库存不足：N95（50个）防护服（10套） 需：N95（2000个）防护服（500套）"
    assert needs(text) == {"MASK-N95": 2000, "COVERALL": 500}
    assert stock(text) == {"MASK-N95": 50, "COVERALL": 10}


def test_one_sign_says_nothing_beside_what_is_counted() -> None:
    assert needs("断水了，要桶装水60桶") == {"WATER-BULK": 60}
    assert needs("断水三天了，要大米20袋") == {"WATER-BOT": None, "RICE": 20}


def test_one_item_may_be_held_and_needed() -> None:
    text = "N95口罩库存200个，需求5000个"
    assert needs(text) == {"MASK-N95": 5000}
    assert stock(text) == {"MASK-N95": 200}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("急需防护服（急需）、护目镜（不缺）、酒精（不缺）", {"COVERALL": None}),
        ("防护服100套（不要白色）、护目镜50副，急需", {"COVERALL": 100, "GOGGLES": 50}),
        ("收到捐赠手套2000双，感谢！还缺面屏20个", {"FACE-SHIELD": 20}),
        ("日消耗：N95 60个，面屏 40个。需求：N95 3000个", {"MASK-N95": 3000}),
        ("已募集帐篷30顶，尚缺20顶", {"TENT": 20}),
        ("手套口罩都够，缺的是水桶", {"JERRYCAN": None}),
        ("人民路安置点：急需水20箱", {"WATER-BOT": 20}),
        ("shelter at the church still needs 20 cots", {"CAMP-BED": 20}),
        ("No more clothing donations please! need 30 mops", {"CLEAN-TOOLS": 30}),
        ("there aren't any blankets", {"BLANKET": None}),
    ],
)
def test_only_what_is_asked_for_is_a_need(text: str, expected: dict[str, int]) -> None:
    found = needs(text)
    found = {("CAMP-BED" if code == "HOSP-BED" else code): n for code, n in found.items()}
    assert found == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("有需要的村子请联系我，矿泉水300箱", {"WATER-BOT": 300}),
        ("铁锹50把、沙袋300个，可随时调用", {"SHOVEL": 50, "SANDBAG": 300}),
        ("我们厂日产防护服200套，愿意支援", {"COVERALL": 200}),
        ("可借抽水机2台", {"PUMP": 2}),
        ("赞助矿泉水100箱，请来自取", {"WATER-BOT": 100}),
        ("we got 40 extra tents, come get them", {"TENT": 40}),
        ("India sends 20 tents", {"TENT": 20}),
    ],
)
def test_what_can_be_given_is_offered(text: str, expected: dict[str, int]) -> None:
    assert offers(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        *["飲用水已經夠了不用再送", "不需要口罩", "口罩已购买", "衣服够了，不用再捐了"],
        *["We have received the tents", "Do not send clothes, we have enough"],
        *["Thank you very much for the food you sent us", "感谢捐赠的5000只口罩"],
    ],
)
def test_what_is_not_wanted_is_no_line(text: str) -> None:
    assert read(text).lines == ()


def test_negation_ends_with_its_clause() -> None:
    assert needs("不需要口罩，急需防护服和护目镜") == {"COVERALL": None, "GOGGLES": None}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        *[("没有水", "WATER-BOT"), ("防护服告急", "COVERALL"), ("缺药", "MED-ANY")],
        *[("no food since 3 days", "FOOD-ANY"), ("people without tents", "TENT")],
        *[("Where can we get tents?", "TENT"), ("请问口罩在哪里可以买到？", "MASK-ANY")],
    ],
)
def test_lacking_is_needing(text: str, code: str) -> None:
    assert needs(text) == {code: None}


@pytest.mark.parametrize(
    "text", ["可以捐赠口罩500个", "We are donating 500 masks", "口罩500个，现货，可提供"]
)
def test_giving_is_an_offer(text: str) -> None:
    assert offers(text) == {"MASK-ANY": 500}


def test_a_bare_list_follows_the_role() -> None:
    assert needs("口罩500个") == {"MASK-ANY": 500}
    assert offers("口罩500个", Role.SUPPLIER) == {"MASK-ANY": 500}


def test_a_bare_english_list_is_open_to_both_sides() -> None:
    reading = read("diapers , batteries , trash bags")
    assert reading.either_side
    assert len(reading.lines) == 3


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("面屏严重不足，毛毯尚可维持", {"FACE-SHIELD": None}),
        ("已收到沙袋50个，还差120个", {"SANDBAG": 120}),
        ("急需帐篷，有多少要多少；手电筒50支就够", {"TENT": None, "TORCH": 50}),
        ("我们需要的不是铁锹，是手电筒，20支", {"TORCH": 20}),
        ("今天领到了大米，雨衣还没有", {"RAINCOAT": None}),
        ("请帮忙协调300箱矿泉水", {"WATER-BOT": 300}),
        ("请求支援10套隔离衣", {"GOWN-ISO": 10}),
        ("防护服2000套需求已由企业对接完成，尚缺面屏300个", {"FACE-SHIELD": 300}),
        ("护目镜120（已有企业对接80，还差40）", {"GOGGLES": 40}),
        ("要融雪剂3吨 毛毯40条 雨衣不用", {"SNOW-SALT": 3, "BLANKET": 40}),
        ("收到爱心人士捐赠毛毯1000条、酒精20瓶，特此感谢", {}),
        ("首批医疗队137人已抵达，随队携带呼吸机10台", {}),
        ("收容53人，棉被还差20条", {"QUILT": 20}),
        ("一次性床单2箱＋3箱", {"BED-COVER": 5}),
        ("需要雨衣×十，谢谢", {"RAINCOAT": 10}),
    ],
)
def test_what_is_left_to_bring_is_told_from_what_is_there(
    text: str, expected: dict[str, int | None]
) -> None:
    assert needs(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "外科口罩8600 防护服212 面屏 77 手消 140瓶。以上为结存，今日不申请。",
        "外科口罩8600只、防护服212套、面屏77个，以上均为库存",
        "防护服212套，面屏77个，只是库存，不是需求",
        "600 masks, 20 tents. These are our stock.",
        "仓库报数：外科口罩8600，防护服212",
    ],
)
def test_what_is_declared_to_be_held_is_no_need(text: str) -> None:
    assert needs(text) == {}
    assert stock(text)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("外科口罩已自行采购2万，仍需防护服600套", {"COVERALL"}),
        ("we are good on clothing, need bleach", {"DIS-84"}),
        ("We need diapers ; NO used clothing", {"DIAPER-BB"}),
        ("no ferry for 4 days, we need insulin", {"INSULIN"}),
    ],
)
def test_what_is_settled_or_unwanted_is_no_need(text: str, codes: set[str]) -> None:
    assert set(needs(text)) == codes


def test_what_can_be_lent_to_others_is_offered() -> None:
    assert offers("开发区医院可调剂给兄弟单位：制氧机3台、轮椅12辆") == {
        "O2-CONC": 3,
        "WHEELCHAIR": 12,
    }
