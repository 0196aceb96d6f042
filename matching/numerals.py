"""Numbers as people type them: 1,500, 3.5, 一百二十, 1万5, 两百五, 2k, two hundred."""

import re
from collections.abc import Sequence
from fractions import Fraction

SCALES = {
    "十": 10,
    "拾": 10,
    "百": 100,
    "佰": 100,
    "千": 1000,
    "仟": 1000,
    "k": 1000,
    "万": 10_000,
    "萬": 10_000,
    "w": 10_000,
    "亿": 100_000_000,
}
DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {
    sign: value for value, sign in enumerate("〇壹贰叁肆伍陆柒捌玖")
}
DIGITS |= {"两": 2, "俩": 2, "兩": 2}
HALF = "半"

ENGLISH = {
    word: value
    for value, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
} | {
    word: 10 * value
    for value, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2
    )
}
ENGLISH_SCALES = {"dozen": 12, "hundred": 100, "thousand": 1000, "million": 1_000_000}

_ARABIC = r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?"
_SIGN = "[" + "".join((*DIGITS, HALF, "十拾百佰千仟万萬亿")) + "]"
NUMBER = re.compile(
    rf"(?:{_ARABIC}|{_SIGN}(?<!万)(?<!萬)(?<!亿))"
    rf"(?:\s*(?:{_ARABIC}|{_SIGN}|(?<=\d)\s*[kw](?![a-z])))*"
)
"""A run of signs that makes one number. 万 alone is no number: it is in names (万家岭)."""

_TOKEN = re.compile(rf"({_ARABIC})|([{''.join(SCALES)}])|([{''.join(DIGITS)}]+)|({HALF})")
_MYRIAD = 10_000
_WORD = re.compile(r"[a-z]+")


def read_number(text: str) -> Fraction | None:
    """The value of one number's text (`NUMBER`); None if its parts do not fit together."""
    tokens = _tokens(text)
    total, section = Fraction(0), Fraction(0)
    current: Fraction | None = None
    smallest, after_zero = 0, False
    for kind, value, zero in tokens:
        if kind == "number":
            if current is not None:
                return None
            current, after_zero = value, zero
            continue
        counted = Fraction(1) if current is None else current
        if value < _MYRIAD:
            section += counted * value
        else:
            below = section + (current or 0) if section else counted
            total = (total + below) * value if value > _MYRIAD and total else total + below * value
            section = Fraction(0)
        current, smallest = None, int(value)
    return total + section + _tail(current, smallest, after_zero) if tokens else None


def spell_out(text: str) -> str:
    """Replace runs of English number words by digits: `two hundred boxes` becomes `200 boxes`."""
    words = _WORD.findall(text)
    if not any(word in ENGLISH or word in ENGLISH_SCALES for word in words):
        return text
    known = "|".join(sorted((*ENGLISH, *ENGLISH_SCALES), key=len, reverse=True))
    run = re.compile(rf"\b(?:a\s+)?(?:{known})\b(?:[\s-]+(?:and\s+)?(?:{known})\b)*")
    return run.sub(lambda found: str(_english(_WORD.findall(found.group()))), text)


def _english(words: Sequence[str]) -> int:
    total, current = 0, 0
    for word in words:
        if word in ENGLISH:
            current += ENGLISH[word]
        elif word in ENGLISH_SCALES:
            scale = ENGLISH_SCALES[word]
            current = max(current, 1) * scale
            if scale >= 1000:
                total, current = total + current, 0
    return total + current


def _tokens(text: str) -> list[tuple[str, Fraction, bool]]:
    """(kind, value, whether a zero was written before it) in order."""
    tokens = []
    for arabic, scale, signs, half in _TOKEN.findall(text):
        if arabic:
            tokens.append(("number", Fraction(arabic.replace(",", "")), False))
        elif scale:
            tokens.append(("scale", Fraction(SCALES[scale]), False))
        elif half:
            tokens.append(("number", Fraction(1, 2), True))
        elif signs.strip("零〇"):
            value = Fraction(int("".join(str(DIGITS[sign]) for sign in signs)))
            tokens.append(("number", value, signs[0] in "零〇"))
        elif not tokens:
            tokens.append(("number", Fraction(0), True))
    return tokens


def _tail(current: Fraction | None, smallest: int, after_zero: bool) -> Fraction:
    """The last figure: 一万二 is 12,000 and 两百五 is 250, but 一百零五 is 105."""
    if current is None:
        return Fraction(0)
    spoken = smallest >= 100 and not after_zero and 0 < current < 10 and current.denominator == 1
    return current * (smallest // 10) if spoken else current
