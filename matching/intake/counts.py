"""The grammar of numbers in running text: 1,500, 3.5万, 两三百, 一二十, 3 lakh, two dozen."""

import re
from fractions import Fraction

from matching.numerals import DIGITS, ENGLISH, ENGLISH_SCALES, read_number, spell_out

_INDIAN = {"lakh": 100_000, "lac": 100_000, "crore": 10_000_000, "k": 1000, "doz": 12, "dz": 12}
_INDIAN |= {"wan": 10_000, "qian": 1000, "bai": 100}
_WORDS = "|".join(sorted((*ENGLISH, *ENGLISH_SCALES), key=len, reverse=True))
_SIGNS = "".join(DIGITS)

_SPACED = (
    r"\d{1,3}(?: 000){1,3}(?!\d)"
    r"|(?<=[\x02\u4e00-\u9fff])\d{1,3}(?: \d{3}){1,3}(?=[只个双套件副瓶箱盒袋桶条床顶斤份人名])"
)
"""1 000, and 2 500 between its goods and its unit: groups of three after a space."""
ARABIC = (
    rf"(?:(?<!\d)(?:{_SPACED}|\d{{1,3}}(?:,\d{{3}}){{1,5}}(?!\d)(?:\.\d{{1,9}})?"
    r"|\d{1,15}(?:\.\d{1,9})?))"
)
_SPOKEN = (
    r"(?:wan|qian|bai)(?=\s?(?:(?:ge|zhi|tao|jian|shuang|fu|ping|xiang|he|bao|dai|tong|tai"
    r"|zhang|chuang|ding|tiao|ba|liang|guan|juan|jin|dun|sheng)(?![a-z])|[,.;，。、]|$))"
)
"""3 wan zhi: 万, 千 and 百 in Latin letters, before a unit so written or at an end."""
_SCALED = (
    rf"{ARABIC}(?:\s?(?:[十百千万亿]+(?:\d(?!\d))?|[kw](?![a-z0-9])|(?:hundred|thousand"
    rf"|lakhs?|lacs?|crores?|million|dozens?|doz|dz)(?![a-z])|{_SPOKEN}))?"
)
_NUMERAL = f"{_SIGNS}十百千万亿半拾佰仟"
_CHINESE = rf"(?<![{_NUMERAL}])[{_NUMERAL}]{{0,12}}[{_SIGNS}十百千拾佰仟半][{_NUMERAL}]{{0,12}}"
"""A run is read from its first sign and no longer than any number: long runs cost no more."""
_SOME = r"(?<!few )(?<!several )(?<!couple )(?<!couple of )"
"""A few hundred is no number: it is asked for."""
_ENGLISH = rf"(?<![a-z]){_SOME}(?:{_WORDS})(?:[\s-](?:and\s)?(?:{_WORDS})){{0,9}}(?![a-z])"
_HALF_DOZEN = r"(?<![a-z])half\s(?:a\s)?(?:dozen|million)"
_FIRST = "".join(sorted({word[0] for word in (*ENGLISH, *ENGLISH_SCALES, "half")}))
_BEGINS = rf"(?=[\d{_NUMERAL}]|(?<![a-z])[{_FIRST}])"
"""What every number begins with, so that most signs are passed over at one look."""
NUMBER = rf"(?:{_BEGINS}(?:{_SCALED}|{_CHINESE}|{_HALF_DOZEN}|{_ENGLISH}))"
"""One number, however it is written; words of numbers no more than ten: long runs cost no more."""

_TAIL = re.compile(
    rf"({ARABIC})\s?(lakhs?|lacs?|crores?|k|w|hundred|thousand|million|dozens?|doz|dz"
    r"|wan|qian|bai)(?![a-z])"
)
_NEIGHBOURS = re.compile(r"([一二两三四五六七八九])([一二两三四五六七八九])([十百千万])(万?)")
_TEENS = re.compile(r"十([一二三四五六七八])([二三四五六七八九])")


def value_of(text: str) -> tuple[Fraction, Fraction | None] | None:
    """A number's value, and the upper end where it names a span (两三百); None if it is none."""
    text = text.strip()
    neighbours = _NEIGHBOURS.fullmatch(text)
    if neighbours and DIGITS[neighbours[2]] == DIGITS[neighbours[1]] + 1:
        scale = read_number("一" + neighbours[3] + neighbours[4]) or Fraction(1)
        return DIGITS[neighbours[1]] * scale, DIGITS[neighbours[2]] * scale
    teens = _TEENS.fullmatch(text)
    if teens and DIGITS[teens[2]] == DIGITS[teens[1]] + 1:
        return Fraction(10 + DIGITS[teens[1]]), Fraction(10 + DIGITS[teens[2]])
    if "half" in text:
        return Fraction(6 if "dozen" in text else 500_000), None
    number = _plain_value(text)
    return None if number is None else (number, None)


def _plain_value(text: str) -> Fraction | None:
    tail = _TAIL.fullmatch(text)
    if tail:
        word = tail[2] if len(tail[2]) == 1 else tail[2].removesuffix("s")
        scale = _INDIAN.get(word) or ENGLISH_SCALES.get(word) or 10_000
        return Fraction(tail[1].replace(",", "")) * scale
    if text[:1].isascii() and text[:1].isalpha():
        return read_number(spell_out(text))
    number = read_number(text.replace(" ", ""))
    return number if number is not None and number < 10**12 else None
