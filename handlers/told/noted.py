"""Goods that were said beside a question, quoted in the person's own words."""

from collections.abc import Sequence

from handlers.dialog import Term
from matching.intake.reading import ReadLine

MOST_QUOTED = 4
"""Goods that are quoted; what is noted may be more."""


def in_short(line: ReadLine) -> str:
    """A line in the person's own words: 毛毯 10条, 10 blankets."""
    parts = (line.words, line.quantity_words)
    return " ".join(filter(None, reversed(parts) if line.words.isascii() else parts))


def goods_said(lines: Sequence[ReadLine]) -> tuple[Term, ...]:
    """The first few of them, to be quoted back."""
    return tuple(Term("plain", in_short(line)) for line in lines[:MOST_QUOTED])
