"""Residents, hospitals and community workers: they report, confirm, and take what is brought."""

import re
from typing import Any

from bot.scenarios import forms
from bot.scenarios.human import Human
from bot.scenarios.scenario import Mishap
from bot.scenarios.script import Intent
from matching.catalogue import Catalogue

Json = dict[str, Any]

CODE = re.compile(r"(?<!\d)(\d ?\d ?\d ?\d)\s*$", re.MULTILINE)
PLATE = re.compile(r"辽B·\w+")
CASE = re.compile(r"N-\w+")
TO_THE_DOOR = 60.0
"""Seconds of the city until somebody is at the door."""


async def report(human: Human, intent: Intent, catalogue: Catalogue) -> None:
    """Report a need, the usual way; and look at its card."""
    await human.say("/need")
    form = forms.need(human, intent, catalogue)
    await human.fill(form, ("requester.reported", "refused.too_many_open"))
    if Mishap.REPORTED_TWICE in human.mishaps and not human.once("first report"):
        human.strikes(Mishap.REPORTED_TWICE, f"person:{human.phone.id}")


async def withdraw(human: Human) -> None:
    """End a need that is still open: it was solved another way."""
    card = _card(human, "card.stop")
    if card is None:
        human.mishaps.discard(Mishap.WITHDRAWN)
        return
    about = _data(human, card, "card.stop")
    if not await human.press(card, "card.stop"):
        return
    human.strikes(Mishap.WITHDRAWN, about)
    steps = {
        "requester.stop_why": human.pressing("requester.stop_withdrawn"),
        "requester.stop_yes": human.pressing("requester.stop_yes"),
    }
    ends = ("requester.stopped", "refused.outdated", "refused.not_found", "refused.not_asked")
    await human.fill(steps, ends)


async def react(human: Human, message: Json) -> None:
    """Answer a match, press "still needed" after a silence, tell the driver the code."""
    if human.button(message, "push.need_yes") and human.says(message, "push.confirm_need"):
        await answer_match(human, message)
    elif human.says(message, "push.match_failed_receiver_silent"):
        await still_needed(human, message)
    elif human.says(message, "push.arrived_delivery"):
        await open_the_door(human, message)


async def answer_match(human: Human, message: Json) -> None:
    """Still needed? Most say yes, some no longer need it, some do not look."""
    about = _data(human, message, "push.need_yes")
    if not human.once(about):
        return
    if human.strikes(Mishap.SILENT_RECEIVER, about):
        return
    await human.notices()
    if human.strikes(Mishap.NO_LONGER, about):
        steps = {"requester.why_no": human.pressing("words.reason.no_longer_needed")}
        if await human.press(message, "push.need_no"):
            await human.fill(steps, ("requester.declined", "refused.outdated"))
        return
    await human.press(message, "push.need_yes")


async def still_needed(human: Human, message: Json) -> None:
    """The silent one is back: the card has a button for that."""
    found = CASE.search(message.get("text", ""))
    if found is None or not human.once(f"back:{message['message_id']}"):
        return
    await human.notices()
    card = _card(human, "card.still", found[0])
    if card is not None:
        await human.press(card, "card.still")


async def open_the_door(human: Human, message: Json) -> None:
    """Go down and read out the code, unless nobody is there."""
    plate, digits = PLATE.search(message["text"]), CODE.search(message["text"])
    if plate is None or digits is None or not human.once(f"door:{plate[0]}:{digits[1]}"):
        return
    if human.strikes(Mishap.AWAY, f"case:{_case_of(human, digits[1])}"):
        return
    await human.rhythm.takes(TO_THE_DOOR, human.dice)
    human.street.tell(plate[0], digits[1].replace(" ", ""))


def _case_of(human: Human, digits: str) -> str:
    """The case that a hand-over code is for: the message that brought the code names it."""
    for message in human.shown.values():
        found = CASE.search(message.get("text", ""))
        if found and digits in message["text"]:
            return found[0]
    return ""


def _card(human: Human, key: str, code: str = "") -> Json | None:
    """The newest card with this button, of this case if one is named."""
    for number in sorted(human.shown, reverse=True):
        message = human.shown[number]
        if human.button(message, key) and code in message.get("text", ""):
            return message
    return None


def _data(human: Human, message: Json, key: str) -> str:
    found = human.button(message, key)
    return "" if found is None else str(found["callback_data"])
