"""What cannot be done is refused in Telegram's own words."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from bot.sandbox.checks import Schema
from bot.sandbox.client import SandboxClient
from bot.sandbox.phone import Phone
from bot.sandbox.server import serve
from bot.sandbox.state import TOKEN, World
from bot.sandbox.wire import NO_CAS

Json = dict[str, Any]


def keys(*buttons: Json) -> Json:
    return {"inline_keyboard": [list(buttons)]}


YES = {"text": "是", "callback_data": "yes"}
NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are "
    "exactly the same as a current content and reply markup of the message"
)
TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"

REFUSED: list[tuple[str, Json, int, str]] = [
    ("sendMessage", {"text": " \n "}, 400, "Bad Request: message text is empty"),
    ("sendMessage", {"text": "字" * 4097}, 400, "Bad Request: message is too long"),
    ("sendMessage", {"text": "😀" * 2049}, 400, "Bad Request: message is too long"),
    (
        "sendMessage",
        {"text": "x", "entities": [{"type": "bold", "offset": 0, "length": 2}]},
        400,
        "Bad Request: ENTITY_BOUNDS_INVALID",
    ),
    (
        "sendMessage",
        {"text": "x", "reply_markup": keys({"text": "x", "callback_data": "字" * 22})},
        400,
        "Bad Request: BUTTON_DATA_INVALID",
    ),
    (
        "sendMessage",
        {"text": "x", "reply_markup": keys({"text": "x", "callback_data": ""})},
        400,
        "Bad Request: BUTTON_DATA_INVALID",
    ),
    (
        "sendMessage",
        {"text": "x", "reply_markup": keys({"text": "", "callback_data": "x"})},
        400,
        "Bad Request: inline keyboard button text must be non-empty",
    ),
    (
        "sendMessage",
        {"text": "x", "reply_markup": keys({"text": "x"})},
        400,
        "Bad Request: text buttons are unallowed in the inline keyboard",
    ),
    (
        "sendMessage",
        {"text": "x", "reply_markup": keys(*[YES] * 101)},
        400,
        "Bad Request: reply markup is too long",
    ),
    ("sendMessage", {"chat_id": 7, "text": "x"}, 400, "Bad Request: chat not found"),
    ("sendMessage", {"chat_id": "@wang", "text": "x"}, 400, "Bad Request: chat not found"),
    (
        "sendMessage",
        {"text": "x", "reply_parameters": {"message_id": 99}},
        400,
        "Bad Request: message to be replied not found",
    ),
    (
        "sendMessage",
        {"text": "x", "parse_mode": "HTML"},
        501,
        "Not Implemented: the sandbox does not offer parse_mode; send entities",
    ),
    ("editMessageText", {"message_id": "SENT", "text": "hello"}, 400, NOT_MODIFIED),
    ("editMessageReplyMarkup", {"message_id": "SENT"}, 400, NOT_MODIFIED),
    (
        "editMessageText",
        {"message_id": 99, "text": "x"},
        400,
        "Bad Request: message to edit not found",
    ),
    (
        "editMessageText",
        {"message_id": 1, "text": "x"},
        400,
        "Bad Request: message can't be edited",
    ),
    (
        "editMessageText",
        {"message_id": "PLACE", "text": "x"},
        400,
        "Bad Request: there is no text in the message to edit",
    ),
    ("deleteMessage", {"message_id": 99}, 400, "Bad Request: message to delete not found"),
    (
        "sendPhoto",
        {"photo": "nothing"},
        400,
        "Bad Request: wrong file identifier/HTTP URL specified",
    ),
    (
        "sendPhoto",
        {"photo": "nothing", "caption": "字" * 1025},
        400,
        "Bad Request: message caption is too long",
    ),
    (
        "sendLocation",
        {"latitude": 91, "longitude": 0},
        400,
        "Bad Request: invalid latitude specified",
    ),
    (
        "sendChatAction",
        {"action": "juggling"},
        400,
        "Bad Request: wrong parameter action in request",
    ),
]


@dataclass(frozen=True)
class Chat:
    """One server for the whole table: a person, a text and a place that the bot sent them."""

    person: int
    known: Json
    api: httpx.AsyncClient


@pytest.fixture(scope="module")
async def chat(schema: Schema) -> AsyncIterator[Chat]:
    async with serve(World(schema=schema)) as url, SandboxClient(url) as sandbox:
        wang = await sandbox.user("Wang", username="wang")
        await wang.start()
        async with httpx.AsyncClient(base_url=f"{url}/bot{TOKEN}/", verify=NO_CAS) as api:
            sent = await api.post("sendMessage", json={"chat_id": wang.id, "text": "hello"})
            point = {"chat_id": wang.id, "latitude": 38.9, "longitude": 121.6}
            placed = await api.post("sendLocation", json=point)
            known = {
                "SENT": sent.json()["result"]["message_id"],
                "PLACE": placed.json()["result"]["message_id"],
            }
            yield Chat(wang.id, known, api)


@pytest.mark.parametrize(("method", "params", "code", "description"), REFUSED)
async def test_a_call_is_refused_in_telegrams_words(
    method: str, params: Json, code: int, description: str, chat: Chat
) -> None:
    filled = {
        name: chat.known.get(value, value) if isinstance(value, str) else value
        for name, value in params.items()
    }
    answer = await chat.api.post(method, json={"chat_id": chat.person, **filled})
    assert answer.status_code == code
    assert answer.json() == {"ok": False, "error_code": code, "description": description}


async def test_the_limits_themselves_are_allowed(wang: Phone, api: httpx.AsyncClient) -> None:
    wide = {"text": "x", "callback_data": "字" * 21 + "x"}
    markup = {"inline_keyboard": [[wide] * 10 for _ in range(10)]}
    for text in ("字" * 4096, "😀" * 2048):
        message = {"chat_id": wang.id, "text": text, "reply_markup": markup}
        assert (await api.post("sendMessage", json=message)).json()["ok"]


async def test_a_bot_may_not_write_first(sandbox: SandboxClient, api: httpx.AsyncClient) -> None:
    stranger = await sandbox.user("Li")
    answer = await api.post("sendMessage", json={"chat_id": stranger.id, "text": "x"})
    assert answer.status_code == 403
    said = "Forbidden: bot can't initiate conversation with a user"
    assert answer.json()["description"] == said


async def test_a_blocked_bot_is_told_and_may_write_again_later(
    wang: Phone, api: httpx.AsyncClient
) -> None:
    message = {"chat_id": wang.id, "text": "x"}
    await wang.block()
    answer = await api.post("sendMessage", json=message)
    assert answer.status_code == 403
    assert answer.json()["description"] == "Forbidden: bot was blocked by the user"
    await wang.unblock()
    assert (await api.post("sendMessage", json=message)).json()["ok"]


async def test_a_press_can_be_answered_once_and_in_time(
    sandbox: SandboxClient, wang: Phone, api: httpx.AsyncClient
) -> None:
    message = {"chat_id": wang.id, "text": "?", "reply_markup": keys(YES)}
    await api.post("sendMessage", json=message)

    async def answer(query: Json, text: str = "") -> Any:
        params = {"callback_query_id": query["id"], "text": text}
        return (await api.post("answerCallbackQuery", json=params)).json().get("description")

    first = await wang.act("press", button="yes")
    assert await answer(first, "x" * 201) == "Bad Request: MESSAGE_TOO_LONG"
    assert await answer(first, "x" * 200) is None
    assert await answer(first) == TOO_OLD
    stale = await wang.act("press", button="yes")
    await sandbox.advance(151)
    assert await answer(stale) == TOO_OLD
    assert await answer({"id": "5"}) == TOO_OLD


async def test_an_old_message_cannot_be_deleted(
    sandbox: SandboxClient, wang: Phone, api: httpx.AsyncClient
) -> None:
    sent = await api.post("sendMessage", json={"chat_id": wang.id, "text": "x"})
    await sandbox.advance(49 * 3600)
    params = {"chat_id": wang.id, "message_id": sent.json()["result"]["message_id"]}
    refused = (await api.post("deleteMessage", json=params)).json()
    assert refused["description"] == "Bad Request: message can't be deleted for everyone"


@pytest.mark.parametrize(
    ("button", "refusal"),
    [
        ("request_location", "location can be requested in private chats only"),
        ("request_contact", "phone number can be requested in private chats only"),
    ],
)
async def test_a_group_cannot_be_asked_where_or_who_it_is(
    button: str, refusal: str, sandbox: SandboxClient, wang: Phone, api: httpx.AsyncClient
) -> None:
    group = await sandbox.group("志愿者", wang)
    markup = {"keyboard": [[{"text": "x", button: True}]]}
    params = {"chat_id": group, "text": "x", "reply_markup": markup}
    answer = (await api.post("sendMessage", json=params)).json()
    assert answer["description"] == f"Bad Request: {refusal}"


@pytest.mark.parametrize(
    ("token", "code", "description"),
    [("123", 404, "Not Found"), (f"7{TOKEN}", 401, "Unauthorized")],
)
async def test_a_wrong_token_opens_nothing(
    token: str, code: int, description: str, url: str
) -> None:
    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.get(f"{url}/bot{token}/getMe")
    assert answer.status_code == code
    assert answer.json() == {"ok": False, "error_code": code, "description": description}


async def test_a_broken_request_is_refused(api: httpx.AsyncClient) -> None:
    headers = {"Content-Type": "application/json"}
    for body in ("{", "[1]"):
        answer = await api.post("sendMessage", content=body, headers=headers)
        assert answer.status_code == 400
    nested = {"chat_id": "5", "text": "x", "reply_markup": "{"}
    assert (await api.post("sendMessage", data=nested)).status_code == 400
    assert json.loads((await api.get("GETME")).text)["ok"]
