"""What axe-core finds: nothing, in both themes and languages, on a desk and in a hand.

Four views hold every pair of theme, language and size. The two in English are left to `make soak`:
what is English is looked at by the tests of editing and of groups in every run.
"""

import pytest
from browsing import Window
from playwright.async_api import Browser, expect

from bot.demo.stage import Stage

DESK, HAND = (1280, 800), (360, 740)


@pytest.fixture(scope="module")
async def peopled(stage: Stage) -> Stage:
    """A city with two people: one has signed up, one has not begun."""
    wang = await stage.sandbox.user("王女士", lang="zh-hans")
    await wang.start()
    await wang.wait("居民")
    await wang.share_location(38.904, 121.589)
    await wang.send_photo()
    await stage.sandbox.user("Li", lang="en")
    return stage


@pytest.mark.parametrize(
    ("theme", "lang", "size"),
    [
        ("light", "zh", DESK),
        ("dark", "zh", HAND),
        pytest.param("dark", "en", DESK, marks=pytest.mark.soak),
        pytest.param("light", "en", HAND, marks=pytest.mark.soak),
    ],
)
async def test_axe_finds_nothing(
    browser: Browser, peopled: Stage, theme: str, lang: str, size: tuple[int, int]
) -> None:
    width, height = size
    async with Window.opened(
        browser, peopled.url, width=width, height=height, theme=theme, lang=lang
    ) as window:
        page = window.page
        await expect(page.locator(".message").first).to_be_visible()
        assert await window.flaws() == []
        wang = await window.phone("王女士")
        await wang.element.locator(".composer-line .icon-button").first.click()
        assert await window.flaws() == []
        await page.keyboard.press("Escape")
        if size == HAND:
            await page.locator('#tabs [data-tab="city"]').click()
        await page.locator("#legend summary").click()
        await page.locator(".board-tabs button").nth(2).click()
        await page.locator(".district").first.dispatch_event("click")
        await expect(page.locator(".card")).to_be_visible()
        assert await window.flaws() == []
