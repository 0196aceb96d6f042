"""Reading a typed quantity into base units, with the packs spelled out so that it can be echoed."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from matching.catalogue import Item, plausible_max
from matching.model import QuantityKind
from matching.numerals import NUMBER, read_number, spell_out
from matching.units import (
    PAIR,
    SINGLES,
    foreign_pack_after,
    foreign_unit_after,
    unit_after,
)

ABSURD = 1_000_000_000
"""A request in GetUsPPE stated 10 billion pieces, an offer 199,999,999,999,998."""

_ABOUT = re.compile(
    r"大约|大概|约|差不多|估计|可能|左右|上下|(?<=[\d十百千万])[来多]"
    r"|about|around|approx(?:imately)?\.?|roughly|maybe|\bsome(?=\s*\d)|\bor so\b|~|≈|\+$"
)
_UNKNOWN = re.compile(
    r"不知道|不清楚|不确定|不晓得|说不准|没数|don'?t know|do not know|dunno|not sure|unknown|\?+"
)
_MINUS = re.compile(r"(?:^|[^\d\w])[-−]\s*\d|负|minus|negative")
_RANGE = re.compile(r"(?<=[\d十百千万])\s*(?:-|~|–|—|到|至|to)\s*(?=[\d一二两三四五六七八九十])")
_VAGUE = re.compile(r"[几数][十百千万个只箱]|一(?=[些点下起共定般次直])")
_NOT_A_COUNT = re.compile(r"第\s*\d+|no\.?\s*\d+|\d+\s*(?:楼|号|室|栋|年|月|日|点|岁)")
_PER_PACK = re.compile(r",?\s*(?:(?:每|per|each)\s*(?:[箱盒包袋件桶]|box|case|pack)?|[×x*])\s*")
_SLASH_PACK = re.compile(rf"({NUMBER.pattern})[^\d/]{{0,6}}/\s*(?:[箱盒包袋件桶]|box|case|pack)")
_JOINER = re.compile(r"[\s,、+和加又&]*(?:and|plus)?\s*")


@dataclass(frozen=True, slots=True)
class Part:
    """`count` times `unit`, a pack or measure of `each` base units; the base unit itself has 1."""

    count: Fraction
    unit: str
    each: Fraction

    @property
    def total(self) -> Fraction:
        """Base units of this part."""
        return self.count * self.each


@dataclass(frozen=True, slots=True)
class ReadQuantity:
    """A quantity in base units as it was understood, with the arithmetic to echo."""

    quantity: int
    kind: QuantityKind
    parts: tuple[Part, ...]
    """2 箱 × 400 只 is one part; 2 箱 3 盒 are two."""
    doubtful: bool = False
    """Implausibly much, singles of what comes in pairs, or 2 箱 500 只: ask "really?"."""


def read_quantity(text: str, item: Item) -> ReadQuantity | None:
    """What `text` says in base units of `item`; None if it is no whole, positive, sane quantity.

    "大约2箱" is an estimate of 2 packs; of a range the lower end is taken, as an estimate.
    """
    typed = spell_out(_fold(text, item))
    if _MINUS.search(typed) or _VAGUE.search(typed) or foreign_quantity(text, item):
        return None
    estimate = bool(_ABOUT.search(typed) or _RANGE.search(typed))
    typed = re.sub(rf"{_RANGE.pattern}(?:{NUMBER.pattern})", "", typed)
    typed = _NOT_A_COUNT.sub(" ; ", _ABOUT.sub(" ", typed))
    parts = _parts(_SLASH_PACK.sub(r"每箱\1", typed), item)
    total = sum((part.total for part in parts), Fraction(0))
    if total.denominator != 1 or not 0 < total < ABSURD:
        return None
    kind = QuantityKind.ESTIMATE if estimate else QuantityKind.EXACT
    doubtful = _is_odd(parts, item) or total > plausible_max(item)
    return ReadQuantity(int(total), kind, _in_base_unit(parts, item), doubtful)


def foreign_quantity(text: str, item: Item) -> str:
    """What is said in a unit that the item is not counted in (3000 tablets of what comes in
    boxes); empty if there is none, or if the item's own unit is said as well."""
    typed = spell_out(_fold(text, item))
    foreign = ""
    for number in NUMBER.finditer(typed):
        word = foreign_unit_after(typed, number.end(), item)
        if word:
            gap = " " if word.isascii() else ""
            foreign = foreign or f"{number.group()}{gap}{word}"
        elif unit_after(typed, number.end(), item) is not None:
            return ""
    return foreign


