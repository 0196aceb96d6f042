"""Goods that no word of need governs: a bare list is a need, a tale is nothing."""

import pytest
import shipped
from intake import needs, offers, plain, read

from matching.intake.bare import list_share
from matching.intake.reading import Doubt
from matching.intake.scene import look
from matching.model import Role


@pytest.mark.parametrize(
    "text",
    ["某县人民医院 护目镜200副 防护服300套", "防护服300套、口罩2000只", "20 tents, 30 quilts"],
)
def test_a_bare_list_is_a_need(text: str) -> None:
    assert needs(text)
    assert offers(text, Role.SUPPLIER)


@pytest.mark.parametrize(
    "text",
    [
        *["货已装好，棉被20床，现在出发去旅顺", "已送达，签收毛毯30条", "我儿子说学校发了口罩"],
        *["my mom sewed 300 masks, she is great", "truck broke down, can't deliver the water"],
        "the market has bread again",
    ],
)
def test_a_tale_is_nothing(text: str) -> None:
    assert needs(text) == offers(text) == {}


def test_a_list_between_many_words_is_asked_about() -> None:
    (line,) = read("大家都在说帐篷3顶").lines
    assert Doubt.SIDE in line.doubts


def test_the_share_is_near_one_for_a_list_and_low_for_a_tale() -> None:
    share = [
        list_share(look(plain(text), shipped.reader()))
        for text in ("护目镜200副、防护服300套", "昨天隔壁王阿姨跟我说她家买了帐篷")
    ]
    assert share[0] > 0.9
    assert share[1] < 0.5
