"""What holds of every reading, whatever the text; and the figures on the labelled messages."""

from fractions import Fraction

import intake_scores
import pytest
import shipped
from hypothesis import given
from hypothesis import strategies as st
from intake import plain, read

from matching.intake.amounts import find_amounts
from matching.intake.explain import explain_message
from matching.intake.reading import Doubt, Intent, ReadLine
from matching.intake.wire import as_data
from matching.model import Role, Urgency

PIECES = st.sampled_from(
    [
        *[
            "需要",
            "急需",
            "库存",
            "口罩",
            "N95",
            "防护服",
            "水",
            "各",
            "每箱50只",
            "（",
            "）",
            "、",
            "，",
            "\n",
        ],
        *[
            "500",
            "2万",
            "三百套",
            "100-200个",
            "两三百",
            "x20",
            "×",
            "1.",
            "2.",
            "25日14:53",
            "84消毒液",
        ],
        *[
            "need",
            "no",
            "tents",
            "glovs",
            "blankets",
            "3 lakh",
            "two dozen",
            "half a dozen",
            "boxes of",
        ],
        *[
            "已购买",
            "不需要",
            "可捐赠",
            "中山区",
            "友谊医院",
            "138 1234 5678",
            "👍",
            "\u202e",
            "①",
            "ﷺ",
            "İ",
        ],
        *[
            "at Delma 33",
            "4 kids",
            "as many as possible",
            "若干",
            "%",
            "75%酒精",
            "2 crore rupees",
            " ",
        ],
    ]
)
MESSAGES = st.one_of(
    st.text(max_size=300),
    st.lists(PIECES, max_size=25).map("".join),
    st.lists(st.one_of(PIECES, st.text(max_size=6)), max_size=25).map(" ".join),
)
ROLES = st.sampled_from([None, *Role])


@given(MESSAGES, ROLES)
def test_reading_never_raises_and_never_invents_a_code(text: str, role: Role | None) -> None:
    reading = read(text, role)
    codes = shipped.catalogue().by_code
    for line in reading.lines:
        assert line.code in codes
        assert all(code in codes for code in line.candidates)
        assert line.span.of(text) is not None
        assert 0 <= line.span.start <= line.span.end <= len(text)
        assert -1 <= line.place < len(reading.places)
    as_data(reading)


@given(MESSAGES, ROLES)
def test_every_quantity_is_made_of_numbers_in_the_text(text: str, role: Role | None) -> None:
    for line in read(text, role).lines:
        if line.quantity_words:
            parts = [_amounts(part, text) for part in line.quantity_words.split(" + ")]
            whole = sum(sum(values) for values in parts)
            first = sum(values[0] for values in parts)
            assert line.quantity in (whole, first)
        elif line.quantity is not None:
            assert line.quantity == 0


@given(MESSAGES)
def test_a_reading_is_the_same_every_time(text: str) -> None:
    assert read(text) == read(text)


@given(MESSAGES)
def test_explaining_reads_alike(text: str) -> None:
    assert explain_message(text, None, shipped.reader())[0] == read(text)


def test_the_longest_text_is_read() -> None:
    text = "需要N95口罩2000只、防护服三百套，" * 300
    assert {line.code for line in read(text).lines} == {"MASK-N95", "COVERALL"}
    assert read("a1" * 5000).lines == ()
    assert read("口" * 4096).lines == ()


def test_the_words_of_a_line_are_the_persons_own() -> None:
    text = "急需Ｎ９５口罩2000隻"
    (line,) = read(text).lines
    assert line.span.of(text) == "Ｎ９５口罩"
    assert line.quantity_words == "2000只"


@pytest.mark.parametrize(
    ("text", "doubts"),
    [
        ("需要N95口罩2000只", ()),
        ("需要N95口罩", (Doubt.HOW_MANY,)),
        ("需要口罩2000只", (Doubt.KIND,)),
        ("需要N95口罩2箱", (Doubt.PACK,)),
        ("需要N95口罩9000000只", (Doubt.AMOUNT,)),
        ("需要N95口罩，越多越好", ()),
    ],
)
def test_what_is_doubtful_is_asked(text: str, doubts: tuple[Doubt, ...]) -> None:
    (line,) = read(text).lines
    assert line.doubts == doubts


