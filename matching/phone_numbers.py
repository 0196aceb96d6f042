"""A telephone number as its owner types it, and how it is kept apart from one that was shared."""

import re
import unicodedata

TYPED = "~"
"""Stands before a number that was typed: no messenger vouches that it is the person's own."""
AREA = "0411"
"""Dalian's own area code: a landline without one is in the city."""

_RUN = re.compile(r"\+?\(?\d[\d\s().\-–—]{5,24}\d")
_COUNTRY = re.compile(r"^(?:\+|00)86|^86(?=1[3-9]\d{9}$)")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"0(?:10|2\d|[3-9]\d{2})[2-8]\d{6,7}")
"""Area code of two or three digits after the nought, then seven or eight (YD/T 1123)."""
_LOCAL = re.compile(r"[2-8]\d{7}")
_DATE = re.compile(r"20\d\d-[01]\d-[0-3]\d")
_ABROAD = re.compile(r"\+(?!86)\d{8,15}")


def read_phone(text: str) -> str | None:
    """The one number in a text, bare: `13800138000`, `041182345678`, `+447911123456`; else None.

    Spaces, dashes, brackets and +86 are as people write them.
    """
    typed = unicodedata.normalize("NFKC", text)
    found = {_bare(each.group()) for each in _RUN.finditer(_DATE.sub(" ", typed))}
    return found.pop() if len(found) == 1 else None


def _bare(written: str) -> str | None:
    digits = re.sub(r"[^\d+]", "", written)
    home = _COUNTRY.sub("", digits)
    if home != digits and not home.startswith(("0", "1")):
        home = "0" + home
    if _MOBILE.fullmatch(home) or _LANDLINE.fullmatch(home):
        return home
    if _LOCAL.fullmatch(home):
        return AREA + home
    return digits if _ABROAD.fullmatch(digits) else None


def as_typed(number: str) -> str:
    """The number as it is kept."""
    return TYPED + number


def is_typed(kept: str) -> bool:
    """Whether its owner typed it, so that nobody vouches for it."""
    return kept.startswith(TYPED)


def bare_number(kept: str) -> str:
    """The number itself, to be called."""
    return kept.removeprefix(TYPED)
