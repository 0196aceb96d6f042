"""The controls of scenarios: shown when the server has some, and they do what they say."""

import asyncio
import json
import re
from typing import Any

from browsing import PATIENCE, Window
from playwright.async_api import Browser, Locator, Route, expect

from bot.commands.demo import CROWDED
from bot.demo.stage import Stage, open_stage
from bot.scenarios.clock import CityClock
from bot.scenarios.director import City
from bot.scenarios.routes import scenario_routes
from bot.scenarios.stagehand import Stagehand, at_work

SLOW = 1.0
TOUCH = 44
"""Pixels that a finger needs; a line of words is lower."""
TYPHOON = {"name": "typhoon", "zh": "台风", "en": "Typhoon", "people": 60}
RUN = {
    "name": "typhoon",
    "paused": False,
    "speed": 20,
    "phase": {"zh": "登陆", "en": "Landfall"},
    "progress": {"minute": 12.3, "minutes": 90},
    "troubles": [{"who": "陈师傅", "zh": "车坏了", "en": "broke down"}],
}

ENDED = {
    **RUN,
    "cut_short": True,
    "fell": False,
    "ok": True,
    "facts": [
        {"ok": True, "zh": "存证账本完整：9 条", "en": "the ledger verifies: 9 entries"},
        {"ok": True, "zh": "没有人卡住", "en": "nobody got stuck"},
    ],
    "progress": {"minute": 42.9, "minutes": 90, "needs_open": 14, "needs_bare": 6,
                 "needs_partly": 3, "needs_covered": 5, "needs_critical": 2, "needs_served": 7},
}  # fmt: skip


class Pretender:
    """Answers as the server that plays scenarios does, and remembers what it was asked for."""

    def __init__(self) -> None:
        self.running: dict[str, Any] | None = None
        self.last: dict[str, Any] | None = None
        self.pace = 0.0
        """Seconds until it answers."""
        self.asked: list[tuple[str, Any]] = []

    async def answer(self, route: Route) -> None:
        """One request of the page."""
        verb = route.request.url.rpartition("/")[2]
        if route.request.method == "POST":
            body = json.loads(route.request.post_data or "{}")
            self.asked.append((verb, body))
            self.running = None if verb == "stop" else {**(self.running or RUN), **body}
            self.last = ENDED if verb == "stop" else None
            await asyncio.sleep(self.pace)
        told = {"scenarios": [TYPHOON], "running": self.running, "last": self.last}
        await route.fulfill(json=told)


async def test_without_scenarios_there_are_no_controls(window: Window) -> None:
    await expect(window.page.locator("#scenarios")).to_be_hidden()


async def test_a_scenario_is_started_paused_hastened_and_stopped(window: Window) -> None:
    stagehand, controls = Pretender(), window.page.locator("#scenarios")
    await window.page.route("**/city/scenarios**", stagehand.answer)
    await window.page.reload()
    await controls.get_by_role("button", name="开始").click()
    await expect(controls).to_contain_text("第 12/90 分钟 · 登陆 · 陈师傅：车坏了")
    assert await window.flaws() == []
    await controls.get_by_role("button", name="暂停").click()
    await controls.get_by_role("button", name="继续").click()
    await controls.locator(".speed").select_option("60")
    await controls.get_by_role("button", name="结束").click()
    await expect(controls.get_by_role("button", name="开始")).to_be_visible()
    assert stagehand.asked == [
        ("start", {"name": "typhoon", "speed": 20}),
        ("pause", {"paused": True}),
        ("pause", {"paused": False}),
        ("speed", {"speed": 60}),
        ("stop", {}),
    ]


