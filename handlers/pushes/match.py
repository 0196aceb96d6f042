"""Pushes about a match: does the supplier still have it, does the receiver still need it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from db.queries.parts import parts_of_need
from db.queries.promises import Promise, asked_of_receiver, find_promise
from handlers.dialog import Button, Fact, Person, Prompt, Term, Text
from handlers.speech.parts import code_of, part_of, share_of
from handlers.speech.show import Row, act, district, km, labelled, minutes_left, promised, quantity
from matching.model import AllocationState, Reason


async def confirm_stock(
    session: AsyncSession, person: Person, params: Mapping[str, Any], now: datetime
) -> Prompt | None:
    """Asks the supplier whether the goods are still there."""
    promise = await find_promise(session, int(params["allocation_id"]))
    if promise is None or promise.supplier_id != person.person_id or promise.supplier_confirmed:
        return None
    return _ask(promise, "push.confirm_stock", "stock", now, {})


async def confirm_need(
    session: AsyncSession, person: Person, params: Mapping[str, Any], now: datetime
) -> Prompt | None:
    """Asks the receiver whether the goods are still needed."""
    promise = await find_promise(session, int(params["allocation_id"]))
    if promise is None or promise.reporter_id != person.person_id or promise.receiver_confirmed:
        return None
    asked = await asked_of_receiver(session, promise.need_id, now)
    together = len(asked) if promise.allocation_id in {p.allocation_id for p in asked} else 0
    part = (await parts_of_need(session, promise.need_id)).get(promise.allocation_id)
    beside: dict[str, Fact] = {
        "part": part_of(part),
        "share": share_of(part, promise.item_code, promise.quantity),
        "others": Text("push.need_others", {"n": together - 1}) if together > 1 else "",
    }
    prompt = _ask(promise, "push.confirm_need", "need", now, beside)
    if prompt is None or together <= 1:
        return prompt
    label = Text("push.need_all", {"n": together})
    all_of_them = Button(label, f"a:need_all:{promise.need_id}", style="primary")
    return replace(prompt, buttons=(*prompt.buttons, (all_of_them,)))


async def match_failed(
    session: AsyncSession, person: Person, params: Mapping[str, Any], _now: datetime
) -> Prompt | None:
    """Tells one end that a match is over, why, and what happens next."""
    promise = await find_promise(session, int(params["allocation_id"]))
    if promise is None or promise.is_active:
        return None
    reason = Reason(params.get("reason") or (promise.reason or Reason.OTHER))
    side = _side(promise, person)
    if side is None:
        return None
    was_silent = reason is Reason.NO_ANSWER and not (
        promise.supplier_confirmed if side == "supplier" else promise.receiver_confirmed
    )
    key = f"push.match_failed_{side}_silent" if was_silent else f"push.match_failed_{side}"
    facts = {**_facts(promise), "reason": Term("reason", reason.value)}
    if side == "receiver":
        parts = await parts_of_need(session, promise.need_id)
        facts["code"] = code_of(promise.need_code, [parts.get(promise.allocation_id)])
    return labelled(Prompt(Text(key, facts)), promise.drill)


async def practice_over(
    session: AsyncSession, person: Person, params: Mapping[str, Any], _now: datetime
) -> Prompt | None:
    """Tells one end, who was no part of it, what became of goods aboard as a practice ended."""
    promise = await find_promise(session, int(params["allocation_id"]))
    if promise is None or promise.is_active:
        return None
    side = _side(promise, person)
    if side is None:
        return None
    facts = {**_facts(promise), "quantity": quantity(promise.item_code, promise.returned)}
    return labelled(Prompt(Text(f"push.practice_over_{side}", facts)), promise.drill)


_NOT_INSTEAD = Reason.WRONG_ITEM.value
"""Said in one press: not this instead of what was asked for, for this need."""


def _side(promise: Promise, person: Person) -> str | None:
    if person.person_id == promise.reporter_id:
        return "receiver"
    return "supplier" if person.person_id == promise.supplier_id else None


def _ask(
    promise: Promise, key: str, who: str, now: datetime, beside: Mapping[str, Fact]
) -> Prompt | None:
    """The question with its two answers; None once it is decided or its time is over."""
    by = promise.confirm_by
    if promise.state is not AllocationState.PROPOSED or by is None or by <= now:
        return None
    facts = {**_facts(promise), **beside, "minutes": minutes_left(by, now)}
    buttons = (
        act(f"push.{who}_yes", f"{who}_yes", promise.allocation_id, style="success"),
        act(f"push.{who}_no", f"{who}_no", promise.allocation_id, style="danger"),
    )
    rows: tuple[Row, ...] = (buttons,)
    if who == "need" and promise.stands_in:
        refuse = act("push.need_no_instead", "need_no", promise.allocation_id, _NOT_INSTEAD)
        rows = (buttons, (refuse,))
    return labelled(Prompt(Text(key, facts), buttons=rows), promise.drill)


def _facts(promise: Promise) -> dict[str, Fact]:
    return {
        "code": promise.need_code,
        "item": promised(promise),
        "quantity": quantity(promise.item_code, promise.quantity),
        "from": district(promise.from_district),
        "to": district(promise.to_district),
        "km": km(promise.km),
        "urgency": Term("urgency", promise.urgency.value),
    }
