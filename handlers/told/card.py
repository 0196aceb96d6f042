"""The card: somebody's own words beside what they were read as, line by line, page by page."""

from collections.abc import Sequence

from handlers.dialog import Fact, Term, Text, Turn
from handlers.speech.placed import placed, says_area, where
from handlers.steps.places import place_spoken_of
from handlers.steps.quantities import Stated, echo
from handlers.told.said import Said, SaidLine, open_doubt, open_lines
from matching.catalogue import Catalogue
from matching.model import QuantityKind, ReserveMode, Urgency

PAGE = 8
"""Lines of one page: what fits a phone."""


def card(turn: Turn, said: Said, mode: ReserveMode) -> Text:
    """The page on show of the whole draft; what is given is held under `mode`."""
    pages = max(1, -(-len(said.lines) // PAGE))
    page = min(turn.page, pages - 1)
    shown = said.lines[page * PAGE : (page + 1) * PAGE]
    first, last = page * PAGE + 1, page * PAGE + len(shown)
    facts: dict[str, Fact] = {
        "heading": _heading(said),
        "paging": _paging(first, last, len(said.lines)) if pages > 1 else "",
        "lines": tuple(_rows(turn, shown)),
        "held": _held(said, mode),
        "urgency": _urgency(said),
        "deadline": _deadline(said),
        "people": Text("told.people", {"n": said.people}) if said.people else "",
        "unread": _unread(said),
        "hint": _hint(said),
    }
    return Text("told.card", facts)


def line_text(turn: Turn, line: SaidLine) -> Text:
    """One line: the words, the item, the quantity spelled out."""
    facts: dict[str, Fact] = {
        "n": line.number,
        "words": Text("told.quoted", {"words": Term("plain", line.words)}) if line.words else "",
        "item": Term("item", line.code),
        "quantity": quantity_text(turn, line),
    }
    return Text(_line_key(line, turn.house.catalogue), facts)


def quantity_text(turn: Turn, line: SaidLine) -> Text | str:
    """How much of it: 30 盒 × 50 双 = 1,500 双; empty where nothing was said."""
    if line.quantity:
        stated = Stated(line.quantity, QuantityKind(line.kind), "", line.parts)
        return Text("told.quantity", {"quantity": echo(turn, lambda _: line.code, stated)})
    if line.open:
        return Text("told.as_many")
    if line.stated:
        return Text("told.stated", {"stated": Term("plain", line.stated)})
    return "" if open_doubt(line) or line.is_held else Text("told.unknown")


def _line_key(line: SaidLine, catalogue: Catalogue) -> str:
    if line.is_held:
        return "told.line_held"
    if catalogue.by_code[line.code].must_ask:
        return "told.line_kind"
    if open_doubt(line) is not None:
        return "told.line_open"
    return "told.line_offer" if line.is_offer else "told.line_need"


def _rows(turn: Turn, shown: Sequence[SaidLine]) -> list[Text]:
    """The lines of a page, each place once above what belongs to it."""
    rows: list[Text] = []
    where: tuple[int, bool] | None = None
    for line in shown:
        if (line.place, line.is_offer) != where and not line.is_held:
            where = line.place, line.is_offer
            rows.append(place_text(turn, line.place, offers=line.is_offer))
        rows.append(line_text(turn, line))
    return rows


def place_text(turn: Turn, place: int, *, offers: bool) -> Text:
    """Where it should go, or where it lies: as written, and as it was understood."""
    key = "told.at" if offers else "told.to"
    spot = place_spoken_of(turn, f"place{place}")
    if spot is None:
        return Text(f"{key}_unknown")
    if not spot.district and not spot.words:
        return Text(f"{key}_shared")
    if not spot.district:
        return Text(f"{key}_open", {"words": Term("plain", spot.words)})
    if not spot.words:
        return Text(f"{key}_location", {"district": Term("district", spot.district)})
    if spot.known:
        area = "" if says_area(spot.words, spot.district, turn.person.lang) else spot.district
        known = where(area, spot.known, "")
        return Text(f"{key}_known", {"words": Term("plain", spot.words), "place": known})
    return Text(key, {"place": placed(spot.district, spot.name, spot.words)})


def _heading(said: Said) -> Text:
    needs = any(line.is_need for line in said.lines)
    offers = any(line.is_offer for line in said.lines)
    if needs and offers:
        return Text("told.heading_both")
    return Text("told.heading_offer" if offers else "told.heading_need")


def _paging(first: int, last: int, total: int) -> Text:
    return Text("told.paging", {"first": first, "last": last, "total": total})


def _urgency(said: Said) -> Text | str:
    """How urgent it was read to be, with the words that say so; nothing where nothing does."""
    if said.urgency == Urgency.NORMAL.value or not any(line.is_need for line in said.lines):
        return ""
    facts: dict[str, Fact] = {"urgency": Term("urgency", said.urgency)}
    if not said.urgency_words:
        return Text("told.urgency", facts)
    return Text("told.urgency_said", {**facts, "words": Term("plain", said.urgency_words)})


def _held(said: Said, mode: ReserveMode) -> Text | str:
    """How what is given is held: nobody makes a donation unawares."""
    if not any(line.is_offer for line in said.lines):
        return ""
    return Text("told.held_as", {"mode": Term("reserve_mode", mode.value)})


def _deadline(said: Said) -> Text | str:
    return Text("told.deadline", {"at": Term("time", said.deadline)}) if said.deadline else ""


def _unread(said: Said) -> Text | str:
    """What was counted but not understood, so that nobody believes it is reported."""
    if not said.unread:
        return ""
    return Text("told.unread", {"words": tuple(Term("plain", words) for words in said.unread)})


def _hint(said: Said) -> Text:
    """What one tap does now."""
    waiting = len(open_lines(said))
    if not waiting and any(line.is_offer for line in said.lines):
        return Text("told.hint_offer")
    if waiting and waiting == len(said.reported):
        return Text("told.hint_ask")
    return Text("told.hint_some", {"n": waiting}) if waiting else Text("told.hint_all")
