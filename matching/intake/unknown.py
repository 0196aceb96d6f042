"""Goods that somebody counts and nobody knows, taken apart: 小白兔20箱 is 小白兔, 20 箱."""

from dataclasses import dataclass
from fractions import Fraction

from matching.intake.amounts import find_amounts
from matching.intake.decide import find_goods
from matching.intake.lost import find_lost
from matching.intake.normalise import normalise
from matching.intake.reader import Reader
from matching.intake.scene import look

_EDGES = " :：,，、(（)）的"


@dataclass(frozen=True, slots=True)
class Unknown:
    """Words for goods nobody knows, with how much of them is wished."""

    name: str
    count: str
    """A whole number as text; empty where it is none."""
    unit: str
    stated: str
    """The quantity as written."""


def unknown_goods(text: str, reader: Reader) -> tuple[str, ...]:
    """The words of a text that count something nobody knows, as written."""
    plain = normalise(text, reader.signs)
    scene = look(plain, reader)
    lost = find_lost(scene, find_goods(scene, reader))
    return tuple(plain.span(start, end).of(text) for start, end in lost)


def take_apart(words: str, reader: Reader) -> Unknown:
    """Words of `unknown_goods` as a name and a quantity."""
    plain = normalise(words, reader.signs)
    amounts = [each for each in find_amounts(plain.text) if each.unit]
    if not amounts:
        return Unknown(words.strip(_EDGES), "", "", "")
    amount = amounts[0]
    before = plain.span(0, amount.start).of(words).strip(_EDGES)
    after = plain.span(amount.end, len(plain.text)).of(words).strip(_EDGES)
    name = before or after.removeprefix("of ").strip(_EDGES)
    stated = plain.span(amount.start, amount.end).of(words).strip()
    return Unknown(name, _whole(amount.value), amount.unit, stated)


def _whole(value: Fraction | None) -> str:
    return str(value) if value is not None and value.denominator == 1 and value > 0 else ""
