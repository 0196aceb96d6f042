"""Which item? Classes, then items; or a typed name with the best guesses to choose from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from handlers.dialog import ONE_THING, Choice, Question, ReplyKind, Step, Term, Text, Turn, Unclear
from handlers.steps.choices import When, always
from handlers.steps.quantities import (
    ItemOf,
    Stated,
    quantity_answer,
    quantity_steps,
    stated_quantity,
)
from matching.catalogue import Catalogue, Match, find_items, normalise, plausible_max
from matching.quantities import read_quantity

MOST_LINES = 10
"""Items in one report; a longer list is a second report."""
ADD, ENOUGH = "add", "enough"
MOST_GUESSES = 6
"""Guesses offered for a typed name."""


@dataclass(frozen=True, slots=True)
class _Asker:
    """The two questions about one item."""

    text: Text
    suffix: str
    count: str
    """The step that a quantity typed along with the name answers; empty for none."""

    async def ask_what(self, turn: Turn) -> Question:
        """Which class, or what is it called?"""
        classes = tuple(Choice(c, Term("class", c)) for c in turn.house.catalogue.classes)
        return Question(self.text, classes, columns=2, page_size=18)

    async def read_what(self, turn: Turn, _question: Question) -> Any:
        """A typed name: the item, or the best guesses."""
        both = item_and_quantity(turn) if self.count else None
        if both is None:
            return named_item(turn, "steps.unclear_item")
        code, quantity = both
        return {"item": code, "+": {self.count: quantity}}

    async def ask_item(self, turn: Turn) -> Question:
        """Which item of the class, or of the guesses?"""
        answer, catalogue = turn.answers[f"what{self.suffix}"], turn.house.catalogue
        if isinstance(answer, dict):
            guesses = tuple(item_choice(code) for code in answer["guess"])
            return Question(Text("steps.which_item"), guesses)
        items = catalogue.items_in(answer)
        choices = tuple(item_choice(each.code) for each in items if not each.must_ask)
        return Question(Text("steps.item_of_class", {"class": Term("class", answer)}), choices)

    async def read_item(self, turn: Turn, _question: Question) -> Any:
        """Another name typed instead."""
        found = named_item(turn, "steps.unclear_item")
        if "item" in found:
            return found["item"]
        names = tuple(Term("item", code) for code in found["guess"][:3])
        raise Unclear("steps.unclear_item_guess", items=names)

    def show(self, turn: Turn) -> Text:
        """The line of the summary."""
        return Text("steps.line_item", {"item": Term("item", item_code(turn.answers, self.suffix))})

    def show_named(self, turn: Turn) -> Text | None:
        """The same where the name was typed: there the first step is the one to change."""
        return None if self.is_open(turn.answers) else self.show(turn)

    def is_open(self, answers: Mapping[str, Any]) -> bool:
        """Whether the first answer left the item open."""
        answer = answers.get(f"what{self.suffix}")
        return not (isinstance(answer, dict) and "item" in answer)


def item_steps(
    text: Text, *, suffix: str = "", when: When = always, clears: tuple[str, ...] = ()
) -> tuple[Step, ...]:
    """Ask for one item: `what` (a class or a typed name), then `item` where that left it open.

    `clears` names the quantity steps that follow; the first may be answered along with the name.
    """
    asker = _Asker(text, suffix, clears[0] if clears else "")
    what, item = f"what{suffix}", f"item{suffix}"

    def still_open(answers: Mapping[str, Any]) -> bool:
        return when(answers) and asker.is_open(answers)

    return (
        Step(what, asker.ask_what, asker.read_what, when, asker.show_named, (item, *clears)),
        Step(item, asker.ask_item, asker.read_item, still_open, asker.show, clears),
    )


def one_thing(_turn: Turn) -> frozenset[str]:
    """The answer names one thing."""
    return ONE_THING


def item_code(answers: Mapping[str, Any], suffix: str = "") -> str:
    """The item answered; empty while it is open."""
    what = answers.get(f"what{suffix}")
    if isinstance(what, dict) and "item" in what:
        return str(what["item"])
    return str(answers.get(f"item{suffix}", ""))


def line_steps(what: Text, count: Text) -> tuple[Step, ...]:
    """Item and quantity, up to ten times: after each, whether there is another."""
    steps: list[Step] = []
    for number in range(1, MOST_LINES + 1):
        suffix, when = str(number), _line_wanted(number)
        counted = quantity_steps(count, _code_of(suffix), suffix=suffix, unknown=True, when=when)
        asked = Text("steps.what_more", {"n": number}) if number > 1 else what
        names = tuple(step.name for step in counted)
        named = item_steps(asked, suffix=suffix, when=when, clears=names)
        steps += (replace(step, about=one_thing) for step in named)
        steps += counted
        if number < MOST_LINES:
            steps.append(_more_step(number, when))
    return tuple(steps)


def stated_lines(answers: Mapping[str, Any]) -> tuple[tuple[str, Stated], ...]:
    """Item code and quantity of every line answered, in order."""
    return tuple(
        (item_code(answers, str(number)), stated_quantity(answers, str(number)))
        for number in range(1, MOST_LINES + 1)
        if _line_wanted(number)(answers) and f"count{number}" in answers
    )


def _more_step(number: int, when: When) -> Step:
    choices = (
        Choice(ENOUGH, Text("steps.enough"), ("够了", "没有了", "没了", "不用", "no", "done")),
        Choice(ADD, Text("steps.add_item"), ("还有", "加", "再加", "yes", "add", "more")),
    )

    async def ask(turn: Turn) -> Question:
        lines = tuple(_line_text(code, stated) for code, stated in stated_lines(turn.answers))
        return Question(Text("steps.more", {"lines": lines}), choices)

    async def read(turn: Turn, _question: Question) -> Any:
        """A name typed here is the next item already, a quantity with it is taken along."""
        both = item_and_quantity(turn)
        if both is not None:
            code, quantity = both
            more = {f"what{number + 1}": {"item": code}, f"count{number + 1}": quantity}
            return {"value": ADD, "+": more}
        found = named_item(turn, "steps.unclear_more")
        return {"value": ADD, "+": {f"what{number + 1}": found}}

    def show(turn: Turn) -> Text | None:
        if turn.answers.get(f"more{number}") != ENOUGH:
            return None
        return Text("steps.line_total", {"n": number}) if number > 1 else Text("steps.line_only")

    return Step(f"more{number}", ask, read, when, show, about=one_thing)


def _line_wanted(number: int) -> When:
    if number == 1:
        return always
    return lambda answers: all(answers.get(f"more{n}") == ADD for n in range(1, number))


def _code_of(suffix: str) -> ItemOf:
    return lambda answers: item_code(answers, suffix)


def _line_text(code: str, stated: Stated) -> Text:
    if not stated.quantity:
        return Text("steps.listed_unknown", {"item": Term("item", code)})
    amount = Term("quantity", f"{code}:{stated.quantity}")
    return Text("steps.listed", {"item": Term("item", code), "quantity": amount})


def named_item(turn: Turn, unclear: str) -> dict[str, Any]:
    """The typed item as `{"item": code}`, or `{"guess": codes}` to choose from.

    Raises `Unclear` if nothing in the catalogue is near.
    """
    typed = turn.reply.text[:200] if turn.reply.kind is ReplyKind.TEXT else ""
    found = find_items(turn.house.catalogue, typed, turn.person.lang, MOST_GUESSES)
    if not found:
        raise Unclear(unclear)
    best = found[0]
    if best.exact and not best.must_ask:
        return {"item": best.item.code}
    return {"guess": _kinds(turn.house.catalogue, found[:1] if best.exact else found)}


def item_and_quantity(turn: Turn) -> tuple[str, dict[str, Any]] | None:
    """Item and quantity of `N95口罩 200只`; None unless both are said and the kind is clear."""
    typed = turn.reply.text[:200] if turn.reply.kind is ReplyKind.TEXT else ""
    found = find_items(turn.house.catalogue, typed, turn.person.lang, 2)
    if not found or found[0].exact or found[0].must_ask:
        return None
    if len(found) > 1 and found[1].score >= found[0].score:
        return None
    item, plain = found[0].item, normalise(typed)
    names = (item.zh, item.en, *item.aliases_zh, *item.aliases_en)
    if not any((name := normalise(each)) and name in plain for each in names):
        return None
    quantity = read_quantity(typed, item)
    if quantity is None or quantity.quantity > plausible_max(item):
        return None
    return item.code, quantity_answer(quantity, typed, item)


def item_choice(code: str) -> Choice:
    """An item as a button."""
    return Choice(code, Term("item", code))


def _kinds(catalogue: Catalogue, found: Sequence[Match]) -> list[str]:
    """The items to choose from: what was found, an open word replaced by its kinds."""
    codes: dict[str, None] = {}
    for match in found:
        kinds = catalogue.kinds_of(match.item) if match.must_ask else (match.item,)
        nearest = kinds or catalogue.items_in(match.item.class_)
        codes |= dict.fromkeys(each.code for each in nearest if not each.must_ask)
    return list(codes)
