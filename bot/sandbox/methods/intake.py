"""Bot API methods by which a bot gets its updates: long polling or a webhook, never both."""

import re
from typing import Any
from urllib.parse import urlsplit

from bot.sandbox.call import Call
from bot.sandbox.errors import (
    TERMINATED,
    WEBHOOK_ACTIVE,
    ApiError,
    bad_request,
    too_many_requests,
)
from bot.sandbox.state import Webhook
from bot.sandbox.updates import BATCH, UpdateQueue

Json = dict[str, Any]

LONGEST_POLL = 50
"""Seconds; a longer timeout is cut to this (tdlib/telegram-bot-api, Client.h)."""
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
CONNECTIONS = 40
"""Parallel deliveries unless the bot asks for another number."""


def remember_allowed(call: Call) -> None:
    """Keep the wish about kinds of updates; it persists until the next one."""
    if "allowed_updates" in call.params:
        kinds = call.value("allowed_updates") or []
        call.bot.queue.allowed = frozenset(kinds) or None


async def get_updates(call: Call) -> list[Json]:
    """Wait up to `timeout` seconds for updates; a newer call ends this one with 409."""
    if call.bot.webhook:
        raise ApiError(409, WEBHOOK_ACTIVE)
    remember_allowed(call)
    queue = call.bot.queue
    offset = call.integer("offset") or 0
    limit = max(1, min(call.integer("limit") or BATCH, BATCH))
    seconds = max(0, min(call.integer("timeout") or 0, LONGEST_POLL))
    queue.poller += 1
    queue.bell.ring()
    if offset < 0:
        queue.drop_dead()
        queue.keep_last(-offset)
    elif offset:
        queue.confirm(offset)
    batch = await wait_for_updates(call, queue, limit, seconds)
    return call.world.faults.disturb(batch)


async def wait_for_updates(call: Call, queue: UpdateQueue, limit: int, seconds: int) -> list[Json]:
    """The first updates there are, or none when time is up."""
    mine, deadline = queue.poller, call.world.monotonic() + seconds
    while not (batch := queue.first(limit)):
        left = deadline - call.world.monotonic()
        if left <= 0 or call.world.closed:
            break
        await queue.bell.wait(queue.bell.version, left)
        if queue.poller != mine:
            raise ApiError(409, TERMINATED)
        if call.bot.webhook:
            raise ApiError(409, "Conflict: terminated by setWebhook request")
    return batch


def checked_webhook(call: Call, url: str) -> Webhook:
    """The webhook asked for. Plain HTTP and any port pass, as on a local Bot API server."""
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise bad_request("bad webhook: invalid webhook URL specified")
    secret = call.text("secret_token")
    if secret and not SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    return Webhook(url, secret, call.integer("max_connections") or CONNECTIONS)


def replace_webhook(call: Call, webhook: Webhook | None) -> bool:
    """Set or remove the webhook; at most one change a second (Client.cpp)."""
    old, now = call.bot.webhook, call.world.monotonic()
    same = (old and (old.url, old.secret, old.max_connections)) == (
        webhook and (webhook.url, webhook.secret, webhook.max_connections)
    )
    if not same:
        if now - call.bot.webhook_set < 1:
            raise too_many_requests(1)
        call.bot.webhook_set = now
        call.bot.webhook = webhook
    remember_allowed(call)
    if call.flag("drop_pending_updates"):
        call.bot.queue.clear()
    call.bot.queue.bell.ring()
    return True


async def set_webhook(call: Call) -> bool:
    """Push updates to a URL from now on; an empty URL goes back to polling."""
    url = call.text("url") or ""
    return replace_webhook(call, checked_webhook(call, url) if url else None)


async def delete_webhook(call: Call) -> bool:
    """Go back to polling."""
    return replace_webhook(call, None)


async def get_webhook_info(call: Call) -> Json:
    """Where updates go, how many wait, and how the last delivery failed."""
    webhook, queue = call.bot.webhook, call.bot.queue
    queue.drop_dead()
    info: Json = {
        "url": webhook.url if webhook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(queue.pending),
    }
    if webhook:
        info["max_connections"] = webhook.max_connections
        info["ip_address"] = urlsplit(webhook.url).hostname
        if webhook.last_error_date:
            info["last_error_date"] = webhook.last_error_date
            info["last_error_message"] = webhook.last_error_message
    if queue.allowed:
        info["allowed_updates"] = sorted(queue.allowed)
    return info
