"""Coordinators verify, merge duplicates, close roads, tell everybody, settle what is stuck."""

import re
from typing import Any

from bot.scenarios import forms
from bot.scenarios.human import Human
from bot.scenarios.script import Intent, Kind

Json = dict[str, Any]

CASE = re.compile(r"N-\w+")
A_CALL = 300.0
"""Seconds of the city that a call takes: to a stranded driver, to a supplier."""


async def do(human: Human, intent: Intent) -> None:
    """What the desk means to do."""
    match intent.kind:
        case Kind.ALERT:
            await human.say("/alert")
            await human.fill(forms.alert(human, intent), ("coordinator.alert_sent",))
        case Kind.CLOSE:
            await human.say("/closure")
            await human.fill(forms.closure(human, intent), ("coordinator.closed",))
        case Kind.OPEN:
            await human.say("/closures")
            steps = {"coordinator.lift": human.press_first}
            await human.fill(steps, ("coordinator.no_closures",))
        case Kind.LOOK:
            await human.say("/situation")
            await human.hear(("coordinator.situation",))


async def react(human: Human, message: Json) -> None:
    """Answer what the desk is asked."""
    if human.button(message, "push.verify_yes"):
        await verify(human, message)
    elif human.button(message, "push.org_yes"):
        await decide(human, message, "push.org_yes")
    elif human.button(message, "push.look") and human.says(message, "coordinator.stuck_stranded"):
        await settle_stranded(human, message)


async def decide(human: Human, message: Json, key: str) -> None:
    """Press the one button that decides, once."""
    found = human.button(message, key)
    if found and human.once(found["callback_data"]):
        await human.notices()
        await human.press(message, key)


async def verify(human: Human, message: Json) -> None:
    """True, unless the same person reported the same things before."""
    found = human.button(message, "push.verify_yes")
    if found is None or not human.once(found["callback_data"]):
        return
    await human.notices()
    text = str(message["text"])
    case = CASE.search(text)
    before = human.seen_reports.get(_gist(text))
    if case and before and before != case[0]:
        steps = {"coordinator.ask_original": human.typing(before)}
        if await human.press(message, "push.duplicate"):
            await human.fill(steps, ("coordinator.merged", "refused.outdated"))
        return
    if case:
        human.seen_reports[_gist(text)] = case[0]
    await human.press(message, "push.verify_yes")


async def settle_stranded(human: Human, message: Json) -> None:
    """Call the driver who broke down; the goods go back to their supplier."""
    found = human.button(message, "push.look")
    if found is None or not human.once(f"{message['message_id']}:{found['callback_data']}"):
        return
    await human.rhythm.takes(A_CALL, human.dice)
    if not await human.press(message, "push.look"):
        return
    steps = {
        "coordinator.goods_back": human.pressing("coordinator.goods_back"),
        "coordinator.decide_stranded": human.press_first,
    }
    await human.fill(steps, ("coordinator.noted", "coordinator.list_empty", "refused.outdated"))


def _gist(text: str) -> str:
    """A report without its code and times: what makes two of them the same."""
    kept = [line for line in text.splitlines() if not CASE.search(line) and ":" not in line[-6:]]
    return "\n".join(kept)
