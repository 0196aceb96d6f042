"""Numbers as people write them; Chinese numerals agree with cn2an."""

import re
from fractions import Fraction

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.intake.counts import NUMBER, value_of


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *[("1,500", 1500), ("3.5万", 35_000), ("1万5", 15_000), ("15千", 15_000), ("2k", 2000)],
        *[("5w", 50_000), ("两千五百", 2500), ("一万", 10_000), ("3 lakh", 300_000)],
        *[("2 crore", 20_000_000), ("two dozen", 24), ("half a dozen", 6), ("two hundred", 200)],
        *[("两百五", 250), ("1.5 million", 1_500_000), ("半", Fraction(1, 2))],
    ],
)
def test_a_number_has_its_value(text: str, value: int) -> None:
    assert value_of(text) == (value, None)


def test_neighbouring_numerals_name_a_span() -> None:
    assert value_of("两三百") == (200, 300)
    assert value_of("十五六") == (15, 16)


@given(st.integers(min_value=1, max_value=99_999_999))
def test_chinese_numerals_agree_with_cn2an(number: int) -> None:
    assert value_of(cn2an.an2cn(number, "low")) == (number, None)
    assert value_of(cn2an.an2cn(number, "up")) == (number, None)


def test_a_run_of_number_words_is_read_no_longer_than_any_number() -> None:
    longest = "nine hundred ninety nine thousand nine hundred ninety nine"
    assert re.fullmatch(NUMBER, longest) is not None
    run = re.match(NUMBER, "twenty-" * 500)
    assert run is not None
    assert run.end() < 80


def test_a_few_hundred_is_no_number() -> None:
    for words in ("a few hundred", "a couple hundred", "several thousand"):
        assert re.search(NUMBER, f"need {words} masks") is None
    assert re.search(NUMBER, "need two hundred masks") is not None
