"""Telephone numbers in a text, as people write them: 138 0013 8000, (0411) 8888-7777, +92 300…"""

import re
from dataclasses import dataclass

_STANDARD = (
    r"(?<!gb)(?<!gb/t)(?<!gb )(?<!gb/t )(?<!yy)(?<!yy )(?<!yy/t )(?<!astm )(?<!iso )(?<!en )"
)
_PHONE = re.compile(
    rf"(?<![\d.,a-z/]){_STANDARD}(?:"
    r"\+?\d{1,3}[\s-]?(?:\(\d{2,4}\)|\d{2,4})[\s-]\d{3,4}[\s-]?\d{3,4}"
    r"|(?:\+?86[\s-]?)?1[3-9]\d(?:[\s-]?\d{4}){2}"
    r"|(?:\(0\d{2,3}\)|0\d{2,3})[\s-]?\d{3,4}[\s-]?\d{4}(?:-\d{1,5}(?!\d))?"
    r"|\(\d{3}\)\s?\d{3}[\s.-]\d{4}"
    r"|\d{3}[\s.-]\d{3}[\s.-]\d{4}"
    r"|\d{3,4}-\d{4}"
    r"|0\d{2,4}[\s.-]?\d{3}[\s.-]?\d{3,4}"
    r"|\d{5}[\s-]\d{5}"
    r"|\+\d{1,3}(?:[\s.-]\d{1,5}){2,5}"
    r"|[2-9]\d{3}[\s.]\d{4}"
    r"|[2-4]\d(?:\s\d\d){3}|0\d(?:[\s.]\d\d){4}"
    r"|(?!20[0-3]\d[01]\d[0-3]\d)[2-9]\d{7}"
    r"|\+?\d{9,13}"
    r")(?!\d|[,.]\d)"
)
"""Groups as they are spoken in China, Haiti, Pakistan, India, Nepal, America and elsewhere."""
_TOLD = re.compile(
    r"(?:电话|手机|联系方式|热线|座机|tel|tele?phone|phone|call|mobile|ph|cell|contact|whatsapp"
    r"|text"
    r"|sms|numero|nimewo|number)(?:\s?(?:no|number|is|me|us|at|on|#))*[.:：是为\s]*"
    r"(\d{3,5}[\s.-]?\d{3,4}(?!\d))",
)
_FEWEST = 7
_MODELS = frozenset({"1860", "1870", "8210", "9132", "9501", "9502", "4565", "8511"})


@dataclass(frozen=True, slots=True)
class Phone:
    """A number and where it stands in the folded text."""

    start: int
    end: int
    digits: str
    """Digits only, with a leading + where written: two numbers are one if these are alike."""


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
    """1000-2000, 3000 5000 and 100000000个 are amounts; 1860 8210 are models."""
    apart = re.split(r"[\s.-]", words)
    if len(apart) == 2 and (words.endswith("00") or _MODELS.issuperset(apart)) and len(words) <= 9:
        return True
    if words.isdigit() and words.endswith("000") and len(words) == 8:
        return True
    return words.isdigit() and words.endswith("0000") and after in tuple("个只套件副双支瓶箱盒元")
