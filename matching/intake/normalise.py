"""First step: one width, one case, one script, with the way back to the original characters."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass

from matching.intake.reading import Span

FULL_COMMA = "，"
"""Kept apart from the Latin comma: 口罩500，200副护目镜 holds no 500,200."""
LIST_MARK = "•"
"""What ① and a keycap become: a sign that begins an entry of a list."""

_CIRCLED = frozenset(map(chr, (*range(0x2460, 0x249C), *range(0x2776, 0x2794))))
_BULLETS = frozenset("•●○◆◇■□▪▫★☆※◎☑✔✓►▶▸‣⁃·✅➤➢❖")
_KEYCAP = re.compile("([0-9])\ufe0f?\u20e3")
_REPEATED = re.compile(r"([^\s]{1,4}?)\1{19,}")
"""The same signs twenty times over say nothing more, and cost time: 111111… is no number."""
_NO_NUMBER = re.compile(r"\d{31,}")
"""More digits than any number, phone or code has."""
UNREAD = "\x01"
"""What stands in the place of signs that no step shall read."""
MOST = 6000
"""Folded signs that are read: one sign can unfold to eighteen."""
_LINE_ENDS = frozenset("\n\r\v\f\x85\u2028\u2029")
_FOLDED = {"（": "(", "）": ")", "：": ":", "；": ";", "？": "?", "！": "!", "“": '"', "”": '"'}
_FOLDED |= {"‘": "'", "’": "'", "【": "(", "】": ")", "〔": "(", "〕": ")", "[": "(", "]": ")"}
_FOLDED |= {"{": "(", "}": ")", "「": '"', "」": '"', "『": '"', "』": '"', "✕": "×", "✖": "×"}
_FOLDED |= {"–": "-", "—": "-", "−": "-", "―": "-", "‐": "-", "‑": "-", "﹣": "-", "〜": "~"}
_FOLDED |= {
    "∶": ":",
    "︰": ":",
    "﹕": ":",
    "*": "×",
    "∗": "×",
    "｡": "。",
    "､": "、",
    "\u3000": " ",
    "|": " ",
    "│": " ",
}
_KEPT = frozenset("，。、×…《》")


@dataclass(frozen=True, slots=True)
class Plain:
    """A message ready to be read. `text` and `cased` have the same length."""

    text: str
    """Lower case."""
    cased: str
    """The same with its capitals: names of places need them."""
    origin: tuple[int, ...]
    """Position of every character in the original; one more for the end."""

    def span(self, start: int, end: int) -> Span:
        """Where a piece stands in the original."""
        if start >= end:
            return Span(self.origin[start], self.origin[start])
        return Span(self.origin[start], self.origin[end - 1] + 1)


def normalise(text: str, signs: Mapping[str, str]) -> Plain:
    """Fold width, case, quotes, dashes and traditional signs; drop what cannot be seen."""
    folded = {sign: _fold(sign, signs) for sign in set(text)}
    pieces = [folded[sign] for sign in text]
    for keycap in _KEYCAP.finditer(text):
        pieces[keycap.start()] = LIST_MARK
    origin = [position for position, piece in enumerate(pieces) for _ in piece]
    if len(origin) > MOST:
        del origin[bisect_right(origin, origin[MOST]) :]
    joined = "".join(pieces)[: len(origin)]
    origin.append(len(text))
    joined = _NO_NUMBER.sub(lambda run: UNREAD * len(run.group()), joined)
    joined = _REPEATED.sub(_once, joined)
    lowered = joined.lower()
    if len(lowered) != len(joined):
        lowered = "".join(c if len(c.lower()) != 1 else c.lower() for c in joined)
    return Plain(lowered, joined, tuple(origin))


def _once(found: re.Match[str]) -> str:
    """The repeated signs three times, the rest unread; the length stays. Digits are no number."""
    kept = 0 if found[1].isdigit() else 3 * len(found[1])
    return found.group()[:kept] + UNREAD * (len(found.group()) - kept)


def _fold(sign: str, signs: Mapping[str, str]) -> str:
    """What one character of the original becomes: mostly one, sometimes none or several."""
    if sign in _LINE_ENDS:
        return "\n"
    if sign < "\x7f":
        return _FOLDED.get(sign, sign if sign >= " " else " ")
    if sign in _KEPT:
        return sign
    if sign in _FOLDED:
        return _FOLDED[sign]
    if sign in _CIRCLED or sign in _BULLETS:
        return LIST_MARK
    if "\u4e00" <= sign <= "\u9fff":
        return signs.get(sign, sign)
    return _rare(sign, signs)


def _rare(sign: str, signs: Mapping[str, str]) -> str:
    category = unicodedata.category(sign)
    if category in ("Cf", "Cc", "Cs", "Co", "Cn", "Mn", "Me"):
        return ""
    if category in ("So", "Sk", "Zs"):
        return _compatible(sign, signs) if category == "So" else " "
    return _compatible(sign, signs)


def _compatible(sign: str, signs: Mapping[str, str]) -> str:
    folded = unicodedata.normalize("NFKC", sign)
    if folded == sign:
        return " " if unicodedata.category(sign) == "So" else sign
    return "".join(_FOLDED.get(c, signs.get(c, c)) for c in folded if c >= " ")
