"""Who takes part in a scenario and what each means to do."""

from dataclasses import dataclass, replace
from enum import StrEnum

from bot.scenarios.scenario import Mishap, Scenario
from matching.model import Mode, Role, Urgency


class Kind(StrEnum):
    """What somebody means to do."""

    NEED = "need"
    STOCK = "stock"
    DUTY = "duty"
    WITHDRAW = "withdraw"
    ALERT = "alert"
    CLOSE = "close"
    OPEN = "open"
    LOOK = "look"


@dataclass(frozen=True, slots=True)
class Intent:
    """One thing somebody means to do, at a minute of the event."""

    minute: float
    kind: Kind
    code: str = ""
    quantity: int = 0
    """Base units; 0 says that the person does not know how much."""
    people: int = 0
    urgency: Urgency = Urgency.NORMAL
    districts: tuple[str, str] = ("", "")
    words: tuple[str, str] = ("", "")
    """In Chinese and English."""


@dataclass(frozen=True, slots=True)
class Part:
    """One person of the event."""

    number: int
    role: Role
    lang: str
    name: str
    district: str
    lat: float
    lon: float
    place: str
    """What they type when asked where; empty for those who share their location."""
    organisation: str
    mode: Mode
    plate: str
    intents: tuple[Intent, ...]
    mishaps: frozenset[Mishap]


@dataclass(frozen=True, slots=True)
class Script:
    """Everybody and their intentions, drawn from one seed."""

    scenario: Scenario
    seed: int
    parts: tuple[Part, ...]

    def until(self, minute: float) -> "Script":
        """The same without what nobody would get to before that minute."""
        parts = tuple(
            replace(part, intents=tuple(each for each in part.intents if each.minute <= minute))
            for part in self.parts
        )
        return replace(self, parts=parts)

    def count(self, kind: Kind) -> int:
        """How many intentions of a kind there are."""
        return sum(intent.kind is kind for part in self.parts for intent in part.intents)
