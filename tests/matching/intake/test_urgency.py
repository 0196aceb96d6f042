"""Critical, high, normal."""

import pytest
from intake import plain, read

from matching.intake.urgency import read_urgency, risks_a_life
from matching.model import Urgency


@pytest.mark.parametrize(
    ("text", "urgency"),
    [
        *[("十万火急", Urgency.CRITICAL), ("库存仅够2天", Urgency.CRITICAL)],
        *[("people are dying", Urgency.CRITICAL), ("trapped under the rubble", Urgency.CRITICAL)],
        *[("库存只够5天", Urgency.HIGH), ("急需口罩", Urgency.HIGH), ("asap", Urgency.HIGH)],
        *[("库存够20天", Urgency.NORMAL), ("需要口罩", Urgency.NORMAL)],
        *[("撑不到明天", Urgency.CRITICAL), ("N95就够用到后天了", Urgency.CRITICAL)],
        *[("每天用30套防护服，库里剩50套", Urgency.CRITICAL), ("还剩4天的量", Urgency.HIGH)],
        *[("每天用30套防护服，库存150套", Urgency.HIGH), ("越快越好", Urgency.HIGH)],
        *[("每天用30套防护服，库存900套", Urgency.NORMAL), ("辟谣：急需口罩不实", Urgency.NORMAL)],
        *[("防护服今晚用完", Urgency.CRITICAL), ("水到胸口了", Urgency.CRITICAL)],
        *[("米面都没了", Urgency.HIGH), ("快来看啊", Urgency.NORMAL)],
        *[("被洪水围住", Urgency.CRITICAL), ("氧气瓶马上见底", Urgency.CRITICAL)],
        *[("防水围裙20件", Urgency.NORMAL), ("我们被水围了", Urgency.CRITICAL)],
        *[("口罩只够到今天", Urgency.CRITICAL), ("房子塌了，里面有人", Urgency.CRITICAL)],
        *[("N95没有了", Urgency.HIGH), ("只剩最后一箱", Urgency.HIGH), ("速援", Urgency.HIGH)],
        *[("物资紧张", Urgency.HIGH), ("紧急联系人王主任", Urgency.NORMAL)],
        *[("老人喘不上气，需要氧气", Urgency.CRITICAL), ("没有呼吸机", Urgency.NORMAL)],
        *[("我家三口人在楼顶", Urgency.CRITICAL), ("屋顶漏水，要10块雨布", Urgency.NORMAL)],
        *[("my mother cannot breathe", Urgency.CRITICAL), ("breathing masks", Urgency.NORMAL)],
        *[("应急灯10盏", Urgency.NORMAL), ("state of emergency", Urgency.NORMAL)],
    ],
)
def test_words_and_days_of_stock_decide(text: str, urgency: Urgency) -> None:
    assert read_urgency(plain(text).text)[0] is urgency


@pytest.mark.parametrize(
    ("text", "risks"),
    [
        *[("老人喘不上气，需要氧气", True), ("my mother cannot breathe", True)],
        *[
            ("被困在三楼", True),
            ("救命", True),
            ("氧气快用完了", True),
            ("we are on the roof", True),
        ],
        *[("防护服今晚用完", False), ("十万火急，要口罩", False), ("库存只够1天", False)],
        *[("food runs out today", False), ("没有人被困", False), ("nobody is trapped", False)],
        *[("辟谣：有人被困", False), ("需要矿泉水20箱", False)],
    ],
)
def test_a_life_at_risk_is_told_from_goods_that_run_out(text: str, risks: bool) -> None:
    assert risks_a_life(plain(text).text) is risks


def test_water_in_the_rooms_is_a_danger() -> None:
    for text in ("help the water has reached the 2nd floor", "water at the second floor"):
        assert read_urgency(text)[0] is Urgency.CRITICAL


@pytest.mark.parametrize(
    ("text", "words"),
    [
        *[("中山区急需口罩", "急需"), ("情况紧急，要口罩", "紧急"), ("急急急 口罩", "急急急")],
        *[("急求100只口罩", "急求"), ("着急用水", "着急"), ("口罩告急", "告急")],
    ],
)
def test_the_whole_word_is_quoted(text: str, words: str) -> None:
    folded = plain(text).text
    _, start, end = read_urgency(folded)
    assert folded[start:end] == words


def test_an_end_of_stock_is_heard_in_other_words() -> None:
    for text in ("the tank will be empty tonight", "rice for only tomorow", "米今晚就要吃完"):
        assert read_urgency(text)[0] is Urgency.CRITICAL
    for text in ("clinic out of gloves", "as soon as posible send tents", "the milk is finish"):
        assert read_urgency(text)[0] is Urgency.HIGH
    for text in ("my house is crushed, I need a tent", "this phone card is finish"):
        assert read_urgency(text)[0] is Urgency.NORMAL


def test_stock_for_days_is_urgent_in_the_words_of_a_camp() -> None:
    assert read("Camp has food for 3 days, need 2 tonnes rice").urgency is Urgency.HIGH
    assert read("We want food for 20 days").urgency is Urgency.NORMAL


@pytest.mark.parametrize(
    ("text", "at_risk"),
    [
        *[("nobody can reach the trapped people", True), ("we can not stop the bleeding", True)],
        *[("no one helps trapped families", True), ("help is not reaching trapped kids", True)],
        *[("nobody's trapped here", False), ("no one is dying", False), ("没人受困", False)],
        *[("none of us is buried", False), ("he is not badly bleeding", False)],
    ],
)
def test_who_is_trapped_where_nobody_comes_is_not_safe(text: str, at_risk: bool) -> None:
    assert risks_a_life(plain(text).text) is at_risk
    assert (read_urgency(plain(text).text)[0] is Urgency.CRITICAL) is at_risk
