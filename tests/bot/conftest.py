"""A Telegram of our own on loopback: the sandbox, one person with a phone, and the way out."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

import bot.channels.aiogram_quick  # noqa: F401 (as in the product, before anything of aiogram)
from bot.channels.telegram_out import TelegramChannel
from bot.sandbox.checks import Schema
from bot.sandbox.client import SandboxClient
from bot.sandbox.phone import Phone
from bot.sandbox.server import serve
from bot.sandbox.state import TOKEN, World

API = Path(__file__).parents[1] / "data" / "telegram_api.json"


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
async def wang(sandbox: SandboxClient) -> Phone:
    """Someone who has pressed Start."""
    phone = await sandbox.user("Wang", lang="zh-hans")
    await phone.start()
    return phone


@pytest.fixture
async def channel(url: str) -> AsyncIterator[TelegramChannel]:
    """The way out to the sandbox, ten times as fast as in production."""
    async with TelegramChannel(TOKEN, url, step=0.004) as out:
        yield out
