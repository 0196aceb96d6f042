"""Phone numbers, however they are grouped; amounts are none."""

import pytest

from matching.intake.phones import find_phones


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        *[("电话13812345678", "13812345678"), ("138 1234 5678", "13812345678")],
        *[("0411-88887777", "041188887777"), ("+92 300 1234567", "+923001234567")],
        *[("call 9841234567", "9841234567"), ("0912-345-678", "0912345678")],
    ],
)
def test_a_phone_is_found(text: str, digits: str) -> None:
    assert [phone.digits for phone in find_phones(text)] == [digits]


@pytest.mark.parametrize("text", ["100000个", "1000-2000个", "2020-01-26", "口罩50000"])
def test_an_amount_is_no_phone(text: str) -> None:
    assert find_phones(text) == []
