"""A sandbox server with one person in it, and raw calls to it."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from bot.sandbox.checks import Schema
from bot.sandbox.client import SandboxClient
from bot.sandbox.phone import Phone
from bot.sandbox.server import serve
from bot.sandbox.state import TOKEN, World
from bot.sandbox.wire import NO_CAS

API = Path(__file__).parents[2] / "data" / "telegram_api.json"


@pytest.fixture(scope="session")
def schema() -> Schema:
    return Schema.load(API)


@pytest.fixture
def world(schema: Schema) -> World:
    return World(schema=schema, webhook_backoff=0.02, first_update_id=1000)


@pytest.fixture
async def url(world: World) -> AsyncIterator[str]:
    async with serve(world) as address:
        yield address


@pytest.fixture
async def sandbox(url: str) -> AsyncIterator[SandboxClient]:
    async with SandboxClient(url) as client:
        yield client


@pytest.fixture
async def api(url: str) -> AsyncIterator[httpx.AsyncClient]:
    """Raw calls: `await api.post("sendMessage", json={...})`."""
    base = f"{url}/bot{TOKEN}/"
    async with httpx.AsyncClient(base_url=base, trust_env=False, verify=NO_CAS) as client:
        yield client


@pytest.fixture
async def wang(sandbox: SandboxClient) -> Phone:
    """Someone who has pressed Start."""
    phone = await sandbox.user("Wang", lang="zh-hans", username="wang")
    await phone.start()
    return phone
