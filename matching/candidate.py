"""What the stages of a planning run hand to one another."""

from dataclasses import dataclass

from matching.model import Mode
from matching.snapshot import Obstacle, StockLot


@dataclass(frozen=True, slots=True)
class Carrier:
    """A way to travel that somebody on duty has: what closures and the sea are checked against."""

    mode: Mode
    kg: float = 0.0
    passes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A lot that may serve a line. `rank` 0 is the item itself, 1 its best stand-in, and so on."""

    lot: StockLot
    rank: int
    km: float
    late: bool = False
    """It would come after the deadline: better than nothing, but only when nothing else is."""


@dataclass(frozen=True, slots=True)
class Sifted:
    """The lots for one line: those that may serve it, and why the others may not."""

    candidates: tuple[Candidate, ...]
    obstacles: tuple[tuple[int, Obstacle], ...]
    """(lot id, the first thing in its way)."""


SMALL_HAZMAT_KG = 333.0
"""Hazardous goods up to this weight in one vehicle need no licensed one: the limit of ADR
1.1.3.6.3 for transport category 2, which is what the catalogue's disinfectants and fuels are."""


def needs_licence(hazmat: bool, kg: float) -> bool:
    """Whether so much of such goods needs a vehicle licensed for hazardous goods."""
    return hazmat and kg > SMALL_HAZMAT_KG
