"""What is about to run out is asked for; what is counted is what they hold."""

import pytest
from intake import needs, offers, read, stock

from matching.intake.reading import Urgency


@pytest.mark.parametrize(
    ("text", "code"),
    [
        *[("胰岛素存量只够4天", "INSULIN"), ("柴油只剩两小时的量", "DIESEL")],
        *[("村里粮食剩五天", "FOOD-ANY"), ("饮用水只够到今天晚上", "WATER-BOT")],
        *[("孩子发烧，退烧药吃完了", "ANTIPYRETIC"), ("胰岛素整盒泡水不能用了", "INSULIN")],
        *[("we used the last gauze this morning", "DRESSING")],
        *[("they ask only for candles", "CANDLE")],
    ],
)
def test_goods_without_a_number_that_run_out_are_needed(text: str, code: str) -> None:
    assert needs(text) == {code: None}


def test_a_counted_rest_is_held_whatever_it_lasts() -> None:
    assert stock("氧气瓶余3瓶，最多撑到明早") == {"O2-CYL": 3}
    assert read("氧气瓶余3瓶，最多撑到明早").urgency is Urgency.CRITICAL
    assert stock("口罩500只只够用到明天") == {"MASK-ANY": 500}
    assert read("generator fuel lasts 24h").urgency is Urgency.CRITICAL


def test_who_asks_whether_it_can_be_brought_offers_nothing() -> None:
    assert not offers("买不到方便面，可以送一点来吗")
    assert needs("病房满了，拟再添病床20张") == {"HOSP-BED": 20}
    assert needs("狂犬疫苗急调200剂") == {"VACCINE": 200}


def test_a_number_of_a_tent_and_a_fever_count_nothing() -> None:
    assert needs("tent no 117, my daughter has fever 104, doctor asap") == {"MEDIC": None}
    assert not needs("we are not needing tents now")
    assert needs("84消毒液20箱，75%酒精50瓶，2楼214室签收") == {"DIS-84": 20, "ALCOHOL-75": 50}
    assert "BLOOD" not in needs("血液科：5名白血病患儿的抗癌药断货")
