"""Phone numbers, however they are grouped; amounts are none."""

import pytest
from intake import read

from matching.intake.phones import find_phones


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        *[("电话13812345678", "13812345678"), ("138 1234 5678", "13812345678")],
        *[("0411-88887777", "041188887777"), ("+92 300 1234567", "+923001234567")],
        *[("call 9841234567", "9841234567"), ("0912-345-678", "0912345678")],
        *[("tel 3455 0161", "34550161"), ("37125550 Jean", "37125550")],
        *[("0712-5550137", "07125550137"), ("0300 555 0147", "03005550147")],
        *[("98000 11223", "9800011223"), ("+33 6 12 34 56 78", "+33612345678")],
        *[("0992-555-118", "0992555118"), ("(718) 555-0190", "7185550190")],
        *[("text 829.555.0164", "8295550164"), ("my number is 555-0123", "5550123")],
    ],
)
def test_a_phone_is_found(text: str, digits: str) -> None:
    assert [phone.digits for phone in find_phones(text)] == [digits]


@pytest.mark.parametrize(
    "text",
    [
        *["100000个", "1000-2000个", "2020-01-26", "口罩50000", "gb19083-2010", "gb 19083-2010"],
        *["yy 0469-2011", "3m 1860 8210", "n95 2000 3000", "20260112", "50000000", "11 12 13"],
    ],
)
def test_an_amount_is_no_phone(text: str) -> None:
    assert find_phones(text) == []


def test_a_phone_is_told_as_it_is_written() -> None:
    assert read("call 0300 5550147 or 03005550147").phones == ("0300 5550147",)
