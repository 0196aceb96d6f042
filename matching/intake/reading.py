"""What a message was read as. Every span counts characters of the text as it came in."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from fractions import Fraction

from matching.model import QuantityKind, Urgency

ANYWHERE = -1
"""The `place` of a line that stands at no place of the message."""


class Intent(StrEnum):
    """What the sender is after."""

    NEED = "need"
    """Something is lacking: `lines` hold at least one of side `need` (or a plain cry for help)."""
    OFFER = "offer"
    """Something is to be given or lies ready: stock of a supplier, help of a volunteer."""
    REPORT = "report"
    """Something happened (a fire, a breakdown on the road); no goods are asked for."""
    OTHER = "other"
    """Thanks, questions, prayers, news: no lines."""


class Side(StrEnum):
    """Which way the goods of a line go."""

    NEED = "need"
    OFFER = "offer"
    STOCK = "stock"
    """What they still hold: never a need, never an offer."""


class Doubt(StrEnum):
    """What there is to ask about a line, in the order of asking."""

    SPELLING = "spelling"
    """The name was guessed from a misspelling, pinyin or a slip: "did you mean …?"."""
    KIND = "kind"
    """The word leaves the kind open (口罩, food), or fits several items: ask with `candidates`."""
    SIDE = "side"
    """It may be needed or offered: the message does not say, nor does the sender's role."""
    AMOUNT = "amount"
    """The number may belong to something else, or is implausible: "really 5,000,000?"."""
    HOW_MANY = "how_many"
    """No quantity was stated."""
    PACK = "pack"
    """Counted in packs whose size nobody stated: `base` is the catalogue's usual size or None."""


UNSURE = frozenset({Doubt.SPELLING, Doubt.KIND, Doubt.SIDE, Doubt.AMOUNT})
"""Doubts about what was read. `HOW_MANY` and `PACK` doubt nothing: something was left out."""


class Trouble(StrEnum):
    """What a driver reports."""

    BREAKDOWN = "breakdown"
    ACCIDENT = "accident"
    ROAD = "road"
    """The road is blocked, closed or flooded."""
    LATE = "late"
    """Traffic, weather, waiting: will be late."""
    GOODS = "goods"
    """Damaged, missing or wrong goods."""
    NOBODY = "nobody"
    """Nobody at the door, nobody answers."""


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to `end` (not included) of the original text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The person's own words."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class ReadLine:
    """One item of the message. Mentions of one item, side and place are summed to one line."""

    code: str
    """Always a code of the catalogue; a `-ANY` code if the word leaves the kind open."""
    side: Side
    words: str
    """The person's own words for the item (first mention), to quote beside the catalogue's name."""
    span: Span
    """Where `words` stand."""
    quantity: Fraction | None = None
    """As written, in `unit`: "2箱" is 2. None: none was stated. Of a range the lower end."""
    quantity_max: Fraction | None = None
    """Upper end of a range, else None."""
    quantity_kind: QuantityKind = QuantityKind.UNKNOWN
    """Exact, an estimate ("about", a range, "at least"), or unknown (none stated)."""
    open_ended: bool = False
    """"As many as possible", 越多越好, 不限: no quantity, and none is to be asked for."""
    unit: str = ""
    """The unit as written (箱, boxes); "" if none."""
    quantity_words: str = ""
    """The quantity as written ("2箱", "XL 2万 + L 2万"); "" if none."""
    base: int | None = None
    """The quantity in the item's base unit; None where it is unknown or makes no whole number."""
    pack: int | None = None
    """Base units of one `unit` if that is a pack: from the message (每盒50只), else usual."""
    doubts: tuple[Doubt, ...] = ()
    """What to ask, in this order. Empty: confirm with one tap."""
    candidates: tuple[str, ...] = ()
    """Codes to offer where `KIND` or `SPELLING` is asked, best first; may hold `code` itself."""
    place: int = ANYWHERE
    """Index into `Reading.places`."""

    @property
    def sure(self) -> bool:
        """Whether code, side and quantity can be taken as read."""
        return not UNSURE.intersection(self.doubts)

    @property
    def reason(self) -> Doubt | None:
        """The first thing to ask; None if nothing is."""
        return self.doubts[0] if self.doubts else None


@dataclass(frozen=True, slots=True)
class ReadPlace:
    """A place of the message."""

    words: str
    """As written: 中山区解放路港湾医院, "Delma 33"."""
    span: Span
    candidates: tuple[str, ...] = ()
    """Codes of the gazetteer's places it may mean, best first; more than one: ask which."""
    district: str = ""
    """The district's name if all candidates lie in one, else ""."""

    @property
    def sure(self) -> bool:
        """Whether it is one known place."""
        return len(self.candidates) == 1


@dataclass(frozen=True, slots=True)
class ReadDeadline:
    """By when it is needed."""

    words: str
    """As written: 24小时内, "by tonight"; the dialog's reader of moments takes it on."""
    span: Span
    within: timedelta | None = None
    """How long from now, where the words say so (24小时内); else None."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A message, read. The same text, role, language and context give the same reading."""

    text: str
    """The message as it came in; personal data."""
    intent: Intent = Intent.OTHER
    lines: tuple[ReadLine, ...] = ()
    """In the order of the message; at most one per (code, side, place)."""
    urgency: Urgency = Urgency.NORMAL
    urgency_words: str = ""
    """What made it urgent: 急需, "dying"; "" if nothing did."""
    deadline: ReadDeadline | None = None
    people: int | None = None
    """Persons in need, only where stated."""
    households: int | None = None
    """Families or households in need, only where stated."""
    places: tuple[ReadPlace, ...] = ()
    """In the order of the message; the first is where the needs without a place of theirs are."""
    phones: tuple[str, ...] = ()
    """As written, each number once."""
    trouble: Trouble | None = None
    """What a driver reports (车坏了); `intent` is then `report`."""
    unread: tuple[str, ...] = ()
    """The person's own words that count something nobody knows, beside lines that were read."""
    either_side: bool = False
    """The message does not say whether it needs or offers; the lines' side is the best guess."""

    @property
    def place(self) -> str:
        """The first place as written, "" if none."""
        return self.places[0].words if self.places else ""

    @property
    def district(self) -> str:
        """The first district that is known, "" if none."""
        return next((place.district for place in self.places if place.district), "")

    @property
    def asks_nothing(self) -> bool:
        """Whether there is nothing in it for the desk: no lines and no trouble."""
        return not self.lines and self.trouble is None

    def at(self, place: int) -> tuple[ReadLine, ...]:
        """The lines that stand at one place; `ANYWHERE` for those that stand at none."""
        return tuple(line for line in self.lines if line.place == place)
