"""getUpdates: long polling, confirmation, kinds, one poller at a time, updates that die."""

import asyncio
import time
from typing import Any

import httpx

from bot.sandbox.client import SandboxClient
from bot.sandbox.phone import Phone
from bot.sandbox.state import World

Json = dict[str, Any]


async def fetch(api: httpx.AsyncClient, **params: Any) -> list[Json]:
    answer = (await api.post("getUpdates", json=params)).json()
    assert answer["ok"], answer
    result: list[Json] = answer["result"]
    return result


async def test_numbers_are_sequential_and_an_offset_confirms(
    wang: Phone, api: httpx.AsyncClient
) -> None:
    for text in "abc":
        await wang.say(text)
    first = await fetch(api, limit=2)
    assert [update["update_id"] for update in first] == [1000, 1001]
    assert await fetch(api, limit=2) == first
    rest = await fetch(api, offset=1002)
    assert [update["message"]["text"] for update in rest] == ["b", "c"]
    assert await fetch(api, offset=1004) == []
    assert await fetch(api) == []


async def test_a_negative_offset_keeps_only_the_newest(wang: Phone, api: httpx.AsyncClient) -> None:
    for text in "abc":
        await wang.say(text)
    assert [update["message"]["text"] for update in await fetch(api, offset=-2)] == ["b", "c"]
    assert len(await fetch(api)) == 2


async def test_a_long_poll_ends_with_the_first_update(wang: Phone, api: httpx.AsyncClient) -> None:
    await fetch(api, offset=1001)
    begun = time.monotonic()
    async with asyncio.TaskGroup() as tasks:
        poll = tasks.create_task(fetch(api, timeout=10))
        await asyncio.sleep(0.05)
        await wang.say("now")
    assert poll.result()[0]["message"]["text"] == "now"
    assert time.monotonic() - begun < 8


async def test_an_empty_long_poll_ends_in_time(api: httpx.AsyncClient) -> None:
    begun = time.monotonic()
    assert await fetch(api, timeout=1) == []
    assert 0.9 < time.monotonic() - begun < 8


async def test_a_second_poller_ends_the_first(api: httpx.AsyncClient) -> None:
    async with asyncio.TaskGroup() as tasks:
        first = tasks.create_task(api.post("getUpdates", json={"timeout": 20}))
        await asyncio.sleep(0.1)
        assert await fetch(api, timeout=0) == []
    assert first.result().status_code == 409
    assert first.result().json()["description"] == (
        "Conflict: terminated by other getUpdates request; "
        "make sure that only one bot instance is running"
    )


async def test_polling_and_a_webhook_exclude_each_other(api: httpx.AsyncClient) -> None:
    await api.post("setWebhook", json={"url": "http://127.0.0.1:9/"})
    answer = await api.post("getUpdates")
    assert answer.status_code == 409
    assert answer.json()["description"] == (
        "Conflict: can't use getUpdates method while webhook is active; "
        "use deleteWebhook to delete the webhook first"
    )


async def test_wanted_kinds_persist(wang: Phone, api: httpx.AsyncClient) -> None:
    await fetch(api, offset=1001, allowed_updates=["my_chat_member"])
    await wang.say("not wanted")
    await wang.block()
    assert [[*update][1] for update in await fetch(api)] == ["my_chat_member"]
    await fetch(api, offset=1002, allowed_updates=[])
    await wang.unblock()
    await wang.say("wanted")
    assert [[*update][1] for update in await fetch(api)] == ["my_chat_member", "message"]


async def test_updates_die_after_a_day_and_presses_after_150_seconds(
    sandbox: SandboxClient, wang: Phone, api: httpx.AsyncClient
) -> None:
    keys = {"inline_keyboard": [[{"text": "是", "callback_data": "y"}]]}
    await api.post("sendMessage", json={"chat_id": wang.id, "text": "?", "reply_markup": keys})
    await wang.act("press", button="y")
    assert len(await fetch(api)) == 2
    await sandbox.advance(151)
    assert [[*update][1] for update in await fetch(api)] == ["message"]
    await sandbox.advance(24 * 3600)
    assert await fetch(api) == []


async def test_confirming_a_batch_confirms_it_whatever_its_numbers(
    sandbox: SandboxClient, api: httpx.AsyncClient
) -> None:
    """After a restart of the numbers, 'offset' means 'all up to this one'."""
    for last in (5, 2000, 1001):
        await sandbox.inject_updates([{"update_id": number} for number in (1000, 1001, 2000, 5)])
        batch = await fetch(api)
        assert len(batch) == 4
        await fetch(api, offset=last + 1)
        while rest := await fetch(api):
            assert len(rest) < 4
            await fetch(api, offset=rest[-1]["update_id"] + 1)


async def test_an_offset_from_before_a_restart_loses_nothing(
    world: World, wang: Phone, api: httpx.AsyncClient
) -> None:
    await fetch(api, offset=1001)
    for jump in (900_000_000, 5):
        world.bot().queue.next_id = jump
        await wang.say("after the jump")
        batch = await fetch(api, offset=1001)
        assert [update["update_id"] for update in batch] == [jump]
        assert await fetch(api, offset=jump + 1) == []


async def test_three_thousand_updates_a_second_can_be_fetched(
    sandbox: SandboxClient, api: httpx.AsyncClient
) -> None:
    people = await sandbox.flood(100, 30, "{person} {number}")
    assert len(people) == 100
    begun, offset, seen = time.process_time(), 0, []
    while batch := await fetch(api, offset=offset):
        seen += [update["message"]["text"] for update in batch]
        offset = batch[-1]["update_id"] + 1
    assert time.process_time() - begun < 1  # both ends of the line are this process
    assert len(set(seen)) == 3000
