"""Count goods load by load, and say why there are fewer: steps of dialogs about a hand-over."""

import re
import unicodedata
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeAlias

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
from handlers.speech.show import item as item_term
from handlers.speech.show import quantity
from handlers.steps.amounts import refuse_foreign_unit
from handlers.steps.choices import choice_step
from matching.errors import TooMuch
from matching.model import Reason, Role
from matching.quantities import read_quantity

MOST_LOADS = 24
"""Loads of one stop that are asked about one by one."""
_NOTHING = ("0", "零", "没有", "无", "一个也没有", "none", "nothing", "zero")
_AWAY = re.compile(
    r"(?:\bnot|n't|\bun)[\s-]*(?:\w+\s+)?(?:accept|take|took|ok\b|okay|good|load|receiv|get|got)\w*"
    r"|\bno good\b|\b(?:reject|refus|return|damag|missing|lacking)\w*"
    r"|\b(?:broken|sent back|short)\b"
    r"|\d[\s\w]*\b(?:less|fewer)\b"
    r"|[没未不](?:有|能)?[收要装拿接签领合]\w?|拒|退|坏|破|少[装收拿了]?|缺|差(?!不多)"
)
"""Words beside a number of what was not taken over."""
_HERE = re.compile(
    r"\b(?:accept|receiv|load|tak|keep)\w*|\b(?:ok|okay|fine|good|took|got|kept|aboard|here)\b"
    r"|收下|收了|收到|接收|签收|合格|完好|留下|拿到|拿了|领到|装了|装上|到了|要了|正常"
)
"""Words beside a number of what was taken over."""


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


def count_step(
    place: int, question: str, full: str, empty: str, only: str, *, refused: bool = False
) -> Step:
    """How many of load number `place`? All, none, or a typed quantity.

    `refused`: the question asks for what was not taken over, not for what was.
    """

    async def ask(turn: Turn) -> Question:
        _, code, most, need = loads_of(turn.answers)[place]
        facts: dict[str, Fact] = {
            "item": item_term(code),
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
        other = _says_other(turn.reply.text, refused=refused)
        amount = _amount(turn, code)
        if amount > most:
            raise Unclear("driver.unclear_too_many", most=quantity(code, most))
        return str(most - amount if other else amount)

    def asked(answers: Mapping[str, Any]) -> bool:
        wanted = not only or answers.get("all") == only
        return wanted and place < len(answers.get("loads", ()))

    return Step(f"count{place}", ask, read, asked)


def _says_other(typed: str, *, refused: bool) -> bool:
    """Whether "accepted 50" answers "how many were rejected?", or the reverse.

    Raises `Unclear` where both are spoken of.
    """
    plain = unicodedata.normalize("NFKC", typed).lower().replace("’", "'")
    away, here = bool(_AWAY.search(plain)), bool(_HERE.search(_AWAY.sub(" ", plain)))
    if away and here:
        raise Unclear("driver.unclear_rejected" if refused else "driver.unclear_here")
    return here if refused else away


def _amount(turn: Turn, code: str) -> int:
    """A typed quantity in base units, none included."""
    typed = turn.reply.text if turn.reply.kind is ReplyKind.TEXT else ""
    if unicodedata.normalize("NFKC", typed).strip().lower() in _NOTHING:
        return 0
    item = turn.house.catalogue.by_code[code]
    refuse_foreign_unit(typed, item)
    found = read_quantity(typed, item) if typed.strip() else None
    if found is None:
        raise Unclear("driver.unclear_count")
    return found.quantity


def is_short(answers: Mapping[str, Any]) -> bool:
    """Whether less went aboard than was planned."""
    loads, count = loads_of(answers), counted(answers)
    return len(count) == len(loads) and any(count[each[0]] < each[2] for each in loads)


Counted: TypeAlias = Callable[[Turn, int, Mapping[int, int], Reason | None], Awaitable[Outcome]]
"""What a count comes to: the turn, the stop, how many by allocation, and why there are fewer."""


def less_dialog(
    name: str,
    counting: str,
    why: str,
    reasons: tuple[Reason, ...],
    then: Counted,
    *,
    role: Role,
    title: Text,
) -> Dialog:
    """Count what is here load by load, ask why it is less than it should be, and note it.

    `counting` says what is counted: the sentences `driver.ask_<counting>` and its two buttons.
    """

    async def finish(turn: Turn) -> Outcome:
        require_askable(turn.answers)
        reason = turn.answers.get("reason")
        stop_id, why_less = int(turn.answers["stop"]), None if reason is None else Reason(reason)
        return await then(turn, stop_id, counted(turn.answers), why_less)

    ask, full, none = f"driver.ask_{counting}", f"driver.{counting}_full", f"driver.{counting}_none"
    counts = (count_step(place, ask, full, none, "") for place in range(MOST_LOADS))
    return Dialog(
        name,
        (*counts, reasons_step(why, reasons, is_short)),
        finish,
        confirm=False,
        roles=frozenset({role}),
        title=title,
    )


def reasons_step(question: str, reasons: tuple[Reason, ...], when: Any) -> Step:
    choices = tuple(Choice(each.value, Term("reason", each.value)) for each in reasons)
    return choice_step("reason", Text(question), choices, when=when)


def require_askable(answers: Mapping[str, Any]) -> None:
    """Raise `TooMuch` for a stop with more loads than can be asked about one by one."""
    if len(answers["loads"]) > MOST_LOADS:
        raise TooMuch(quantity=len(answers["loads"]), limit=MOST_LOADS)
