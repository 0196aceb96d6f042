"""How sentences become text: facts are opaque, marks count UTF-16, limits are kept."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from moments import NOW
from toy import HOUSE, line

from handlers.dialog import Ask, Button, Fact, Prompt, Term, Text
from handlers.speech.message import Entity, utf16_length
from handlers.speech.sentences import MissingSentence, language_of
from handlers.speech.terms import word
from handlers.speech.texts import brief, label, render, say

NAMES = HOUSE.names(NOW)


def summary(title: Fact, *lines: Text | Term | str) -> Text:
    return Text("engine.summary", {"title": title, "lines": lines})


def test_a_place_is_named_in_english_with_the_chinese_a_driver_asks_for() -> None:
    names = replace(NAMES, english={"大连市中心医院": "Dalian Central Hospital"})
    place, organisation = Term("district", "大连市中心医院"), Term("named", "大连市中心医院")
    assert word(place, "en", names) == "Dalian Central Hospital (大连市中心医院)"
    assert word(organisation, "en", names) == "Dalian Central Hospital"
    assert {word(each, "zh", names) for each in (place, organisation)} == {"大连市中心医院"}
    assert word(Term("district", "中山区"), "en", names) == "Zhongshan"
    assert word(Term("named", "一家小店"), "en", names) == "一家小店"


def test_bold_is_a_mark_and_not_a_tag() -> None:
    said = say(summary(line("核对"), line("a"), line("b")), "zh", NAMES)
    assert said.text.startswith("核对\na\nb\n\n")
    assert said.entities == (Entity("bold", 0, 2),)


def test_marks_count_utf16_units() -> None:
    said = say(Text("engine.both", {"first": "😀", "then": summary("x😀", "l")}), "en", NAMES)
    (mark,) = said.entities
    assert said.text.encode("utf-16-le")[2 * mark.offset :][: 2 * mark.length] == (
        "x😀".encode("utf-16-le")
    )


@pytest.mark.parametrize("words", ["<b>x</b>", "{typed}", "a & b", "</b>"])
def test_what_people_write_is_never_parsed(words: str) -> None:
    said = say(Text("engine.you_wrote", {"typed": words}), "en", NAMES)
    assert said.text == f"You wrote: “{words}”"
    assert said.entities == ()


def test_a_line_of_empty_facts_is_left_out() -> None:
    said = say(Text("engine.again", {"typed": "", "why": "Why.", "question": "Q?"}), "en", NAMES)
    assert said.text == "Why.\n\nQ?"


def test_several_sentences_take_a_line_each_and_names_a_comma() -> None:
    items: Fact = (Term("role", "driver"), Term("role", "supplier"))
    assert say(Text("engine.line", {"fact": items}), "zh", NAMES).text == "司机、供应方"
    assert say(Text("engine.line", {"fact": items}), "en", NAMES).text == "driver, supplier"


@given(st.text(max_size=5000))
def test_a_text_is_cut_to_what_telegram_takes(words: str) -> None:
    said = say(summary(words, words), "en", NAMES)
    assert 1 <= utf16_length(said.text) <= 4096
    for mark in said.entities:
        assert mark.offset + mark.length <= utf16_length(said.text)


@given(st.text(max_size=300))
def test_an_answer_to_a_press_and_a_label_are_short(words: str) -> None:
    assert 1 <= utf16_length(brief(line(words), "en", NAMES)) <= 200
    assert 1 <= utf16_length(label(line(words), "en", NAMES)) <= 64


def test_a_missing_sentence_is_replaced_by_a_neutral_one_and_fails_the_tests() -> None:
    with pytest.warns(MissingSentence):
        said = say(Text("nothing.of_the_kind"), "en", NAMES)
    assert said.text == "Please see the menu."


@pytest.mark.parametrize(
    ("term", "zh", "en"),
    [
        (Term("item", "MASK-N95"), "N95口罩（医用防护口罩）", "N95/FFP2 respirator"),
        (Term("quantity", "MASK-N95:2000"), "2,000 只", "2,000 pcs"),
        (Term("district", "沙河口区"), "沙河口区", "Shahekou"),
        (Term("district", ""), "全市", "the whole city"),
        (Term("time", "2026-07-01T06:30:00+00:00"), "今天 14:30", "today 14:30"),
        (Term("time", "2026-07-01T16:30:00+00:00"), "明天 00:30", "tomorrow 00:30"),
        (Term("time", "2026-11-22T06:30:00+00:00"), "11月22日 14:30", "22 Nov 14:30"),
        (Term("date", "2027-03-01"), "2027年3月1日", "1 Mar 2027"),
        (Term("km", "3.2"), "3.2 公里", "3.2 km"),
        (Term("km", "48.4"), "48 公里", "48 km"),
        (Term("kg", "1500"), "1.5 吨", "1.5 t"),
        (Term("kg", "800.0"), "800 公斤", "800 kg"),
        (Term("minutes", "3"), "3 分钟", "3 min"),
        (Term("urgency", "high"), "紧急", "urgent"),
        (Term("plain", "二楼 <b>"), "二楼 <b>", "二楼 <b>"),
    ],
)
def test_a_name_is_said_in_each_language(term: Term, zh: str, en: str) -> None:
    assert (word(term, "zh", NAMES), word(term, "en", NAMES)) == (zh, en)


@pytest.mark.parametrize(
    ("chosen", "code", "lang"),
    [
        ("", "zh-hans", "zh"),
        ("", "zh-Hant", "zh"),
        ("", "zh_CN", "zh"),
        ("", "zh", "zh"),
        ("", "", "zh"),
        ("", "en-GB", "en"),
        ("", "fr", "en"),
        ("", "zhx", "en"),
        ("en", "zh-cn", "en"),
        ("zh", "en", "zh"),
    ],
)
def test_a_stored_choice_wins_over_the_device(chosen: str, code: str, lang: str) -> None:
    assert language_of(chosen, code) == lang


def test_what_a_keyboard_asks_for_turns_the_buttons_into_words() -> None:
    prompt = Prompt(line("Where?"), ((Button(Text("engine.back"), "d:x"),),), ask=Ask.LOCATION)
    message = render(prompt, "en", NAMES)
    assert message.keys == ()
    assert [[key.label for key in row] for row in message.keyboard] == [
        ["📍 Send my location"],
        ["‹ Back"],
    ]
    assert message.keyboard[0][0].ask is Ask.LOCATION
    assert message.keyboard[1][0].data == ""
