"""Things that lie close together are one mark with their number, until there is room for each."""

import asyncio
from typing import Any

import pytest
from browsing import Window
from playwright.async_api import Browser, Route, expect

from bot.demo.stage import Stage
from db.actions.needs import report_need
from db.actions.people import meet_person, take_role
from db.actions.places import add_place
from matching.model import QuantityKind, Role, Urgency
from matching.permissions import Actor

CORNERS = ((38.9052, 121.6012), (38.9060, 121.6030), (38.9075, 121.6051), (39.640, 122.985))
"""Three in one street, one in Zhuanghe."""
SEEN = '[aria-label*="需求 3"], [aria-label*="needs 3"]'


@pytest.fixture(scope="module")
async def street(stage: Stage) -> Stage:
    """Three needs in one street of the centre and one far away."""
    now = stage.clock.now()
    roles = frozenset({Role.COMMUNITY})
    async with stage.app.database.begin() as session:
        for number, (lat, lon) in enumerate(CORNERS):
            who = {"channel": "telegram", "address": f"424{number}", "name": f"Li {number}"}
            known = await meet_person(session, **who, lang_code="zh", now=now)
            actor = Actor(person_id=known.id, roles=roles)
            await take_role(
                session,
                actor,
                role=Role.COMMUNITY,
                name=who["name"],
                organisation=f"社区 {number}",
                district="西岗区",
                now=now,
            )
            district = "西岗区" if lat < 39 else "庄河市"
            place = await add_place(
                session,
                actor,
                label="",
                address="",
                district=district,
                lat=lat,
                lon=lon,
                precision_km=0.05,
                now=now,
            )
            await report_need(
                session,
                actor,
                role=Role.COMMUNITY,
                lines=[("MASK-N95", 100, QuantityKind.EXACT, "")],
                place_id=place,
                urgency=Urgency.CRITICAL if number == 1 else Urgency.NORMAL,
                deadline=None,
                people=None,
                note="",
                request_key=f"street {number}",
                now=now,
            )
    return stage


async def groups(window: Window, things: list[dict[str, Any]]) -> list[list[str]]:
    """Keys of the things of each group; a thing stands where its pixels say."""
    found: list[list[str]] = await window.page.evaluate(
        """async (things) => (await import("/js/groups.js"))
            .grouped(things, ([x, y]) => ({ x, y }))
            .map((group) => group.things.map((thing) => thing.key))""",
        things,
    )
    return found


async def test_only_what_would_cover_each_other_is_one_group(window: Window) -> None:
    spots = {"a": (0, 0), "b": (10, 5), "c": (100, 0), "d": (-5, -5), "e": (29, 0), "f": (0, 31)}
    things = [{"key": key, "at": list(at)} for key, at in spots.items()]
    assert await groups(window, things) == [["a", "b", "d", "e"], ["c"], ["f"]]


@pytest.mark.parametrize(
    ("lang", "width", "height"),
    [
        ("zh", 1280, 800),
        ("en", 360, 740),
        pytest.param("zh", 2560, 1440, marks=pytest.mark.soak),
    ],
)
async def test_a_group_is_opened_from_the_keyboard_until_each_thing_stands_alone(
    browser: Browser, street: Stage, lang: str, width: int, height: int
) -> None:
    async with Window.opened(browser, street.url, lang=lang, width=width, height=height) as window:
        page = window.page
        if width < 1000:
            await page.locator('#tabs [data-tab="city"]').click()
        await page.locator("#map-tools button").nth(3).click()
        group = page.locator(SEEN)
        await expect(group).to_be_visible()
        await expect(group.locator(".group.critical")).to_have_text("3")
        await expect(page.locator("#map .mark.need")).to_have_count(1)
        assert await window.flaws() == []
        await group.focus()
        await page.keyboard.press("Enter")
        await expect(page.locator("#map .mark.need")).to_have_count(4)
        await expect(page.locator("#map .mark.group")).to_have_count(0)


async def test_the_whole_city_is_shown_also_when_asked_for_before_the_districts_are_there(
    street: Stage, window: Window
) -> None:
    known = asyncio.Event()

    async def dawdle(route: Route) -> None:
        await known.wait()
        await route.continue_()

    await window.page.route("**/city/map", dawdle)
    await window.page.reload()
    await window.page.locator("#map-tools button").nth(3).click()
    known.set()
    await expect(window.page.locator(SEEN)).to_be_visible()
