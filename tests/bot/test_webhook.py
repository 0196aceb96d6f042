"""The webhook's door: who gets in, and what is stored before Telegram is told so."""

import json
from collections.abc import AsyncIterator, Sequence
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from bot.web.webhook import BODY_LIMIT, SECRET_HEADER, webhook_route

PATH, SECRET = "unguessable-path-0001", "secret-header-0001"
UPDATE = {"update_id": 7, "message": {"text": "你好"}}
BODY = json.dumps(UPDATE).encode()
RIGHT = {SECRET_HEADER: SECRET}
DOOR = f"/telegram/{PATH}"


class Inbox:
    """Keeps what it is given, or fails as a full disk would."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []
        self.broken = False

    async def store(self, updates: Sequence[dict[str, Any]]) -> int:
        if self.broken:
            raise OSError("no space left")
        self.rows += updates
        return len(updates)


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
async def client(inbox: Inbox) -> AsyncIterator[httpx.AsyncClient]:
    app = Starlette(routes=[webhook_route(path=PATH, secret=SECRET, store=inbox.store)])
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://bot") as asking:
        yield asking


async def test_an_update_is_stored_and_then_acknowledged(
    client: httpx.AsyncClient, inbox: Inbox
) -> None:
    answer = await client.post(DOOR, content=BODY, headers=RIGHT)
    assert answer.status_code == 200
    assert inbox.rows == [UPDATE]


async def test_what_cannot_be_stored_is_not_acknowledged(
    client: httpx.AsyncClient, inbox: Inbox
) -> None:
    inbox.broken = True
    assert (await client.post(DOOR, content=BODY, headers=RIGHT)).status_code == 500


FORGED: dict[str, list[tuple[str | bytes, str | bytes]]] = {
    "no secret": [],
    "an empty secret": [(SECRET_HEADER, "")],
    "another secret": [(SECRET_HEADER, "guess")],
    "the secret's beginning": [(SECRET_HEADER, SECRET[:-1])],
    "the secret and more": [(SECRET_HEADER, SECRET + "x")],
    "the secret in capitals": [(SECRET_HEADER, SECRET.upper())],
    "letters beyond ASCII": [(SECRET_HEADER.encode(), "sécret-密".encode())],
    "a header of another name": [("X-Secret-Token", SECRET)],
    "the secret as a bearer": [("Authorization", f"Bearer {SECRET}")],
    "a forged address": [("X-Forwarded-For", "149.154.167.220")],
    "a forged address and host": [
        ("X-Forwarded-For", "149.154.167.220, 91.108.4.1"),
        ("X-Real-IP", "149.154.167.220"),
        ("Forwarded", "for=149.154.167.220"),
    ],
    "two secrets": [(SECRET_HEADER, SECRET), (SECRET_HEADER, "guess")],
}


@pytest.mark.parametrize("forgery", FORGED)
async def test_a_forged_update_leaves_no_trace(
    client: httpx.AsyncClient, inbox: Inbox, forgery: str
) -> None:
    headers = [(_bytes(name), _bytes(value)) for name, value in FORGED[forgery]]
    answer = await client.post(DOOR, content=BODY, headers=headers)
    assert answer.status_code == 401
    assert inbox.rows == []


def _bytes(words: str | bytes) -> bytes:
    return words if isinstance(words, bytes) else words.encode()


async def test_the_path_is_part_of_the_secret(client: httpx.AsyncClient, inbox: Inbox) -> None:
    for path in ("/", "/telegram", "/telegram/", "/telegram/guess", f"{DOOR}/x"):
        assert (await client.post(path, content=BODY, headers=RIGHT)).status_code == 404
    assert (await client.get(DOOR, headers=RIGHT)).status_code == 405
    assert inbox.rows == []


async def _endless() -> AsyncIterator[bytes]:
    for _ in range(2 * BODY_LIMIT // 4096):
        yield b"x" * 4096
    raise AssertionError("read to the end")


async def test_a_body_too_long_is_not_read(client: httpx.AsyncClient, inbox: Inbox) -> None:
    long = json.dumps({**UPDATE, "pad": "x" * BODY_LIMIT}).encode()
    assert (await client.post(DOOR, content=long, headers=RIGHT)).status_code == 413
    lying = {**RIGHT, "Content-Length": "10"}
    assert (await client.post(DOOR, content=_endless(), headers=lying)).status_code == 413
    assert (await client.post(DOOR, content=_endless(), headers=RIGHT)).status_code == 413
    odd = {**RIGHT, "Content-Length": "-5"}
    assert (await client.post(DOOR, content=_endless(), headers=odd)).status_code == 413
    assert inbox.rows == []


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"7", b'{"update_id":"7"}', b'{"update_id":true}', b'{"message":{}}',
     b"\xff\xfe", b"[" * 100_000],
)  # fmt: skip
async def test_what_is_no_update_is_refused(
    client: httpx.AsyncClient, inbox: Inbox, body: bytes
) -> None:
    assert (await client.post(DOOR, content=body, headers=RIGHT)).status_code == 400
    assert inbox.rows == []


@pytest.mark.parametrize(("path", "secret"), [("", SECRET), (PATH, "")])
def test_there_is_no_webhook_without_secrets(path: str, secret: str) -> None:
    with pytest.raises(ValueError, match="secret"):
        webhook_route(path=path, secret=secret, store=Inbox().store)
