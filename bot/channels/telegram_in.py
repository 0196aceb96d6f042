"""A raw Telegram update becomes a `Reply`: aiogram reads the types and routes by kind.

Nothing is answered here and no bot is called; a handler only says what the person did. What is no
person's business with us (groups talking, unknown kinds) becomes None.
"""

import logging
from collections import Counter
from typing import Any

from pydantic import ValidationError

from bot.channels.aiogram_quick import (
    UNHANDLED,
    CallbackQuery,
    ChatMemberStatus,
    ChatMemberUpdated,
    ChatType,
    Contact,
    F,
    Location,
    Message,
    PhotoSize,
    Router,
    TelegramObject,
    Update,
    UpdateTypeLookupError,
    User,
)
from bot.channels.base import Unreadable
from handlers.dialog import Reply, ReplyKind

log = logging.getLogger(__name__)

CHANNEL = "telegram"
NAME_LENGTH = 120
LANGUAGE_LENGTH = 16
PHONE_LENGTH = COMMAND_LENGTH = 32
TEXT_LENGTH = 4096
"""Characters; Telegram sends no more, a forged update might."""
GROUPS = {ChatType.GROUP, ChatType.SUPERGROUP}
AWAY = {ChatMemberStatus.KICKED, ChatMemberStatus.LEFT}
SPOKEN = {
    "animation", "audio", "checklist", "dice", "document", "game", "paid_media", "poll", "sticker",
    "story", "video", "video_note", "voice",
}  # fmt: skip
"""Kinds of message that a person sends on purpose; the rest are service notes."""

_BARRED = {0: None, **dict.fromkeys(range(0xD800, 0xE000))}
"""NUL and half surrogates: PostgreSQL stores neither, SQLite's driver refuses the latter."""


class TelegramReader:
    """Reads updates, and counts those that meant nothing to us."""

    def __init__(self) -> None:
        self._router = build_router()
        self.counts: Counter[str] = Counter()
        """`read`, `ignored` and `malformed` since the start."""

    async def read(self, raw: dict[str, Any]) -> Reply | None:
        """What the person did; None when there is nothing to do.

        Raises `Unreadable` for what is no update at all, so that it is put aside and shown.
        """
        try:
            update = Update.model_validate(raw)
            kind, event = update.event_type, update.event
        except UpdateTypeLookupError:
            self.counts["ignored"] += 1
            return None
        except (ValidationError, RecursionError) as error:
            self.counts["malformed"] += 1
            # The error's own text holds the person's words.
            raise Unreadable(type(error).__name__) from None
        reply = await self._router.propagate_event(kind, event, event_update=update)
        if not isinstance(reply, Reply):
            self.counts["ignored"] += 1
            return None
        self.counts["read"] += 1
        return reply


def build_router() -> Router:
    """The routes, first match wins: private chats in full, commands in groups, then the tail."""
    private, groups, tail = Router(name="private"), Router(name="groups"), Router(name="tail")

    private.message.filter(F.chat.type == ChatType.PRIVATE, F.from_user.as_("person"))
    private.message.register(on_command, F.text.startswith("/"), F.text.as_("words"))
    private.message.register(on_text, F.text.as_("words"))
    private.message.register(on_contact, F.contact.as_("contact"))
    private.message.register(on_location, F.location.as_("place"))
    private.message.register(on_photo, F.photo.as_("sizes"))
    private.message.register(on_other, F.content_type.in_(SPOKEN))
    private.edited_message.filter(F.chat.type == ChatType.PRIVATE, F.from_user.as_("person"))
    private.edited_message.register(on_location, F.location.as_("place"))
    private.edited_message.register(on_edited, F.text | F.caption)
    private.my_chat_member.register(on_member, F.chat.type == ChatType.PRIVATE)

    groups.message.filter(F.chat.type.in_(GROUPS), F.from_user.as_("person"))
    groups.message.register(on_command, F.text.startswith("/"), F.text.as_("words"))

    # A press is read wherever it comes from: left unanswered it spins.
    tail.callback_query.register(on_press)
    for name, observer in tail.observers.items():
        if name not in ("callback_query", "error"):
            observer.register(on_nothing)

    router = Router(name="telegram")
    router.include_routers(private, groups, tail)
    return router


