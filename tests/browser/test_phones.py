"""What a phone on the page can do, and what happens to it when pages come and go."""

import asyncio
import re

import pytest
from browsing import Window
from playwright.async_api import Browser, Route, expect

from bot.demo.stage import Stage
from bot.demo.transcript import anchor

CROWD = 50
SEARCHED = 13
"""Phones with which the strip can be searched."""
SLOW = 1.0
"""Seconds that a slow network holds up what a phone sends."""
MOST_NODES = 6_000
"""Elements of a page with fifty phones: only those in sight hold messages."""


async def test_a_newcomer_adds_a_phone_and_signs_up(window: Window) -> None:
    wang = await window.add("王女士")
    await wang.press(anchor("register.role_resident", "zh"))
    await wang.sees(anchor("register.phone", "zh"))
    await wang.element.locator(".key").first.click()  # share my number
    await wang.element.locator(".phone-sheet form button").click()
    await wang.sees(anchor("register.next_need", "zh"))
    await expect(wang.element.locator(".phone-about")).to_contain_text("居民")


async def test_a_place_is_picked_on_the_map(window: Window) -> None:
    zhao = await window.add("赵阿姨")
    sheet = await zhao.opens("发位置、电话、照片")
    await sheet.locator(".choice").first.click()
    await expect(window.page.locator("#pick")).to_contain_text("赵阿姨")
    await window.page.locator("#map").click(position={"x": 150, "y": 200})
    place = await zhao.sees("位置")
    await expect(place.locator(".small")).to_have_text(re.compile(r"^3[89]\.\d+, 12[12]\.\d+$"))
    await expect(window.page.locator("#pick")).to_be_hidden()


async def test_a_photo_is_sent_and_shown(window: Window) -> None:
    qian = await window.add("钱先生")
    sheet = await qian.opens("发位置、电话、照片")
    await sheet.locator(".choice").last.click()
    photo = qian.element.locator("img.photo")
    await expect(photo).to_be_visible()
    assert await qian.element.evaluate("phone => phone.scrollTop") == 0, "the phone slipped"
    assert await photo.evaluate("image => image.decode().then(() => image.naturalWidth)") == 640
    view = window.page.locator("#photo-view")
    await photo.click()
    await expect(view.locator("img")).to_be_visible()
    assert await window.flaws() == []
    await window.page.keyboard.press("Escape")
    await expect(view).to_be_hidden()


async def test_who_blocks_the_bot_hears_nothing_until_they_unblock(window: Window) -> None:
    sun = await window.add("孙大爷")
    await sun.opens("孙大爷 的更多操作")
    await sun.element.locator(".choice").filter(has_text="屏蔽机器人").click()
    await expect(sun.element.locator(".phone-foot .big")).to_have_text("解除屏蔽")
    await sun.element.locator(".phone-foot .big").click()
    await sun.types("/help")
    await sun.sees("/help")


async def test_a_link_in_a_message_opens_on_a_new_phone(window: Window) -> None:
    zhou = await window.add("周女士")
    await zhou.types("https://t.me/sandbox_bot?start=abc_DEF-1")
    await zhou.element.locator(".mine .in-text").filter(has_text="abc_DEF-1").click()
    dialog = window.page.locator("#new-phone")
    await expect(dialog.locator("input[type=text]").last).to_have_value("abc_DEF-1")
    await dialog.locator("input[type=text]").first.fill("吴女士")
    await dialog.locator(".big").click()
    wu = await window.phone("吴女士")
    await wu.sees("/start abc_DEF-1")


async def test_enter_does_not_send_while_an_input_method_composes(window: Window) -> None:
    zheng = await window.add("郑女士")
    field = zheng.element.locator(".composer textarea")
    await field.fill("kouzhao")
    await field.dispatch_event("keydown", {"key": "Enter", "isComposing": True, "bubbles": True})
    await expect(field).to_have_value("kouzhao")
    await field.press("Shift+Enter")
    await expect(field).to_have_value("kouzhao\n")


async def test_what_is_typed_anywhere_on_a_phone_goes_into_its_line(window: Window) -> None:
    wei = await window.add("魏女士")
    await wei.element.locator(".chat").focus()
    await window.page.keyboard.type("/help")
    await expect(wei.element.locator(".composer textarea")).to_have_value("/help")
    await window.page.keyboard.press("Enter")
    await wei.sees("/help")


