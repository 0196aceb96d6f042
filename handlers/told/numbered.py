"""A line of the card put right by its number: 第一条改成3000只, change the first to 3000."""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from handlers.dialog import Turn
from handlers.told.card import PAGE
from handlers.told.change import restate
from handlers.told.reading import read_words
from handlers.told.said import Said, SaidLine
from matching.catalogue import Catalogue

_ZH = "一二三四五六七八九十"
_EN = (
    *("first", "second", "third", "fourth", "fifth"),
    *("sixth", "seventh", "eighth", "ninth", "tenth"),
)
_NUMBER = rf"(?P<n>\d{{1,2}}(?:st|nd|rd|th)?|[{_ZH}]|{'|'.join(_EN)})"
_NUMBERED = (
    re.compile(
        rf"(?:请?把)?第\s?{_NUMBER}\s?[条行项个](?:的?数量)?\s?"
        r"(?:改成|改为|改|换成|应该是|应为|是|[:：,，])\s?(?P<rest>.+)"
    ),
    re.compile(
        rf"(?:please )?(?:change|set|correct|make) (?:the )?(?:line |number |no\.? ?|#)?{_NUMBER}"
        r"(?: (?:line|one|item))? ?(?:to |into |: |= )(?P<rest>.+)",
        re.I,
    ),
    re.compile(
        r"(?:the )?(?=line |number |no\.|#|[a-z0-9]+ (?:line|one|item) )"
        r"(?:line |number |no\.? ?|#)?"
        rf"{_NUMBER}(?: (?:line|one|item))? ?(?::|is|=|should be|->) ?(?P<rest>.+)",
        re.I,
    ),
)
_NAMED = (
    re.compile(
        r"(?:请?把)?(?P<what>[^\d,，。:：;；]{1,12}|n95[^\d,，。:：;；]{0,8})(?:的?数量)?\s?"
        r"(?:改成|改为|应该是|应为)\s?(?P<rest>.+)",
        re.I,
    ),
    re.compile(
        r"(?:please )?(?:change|set|correct|make) (?:the )?(?P<what>[^,;:]{2,40}?) (?:in)?to "
        r"(?P<rest>.+)",
        re.I,
    ),
)


async def numbered_line(turn: Turn, said: Said, words: str) -> dict[str, Any] | None:
    """The card with the line put right that is named by its number; None if none is."""
    named = numbered(words)
    line = said.line(named[0]) if named is not None else None
    if named is None or line is None:
        return None
    return await restate(turn, replace(said, back_to=_page_of(said, line)), line, named[1])


async def named_line(turn: Turn, said: Said, words: str) -> dict[str, Any] | None:
    """The card with the line put right that is named by its goods: 棉被改成50床, change quilts to
    50; None unless the card has exactly one such line."""
    found = next((m for each in _NAMED if (m := each.fullmatch(" ".join(words.split())))), None)
    if found is None or "\n" in words.strip():
        return None
    codes = {each.code for each in (await read_words(turn, found["what"])).lines if each.words}
    lines = [line for line in said.lines if line.code in _meant(turn.house.catalogue, codes)]
    if len(codes) != 1 or len(lines) != 1:
        return None
    back = replace(said, back_to=_page_of(said, lines[0]))
    return await restate(turn, back, lines[0], found["rest"])


def _meant(catalogue: Catalogue, codes: Iterable[str]) -> set[str]:
    """The items, and the kinds of each that leaves its kind open: 口罩 is also the N95 above."""
    kinds = {kind.code for code in codes for kind in catalogue.kinds_of(catalogue.by_code[code])}
    return kinds.union(codes)


def _page_of(said: Said, line: SaidLine) -> int:
    """The page of the card that shows the line, counted from 1: what was changed is seen."""
    return said.lines.index(line) // PAGE + 1


def numbered(words: str) -> tuple[int, str] | None:
    """The number of a line and what is said of it; None where no line is spoken of: 18:30 is a
    time, and a list of several lines adds to the card."""
    if "\n" in words.strip():
        return None
    for pattern in _NUMBERED:
        found = pattern.fullmatch(" ".join(words.split()))
        if found is not None:
            return _figure(found["n"].lower()), found["rest"]
    return None


def _figure(words: str) -> int:
    if words in _EN:
        return _EN.index(words) + 1
    return _ZH.index(words) + 1 if words in _ZH else int(re.sub(r"\D", "", words))
