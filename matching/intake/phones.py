"""Telephone numbers in a text, as people write them: 138 0013 8000, (0411) 8888-7777, +92 300…"""

import re
from dataclasses import dataclass

_PHONE = re.compile(
    r"(?<![\d.,a-z])(?:"
    r"\+?\d{1,3}[\s-]?(?:\(\d{2,4}\)|\d{2,4})[\s-]\d{3,4}[\s-]?\d{3,4}"
    r"|(?:\+?86[\s-]?)?1[3-9]\d(?:[\s-]?\d{4}){2}"
    r"|(?:\(0\d{2,3}\)|0\d{2,3})[\s-]?\d{3,4}[\s-]?\d{4}(?:-\d{1,5}(?!\d))?"
    r"|\(\d{3}\)\s?\d{3}[\s-]\d{4}"
    r"|\d{3}[\s.-]\d{3}[\s.-]\d{4}"
    r"|\d{3,4}-\d{4}"
    r"|09\d{2}[\s-]?\d{3}[\s-]?\d{3}"
    r"|\+?\d{9,13}"
    r")(?!\d|[,.]\d)"
)
_TOLD = re.compile(
    r"(?:电话|手机|联系方式|热线|座机|tel|phone|call|mobile|ph|cell|contact)[.:：是为\s]*"
    r"(\d{3,4}[\s-]?\d{3,4}(?!\d))",
)
_FEWEST = 7


@dataclass(frozen=True, slots=True)
class Phone:
    """A number and where it stands in the folded text."""

    start: int
    end: int
    digits: str
    """Digits only, with a leading + where written."""


def find_phones(text: str) -> list[Phone]:
    """The phone numbers of a folded text, in order."""
    found = [(m.start(), m.end(), m.group()) for m in _PHONE.finditer(text)]
    taken = {position for start, end, _ in found for position in range(start, end)}
    found += [
        (m.start(1), m.end(1), m.group(1)) for m in _TOLD.finditer(text) if m.start(1) not in taken
    ]
    phones = []
    for start, end, words in sorted(found):
        digits = re.sub(r"\D", "", words)
        if len(digits) >= _FEWEST and not _is_round_count(words, text[end : end + 1]):
            phones.append(Phone(start, end, "+" + digits if words.startswith("+") else digits))
    return phones


def _is_round_count(words: str, after: str) -> bool:
    """1000-2000 and 100000000个 are amounts."""
    if "-" in words and words.replace("-", "").endswith("00") and len(words) <= 9:
        return True
    return words.isdigit() and words.endswith("0000") and after in tuple("个只套件副双支瓶箱盒元")
