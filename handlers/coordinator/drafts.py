"""What a coordinator says in one sentence before anything was asked: kept as the draft."""

import re
from typing import Any

from handlers.coordinator.alert import ALERT, EVERYBODY, WHOLE_CITY
from handlers.coordinator.closed_said import closure_said, said_back, says_closed
from handlers.coordinator.roads import CLOSURE
from handlers.coordinator.what_if import CLOSE, LOT, ROAD, VEHICLE, WHAT_IF
from handlers.dialog import Outcome, Prompt, Text, Turn
from handlers.engine.typed import words_of
from handlers.speech.show import own_words
from handlers.steps.choices import DISTRICTS, districts_in
from handlers.told.reading import read_words
from matching.model import Role

_SAYS_WHAT = re.compile(r"[:：]|\bthat\b", re.IGNORECASE)
"""What parts the readers from what they are told."""
_EVERYBODY = re.compile(r"所有人|大家|全体|全市|\b(?:everybody|everyone|all)\b", re.IGNORECASE)
_WHOLE_CITY = re.compile(r"全市|全城|\b(?:whole|entire) city\b", re.IGNORECASE)
_AROUND = " ,.，。!！:：、"


async def told(turn: Turn) -> Outcome | None:
    """An alert, a closure or a what-if that is said instead of pressed; None for others."""
    if turn.run or Role.COORDINATOR not in turn.person.roles:
        return None
    typed = " ".join(turn.reply.text.split())
    alert = _after("coordinator.says_alert", typed)
    if alert:
        noted = Text("coordinator.alert_noted", {"text": own_words(typed)})
        prefill = {"draft": typed, **_readers(alert)}
        return Outcome(Prompt(noted), start=ALERT.name, prefill=prefill)
    closed = await _closure(turn, typed)
    if closed is not None:
        return Outcome(Prompt(said_back(closed)), start=CLOSURE.name, prefill=closed)
    trial = _after("coordinator.says_whatif", typed)
    return Outcome(start=WHAT_IF.name, prefill=_trial(typed, trial)) if trial else None


async def _closure(turn: Turn, typed: str) -> dict[str, Any] | None:
    """A closure; goods that are told of as well go before it."""
    if not says_closed(typed) or (await read_words(turn, typed)).lines:
        return None
    return closure_said(typed, turn.now)


def _readers(rest: str) -> dict[str, Any]:
    """For whom and where, if what stands before the message itself says so; in doubt it is asked.

    What is told may name a hospital, a driver or a district that are no readers of it.
    """
    found: dict[str, Any] = {}
    head = _SAYS_WHAT.split(rest, maxsplit=1)
    to = head[0] if len(head) > 1 else _addressed(rest)
    named = districts_in(to)
    if len(named) == 1:
        found["district"] = named[0]
    roles = [role.value for role in Role if _says(f"coordinator.says_{role.value}", to)]
    everybody = _EVERYBODY.search(to) is not None
    if everybody and not roles:
        found["role"] = EVERYBODY
    elif len(roles) == 1:
        found["role"] = roles[0]
    if not named and _WHOLE_CITY.search(to):
        found["district"] = WHOLE_CITY
    return found


def _addressed(rest: str) -> str:
    """Whom Chinese words without a colon begin with: 中山区居民 of 中山区居民今晚停水."""
    roles = [word for role in Role for word in words_of(f"coordinator.says_{role.value}")]
    ways = "|".join(re.escape(word) for word in sorted(roles, key=len, reverse=True))
    where = "|".join(f"{name[:-1]}{name[-1]}?" for name in DISTRICTS)
    begins = re.match(
        rf"(?:(?:{where}|全市|全体|所有|各位|的)*(?:{ways})(?!停|关|倒|着火|已|爆|不|的|[和与、])"
        rf"|(?:{_EVERYBODY.pattern}))",
        rest,
    )
    return begins[0] if begins and not begins[0].isascii() else ""


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