async def test_what_is_typed_while_start_is_on_its_way_is_not_lost(window: Window) -> None:
    async def dawdle(route: Route) -> None:
        await asyncio.sleep(SLOW)
        await route.continue_()

    await window.page.route("**/start", dawdle)
    shen = await window.joins("沈女士")
    await shen.starts()
    await shen.element.locator(".chat").focus()
    await window.page.keyboard.type("/help")
    await window.page.keyboard.press("Enter")
    await shen.sees("/help")
    await shen.sees(anchor("register.role", "zh"))
    await expect(shen.element.locator(".mine")).to_have_text(
        [re.compile("/start"), re.compile("/help")]
    )


async def test_the_keyboard_stays_on_a_phone_whose_buttons_change(window: Window) -> None:
    han = await window.joins("韩大爷")
    await han.element.locator(".phone-foot .big").press("Enter")
    await expect(han.element.locator(".composer textarea")).to_be_focused()
    await han.press(anchor("register.role_resident", "zh"))
    await han.sees(anchor("register.phone", "zh"))
    await han.element.locator(".key").filter(has_text=anchor("steps.skip", "zh")).press("Enter")
    await han.sees(anchor("register.next_need", "zh"))
    await expect(han.element.locator(":focus")).to_have_count(1)
    await window.page.keyboard.type("/help")
    await window.page.keyboard.press("Enter")
    await han.sees("/help")


async def test_an_answer_to_a_press_shows_and_the_edited_message_is_marked(window: Window) -> None:
    chu = await window.add("褚女士")
    await chu.press(anchor("register.role_resident", "zh"))
    edited = chu.element.locator(".message.flash")
    await expect(edited.or_(chu.element.locator(".edited")).first).to_be_visible()
    await expect(chu.element.locator(".spins")).to_have_count(0)


async def test_what_comes_while_nobody_looks_is_counted(browser: Browser, stage: Stage) -> None:
    for name in ("卫大妈", "沈大妈", "韩大妈", "蒋大爷"):
        phone = await stage.sandbox.user(name, lang="zh-hans")
        await phone.start()
        await phone.wait("您是哪一位")
    async with Window.opened(browser, stage.url, width=360, height=740) as window:
        shown = await window.phone("蒋大爷")
        await shown.sees("您是哪一位")
        await window.phone("卫大妈")
        await expect(shown.element).to_have_class(re.compile("asleep"))
        await phone.say("/help")
        badge = window.page.locator(".chip").filter(has_text="蒋大爷").locator(".badge")
        await expect(badge).to_have_text("1")
        await window.phone("蒋大爷")
        await expect(badge).to_be_hidden()


async def test_phones_in_the_language_of_the_page_come_first(
    browser: Browser, stage: Stage
) -> None:
    await stage.sandbox.user("施女士", lang="zh-hans")
    await stage.sandbox.user("Mr Smith", lang="en-GB")
    async with Window.opened(browser, stage.url, lang="en") as window:
        await expect(window.page.locator(".people .chip").first).to_contain_text("Mr Smith")
        await expect(window.page.locator(".lane .phone").first).to_contain_text("Mr Smith")


@pytest.mark.parametrize("lang", ["en", pytest.param("zh", marks=pytest.mark.soak)])
async def test_a_phone_says_what_the_bot_is_for_in_its_own_language(
    browser: Browser, stage: Stage, lang: str
) -> None:
    spoken = {"zh": (f"沈先生 {lang}", "zh-hans"), "en": (f"Mr Smythe {lang}", "en-GB")}
    said = {"zh": "这个机器人能做什么？", "en": "What can this bot do?"}
    for name, code in spoken.values():
        await stage.sandbox.user(name, lang=code)
    async with Window.opened(browser, stage.url, lang=lang) as window:
        for whose, (name, _) in spoken.items():
            hand = await window.phone(name)
            await expect(hand.element.locator(".intro strong")).to_have_text(said[whose])


async def test_quick_replies_are_folded_away_and_come_back_with_the_next_question(
    window: Window,
) -> None:
    kong = await window.add("孔女士")
    await kong.press(anchor("register.role_resident", "zh"))
    await kong.sees(anchor("register.phone", "zh"))
    keys, fold = (
        kong.element.locator(".keys"),
        kong.element.locator(".composer-line [aria-expanded]"),
    )
    await expect(keys).to_be_visible()
    await fold.click()
    await expect(keys).to_be_hidden()
    await kong.types(anchor("steps.skip", "zh"))
    await kong.sees(anchor("register.next_need", "zh"))
    await expect(fold).not_to_have_attribute("aria-expanded", "false")


