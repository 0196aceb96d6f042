"""The stream of all screens: whole at first, then only what changed, resumed where it broke off."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from patience import ROOM

from bot.sandbox.client import SandboxClient
from bot.sandbox.phone import Phone
from bot.sandbox.state import TOKEN, World
from bot.sandbox.stream import changes, events, since_of
from bot.sandbox.wire import NO_CAS

Json = dict[str, Any]


class Reader:
    """Somebody who listens, and remembers the last event's id as a browser does."""

    def __init__(self, lines: AsyncIterator[str]) -> None:
        self.lines = lines
        self.cursor = ""

    async def next(self) -> Json:
        """The next event's data."""
        async with asyncio.timeout(ROOM):
            async for line in self.lines:
                if line.startswith("id: "):
                    self.cursor = line.removeprefix("id: ")
                if line.startswith("data: "):
                    found: Json = json.loads(line.removeprefix("data: "))
                    return found
        raise AssertionError("the stream ended")

    async def until(self, text: str) -> Json:
        """Read on to the event that has this text."""
        while True:
            event = await self.next()
            if text in json.dumps(event, ensure_ascii=False):
                return event


@asynccontextmanager
async def listening(url: str, cursor: str = "") -> AsyncIterator[Reader]:
    headers = {"Last-Event-ID": cursor} if cursor else {}
    async with (
        httpx.AsyncClient(base_url=url, verify=NO_CAS, trust_env=False) as http,
        http.stream("GET", "/sandbox/stream", headers=headers) as response,
    ):
        assert response.headers["content-type"].startswith("text/event-stream")
        yield Reader(response.aiter_lines())


async def test_the_first_event_has_every_chat_with_its_newest_message(
    url: str, sandbox: SandboxClient, wang: Phone
) -> None:
    await sandbox.user("Li")
    await wang.say("one")
    await wang.say("two")
    async with listening(url) as reader:
        event = await reader.next()
    assert event["reset"]
    shown = {chat["person"]["first_name"]: chat for chat in event["chats"]}
    assert [message["text"] for message in shown["Wang"]["messages"]] == ["two"]
    assert shown["Li"]["messages"] == []
    assert not shown["Li"]["started"]


async def test_whoever_listens_hears_that_a_phone_is_folded_away(
    url: str, sandbox: SandboxClient, wang: Phone
) -> None:
    async with listening(url) as early:
        assert [chat["away"] for chat in (await early.next())["chats"]] == [False]
        await sandbox.put_away([wang.id])
        assert [chat["away"] for chat in (await early.next())["chats"]] == [True]
    async with listening(url) as late:
        assert [chat["away"] for chat in (await late.next())["chats"]] == [True]


async def test_a_change_brings_only_what_changed(
    url: str, sandbox: SandboxClient, wang: Phone
) -> None:
    li = await sandbox.user("Li")
    async with listening(url) as reader:
        await reader.next()
        await li.start()
        event = await reader.until("/start")
    assert [chat["person"]["first_name"] for chat in event["chats"]] == ["Li"]
    assert not event["reset"]


async def test_a_stream_is_resumed_where_it_broke_off(url: str, wang: Phone) -> None:
    async with listening(url) as reader:
        await reader.next()
        cursor = reader.cursor
    await wang.say("said while nobody listened")
    async with listening(url, cursor) as reader:
        event = await reader.next()
    assert not event["reset"]
    (chat,) = event["chats"]
    assert [message["text"] for message in chat["messages"]] == ["said while nobody listened"]


@pytest.mark.parametrize("cursor", ["", "nonsense", "00000000-1", "-5"])
async def test_a_cursor_of_another_world_starts_from_the_beginning(
    url: str, wang: Phone, cursor: str
) -> None:
    async with listening(url, cursor) as reader:
        assert (await reader.next())["reset"]


async def test_a_cursor_ahead_of_this_world_starts_from_the_beginning(world: World) -> None:
    bot = world.bots[TOKEN]
    assert since_of(world, bot, f"{world.epoch}-999") == -1


async def test_the_first_person_of_an_empty_world_is_told(world: World) -> None:
    stream = events(world, world.bots[TOKEN], "")
    assert (await anext(stream)).startswith("retry: ")
    assert '"chats": []' in await anext(stream)
    world.add_person("Wang", "zh-hans")
    assert "Wang" in await anext(stream)


async def test_a_press_spins_until_it_is_answered(world: World, wang: Phone, url: str) -> None:
    bot = world.bots[TOKEN]
    chat = bot.chats[wang.id]
    message = world.new_message(chat, bot.public(), text="?")
    chat.put(message)
    async with listening(url) as reader:
        await reader.next()
        query = await wang.act("press_raw", data="x", message_id=message["message_id"])
        spinning = await reader.until(query["id"])
        assert spinning["chats"][0]["presses"][0]["answered"] is None
        async with httpx.AsyncClient(verify=NO_CAS, trust_env=False) as http:
            answered = {"callback_query_id": query["id"], "text": "thank you"}
            await http.post(f"{url}/bot{TOKEN}/answerCallbackQuery", json=answered)
        told = (await reader.until("thank you"))["chats"][0]["presses"][0]
    assert told["answered"] is not None
    assert changes(world, bot, -1)["chats"][0]["presses"] == []


async def test_a_message_that_is_gone_is_told(world: World, wang: Phone) -> None:
    bot = world.bots[TOKEN]
    seen = bot.feed.version
    bot.chats[wang.id].remove(1)
    (chat,) = changes(world, bot, seen)["chats"]
    assert chat["removed"] == [1]


async def test_an_empty_chat_tells_what_the_bot_is_for(world: World) -> None:
    bot = world.bots[TOKEN]
    bot.texts["description", "zh"] = "做什么"
    bot.texts["description", ""] = "what it does"
    world.add_person("Wang", "zh-hans")
    world.add_person("Dupont", "fr")
    shown = [chat["about"] for chat in changes(world, bot, -1)["chats"]]
    assert shown == ["做什么", "what it does"]
