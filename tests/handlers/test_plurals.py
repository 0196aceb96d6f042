"""Units and packs behind a number, as English wants them."""

import pytest
from moments import NOW
from shipped import catalogue
from toy import HOUSE

from handlers.dialog import Term
from handlers.speech.terms import ONE, word

NAMES = HOUSE.names(NOW)


@pytest.mark.parametrize(
    ("term", "english"),
    [
        (Term("pack", "1:盒"), "box"),
        (Term("pack", "盒"), "boxes"),
        (Term("pack", "箱"), "cartons"),
        (Term("pack", "托盘"), "“托盘”"),
        (Term("quantity", "WATER-BOT:1"), "1 bottle"),
        (Term("quantity", "WATER-BOT:1000"), "1,000 bottles"),
        (Term("quantity", "MASK-N95:1"), "1 pcs"),
        (Term("quantity", "MASK-N95:2"), "2 pcs"),
        (Term("quantity", "WATER-BOT:0"), "0 bottles"),
    ],
)
def test_one_box_and_two_boxes(term: Term, english: str) -> None:
    assert word(term, "en", NAMES) == english


def test_chinese_knows_no_plural() -> None:
    assert word(Term("pack", "1:盒"), "zh", NAMES) == word(Term("pack", "盒"), "zh", NAMES) == "盒"


def test_every_unit_of_the_catalogue_has_a_plural_that_is_no_double() -> None:
    for item in catalogue().items:
        one, many = (word(Term("unit", f"{mark}{item.code}"), "en", NAMES) for mark in (ONE, ""))
        assert one == item.unit_en
        assert many[0] == one[0]
        assert not many.endswith(("ss", "eses"))


def test_a_pack_in_a_word_of_another_language_is_quoted() -> None:
    assert word(Term("pack", "pallets"), "zh", NAMES) == "“pallets”"
    assert word(Term("pack", "pallets"), "en", NAMES) == "pallets"
    assert word(Term("pack", "箱"), "zh", NAMES) == "箱"
