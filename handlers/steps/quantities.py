"""How many? Buttons of usual amounts or a typed quantity, echoed with its packs, doubted if odd."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import reduce
from typing import Any, TypeAlias

from handlers.dialog import Choice, Fact, Question, ReplyKind, Step, Term, Text, Turn, Unclear
from handlers.steps.amounts import (
    amount_choices,
    called_so,
    how_to_type,
    one_or,
    pack_term,
    refuse_foreign_unit,
    total_of,
)
from handlers.steps.choices import When, always
from matching.catalogue import Item, plausible_max
from matching.intake.left import read_left
from matching.model import QuantityKind
from matching.quantities import ReadQuantity, estimate_quantity, read_quantity, says_unknown

ItemOf: TypeAlias = Callable[[Mapping[str, Any]], str]
"""The item code that a quantity is about, from the answers so far."""

UNKNOWN = "unknown"
YES = "yes"
NONE_LEFT = "0"
DOUBTED_SHARE = 10
"""From this part of the most that one report may state, a quantity is asked about twice."""
MEASURES = frozenset({"公斤", "斤", "克", "毫升", "升", "米"})
"""Measures that an answer may be given in and that the words table names."""


@dataclass(frozen=True, slots=True)
class Stated:
    """A quantity as it was answered; 0 base units where the person does not know."""

    quantity: int
    kind: QuantityKind
    words: str
    """In the person's own words; empty for a button."""
    parts: tuple[tuple[str, str, str], ...] = ()
    """(count, unit, base units each), numbers as text: JSON has no fractions."""
    doubtful: bool = False

    @property
    def has_packs(self) -> bool:
        """Whether something other than base units was typed, so that it must be echoed."""
        return any(each != "1" for _, _, each in self.parts)


@dataclass(frozen=True, slots=True)
class _Asker:
    """The three questions about one quantity."""

    text: Text
    item_of: ItemOf
    suffix: str
    unknown: bool
    none_left: bool

    async def ask_count(self, turn: Turn) -> Question:
        """How many?"""
        item = turn.house.catalogue.by_code[self.item_of(turn.answers)]
        facts: dict[str, Fact] = {**self.text.args, **how_to_type(item)}
        choices = amount_choices(item)
        if self.none_left:
            choices = (_NONE_LEFT, *choices)
        if self.unknown:
            choices = (*choices, _DONT_KNOW)
        return Question(Text(self.text.key, facts), choices, columns=2, page_size=10)

    async def read_count(self, turn: Turn, _question: Question) -> Any:
        """A typed quantity, or "don't know" or "sold out" where that will do."""
        if self.none_left and await _says_none(turn, self.about(turn)):
            return NONE_LEFT
        return typed_quantity(turn, self.item_of, unknown=self.unknown)

    async def ask_sure(self, turn: Turn) -> Question:
        """Is this what you meant?"""
        stated = stated_quantity({"count": turn.answers[f"count{self.suffix}"]})
        item = Term("item", self.item_of(turn.answers))
        facts: dict[str, Fact] = {"echo": echo(turn, self.item_of, stated), "item": item}
        guessed = stated.kind is QuantityKind.ESTIMATE and not self.unknown
        return Question(Text("steps.sure_about" if guessed else "steps.sure", facts), (_YES,))

    async def read_sure(self, turn: Turn, _question: Question) -> Any:
        """Another quantity typed instead of a yes."""
        return typed_quantity(turn, self.item_of, unknown=False)

    async def ask_really(self, turn: Turn) -> Question:
        """Is it really so much?"""
        stated = stated_quantity(turn.answers, self.suffix, final=False)
        item = Term("item", self.item_of(turn.answers))
        facts: dict[str, Fact] = {"echo": echo(turn, self.item_of, stated), "item": item}
        return Question(Text("steps.really", facts), (_REALLY,))

    async def read_really(self, turn: Turn, _question: Question) -> Any:
        """A saner quantity typed instead of a yes."""
        again = typed_quantity(turn, self.item_of, unknown=False)
        if again["doubtful"]:
            raise Unclear("steps.unclear_still_odd")
        return again

    def about(self, turn: Turn) -> frozenset[str]:
        """The item, by its own name or an open word (口罩) that may mean it."""
        return called_so(turn.house.catalogue, self.item_of(turn.answers))

    def show(self, turn: Turn) -> Text:
        """The line of the summary."""
        stated = stated_quantity(turn.answers, self.suffix)
        return Text("steps.line_quantity", {"quantity": echo(turn, self.item_of, stated)})

    def echoes(self, answers: Mapping[str, Any]) -> bool:
        """Whether packs were typed that must be echoed, or "about fifty" where fifty is counted."""
        stated = stated_quantity({"count": answers.get(f"count{self.suffix}", UNKNOWN)})
        guessed = stated.kind is QuantityKind.ESTIMATE and not self.unknown
        return (stated.has_packs or guessed) and not stated.doubtful

    def is_odd(self, answers: Mapping[str, Any]) -> bool:
        """Whether the quantity must be doubted."""
        return stated_quantity(answers, self.suffix, final=False).doubtful


