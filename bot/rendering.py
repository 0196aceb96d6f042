"""A row of the outbox becomes what is done on a screen: now, from the record, in one language."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.base import Delivery, DeliveryKind
from bot.outcome import Drawn
from db.actions.messages import enqueue
from db.actions.outbox import Push
from db.queries.messages import find_card, messages_below
from db.queries.people import find_person, person_by_id
from handlers.cards.cards import card_for, digest_of
from handlers.conversation import person_of
from handlers.dialog import Person, Prompt, Text
from handlers.house import House
from handlers.menu import commands_for
from handlers.pushes.pushes import prompt_for
from handlers.speech.message import Message
from handlers.speech.show import labelled
from handlers.speech.texts import brief, render
from handlers.speech.wire import prompt_from_json, text_from_json

IN_SIGHT = frozenset({"job"})
"""Cards with the next thing to do on them: edited far above, nobody sees it at the wheel."""
OVERTAKEN = frozenset({"code_void", "offer_over"})
"""What is only said in place of an older message: where that is gone, nobody misses it."""
BURIED = 5
"""So many messages of ours below a card fill a phone's screen."""
FIRST_LANGUAGE = "zh"
"""For an address nobody is known at: the city's own people come first."""


async def draw(session: AsyncSession, house: House, push: Push, now: datetime) -> Drawn:
    """What `push` means at this moment. Raises KeyError for a kind that nobody knows."""
    person = await recipient(session, push)
    match push.kind:
        case "answer":
            return Drawn(answer(push, house, person, now))
        case "unbutton":
            message_id = push.params["message_id"]
            return Drawn(Delivery(push.address, DeliveryKind.UNBUTTON, message_id=message_id))
        case "address_hidden":
            return Drawn(hidden(push, person, house, now), anew=False)
        case "commands":
            listed = tuple(commands_for(person.roles, person.lang))
            return Drawn(Delivery(push.address, DeliveryKind.COMMANDS, commands=listed))
        case "prompt":
            prompt = prompt_from_json(push.params["prompt"])
            return Drawn(
                show(push, render(prompt, person.lang, house.names(now)), push.params["edit"])
            )
        case "card":
            return await card(session, house, push, person, now)
    news = await prompt_for(session, person, push.kind, push.params, now, house)
    if news is None:
        return Drawn(None)
    message = render(news, person.lang, house.names(now))
    return Drawn(show(push, message, push.params.get("edit", "")), anew=push.kind not in OVERTAKEN)


async def recipient(session: AsyncSession, push: Push) -> Person:
    """Who reads it; somebody without a name or role when the address is all that is known."""
    known = (
        await find_person(session, channel=push.channel, address=push.address)
        if push.person_id is None
        else await person_by_id(session, push.person_id)
    )
    if known is not None:
        person = person_of(known)
        return replace(person, lang=push.params.get("lang") or person.lang)
    return stranger(push.params)


def stranger(params: Mapping[str, Any]) -> Person:
    """Nobody we know, spoken to in the language the push asks for."""
    return Person(
        person_id=0,
        name="",
        lang=params.get("lang") or FIRST_LANGUAGE,
        roles=frozenset(),
        organisation_id=None,
        org_verified=False,
        phone="",
        last_place_id=None,
    )


def answer(push: Push, house: House, person: Person, now: datetime) -> Delivery:
    """The answer to a press: a few words, or only the end of its spinning."""
    text = push.params["text"]
    return Delivery(
        push.address,
        DeliveryKind.ANSWER,
        press_id=push.params["press_id"],
        toast=brief(text_from_json(text), person.lang, house.names(now)) if text else "",
        alert=push.params["alert"],
    )


def hidden(push: Push, person: Person, house: House, now: datetime) -> Delivery:
    """The address of a job that is over goes off the screen: a text changes, a point vanishes."""
    message_id = push.params["message_id"]
    if push.params["is_point"]:
        return Delivery(push.address, DeliveryKind.DELETE, message_id=message_id)
    prompt = Prompt(Text("push.address_hidden", {"job": push.params["job_id"]}))
    message = render(labelled(prompt, push.drill), person.lang, house.names(now))
    return Delivery(push.address, DeliveryKind.EDIT, message, message_id=message_id)


async def card(
    session: AsyncSession, house: House, push: Push, person: Person, now: datetime
) -> Drawn:
    """The living card as it is now: edited where it stands, unless it shows just that already."""
    kind, subject_id = push.params["card"], push.params["subject_id"]
    prompt = await card_for(session, person, kind, subject_id, now, house)
    if prompt is None:
        return Drawn(None)
    digest = card_digest(prompt, person.lang)
    shown = await find_card(
        session, channel=push.channel, address=push.address, kind=kind, subject_id=subject_id
    )
    if shown is not None and shown.message_id and shown.digest == digest:
        return Drawn(None, digest, shown.message_id)
    edit = shown.message_id if shown else ""
    if edit and kind in IN_SIGHT and prompt.buttons and await _is_buried(session, push, edit):
        await _unbutton(session, push, edit, now)
        edit = ""
    message = render(prompt, person.lang, house.names(now))
    return Drawn(show(push, message, edit), digest)


async def _is_buried(session: AsyncSession, push: Push, message_id: str) -> bool:
    """Whether so much came after a card that an edit of it is not seen."""
    below = await messages_below(
        session, channel=push.channel, address=push.address, message_id=message_id, limit=BURIED
    )
    return below >= BURIED


async def _unbutton(session: AsyncSession, push: Push, message_id: str, now: datetime) -> None:
    """The old place of a card that comes anew keeps no buttons: two would say different things."""
    await enqueue(
        session,
        channel=push.channel,
        address=push.address,
        kind="unbutton",
        params={"message_id": message_id},
        now=now,
        dedupe_key=f"buried:{push.address}:{message_id}",
    )


def card_digest(prompt: Prompt, lang: str) -> str:
    """A hash of what the card shows, in this language."""
    return f"{lang[:2]}{digest_of(prompt)}"[:64]


def show(push: Push, message: Message, edit: str) -> Delivery:
    """The message in place of another, or a new one where it cannot take its place."""
    shown = message.venue or message.photo or message.picture
    only_new = message.keyboard or shown or message.remove_keyboard
    if edit and not only_new:
        return Delivery(push.address, DeliveryKind.EDIT, message, message_id=edit)
    return Delivery(push.address, DeliveryKind.MESSAGE, message)
