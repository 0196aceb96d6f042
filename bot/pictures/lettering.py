"""The fonts of the pictures: Noto Sans CJK SC, cut down to the signs that pictures draw (OFL)."""

import string
from functools import cache
from pathlib import Path

from PIL import ImageFont

from handlers.speech.sentences import LANGUAGES, sentences

FONTS = Path(__file__).parent / "fonts"
DRAWN = ("picture.", "words.district.")
"""Sentences that are drawn."""
ALSO = string.digits + string.ascii_letters + string.punctuation + " ·×—–…，。：（）"


@cache
def font(size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    """One of the two fonts, `size` pixels high."""
    return ImageFont.truetype(FONTS / ("bold.otf" if bold else "regular.otf"), size)


def signs() -> frozenset[str]:
    """Every sign that a picture may draw, in any language."""
    drawn = "".join(
        words
        for lang in LANGUAGES
        for key, words in sentences(lang).items()
        if key.startswith(DRAWN)
    )
    return frozenset(drawn + ALSO) - {"\n"}