async def on_command(message: Message, person: User, words: str) -> Reply:
    """`/start payload`, also as `/start@our_bot payload`."""
    word, _, rest = clean(words).partition(" ")
    name, _, addressee = word[1:].partition("@")
    command = name.lower()[:COMMAND_LENGTH]
    facts = {"command": command, "addressee": addressee, "text": rest.strip()}
    return said(message, person, ReplyKind.COMMAND, **facts)


async def on_text(message: Message, person: User, words: str) -> Reply:
    """Typed words."""
    return said(message, person, ReplyKind.TEXT, text=clean(words).strip())


async def on_location(message: Message, person: User, place: Location) -> Reply:
    """A point, or the next point of a live location, which comes as an edit."""
    return said(
        message,
        person,
        ReplyKind.LOCATION,
        lat=place.latitude,
        lon=place.longitude,
        accuracy_m=place.horizontal_accuracy,
        live=place.live_period is not None or message.edit_date is not None,
    )


async def on_contact(message: Message, person: User, contact: Contact) -> Reply:
    """A phone number; `own_phone` only when Telegram itself says that it is the sender's."""
    phone = clean(contact.phone_number)[:PHONE_LENGTH]
    own = contact.user_id == person.id
    return said(message, person, ReplyKind.CONTACT, phone=phone, own_phone=own)


async def on_photo(message: Message, person: User, sizes: list[PhotoSize]) -> Reply:
    """A photo, in its largest size, by the id under which Telegram keeps it."""
    words = clean(message.caption or "").strip()
    return said(message, person, ReplyKind.PHOTO, photo=sizes[-1].file_id, text=words)


async def on_edited(message: Message, person: User) -> Reply:
    """Old words in a new version: to be told that it changes nothing."""
    return said(message, person, ReplyKind.EDITED)


async def on_other(message: Message, person: User) -> Reply:
    """A sticker, a voice, a file: to be told kindly that we cannot read it."""
    words = clean(message.caption or "").strip()
    return said(message, person, ReplyKind.OTHER, text=words)


async def on_press(press: CallbackQuery) -> Reply:
    """A pressed button. Its data may be forged and its message out of reach: checked by the act."""
    message = press.message
    chat = message.chat if message else None
    return Reply(
        channel=CHANNEL,
        address=str(chat.id if chat else press.from_user.id),
        kind=ReplyKind.PRESS,
        data=clean(press.data or ""),
        press_id=press.id,
        message_id=str(message.message_id) if message else "",
        on_media=isinstance(message, Message) and message.text is None,
        name=full_name(press.from_user),
        lang_code=language(press.from_user),
        group=chat is not None and chat.type != ChatType.PRIVATE,
    )


async def on_member(change: ChatMemberUpdated) -> Reply:
    """The person blocked us, or lets us speak again."""
    away = change.new_chat_member.status in AWAY
    return Reply(
        channel=CHANNEL,
        address=str(change.chat.id),
        kind=ReplyKind.BLOCKED if away else ReplyKind.UNBLOCKED,
        name=full_name(change.from_user),
        lang_code=language(change.from_user),
        sent_at=change.date,
    )


async def on_nothing(_event: TelegramObject) -> object:
    """The tail: looked at, and left alone."""
    return UNHANDLED


def said(message: Message, person: User, kind: ReplyKind, **what: Any) -> Reply:
    """A reply with all that every message tells: who, where, when."""
    return Reply(
        channel=CHANNEL,
        address=str(message.chat.id),
        kind=kind,
        message_id=str(message.message_id),
        name=full_name(person),
        lang_code=language(person),
        group=message.chat.type != ChatType.PRIVATE,
        sent_at=message.date,
        **what,
    )


def full_name(person: User) -> str:
    """First and last name, as long as we store."""
    return clean(person.full_name).strip()[:NAME_LENGTH]


def language(person: User) -> str:
    """The language of their app, as Telegram tells it."""
    return clean(person.language_code or "")[:LANGUAGE_LENGTH]


def clean(words: str) -> str:
    """The words without what no database stores, and not longer than Telegram allows."""
    return words.translate(_BARRED)[:TEXT_LENGTH]
