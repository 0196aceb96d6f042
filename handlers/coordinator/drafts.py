"""What a coordinator says in one sentence before anything was asked: kept as the draft."""

import re
from typing import Any

from handlers.coordinator.alert import ALERT
from handlers.coordinator.what_if import CLOSE, LOT, ROAD, VEHICLE, WHAT_IF
from handlers.dialog import Outcome, Turn
from handlers.engine.typed import words_of
from handlers.steps.choices import districts_in
from matching.model import Role

_AROUND = " ,.，。!！:：、"


async def told(turn: Turn) -> Outcome | None:
    """An alert or a what-if that is said instead of pressed; None for anything else."""
    if turn.run or Role.COORDINATOR not in turn.person.roles:
        return None
    typed = " ".join(turn.reply.text.split())
    alert = _after("coordinator.says_alert", typed)
    if alert:
        return Outcome(start=ALERT.name, prefill={"draft": typed, **_readers(typed)})
    trial = _after("coordinator.says_whatif", typed)
    return Outcome(start=WHAT_IF.name, prefill=_trial(typed, trial)) if trial else None


def _readers(typed: str) -> dict[str, Any]:
    """For whom and where, if the sentence says so."""
    found: dict[str, Any] = {}
    named = districts_in(typed)
    if len(named) == 1:
        found["district"] = named[0]
    roles = [role for role in Role if _says(f"coordinator.says_{role.value}", typed)]
    if len(roles) == 1:
        found["role"] = roles[0].value
    return found


def _trial(typed: str, rest: str) -> dict[str, Any]:
    """What shall be different, as far as the sentence says it."""
    answers: dict[str, Any] = {"asked": typed}
    if _says("what_if.says_road", rest):
        answers["what"] = ROAD
        if _says("what_if.says_closed", rest):
            answers["road"] = CLOSE
            ends = districts_in(rest)
            answers |= dict(zip(("from", "to"), ends, strict=False)) if len(ends) <= 2 else {}
    elif _says("what_if.says_vehicle", rest):
        answers["what"] = VEHICLE
    elif _says("what_if.says_lot", rest):
        answers["what"] = LOT
    return answers


def _after(key: str, typed: str) -> str:
    """What follows one of the words that the sentence begins with; empty if there are none."""
    lower = typed.lower()
    for word in sorted(words_of(key), key=len, reverse=True):
        end = r"(?!\w)" if word.isascii() else ""
        if re.match(re.escape(word) + end, lower):
            return typed[len(word) :].strip(_AROUND)
    return ""


def _says(key: str, typed: str) -> bool:
    lower = typed.lower()
    return any(
        re.search(rf"\b{re.escape(word)}s?\b", lower) if word.isascii() else word in lower
        for word in words_of(key)
    )
