"""The webhook: Telegram posts updates here; each is stored before it is acknowledged.

Not aiogram's: its IP filter trusts a forged X-Forwarded-For, and its handler answers 200 before
handling. Ours asks for the secret header at an unguessable path, and answers 200 after the commit.
"""

import logging
import secrets
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.telegram_poll import is_update, parse_json

log = logging.getLogger(__name__)

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 (the name of a header)
BODY_LIMIT = 256 * 1024
"""Bytes; a real update has a few thousand."""
Store = Callable[[Sequence[dict[str, Any]]], Awaitable[int]]
"""Puts raw updates into the inbox and commits: `Inbox.store`."""


def webhook_route(*, path: str, secret: str, store: Store) -> Route:
    """The route at `/telegram/<path>`; raises ValueError when path or secret is missing."""
    if not path or not secret:
        raise ValueError("a webhook needs an unguessable path and a secret")
    expected = secret.encode()

    async def receive(request: Request) -> Response:
        if not is_telegram(request, expected):
            log.warning("a webhook call without our secret was refused")
            return Response(status_code=401)
        try:
            body = await read_body(request)
        except ClientDisconnect:
            return Response(status_code=400)
        if body is None:
            return Response(status_code=413)
        update = read_update(body)
        if update is None:
            return Response(status_code=400)
        await store([update])
        return Response(status_code=200)

    return Route(f"/telegram/{path}", receive, methods=["POST"])


def is_telegram(request: Request, expected: bytes) -> bool:
    """Whether the call carries our secret, once and exactly.

    Compared as bytes: `compare_digest` raises for a header that is not ASCII. What stands in
    X-Forwarded-For or any other header proves nothing.
    """
    name = SECRET_HEADER.lower().encode()
    given = [value for header, value in request.headers.raw if header.lower() == name]
    return len(given) == 1 and secrets.compare_digest(given[0], expected)


async def read_body(request: Request) -> bytes | None:
    """The body; None when it is too long, whatever its headers say of its length."""
    said = request.headers.get("content-length", "0")
    if not said.isdecimal() or int(said) > BODY_LIMIT:
        return None
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_LIMIT:
            return None
    return bytes(body)


def read_update(body: bytes) -> dict[str, Any] | None:
    """The update in a body; None when there is none."""
    try:
        update = parse_json(body)
    except (ValueError, RecursionError):
        return None
    return update if is_update(update) else None
