"""What a coordinator says in one sentence before anything was asked: kept as the draft."""

from typing import Any

from handlers.coordinator.alert import ALERT
from handlers.coordinator.alert_said import after, alert_said, says
from handlers.coordinator.closed_said import closure_said, said_back, says_closed
from handlers.coordinator.roads import CLOSURE
from handlers.coordinator.what_if import CLOSE, LOT, ROAD, VEHICLE, WHAT_IF
from handlers.dialog import Outcome, Prompt, Text, Turn
from handlers.speech.show import own_words
from handlers.steps.choices import districts_in
from handlers.told.reading import read_words
from matching.model import Role


async def told(turn: Turn) -> Outcome | None:
    """An alert, a closure or a what-if that is said instead of pressed; None for others."""
    if turn.run or Role.COORDINATOR not in turn.person.roles:
        return None
    typed = " ".join(turn.reply.text.split())
    alert = alert_said(turn, typed, asked=False)
    if alert is not None:
        noted = Text("coordinator.alert_noted", {"text": own_words(alert["text"])})
        return Outcome(Prompt(noted), start=ALERT.name, prefill=alert)
    closed = await _closure(turn, typed)
    if closed is not None:
        return Outcome(Prompt(said_back(closed)), start=CLOSURE.name, prefill=closed)
    trial = after("coordinator.says_whatif", typed)
    return Outcome(start=WHAT_IF.name, prefill=_trial(typed, trial)) if trial else None


async def _closure(turn: Turn, typed: str) -> dict[str, Any] | None:
    """A closure; goods that are told of as well go before it."""
    if not says_closed(typed) or (await read_words(turn, typed)).lines:
        return None
    return closure_said(typed, turn.now)


def _trial(typed: str, rest: str) -> dict[str, Any]:
    """What shall be different, as far as the sentence says it."""
    answers: dict[str, Any] = {"asked": typed}
    if says("what_if.says_road", rest):
        answers["what"] = ROAD
        if says("what_if.says_closed", rest):
            answers["road"] = CLOSE
            ends = districts_in(rest)
            answers |= dict(zip(("from", "to"), ends, strict=False)) if len(ends) <= 2 else {}
    elif says("what_if.says_vehicle", rest):
        answers["what"] = VEHICLE
    elif says("what_if.says_lot", rest):
        answers["what"] = LOT
    return answers
