"""Learnt words work at once, and only for codes that exist."""

import pytest
import shipped
from intake import read

from matching.intake.read import read_message
from matching.intake.reader import Alias, build_language, build_reader
from matching.intake.wire import as_data


def test_a_learnt_alias_is_read_at_once() -> None:
    assert read("需要小白兔20箱").lines == ()
    taught = shipped.reader().with_aliases([Alias("小白兔", "WATER-BOT")])
    (line,) = read_message("需要小白兔20箱", None, "zh", taught).lines
    assert (line.code, line.quantity, line.words) == ("WATER-BOT", 20, "小白兔")


def test_a_learnt_alias_overrules_a_shipped_one() -> None:
    taught = shipped.reader().with_aliases([Alias("masks", "MASK-SURG")])
    (line,) = read_message("need 20 masks", None, "en", taught).lines
    assert line.code == "MASK-SURG"


def test_the_latest_lesson_counts() -> None:
    first = shipped.reader().with_aliases([Alias("小白兔", "WATER-BOT")])
    second = first.with_aliases([Alias("小白兔", "BREAD")])
    assert read_message("需要小白兔2箱", None, "zh", second).lines[0].code == "BREAD"


def test_an_alias_of_an_unknown_code_is_left_out() -> None:
    assert shipped.reader().with_aliases([Alias("小白兔", "NOPE")]).learnt_aliases == ()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("we need 20 tirpal", "TARP"),
        ("send 40 kambal and 20 razai", "BLANKET"),
        ("need sat fones x 2", "SATPHONE"),
        ("looking for people to unload", "VOLUNTEER"),
        ("need 3 gas cans of gas", "GASOLINE"),
    ],
)
def test_words_that_people_mix_in_are_known(text: str, code: str) -> None:
    assert code in {line.code for line in read(text).lines}


def test_no_word_is_put_right_to_a_spelling() -> None:
    spelt = build_language([], [], [], [{"words": "zorblax", "meaning": "TARP", "kind": "name"}])
    reader = build_reader(shipped.catalogue(), shipped.gazetteer(), spelt)
    (line,) = read_message("need 5 zorblax", None, "en", reader).lines
    assert (line.code, line.quantity) == ("TARP", 5)
    assert read_message("need 5 zorblaw", None, "en", reader).lines == ()


def test_the_wire_form_adds_up_what_several_places_need() -> None:
    data = as_data(read("水20箱送到大医二院，水5箱送到星海广场，帐篷3顶送到星海广场"))
    assert [(line["code"], line["qty"]) for line in data["lines"]] == [
        ("WATER-BOT", 25),
        ("TENT", 3),
    ]


def test_the_wire_form_holds_what_outsiders_rely_on() -> None:
    data = as_data(read("大医二院急需N95口罩100-200只，电话13812345678"))
    assert data == {
        "intent": "need",
        "lines": [
            {
                "code": "MASK-N95",
                "qty": 100,
                "qty_max": 200,
                "unit": "只",
                "side": "need",
                "sure": True,
            }
        ],
        "urgency": "high",
        "people": None,
        "households": None,
        "place": "大医二院",
        "district": "沙河口区",
        "phones": ["13812345678"],
    }
