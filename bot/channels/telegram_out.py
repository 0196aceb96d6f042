"""Telegram's way out: python-telegram-bot's `ExtBot` is the only thing that sends.

Plain text with message entities, never parse_mode: what a person wrote cannot become a mark or a
link. The outbox keeps the pace; `AIORateLimiter` is the second fence, one call each `step` seconds
and no retries of its own (its default lets 60 messages into one second).
"""

import asyncio
import logging
import ssl
from types import TracebackType
from typing import Self

from telegram import (
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    LinkPreviewOptions,
    MessageEntity,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)
from telegram import Message as TelegramMessage
from telegram.error import BadRequest, ChatMigrated, InvalidToken, TelegramError
from telegram.ext import AIORateLimiter, ExtBot
from telegram.request import HTTPXRequest

from bot.channels.base import Delivery, DeliveryKind, SendError, Sent
from bot.channels.telegram_errors import DELETED, GONE, LATE, UNCHANGED, says, send_error
from bot.pace import STEP
from bot.pictures.situation import draw_situation
from handlers.dialog import Ask
from handlers.speech.message import Entity, Key, Message

CONNECTIONS = 8
"""httpx's pool gets slower with more (p99 3 ms at 1, 187 ms at 16)."""
CONNECT, READ, WRITE, POOL = 5.0, 10.0, 10.0, 2.0
"""Seconds a call may take in each of its parts."""
LOUD = ("httpx", "httpcore", "telegram")
"""Loggers that write whole addresses, token and all, at INFO or DEBUG."""
TALKATIVE = ("telegram.ext.AIORateLimiter", "telegram.request.BaseRequest")
"""Log a traceback for each 429 and each answer of a gateway; the outbox says it in one line."""
Markup = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | None


