"""How the bot presents itself, and which way its updates come in."""

import pytest
from manual_clock import ManualClock
from scripted_api import refusal, scripted_api

from bot.channels.base import Delivery, DeliveryKind, SendError
from bot.channels.telegram_out import TelegramChannel
from bot.channels.telegram_poll import ALLOWED_UPDATES
from bot.channels.telegram_profile import (
    LATER,
    Introduction,
    introduce,
    keep_introducing,
    use_polling,
    use_webhook,
)
from bot.sandbox.client import SandboxClient
from bot.sandbox.phone import Phone
from bot.sandbox.state import TOKEN

SECRET = "secret-header-0001"
TRUE = (200, {"ok": True, "result": True})
HELLO = Introduction("zh", (("help", "求助"),), "救灾物资", "救灾")


async def test_strangers_read_who_we_are_in_their_language(
    channel: TelegramChannel, sandbox: SandboxClient
) -> None:
    await introduce(channel, [HELLO, Introduction("", (("help", "Help"),))])
    calls = await sandbox.calls("setMyCommands")
    assert [call["params"].get("language_code") for call in calls] == ["zh", None]
    assert all("all_private_chats" in str(call["params"]["scope"]) for call in calls)
    assert len(await sandbox.calls("setMyDescription")) == 1
    assert len(await sandbox.calls("setMyShortDescription")) == 1
    assert await sandbox.violations() == []


async def test_a_person_sees_the_commands_of_their_role(
    channel: TelegramChannel, sandbox: SandboxClient, wang: Phone
) -> None:
    commands = (("stuck", "What is stuck"), ("help", "Help"))
    await channel.send(Delivery(str(wang.id), DeliveryKind.COMMANDS, commands=commands))
    (call,) = await sandbox.calls("setMyCommands")
    assert str(wang.id) in str(call["params"]["scope"])
    assert await sandbox.violations() == []


async def test_updates_come_in_by_webhook_or_by_polling(
    channel: TelegramChannel, sandbox: SandboxClient
) -> None:
    await use_webhook(channel, "http://127.0.0.1:9/telegram/x", SECRET)
    (call,) = await sandbox.calls("setWebhook")
    assert all(kind in str(call["params"]["allowed_updates"]) for kind in ALLOWED_UPDATES)
    await use_polling(channel)
    assert (await sandbox.calls("deleteWebhook"))[-1]["status"] == 200
    assert await sandbox.violations() == []


async def test_an_outage_only_puts_the_introduction_off() -> None:
    clock = ManualClock(jump=True)
    async with scripted_api() as api, TelegramChannel(TOKEN, api.url, step=0.001) as channel:
        api.answers.extend([(502, b"<html>502</html>"), *[TRUE] * 3])
        await keep_introducing(channel, [HELLO], clock)
        assert len(api.calls) == 4
        assert clock.slept == [LATER]
        api.answers.append(refusal(400, "Bad Request: BOT_COMMAND_INVALID"))
        await keep_introducing(channel, [HELLO], clock)
        assert clock.slept == [LATER]


async def test_a_refusal_is_ours_to_read() -> None:
    async with scripted_api() as api, TelegramChannel(TOKEN, api.url, step=0.001) as channel:
        api.answers.append(refusal(400, "Bad Request: bad webhook"))
        with pytest.raises(SendError, match="Bad webhook"):
            await use_webhook(channel, "http://127.0.0.1:9/telegram/x", SECRET)
        api.answers.append(refusal(400, "Bad Request: BOT_COMMAND_INVALID"))
        with pytest.raises(SendError, match=r"(?i)bot_command_invalid"):
            await introduce(channel, [HELLO])


async def test_telegram_takes_one_change_a_second() -> None:
    async with scripted_api() as api, TelegramChannel(TOKEN, api.url, step=0.001) as channel:
        api.answers.extend([refusal(429, "Too Many Requests", retry_after=1), TRUE])
        await use_polling(channel)
        assert [method for method, _ in api.calls] == ["deleteWebhook", "deleteWebhook"]
