"""How the bot presents itself on Telegram, and which of the two ways its updates come in."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass

from telegram import BotCommandScopeAllPrivateChats
from telegram.error import RetryAfter, TelegramError

from bot.channels.base import SendError
from bot.channels.telegram_errors import seconds, send_error
from bot.channels.telegram_out import TelegramChannel
from bot.channels.telegram_poll import ALLOWED_UPDATES
from bot.clock import Clock

log = logging.getLogger(__name__)

LATER = 30.0
"""Seconds until we try again to introduce ourselves."""
WEBHOOK_CONNECTIONS = 20
"""Deliveries at a time; Telegram's own default is 40."""
DESCRIPTION_LIMIT, SHORT_LIMIT = 512, 120
"""Characters (Bot API)."""


@dataclass(frozen=True, slots=True)
class Introduction:
    """What a stranger reads in one language; `language` is two letters, or empty for all others."""

    language: str
    commands: tuple[tuple[str, str], ...]
    """Names and descriptions of what everybody may ask for."""
    description: str = ""
    """Shown in the empty chat, before Start."""
    short_description: str = ""
    """Shown on the profile and in shared links."""


async def introduce(channel: TelegramChannel, introductions: Sequence[Introduction]) -> None:
    """Set commands and descriptions in every language. Raises SendError."""
    for each in introductions:
        language = each.language or None
        try:
            await channel.bot.set_my_commands(
                each.commands, scope=BotCommandScopeAllPrivateChats(), language_code=language
            )
            if each.description:
                await channel.bot.set_my_description(
                    each.description[:DESCRIPTION_LIMIT], language_code=language
                )
            if each.short_description:
                await channel.bot.set_my_short_description(
                    each.short_description[:SHORT_LIMIT], language_code=language
                )
        except TelegramError as error:
            raise send_error(error) from error


async def keep_introducing(
    channel: TelegramChannel, introductions: Sequence[Introduction], clock: Clock
) -> None:
    """Introduce ourselves, again and again until Telegram took it or refused it for good."""
    while True:
        try:
            await introduce(channel, introductions)
        except SendError as error:
            facts = {"why": error.reason, "again": error.retryable}
            log.warning("could not introduce ourselves", extra=facts)
            if not error.retryable:
                return  # a nicety: commands and descriptions stay as they were
            await clock.sleep(max(LATER, error.retry_after))
        else:
            return


async def use_polling(channel: TelegramChannel) -> None:
    """Take a webhook away: Telegram answers 409 to getUpdates while there is one."""
    await _set_webhook(channel, "", None)


async def use_webhook(channel: TelegramChannel, url: str, secret: str) -> None:
    """Let Telegram post the updates to `url` with our secret. Raises SendError."""
    await _set_webhook(channel, url, secret)


async def _set_webhook(channel: TelegramChannel, url: str, secret: str | None) -> None:
    """Updates that wait are kept. Telegram takes one change a second: then it is asked again."""
    try:
        try:
            await _ask(channel, url, secret)
        except RetryAfter as busy:
            await asyncio.sleep(seconds(busy))
            await _ask(channel, url, secret)
    except TelegramError as error:
        raise send_error(error) from error


async def _ask(channel: TelegramChannel, url: str, secret: str | None) -> None:
    if not url:
        await channel.bot.delete_webhook(drop_pending_updates=False)
        return
    await channel.bot.set_webhook(
        url,
        secret_token=secret,
        allowed_updates=list(ALLOWED_UPDATES),
        max_connections=WEBHOOK_CONNECTIONS,
        drop_pending_updates=False,
    )
