"""Reasons in words: how goods travel is named, and old reasons can still be read."""

import pytest
from crew import in_both

from handlers.dialog import Prompt
from handlers.speech.because import sentence_of
from matching.model import Mode
from matching.plan import Because

FACTS = {
    "lot": "2",
    "from": "金州区",
    "units": "MASK-N95:40",
    "mode": "enterprise",
    "km": "61.0",
    "hours": "3.5",
}


def said(**more: str) -> tuple[str, str]:
    words = in_both(Prompt(sentence_of(Because("why.given", {**FACTS, **more}))))
    return words["zh"].text, words["en"].text


@pytest.mark.parametrize(
    ("way", "zh", "en"),
    [
        (Mode.ROAD, "走公路 61 公里", "61 km by road"),
        (Mode.RAIL, "走铁路 61 公里", "61 km by rail"),
        (Mode.WATER, "走水路 61 公里", "61 km by ship"),
        (Mode.AIR, "空运 61 公里", "61 km by air"),
        (Mode.FOOT, "步行 61 公里", "61 km on foot"),
    ],
)
def test_how_goods_travel_is_named(way: Mode, zh: str, en: str) -> None:
    chinese, english = said(way=way.value)
    assert zh in chinese
    assert en in english


def test_a_reason_kept_before_plans_named_the_way_is_read_as_by_road() -> None:
    assert "61 km by road" in said()[1]
