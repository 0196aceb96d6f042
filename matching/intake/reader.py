"""The words a message is read with: built once from catalogue, gazetteer and shipped aliases."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from matching.catalogue import Catalogue
from matching.gazetteer import Gazetteer


@dataclass(frozen=True, slots=True)
class Alias:
    """Words that mean a catalogue item: shipped, or learnt from a confirmed correction."""

    words: str
    code: str


@dataclass(frozen=True, slots=True)
class Reader:
    """All that `read_message` knows. Build with `build_reader`; a value, shared by all turns."""

    catalogue: Catalogue
    gazetteer: Gazetteer
    aliases: tuple[Alias, ...] = ()

    def with_aliases(self, learnt: Iterable[Alias]) -> "Reader":
        """The same reader that also knows the learnt words; cheap: nothing is built anew."""
        return replace(self, aliases=(*self.aliases, *learnt))


def build_reader(
    catalogue: Catalogue, gazetteer: Gazetteer, shipped: Iterable[Alias] = ()
) -> Reader:
    """Index all names. Aliases whose code the catalogue does not hold are left out."""
    known = tuple(alias for alias in shipped if alias.code in catalogue.by_code)
    return Reader(catalogue, gazetteer, known)
