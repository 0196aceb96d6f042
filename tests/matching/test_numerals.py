"""Numbers in digits, Chinese and English."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.numerals import NUMBER, read_number, spell_out

DIGITS = "零一二三四五六七八九"


def in_chinese(number: int) -> str:
    """The number as it is written: 12,030 is 一万二千零三十."""
    for size, sign in ((10**8, "亿"), (10**4, "万"), (1000, "千"), (100, "百"), (10, "十")):
        if number >= size:
            head, rest = divmod(number, size)
            gap = "零" if 0 < rest < size // 10 else ""
            return in_chinese(head) + sign + (gap + in_chinese(rest) if rest else "")
    return DIGITS[number]


@given(st.integers(0, 10**9))
def test_every_chinese_number_reads_back(number):
    text = in_chinese(number)
    assert NUMBER.fullmatch(text)
    assert read_number(text) == number


@given(st.integers(1, 99), st.sampled_from("百千万"))
def test_digits_may_stand_before_a_chinese_scale(number, scale):
    assert read_number(f"{number}{scale}") == number * {"百": 100, "千": 1000, "万": 10_000}[scale]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("一万二", 12_000),
        ("一万零二", 10_002),
        ("三千五", 3500),
        ("两百五", 250),
        ("十五", 15),
        ("百", 100),
        ("二〇二", 202),
        ("叁佰", 300),
        ("一亿二千万", 120_000_000),
        ("1万5000", 15_000),
        ("0万", 0),
        ("零", 0),
        ("半", Fraction(1, 2)),
        ("1.5万", 15_000),
        ("12,345", 12_345),
    ],
)
def test_spoken_and_mixed_forms(text, number):
    assert read_number(text) == number


@pytest.mark.parametrize("text", ["", "abc", "5五", "半5"])
def test_what_is_no_number_is_none(text):
    assert read_number(text) is None


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("two hundred and five boxes", "205 boxes"),
        ("a dozen tents", "12 tents"),
        ("twenty-five", "25"),
        ("one thousand two hundred", "1200"),
        ("three million", "3000000"),
        ("5 boxes", "5 boxes"),
        ("someone", "someone"),
    ],
)
def test_english_words_become_digits(text, plain):
    assert spell_out(text) == plain
