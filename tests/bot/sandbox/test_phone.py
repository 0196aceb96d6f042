"""People with phones: they press, wait, look, and say clearly what did not happen."""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from bot.sandbox.client import SandboxClient
from bot.sandbox.errors import Impossible
from bot.sandbox.phone import Answer, Phone, button_texts
from bot.sandbox.wire import SandboxTimeout

Json = dict[str, Any]


def keys(*texts: str) -> Json:
    return {"inline_keyboard": [[{"text": text, "callback_data": f"do:{text}"} for text in texts]]}


class Clerk:
    """A tiny bot: greets, answers presses with a toast and edits its message."""

    def __init__(self, api: httpx.AsyncClient) -> None:
        self.api = api
        self.mute = False

    async def call(self, method: str, **params: Any) -> Any:
        return (await self.api.post(method, json=params)).json()["result"]

    async def work(self) -> None:
        offset = 0
        while True:
            for update in await self.call("getUpdates", offset=offset, timeout=20):
                offset = update["update_id"] + 1
                if message := update.get("message"):
                    chat = message["chat"]["id"]
                    text = f"收到: {message.get('text', '?')}"
                    await self.call(
                        "sendMessage", chat_id=chat, text=text, reply_markup=keys("是", "不是")
                    )
                elif (query := update.get("callback_query")) and not self.mute:
                    where = query["message"]
                    await self.call("answerCallbackQuery", callback_query_id=query["id"], text="好")
                    await self.call("editMessageText", chat_id=where["chat"]["id"],
                                    message_id=where["message_id"], text=query["data"])  # fmt: skip


@pytest.fixture
async def clerk(api: httpx.AsyncClient) -> AsyncIterator[Clerk]:
    made = Clerk(api)
    async with asyncio.TaskGroup() as tasks:
        work = tasks.create_task(made.work())
        yield made
        work.cancel()


async def test_a_press_returns_the_answer_and_the_edit_is_news(wang: Phone, clerk: Clerk) -> None:
    first = await wang.wait("收到")
    assert button_texts(first) == ["是", "不是"]
    assert await wang.press("不是") == Answer("好", alert=False)
    edited = await wang.wait("do:不是")
    assert edited["message_id"] == first["message_id"]
    assert await wang.toasts() == [{"text": "好", "alert": False, "message": first["message_id"]}]
    await wang.wait_gone("收到")


async def test_a_press_waits_for_its_button(wang: Phone, clerk: Clerk) -> None:
    await wang.say("again")
    assert (await wang.press("do:是")).text == "好"


async def test_an_unanswered_press_shows_the_screen(
    sandbox: SandboxClient, wang: Phone, clerk: Clerk
) -> None:
    clerk.mute = True
    await wang.wait("收到")
    with pytest.raises(SandboxTimeout, match=r"'do:是' was not answered[\s\S]*\[是\] \[不是\]"):
        await wang.press("是", timeout=0.2)
    assert [query["data"] for query in await sandbox.unanswered()] == ["do:是"]


async def test_what_does_not_come_shows_the_screen(wang: Phone, clerk: Clerk) -> None:
    await wang.wait("收到")
    with pytest.raises(SandboxTimeout, match=r"Wang: no message with '没有'[\s\S]*收到: /start"):
        await wang.wait("没有", timeout=0.1)
    with pytest.raises(SandboxTimeout, match="no button '没有'"):
        await wang.press("没有", timeout=0.1)


async def test_old_messages_are_no_news_unless_asked_for(wang: Phone, clerk: Clerk) -> None:
    await wang.wait("收到: /start")
    await wang.say("二")
    with pytest.raises(SandboxTimeout):
        await wang.wait("收到: /start", timeout=0.1)
    assert await wang.wait("收到: /start", fresh=False)
    assert await wang.wait(lambda message: message["message_id"] == 4)


async def test_a_forged_press_reaches_the_bot(wang: Phone, clerk: Clerk) -> None:
    await wang.wait("收到")
    assert (await wang.press_raw("forged", 2)).text == "好"
    assert (await wang.last())["text"] == "forged"


