"""Amounts to choose from: a small pack, some large ones; and how to type another."""

from fractions import Fraction

from handlers.dialog import Choice, Fact, Term, Text, Unclear
from handlers.speech.terms import ONE
from matching.catalogue import Catalogue, Item, plausible_max
from matching.quantities import foreign_quantity

COUNTS = (1, 2, 5, 10)
"""How many of the largest pack the buttons offer."""
SINGLES = (1, 2, 5, 10, 20, 50)
"""What the buttons offer of an item without packs, in base units."""


def amount_choices(item: Item) -> tuple[Choice, ...]:
    """Usual amounts: one small pack, some large ones; without packs a few pieces."""
    most = plausible_max(item)
    by_size = {pack.quantity: pack for pack in item.packs}  # 箱 and 件 may be the same carton
    packs = [by_size[size] for size in sorted(by_size)]
    sizes = [(1, pack) for pack in packs[:-1]] + [(n, packs[-1]) for n in COUNTS if packs]
    choices = [
        Choice(str(n * pack.quantity), _packs_label(item, n, pack.name, pack.quantity))
        for n, pack in sizes
        if n * pack.quantity <= most
    ] or [Choice(str(n), total_of(item, n)) for n in SINGLES if n <= most]
    return tuple(choices)


def _packs_label(item: Item, n: int, pack: str, each: int) -> Text:
    facts: dict[str, Fact] = {"n": n, "pack": pack_term(pack, n), "total": total_of(item, n * each)}
    return Text("steps.amount_packs", facts)


def called_so(catalogue: Catalogue, code: str) -> frozenset[str]:
    """The item, and the open words that leave open whether it is meant."""
    item = catalogue.by_code[code]
    open_words = (each for each in catalogue.items if each.must_ask)
    return frozenset({code, *(x.code for x in open_words if item in catalogue.kinds_of(x))})


def total_of(item: Item, quantity: int) -> Term:
    """So much of an item, said with its unit."""
    return Term("quantity", f"{item.code}:{quantity}")


def how_to_type(item: Item) -> dict[str, Fact]:
    """Facts that every question about an amount may use."""
    largest = max(item.packs, key=lambda pack: pack.quantity, default=None)
    unit = Term("unit", item.code)
    if largest is None:
        example = Text("steps.example_units", {"unit": unit})
    else:
        pack = Term("pack", largest.name)
        example = Text("steps.example_packs", {"pack": pack, "unit": unit})
    return {"item": Term("item", item.code), "unit": unit, "example": example}


def refuse_foreign_unit(typed: str, item: Item) -> None:
    """Raise `Unclear` for tablets of what comes in boxes: how many are in one nobody knows."""
    foreign = foreign_quantity(typed, item)
    if foreign:
        facts = {"typed": Term("plain", foreign), **how_to_type(item)}
        raise Unclear("steps.unclear_unit", **facts)


def pack_term(name: str, count: Fraction | int) -> Term:
    return Term("pack", one_or(name, count))


def one_or(code: str, count: Fraction | int) -> str:
    """The code, marked where a single one is meant: 1 box, 2 boxes."""
    return f"{ONE}{code}" if count == 1 else code
