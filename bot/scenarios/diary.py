"""What happened in a run: who signed up, what was reported, what went wrong and what broke."""

from collections import Counter
from dataclasses import dataclass, field

from bot.scenarios.scenario import Mishap


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that went wrong on purpose, and what it was about."""

    mishap: Mishap
    who: str
    minute: float
    about: str
    """What the button carried that it happened at, such as `a:stock_yes:17`."""


@dataclass(slots=True)
class Diary:
    """Written by everybody, read by the progress line and the judge."""

    signed_up: int = 0
    meant: int = 0
    """Intentions carried out."""
    acts: Counter[str] = field(default_factory=Counter)
    """What people did, by the key of the sentence that they pressed or answered."""
    troubles: list[Trouble] = field(default_factory=list)
    late: int = 0
    """Buttons that were gone when the finger came down: the world had moved on."""
    broken: list[str] = field(default_factory=list)
    """What must not happen: a question without an answer, a person who fell over."""

    def count_trouble(self, mishap: Mishap) -> int:
        """How often this went wrong so far."""
        return sum(trouble.mishap is mishap for trouble in self.troubles)
