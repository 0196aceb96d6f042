"""Needed, offered, still held, or not wanted at all."""

import pytest
from intake import needs, offers, read, stock

from matching.model import Role


def test_stock_beside_a_need_is_no_need() -> None:
    text = "库存：防护口罩500、护目镜无 需要护目镜500、防护口罩2千"
    assert needs(text) == {"GOGGLES": 500, "MASK-N95": 2000}
    assert stock(text) == {"MASK-N95": 500, "GOGGLES": 0}


def test_one_item_may_be_held_and_needed() -> None:
    text = "N95口罩库存200个，需求5000个"
    assert needs(text) == {"MASK-N95": 5000}
    assert stock(text) == {"MASK-N95": 200}


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
