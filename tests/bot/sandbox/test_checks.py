"""Requests are held against the Bot API as data."""

import json
from typing import Any

import httpx
import pytest

from bot.sandbox.checks import Schema
from bot.sandbox.client import SandboxClient
from bot.sandbox.errors import Violation
from bot.sandbox.payload import Upload
from bot.sandbox.phone import Phone

Json = dict[str, Any]
KEYS = {"inline_keyboard": [[{"text": "x", "callback_data": "y"}]]}

RIGHT: list[tuple[str, Json]] = [
    ("sendMessage", {"chat_id": "5", "text": "x", "disable_notification": "true"}),
    ("sendMessage", {"chat_id": "@name", "text": "x", "reply_markup": json.dumps(KEYS)}),
    ("sendMessage", {"chat_id": 5, "text": "x", "reply_markup": {"remove_keyboard": True}}),
    ("sendLocation", {"chat_id": 5, "latitude": "38.9", "longitude": 121}),
    ("setMyCommands", {"commands": "[]", "scope": '{"type": "default"}'}),
    ("sendPhoto", {"chat_id": 5, "photo": "attach://a"}),
]
WRONG: list[tuple[str, Json, str]] = [
    ("sendMessage", {"chat_id": 5}, "required parameter text is missing"),
    ("sendMessage", {"chat_id": 5, "text": "x", "colour": "red"}, "no parameter colour"),
    ("sendMessage", {"chat_id": 5, "text": 7}, "text must be of type String"),
    ("sendMessage", {"chat_id": True, "text": "x"}, "chat_id must be of type Integer or String"),
    ("sendMessage", {"chat_id": 5, "text": "x", "reply_markup": "{"}, "reply_markup must be"),
    ("sendMessage", {"chat_id": 5, "text": "x", "reply_markup": {"keys": []}}, "reply_markup"),
    (
        "sendMessage",
        {"chat_id": 5, "text": "x", "reply_markup": {"inline_keyboard": [[{"texts": "x"}]]}},
        "reply_markup",
    ),
    ("sendMessage", {"chat_id": 5, "text": "x", "protect_content": "perhaps"}, "protect_content"),
    ("editMessageText", {"chat_id": 5, "message_id": "one", "text": "x"}, "message_id"),
    ("sendLocation", {"chat_id": 5, "latitude": "north", "longitude": 1}, "latitude"),
]


@pytest.mark.parametrize(("method", "params"), RIGHT)
def test_what_is_documented_passes(method: str, params: Json, schema: Schema) -> None:
    schema.check(method, params, {"a": Upload("a", b"x")})


@pytest.mark.parametrize(("method", "params", "said"), WRONG)
def test_what_is_not_documented_is_a_violation(
    method: str, params: Json, said: str, schema: Schema
) -> None:
    with pytest.raises(Violation, match=said):
        schema.check(method, params, {})


async def test_violations_are_refused_and_kept(
    sandbox: SandboxClient, wang: Phone, api: httpx.AsyncClient
) -> None:
    answers = [
        await api.post("sendMessage", json={"chat_id": wang.id, "txt": "x"}),
        await api.post("sendPoll", json={"chat_id": wang.id}),
        await api.post("sendPigeon", json={"chat_id": wang.id}),
        await api.post("sendMessage", json={"chat_id": 1, "text": "no violation, only refused"}),
    ]
    assert [answer.status_code for answer in answers] == [400, 501, 404, 400]
    assert answers[2].json()["description"] == "Not Found"
    violations = await sandbox.violations()
    assert [line["method"] for line in violations] == ["sendMessage", "sendPoll", "sendPigeon"]
    assert violations[0]["violation"] == (
        "Bad Request: sendMessage: required parameter text is missing"
    )
