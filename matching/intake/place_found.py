"""One place that a message names."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PlaceFound:
    """A place of the folded text; `places` are indexes of the gazetteer, best first."""

    start: int
    end: int
    places: tuple[int, ...] = ()
    known: bool = False
    """The gazetteer has the name."""
    heading: bool = False
    """No name or address, but what heads goods: 我妈家, my mother's house."""