async def test_a_reply_keyboard_is_tapped_and_goes(wang: Phone, api: httpx.AsyncClient) -> None:
    markup = {"keyboard": [["报告需求", "帮助"]], "one_time_keyboard": True}
    params = {"chat_id": wang.id, "text": "菜单", "reply_markup": markup}
    # Buttons may be plain strings (Bot API, KeyboardButton), though the data says objects.
    markup["keyboard"] = [[{"text": "报告需求"}, {"text": "帮助"}]]
    await api.post("sendMessage", json=params)
    assert "keyboard [报告需求] [帮助]" in await wang.screen()
    assert (await wang.tap("需求"))["text"] == "报告需求"
    with pytest.raises(Impossible, match="no reply button"):
        await wang.tap("需求")


async def test_nobody_does_what_a_phone_cannot(wang: Phone) -> None:
    for act in (wang.say(" "), wang.edit(99, "x"), wang.send_other("elephant"), wang.act("fly")):
        with pytest.raises(Impossible):
            await act
    await wang.block()
    with pytest.raises(Impossible, match="has blocked"):
        await wang.say("x")


async def test_a_group_bot_sees_only_what_is_for_it(
    sandbox: SandboxClient, wang: Phone, api: httpx.AsyncClient
) -> None:
    group = await sandbox.group("志愿者", wang)
    there = wang.into(group)
    sent = await api.post("sendMessage", json={"chat_id": group, "text": "大家好"})
    await there.say("not for the bot")
    await there.say("/help")
    await there.say("@sandbox_bot hello")
    await there.say("yes", reply_to=sent.json()["result"]["message_id"])
    updates = (await api.get("getUpdates")).json()["result"]
    words = [update["message"]["text"] for update in updates]
    assert words == ["/start", "/help", "@sandbox_bot hello", "yes"]
    assert updates[1]["message"]["chat"] == {"id": group, "type": "group", "title": "志愿者"}
    li = await sandbox.user("Li")
    with pytest.raises(Impossible, match="not in chat"):
        await li.into(group).say("x")


async def test_a_press_on_a_very_old_message_carries_no_content(
    sandbox: SandboxClient, wang: Phone, api: httpx.AsyncClient
) -> None:
    params = {"chat_id": wang.id, "text": "?", "reply_markup": keys("是")}
    await api.post("sendMessage", json=params)
    await sandbox.advance(49 * 3600)
    await wang.act("press", button="是")
    update = (await api.get("getUpdates")).json()["result"][-1]
    assert update["callback_query"]["message"]["date"] == 0
    assert "text" not in update["callback_query"]["message"]


async def test_the_menu_is_the_narrowest_that_fits(wang: Phone, api: httpx.AsyncClient) -> None:
    async def menu(name: str, **where: Any) -> list[str]:
        commands = [{"command": name, "description": "?"}]
        await api.post("setMyCommands", json={"commands": commands, **where})
        return [command["command"] for command in (await wang.look())["commands"]]

    assert await menu("any") == ["any"]
    assert await menu("english", language_code="en") == ["any"]
    assert await menu("chinese", language_code="zh") == ["chinese"]
    assert await menu("private", scope={"type": "all_private_chats"}) == ["private"]
    assert await menu("hers", scope={"type": "chat", "chat_id": wang.id}) == ["hers"]
    await api.post("deleteMyCommands", json={"scope": {"type": "chat", "chat_id": wang.id}})
    assert [command["command"] for command in (await wang.look())["commands"]] == ["private"]


async def test_a_link_carries_64_plain_characters(wang: Phone) -> None:
    assert (await wang.start("a-Z_9" * 12))["text"] == "/start " + "a-Z_9" * 12
    for payload in ("a" * 65, "two words", "码"):
        with pytest.raises(Impossible, match="no link"):
            await wang.start(payload)


async def test_news_are_what_changed_and_ones_own_words_wake_nobody(
    sandbox: SandboxClient,
) -> None:
    wang = await sandbox.user("Wang")
    await wang.start()
    first = await wang.news(since=-1, timeout=0)
    assert [each["text"] for each in first["messages"]] == ["/start"]
    await wang.say("你好")
    began = time.monotonic()
    after = await wang.news(since=first["version"], timeout=0.2)
    assert time.monotonic() - began >= 0.2
    assert [each["text"] for each in after["messages"]] == ["你好"]
    assert (await wang.news(since=after["version"], timeout=0))["messages"] == []
