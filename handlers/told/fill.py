"""From a reading to a draft: every line with its quantity in base units, places as answers."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from fractions import Fraction

from handlers.steps.moments import read_moment
from handlers.told.said import (
    MOST_LINES,
    MOST_PLACES,
    MOST_UNREAD,
    Said,
    SaidLine,
    open_doubt,
    with_amount_doubt,
)
from matching.catalogue import Catalogue, Item
from matching.intake.reading import Doubt, ReadDeadline, Reading, ReadLine, Side
from matching.model import QuantityKind
from matching.units import read_unit

WORDS_SIGNS = 40
"""Longest quotation of somebody's words on one line of a card."""
LARGEST = 1_000_000_000_000
"""Base units beyond this are no quantity: the record keeps 64 bits."""


def fill(reading: Reading, catalogue: Catalogue, *, raw: int, lang: str, now: datetime) -> Said:
    """The draft of a reading."""
    lines = lines_of(reading.lines, catalogue)
    open_ = [open_doubt(line) is not None for line in lines if not line.is_held]
    return Said(
        lines=lines,
        raw=raw,
        lang=lang,
        places=max(1, min(len(reading.places), MOST_PLACES)),
        urgency=reading.urgency.value,
        urgency_words=short(reading.urgency_words),
        deadline=deadline_of(reading.deadline, now),
        people=reading.people or 0,
        households=reading.households or 0,
        unread=tuple(dict.fromkeys(map(short, reading.unread)))[:MOST_UNREAD],
        straight=all(open_),
    )


def lines_of(
    lines: Iterable[ReadLine], catalogue: Catalogue, first: int = 1
) -> tuple[SaidLine, ...]:
    """The lines of a draft, numbered from `first`; those of one place stand together."""
    known = [line for line in lines if line.code in catalogue.by_code][:MOST_LINES]
    by_place = sorted(known, key=lambda line: (line.side is Side.STOCK, max(0, line.place)))
    by_place.sort(key=lambda line: line.side is Side.OFFER)
    return tuple(
        _line(number, line, catalogue) for number, line in enumerate(by_place, start=first)
    )


def short(words: str, limit: int = WORDS_SIGNS) -> str:
    """Somebody's words on one line, cut where they go on and on."""
    line = " ".join(words.split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def _line(number: int, line: ReadLine, catalogue: Catalogue) -> SaidLine:
    item = catalogue.by_code[line.code]
    quantity = line.base if line.base is not None and 0 <= line.base <= LARGEST else 0
    unsized = line.quantity is not None and not quantity and line.quantity > 0
    found = SaidLine(
        number=number,
        words=short(line.words),
        code=line.code,
        side=line.side.value,
        quantity=quantity,
        kind=line.quantity_kind.value if quantity else QuantityKind.UNKNOWN.value,
        parts=_parts(line, item, quantity),
        stated=short(line.quantity_words, 60),
        count=_count(line) if unsized else "",
        unit=line.unit if unsized else "",
        doubts=_doubts(line, item, quantity),
        candidates=line.candidates if item.must_ask or line.doubts else (),
        place=line.place if 0 <= line.place < MOST_PLACES else 0,
        open=line.open_ended and not quantity and line.side is not Side.OFFER,
    )
    return with_amount_doubt(found, catalogue)


def _doubts(line: ReadLine, item: Item, quantity: int) -> tuple[str, ...]:
    """What has to be asked. A usual pack size is not: the card spells it out."""
    if line.side is Side.STOCK:
        return ()
    doubts: list[Doubt] = [each for each in line.doubts if each not in (Doubt.PACK, Doubt.HOW_MANY)]
    if item.must_ask and Doubt.KIND not in doubts:
        doubts.append(Doubt.KIND)
    if Doubt.KIND in doubts and Doubt.SPELLING in doubts:
        doubts.remove(Doubt.SPELLING)
    if not quantity and Doubt.AMOUNT in doubts:
        doubts.remove(Doubt.AMOUNT)
    if not quantity and (not line.open_ended or line.side is Side.OFFER):
        sizeless = line.quantity is not None and bool(_count(line)) and bool(line.unit)
        doubts.append(Doubt.PACK if sizeless and not item.must_ask else Doubt.HOW_MANY)
    return tuple(doubt.value for doubt in doubts)


def _count(line: ReadLine) -> str:
    """The number of packs, if it is a whole one."""
    whole = line.quantity is not None and line.quantity.denominator == 1
    return str(line.quantity) if whole and line.quantity and line.quantity <= LARGEST else ""


def _parts(line: ReadLine, item: Item, quantity: int) -> tuple[tuple[str, str, str], ...]:
    """The arithmetic, where count times size makes the quantity."""
    if not quantity or line.quantity is None or not line.unit:
        return ()
    known = read_unit(line.unit, item)
    name = known[0] if known else line.unit
    each = Fraction(line.pack) if line.pack else known[1] if known else Fraction(1)
    if each == 1 or line.quantity * each != quantity:
        return ()
    return ((str(line.quantity), name, str(each)),)


def deadline_of(read: ReadDeadline | None, now: datetime) -> str:
    """By when, as the draft keeps it; empty where that is not said, or is over."""
    if read is None:
        return ""
    moment = now + read.within if read.within is not None else read_moment(read.words, now)
    return moment.isoformat() if moment is not None and moment > now else ""


def with_kind(line: SaidLine, code: str, catalogue: Catalogue) -> SaidLine:
    """The line as another item: what was counted in its packs is counted anew."""
    item = catalogue.by_code[code]
    line = replace(line, code=code, taught=bool(line.words))
    line = line.settled(Doubt.KIND, Doubt.SPELLING, Doubt.AMOUNT)
    count, unit = _as_written(line)
    if not (count and unit):
        return _checked(line, catalogue)
    line = line.settled(Doubt.PACK, Doubt.HOW_MANY)
    known = read_unit(unit, item)
    if known is None:
        line = replace(line, quantity=0, parts=(), count=count, unit=unit)
        return replace(line, doubts=(*line.doubts, Doubt.PACK.value))
    return counted(line, count, known[0], known[1], catalogue)


def counted(
    line: SaidLine, count: str, unit: str, each: Fraction, catalogue: Catalogue
) -> SaidLine:
    """The line as so many packs of this size; asked for anew where that makes no whole number."""
    total = Fraction(count) * each
    line = line.settled(Doubt.PACK, Doubt.HOW_MANY, Doubt.AMOUNT)
    if total.denominator != 1 or not 0 < total <= LARGEST:
        line = replace(line, quantity=0, parts=(), count="", unit="")
        return replace(line, doubts=(*line.doubts, Doubt.HOW_MANY.value))
    parts = ((count, unit, str(each)),) if each != 1 else ()
    kind = line.kind if line.kind != QuantityKind.UNKNOWN.value else QuantityKind.EXACT.value
    line = replace(line, quantity=int(total), parts=parts, kind=kind, count="", unit="")
    return with_amount_doubt(line, catalogue)


def _checked(line: SaidLine, catalogue: Catalogue) -> SaidLine:
    if not line.quantity and not line.open and not line.doubts:
        line = replace(line, doubts=(Doubt.HOW_MANY.value,))
    return with_amount_doubt(line, catalogue)


def _as_written(line: SaidLine) -> tuple[str, str]:
    if line.parts:
        return line.parts[0][0], line.parts[0][1]
    return line.count, line.unit