def test_a_general_word_offers_its_kinds() -> None:
    line: ReadLine = read("需要口罩2000只").lines[0]
    assert "MASK-N95" in line.candidates
    assert line.reason is Doubt.KIND


@pytest.mark.parametrize(
    "text", ["谢谢", "今天的雨真大，水位又涨了", "Is the water safe to drink?", "God bless you", ""]
)
def test_a_message_that_asks_for_nothing_has_no_lines(text: str) -> None:
    reading = read(text)
    assert reading.intent is Intent.OTHER
    assert reading.asks_nothing


def test_an_offer_to_people_in_distress_is_no_cry() -> None:
    reading = read("We have 2 tents for anyone stranded, call 9800011276")
    assert reading.intent is Intent.OFFER
    assert reading.urgency is Urgency.NORMAL


FLOORS = {
    "dev": {
        "item F1": 0.97,
        "line F1": 0.96,
        "quantity exact": 0.97,
        "sure precision": 0.98,
        "sure coverage": 0.70,
        "whole message exact": 0.92,
        "urgency F1": 0.95,
        "people exact": 0.95,
        "phones found": 1.0,
        "place found": 0.95,
        "district right": 1.0,
    },
    "own": {
        "item F1": 0.97,
        "line F1": 0.96,
        "quantity exact": 0.97,
        "sure precision": 0.98,
        "sure coverage": 0.72,
        "whole message exact": 0.92,
        "urgency F1": 0.93,
        "people exact": 0.90,
        "phones found": 1.0,
        "place found": 0.93,
        "district right": 0.95,
    },
    "batches": {
        "item F1": 0.95,
        "line F1": 0.94,
        "quantity exact": 0.97,
        "sure precision": 0.98,
        "sure coverage": 0.70,
        "whole message exact": 0.88,
        "urgency F1": 0.90,
        "people exact": 0.88,
        "phones found": 1.0,
        "place found": 0.85,
        "district right": 0.95,
    },
    "dalian": {
        "item F1": 0.99,
        "line F1": 0.98,
        "quantity exact": 0.99,
        "sure precision": 0.99,
        "sure coverage": 0.60,
        "whole message exact": 0.96,
        "urgency F1": 0.99,
        "people exact": 0.99,
        "phones found": 1.0,
        "district right": 0.99,
    },
    "unseen": {
        "item F1": 0.95,
        "line F1": 0.94,
        "quantity exact": 0.97,
        "sure precision": 0.98,
        "sure coverage": 0.72,
        "whole message exact": 0.86,
        "urgency F1": 0.85,
        "people exact": 0.85,
        "phones found": 1.0,
        "place found": 0.90,
        "district right": 0.95,
    },
}
CEILINGS = {
    "quantities invented": 0.005,
    "held stock taken as need": 0.0,
    "lines where nothing is asked": 0.05,
}


@pytest.mark.parametrize(
    "name", ["dev", "own", pytest.param("batches", marks=pytest.mark.soak), "dalian", "unseen"]
)
def test_the_figures_hold_their_floors(name: str) -> None:
    path = {
        "dev": intake_scores.DEV,
        "own": intake_scores.OWN,
        "batches": intake_scores.BATCHES,
        "dalian": intake_scores.DALIAN,
        "unseen": intake_scores.UNSEEN,
    }
    tally, mistakes = intake_scores.score(
        intake_scores.messages(path[name]), lambda row: as_data(read(row["text"]))
    )
    figures = tally.figures()
    low = {k: figures[k] for k, floor in FLOORS[name].items() if figures[k] < floor}
    high = {k: figures[k] for k, ceiling in CEILINGS.items() if figures[k] > ceiling}
    assert not low, (low, mistakes)
    assert not high, (high, mistakes)


def _amounts(words: str, text: str) -> list[Fraction]:
    """The numbers of a quoted quantity, which must stand in the text."""
    assert words in plain(text).cased
    values = [amount.value for amount in find_amounts(words.lower()) if amount.value is not None]
    assert values, words
    return values
