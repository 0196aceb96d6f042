"""What was read out of a message, as a draft keeps it: compact JSON, and what is still open."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from handlers.steps.quantities import DOUBTED_SHARE
from matching.catalogue import Catalogue, plausible_max
from matching.intake.reading import Doubt, Side
from matching.model import QuantityKind, Urgency

SAID = "said"
"""Name of the answer that holds the draft."""
LEFT = "left"
"""Name of the answer that holds a draft of what is not reported with the rest."""
CARD = "card"
"""Name of the step that shows the card; once answered, what is open is asked."""
MOST_PLACES = 5
"""Places of one message; what stands at a sixth goes to the first."""
MOST_UNREAD = 8
"""Pieces that nobody could read; each has a button."""
MOST_LINES = 80
"""Lines of one message; nobody reads more on a phone."""

PLACE, URGENCY, MODE = "place", "urgency", "mode"
"""What can be changed besides lines."""


@dataclass(frozen=True, slots=True)
class SaidLine:
    """One line of the draft. `number` stays when others go."""

    number: int
    words: str
    """The person's own words for the item."""
    code: str
    side: str = Side.NEED.value
    quantity: int = 0
    """Base units; 0 where it is not known."""
    kind: str = QuantityKind.UNKNOWN.value
    parts: tuple[tuple[str, str, str], ...] = ()
    """(count, unit, base units each), to be spelled out; numbers as text."""
    stated: str = ""
    """The quantity as it was written."""
    count: str = ""
    """How many packs of a size nobody said; their word is `unit`."""
    unit: str = ""
    doubts: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()
    place: int = 0
    open: bool = False
    """As much as there is: no quantity is asked for."""
    taught: bool = False
    """The person said which item the words mean."""

    @property
    def is_need(self) -> bool:
        """Whether it is to be brought here."""
        return self.side == Side.NEED.value

    @property
    def is_offer(self) -> bool:
        """Whether it can be given."""
        return self.side == Side.OFFER.value

    @property
    def is_held(self) -> bool:
        """Whether it is only on the shelf: neither asked for nor given."""
        return self.side == Side.STOCK.value

    def has(self, doubt: Doubt) -> bool:
        """Whether this is still to be asked."""
        return doubt.value in self.doubts

    def settled(self, *doubts: Doubt) -> "SaidLine":
        """The line without these doubts."""
        gone = {doubt.value for doubt in doubts}
        return replace(self, doubts=tuple(each for each in self.doubts if each not in gone))


@dataclass(frozen=True, slots=True)
class Said:
    """The whole draft."""

    lines: tuple[SaidLine, ...]
    raw: int = 0
    """Where the message itself is kept."""
    lang: str = "zh"
    places: int = 1
    urgency: str = Urgency.NORMAL.value
    urgency_words: str = ""
    deadline: str = ""
    """ISO moment, empty for none."""
    people: int = 0
    households: int = 0
    edit: str = ""
    """What is being changed: a line's number, or `PLACE`, `URGENCY`, `MODE`."""
    ask: str = ""
    """What is asked of that line: `kind` or `count`."""
    back_to: int = 0
    """The card's page from which a change began, counted from 1."""
    unread: tuple[str, ...] = ()
    """Words that count something which was not read."""
    mode: str = ""
    """How what is given is held; empty as such an organisation usually holds it."""
    straight: bool = False
    """Nothing in it was sure: the questions come first, then the card."""

    @property
    def reported(self) -> tuple[SaidLine, ...]:
        """The lines that something will come of."""
        return tuple(line for line in self.lines if not line.is_held)

    @property
    def used_places(self) -> tuple[int, ...]:
        """Places at which something is needed or to be fetched, in order."""
        return tuple(sorted({line.place for line in self.reported}))

    def line(self, number: int) -> SaidLine | None:
        """The line of that number, if it was not taken out."""
        return next((line for line in self.lines if line.number == number), None)

    def with_line(self, new: SaidLine) -> "Said":
        """The draft with one line changed."""
        lines = tuple(new if line.number == new.number else line for line in self.lines)
        return replace(self, lines=lines, edit="", ask="")

    def without(self, number: int) -> "Said":
        """The draft with one line taken out."""
        lines = tuple(line for line in self.lines if line.number != number)
        return replace(self, lines=lines, edit="", ask="")