def quantity_steps(
    text: Text,
    item_of: ItemOf,
    *,
    suffix: str = "",
    unknown: bool = False,
    none_left: bool = False,
    when: When = always,
    shown: bool = True,
) -> tuple[Step, ...]:
    """Ask how many, then echo typed packs, then doubt what is odd: `count`, `sure`, `really`.

    `text` may use the facts item, unit and example.
    """
    asker = _Asker(text, item_of, suffix, unknown, none_left)
    count, sure, really = f"count{suffix}", f"sure{suffix}", f"really{suffix}"
    show = asker.show if shown else None
    steps = (
        Step(count, asker.ask_count, asker.read_count, when, show, (sure, really)),
        Step(sure, asker.ask_sure, asker.read_sure, _both(when, asker.echoes), clears=(really,)),
        Step(really, asker.ask_really, asker.read_really, _both(when, asker.is_odd)),
    )
    return tuple(replace(step, about=asker.about) for step in steps)


def stated_quantity(answers: Mapping[str, Any], suffix: str = "", *, final: bool = True) -> Stated:
    """The quantity as last corrected; `final=False` leaves out what the doubt itself brought."""
    names = ("really", "sure", "count") if final else ("sure", "count")
    for name in names:
        value = answers.get(name + suffix)
        if isinstance(value, dict):
            return Stated(
                value["quantity"],
                QuantityKind(value["kind"]),
                value["stated"],
                tuple((part[0], part[1], part[2]) for part in value["parts"]),
                value["doubtful"],
            )
    pressed = str(answers.get(f"count{suffix}", UNKNOWN))
    if pressed == UNKNOWN:
        return Stated(0, QuantityKind.UNKNOWN, "")
    return Stated(int(pressed), QuantityKind.EXACT, "")


def amount_or_guess(stated: Stated, item: Item, people: int | None) -> int:
    """Base units to look for: what was stated, else what so many people use in three days."""
    return stated.quantity or estimate_quantity(item, people or 0)


def echo(turn: Turn, item_of: ItemOf, stated: Stated) -> Text:
    """The quantity spelled out: 2 箱 × 8 盒 × 50 只 = 800 只."""
    code = item_of(turn.answers)
    if stated.kind is QuantityKind.UNKNOWN:
        return Text("steps.quantity_unknown")
    total = Term("quantity", f"{code}:{stated.quantity}")
    about = Text("steps.about") if stated.kind is QuantityKind.ESTIMATE else ""
    if not stated.has_packs:
        return Text("steps.quantity_plain", {"total": total, "about": about})
    item = turn.house.catalogue.by_code[code]
    parts = [_part(part, item) for part in stated.parts]
    sum_ = reduce(lambda a, b: Text("steps.plus", {"a": a, "b": b}), parts)
    return Text("steps.quantity_packs", {"parts": sum_, "total": total, "about": about})


