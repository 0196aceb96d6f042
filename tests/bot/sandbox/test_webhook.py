"""Webhook delivery: the secret, the order, the retry, the method in the answer."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from patience import ROOM
from uvicorn import Config, Server

from bot.sandbox.client import SandboxClient
from bot.sandbox.phone import Phone

Json = dict[str, Any]


class Listener:
    """A bot's own web server: keeps what it is sent and answers as it is told."""

    def __init__(self) -> None:
        self.updates: list[Json] = []
        self.secrets: list[str | None] = []
        self.statuses: list[int] = []
        self.reply: Json = {}
        self.delay = 0.0
        self.at_once = self.most_at_once = 0
        self.url = ""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        body = b""
        while True:
            event = await receive()
            body += event.get("body", b"")
            if not event.get("more_body"):
                break
        await asyncio.sleep(self.delay)
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        self.secrets.append(headers.get("x-telegram-bot-api-secret-token"))
        status = self.statuses.pop(0) if self.statuses else 200
        if status == 200:
            self.updates.append(json.loads(body))
        reply = json.dumps(self.reply).encode() if self.reply else b""
        self.reply = {}
        headers_out = [
            (b"content-type", b"application/json"),
            (b"content-length", b"%d" % len(reply)),
        ]
        await send({"type": "http.response.start", "status": status, "headers": headers_out})
        await send({"type": "http.response.body", "body": reply})
        self.at_once -= 1

    async def until(self, count: int) -> list[Json]:
        async with asyncio.timeout(ROOM):
            while len(self.updates) < count:
                await asyncio.sleep(0.01)
        return self.updates


@asynccontextmanager
async def listening(listener: Listener) -> AsyncIterator[None]:
    server = Server(
        Config(listener, port=0, lifespan="off", log_config=None, timeout_graceful_shutdown=1)
    )
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(server._serve())
        while not server.started:
            await asyncio.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        listener.url = f"http://127.0.0.1:{port}/hook"
        yield
        server.should_exit = True


@pytest.fixture
async def listener() -> AsyncIterator[Listener]:
    made = Listener()
    async with listening(made):
        yield made


async def test_updates_arrive_in_order_with_the_secret(
    listener: Listener, wang: Phone, api: httpx.AsyncClient
) -> None:
    listener.delay = 0.005
    await api.post("setWebhook", json={"url": listener.url, "secret_token": "s3-cret"})
    for number in range(10):
        await wang.say(f"{number}")
    updates = await listener.until(11)
    words = [update["message"]["text"] for update in updates]
    assert words == ["/start", *(f"{number}" for number in range(10))]
    assert set(listener.secrets) == {"s3-cret"}
    assert listener.most_at_once == 1
    assert (await api.get("getWebhookInfo")).json()["result"]["pending_update_count"] == 0


async def test_a_failed_delivery_is_repeated_and_holds_back_its_chat_only(
    listener: Listener, sandbox: SandboxClient, wang: Phone, api: httpx.AsyncClient
) -> None:
    await api.get("getUpdates", params={"offset": -1})
    await api.get("getUpdates", params={"offset": 1001})
    listener.statuses = [500, 503]
    await api.post("setWebhook", json={"url": listener.url})
    await wang.say("first")
    await wang.say("second")
    updates = await listener.until(2)
    assert [update["message"]["text"] for update in updates] == ["first", "second"]
    info = (await api.get("getWebhookInfo")).json()["result"]
    assert info["last_error_message"] == "Wrong response from the webhook: 503"
    await sandbox.drained()


async def test_a_dead_listener_loses_nothing(
    listener: Listener, sandbox: SandboxClient, wang: Phone, api: httpx.AsyncClient
) -> None:
    await api.post("setWebhook", json={"url": "http://127.0.0.1:9/"})
    await asyncio.sleep(0.1)
    info = (await api.get("getWebhookInfo")).json()["result"]
    assert info["pending_update_count"] == 1
    assert info["last_error_message"].startswith("Connection failed")
    await asyncio.sleep(1)
    await api.post("setWebhook", json={"url": listener.url})
    assert len(await listener.until(1)) == 1


async def test_chats_are_served_side_by_side(
    listener: Listener, sandbox: SandboxClient, api: httpx.AsyncClient
) -> None:
    listener.delay = 0.05
    await sandbox.flood(6, 1)
    await api.post("setWebhook", json={"url": listener.url, "max_connections": 4})
    await listener.until(6)
    assert 1 < listener.most_at_once <= 4


async def test_the_method_in_the_answer_is_done(
    listener: Listener, wang: Phone, api: httpx.AsyncClient
) -> None:
    listener.reply = {"method": "sendMessage", "chat_id": wang.id, "text": "by answer"}
    await api.post("setWebhook", json={"url": listener.url})
    assert (await wang.wait("by answer"))["text"] == "by answer"


@pytest.mark.parametrize(
    "params",
    [
        {"url": "ftp://example.org/"},
        {"url": "http://[broken"},
        {"url": "http://127.0.0.1:9/", "secret_token": "not allowed!"},
    ],
)
async def test_a_wrong_webhook_is_refused(params: Json, api: httpx.AsyncClient) -> None:
    assert (await api.post("setWebhook", json=params)).status_code == 400
