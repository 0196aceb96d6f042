"""One more stop on the way: a driver under way takes it along, or goes on as if nothing was."""

from stories import AWAY, ROOM, Someone, Troupe, accept, both_confirm, load, mainly, told_code

from matching.lifecycle import OFFER_WINDOW
from matching.model import Urgency

BETWEEN = (38.911, 121.603)
"""Zhou's shelf, on the way from Zhao's to the ward."""
BEYOND = (38.900, 121.598)
"""Where Li needs more, a little farther on."""


async def set_out(troupe: Troupe) -> tuple[Someone, Someone, Someone, Someone]:
    """Chen has taken masks from Zhao to Li's ward; Li needs more, from Zhou, a little farther on,
    and both have said yes to that."""
    zhao, zhou, li, chen = await troupe.enter_all("zhao", "zhou", "li", "chen")
    await troupe.shelve(zhao, 1000)
    await troupe.put_on_duty(chen)
    await troupe.need(li, 1000, Urgency.NORMAL)
    await both_confirm(zhao, li)
    await accept(chen)
    await troupe.shelve(zhou, 400, BETWEEN)
    await troupe.need(li, 400, Urgency.CRITICAL, BEYOND)
    await both_confirm(zhou, li)
    return zhao, zhou, li, chen


@mainly("zh")
async def test_a_driver_takes_one_more_stop_along(troupe: Troupe) -> None:
    _, zhou, li, chen = await set_out(troupe)
    offered = await chen.hears("push.extra_yes")
    assert "400" in offered
    assert "西南路" not in offered  # no address before the yes
    await chen.does("push.extra_yes")
    await chen.hears("push.extra_address")
    await load(chen)
    first = await told_code(li)
    await load(chen)
    await zhou.hears("push.stock_receipt_pickup")
    second = await other_code(li, first)
    for code in (first, second):
        await chen.does("card.arrived")
        await chen.say(code)
        await chen.hears("driver.code_right")
        await chen.does("card.accepted_all")
    await li.sees("400", timeout=ROOM)
    await chen.say("/job")
    await chen.hears("driver.no_job")
    await troupe.theatre.judge()


async def other_code(receiver: Someone, known: str) -> str:
    """The code of the second delivery."""
    for _ in range(50):
        digits = await told_code(receiver)
        if digits != known:
            return digits
        await receiver.hears("push.handover_code")
    raise AssertionError("no second code")


@mainly("en")
async def test_silence_leaves_the_job_as_it_was_and_the_next_is_asked(troupe: Troupe) -> None:
    _, _, li, chen = await set_out(troupe)
    await chen.hears("push.extra_yes")
    liu = await troupe.enter("liu")
    await troupe.put_on_duty(liu, AWAY)
    await troupe.theatre.let_pass(OFFER_WINDOW.total_seconds() + 1)
    await chen.hears("push.extra_lapsed")
    await accept(liu)
    await load(chen)
    await chen.does("card.arrived")
    await chen.say(await told_code(li))
    await chen.does("card.accepted_all")
    await chen.say("/job")
    await chen.hears("driver.no_job")
    await troupe.theatre.judge()


@mainly("zh")
async def test_a_no_is_one_press_and_no_question(troupe: Troupe) -> None:
    _, _, _, chen = await set_out(troupe)
    await chen.hears("push.extra_yes")
    await chen.does("push.extra_no")
    await chen.hears("driver.extra_declined")
    await chen.say("/job")
    await chen.hears("card.arrived")
    await troupe.theatre.judge()