def typed_quantity(turn: Turn, item_of: ItemOf, *, unknown: bool) -> Any:
    """What was typed as an answer; raises `Unclear` if it says no quantity."""
    text = turn.reply.text if turn.reply.kind is ReplyKind.TEXT else ""
    if unknown and says_unknown(text):
        return UNKNOWN
    item = turn.house.catalogue.by_code[item_of(turn.answers)]
    refuse_foreign_unit(text, item)
    found = read_quantity(text, item) if text.strip() else None
    if found is None:
        raise Unclear("steps.unclear_quantity", **how_to_type(item))
    if found.quantity > plausible_max(item):
        raise Unclear("steps.unclear_too_much", most=total_of(item, plausible_max(item)))
    return quantity_answer(found, text, item)


def quantity_answer(found: ReadQuantity, text: str, item: Item) -> dict[str, Any]:
    """A quantity that was read, as the answer of a step."""
    return {
        "quantity": found.quantity,
        "kind": found.kind.value,
        "stated": " ".join(text.split())[:100],
        "parts": [[str(part.count), part.unit, str(part.each)] for part in found.parts],
        "doubtful": found.doubtful or found.quantity > plausible_max(item) // DOUBTED_SHARE,
    }


async def _says_none(turn: Turn, codes: frozenset[str]) -> bool:
    """Whether nothing is left of what is asked about: 奶粉卖完了."""
    text = turn.reply.text if turn.reply.kind is ReplyKind.TEXT else ""
    said = read_left(text, await turn.house.vocabulary.current(turn.session))
    return bool(said) and all(not each.count and codes & {*each.codes} for each in said)


def _both(one: When, other: When) -> When:
    return lambda answers: one(answers) and other(answers)


def _part(part: tuple[str, str, str], item: Item) -> Text:
    """One part of the sum, a large pack taken apart into the small ones inside it."""
    count, unit, each = Fraction(part[0]), part[1], Fraction(part[2])
    facts: dict[str, Fact] = {"n": _figure(count), "pack": _unit(unit, item, count)}
    if each == 1:
        return Text("steps.part_units", facts)
    facts |= {"each": _figure(each), "unit": Term("unit", one_or(item.code, each))}
    inner = _pack_inside(unit, each, item)
    if inner is None:
        return Text("steps.part_packs", facts)
    name, size = inner
    number = each / size
    facts |= {"inner": _figure(number), "inner_pack": pack_term(name, number), "each": f"{size:,}"}
    return Text("steps.part_nested", facts)


def _pack_inside(unit: str, each: Fraction, item: Item) -> tuple[str, int] | None:
    """The largest smaller pack that fills the catalogue's own pack `unit` without a rest."""
    if all(pack.name != unit or pack.quantity != each for pack in item.packs):
        return None
    inner = [p for p in item.packs if 1 < p.quantity < each and each % p.quantity == 0]
    largest = max(inner, key=lambda pack: pack.quantity, default=None)
    return None if largest is None else (largest.name, largest.quantity)


def _unit(unit: str, item: Item, count: Fraction) -> Term:
    """The unit of one part: the base unit, a pack, a measure, or a word for a piece."""
    if unit == item.unit_zh:
        return Term("unit", one_or(item.code, count))
    if unit in MEASURES and all(pack.name != unit for pack in item.packs):
        return Term("measure", unit)
    return pack_term(unit, count)


def _figure(value: Fraction) -> str:
    return f"{int(value):,}" if value.denominator == 1 else f"{float(value):g}"


_YES = Choice(YES, Text("steps.yes"), ("对", "是", "是的", "没错", "嗯", "yes", "y", "ok", "right"))
_REALLY = Choice(YES, Text("steps.yes_really"), ("对", "是", "是的", "没错", "yes", "y"))
_DONT_KNOW = Choice(UNKNOWN, Text("steps.dont_know"))
_NONE_LEFT = Choice(
    NONE_LEFT, Text("steps.none_left"), ("没有", "没了", "没有了", "无", "none", "0")
)
