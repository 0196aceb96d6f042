"""What leaves for Telegram, and what each of its refusals means."""

import dataclasses
import logging
from collections.abc import AsyncIterator
from typing import Any

import pytest
from scripted_api import HANG, RESET, ScriptedApi, refusal, scripted_api

from bot.channels import telegram_out
from bot.channels.base import Delivery, DeliveryKind, SendError, Sent
from bot.channels.telegram_out import TelegramChannel
from bot.sandbox.client import SandboxClient
from bot.sandbox.phone import Phone
from handlers.dialog import Ask, Venue
from handlers.speech.message import Entity, Key, Message

TOKEN = "900001:sandbox-token-of-the-first-bot-00000"
BOLD = Message("急需 <b>口罩</b> & 手套", entities=(Entity("bold", 0, 2),))
KEYS = ((Key("接受", data="a:accept:1", style="success"), Key("帮助", url="https://example.org")),)


@pytest.fixture
async def scripted() -> AsyncIterator[ScriptedApi]:
    async with scripted_api() as api:
        yield api


@pytest.fixture
async def out(scripted: ScriptedApi) -> AsyncIterator[TelegramChannel]:
    async with TelegramChannel(TOKEN, scripted.url, step=0.001) as channel:
        yield channel


DELIVERIES = {
    "message": Delivery("5", DeliveryKind.MESSAGE, Message("你好")),
    "photo": Delivery("5", DeliveryKind.MESSAGE, Message("签收", photo="file")),
    "venue": Delivery("5", DeliveryKind.MESSAGE, Message("", venue=Venue(1, 2, "T", "A"))),
    "edit": Delivery("5", DeliveryKind.EDIT, Message("你好"), message_id="9"),
    "unbutton": Delivery("5", DeliveryKind.UNBUTTON, message_id="9"),
    "delete": Delivery("5", DeliveryKind.DELETE, message_id="9"),
    "answer": Delivery("5", DeliveryKind.ANSWER, press_id="42", toast="好"),
}
METHODS = {
    "message": "sendMessage",
    "photo": "sendPhoto",
    "venue": "sendVenue",
    "edit": "editMessageText",
    "unbutton": "editMessageReplyMarkup",
    "delete": "deleteMessage",
    "answer": "answerCallbackQuery",
}
NEWS = {"message", "photo", "venue"}
TRUE = (200, {"ok": True, "result": True})


def failure(**what: Any) -> dict[str, Any]:
    """All that a SendError says, with everything else at its default."""
    nothing = {"retryable": False, "retry_after": 0.0, "unsure": False, "blocked": False,
               "gone": False, "down": False, "moved_to": ""}  # fmt: skip
    return {**nothing, **what}


DENIALS: dict[str, tuple[Any, dict[str, Any]]] = {
    "too many": (
        refusal(429, "Too Many Requests: retry after 7", retry_after=7),
        failure(retryable=True, retry_after=7.0),
    ),
    "blocked": (refusal(403, "Forbidden: bot was blocked by the user"), failure(blocked=True)),
    "never met": (
        refusal(403, "Forbidden: bot can't initiate conversation with a user"),
        failure(blocked=True),
    ),
    "gone person": (refusal(403, "Forbidden: user is deactivated"), failure(blocked=True)),
    "no such chat": (refusal(400, "Bad Request: chat not found"), failure()),
    "too long": (refusal(400, "Bad Request: message is too long"), failure()),
    "server error": (
        refusal(500, "Internal Server Error"),
        failure(retryable=True, down=True),
    ),
    "bad gateway": ((502, b"<html>502</html>"), failure(retryable=True, down=True)),
    "gateway time-out": (
        (504, b"<html>504</html>"),
        failure(retryable=True, down=True, unsure=True),
    ),
    "reply lost": (RESET, failure(retryable=True, down=True, unsure=True)),
    "no reply": (HANG, failure(retryable=True, down=True, unsure=True)),
    "reply cut off": ((200, b'{"ok":true,"res'), failure(retryable=True, unsure=True)),
    "wrong token": (refusal(401, "Unauthorized"), failure(retryable=True, down=True)),
    "unknown method": (refusal(404, "Not Found"), failure(retryable=True, down=True)),
    "conflict": (refusal(409, "Conflict: terminated"), failure(retryable=True, down=True)),
}


