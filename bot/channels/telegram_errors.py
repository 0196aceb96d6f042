"""What python-telegram-bot's errors mean for a delivery: try again, give up, or all is well.

The order matters: `BadRequest` and `TimedOut` are `NetworkError`s there. Telegram's texts are those
of tdlib/telegram-bot-api (Client.cpp) and tdlib/td.
"""

import os
from datetime import timedelta

import httpx
from telegram.error import (
    BadRequest,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.channels.base import SendError

os.environ.setdefault("PTB_TIMEDELTA", "true")
"""The library's own switch to say durations as `timedelta`; without it each 429 warns."""
UNCHANGED = ("message is not modified",)
LATE = ("query is too old", "query id is invalid", "query_id_invalid")
"""The press cannot be answered any more: nobody waits for it."""
GONE = (
    "message to edit not found",
    "message can't be edited",
    "message_id_invalid",
    "there is no text in the message to edit",
    "message identifier is not specified",
)
DELETED = ("message to delete not found",)
NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
"""Failures before the first byte left: surely nothing was delivered."""
REASON_LENGTH = 160


def says(error: TelegramError, sentences: tuple[str, ...]) -> bool:
    """Whether Telegram's description holds one of these."""
    told = error.message.lower()
    return any(sentence in told for sentence in sentences)


def send_error(error: TelegramError) -> SendError:
    """The failure in our own words."""
    reason = f"{type(error).__name__}: {error.message}"[:REASON_LENGTH]
    match error:
        case RetryAfter():
            return SendError(reason, retryable=True, retry_after=seconds(error))
        case Forbidden():
            return SendError(reason, blocked=True)
        case BadRequest():
            return SendError(reason, gone=says(error, GONE))
        case InvalidToken() | Conflict():
            return SendError(reason, retryable=True, down=True)
        case NetworkError():
            return network_error(error, reason)
        case _:
            # "Invalid server response": an answer came, cut off; the call was most likely done.
            return SendError(reason, retryable=True, unsure=True)


def seconds(error: RetryAfter) -> float:
    """How long Telegram wants to be left alone."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


def network_error(error: NetworkError, reason: str) -> SendError:
    """No answer, or an answer of a gateway: only some of these surely delivered nothing."""
    cause = error.__cause__
    if isinstance(cause, NOT_SENT):
        return SendError(reason, retryable=True, down=True)
    lost = isinstance(error, TimedOut) or isinstance(cause, httpx.HTTPError) or "504" in reason
    return SendError(reason, retryable=True, unsure=lost, down=True)
