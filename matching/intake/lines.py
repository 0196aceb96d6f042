"""Mentions with their numbers and sides, summed up to the lines of a reading."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from matching.catalogue import Catalogue, Item, plausible_max
from matching.intake.cue_words import Way
from matching.intake.mention import Mention
from matching.intake.normalise import Plain
from matching.intake.reading import ANYWHERE, Doubt, ReadLine, Side
from matching.intake.usage import Odds
from matching.model import QuantityKind
from matching.units import PACK_WORDS, PAIR, SINGLES, read_unit

_ROOMS = re.compile(r"room|bed|房")
"""Rooms and beds are no nights of persons."""
HOTEL = 10
"""So many rooms are counted; a home has few, and they are offered whole."""
_NONE_LEFT = re.compile(r"\s?[:：]?\s?(?:无|没有|零|none|nil)(?=[\s,，。;；、)\x01-\x03]|$)")


@dataclass(frozen=True, slots=True)
class Sided:
    """A mention whose way was decided."""

    mention: Mention
    side: Side
    either: bool = False
    place: int = ANYWHERE
    way: Way | None = None
    """What the cue that governs it says; None: no cue does."""
    signs: tuple[str, ...] = ()
    """What speaks against it."""
    doubt: Doubt | None = None
    """What to ask, where too much does."""
    usage: Odds | None = None
    """What labelled messages say of it."""


def build_lines(plain: Plain, sided: Sequence[Sided], catalogue: Catalogue) -> tuple[ReadLine, ...]:
    """One line per item, side and place, in the order of the message."""
    lines: dict[tuple[str, Side, int], ReadLine] = {}
    for one in sided:
        line = _line(plain, one, catalogue)
        key = (line.code, line.side, line.place)
        lines[key] = _summed(lines[key], line, catalogue) if key in lines else line
    needed = {line.code for line in lines.values() if line.side is Side.NEED}
    return tuple(line for line in lines.values() if not _says_little(line, needed))


def _says_little(line: ReadLine, needed: set[str]) -> bool:
    """血浆只够一天，求血200袋: stock without a number says nothing beside the need of the same."""
    return line.side is Side.STOCK and line.quantity is None and line.code in needed


def _line(plain: Plain, one: Sided, catalogue: Catalogue) -> ReadLine:
    mention = one.mention
    item = catalogue.by_code[mention.codes[0]]
    span = plain.span(mention.start, mention.end)
    line = ReadLine(
        code=item.code,
        side=one.side,
        words=plain.cased[mention.start : mention.end],
        span=span,
        place=one.place,
        candidates=_candidates(one, item, catalogue),
    )
    line = _with_quantity(plain, line, mention, item)
    return replace(line, doubts=_doubts(line, mention, item, one))


def _with_quantity(plain: Plain, line: ReadLine, mention: Mention, item: Item) -> ReadLine:
    amounts = mention.amounts
    stated = [amount for amount in amounts if amount.value is not None]
    if not stated:
        if line.side is Side.STOCK and _NONE_LEFT.match(plain.text, mention.end):
            return replace(line, quantity=Fraction(0), quantity_kind=QuantityKind.EXACT, base=0)
        return replace(line, open_ended=any(a.open_ended for a in amounts))
    units = {amount.unit for amount in stated if amount.unit}
    added = stated if len(units) < 2 else stated[:1]
    times = mention.times
    value = sum((a.value for a in added if a.value is not None), Fraction(0)) * times
    top = added[0].maximum if len(added) == 1 else None
    unit = next((amount.unit for amount in stated if amount.unit), "")
    rooms = item.class_ == "service" and (unit == "间" or _ROOMS.search(line.words) is not None)
    if rooms and value < HOTEL:
        return line
    first, last = min(a.start for a in stated), max(a.end for a in stated)
    kind = QuantityKind.ESTIMATE if any(a.estimate for a in stated) else QuantityKind.EXACT
    pack = mention.pack or _usual(unit, item)
    base = _base(stated if len(units) > 1 else added, item, mention.pack)
    return replace(
        line,
        quantity=value,
        quantity_max=None if top is None else top * times,
        quantity_kind=kind,
        unit=unit,
        base=None if base is None or rooms else base * times,
        pack=pack if pack and pack > 1 else None,
        quantity_words=" + ".join([plain.cased[first:last]] * times),
    )


def _usual(unit: str, item: Item) -> int | None:
    known = read_unit(unit, item) if unit else None
    if known is None or known[1].denominator != 1 or not _is_pack(unit, item):
        return None
    return int(known[1])


def _is_pack(unit: str, item: Item) -> bool:
    known = read_unit(unit, item)
    if known is not None:
        return any(pack.name == known[0] for pack in item.packs) and known[0] != item.unit_zh
    word = unit.rstrip("s")
    return unit[:1] in PACK_WORDS or any(word in words for words in PACK_WORDS.values())


def _base(amounts: Sequence[object], item: Item, stated_pack: int | None) -> int | None:
    total = Fraction(0)
    for amount in amounts:
        unit, value = amount.unit, amount.value  # type: ignore[attr-defined]
        if not unit:
            total += value
            continue
        known = read_unit(unit, item)
        size = (
            Fraction(stated_pack)
            if stated_pack and _is_pack(unit, item)
            else known[1]
            if known
            else None
        )
        if size is None:
            return None
        total += value * size
    return int(total) if total.denominator == 1 else None


def _candidates(one: Sided, item: Item, catalogue: Catalogue) -> tuple[str, ...]:
    mention = one.mention
    if item.must_ask:
        return tuple(kind.code for kind in catalogue.kinds_of(item))
    if mention.guessed or one.doubt is Doubt.SPELLING or len(mention.codes) > 1:
        return mention.codes
    return ()


def _doubts(line: ReadLine, mention: Mention, item: Item, one: Sided) -> tuple[Doubt, ...]:
    doubts = []
    if mention.guessed or one.doubt is Doubt.SPELLING:
        doubts.append(Doubt.SPELLING)
    if item.must_ask or len(mention.codes) > 1:
        doubts.append(Doubt.KIND)
    if one.either or one.doubt is Doubt.SIDE:
        doubts.append(Doubt.SIDE)
    if one.doubt is Doubt.AMOUNT or _odd(line, item) or (mention.loose and line.quantity is None):
        doubts.append(Doubt.AMOUNT)
    if line.quantity is None and not line.open_ended and line.side is not Side.STOCK:
        doubts.append(Doubt.HOW_MANY)
    if line.unit and _is_pack(line.unit, item) and mention.pack is None:
        doubts.append(Doubt.PACK)
    return tuple(doubts)


def _odd(line: ReadLine, item: Item) -> bool:
    """Too much, or a number that nothing but its place ties to the item."""
    if line.quantity is None:
        return False
    if (line.base or line.quantity) > plausible_max(item):
        return True
    return item.unit_zh == PAIR and line.unit in SINGLES and item.class_ != "ppe"


def _summed(old: ReadLine, new: ReadLine, catalogue: Catalogue) -> ReadLine:
    """Two mentions of one item: their numbers add up; one without a number adds nothing."""
    if new.quantity is None:
        return replace(old, open_ended=old.open_ended or new.open_ended)
    doubts = tuple(dict.fromkeys((*old.doubts, *new.doubts)))
    if old.quantity is None:
        kept = tuple(d for d in doubts if d is not Doubt.HOW_MANY)
        return replace(new, words=old.words, span=old.span, doubts=kept)
    doubts = (*(d for d in doubts if d is not Doubt.AMOUNT), Doubt.AMOUNT)
    total = old.quantity + new.quantity
    base = old.base + new.base if old.base is not None and new.base is not None else None
    top = None
    if old.quantity_max or new.quantity_max:
        top = (old.quantity_max or old.quantity) + (new.quantity_max or new.quantity)
    return replace(
        old,
        quantity=total,
        quantity_max=top,
        base=base,
        unit=old.unit or new.unit,
        quantity_words=f"{old.quantity_words} + {new.quantity_words}",
        doubts=doubts,
        quantity_kind=max(
            old.quantity_kind, new.quantity_kind, key=lambda k: k is QuantityKind.ESTIMATE
        ),
    )