def says_unknown(text: str) -> bool:
    """Whether somebody answered "don't know" to "how many?"."""
    plain = unicodedata.normalize("NFKC", text).strip().lower().rstrip(".。!！")
    return bool(_UNKNOWN.fullmatch(plain))


def estimate_quantity(item: Item, people: int, days: int = 3) -> int:
    """For "don't know": what `people` use in `days`, else the largest pack, else 1."""
    if item.per_person_day and people > 0:
        each = Fraction(item.per_person_day).limit_denominator(10_000)
        amount = each * people * (1 if item.lasting else days)
        return max(1, -(-amount.numerator // amount.denominator))
    return max((pack.quantity for pack in item.packs), default=1)


def _fold(text: str, item: Item) -> str:
    """Normal width and case, without the item's own name: the 95 of N95 is no quantity."""
    folded = unicodedata.normalize("NFKC", text).lower().strip()
    names = (item.zh, item.en, *item.aliases_zh, *item.aliases_en)
    for name in sorted(names, key=len, reverse=True):
        plain = unicodedata.normalize("NFKC", name).lower()
        if len(plain) > 1 and not plain.isdigit() and plain not in (item.unit_zh, item.unit_en):
            edges = (r"(?<![a-z])", r"(?![a-z])") if plain.isascii() else ("", "")
            folded = re.sub(edges[0] + re.escape(plain) + edges[1], " ", folded)
    return re.sub(r"[零〇](?=\d)", " ", folded)


def _parts(typed: str, item: Item) -> tuple[Part, ...]:
    """Every number with its unit; empty if they do not make one clear quantity.

    Parts that follow one another add up (2箱3盒); otherwise the only one with a unit counts.
    """
    found: list[tuple[Part, bool]] = []
    end, joined = 0, True
    for number in NUMBER.finditer(typed):
        if number.start() < end:
            continue
        between = typed[end : number.start()]
        follows = bool(found) and _JOINER.fullmatch(between) is not None
        read = _part(typed, number, item)
        if read is None:
            if follows or not found:
                return ()
            continue
        part, named, end = read
        if found and _PER_PACK.fullmatch(between):
            packs = found.pop()[0]
            part, named = Part(packs.count, packs.unit, part.total), True
        elif found and not follows:
            joined = False
        found.append((part, named))
    return _chosen(found, joined)


def _part(typed: str, number: re.Match[str], item: Item) -> tuple[Part, bool, int] | None:
    """The part at a number, whether it has a unit, where it ends; None if it makes no sense."""
    count = read_number(number.group())
    if count is None:
        return None
    unit = unit_after(typed, number.end(), item)
    if unit is not None:
        return Part(count, unit[0], unit[1]), True, unit[2]
    if foreign_pack_after(typed, number.end()):
        return None
    return Part(count, item.unit_zh, Fraction(1)), False, number.end()


def _chosen(found: Sequence[tuple[Part, bool]], joined: bool) -> tuple[Part, ...]:
    parts = tuple(part for part, _ in found)
    if joined and len(parts) <= 1:
        return parts
    named = tuple(part for part, has_unit in found if has_unit)
    if joined:
        sizes = [part.each for part in parts]
        falling = all(larger > smaller for larger, smaller in pairwise(sizes))
        return parts if falling and len(named) == len(parts) else ()
    return named if len(named) == 1 else ()


def _is_odd(parts: Sequence[Part], item: Item) -> bool:
    """Singles of a pair, or a rest as large as a pack: 2 箱 500 只 may mean 500 in each."""
    if item.unit_zh == PAIR and any(part.unit in SINGLES for part in parts):
        return True
    return any(part.total >= before.each for before, part in pairwise(parts))


def _in_base_unit(parts: Sequence[Part], item: Item) -> tuple[Part, ...]:
    """The parts with the base unit's own name where another word for a piece was used."""
    return tuple(
        Part(part.count, item.unit_zh, part.each) if part.each == 1 else part for part in parts
    )
