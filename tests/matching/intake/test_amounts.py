"""Quantities with units, ranges, estimates and open ends."""

import pytest

from matching.intake.amounts import find_amounts


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        *[("2000只", 2000, "只"), ("5万个", 50_000, "个"), ("三百套", 300, "套"), ("2箱", 2, "箱")],
        *[("20 boxes", 20, "boxes"), ("1,200 pcs", 1200, "pcs"), ("5公斤", 5, "公斤")],
    ],
)
def test_an_amount_has_number_and_unit(text: str, value: int, unit: str) -> None:
    (amount,) = find_amounts(text)
    assert (amount.value, amount.unit, amount.estimate) == (value, unit, False)


def test_a_range_keeps_both_ends() -> None:
    (amount,) = find_amounts("100-200个")
    assert (amount.value, amount.maximum, amount.estimate) == (100, 200, True)
    (scaled,) = find_amounts("5-10万")
    assert (scaled.value, scaled.maximum) == (50_000, 100_000)


@pytest.mark.parametrize("text", ["大约500", "500左右", "at least 500", "500多个"])
def test_about_makes_an_estimate(text: str) -> None:
    (amount,) = find_amounts(text)
    assert amount.value == 500
    assert amount.estimate


@pytest.mark.parametrize("text", ["越多越好", "若干", "不限", "as many as possible"])
def test_an_open_quantity_has_no_number(text: str) -> None:
    (amount,) = find_amounts(text)
    assert amount.value is None
    assert amount.open_ended


@pytest.mark.parametrize("text", ["一线", "三甲", "统一", "一定", "十分"])
def test_numerals_within_words_count_nothing(text: str) -> None:
    assert find_amounts(text) == []


def test_letters_of_sizes_are_no_litres() -> None:
    assert [a.unit for a in find_amounts("xl 2万 l 2万")] == ["", ""]
