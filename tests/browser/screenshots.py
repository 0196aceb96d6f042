"""`make screenshots`: the pictures of README.md and README.zh.md, taken of a city in mid-story."""

import asyncio
import io
import sys
from pathlib import Path
from typing import Any

from browsing import Window, chromium, open_chromium
from playwright.async_api import Browser, expect

from bot.commands.demo import invite
from bot.demo.cast import NAMES, City
from bot.demo.stage import Stage, open_stage
from bot.demo.story import play_until_loaded
from bot.demo.transcript import Narrator, Player
from bot.logs import start_logs

FOLDER = Path(__file__).parents[2] / "docs" / "images"
NAMED = {
    "zh": ("周阿姨", "吴先生", "郑女士", "冯大爷"),
    "en": ("Mrs Zhou", "Mr Wu", "Ms Zheng", "Mr Feng"),
}
LACKED = {
    "zh": ("方便面", "手电筒", "瓶装水", "毛毯"),
    "en": ("instant noodles", "torch", "bottled water", "blanket"),
}
REPORTS = (
    ("60", "high", "大连医科大学附属第二医院"),
    ("15", "normal", "大连市第三人民医院"),
    ("200", "critical", "大连市友谊医院"),
    ("8", "low", "大连市中医医院"),
)
"""How many, how urgent, where."""


async def neighbour(city: City, lang: str, index: int) -> None:
    """One more resident signs up and reports a need."""
    name, item = NAMED[lang][index], LACKED[lang][index]
    number, urgency, place = REPORTS[index]
    phone = await city.sandbox.user(name, lang={"zh": "zh-hans", "en": "en-GB"}[lang])
    player = Player(phone, Narrator(io.StringIO()), name, lang)
    await player.start()
    await player.tap("register.role_resident")
    await player.answers("register.phone", "steps.skip")
    await player.tap("register.next_need")
    await player.say(item)
    await player.sees_sentence("requester.count")
    await player.say(number)
    await player.tap("steps.enough")
    await player.sees_sentence("requester.place")
    await player.say(place)
    await player.tap(f"requester.urgency_{urgency}")
    await player.tap("requester.deadline_none")
    await player.sees_sentence("requester.people")
    await player.tap("steps.dont_know")
    await player.tap("engine.confirm")
    await player.sees_sentence("card.standing_unverified")


async def scene(stage: Stage, lang: str) -> City:
    """The delivery up to the moment when the goods are on the road, and neighbours with needs."""
    city = City(stage.sandbox, Narrator(io.StringIO()), dict.fromkeys(NAMES, lang))
    await city.gather(await invite(stage))
    await play_until_loaded(city)
    for index in range(len(REPORTS)):
        await neighbour(city, lang, index)
        await city["desk"].sees_sentence("push.verify_yes")
    await city["desk"].tap("push.verify_yes")
    return city


async def shoot(
    browser: Browser, stage: Stage, name: str, city: City, lang: str, **view: Any
) -> None:
    """One picture; `open` is the need whose card is shown, `tab` and `person` what a hand shows."""
    subject, tab, person = (view.pop(each, "") for each in ("open", "tab", "person"))
    async with Window.opened(browser, stage.url, lang=lang, **view) as window:
        page = window.page
        await expect(page.locator(".map .mark.vehicle.busy")).to_be_attached()
        if person:
            await window.phone(city[person].title)
        if tab:
            await page.locator(f'#tabs [data-tab="{tab}"]').click()
        if subject:
            await page.locator(f'.row[data-key="{subject}"]').click()
            await expect(page.locator(".card p").first).to_be_visible()
        await page.evaluate("document.activeElement?.blur()")
        await page.wait_for_timeout(4000)  # until toasts, pulses and glides are over
        await page.screenshot(path=FOLDER / f"{name}-{lang}.png")


async def shoot_all(folder: Path) -> None:
    """Every picture in both languages."""
    start_logs("ERROR")
    folder.mkdir(parents=True, exist_ok=True)
    async with open_chromium() as browser:
        for lang in ("zh", "en"):
            async with open_stage() as stage:
                city = await scene(stage, lang)
                desk = {"person": "nurse", "open": "need-2"}
                await shoot(browser, stage, "desk", city, lang, width=1440, height=900, **desk)
                wall = {"theme": "dark", "width": 1920, "height": 1080}
                await shoot(browser, stage, "wall", city, lang, **wall)
                hand = {"width": 360, "height": 740}
                await shoot(browser, stage, "hand", city, lang, person="far", **hand)
                await shoot(
                    browser, stage, "hand-city", city, lang, tab="city", theme="dark", **hand
                )


if __name__ == "__main__":
    if chromium() is None:
        sys.exit("make screenshots needs a Chromium (apt-get install chromium fonts-noto-cjk)")
    asyncio.run(shoot_all(FOLDER))
