"""How goods are usually meant where such words stand around them: what labelled messages taught.

A linear model with four outcomes. Its weights are a shipped table, learnt by `make teach` from the
labelled messages of the tests; no rule of this folder needs it, and without the table the rules
alone decide.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from math import exp, log
from types import MappingProxyType

from matching.intake.reading import Side


class Meaning(StrEnum):
    """What goods of a message can be."""

    NEED = "need"
    OFFER = "offer"
    STOCK = "stock"
    NOTHING = "nothing"
    """Only told of, asked after or refused."""


MEANINGS = tuple(Meaning)
"""The order of the columns."""
SCALE = 100
"""The table holds hundredths of a logarithm of odds."""

_SPACE = re.compile(" ")
Weights = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Odds:
    """How likely each meaning is: natural logarithms of probabilities, in the order of the
    columns."""

    logs: tuple[float, ...]

    @property
    def best(self) -> Meaning:
        """The likeliest meaning; the first of equals."""
        return MEANINGS[max(range(len(MEANINGS)), key=lambda i: (self.logs[i], -i))]

    def over(self, meaning: Meaning) -> float:
        """By how much the likeliest meaning is likelier than this one; >= 0."""
        return max(self.logs) - self.logs[MEANINGS.index(meaning)]


@dataclass(frozen=True, slots=True)
class Usage:
    """The weights of the marks. Marks that no table knows weigh nothing."""

    weights: Mapping[str, Weights] = field(default_factory=lambda: MappingProxyType({}))
    goes_on: frozenset[str] = frozenset()
    """Marks of a run of words that a longer mark of the table begins with."""

    def known(self, marks: Iterable[str]) -> frozenset[str]:
        """Those of the marks that the table knows."""
        return frozenset(mark for mark in marks if mark in self.weights)

    def odds(self, *groups: Iterable[str]) -> Odds:
        """The odds of a mention by its marks, each of which counts once."""
        seen: set[str] = set().union(*groups)
        known = [self.weights[mark] for mark in seen if mark in self.weights]
        sums = [sum(column) for column in zip(*known, strict=True)] or [0] * len(MEANINGS)
        top = max(sums)
        whole = log(sum(exp((one - top) / SCALE) for one in sums))
        return Odds(tuple((one - top) / SCALE - whole for one in sums))


def build_usage(rows: Iterable[Mapping[str, str]]) -> Usage:
    """The model from the rows of its table. Raises `KeyError` or `ValueError` on a bad row."""
    weights = {
        row["mark"]: (int(row["need"]), int(row["offer"]), int(row["stock"]), int(row["nothing"]))
        for row in rows
    }
    spaces = ((mark, at.start()) for mark in weights for at in _SPACE.finditer(mark))
    return Usage(weights, frozenset(mark[:space] for mark, space in spaces))


def meaning_of(side: Side | None) -> Meaning:
    """The meaning of a side; none is nothing."""
    return Meaning.NOTHING if side is None else Meaning(side.value)


def side_of(meaning: Meaning) -> Side | None:
    """The side of a meaning; nothing has none."""
    return None if meaning is Meaning.NOTHING else Side(meaning.value)
