"""A city on a stage, and a real Chromium that looks at its page.

Without a Chromium on the machine these tests are skipped, each by its name.
"""

from collections.abc import AsyncIterator

import pytest
from browsing import Window, chromium, open_chromium
from playwright.async_api import Browser

from bot.demo.stage import Stage, open_stage


@pytest.fixture(autouse=True)
def _needs_chromium() -> None:
    if chromium() is None:
        pytest.skip("no Chromium on this machine: the page is not looked at")


@pytest.fixture(scope="session")
async def browser(anyio_backend: str) -> AsyncIterator[Browser]:
    """One Chromium for all tests of a worker."""
    async with open_chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
async def stage(anyio_backend: str) -> AsyncIterator[Stage]:
    """A city with nobody in it when a module's tests begin; each brings people of its own."""
    async with open_stage() as opened:
        yield opened


@pytest.fixture(scope="session")
async def tab(browser: Browser) -> AsyncIterator[Window]:
    """A tab for one test after the other: a new one costs as much again as the page in it."""
    async with Window.empty(browser) as opened:
        yield opened


@pytest.fixture
async def window(tab: Window, stage: Stage) -> AsyncIterator[Window]:
    """The page on a desk, in Chinese and light; whatever it complains of breaks the test."""
    await tab.visit(stage.url)
    try:
        yield tab
        assert not tab.complaints, tab.complaints
    finally:
        await tab.forget()
