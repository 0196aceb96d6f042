"""Every method that the sandbox offers works through both libraries and by hand."""

import json
import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

import aiogram.methods
import httpx
import pytest
from aiogram import Bot as AiogramBot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import BufferedInputFile
from telegram.ext import ExtBot

from bot.channels.aiogram_quick import Message, build_all
from bot.sandbox.checks import Schema
from bot.sandbox.client import SandboxClient
from bot.sandbox.methods.table import METHODS
from bot.sandbox.phone import Phone
from bot.sandbox.server import serve
from bot.sandbox.state import TOKEN, World
from bot.sandbox.wire import NO_CAS

Json = dict[str, Any]
KEYS = {"inline_keyboard": [[{"text": "是", "callback_data": "yes"}]]}
ASK = {"keyboard": [[{"text": "发送位置", "request_location": True}]], "resize_keyboard": True}
MARK = [{"type": "bold", "offset": 0, "length": 2}]
MENU = [{"command": "help", "description": "帮助"}]
PHOTO = b"\xff\xd8 a photo"

CASES: list[tuple[str, Json]] = [
    ("getMe", {}),
    ("getUpdates", {"timeout": 0, "limit": 10, "allowed_updates": ["message", "callback_query"]}),
    ("deleteWebhook", {"drop_pending_updates": True}),
    ("getWebhookInfo", {}),
    ("sendMessage", {"chat_id": "WANG", "text": "你好", "reply_markup": KEYS, "entities": MARK}),
    ("sendMessage", {"chat_id": "WANG", "text": "在哪里?", "reply_markup": ASK}),
    ("sendMessage", {"chat_id": "WANG", "text": "re", "reply_parameters": {"message_id": "SENT"}}),
    ("sendMessage", {"chat_id": "WANG", "text": "x", "reply_markup": {"remove_keyboard": True}}),
    ("editMessageText", {"chat_id": "WANG", "message_id": "SENT", "text": "新", "entities": []}),
    ("editMessageCaption", {"chat_id": "WANG", "message_id": "PICTURE", "caption": "新"}),
    ("editMessageReplyMarkup", {"chat_id": "WANG", "message_id": "SENT", "reply_markup": KEYS}),
    ("deleteMessage", {"chat_id": "WANG", "message_id": "SENT"}),
    ("answerCallbackQuery", {"callback_query_id": "QUERY", "text": "好", "show_alert": True}),
    ("forwardMessage", {"chat_id": "WANG", "from_chat_id": "WANG", "message_id": "SENT"}),
    ("copyMessage", {"chat_id": "WANG", "from_chat_id": "WANG", "message_id": "PICTURE"}),
    ("sendChatAction", {"chat_id": "WANG", "action": "typing"}),
    ("sendPhoto", {"chat_id": "WANG", "photo": PHOTO, "caption": "口罩", "reply_markup": KEYS}),
    ("sendPhoto", {"chat_id": "WANG", "photo": "FILE"}),
    ("sendDocument", {"chat_id": "WANG", "document": b"a,b\n1,2\n"}),
    ("sendLocation", {"chat_id": "WANG", "latitude": 38.9, "longitude": 121.6}),
    (
        "sendVenue",
        {"chat_id": "WANG", "latitude": 38.9, "longitude": 121.6, "title": "A", "address": "B"},
    ),
    ("sendContact", {"chat_id": "WANG", "phone_number": "+8613800000000", "first_name": "Li"}),
    ("getFile", {"file_id": "FILE"}),
    ("getChat", {"chat_id": "WANG"}),
    ("setMyCommands", {"commands": MENU, "language_code": "zh"}),
    ("setMyCommands", {"commands": MENU, "scope": {"type": "chat", "chat_id": "WANG"}}),
    ("getMyCommands", {"scope": {"type": "all_private_chats"}, "language_code": "zh"}),
    ("deleteMyCommands", {"language_code": "zh"}),
    ("setMyName", {"name": "救援", "language_code": "zh"}),
    ("getMyName", {}),
    ("setMyDescription", {"description": "救援物资"}),
    ("getMyDescription", {"language_code": "zh"}),
    ("setMyShortDescription", {"short_description": "救援"}),
    ("getMyShortDescription", {}),
    ("logOut", {}),
    ("close", {}),
]


