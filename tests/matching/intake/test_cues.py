"""Words of needing, offering and refusing as people write them, whatever goods they are said of."""

import pytest
from intake import needs, offers, read

GOODS = [("tents", "TENT"), ("rice", "RICE"), ("candles", "CANDLE"), ("diapers", "DIAPER-BB")]


@pytest.mark.parametrize(("word", "code"), GOODS)
@pytest.mark.parametrize(
    "text",
    [
        *["Nobody came yet. send {}", "we sleep outside, pls snd {}", "{} yes, candy no"],
        *["sab kuch beh gaya, {} chahiye", "{} nahi mila", "{} bhejo", "nou bezwen {}"],
        *["we pa gen {}", "nobody gave us {}", "our {} will finish in 3 days", "we got no {}"],
        *["Do not send candy! Send {}", "must eat but i have not {}"],
    ],
)
def test_asked_for_in_any_way_is_needed(text: str, word: str, code: str) -> None:
    assert code in needs(text.format(word))


@pytest.mark.parametrize(("word", "code"), GOODS)
@pytest.mark.parametrize(
    "text",
    [
        *["{} NO, thanks", "the bandits take the {} of the women", "Want: nothing. {} are plenty"],
        *[
            "keep {} near you",
            "huge thanks to everyone who unloaded {}",
            "they gave us {} yesterday",
        ],
        *["we have mountains of {}", "we cannot accept any more {}", "{} received yesterday"],
        *["no more {} ok?", "Yesterday the red cross brought us 200 {}, God bless"],
    ],
)
def test_what_is_refused_taken_or_there_already_is_no_need(text: str, word: str, code: str) -> None:
    assert needs(text.format(word)) == {}


@pytest.mark.parametrize(("word", "code"), GOODS)
@pytest.mark.parametrize(
    "text",
    [
        *["hv 20 {} free this weekend", "20 {}, can be collected any time, dm", "can spare 20 {}"],
        *["Have: 20 {}. Want: nothing", "20 {} up for grabs", "20 {}, just take them"],
    ],
)
def test_given_in_any_way_is_offered(text: str, word: str, code: str) -> None:
    assert offers(text.format(word)) == {code: 20}


@pytest.mark.parametrize("number", ["24", "2 doz", "two dozen", "2 dozen", "twenty four", "2 dz"])
def test_dozens_are_counted_however_written(number: str) -> None:
    assert needs(f"need {number} shovels") == {"SHOVEL": 24}


def test_length_counts_only_rope() -> None:
    assert needs("need a 16 ft ladder and 20 m rope") == {"HAND-TOOLS": None, "ROPE": 20}


def test_misspelt_units_are_units() -> None:
    assert needs("need 36 botles of sanitizer, 4 quintals rice") == {"HAND-SAN": 36, "RICE": 4}
    assert read("need 36 botles of sanitizer").lines[0].unit == "botles"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("need 2 gallons of diesel", {"DIESEL": 2}),
        ("Medicine for tension and sugar patients please", {"CHRONIC": None}),
        ("bring ration to my tent please", {"FOOD-ANY": None}),
        ("we need a machine to lift the bricks", {"CRANE": None}),
        ("1) generators (2) 2) heaters, 40 3) mops needed", {"GENERATOR": 2, "HEATER": 40}),
        ("We need 3 things: plywood, shovels", {"CEMENT": None, "SHOVEL": None}),
        ("Blankets!! it is so cold here", {"BLANKET": None}),
        ("camp has people: pads, bedsheets, tents required", {"PADS": None, "TENT": None}),
        ("I look for a job as driver, I have a truck", {}),
        ("Lord send your rain of bread and water on us", {}),
        ("rice was 60 gourdes now is 110 a bag, not right", {}),
        ("Proud of our army dropping blankets", {}),
        ("minister tweets 50 tents sent", {}),
        ("SOS Torbeck: need 40 tents", {"TENT": 40}),
        ("the people of Anse ask you for tents", {"TENT": None}),
        ("Blood needed urgently at Apollo hospital, 3 units, call 9800056730", {"BLOOD": 3}),
        ("the clinic has no oxygen left", {"O2-CYL": None}),
        ("Gasoline needed for the clinic. 30 gal will do", {"GASOLINE": 30}),
        ("she sold the clothes at the market", {}),
        ("Thanks, the school received the 500 tents today", {}),
    ],
)
def test_what_the_words_around_goods_say(text: str, expected: dict[str, int | None]) -> None:
    found = needs(text)
    assert {code: n for code, n in found.items() if code in expected} == expected
    assert expected or not found