@pytest.mark.parametrize("kind", DELIVERIES)
@pytest.mark.parametrize("denial", DENIALS)
async def test_every_refusal_has_a_meaning(
    out: TelegramChannel,
    scripted: ScriptedApi,
    monkeypatch: pytest.MonkeyPatch,
    denial: str,
    kind: str,
) -> None:
    answer, expected = DENIALS[denial]
    scripted.answers.extend([answer] * (2 if kind == "photo" else 1))
    if answer == HANG:
        monkeypatch.setattr(telegram_out, "READ", 0.05)
        out = TelegramChannel(TOKEN, scripted.url, step=0.001)
    with pytest.raises(SendError) as caught:
        await out.send(DELIVERIES[kind])
    told = {name: getattr(caught.value, name) for name in expected}
    assert told == expected
    assert scripted.calls[0][0] == METHODS[kind]


@pytest.mark.parametrize("kind", DELIVERIES)
async def test_a_server_that_is_not_there_got_nothing(kind: str) -> None:
    async with TelegramChannel(TOKEN, "http://127.0.0.1:9", step=0.001) as out:
        with pytest.raises(SendError) as caught:
            await out.send(DELIVERIES[kind])
    assert (caught.value.retryable, caught.value.unsure, caught.value.down) == (True, False, True)


@pytest.mark.parametrize("kind", DELIVERIES)
async def test_what_was_sent_has_a_number(
    out: TelegramChannel, scripted: ScriptedApi, kind: str
) -> None:
    if kind not in NEWS:
        scripted.answers.append(TRUE)
    expected = {"edit": "9", "unbutton": "9", "delete": "", "answer": ""}.get(kind, "77")
    assert await out.send(DELIVERIES[kind]) == Sent(expected)


SETTLED = {
    "an equal edit": ("edit", "message is not modified: specified new message content", "9"),
    "no buttons to take": ("unbutton", "message is not modified: specified", "9"),
    "nothing to unbutton": ("unbutton", "message to edit not found", ""),
    "nothing to delete": ("delete", "message to delete not found", ""),
    "a late answer": ("answer", "query is too old and response timeout expired", ""),
    "an answer nobody asked": ("answer", "QUERY_ID_INVALID", ""),
}


@pytest.mark.parametrize("case", SETTLED)
async def test_some_refusals_mean_done(
    out: TelegramChannel, scripted: ScriptedApi, case: str
) -> None:
    kind, told, message_id = SETTLED[case]
    scripted.answers.append(refusal(400, f"Bad Request: {told}"))
    assert await out.send(DELIVERIES[kind]) == Sent(message_id)
    assert len(scripted.calls) == 1


@pytest.mark.parametrize(
    "told",
    ["message to edit not found", "message can't be edited", "MESSAGE_ID_INVALID",
     "there is no text in the message to edit"],
)  # fmt: skip
async def test_an_edit_may_come_too_late(
    out: TelegramChannel, scripted: ScriptedApi, told: str
) -> None:
    scripted.answers.append(refusal(400, f"Bad Request: {told}"))
    edit = dataclasses.replace(DELIVERIES["edit"], message=BOLD)
    with pytest.raises(SendError) as caught:
        await out.send(edit)
    assert (caught.value.gone, caught.value.retryable) == (True, False)
    assert len(scripted.calls) == 1


@pytest.mark.parametrize("message", [BOLD, Message("签收", photo="bad", keys=KEYS)])
async def test_what_is_refused_for_its_looks_goes_out_plain(
    out: TelegramChannel, scripted: ScriptedApi, message: Message
) -> None:
    scripted.answers.append(refusal(400, "Bad Request: can't parse entities"))
    assert await out.send(Delivery("5", DeliveryKind.MESSAGE, message)) == Sent("77")
    (_, _), (method, asked) = scripted.calls
    assert (method, asked["text"]) == ("sendMessage", message.text)
    assert "entities" not in asked
    assert ("reply_markup" in asked) == bool(message.keys)


async def test_a_group_that_moved_is_followed(out: TelegramChannel, scripted: ScriptedApi) -> None:
    moved = refusal(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-100_5)
    scripted.answers.append(moved)
    for _ in range(2):
        await out.send(Delivery("-5", DeliveryKind.MESSAGE, Message("x")))
    assert [asked["chat_id"] for _, asked in scripted.calls] == ["-5", "-1005", "-1005"]


