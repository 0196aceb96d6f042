"""Small steps that several roles ask: one of a list, a typed line, a district."""

import re
import unicodedata
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any, TypeAlias

from handlers.dialog import (
    AboutStep,
    Choice,
    Question,
    Reply,
    ReplyKind,
    ShowStep,
    Step,
    Term,
    Text,
    Turn,
    Unclear,
)
from handlers.speech.sentences import sentences
from matching.numerals import NUMBER, read_number, spell_out

When: TypeAlias = Callable[[Mapping[str, Any]], bool]
Choices: TypeAlias = Callable[[Turn], Awaitable[Sequence[Choice]]]

SKIP = "-"
"""The answer of who leaves an optional question out."""
SENTENCE_SIGNS, SENTENCE_WORDS = 7, 4
"""Chinese signs and words apart that no label has: whoever types so much says something."""
DISTRICTS = (
    *("中山区", "西岗区", "沙河口区", "甘井子区", "旅顺口区"),
    *("金州区", "普兰店区", "长海县", "瓦房店市", "庄河市"),
)
"""The ten districts of Dalian, in the order of their codes."""

_OF_ROADS = "大?[路街道桥]|广场|公园|隧道"
_OF_ROADS_LATIN = r"\s+(?:road|rd|street|avenue|square|park|bridge|tunnel|lu|jie)\b"


def always(_answers: Mapping[str, Any]) -> bool:
    """The step applies whatever was answered."""
    return True


def no_goods(_turn: Turn) -> tuple[str, ...]:
    """The answer names no goods: a report of some is not it."""
    return ()


def choice_step(
    name: str,
    text: Text,
    choices: Sequence[Choice],
    *,
    columns: int = 1,
    when: When = always,
    show: ShowStep | None = None,
    clears: tuple[str, ...] = (),
    about: AboutStep | None = None,
) -> Step:
    """One of a fixed list, pressed or typed."""

    async def ask(_turn: Turn) -> Question:
        return Question(text, tuple(choices), columns=columns)

    return Step(name, ask, None, when, show, clears, about=about)


def typed_step(
    name: str,
    text: Text,
    *,
    longest: int,
    optional: bool = False,
    when: When = always,
    show: ShowStep | None = None,
) -> Step:
    """A line in the person's own words, at most `longest` signs; may be left out if optional."""
    choices = (skip_choice(),) if optional else ()

    async def ask(_turn: Turn) -> Question:
        return Question(text, choices)

    async def read(turn: Turn, _question: Question) -> str:
        return typed_line(turn.reply, longest)

    return Step(name, ask, read, when, show)


def skip_choice() -> Choice:
    """The button that leaves an optional question out."""
    return Choice(SKIP, Text("steps.skip"), ("跳过", "略过", "没有", "无", "skip", "none", "no"))


def member_choices(kind: str, members: Iterable[StrEnum]) -> tuple[Choice, ...]:
    """Members of an enumeration, under the names the words table gives them."""
    return tuple(Choice(member.value, Term(kind, member.value)) for member in members)


def district_choices() -> tuple[Choice, ...]:
    """The ten districts; the name without its ending means them too."""
    return tuple(
        Choice(name, Term("district", name), (name[:-1],) if len(name) > 2 else ())
        for name in DISTRICTS
    )


def districts_in(text: str) -> list[str]:
    """Districts that the text names in either language, in the order they stand there.

    A road, square or park that is called after one is not the district: 中山路, Zhongshan Road.
    """
    lower = text.lower()
    found: dict[str, int] = {}
    for name in DISTRICTS:
        short = name[:-1] if len(name) > 2 else name
        latin = sentences("en").get(f"words.district.{name}", "").lower()
        named = re.search(rf"{short}(?!{_OF_ROADS})|{latin or short}(?!{_OF_ROADS_LATIN})", lower)
        if named is not None:
            found[name] = named.start()
    return sorted(found, key=found.__getitem__)


def district_step(name: str, text: Text, *, when: When = always, shown: bool = True) -> Step:
    """One of the ten districts."""
    show = (lambda turn: _district_line(turn, name)) if shown else None
    return choice_step(name, text, district_choices(), columns=2, when=when, show=show)


def typed_line(reply: Reply, longest: int) -> str:
    """What was typed, on one line; raises `Unclear` for anything but words, or too many."""
    words = " ".join(reply.text.split()) if reply.kind is ReplyKind.TEXT else ""
    if not words:
        raise Unclear("steps.unclear_words")
    if len(words) > longest:
        raise Unclear("steps.unclear_long", longest=longest)
    return words


def is_sentence(words: str) -> bool:
    """Whether so much was typed that it is no misspelt label."""
    han = sum("\u4e00" <= sign <= "\u9fff" for sign in words)
    return han >= SENTENCE_SIGNS or len(words.split()) >= SENTENCE_WORDS


def given(value: Any) -> str:
    """An optional answer as text: empty where it was left out."""
    return "" if value in (None, SKIP) else str(value)


def whole_number(text: str, highest: int) -> int | None:
    """The one whole number in what was typed, 30 or 三十, up to `highest`; else None."""
    typed = spell_out(unicodedata.normalize("NFKC", text).lower())
    found = [read_number(each.group()) for each in NUMBER.finditer(typed)]
    if len(found) != 1 or found[0] is None or found[0].denominator != 1:
        return None
    return int(found[0]) if found[0] <= highest else None


def _district_line(turn: Turn, name: str) -> Text:
    return Text("steps.line_district", {"district": Term("district", str(turn.answers[name]))})