_OPEN_ORDER = (
    Doubt.SIDE,
    Doubt.SPELLING,
    Doubt.KIND,
    Doubt.AMOUNT,
    Doubt.PACK,
    Doubt.HOW_MANY,
)


def open_doubt(line: SaidLine) -> Doubt | None:
    """The first thing to ask about a line; what is only on the shelf is left alone."""
    if line.is_held:
        return None
    return next((doubt for doubt in _OPEN_ORDER if line.has(doubt)), None)


def open_lines(said: Said) -> tuple[SaidLine, ...]:
    """The lines about which something has to be asked, in order."""
    return tuple(line for line in said.lines if open_doubt(line) is not None)


def with_amount_doubt(line: SaidLine, catalogue: Catalogue) -> SaidLine:
    """The line, doubted where it states so much that anybody would ask again."""
    item = catalogue.by_code[line.code]
    if item.must_ask:
        return line
    if line.quantity > plausible_max(item) // DOUBTED_SHARE and not line.has(Doubt.AMOUNT):
        return replace(line, doubts=(*line.doubts, Doubt.AMOUNT.value))
    return line


def to_answer(said: Said) -> dict[str, Any]:
    """The draft as JSON, without what is at its default: a list of forty lines stays small."""
    lines = [_sparse(line) for line in said.lines]
    return {**_sparse(replace(said, lines=())), "lines": lines}


def said_of(answers: Mapping[str, Any]) -> Said:
    """The draft that `to_answer` wrote. Raises `KeyError` where there is none."""
    data = dict(answers[SAID])
    lines = tuple(_line_of(each) for each in data.pop("lines"))
    return Said(lines, **{**data, "unread": tuple(data.get("unread", ()))})


def is_said(answers: Mapping[str, Any]) -> bool:
    """Whether there is a draft."""
    return SAID in answers


def _line_of(data: Mapping[str, Any]) -> SaidLine:
    values = dict(data)
    for name in ("doubts", "candidates"):
        values[name] = tuple(values.get(name, ()))
    values["parts"] = tuple((a, b, c) for a, b, c in values.get("parts", ()))
    return SaidLine(**values)


def _sparse(value: Said | SaidLine) -> dict[str, Any]:
    defaults = {field.name: field.default for field in fields(value)}
    return {
        name: _plain(each)
        for name, each in asdict(value).items()
        if each != defaults[name] and name != "lines"
    }


def _plain(value: Any) -> Any:
    """Lists for tuples: what comes back from the record is what was put in."""
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return value


def with_unread(said: Said, words: Iterable[str]) -> Said:
    """The draft with further words that nobody could read, each once."""
    return replace(said, unread=tuple(dict.fromkeys((*said.unread, *words)))[:MOST_UNREAD])


def added(line: SaidLine, more: SaidLine) -> SaidLine:
    """The line with as much more of it as the other holds."""
    if line.quantity:
        return _sum(line, more)
    known = line.settled(Doubt.AMOUNT, Doubt.PACK, Doubt.HOW_MANY)
    known = replace(known, quantity=more.quantity, kind=more.kind, parts=more.parts)
    return replace(known, stated=more.stated, count="", unit="", open=False)


def merged(lines: Iterable[SaidLine]) -> tuple[SaidLine, ...]:
    """One line an item, side and place: what was named twice is added up."""
    found: dict[tuple[str, str, int], SaidLine] = {}
    for line in lines:
        key = (line.code, line.side, line.place)
        before = found.get(key)
        found[key] = line if before is None else _sum(before, line)
    return tuple(found.values())


def _sum(one: SaidLine, other: SaidLine) -> SaidLine:
    kind = one.kind if one.kind == other.kind else QuantityKind.ESTIMATE.value
    stated = " + ".join(each for each in (one.stated, other.stated) if each)
    return replace(one, quantity=one.quantity + other.quantity, kind=kind, stated=stated, parts=())
