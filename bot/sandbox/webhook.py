"""Pushing updates to a bot's webhook, in order within a chat, again and again until it says 2xx.

Presses have a queue per person beside the queue of the chat (tdlib/telegram-bot-api,
WebhookActor.cpp). A failed delivery is repeated after 1, 2, 4... up to 60 times the world's
`webhook_backoff` (seconds); meanwhile later updates of that queue wait.
"""

import asyncio
import json

import httpx

from bot.sandbox.call import Call
from bot.sandbox.invoke import entry, invoke, note
from bot.sandbox.state import Bot, Webhook, World
from bot.sandbox.updates import Pending
from bot.sandbox.wire import NO_CAS

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 (the name of a header)
REPLY_TIME = 60.0
"""Seconds that a bot may take to answer."""
LONGEST_BACKOFF = 60
IDLE = 3600.0
"""Seconds to sleep when there is nothing to push; a ring of the bell ends it."""


async def deliver(world: World, bot: Bot) -> None:
    """Push this bot's updates while it has a webhook; runs until cancelled."""
    busy: set[str] = set()
    async with (
        httpx.AsyncClient(timeout=REPLY_TIME, trust_env=False, verify=NO_CAS) as client,
        asyncio.TaskGroup() as tasks,
    ):
        while True:
            version = bot.queue.bell.version
            bot.queue.drop_dead()
            webhook = bot.webhook
            if webhook is None or len(busy) >= webhook.max_connections:
                await bot.queue.bell.wait(version, IDLE)
                continue
            item, wait = next_due(world, bot, busy)
            if item is None:
                await bot.queue.bell.wait(version, wait)
                continue
            busy.add(item.lane)
            tasks.create_task(push(world, bot, webhook, item, client, busy))


def next_due(world: World, bot: Bot, busy: set[str]) -> tuple[Pending | None, float]:
    """The oldest update whose queue is free, or how many seconds until one may be tried."""
    now, wait = world.monotonic(), IDLE
    waiting: set[str] = set(busy)
    for item in bot.queue.pending:
        if item.lane in waiting:
            continue
        if item.not_before <= now:
            return item, 0.0
        wait = min(wait, item.not_before - now)
        waiting.add(item.lane)
    return None, wait


async def push(
    world: World, bot: Bot, webhook: Webhook, item: Pending, client: httpx.AsyncClient,
    busy: set[str],
) -> None:  # fmt: skip
    """Deliver one update once; a failure sets the time of the next try."""
    headers = {"Content-Type": "application/json"}
    if webhook.secret:
        headers[SECRET_HEADER] = webhook.secret
    try:
        body = json.dumps(item.update, ensure_ascii=False).encode()
        response = await client.post(webhook.url, content=body, headers=headers)
        failure = (
            ""
            if response.is_success
            else f"Wrong response from the webhook: {response.status_code}"
        )
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        response, failure = None, f"Connection failed: {type(error).__name__}"
    if failure:
        item.not_before = world.monotonic() + world.webhook_backoff * min(
            2**item.tries, LONGEST_BACKOFF
        )
        item.tries += 1
        webhook.last_error_date, webhook.last_error_message = int(world.now()), failure
    elif item in bot.queue.pending:
        bot.queue.pending.remove(item)
    busy.discard(item.lane)
    bot.queue.bell.ring()
    if response is not None and not failure:
        await run_reply(world, bot, response)


async def run_reply(world: World, bot: Bot, response: httpx.Response) -> None:
    """Do the one method that the bot may put into its answer; it never sees the result."""
    try:
        params = response.json() if response.content else None
    except ValueError:
        return
    if not isinstance(params, dict) or "method" not in params:
        return
    call = Call(world, bot, str(params.pop("method")), params)
    line = world.record(entry(world, bot, call.method, params, world.monotonic()))
    note(line, await invoke(call))
