"""Codes that people read out, secrets that are not kept, phones that are not shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.tokens import ALPHABET, case_code, hash_token, mask_phone, read_case_code


def test_a_secret_is_kept_as_its_sha_256():
    assert hash_token("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_a_case_code_is_short_and_has_no_sign_that_reads_as_another():
    assert case_code(42).startswith("N-0042")
    assert len(case_code(42)) == 7
    assert not set("01OIL") & set(ALPHABET)


def test_a_negative_number_has_no_code():
    with pytest.raises(ValueError, match="negative"):
        case_code(-1)


@given(st.integers(0, 10**9))
def test_a_case_code_reads_back_however_it_is_typed(number):
    code = case_code(number)
    assert read_case_code(code) == number
    assert read_case_code(f" {code.lower().replace('-', ' ')} ") == number


@given(st.integers(0, 99_999), st.data())
def test_one_wrong_digit_is_found(number, data):
    code = case_code(number)
    place = data.draw(st.integers(2, len(code) - 2))
    digit = data.draw(st.sampled_from("0123456789").filter(lambda one: one != code[place]))
    assert read_case_code(code[:place] + digit + code[place + 1 :]) is None


@given(st.integers(0, 99_999), st.data())
def test_two_swapped_digits_are_found(number, data):
    code = case_code(number)
    place = data.draw(st.integers(2, len(code) - 3))
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert swapped == code or read_case_code(swapped) is None


@pytest.mark.parametrize("text", ["", "N-", "N-0042", "0042", "hello", "N-００42X", "X"])
def test_what_is_no_case_code_is_refused(text):
    assert read_case_code(text) is None


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("13812345678", "138****5678"),
        ("+8613812345678", "+86138****5678"),
        ("0411-84398", "****98"),
        ("12345", "****45"),
        ("110", "****"),
    ],
)
def test_the_middle_of_a_phone_number_is_hidden(phone, masked):
    assert mask_phone(phone) == masked
