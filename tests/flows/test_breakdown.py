"""The van breaks down with goods aboard: everybody concerned knows, and another brings them."""

from stories import AWAY, Someone, Troupe, accept, both_confirm, hand_over, load, mainly

from bot.demo.transcript import anchor


async def broken_down(troupe: Troupe) -> tuple[Someone, Someone, Someone, Someone]:
    """Chen has Li's masks aboard and writes that the van has broken down; Liu is on duty."""
    sun, li, zhao, chen = await troupe.enter_all("sun", "li", "zhao", "chen")
    await troupe.shelve(zhao, 500)
    await troupe.put_on_duty(chen)
    await troupe.need(li, 500)
    await both_confirm(zhao, li)
    await accept(chen)
    await load(chen)
    liu = await troupe.enter("liu")
    await troupe.put_on_duty(liu, AWAY, label="辽B·L2222")
    await chen.say(troupe.words("车坏了", "the truck broke down"))
    await chen.does("driver.broken_down")
    await chen.hears("driver.stopped_relief")
    return sun, li, chen, liu


async def digits_told(driver: Someone) -> str:
    """The code that the driver who comes was sent."""
    words = await driver.hears("push.relief_code")
    return next(line.replace(" ", "") for line in words.splitlines() if _is_code(line))


def _is_code(line: str) -> bool:
    digits = line.replace(" ", "")
    return len(digits) == 4 and digits.isdigit()


@mainly("zh")
async def test_another_van_takes_the_goods_over_and_brings_them(troupe: Troupe) -> None:
    sun, li, chen, liu = await broken_down(troupe)
    await li.hears("push.broken_sought")
    card = await sun.hears("push.stranded_sought")
    assert "500" in card
    assert "辽B·A1234" in card
    await liu.hears("push.job_offer")
    await accept(liu)
    await chen.hears("push.relief_coming")
    await li.hears("push.relief_found")
    code = await digits_told(liu)
    await li.hears("card.coming_relieved")
    await liu.does("card.arrived")
    await chen.hears("push.arrived_relief")
    await chen.say("0000" if code != "0000" else "1111")
    await chen.hears("driver.relief_code_wrong")
    await chen.say(code)
    await liu.hears("push.takeover_relief")
    await liu.does("card.taken_all")
    await liu.hears("card.next_go_delivery")
    await hand_over(liu, li)
    await li.hears("push.need_receipt")
    await chen.say("/job")
    await chen.hears("driver.no_job")
    await chen.say(troupe.words("车修好了", "fixed"))
    await chen.hears("driver.ask_position")
    await troupe.theatre.judge()


@mainly("zh")
async def test_mended_first_the_driver_goes_on(troupe: Troupe) -> None:
    _, li, chen, liu = await broken_down(troupe)
    await accept(liu)
    await chen.hears("push.relief_coming")
    await chen.say(troupe.words("可以继续了", "it goes again"))
    await chen.hears("driver.mended_noted")
    await liu.hears("push.job_cancelled")
    await li.hears("push.goes_on")
    await hand_over(chen, li)
    await li.hears("push.need_receipt")
    await troupe.theatre.judge()


@mainly("en")
async def test_a_coordinator_may_decide_on_the_card_itself(troupe: Troupe) -> None:
    sun, _, chen, _ = await broken_down(troupe)
    await sun.hears("push.stranded_sought")
    await sun.does("coordinator.goods_back")
    await sun.hears("coordinator.noted")
    await chen.say("/job")
    await chen.hears("driver.no_job")
    assert anchor("card.job_closed", troupe.lang) in await chen.reads()
    await troupe.theatre.judge()
