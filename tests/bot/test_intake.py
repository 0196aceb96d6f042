"""The poll loop: nothing is acknowledged that is not stored."""

import asyncio
import logging
from collections import deque
from collections.abc import Sequence
from typing import Any

import pytest
from manual_clock import ManualClock
from patience import ROOM
from scripted_api import ScriptedApi, refusal, scripted_api

from bot.channels.telegram_poll import ALLOWED_UPDATES, PollError, TelegramPoll
from bot.intake import LONGEST_WAIT, Intake

TOKEN = "900001:sandbox-token-of-the-first-bot-00000"


class Source:
    """Telegram's queue: forgets what is confirmed, fails as told."""

    def __init__(self, *updates: int) -> None:
        self.waiting = [{"update_id": number} for number in updates]
        self.offsets: list[int] = []
        self.errors: deque[Exception] = deque()
        self.dry = asyncio.Event()

    async def fetch(self, offset: int) -> list[dict[str, Any]]:
        self.offsets.append(offset)
        if self.errors:
            raise self.errors.popleft()
        self.waiting = [update for update in self.waiting if update["update_id"] >= offset]
        if not self.waiting:
            self.dry.set()
            await asyncio.Event().wait()
        return self.waiting[:2]


class Store:
    """An inbox that fails as told."""

    def __init__(self) -> None:
        self.kept: list[int] = []
        self.errors: deque[Exception] = deque()

    async def store(self, updates: Sequence[dict[str, Any]]) -> int:
        if self.errors:
            raise self.errors.popleft()
        self.kept += [update["update_id"] for update in updates]
        return len(updates)


async def poll(source: Source, store: Store, clock: ManualClock) -> None:
    """Poll until there is nothing more."""
    stop = asyncio.Event()
    async with asyncio.timeout(ROOM), asyncio.TaskGroup() as tasks:
        tasks.create_task(Intake(source, store.store, clock).run(stop))
        await source.dry.wait()
        stop.set()


async def test_a_batch_is_stored_before_the_next_is_asked_for() -> None:
    source, store = Source(5, 6, 7), Store()
    await poll(source, store, ManualClock())
    assert store.kept == [5, 6, 7]
    assert source.offsets == [0, 7, 8]


async def test_what_could_not_be_stored_is_asked_for_again() -> None:
    source, store, clock = Source(5, 6, 7), Store(), ManualClock(jump=True)
    store.errors.append(OSError("disk full"))
    await poll(source, store, clock)
    assert store.kept == [5, 6, 7]
    assert source.offsets == [0, 0, 7, 8]
    assert clock.slept == [0.5]


async def test_numbers_that_start_anew_are_followed() -> None:
    source, store = Source(10**9), Store()
    await poll(source, store, ManualClock())
    source.waiting, source.dry = [{"update_id": 3}, {"update_id": 4}], asyncio.Event()
    await poll(source, store, ManualClock())
    assert store.kept == [10**9, 3, 4]


async def test_failures_are_waited_out_longer_each_time(
    caplog: pytest.LogCaptureFixture,
) -> None:
    source, store, clock = Source(), Store(), ManualClock(jump=True)
    source.errors.extend([PollError(502, "not JSON")] * 9)
    await poll(source, store, clock)
    assert clock.slept == [0.5, 1, 2, 4, 8, 16, LONGEST_WAIT, LONGEST_WAIT, LONGEST_WAIT]
    levels = [record.levelno for record in caplog.records]
    assert levels == [logging.WARNING] * 3 + [logging.ERROR] * 6


async def test_telegrams_own_wish_to_wait_is_heeded() -> None:
    source, store, clock = Source(), Store(), ManualClock(jump=True)
    source.errors.append(PollError(429, "Too Many Requests", 17))
    await poll(source, store, clock)
    assert clock.slept == [17]


@pytest.mark.parametrize("status", [401, 404, 409])
async def test_what_an_operator_must_end_is_said_aloud(
    status: int, caplog: pytest.LogCaptureFixture
) -> None:
    source, store, clock = Source(), Store(), ManualClock(jump=True)
    source.errors.append(PollError(status, "no"))
    await poll(source, store, clock)
    (record,) = caplog.records
    assert record.levelno == logging.ERROR
    assert record.message != "no updates come in"


async def asked(api: ScriptedApi, offset: int = 0) -> list[dict[str, Any]]:
    """One getUpdates."""
    async with TelegramPoll(TOKEN, api.url, wait=0) as source:
        return await source.fetch(offset)


async def test_every_call_says_what_we_read() -> None:
    async with scripted_api() as api:
        api.answers.append((200, {"ok": True, "result": [{"update_id": 4}]}))
        assert await asked(api, 4) == [{"update_id": 4}]
    ((method, parameters),) = api.calls
    assert method == "getUpdates"
    assert parameters == {
        "offset": 4, "limit": 100, "timeout": 0, "allowed_updates": list(ALLOWED_UPDATES),
    }  # fmt: skip


@pytest.mark.parametrize("answer", [b"reset", (502, b"<html>"), refusal(401, "Unauthorized")])
async def test_no_failure_tells_the_token(answer: Any, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with scripted_api() as api:
        api.answers.append(answer)
        with pytest.raises(PollError) as caught:
            await asked(api)
    secret = TOKEN.partition(":")[2]
    assert secret not in f"{caught.value!r} {caught.value} {caught.value.__cause__!r} {caplog.text}"
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
