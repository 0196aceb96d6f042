"""What every conversation may look up: the catalogue, the gazetteer and a few settings."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from handlers.vocabulary import Vocabulary
from matching.catalogue import Catalogue
from matching.gazetteer import Gazetteer


@dataclass(frozen=True, slots=True)
class Names:
    """All that turns a `Term` into words: the catalogue, and the moment "today" is counted from."""

    catalogue: Catalogue
    now: datetime
    """Aware; `今天 14:30` is relative to it."""
    english: Mapping[str, str] = field(default_factory=dict)
    """English names of places by their Chinese ones."""


@dataclass(frozen=True, slots=True)
class House:
    """What is the same for everybody who talks to us; loaded once a process."""

    catalogue: Catalogue
    gazetteer: Gazetteer
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    keep_words: timedelta = timedelta(days=30)
    """How long a message in somebody's own words is kept."""
    bot_link: str = ""
    """Address of the private chat, `https://t.me/<name>`; empty on channels without one."""
    offer_window: timedelta = timedelta(minutes=3)
    """How long a driver may think about an offer."""

    def names(self, now: datetime) -> Names:
        """The names as they are said at `now`."""
        return Names(self.catalogue, now, self.gazetteer.english)
