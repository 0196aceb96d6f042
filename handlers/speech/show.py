"""Pieces that cards and pushes are put together from: quantities, moments, bars, buttons."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from db.queries.job_views import Load
from db.queries.promises import Promise
from handlers.dialog import Button, Fact, Prompt, Term, Text
from handlers.house import House
from handlers.speech.placed import placed
from matching.lifecycle import LineQuantities
from matching.model import QuantityKind
from matching.phone_numbers import bare_number, is_typed
from matching.tokens import mask_phone

CELLS = 10
"""Cells of the bar that shows how much is covered."""

Row = tuple[Button, ...]
Named = TypeVar("Named", Text, Term)
"""A name, said in words of the locales or as somebody wrote it."""


def act(label: str, name: str, *args: int | str, style: str = "") -> Button:
    """A button that acts: `label` is its sentence, the rest what it sends back."""
    return Button(Text(label), ":".join(("a", name, *map(str, args))), style=style)


def counted(item_code: str, amount: int, kind: QuantityKind) -> Term | Text:
    """So much of an item is there; an estimate says so."""
    total = quantity(item_code, amount)
    return (
        Text("card.about", {"quantity": total})
        if amount and kind is QuantityKind.ESTIMATE
        else total
    )


def quantity(item_code: str, amount: int) -> Term:
    """So much of an item, said with its unit."""
    return Term("quantity", f"{item_code}:{amount}")


def item(code: str) -> Term:
    """An item's name."""
    return Term("item", code)


def promised(promise: Promise) -> Fact:
    """The item of a promise; where it stands in for another, for which."""
    if not promise.stands_in:
        return item(promise.item_code)
    facts = {"item": item(promise.item_code), "asked": item(promise.asked_code)}
    return Text("card.instead", facts)


def district(name: str) -> Term:
    """A district's name."""
    return Term("district", name)


def phone_said(kept: str, *, masked: bool = False) -> Text | Term:
    """A person's number; one that they typed says that nobody has checked it."""
    number = bare_number(kept)
    shown = own_words(mask_phone(number) if masked else number)
    return Text("push.phone_typed", {"phone": shown}) if is_typed(kept) else shown


def moment(at: datetime) -> Term:
    """A moment by the city's clock."""
    return Term("time", at.isoformat())


def line(key: str, at: datetime | None) -> Text | str:
    """A line about a moment, or nothing where there is none."""
    return Text(key, {"at": moment(at)}) if at is not None else ""


def km(value: float) -> Term:
    """A distance; coarse on purpose, 200 m at the finest."""
    return Term("km", f"{round(value * 5) / 5:.1f}")


def kg(value: float) -> Term:
    """A weight."""
    return Term("kg", f"{value:.1f}")


def own_words(text: str) -> Term:
    """What a person typed, shown as it is."""
    return Term("plain", text)


def named(name: str) -> Term:
    """What an organisation is called; a hospital of the gazetteer in the reader's language."""
    return Term("named", name)


def place_line(district_: str, label: str, address: str) -> Text:
    """The line of a place on a card."""
    return Text("card.place", {"place": placed(district_, label, address)})


def item_totals(loads: Iterable[Load]) -> tuple[Text, ...]:
    """What is carried, item by item, with quantities still promised or aboard."""
    totals: dict[str, int] = {}
    for load in loads:
        totals[load.item_code] = totals.get(load.item_code, 0) + (load.loaded or load.quantity)
    return tuple(
        Text("card.goods", {"item": item(code), "quantity": quantity(code, amount)})
        for code, amount in totals.items()
    )


def covered(line_quantities: LineQuantities) -> int:
    """Base units that are firm: delivered, on the way or confirmed."""
    firm = line_quantities.accepted + line_quantities.committed + line_quantities.on_the_way
    return min(firm, line_quantities.wanted) if line_quantities.wanted else firm


def share_covered(lines: Iterable[LineQuantities]) -> int:
    """Percent covered, every line weighing the same; 100 only when everything is."""
    shares = [covered(each) / each.wanted for each in lines if each.wanted]
    return int(100 * sum(shares) / len(shares)) if shares else 0


def bar(percent: int) -> str:
    """A bar of ten cells: something shows as soon as there is something."""
    full = 0 if percent <= 0 else max(1, percent * CELLS // 100)
    return "▓" * full + "░" * (CELLS - full)


def labelled(prompt: Prompt, drill: bool) -> Prompt:
    """The prompt, marked as practice where it is."""
    return replace(prompt, text=Text("push.drill", {"text": prompt.text})) if drill else prompt


def minutes_left(until: datetime, now: datetime) -> Term:
    """How long there is to answer, in whole minutes, at least one."""
    return Term("minutes", str(max(1, round((until - now).total_seconds() / 60))))


def offer_minutes(house: House) -> Term:
    """How long a driver may think about an offer."""
    return Term("minutes", f"{house.offer_window.total_seconds() / 60:g}")


def joined(parts: Sequence[Text | Term]) -> Fact:
    """Names one after another on one line; a plain list of sentences stands line by line."""
    whole: Fact = parts[0] if parts else ""
    for part in parts[1:]:
        whole = Text("card.and", {"a": whole, "b": part})
    return whole


def marked(what: Named, *, drill: bool, since: datetime | None, now: datetime) -> Named | Text:
    """Something named in a list, with what sets it apart: practice, or only from a moment on."""
    marks = [Text("coordinator.mark_drill")] if drill else []
    if since is not None and since > now:
        marks.append(Text("coordinator.mark_from", {"at": moment(since)}))
    return Text("coordinator.marked", {"what": what, "marks": joined(marks)}) if marks else what
