"""Reading one message with the shipped tables, in as few words as tests need."""

from fractions import Fraction

import shipped

from matching.intake.normalise import Plain, normalise
from matching.intake.read import read_message
from matching.intake.reading import Reading, ReadLine, Side
from matching.model import Role


def read(text: str, role: Role | None = None, lang: str = "") -> Reading:
    """The reading of a text."""
    return read_message(text, role, lang, shipped.reader())


def plain(text: str) -> Plain:
    """The text as the steps after the first one see it."""
    return normalise(text, shipped.reader().signs)


def line_of(text: str, code: str, side: Side = Side.NEED) -> ReadLine:
    """The one line of an item; fails if there is none."""
    return next(x for x in read(text).lines if x.code == code and x.side is side)


def needs(text: str, role: Role | None = None) -> dict[str, int | Fraction | None]:
    """Code -> quantity of what a text needs."""
    return _side(text, Side.NEED, role)


def offers(text: str, role: Role | None = None) -> dict[str, int | Fraction | None]:
    """Code -> quantity of what a text offers."""
    return _side(text, Side.OFFER, role)


def stock(text: str, role: Role | None = None) -> dict[str, int | Fraction | None]:
    """Code -> quantity of what a text says they still hold."""
    return _side(text, Side.STOCK, role)


def _side(text: str, side: Side, role: Role | None) -> dict[str, int | Fraction | None]:
    return {line.code: line.quantity for line in read(text, role).lines if line.side is side}
