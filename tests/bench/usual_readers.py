"""The two usual ways to read goods in free text, as rivals: fuzzy names; a segmenter + rules."""

import re
import tempfile
import warnings
from typing import Any

import shipped
from rapidfuzz import fuzz, process

from matching.numerals import NUMBER, read_number

CLOSE = 90.0
"""`partial_ratio` from which a name counts; lower, most messages name half of the catalogue."""
_REACH = 12
"""Characters on either side in which a number is looked for."""


def names() -> dict[str, str]:
    """Name -> code, of two signs or more."""
    return {
        name.lower(): item.code
        for item in shipped.catalogue().items
        for name in (item.zh, item.en, *item.aliases_zh, *item.aliases_en)
        if len(name) > 1
    }


class Fuzzy:
    """rapidfuzz alone: `partial_ratio` of every name over the text, the next number beside it."""

    def __init__(self) -> None:
        self.codes = names()
        self.choices = list(self.codes)

    def __call__(self, row: dict[str, Any]) -> dict[str, Any]:
        """A prediction in the form of `reliefline parse`."""
        text = row["text"].lower()
        found = process.extract(
            text, self.choices, scorer=fuzz.partial_ratio, score_cutoff=CLOSE, limit=40
        )
        lines: dict[str, int | None] = {}
        for name, _, _ in found:
            code = self.codes[name]
            place = text.find(name)
            lines.setdefault(
                code, _number_near(text, place, place + len(name)) if place >= 0 else None
            )
        return _prediction(lines)


class Segmenter:
    """jieba with the names as its dictionary, and the number that follows or precedes a name."""

    def __init__(self) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import jieba
        jieba.setLogLevel("ERROR")
        self.codes = names()
        self.cutter = jieba.Tokenizer()
        with tempfile.TemporaryDirectory() as folder:
            self.cutter.tmp_dir = folder
            self.cutter.initialize()
        for name in self.codes:
            self.cutter.add_word(name, 100_000)

    def __call__(self, row: dict[str, Any]) -> dict[str, Any]:
        """A prediction in the form of `reliefline parse`."""
        text = row["text"].lower()
        lines: dict[str, int | None] = {}
        place = 0
        for word in self.cutter.cut(text):
            code = self.codes.get(word) or self.codes.get(word.rstrip("s"))
            if code is not None:
                lines.setdefault(code, _number_near(text, place, place + len(word)))
            place += len(word)
        return _prediction(lines)


def _number_near(text: str, start: int, end: int) -> int | None:
    after = re.split(r"[,，、;；。\n]", text[end : end + _REACH])[0]
    before = re.split(r"[,，、;；。\n]", text[max(0, start - _REACH) : start])[-1]
    for piece in (after, before):
        match = NUMBER.search(piece)
        value = read_number(match.group()) if match else None
        if value is not None:
            return int(value)
    return None


def _prediction(lines: dict[str, int | None]) -> dict[str, Any]:
    return {
        "lines": [
            {"code": code, "qty": number, "side": "need", "sure": True}
            for code, number in lines.items()
        ],
        "urgency": "normal",
        "people": None,
        "households": None,
        "place": None,
        "district": None,
        "phones": [],
    }
