"""Coordinators verify, merge duplicates, close roads, tell everybody, settle what is stuck.

They share the desk with real ones: what is not marked as practice they leave alone.
"""

import re
from typing import Any

from bot.scenarios import forms
from bot.scenarios.human import MOST_STEPS, Human, anchor, buttons
from bot.scenarios.script import Intent, Kind
from handlers.speech.sentences import sentence

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
            await open_roads(human)
        case Kind.LOOK:
            await human.say("/situation")
            await human.hear(("coordinator.situation",))


async def react(human: Human, message: Json) -> None:
    """Answer what the desk is asked about practice; never about anything real."""
    if not human.is_practice(message):
        return
    if human.button(message, "push.verify_yes"):
        await verify(human, message)
    elif human.button(message, "push.org_yes"):
        await know(human, message)
    elif human.button(message, "push.look") and human.says(message, "coordinator.stuck_stranded"):
        await settle_stranded(human, message)


async def know(human: Human, message: Json) -> None:
    """Verify an organisation of this script, once.

    While a drill runs every organisation is marked as practice, also somebody real's.
    """
    found = human.button(message, "push.org_yes")
    lines = str(message["text"]).splitlines()
    ours = any(
        line.startswith(name + _opening(human))
        for name in human.street.organisations
        for line in lines
    )
    if found and ours and human.once(found["callback_data"]):
        await human.notices()
        await human.press(message, "push.org_yes")


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


async def open_roads(human: Human) -> None:
    """Open the roads that this script closed, one after another."""
    for _ in range(MOST_STEPS):
        key, listed = await human.hear(
            ("coordinator.no_closures", "refused.outdated", "coordinator.lift")
        )
        ours = _our_closure(human, listed) if key == "coordinator.lift" else ""
        if not ours:
            return
        await human.thinks()
        if not await human.press_data(listed, ours, "coordinator.lift"):
            return


async def settle_stranded(human: Human, message: Json) -> None:
    """Call the driver who broke down; the goods go back to their supplier."""
    found, job = human.button(message, "push.look"), _job_told(human, message)
    if found is None or not human.once(f"{message['message_id']}:{found['callback_data']}"):
        return
    await human.rhythm.takes(A_CALL, human.dice)
    if not await human.press(message, "push.look") or not await _choose(human, job):
        return
    back = "coordinator.goods_back"
    # Somebody may have settled it meanwhile: then there is nothing to decide but to leave.
    key, page = await human.hear((back, "coordinator.leave", "refused.outdated"))
    head = sentence("coordinator.job", human.part.lang).strip().partition("</b>")[0]
    about = head.removeprefix("<b>").format(job=job) + " "
    if key == back and str(page["text"]).startswith(about):
        await human.thinks()
        if await human.press(page, back):
            await human.hear(("coordinator.noted", "refused.outdated"))


async def _choose(human: Human, job: str) -> bool:
    """Press the decision about this job on the list, if it is there and marked as practice."""
    for _ in range(MOST_STEPS):
        key, listed = await human.hear(("coordinator.list_empty", "coordinator.list"))
        if key == "coordinator.list_empty":
            return False
        await human.thinks()
        decide = _stranded(human, listed, job)
        if decide:
            return await human.press_data(listed, decide, "coordinator.decide_stranded")
        if not await human.press(listed, "engine.later"):
            return False
    return False


def _stranded(human: Human, listed: Json, job: str) -> str:
    """What the button about a job says to the bot; empty unless its row is marked as practice."""
    head = sentence("coordinator.row_stranded", human.part.lang).partition("{name}")[0]
    label = sentence("coordinator.decide_stranded", human.part.lang)
    for button in buttons(listed):
        place = button["text"].partition(".")[0]
        row = _row(listed, head.format(n=place, id=job))
        ours = row.endswith(sentence("coordinator.marked", human.part.lang)[-1])
        if ours and _mark(human) in row and button["text"] == label.format(n=place):
            return str(button["callback_data"])
    return ""


def _our_closure(human: Human, listed: Json) -> str:
    """What the button that opens a road of this script says to the bot; empty without one."""
    label = sentence("coordinator.lift", human.part.lang)
    for place, title in [(n, title) for n in range(1, MOST_STEPS) for title in forms.CLOSED]:
        if _row(listed, f"{place}. {title}{_mark(human)}"):
            words = label.format(n=place, title=title)
            found = [each for each in buttons(listed) if each["text"] == words]
            return str(found[0]["callback_data"]) if found else ""
    return ""


def _job_told(human: Human, message: Json) -> str:
    """The number of the job that a push is about."""
    words = sentence("push.stuck_job", human.part.lang).partition("{what}")[2].partition("{leg}")[0]
    before, _, after = words.partition("{id}")
    found = re.search(rf"{re.escape(before)}(\d+){re.escape(after)}", str(message["text"]))
    return found[1] if found else ""


def _row(listed: Json, head: str) -> str:
    """The line of a list that begins so; empty without one."""
    return next((each for each in str(listed["text"]).splitlines() if each.startswith(head)), "")


def _mark(human: Human) -> str:
    """How a row of a list is marked as practice."""
    return _opening(human) + anchor("coordinator.mark_drill", human.part.lang)


def _opening(human: Human) -> str:
    """What stands between a name and what is said of it."""
    words = sentence("coordinator.marked", human.part.lang)
    return words.partition("{what}")[2].partition("{marks}")[0]


def _gist(text: str) -> str:
    """A report without its code and times: what makes two of them the same."""
    kept = [line for line in text.splitlines() if not CASE.search(line) and ":" not in line[-6:]]
    return "\n".join(kept)
