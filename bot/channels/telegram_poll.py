"""Telegram's raw updates, as they come: fetched by our own getUpdates, keyed by chat.

aiogram's poller moves the offset on before an update is handled, and loses it on a kill; ours asks
for the next batch only when the caller has stored the last one. No library type appears here: an
update is stored before anybody tries to understand it.
"""

import asyncio
import json
import ssl
from types import TracebackType
from typing import Any, Self, TypeGuard

import aiohttp

Json = dict[str, Any]

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
"""What we read; said at every call, because Telegram remembers an older wish."""
LONG_POLL = 25
"""Seconds a getUpdates waits for news; Telegram cuts it at 50."""
BATCH = 100
"""Most updates in one answer."""
CHAT_LENGTH = 64
SLACK = 10.0
"""Seconds beyond the long poll after which the connection counts as dead."""


class PollError(Exception):
    """No updates this time. `status` is the HTTP status, 0 when there was no whole answer."""

    def __init__(self, status: int, reason: str, retry_after: float = 0.0) -> None:
        super().__init__(f"{status} {reason}" if status else reason)
        self.status = status
        self.reason = reason
        self.retry_after = retry_after


class TelegramPoll:
    """getUpdates of one bot. Its errors never carry the address, which holds the token."""

    def __init__(self, token: str, base_url: str, *, wait: int = LONG_POLL) -> None:
        self._address = f"{base_url}/bot{token}/getUpdates"
        self._wait = wait
        self._http: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        """Open the connections."""
        # One poll is in flight at a time; trust_env lets an operator set a proxy.
        self._http = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=2), trust_env=True, auto_decompress=True
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close them."""
        if self._http:
            await self._http.close()

    async def fetch(self, offset: int) -> list[Json]:
        """The next updates; asking with `offset` confirms all before it. Raises PollError."""
        asked = {
            "offset": offset,
            "limit": BATCH,
            "timeout": self._wait,
            "allowed_updates": list(ALLOWED_UPDATES),
        }
        if self._http is None:
            raise RuntimeError("the poll was not opened")
        try:
            async with asyncio.timeout(self._wait + SLACK):
                async with self._http.post(self._address, json=asked) as response:
                    return read_answer(response.status, await response.read())
        except (aiohttp.ClientError, OSError, ssl.SSLError, TimeoutError) as error:
            # The text of these errors may hold the whole address, token and all.
            raise PollError(0, type(error).__name__) from None


def read_answer(status: int, body: bytes) -> list[Json]:
    """The updates in an answer of getUpdates. Raises PollError for anything else."""
    try:
        answer = parse_json(body)
    except (ValueError, RecursionError):
        raise PollError(status, "not JSON") from None
    if not isinstance(answer, dict) or answer.get("ok") is not True:
        raise refused(status, answer if isinstance(answer, dict) else {})
    updates = answer.get("result")
    if not isinstance(updates, list):
        raise PollError(status, "no list of updates")
    return [update for update in updates if is_update(update)]


def refused(status: int, answer: Json) -> PollError:
    """Telegram's refusal as an error."""
    parameters = answer.get("parameters")
    wait = parameters.get("retry_after", 0) if isinstance(parameters, dict) else 0
    return PollError(
        status, str(answer.get("description", "refused")), wait if isinstance(wait, int) else 0
    )


def parse_json(body: bytes) -> Any:
    """The value in a body. NaN and Infinity, which no database stores as JSON, become null.

    Raises ValueError, and RecursionError for a body that is nothing but brackets.
    """
    return json.loads(body, parse_constant=lambda _name: None)


def is_update(update: object) -> TypeGuard[Json]:
    """Whether this can be stored at all: an object with a number that fits into 64 bits."""
    number = update.get("update_id") if isinstance(update, dict) else None
    return type(number) is int and -(2**63) <= number < 2**63


def chat_key(update: Json) -> str:
    """Whose order an update must keep: everything of one private chat has the same key.

    A press on a button in a private chat has the person's id, as their messages have: in a private
    chat both numbers are the same. What belongs to nobody gets a key of its own.
    """
    for kind in ("message", "edited_message", "my_chat_member"):
        if found := _id_at(update, kind, "chat"):
            return found
    press = update.get("callback_query")
    if isinstance(press, dict):
        return _id_at(press, "message", "chat") or _id_at(update, "callback_query", "from") or "?"
    return f"update {update.get('update_id')}"


def press_key(update: Json) -> str:
    """The id by which a press is answered, even when nothing else of it can be read; or nothing."""
    press = update.get("callback_query")
    found = press.get("id") if isinstance(press, dict) else None
    return found[:CHAT_LENGTH] if isinstance(found, str) else ""


def _id_at(value: Json, *path: str) -> str:
    """The id of the object at the end of the path, or nothing."""
    found: object = value
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    number = found.get("id") if isinstance(found, dict) else None
    return str(number)[:CHAT_LENGTH] if type(number) is int else ""
