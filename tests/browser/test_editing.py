"""One's own message is mended on the page: with a mouse, with keys alone, with a finger."""

from browsing import Hand, Window
from playwright.async_api import Browser, Locator, expect

from bot.demo.stage import Stage
from bot.demo.transcript import anchor


async def wrote(window: Window, name: str, text: str) -> Hand:
    """Somebody who has just written this."""
    phone = await window.add(name)
    await phone.types(text)
    await phone.sees(text)
    return phone


def own(phone: Hand, text: str) -> Locator:
    """The person's own message: the bot may quote its words."""
    return phone.element.locator(".message.mine").filter(has_text=text).last


def editing(phone: Hand) -> Locator:
    return phone.element.locator(".editing")


async def mended(phone: Hand, text: str) -> None:
    """The message shows the new words, marked as changed, and the bot has said what it makes of
    that; the line is empty again."""
    message = own(phone, text)
    await expect(message.locator(".edited")).to_be_visible()
    await phone.sees(anchor("engine.edited_inside", "zh"))
    await expect(editing(phone)).to_be_hidden()


async def test_a_message_is_mended_with_a_mouse(window: Window) -> None:
    phone = await wrote(window, "韩女士", "要 5 箱水")
    message = own(phone, "要 5 箱水")
    await phone.element.locator(".composer textarea").fill("没写完的话")
    await message.hover()
    await message.get_by_role("button", name="修改").click()
    await expect(editing(phone)).to_contain_text("要 5 箱水")
    await phone.types("要 50 箱水")
    await mended(phone, "要 50 箱水")
    await expect(phone.element.locator(".composer textarea")).to_have_value("没写完的话")


async def test_a_double_click_takes_a_message_up_and_escape_lets_it_be(window: Window) -> None:
    phone = await wrote(window, "杨女士", "要 6 箱水")
    await own(phone, "要 6 箱水").locator(".bubble").dblclick()
    field = phone.element.locator(".composer textarea")
    await expect(field).to_have_value("要 6 箱水")
    await field.press("Escape")
    await expect(editing(phone)).to_be_hidden()
    await expect(field).to_have_value("")
    await expect(phone.element.locator(".edited")).to_have_count(0)


async def test_keys_alone_reach_any_own_message(window: Window) -> None:
    phone = await wrote(window, "朱女士", "要 7 箱水")
    await phone.types("要 8 箱水")
    await phone.sees("要 8 箱水")
    keys, field = window.page.keyboard, phone.element.locator(".composer textarea")
    await field.focus()
    await keys.press("ArrowUp")
    await expect(field).to_have_value("要 8 箱水")
    await keys.press("ArrowUp")
    await expect(field).to_have_value("要 7 箱水")
    await keys.press("ArrowDown")
    await expect(field).to_have_value("要 8 箱水")
    await keys.press("ArrowDown")
    await expect(editing(phone)).to_be_hidden()
    await keys.press("ArrowUp")
    await keys.press("End")
    await keys.type("，谢谢")
    await keys.press("Enter")
    await mended(phone, "要 8 箱水，谢谢")


async def test_a_finger_that_rests_on_a_message_takes_it_up(browser: Browser, stage: Stage) -> None:
    async with Window.opened(browser, stage.url, width=360, height=740, touch=True) as window:
        phone = await wrote(window, "秦女士", "要 9 箱水")
        message = own(phone, "要 9 箱水")
        await expect(message.get_by_role("button", name="修改")).to_have_css("opacity", "0.75")
        bubble = message.locator(".bubble")
        await bubble.dispatch_event("pointerdown", {"pointerType": "touch", "bubbles": True})
        await expect(editing(phone)).to_be_visible()
        await bubble.dispatch_event("pointerup", {"pointerType": "touch", "bubbles": True})
        await phone.types("要 90 箱水")
        await mended(phone, "要 90 箱水")


async def test_the_words_below_a_photo_are_sent_with_it_and_mended(window: Window) -> None:
    phone = await window.add("尤女士")
    sheet = await phone.opens("发位置、电话、照片")
    await sheet.get_by_label("照片说明").fill("门口")
    await sheet.locator(".choice").last.click()
    message = phone.element.locator(".mine").filter(has_text="门口")
    await expect(message.locator("img.photo")).to_be_visible()
    await message.locator(".words").dblclick()
    await phone.types("后门口")
    await mended(phone, "后门口")


async def test_the_page_in_english_says_so_too(browser: Browser, stage: Stage) -> None:
    async with Window.opened(browser, stage.url, lang="en") as window:
        phone = await wrote(window, "Ms Xu", "5 boxes of water")
        message = own(phone, "5 boxes of water")
        await message.hover()
        await message.get_by_role("button", name="Edit").click()
        await expect(editing(phone)).to_contain_text("Editing")
        await phone.element.get_by_role("button", name="Leave as it is").click()
        await expect(editing(phone)).to_be_hidden()
        assert await window.flaws() == []
