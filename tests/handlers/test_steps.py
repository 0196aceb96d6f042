"""The steps that roles share: how answers add up, without a record and without a channel."""

from typing import Any

import pytest
from shipped import catalogue, gazetteer

from handlers.steps.addresses import NONE_OF_THESE, NOWHERE, typed_answer
from handlers.steps.amounts import amount_choices
from handlers.steps.choices import DISTRICTS, district_choices, whole_number
from handlers.steps.items import MOST_LINES, item_code, line_steps, stated_lines
from handlers.steps.quantities import amount_or_guess, stated_quantity
from matching.model import QuantityKind

TYPED = {
    "quantity": 800,
    "kind": "exact",
    "stated": "2箱",
    "parts": [["2", "箱", "400"]],
    "doubtful": False,
}


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("30", 30),
        ("三十", 30),
        ("thirty people", 30),
        ("2.5", None),
        ("many", None),
        ("约 1,200 人", 1200),
        ("３０", 30),
        ("3到5", None),
        ("9" * 30, None),
    ],
)
def test_a_plain_number_is_read(typed: str, number: int | None) -> None:
    assert whole_number(typed, 5_000_000) == number


def test_the_ten_districts_are_those_of_the_gazetteer() -> None:
    assert {place.name for place in gazetteer().districts} == set(DISTRICTS)
    assert "中山" in district_choices()[0].words


def test_no_amount_is_offered_twice() -> None:
    for item in catalogue().items:
        offered = [choice.value for choice in amount_choices(item)]
        assert len(offered) == len(set(offered)), item.code


@pytest.mark.parametrize(
    ("answers", "quantity", "kind"),
    [
        ({"count": "400"}, 400, QuantityKind.EXACT),
        ({"count": "unknown"}, 0, QuantityKind.UNKNOWN),
        ({}, 0, QuantityKind.UNKNOWN),
        ({"count": TYPED, "sure": "yes"}, 800, QuantityKind.EXACT),
        ({"count": TYPED, "sure": {**TYPED, "quantity": 900}}, 900, QuantityKind.EXACT),
        ({"count": TYPED, "really": {**TYPED, "quantity": 7}}, 7, QuantityKind.EXACT),
    ],
)
def test_the_last_correction_of_a_quantity_counts(
    answers: dict[str, Any], quantity: int, kind: QuantityKind
) -> None:
    stated = stated_quantity(answers)
    assert (stated.quantity, stated.kind) == (quantity, kind)


def test_an_unknown_quantity_is_guessed_and_never_nothing() -> None:
    item = catalogue().by_code["MASK-N95"]
    unknown = stated_quantity({"count": "unknown"})
    assert amount_or_guess(unknown, item, None) >= 1
    assert amount_or_guess(stated_quantity({"count": "7"}), item, 500) == 7


def test_an_item_is_named_or_picked() -> None:
    assert item_code({"what1": {"item": "GOGGLES"}}, "1") == "GOGGLES"
    assert item_code({"what1": "ppe", "item1": "COVERALL"}, "1") == "COVERALL"
    assert item_code({"what1": "ppe"}, "1") == ""


def test_lines_end_where_nobody_asked_for_another() -> None:
    answers = {
        "what1": {"item": "GOGGLES"},
        "count1": "5",
        "more1": "enough",
        "what2": {"item": "COVERALL"},
        "count2": "9",
    }
    assert [code for code, _ in stated_lines(answers)] == ["GOGGLES"]
    assert len(stated_lines({**answers, "more1": "add"})) == 2


def test_every_line_has_its_own_steps() -> None:
    names = [step.name for step in line_steps(_text(), _text())]
    assert len(names) == len(set(names))
    assert f"count{MOST_LINES}" in names
    assert f"more{MOST_LINES}" not in names


@pytest.mark.parametrize(
    ("words", "sure", "district", "areas"),
    [
        ("大医一院", True, "西岗区", []),
        ("中山", False, "", True),
        ("中山区解放路6号", True, "中山区", []),
        ("Zhongshan district", True, "中山区", True),
        ("中山路 88 号", False, "", []),
        ("火星路99号", False, "", []),
        ("我家", False, "", [NONE_OF_THESE, NOWHERE]),
    ],
)
def test_an_address_is_pinned_only_when_it_is_sure(
    words: str, sure: bool, district: str, areas: object
) -> None:
    answer = typed_answer(gazetteer(), words)
    assert (answer["sure"], answer["district"]) == (sure, district)
    assert bool(answer["areas"]) if areas is True else answer["areas"] == areas


def _text() -> Any:
    return None