class TelegramChannel:
    """Sends as one bot. Neither its repr nor its errors hold the token."""

    name = "telegram"

    def __init__(self, token: str, base_url: str, *, step: float = STEP) -> None:
        for logger in LOUD:
            logging.getLogger(logger).setLevel(logging.WARNING)
        for logger in TALKATIVE:
            logging.getLogger(logger).setLevel(logging.CRITICAL)
        self._moved: dict[str, str] = {}
        self._number = token.partition(":")[0]
        request = _request(base_url)
        self.bot: ExtBot[int] = ExtBot(
            token,
            base_url=f"{base_url}/bot",
            base_file_url=f"{base_url}/file/bot",
            request=request,
            get_updates_request=request,  # never asked: updates come in by another road
            rate_limiter=AIORateLimiter(
                overall_max_rate=1, overall_time_period=step, max_retries=0
            ),
        )

    def __repr__(self) -> str:
        return f"TelegramChannel({self._number})"

    async def __aenter__(self) -> Self:
        """Open the connections; nothing is asked of Telegram, so that we start in an outage too."""
        await self.bot.request.initialize()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close them."""
        await self.bot.request.shutdown()

    async def probe(self) -> str:
        """Our username, asked of Telegram. Raises SendError; a token it does not know is final."""
        try:
            return str((await self.bot.get_me()).username)
        except InvalidToken as error:
            raise SendError(error.message, down=True) from None
        except TelegramError as error:
            raise send_error(error) from None

    async def send(self, delivery: Delivery) -> Sent:
        """Deliver. Raises SendError.

        What Telegram refuses for its marks or its photo is sent once more as plain text: a message
        without bold letters is better than none.
        """
        try:
            return await self._act(delivery)
        except ChatMigrated as error:
            self._moved[delivery.address] = str(error.new_chat_id)
            return await self._again(delivery)
        except BadRequest as error:
            if settled := already_so(delivery, error):
                return settled
            if plainer := plain(delivery) if not says(error, GONE) else None:
                return await self._again(plainer)
            raise send_error(error) from None
        except TelegramError as error:
            raise send_error(error) from error

    async def _again(self, delivery: Delivery) -> Sent:
        """The second and last try of one call."""
        try:
            return await self._act(delivery)
        except TelegramError as error:
            raise send_error(error) from error

    async def _act(self, delivery: Delivery) -> Sent:
        """One call of the Bot API."""
        chat = int(self._moved.get(delivery.address, delivery.address))
        match delivery.kind:
            case DeliveryKind.ANSWER:
                await self.bot.answer_callback_query(
                    delivery.press_id, delivery.toast or None, show_alert=delivery.alert
                )
                return Sent()
            case DeliveryKind.UNBUTTON:
                await self.bot.edit_message_reply_markup(chat, int(delivery.message_id))
                return Sent(delivery.message_id)
            case DeliveryKind.DELETE:
                await self.bot.delete_message(chat, int(delivery.message_id))
                return Sent()
            case DeliveryKind.COMMANDS:
                scope = BotCommandScopeChat(chat)
                await self.bot.set_my_commands(delivery.commands, scope=scope)
                return Sent()
            case DeliveryKind.EDIT:
                await self._edit(chat, int(delivery.message_id), shown(delivery))
                return Sent(delivery.message_id)
            case DeliveryKind.MESSAGE:
                sent = await self._new(chat, shown(delivery))
                return Sent(str(sent.message_id))

    async def _edit(self, chat: int, message_id: int, message: Message) -> None:
        await self.bot.edit_message_text(
            message.text,
            chat,
            message_id,
            entities=entities(message.entities),
            reply_markup=inline(message.keys),
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        )

    async def _new(self, chat: int, message: Message) -> TelegramMessage:
        if message.venue:
            return await self.bot.send_venue(
                chat,
                message.venue.lat,
                message.venue.lon,
                message.venue.title,
                message.venue.address,
                reply_markup=markup(message),
            )
        if message.photo or message.picture:
            return await self.bot.send_photo(
                chat,
                await drawn(message),
                caption=message.text,
                caption_entities=entities(message.entities),
                reply_markup=markup(message),
            )
        return await self.bot.send_message(
            chat,
            message.text,
            entities=entities(message.entities),
            reply_markup=markup(message),
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        )


def _request(base_url: str) -> HTTPXRequest:
    # Reading the system's certificates takes 50 ms: a server spoken to in plain HTTP needs none.
    plain_http = base_url.startswith("http://")
    return HTTPXRequest(
        connection_pool_size=CONNECTIONS,
        connect_timeout=CONNECT,
        read_timeout=READ,
        write_timeout=WRITE,
        pool_timeout=POOL,
        httpx_kwargs={"verify": ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)} if plain_http else None,
    )


async def drawn(message: Message) -> str | bytes:
    """The photo of a message: known to Telegram by its id, or drawn now, beside the loop."""
    if message.picture is None:
        return message.photo
    return await asyncio.to_thread(draw_situation, message.picture)


def already_so(delivery: Delivery, error: BadRequest) -> Sent | None:
    """A refusal that means there is nothing left to do; None for the others."""
    if delivery.kind is DeliveryKind.ANSWER and says(error, LATE):
        return Sent()
    if says(error, UNCHANGED):
        return Sent(delivery.message_id)
    if delivery.kind is DeliveryKind.DELETE and says(error, DELETED):
        return Sent()
    if delivery.kind is DeliveryKind.UNBUTTON and says(error, GONE):
        return Sent()
    return None


def plain(delivery: Delivery) -> Delivery | None:
    """The same without marks and photo; None when it has neither."""
    message = delivery.message
    if message is None or not (message.entities or message.photo or message.picture):
        return None
    bare = Message(
        message.text,
        keys=message.keys,
        keyboard=message.keyboard,
        remove_keyboard=message.remove_keyboard,
    )
    return Delivery(delivery.address, delivery.kind, bare, message_id=delivery.message_id)


def shown(delivery: Delivery) -> Message:
    """The message of a delivery that shows one. Raises SendError when it has none."""
    if delivery.message is None:
        raise SendError("a message without words")
    return delivery.message


def entities(marks: tuple[Entity, ...]) -> list[MessageEntity] | None:
    """Marks as Telegram wants them."""
    return [MessageEntity(mark.kind, mark.offset, mark.length) for mark in marks] or None


def markup(message: Message) -> Markup:
    """What stands below a new message: buttons, a keyboard, or a keyboard's end."""
    if message.keyboard:
        rows = [[keyboard_button(key) for key in row] for row in message.keyboard]
        return ReplyKeyboardMarkup(rows, resize_keyboard=True, one_time_keyboard=True)
    if message.keys:
        return inline(message.keys)
    return ReplyKeyboardRemove() if message.remove_keyboard else None


def inline(keys: tuple[tuple[Key, ...], ...]) -> InlineKeyboardMarkup | None:
    """Buttons below a message; None for none, which takes old ones away in an edit."""
    if not keys:
        return None
    return InlineKeyboardMarkup([[inline_button(key) for key in row] for row in keys])


def inline_button(key: Key) -> InlineKeyboardButton:
    """One button below a message: it opens an address or sends its data."""
    style = key.style or None
    if key.url:
        return InlineKeyboardButton(key.label, url=key.url, style=style)
    return InlineKeyboardButton(key.label, callback_data=key.data, style=style)


def keyboard_button(key: Key) -> KeyboardButton:
    """One key of the reply keyboard: words, or a request that only such a key can make."""
    return KeyboardButton(
        key.label,
        request_location=True if key.ask is Ask.LOCATION else None,
        request_contact=True if key.ask is Ask.CONTACT else None,
        style=key.style or None,
    )
