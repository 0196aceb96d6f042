"""Not everything goes as planned: less is loaded, some is refused, the code is wrong."""

from patience import ROOM
from stories import FAR, Troupe, accept, both_confirm, load, mainly, told_code

from bot.demo.transcript import anchor
from matching.model import Urgency


@mainly("zh")
async def test_what_was_not_loaded_is_sought_elsewhere(troupe: Troupe) -> None:
    zhao, zhou, li, chen = await troupe.enter_all("zhao", "zhou", "li", "chen")
    await troupe.shelve(zhao, 1000)
    await troupe.put_on_duty(chen)
    await troupe.need(li, 1000)
    await both_confirm(zhao, li)
    await troupe.shelve(zhou, 1000, FAR)
    await accept(chen)
    await chen.does("card.arrived", "card.loaded_less")
    await chen.hears("driver.ask_loaded")
    await chen.say("600")
    await chen.press(anchor("words.reason.less_stock", troupe.lang))
    await chen.hears("driver.loaded_noted")
    found = await zhou.hears("push.stock_yes", timeout=ROOM)
    assert "400" in found
    await troupe.theatre.judge()


@mainly("en")
async def test_refused_goods_go_back_to_the_shelf(troupe: Troupe) -> None:
    zhao, li, chen = await troupe.enter_all("zhao", "li", "chen")
    await troupe.shelve(zhao, 1000)
    await troupe.put_on_duty(chen)
    await troupe.need(li, 1000)
    await both_confirm(zhao, li)
    await accept(chen)
    await load(chen)
    await chen.does("card.arrived")
    await chen.say(await told_code(li))
    await chen.does("card.rejected_some")
    await chen.hears("driver.ask_rejected")
    await chen.say("300")
    await chen.press(anchor("words.reason.damaged", troupe.lang))
    await chen.does("card.returned")
    assert "300" in await li.hears("push.need_receipt")
    await zhao.sees("300", timeout=ROOM)  # counted on the card again
    await troupe.theatre.judge()


@mainly("zh")
async def test_after_five_wrong_codes_a_photo_is_the_proof(troupe: Troupe) -> None:
    zhao, li, chen = await troupe.enter_all("zhao", "li", "chen")
    await troupe.shelve(zhao, 1000)
    await troupe.put_on_duty(chen)
    await troupe.need(li, 1000, Urgency.CRITICAL)
    await both_confirm(zhao, li)
    await accept(chen)
    await load(chen)
    await chen.does("card.arrived")
    right = await told_code(li)
    wrong = "0000" if right != "0000" else "1111"
    for left in range(4, 0, -1):
        await chen.say(wrong)
        assert str(left) in await chen.hears("driver.code_wrong")
    await chen.say(wrong)
    await chen.hears("driver.code_spent")
    await chen.say(right)
    await chen.phone.send_photo()
    await chen.hears("driver.ask_all")
    await chen.does("card.accepted_all")
    await li.hears("push.need_receipt")
    await troupe.theatre.judge()