async def test_few_steps_of_the_tab_key_lead_past_any_number_of_faces(window: Window) -> None:
    page = window.page
    for name in ("许女士", "何先生", "吕阿姨"):
        await window.add(name)
    chips = page.locator(".people .chip")
    assert await page.locator('.people .chip[tabindex="0"]').count() == 1
    await chips.first.focus()
    await page.keyboard.press("ArrowRight")
    await expect(chips.nth(1)).to_be_focused()
    await page.keyboard.press("End")
    await expect(chips.last).to_be_focused()
    await page.keyboard.press("ArrowRight")
    await expect(chips.first).to_be_focused()
    await page.keyboard.press("Tab")
    await expect(page.locator(".chip.add")).to_be_focused()
    await page.keyboard.press("Shift+Tab")
    await expect(chips.first).to_be_focused()


async def test_the_strip_fades_only_where_more_faces_are_beyond_its_edge(
    browser: Browser, stage: Stage
) -> None:
    for number in range(SEARCHED):
        await stage.sandbox.user(f"侯先生{number:02}", lang="zh-hans")
    fades = "strip => getComputedStyle(strip).maskImage !== 'none'"
    fits = "strip => strip.scrollWidth <= strip.clientWidth"
    async with Window.opened(browser, stage.url, width=360) as window:
        strip, find = window.page.locator(".people"), window.page.locator(".find")
        await expect(strip).to_have_class("people more")
        assert await strip.evaluate(fades)
        await strip.evaluate("strip => strip.scrollTo({ left: strip.scrollWidth })")
        await expect(strip).to_have_class("people before")
        await strip.evaluate("strip => strip.scrollTo({ left: 0 })")
        await expect(strip).to_have_class("people more")
        await find.fill("侯先生07")
        await expect(strip).to_have_class("people")
        assert await strip.evaluate(fits), "one face fits"
        assert not await strip.evaluate(fades), "and is there whole"
        await find.fill("")
        await expect(strip).to_have_class("people more")


async def test_phones_of_a_drill_that_is_over_fold_into_one_line_on_every_page(
    browser: Browser, stage: Stage, window: Window
) -> None:
    crew = [await stage.sandbox.user(f"演员{number}") for number in range(3)]
    used = await window.phone("演员0")
    await used.starts()
    await used.sees("/start")
    last = await window.phone("演员2")
    await last.element.focus()
    await stage.sandbox.put_away([each.id for each in crew])
    line = window.page.get_by_title("2 人的手机已收起")
    await expect(line).to_be_focused()
    await expect(last.element).to_be_hidden()
    await expect(used.element).to_be_visible()
    async with Window.opened(browser, stage.url, lang="en") as other:
        chips = other.page.locator(".people .chip").filter(has_text="演员")
        await expect(chips.filter(visible=True)).to_contain_text(["演员0"])
        await other.page.get_by_title("2 people of the drill").click()
        await expect(chips.filter(visible=True)).to_have_count(3)
        again = await other.phone("演员2")
        await again.starts()
        await again.sees("/start")
    await expect(last.element).to_be_visible()
    await expect(window.page.get_by_title("1 人的手机已收起")).to_be_visible()
    assert await window.flaws() == []


@pytest.mark.parametrize("lang", ["en", pytest.param("zh", marks=pytest.mark.soak)])
async def test_a_narrow_page_shows_every_figure_whole(
    browser: Browser, stage: Stage, lang: str
) -> None:
    async with Window.opened(browser, stage.url, lang=lang, width=360, height=740) as window:
        figures = window.page.locator(".figure")
        await expect(figures).to_have_count(6)
        for number in range(6):
            await expect(figures.nth(number)).to_be_visible()
        # In one step: the page draws its figures anew while it is looked at.
        sizes = await figures.evaluate_all(
            """all => all.map(each => {
                const box = each.getBoundingClientRect();
                return [box.x, box.width, each.scrollWidth];
            })"""
        )
        for x, width, wide in sizes:
            assert x + wide <= 360
            assert 0 < wide <= width + 1


async def test_fifty_phones_stay_fluent(browser: Browser, stage: Stage) -> None:
    for number in range(CROWD):
        phone = await stage.sandbox.user(f"群众{number}", lang="zh-hans")
        await phone.start()
    async with Window.opened(browser, stage.url, width=2560, height=1440) as window:
        crowd = window.page.locator(".phone").filter(has_text="群众")
        await expect(crowd).to_have_count(CROWD)
        last = await window.phone(f"群众{CROWD - 1}")
        await last.types("/help")
        await last.sees("/help")
        assert await window.page.evaluate("document.querySelectorAll('*').length") < MOST_NODES
        asleep = window.page.locator(".phone.asleep .message")
        await expect(asleep).to_have_count(0)
