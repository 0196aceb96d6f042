"""The controls of scenarios: shown when the server has some, and they ask for what they say."""

import json
from typing import Any

from browsing import PATIENCE, Window
from playwright.async_api import Route, expect

TYPHOON = {"name": "typhoon", "zh": "台风", "en": "Typhoon", "people": 60}
RUN = {
    "name": "typhoon",
    "paused": False,
    "speed": 20,
    "phase": {"zh": "登陆", "en": "Landfall"},
    "progress": {"minute": 12.3, "minutes": 90},
    "troubles": [{"who": "陈师傅", "zh": "车坏了", "en": "broke down"}],
}


class Stagehand:
    """Answers as the server that plays scenarios does, and remembers what it was asked for."""

    def __init__(self) -> None:
        self.running: dict[str, Any] | None = None
        self.asked: list[tuple[str, Any]] = []

    async def answer(self, route: Route) -> None:
        """One request of the page."""
        verb = route.request.url.rpartition("/")[2]
        if route.request.method == "POST":
            body = json.loads(route.request.post_data or "{}")
            self.asked.append((verb, body))
            self.running = None if verb == "stop" else {**(self.running or RUN), **body}
        await route.fulfill(json={"scenarios": [TYPHOON], "running": self.running, "last": None})


async def test_without_scenarios_there_are_no_controls(window: Window) -> None:
    await expect(window.page.locator("#scenarios")).to_be_hidden()


async def test_a_scenario_is_started_paused_hastened_and_stopped(window: Window) -> None:
    stagehand, controls = Stagehand(), window.page.locator("#scenarios")
    await window.page.route("**/city/scenarios**", stagehand.answer)
    await window.page.reload()
    await controls.get_by_role("button", name="开始").click(timeout=PATIENCE)
    await expect(controls).to_contain_text("登陆 · 第 12/90 分钟 · 陈师傅: 车坏了")
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
