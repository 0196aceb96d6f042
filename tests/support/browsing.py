"""The page in a real browser, with hands: phones are pressed and typed on as people do it.

Only Debian's Chromium is driven; nothing is downloaded.
"""

import contextlib
import re
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self
from urllib.parse import urljoin

from playwright.async_api import Browser, Locator, Page, async_playwright, expect

LOCALES = {"zh": "zh-CN", "en": "en-GB"}
NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 30_000
"""Milliseconds until something must be on the screen; the machine may be busy."""
NOTHING = "/icon.svg"
"""Where a tab waits between two tests: at the same address, so that its process is kept too."""
expect.set_options(timeout=PATIENCE)
AXE = Path(__file__).parents[1] / "browser" / "vendor" / "axe.min.js"


def chromium() -> str | None:
    """Where the machine's Chromium is, if it has one."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


@contextlib.asynccontextmanager
async def open_chromium() -> AsyncIterator[Browser]:
    """The machine's Chromium, headless."""
    async with async_playwright() as play:
        browser = await play.chromium.launch(executable_path=chromium(), args=list(QUIET))
        try:
            yield browser
        finally:
            await browser.close()


@dataclass(slots=True)
class Hand:
    """One phone on the page."""

    element: Locator

    async def press(self, text: str) -> None:
        """Press the newest button under a message, or of the reply keyboard, with these words."""
        button = self.element.locator(".inline, .key").filter(has_text=text).last
        await button.click()

    async def types(self, text: str) -> None:
        """Type, and press Enter."""
        field = self.element.locator(".composer textarea")
        await field.fill(text)
        await field.press("Enter")

    async def sees(self, text: str) -> Locator:
        """Wait until a message says this; the newest that does."""
        message = self.element.locator(".message").filter(has_text=text).last
        await expect(message).to_be_visible()
        return message

    async def starts(self) -> None:
        """Press Start on a new phone."""
        await self.element.locator(".phone-foot .big").click()

    async def opens(self, label: str) -> Locator:
        """Open one of its sheets by the name of the button; the sheet."""
        await self.element.get_by_role("button", name=label, exact=True).click()
        return self.element.locator(".phone-sheet")


@dataclass(slots=True)
class Window:
    """The page in one tab. `complaints`: what its console and its errors said."""

    page: Page
    complaints: list[str] = field(default_factory=list)

    @classmethod
    @contextlib.asynccontextmanager
    async def empty(
        cls,
        browser: Browser,
        *,
        width: int = 1280,
        height: int = 800,
        theme: Any = "light",
        lang: str = "zh",
        touch: bool = False,
    ) -> AsyncIterator[Self]:
        """A tab of its own, with nobody else's storage, that shows nothing yet."""
        context = await browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=theme,
            locale=LOCALES[lang],
            reduced_motion="reduce",
            has_touch=touch,
            is_mobile=touch,
        )
        context.set_default_timeout(PATIENCE)
        window = cls(await context.new_page())
        window.listen()
        try:
            yield window
        finally:
            await context.close()

    @classmethod
    @contextlib.asynccontextmanager
    async def opened(
        cls, browser: Browser, url: str, *, mute: bool = False, **look: Any
    ) -> AsyncIterator[Self]:
        """The page in a tab of its own; unless `mute`, it must not complain."""
        async with cls.empty(browser, **look) as window:
            await window.visit(url)
            yield window
            assert mute or not window.complaints, window.complaints

    async def visit(self, url: str) -> None:
        """Go there, and wait until the page hears of what happens."""
        await self.page.goto(url)
        await expect(self.page.locator(".link-state.live")).to_be_attached()

    async def forget(self) -> None:
        """Leave the page as if nobody had been there: whoever comes next finds nothing of it."""
        await self.page.unroute_all(behavior="wait")
        await self.page.evaluate("localStorage.clear(); sessionStorage.clear()")
        await self.page.goto(urljoin(self.page.url, NOTHING))
        self.complaints.clear()

    def listen(self) -> None:
        """Write down what the browser complains of."""
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on(
            "console",
            lambda said: (
                self.complaints.append(said.text) if said.type in ("error", "warning") else None
            ),
        )

    async def phone(self, name: str) -> Hand:
        """Somebody's phone, brought into sight by the face in the strip."""
        await self.page.locator(".chip").filter(has_text=name).first.click()
        return Hand(
            self.page.locator(".phone").filter(has=self.page.get_by_role("heading", name=name))
        )

    async def joins(self, name: str) -> Hand:
        """Add a phone with the button, as a newcomer does."""
        await self.page.locator(".chip.add").click()
        dialog = self.page.locator("#new-phone")
        await dialog.locator("input[type=text]").first.fill(name)
        await dialog.locator(".big").click()
        return await self.phone(name)

    async def add(self, name: str) -> Hand:
        """Add a phone, press Start, and wait for the bot's first answer."""
        phone = await self.joins(name)
        await phone.starts()
        await expect(phone.element.locator(".theirs").first).to_be_visible()
        return phone

    async def flaws(self) -> list[str]:
        """What axe-core finds wrong with the page as it stands, one line each."""
        if not await self.page.evaluate("'axe' in window"):
            await self.page.evaluate(AXE.read_text("utf-8"))
        found: dict[str, Any] = await self.page.evaluate(
            "axe.run(document, {resultTypes: ['violations']})"
        )
        return [
            f"{flaw['id']}: {re.sub(' +', ' ', node['failureSummary'])} {node['html'][:160]}"
            for flaw in found["violations"]
            for node in flaw["nodes"]
        ]
