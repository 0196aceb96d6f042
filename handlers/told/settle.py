"""Answers that settle a line of the draft, or several at once."""

from dataclasses import replace
from fractions import Fraction

from handlers.told.fill import counted
from handlers.told.said import Said, SaidLine, open_lines
from matching.catalogue import Catalogue
from matching.intake.reading import Doubt
from matching.model import QuantityKind


def alike(said: Said, line: SaidLine) -> tuple[SaidLine, ...]:
    """The lines that are counted in the same word and ask the same."""
    return tuple(x for x in said.lines if x.has(Doubt.PACK) and x.unit == line.unit)


def all_single(said: Said, line: SaidLine, catalogue: Catalogue) -> Said:
    """The draft where this word for a pack means one piece, wherever it stands."""
    numbers = {each.number for each in alike(said, line)}
    lines = tuple(
        counted(x, x.count, x.unit, Fraction(1), catalogue) if x.number in numbers else x
        for x in said.lines
    )
    return replace(said, lines=lines)


def unknown_amount(line: SaidLine) -> SaidLine:
    """The line whose quantity nobody can say now."""
    line = line.settled(Doubt.HOW_MANY, Doubt.PACK, Doubt.AMOUNT)
    return replace(line, quantity=0, parts=(), kind=QuantityKind.UNKNOWN.value, count="", unit="")


def open_apart(said: Said) -> tuple[Said, Said]:
    """The draft without what is still open, and the draft of that alone."""
    waiting = open_lines(said)
    numbers = {line.number for line in waiting}
    ready = tuple(x for x in said.lines if x.number not in numbers)
    rest = replace(said, lines=waiting, unread=(), straight=False, edit="", ask="", back_to=0)
    return replace(said, lines=ready), rest