def snake(method: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", method).lower()


async def by_aiogram(bot: AiogramBot, method: str, params: Json) -> None:
    files = {
        name: BufferedInputFile(value, "file.jpg") if isinstance(value, bytes) else value
        for name, value in params.items()
    }
    await bot(getattr(aiogram.methods, method[0].upper() + method[1:])(**files))


async def by_ptb(bot: ExtBot[None], method: str, params: Json) -> None:
    if "commands" in params:
        pairs = [(command["command"], command["description"]) for command in params["commands"]]
        params = {**params, "commands": pairs}
    await getattr(bot, snake(method))(**params)


async def by_form(api: httpx.AsyncClient, method: str, params: Json) -> None:
    files = {name: ("f.jpg", part) for name, part in params.items() if isinstance(part, bytes)}
    data = {
        name: json.dumps(part) if isinstance(part, dict | list) else str(part)
        for name, part in params.items()
        if name not in files
    }
    answer = (await api.post(method, data=data, files=files or None)).json()
    assert answer["ok"], answer


async def by_json(api: httpx.AsyncClient, method: str, params: Json) -> None:
    if any(isinstance(part, bytes) for part in params.values()):
        return
    answer = (await api.post(method, json=params)).json()
    assert answer["ok"], answer


def filled(value: Any, known: Json) -> Any:
    """The case with the names in capitals replaced by what they stand for."""
    if isinstance(value, dict):
        return {name: filled(part, known) for name, part in value.items()}
    return known.get(value, value) if isinstance(value, str) else value


async def prepared(wang: Phone, api: httpx.AsyncClient) -> Json:
    """A message, a photo and a fresh press to work on."""
    text = {"chat_id": wang.id, "text": "?", "reply_markup": {"inline_keyboard": [[
        {"text": "no", "callback_data": "no"}]]}}  # fmt: skip
    sent = (await api.post("sendMessage", json=text)).json()["result"]
    photo = {"photo": ("a.jpg", PHOTO)}
    picture = (await api.post("sendPhoto", data={"chat_id": wang.id}, files=photo)).json()["result"]
    query = await wang.act("press", button="no", message_id=sent["message_id"])
    return {
        "WANG": wang.id,
        "SENT": sent["message_id"],
        "PICTURE": picture["message_id"],
        "FILE": picture["photo"][-1]["file_id"],
        "QUERY": query["id"],
    }


@dataclass(frozen=True)
class Doors:
    """One sandbox for all cases: starting a server and two libraries for each would take 0.7 s."""

    sandbox: SandboxClient
    wang: Phone
    api: httpx.AsyncClient
    aiogram: AiogramBot
    ptb: ExtBot[None]


@pytest.fixture(scope="module", autouse=True)
def whole_aiogram() -> None:
    """The product builds one type only; built here, it costs nothing where this is not run."""
    build_all()


@pytest.fixture(scope="module")
async def doors(schema: Schema) -> AsyncIterator[Doors]:
    async with serve(World(schema=schema)) as url, SandboxClient(url) as sandbox:
        session = AiohttpSession(api=TelegramAPIServer.from_base(url))
        ptb: ExtBot[None] = ExtBot(TOKEN, base_url=f"{url}/bot", base_file_url=f"{url}/file/bot")
        raw = httpx.AsyncClient(base_url=f"{url}/bot{TOKEN}/", verify=NO_CAS)
        async with AiogramBot(TOKEN, session=session) as bot, ptb, raw as api:
            wang = await sandbox.user("Wang", lang="zh-hans")
            await wang.start()
            yield Doors(sandbox, wang, api, bot, ptb)


def test_what_the_product_leaves_for_later_can_be_built() -> None:
    chat, sender = {"id": 1, "type": "private"}, {"id": 1, "is_bot": False, "first_name": "Wang"}
    message = {"message_id": 5, "date": 1700000000, "text": "hi", "chat": chat, "from": sender}
    assert Message.__pydantic_complete__
    assert Message.model_validate(message).from_user.first_name == "Wang"


def test_every_offered_method_is_called_here() -> None:
    assert {name for name, _ in CASES} | {"setWebhook"} == METHODS.keys()


@pytest.mark.parametrize(("method", "params"), CASES)
async def test_a_method_works_through_both_libraries_and_by_hand(
    method: str, params: Json, doors: Doors
) -> None:
    before = (await doors.sandbox.status())["calls"]
    ways: list[tuple[Callable[..., Any], object]] = [
        (by_aiogram, doors.aiogram),
        (by_ptb, doors.ptb),
        (by_form, doors.api),
        (by_json, doors.api),
    ]
    for call, door in ways:
        await call(door, method, filled(params, await prepared(doors.wang, doors.api)))
    lines = [line for line in await doors.sandbox.calls(since=before) if line["method"] == method]
    assert len(lines) >= 3
    assert all(line["applied"] and not line["violation"] for line in lines)


async def test_both_libraries_set_a_webhook(schema: Schema) -> None:
    tokens = ("1:" + "a" * 35, "2:" + "b" * 35)
    address = "http://127.0.0.1:9/hook"
    async with serve(World(tokens=tokens, schema=schema)) as url:
        session = AiohttpSession(api=TelegramAPIServer.from_base(url))
        async with AiogramBot(tokens[0], session=session) as one:
            assert await one.set_webhook(address, secret_token="s-1", max_connections=3)
            assert (await one.get_webhook_info()).url == address
        async with ExtBot(tokens[1], base_url=f"{url}/bot") as two:
            assert await two.set_webhook(address, allowed_updates=["message"])
            assert (await two.get_webhook_info()).allowed_updates == ("message",)
        async with SandboxClient(url) as sandbox:
            assert await sandbox.violations() == []


async def test_a_sent_file_can_be_fetched(
    doors: Doors,
) -> None:
    photo = (await doors.ptb.send_photo(doors.wang.id, PHOTO)).photo[-1]
    assert bytes(await (await doors.ptb.get_file(photo.file_id)).download_as_bytearray()) == PHOTO
    fetched = await doors.aiogram.download(photo.file_id)
    assert fetched is not None
    assert fetched.read() == PHOTO


async def test_people_send_what_both_libraries_can_read(
    doors: Doors,
) -> None:
    wang = await doors.sandbox.user("Zhao")
    await wang.start()
    await doors.aiogram.get_updates(offset=-1, allowed_updates=[])
    sent = await doors.ptb.send_message(wang.id, "?", reply_markup=KEYS)  # type: ignore[arg-type]
    await wang.act("press", button="是")
    live = await wang.share_location(38.9, 121.6, live=900, accuracy=20, reply_to=sent.message_id)
    await wang.move(live["message_id"], 38.91, 121.61)
    await wang.share_contact("+8613800000000")
    await wang.share_contact("+8613900000000", own=False)
    await wang.send_photo(PHOTO, "口罩")
    await wang.send_document(b"a,b", "stock.csv", "库存")
    for kind in ("sticker", "voice", "dice"):
        await wang.send_other(kind)
    await wang.forward("转发", "Li")
    said = await wang.say("我要 100 个口罩")
    await wang.edit(said["message_id"], "我要 200 个口罩")
    await wang.block()
    await wang.unblock()
    for updates in (await doors.aiogram.get_updates(), await doors.ptb.get_updates()):
        assert len(updates) == 16
        kinds = [update.model_dump(exclude_none=True) if hasattr(update, "model_dump")
                 else update.to_dict() for update in updates]  # fmt: skip
        assert kinds[1]["callback_query"]["data"] == "yes"
        assert kinds[2]["message"]["reply_to_message"]["message_id"] == sent.message_id
        assert kinds[3]["edited_message"]["location"]["latitude"] == 38.91
        assert kinds[4]["message"]["contact"]["user_id"] == wang.id
        assert "user_id" not in kinds[5]["message"]["contact"]
        assert kinds[13]["edited_message"]["text"] == "我要 200 个口罩"
        assert kinds[14]["my_chat_member"]["new_chat_member"]["status"] == "kicked"
        assert kinds[15]["my_chat_member"]["new_chat_member"]["status"] == "member"
