"""One width, one case, one script, and every character's way back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from intake import plain


def test_width_case_and_traditional_signs_are_folded() -> None:
    assert plain("需要Ｎ９５口罩２０００隻（醫用）").text == "需要n95口罩2000只(医用)"


def test_simplified_words_are_left_as_they_are() -> None:
    words = "怎么办，什么时候，抬担架，着急，什麼"
    assert plain(words).text == "怎么办，什么时候，抬担架，着急，什么"


def test_a_chinese_comma_makes_no_thousands() -> None:
    assert plain("口罩500，200副").text == "口罩500，200副"


def test_circled_numbers_and_keycaps_become_list_marks() -> None:
    assert plain("①口罩②手套1️⃣水").text == "•口罩•手套•水"


def test_a_span_points_at_the_original_characters() -> None:
    text = "㎏ ＡＢ口罩"
    folded = plain(text)
    start = folded.text.index("口罩")
    assert folded.span(start, start + 2).of(text) == "口罩"


@pytest.mark.parametrize("piece", ["!", "一", "已经", "0-", "各"])
def test_what_is_repeated_without_end_is_read_three_times(piece: str) -> None:
    folded = plain(piece * 400).text
    assert folded.count(piece) == 3
    assert len(folded) == 400 * len(piece)


def test_a_run_of_digits_longer_than_any_number_is_not_read() -> None:
    assert plain("口罩" + "1234567890" * 4).text == "口罩" + "\x01" * 40


@given(st.text(max_size=200))
def test_every_character_knows_where_it_came_from(text: str) -> None:
    folded = plain(text)
    assert len(folded.text) == len(folded.cased) == len(folded.origin) - 1
    assert list(folded.origin) == sorted(folded.origin)
    assert all(0 <= position <= len(text) for position in folded.origin)


def test_a_digit_twenty_times_over_is_no_number() -> None:
    assert not any(sign.isdigit() for sign in plain("only " + "9" * 20 + " quilts left").text)
    assert plain("啊" * 30).text.startswith("啊啊啊\x01")
