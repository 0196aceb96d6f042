"""One delivery played by clicking phones, with the bot stopped and started in the middle."""

import io

from browsing import Hand, Window
from playwright.async_api import Browser, expect

from bot.commands.demo import invite
from bot.demo.cast import NAMES, City
from bot.demo.stage import Stage
from bot.demo.story import HOSPITAL, spoken_code
from bot.demo.transcript import Narrator, anchor


def said(key: str) -> str:
    """The sentence as a Chinese phone shows it."""
    return anchor(key, "zh")


async def report(nurse: Hand) -> None:
    """The nurse needs masks, and a life depends on them."""
    await nurse.press(said("requester.menu_need"))
    await nurse.sees(said("requester.what"))
    await nurse.types("N95口罩")
    await nurse.sees(said("requester.count"))
    await nurse.types("1000只")
    await nurse.press(said("steps.enough"))
    await nurse.sees(said("requester.place"))
    await nurse.types(HOSPITAL["zh"])
    await nurse.press(said("requester.urgency_critical"))
    await nurse.press(said("requester.deadline_tomorrow"))
    await nurse.sees(said("requester.people"))
    await nurse.press(said("steps.dont_know"))
    await nurse.press(said("engine.confirm"))
    await nurse.sees(said("card.stop"))


async def test_a_delivery_is_played_by_clicking_phones(
    browser: Browser, stage: Stage, window: Window
) -> None:
    city = City(stage.sandbox, Narrator(io.StringIO()), dict.fromkeys(NAMES, "zh"))
    await city.gather(await invite(stage))

    nurse = await window.phone(NAMES["nurse"]["zh"])
    await report(nurse)
    await expect(window.page.locator(".figure.needs_critical dd")).to_have_text("1")
    await expect(window.page.locator(".map .mark.need.critical")).to_be_visible()

    supplier = await window.phone(NAMES["first"]["zh"])
    await supplier.press(said("push.stock_yes"))
    nurse = await window.phone(NAMES["nurse"]["zh"])
    await nurse.press(said("push.need_yes"))

    await stage.stop()
    await nurse.types("/menu")  # while nobody listens
    await stage.start()

    driver = await window.phone(NAMES["far"]["zh"])
    await driver.press(said("push.offer_yes"))
    await driver.sees(HOSPITAL["zh"])
    await expect(window.page.locator(".map .mark.vehicle.busy")).to_be_visible()

    async with Window.opened(browser, stage.url) as second:
        await driver.press(said("card.arrived"))
        await driver.press(said("card.loaded_all"))
        mirrored = await second.phone(NAMES["nurse"]["zh"])
        code = await mirrored.sees(said("push.handover_code"))
        digits = spoken_code(await code.locator(".words").inner_text())
        driver = await second.phone(NAMES["far"]["zh"])
        await driver.press(said("card.arrived"))
        await driver.types(digits)
        await driver.press(said("card.accepted_all"))
        nurse = await window.phone(NAMES["nurse"]["zh"])
        await nurse.sees(said("push.need_receipt"))
        await expect(second.page.locator(".figure.jobs_done dd")).to_have_text("1")

    await window.page.reload()
    nurse = await window.phone(NAMES["nurse"]["zh"])
    await nurse.sees(said("push.need_receipt"))
    await expect(window.page.locator(".map .mark.need.closed")).to_be_visible()
    assert not await stage.sandbox.unanswered()
