"""Count a hand-over item by item: what went aboard, what the receiver took and refused, and why."""

import unicodedata
from collections.abc import Mapping
from typing import Any

from db.actions.delivery import record_delivery, record_pickup
from handlers.dialog import (
    Choice,
    Dialog,
    Fact,
    Outcome,
    Question,
    ReplyKind,
    Step,
    Term,
    Text,
    Turn,
    Unclear,
)
from handlers.driver.job import now_what
from handlers.speech.show import item, quantity
from handlers.steps.choices import choice_step
from matching.errors import TooMuch
from matching.model import ProofKind, Reason, Role
from matching.quantities import read_quantity

MOST_LOADS = 24
"""Loads of one stop that are asked about one by one."""
ALL, SOME = "all", "some"
LESS_REASONS = (Reason.LESS_STOCK, Reason.TOO_LARGE, Reason.DAMAGED, Reason.EXPIRED, Reason.OTHER)
"""Why less went aboard than was planned."""
REJECT_REASONS = (
    Reason.DAMAGED,
    Reason.EXPIRED,
    Reason.WRONG_ITEM,
    Reason.NO_LONGER_NEEDED,
    Reason.OTHER,
)
"""Why a receiver refuses goods."""
_NOTHING = ("0", "零", "没有", "无", "一个也没有", "none", "nothing", "zero")


def loads_of(answers: Mapping[str, Any]) -> list[tuple[int, str, int, str]]:
    """The loads asked about: allocation, item, quantity at hand, code of the need."""
    return [(int(each[0]), each[1], int(each[2]), each[3]) for each in answers["loads"]]


def counted(answers: Mapping[str, Any]) -> dict[int, int]:
    """What was answered for each load, by allocation."""
    return {
        load[0]: int(answers[f"count{place}"])
        for place, load in enumerate(loads_of(answers))
        if f"count{place}" in answers
    }


def _count_step(place: int, question: str, full: str, empty: str, only: str) -> Step:
    """How many of load number `place`? All, none, or a typed quantity."""

    async def ask(turn: Turn) -> Question:
        _, code, most, need = loads_of(turn.answers)[place]
        facts: dict[str, Fact] = {
            "item": item(code),
            "quantity": quantity(code, most),
            "code": need,
        }
        choices = (
            Choice(str(most), Text(full, facts), ("全部", "都", "all")),
            Choice("0", Text(empty, facts), _NOTHING),
        )
        return Question(Text(question, facts), choices, columns=2)

    async def read(turn: Turn, _question: Question) -> str:
        _, code, most, _ = loads_of(turn.answers)[place]
        amount = _amount(turn, code)
        if amount > most:
            raise Unclear("driver.unclear_too_many", most=quantity(code, most))
        return str(amount)

    def asked(answers: Mapping[str, Any]) -> bool:
        wanted = not only or answers.get("all") == only
        return wanted and place < len(answers.get("loads", ()))

    return Step(f"count{place}", ask, read, asked)


def _amount(turn: Turn, code: str) -> int:
    """A typed quantity in base units, none included."""
    typed = turn.reply.text if turn.reply.kind is ReplyKind.TEXT else ""
    if unicodedata.normalize("NFKC", typed).strip().lower() in _NOTHING:
        return 0
    found = read_quantity(typed, turn.house.catalogue.by_code[code]) if typed.strip() else None
    if found is None:
        raise Unclear("driver.unclear_count")
    return found.quantity


def _is_short(answers: Mapping[str, Any]) -> bool:
    """Whether less went aboard than was planned."""
    loads, count = loads_of(answers), counted(answers)
    return len(count) == len(loads) and any(count[each[0]] < each[2] for each in loads)


def _is_refused(answers: Mapping[str, Any]) -> bool:
    return answers.get("all") == SOME and any(counted(answers).values())


def _reasons(question: str, reasons: tuple[Reason, ...], when: Any) -> Step:
    choices = tuple(Choice(each.value, Term("reason", each.value)) for each in reasons)
    return choice_step("reason", Text(question), choices, when=when)


def _require_askable(answers: Mapping[str, Any]) -> None:
    """Raise `TooMuch` for a stop with more loads than can be asked about one by one."""
    if len(answers["loads"]) > MOST_LOADS:
        raise TooMuch(quantity=len(answers["loads"]), limit=MOST_LOADS)


async def _finish_less(turn: Turn) -> Outcome:
    """Note what went aboard; the rest goes back to matching."""
    _require_askable(turn.answers)
    reason = turn.answers.get("reason")
    await record_pickup(
        turn.session,
        turn.person.actor,
        stop_id=int(turn.answers["stop"]),
        loaded=counted(turn.answers),
        actor_at=turn.now,
        now=turn.now,
        reason=None if reason is None else Reason(reason),
    )
    return Outcome(await now_what(turn, "driver.loaded_noted"))


async def _finish_handover(turn: Turn) -> Outcome:
    """Note what the receiver took and refused, with the proof there is."""
    answers = turn.answers
    loads = loads_of(answers)
    some = answers["all"] == SOME
    if some:
        _require_askable(answers)
    refused = counted(answers) if some else {}
    await record_delivery(
        turn.session,
        turn.person.actor,
        stop_id=int(answers["stop"]),
        accepted={each[0]: each[2] - refused.get(each[0], 0) for each in loads},
        rejected={number: amount for number, amount in refused.items() if amount},
        reason=Reason(answers["reason"]) if "reason" in answers else None,
        proof=ProofKind(answers["proof"]),
        photo=str(answers.get("photo", "")),
        actor_at=turn.now,
        now=turn.now,
    )
    return Outcome(await now_what(turn, "driver.delivered_noted"))


LESS = Dialog(
    name="less",
    steps=(
        *(
            _count_step(place, "driver.ask_loaded", "driver.loaded_full", "driver.loaded_none", "")
            for place in range(MOST_LOADS)
        ),
        _reasons("driver.ask_less_why", LESS_REASONS, _is_short),
    ),
    finish=_finish_less,
    confirm=False,
    roles=frozenset({Role.DRIVER}),
    title=Text("driver.less_title"),
)

HANDOVER = Dialog(
    name="handover",
    steps=(
        choice_step(
            "all",
            Text("driver.ask_all"),
            (
                Choice(ALL, Text("card.accepted_all"), ("全部", "都收了", "all")),
                Choice(SOME, Text("card.rejected_some"), ("部分", "some")),
            ),
        ),
        *(
            _count_step(
                place, "driver.ask_rejected", "driver.rejected_full", "driver.rejected_none", SOME
            )
            for place in range(MOST_LOADS)
        ),
        _reasons("driver.ask_reject_why", REJECT_REASONS, _is_refused),
    ),
    finish=_finish_handover,
    confirm=False,
    roles=frozenset({Role.DRIVER}),
    title=Text("driver.handover_title"),
    own_numbers=True,
)
