"""Send limits: off by default; overall, per private chat, per group."""

import httpx
import pytest

from bot.sandbox.client import SandboxClient
from bot.sandbox.limits import Limits
from bot.sandbox.phone import Phone


class Hand:
    """A clock moved by hand, in seconds."""

    def __init__(self) -> None:
        self.now = 50.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def hand() -> Hand:
    return Hand()


@pytest.fixture
def limits(hand: Hand) -> Limits:
    made = Limits(hand)
    made.set(on=True)
    return made


def test_one_private_chat_gets_a_burst_of_three_then_one_a_second(
    limits: Limits, hand: Hand
) -> None:
    waits = [limits.wait_for(1, "sendMessage", 7) for _ in range(5)]
    assert waits == [0, 0, 0, 1, 1]
    hand.now += 1
    assert [limits.wait_for(1, "sendMessage", 7) for _ in range(2)] == [0, 1]
    assert limits.wait_for(1, "sendMessage", 8) == 0


def test_all_chats_together_get_thirty_a_second(limits: Limits, hand: Hand) -> None:
    waits = [limits.wait_for(1, "sendMessage", chat) for chat in range(1, 41)]
    assert waits == [0] * 30 + [1] * 10
    assert limits.refused == 10
    hand.now += 0.5
    assert [limits.wait_for(1, "sendMessage", chat) for chat in range(50, 67)].count(0) == 15


def test_a_group_gets_twenty_a_minute(limits: Limits, hand: Hand) -> None:
    waits = [limits.wait_for(1, "sendMessage", -5) for _ in range(21)]
    assert waits == [0] * 20 + [3]
    hand.now += 3
    assert limits.wait_for(1, "sendMessage", -5) == 0


def test_edits_count_overall_only_and_other_calls_never(limits: Limits) -> None:
    assert [limits.wait_for(1, "editMessageText", 7) for _ in range(31)] == [0] * 30 + [1]
    assert limits.wait_for(1, "answerCallbackQuery", 0) == 0


async def test_too_many_sends_get_429_once_limits_are_on(
    sandbox: SandboxClient, wang: Phone, api: httpx.AsyncClient
) -> None:
    message = {"chat_id": wang.id, "text": "x"}
    free = [(await api.post("sendMessage", json=message)).status_code for _ in range(8)]
    assert free == [200] * 8
    await sandbox.limits(on=True, private_burst=2)
    bound = [await api.post("sendMessage", json=message) for _ in range(3)]
    assert [answer.status_code for answer in bound] == [200, 200, 429]
    assert bound[2].json()["parameters"] == {"retry_after": 1}
    assert bound[2].headers["Retry-After"] == "1"
    assert (await sandbox.limits())["refused"] == 1


async def test_the_webhook_may_change_once_a_second(api: httpx.AsyncClient) -> None:
    one, two = {"url": "http://127.0.0.1:9/1"}, {"url": "http://127.0.0.1:9/2"}
    codes = [(await api.post("setWebhook", json=hook)).status_code for hook in (one, one, two)]
    assert codes == [200, 200, 429]
