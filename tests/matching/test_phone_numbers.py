"""Numbers as people type them, and how one that was typed is told from one that was shared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.phone_numbers import as_typed, bare_number, is_typed, read_phone


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("13800138000", "13800138000"),
        ("138 0013 8000", "13800138000"),
        ("138-0013-8000", "13800138000"),
        ("+86 138 0013 8000", "13800138000"),
        ("86 13800138000", "13800138000"),
        ("0086-13800138000", "13800138000"),
        ("１３８００１３８０００", "13800138000"),
        ("我的电话是138 0013 8000，谢谢", "13800138000"),
        ("my number is +86-138-0013-8000", "13800138000"),
        ("0411-82345678", "041182345678"),
        ("(0411) 8234 5678", "041182345678"),
        ("+86 411 8234 5678", "041182345678"),
        ("8234 5678", "041182345678"),
        ("010-62345678", "01062345678"),
        ("+44 7911 123456", "+447911123456"),
    ],
)
def test_a_number_is_read_as_people_write_it(typed: str, number: str) -> None:
    assert read_phone(typed) == number


@pytest.mark.parametrize(
    "typed",
    ["", "1380000", "跳过", "12", "2026-11-26", "13800138000 或 13900139000", "99999999999"],
)
def test_what_is_no_number_or_two_is_none(typed: str) -> None:
    assert read_phone(typed) is None


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.sampled_from(["", " ", "-"]))
def test_every_mobile_number_is_read_however_it_is_grouped(number: str, gap: str) -> None:
    assert read_phone(f"{number[:3]}{gap}{number[3:7]}{gap}{number[7:]}") == number


@given(st.from_regex(r"\+?[0-9]{7,15}", fullmatch=True))
def test_a_typed_number_is_told_from_a_shared_one(number: str) -> None:
    assert is_typed(as_typed(number))
    assert not is_typed(number)
    assert bare_number(as_typed(number)) == bare_number(number) == number