async def test_people_see_what_was_meant(
    channel: TelegramChannel, sandbox: SandboxClient, wang: Phone
) -> None:
    here = str(wang.id)
    sent = await channel.send(
        Delivery(here, DeliveryKind.MESSAGE, dataclasses.replace(BOLD, keys=KEYS))
    )
    message = await wang.last()
    assert message["text"] == BOLD.text
    assert message["entities"] == [{"type": "bold", "offset": 0, "length": 2}]
    (row,) = message["reply_markup"]["inline_keyboard"]
    assert row[0] == {"text": "接受", "callback_data": "a:accept:1", "style": "success"}
    assert row[1] == {"text": "帮助", "url": "https://example.org"}
    edit = Delivery(here, DeliveryKind.EDIT, Message("好了"), message_id=sent.message_id)
    assert await channel.send(edit) == sent
    message = await wang.last()
    assert message["text"] == "好了"
    assert "reply_markup" not in message
    assert await channel.send(edit) == sent, "an equal edit is no failure"
    assert await sandbox.violations() == []


async def test_a_keyboard_asks_for_what_only_it_can_ask(
    channel: TelegramChannel, sandbox: SandboxClient, wang: Phone
) -> None:
    here = str(wang.id)
    keyboard = (
        (Key("发送位置", ask=Ask.LOCATION),),
        (Key("发送电话", ask=Ask.CONTACT), Key("返回")),
    )
    await channel.send(Delivery(here, DeliveryKind.MESSAGE, Message("在哪?", keyboard=keyboard)))
    shown = (await wang.look())["keyboard"]
    assert shown is not None
    assert shown["keyboard"][0] == [{"text": "发送位置", "request_location": True}]
    assert shown["keyboard"][1] == [
        {"text": "发送电话", "request_contact": True},
        {"text": "返回"},
    ]
    gone = Message("谢谢", remove_keyboard=True)
    await channel.send(Delivery(here, DeliveryKind.MESSAGE, gone))
    assert (await wang.look())["keyboard"] is None
    assert await sandbox.violations() == []


async def test_a_place_to_go_and_a_photo_are_shown(
    channel: TelegramChannel, sandbox: SandboxClient, wang: Phone
) -> None:
    here = str(wang.id)
    hall = Venue(38.91, 121.61, "友好广场", "中山区")
    await channel.send(Delivery(here, DeliveryKind.MESSAGE, Message("", venue=hall)))
    photo = await wang.send_photo()
    file_id = photo["photo"][-1]["file_id"]
    shown = Message("签收照片", entities=(Entity("bold", 0, 2),), photo=file_id)
    await channel.send(Delivery(here, DeliveryKind.MESSAGE, shown))
    venue, _, picture = (await wang.look())["messages"][-3:]
    assert venue["venue"]["title"] == "友好广场"
    assert picture["caption"] == "签收照片"
    assert await sandbox.violations() == []


async def test_we_know_who_we_are(channel: TelegramChannel) -> None:
    assert await channel.probe() == "sandbox_bot"


@pytest.mark.parametrize(
    ("answer", "is_final"),
    [(refusal(401, "Unauthorized"), True), (refusal(404, "Not Found"), True), (RESET, False)],
)
async def test_a_token_telegram_does_not_know_is_final(
    out: TelegramChannel, scripted: ScriptedApi, answer: Any, is_final: bool
) -> None:
    scripted.answers.append(answer)
    with pytest.raises(SendError) as caught:
        await out.probe()
    assert (not caught.value.retryable, caught.value.down) == (is_final, True)


async def test_no_token_in_logs_errors_or_repr(
    scripted: ScriptedApi, caplog: pytest.LogCaptureFixture
) -> None:
    secret = TOKEN.partition(":")[2]
    caplog.set_level(logging.DEBUG)
    shown: list[str] = []
    async with TelegramChannel(TOKEN, scripted.url, step=0.001) as out:
        shown.append(repr(out))
        for answer, _ in [*DENIALS.values()]:
            if answer == HANG:
                continue
            scripted.answers.append(answer)
            try:
                await out.send(DELIVERIES["message"])
            except SendError as error:
                shown += [repr(error), str(error), error.reason, repr(error.__cause__)]
        scripted.answers.append(refusal(401, "Unauthorized"))
        with pytest.raises(SendError) as caught:
            await out.probe()
        shown.append(str(caught.value))
    assert secret not in caplog.text
    assert not any(secret in text for text in shown)
