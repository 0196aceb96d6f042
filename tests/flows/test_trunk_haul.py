"""Masks for an island: lorry to the port, ship over the sea, van to the clinic; one number."""

from stories import Troupe, accept, both_confirm, hand_over, load, mainly

from bot.demo.transcript import anchor
from handlers.speech.sentences import sentence
from matching.model import Mode, Urgency

ISLAND, COAST = "长海县", "金州区"
CLINIC, DEPOT = (39.285, 122.600), (39.060, 121.840)
PORT, OFFSHORE, ON_ISLAND = (39.035, 121.880), (39.000, 121.950), (39.270, 122.590)


@mainly("zh")
async def test_goods_cross_the_sea_hand_to_hand_with_a_shortage_and_a_ship_that_says_no(
    troupe: Troupe,
) -> None:
    sun, li, zhao, chen, liu, gao, ma = await troupe.enter_all(
        "sun", "li", "zhao", "chen", "liu", "gao", "ma"
    )
    await troupe.shelve(zhao, 200, DEPOT, COAST)
    await troupe.put_on_duty(chen, DEPOT, COAST, label="辽B·车1")
    await troupe.put_on_duty(liu, PORT, COAST, Mode.WATER, "海燕号")
    await troupe.put_on_duty(gao, OFFSHORE, COAST, Mode.WATER, "海鸥号")
    await troupe.put_on_duty(ma, ON_ISLAND, ISLAND, label="辽B·岛3")
    await troupe.need(li, 200, Urgency.CRITICAL, CLINIC, ISLAND)
    await both_confirm(zhao, li)
    await accept(chen)
    assert anchor("card.leg_first", troupe.lang) in await chen.reads()
    await load(chen)

    # The nearest ship says no, the next one is asked for the same leg at once.
    await liu.hears("push.job_offer")
    await liu.does("push.offer_no", "driver.decline_vehicle_trouble")
    await gao.hears("push.job_offer")
    assert anchor("card.leg_middle", troupe.lang) in await gao.reads()
    await accept(gao)

    # At the port: twenty are wet. They stay with Chen, who brings them back.
    await chen.does("card.arrived", "card.handed")
    await gao.hears("push.takeover_asked")
    await li.hears("card.coming_at_node")
    await sun.say("/stuck")
    await sun.hears("coordinator.stuck_at_node")
    await gao.does("card.taken_less")
    await gao.hears("driver.ask_taken")
    await gao.say("180")
    await gao.hears("driver.ask_short_why")
    await gao.does("words.reason.damaged")
    await gao.hears("driver.taken_noted")
    await chen.hears("card.next_return")
    await chen.does("card.returned")
    await li.hears("card.coming_on_leg")

    # On the island the van is asked when the ship is there.
    await gao.does("card.arrived")
    await accept(ma)
    await ma.does("card.arrived")
    await ma.hears("card.next_no_goods")
    await gao.hears("push.arrived_node")
    await gao.does("card.handed")
    await ma.hears("push.takeover_asked")
    await ma.does("card.taken_all")
    await ma.hears("card.next_go_delivery")
    await li.hears("card.coming_to_door")
    await hand_over(ma, li)
    await li.hears("push.need_receipt")
    numbers = {each for each in (await li.reads()).split() if each.startswith("C-")}
    assert len(numbers) <= 1, numbers
    assert sentence("words.node.大窑湾港", troupe.lang) in await gao.reads()
    await troupe.theatre.judge()


@mainly("zh")
async def test_goods_withdrawn_at_the_port_are_a_coordinators_to_decide_about(
    troupe: Troupe,
) -> None:
    sun, li, zhao, chen = await troupe.enter_all("sun", "li", "zhao", "chen")
    liu, ma = await troupe.enter_all("liu", "ma")
    await troupe.shelve(zhao, 200, DEPOT, COAST)
    await troupe.put_on_duty(chen, DEPOT, COAST, label="辽B·车1")
    await troupe.put_on_duty(liu, PORT, COAST, Mode.WATER, "海燕号")
    await troupe.put_on_duty(ma, ON_ISLAND, ISLAND, label="辽B·岛3")
    await troupe.need(li, 200, Urgency.CRITICAL, CLINIC, ISLAND)
    await both_confirm(zhao, li)
    await accept(chen)
    await load(chen)
    await accept(liu)
    await li.does("card.stop", "requester.stop_withdrawn", "requester.stop_yes")
    await liu.hears("push.job_cancelled")
    await chen.does("card.arrived", "card.handed")

    # The driver may go once somebody keeps the goods; then the desk is asked what becomes of them.
    await sun.say("/stuck")
    await sun.does("coordinator.stuck_at_node", "coordinator.decide_at_node", "card.taken_all")
    await sun.hears("coordinator.kept")
    await sun.say("/stuck")
    await sun.does("coordinator.stuck_left", "coordinator.decide_left", "coordinator.left_back")
    await sun.hears("coordinator.left_called")
    await zhao.hears("push.fetch_asked")
    await zhao.does("push.fetched")
    await zhao.hears("supplier.fetched")
    await troupe.theatre.judge()
