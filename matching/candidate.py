"""What the stages of a planning run hand to one another."""

from dataclasses import dataclass

from matching.model import Mode


@dataclass(frozen=True, slots=True)
class Carrier:
    """A way to travel that somebody on duty has: what closures and the sea are checked against."""

    mode: Mode
    kg: float = 0.0
    passes: frozenset[str] = frozenset()


SMALL_HAZMAT_KG = 333.0
"""Hazardous goods up to this weight in one vehicle need no licensed one: the limit of ADR
1.1.3.6.3 for transport category 2, which is what the catalogue's disinfectants and fuels are."""


def needs_licence(hazmat: bool, kg: float) -> bool:
    """Whether so much of such goods needs a vehicle licensed for hazardous goods."""
    return hazmat and kg > SMALL_HAZMAT_KG
