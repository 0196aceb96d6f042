"""One whole delivery, played by seven people: need, match, no, rematch, offer, no, yes, receipt."""

import re

from bot.demo.cast import WORDS, City
from bot.demo.transcript import Narrator
from handlers.speech.sentences import sentence

HOSPITAL = {"zh": "大连大学附属中山医院", "en": "大连大学附属中山医院"}
HOME = (38.9040, 121.5894)
"""Where the resident lives, degrees WGS84."""
CODE = re.compile(r"^\s*(\d ?\d ?\d ?\d)\s*$", re.MULTILINE)
RECEIPTS = {
    "nurse": "push.need_receipt",
    "second": "push.stock_receipt",
    "desk": "push.coordinator_receipt",
}
LONG = 60.0
"""Seconds to wait for what others must do first."""


async def play_delivery(city: City) -> None:
    """A resident's report is vouched for; a nurse needs masks, and it takes two tries of each.

    The first supplier has none left, the first driver has no time.
    """
    await play_until_loaded(city)
    await _deliver(city, city.narrator)


async def play_until_loaded(city: City) -> None:
    """The same up to the moment when the goods are on the road."""
    narrator = city.narrator
    await _vouch(city, narrator)
    await _report(city, narrator)
    await _rematch(city, narrator)
    await _offer(city, narrator)
    narrator.chapter("提货、送达、签收", "Pick up, deliver, sign")
    await city["far"].tap("card.arrived")
    await city["far"].tap("card.loaded_all")
    await city["nurse"].sees_sentence("push.handover_code", timeout=LONG)


async def _vouch(city: City, narrator: Narrator) -> None:
    narrator.chapter("居民上报，调度员核实", "A resident reports, the desk confirms")
    resident, desk = city["resident"], city["desk"]
    await resident.tap("register.next_need")
    await resident.say({"zh": "棉被", "en": "quilt"}[resident.lang])
    await resident.sees_sentence("requester.count")
    await resident.say("20")
    await resident.tap("steps.enough")
    await resident.sees_sentence("requester.place")
    await resident.share_location(*HOME)
    await resident.tap("steps.skip")
    await resident.tap("requester.urgency_high")
    await resident.tap("requester.deadline_none")
    await resident.sees_sentence("requester.people")
    await resident.tap("steps.dont_know")
    await resident.tap("engine.confirm")
    await resident.sees_sentence("card.standing_unverified")
    await desk.sees_sentence("push.verify_yes", timeout=LONG)
    await desk.tap("push.verify_yes")
    await resident.sees_sentence("card.standing_verified", timeout=LONG)


async def _report(city: City, narrator: Narrator) -> None:
    narrator.chapter("护士上报", "The nurse reports")
    nurse = city["nurse"]
    await nurse.tap("requester.menu_need")
    await nurse.say(WORDS["item"][nurse.lang])
    await nurse.sees_sentence("requester.count")
    await nurse.say({"zh": "1000只", "en": "1000 pcs"}[nurse.lang])
    await nurse.tap("steps.enough")
    await nurse.sees_sentence("requester.place")
    await nurse.say(HOSPITAL[nurse.lang])
    await nurse.tap("requester.urgency_critical")
    await nurse.tap("requester.deadline_tomorrow")
    await nurse.sees_sentence("requester.people")
    await nurse.tap("steps.dont_know")
    await nurse.tap("engine.confirm")
    await nurse.sees_sentence("card.stop")


async def _rematch(city: City, narrator: Narrator) -> None:
    narrator.chapter(
        "第一家没有了，马上问第二家", "The first has none left: the second is asked at once"
    )
    first, second, nurse = city["first"], city["second"], city["nurse"]
    await first.sees_sentence("push.stock_no", timeout=LONG)
    await first.tap("push.stock_no")
    await first.tap("supplier.confirm_none")
    await second.sees_sentence("push.stock_no", timeout=LONG)
    await second.tap("push.stock_yes")
    await nurse.sees(sentence("words.district.甘井子区", nurse.lang), timeout=LONG)
    await nurse.tap("push.need_yes")


async def _offer(city: City, narrator: Narrator) -> None:
    narrator.chapter("派单：一个拒绝，下一个接受", "The job: one declines, the next accepts")
    near, far = city["near"], city["far"]
    offer = await near.sees_sentence("push.offer_no", timeout=LONG)
    narrator.check(HOSPITAL["zh"] not in offer, "派单不含地址 · the offer holds no address")
    await near.tap("push.offer_no")
    await near.tap("driver.decline_too_far")
    await far.sees_sentence("push.offer_yes", timeout=LONG)
    await far.tap("push.offer_yes")
    address = await far.sees(HOSPITAL["zh"], timeout=LONG)
    narrator.check(bool(address), "接受后才有地址 · the address comes after acceptance")


async def _deliver(city: City, narrator: Narrator) -> None:
    driver, nurse = city["far"], city["nurse"]
    digits = await nurse.sees_sentence("push.handover_code", timeout=LONG)
    await driver.tap("card.arrived")
    await driver.say(spoken_code(digits))
    await driver.tap("card.accepted_all")
    narrator.chapter("回执", "Receipts")
    for part, receipt in RECEIPTS.items():
        await city[part].sees_sentence(receipt, timeout=LONG)


def spoken_code(text: str) -> str:
    """The four digits that stand alone on a line, as the receiver reads them out."""
    found = CODE.search(text)
    return found[1].replace(" ", "") if found else ""