async def test_a_stopped_scenario_says_so_at_once_and_then_what_is_left(window: Window) -> None:
    pretender, controls = Pretender(), window.page.locator("#scenarios")
    await window.page.route("**/city/scenarios**", pretender.answer)
    await window.page.reload()
    await controls.get_by_role("button", name="开始").click()
    stop = controls.get_by_role("button", name="结束")
    await expect(stop).to_be_visible()
    pretender.pace = SLOW
    await stop.click()
    await expect(controls).to_contain_text("正在收尾")
    await expect(stop).to_be_disabled()
    await expect(controls).to_contain_text("「台风」在第 42/90 分钟被停下")
    await expect(controls).to_contain_text(
        "进行中 14（全缺 6、部分落实 3、已落实 5），其中危急 2；"
    )
    await controls.get_by_text("自检 2 项都通过").click()
    await expect(controls.get_by_text("存证账本完整：9 条")).to_be_visible()
    assert await window.flaws() == []


async def test_a_narrow_page_tells_a_stopped_scenario_in_one_line_and_its_controls_in_one(
    browser: Browser, stage: Stage
) -> None:
    pretender = Pretender()
    pretender.last = ENDED
    async with Window.empty(browser, lang="en", width=360, height=740) as window:
        await window.page.route("**/city/scenarios**", pretender.answer)
        await window.visit(stage.url)
        bar = window.page.locator("#scenarios")
        await expect(bar.get_by_text("Typhoon: stopped at minute 42 of 90")).to_be_visible()
        assert await tall(bar) < TOUCH
        await window.page.locator('#tabs [data-tab="city"]').click()
        await expect(bar.get_by_text("Needs: open 14 (uncovered 6, partly")).to_be_visible()
        controls = bar.locator(":scope > :is(select, button, details)")
        boxes = [await each.bounding_box() for each in await controls.all()]
        assert len(boxes) == 4
        assert len({round(box["y"]) for box in boxes if box}) == 1
        assert await tall(bar) < 3 * TOUCH
        assert await window.flaws() == []


async def tall(bar: Locator) -> float:
    """Pixels."""
    box = await bar.bounding_box()
    assert box is not None
    return box["height"]


async def test_the_keyboard_stays_where_it_is_while_a_scenario_runs(window: Window) -> None:
    pretender, controls = Pretender(), window.page.locator("#scenarios")
    await window.page.route("**/city/scenarios**", pretender.answer)
    await window.page.reload()
    await controls.get_by_role("button", name="开始").press("Enter")
    await expect(controls.get_by_role("button", name="暂停")).to_be_focused()
    speed = controls.locator(".speed")
    await speed.focus()
    pretender.running = {**RUN, "progress": {"minute": 30, "minutes": 90}}
    await expect(controls).to_contain_text("第 30/90 分钟")
    await expect(speed).to_be_focused()
    await controls.get_by_role("button", name="结束").press("Enter")
    await expect(controls.get_by_role("button", name="开始")).to_be_focused()


async def test_a_real_scenario_is_played_from_the_bar(browser: Browser) -> None:
    clock, stagehand = CityClock(), Stagehand()
    routes = scenario_routes(stagehand)
    async with open_stage(clock=clock, step=CROWDED, routes=routes) as stage:
        city = City(stage.url, stage.app.database, stage.app.house, clock)
        async with at_work(stagehand, city), Window.opened(browser, stage.url) as window:
            controls = window.page.locator("#scenarios")
            names = controls.locator("select").first
            await names.select_option("mass")
            await controls.locator(".speed").select_option("60")
            await controls.get_by_role("button", name="开始").click()
            await expect(controls).to_contain_text(re.compile("第 [1-9]"))
            await expect(window.page.locator(".phone").first).to_be_attached()
            await controls.get_by_role("button", name="暂停").click()
            await expect(controls.get_by_role("button", name="继续")).to_be_visible()
            assert stagehand.running.rhythm.paused
            await controls.locator(".speed").select_option("5")
            await expect(controls.locator(".speed")).to_have_value("5")
            await controls.get_by_role("button", name="继续").click()
            await expect(controls.get_by_role("button", name="暂停")).to_be_visible()
            assert stagehand.running.rhythm.speed == 5
            await controls.get_by_role("button", name="结束").click()
            await expect(controls.get_by_role("button", name="开始")).to_be_visible(
                timeout=2 * PATIENCE
            )
            assert stagehand.run is not None
            assert stagehand.run.diary.broken == []
