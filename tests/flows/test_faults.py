"""A whole delivery on a bad line, with Telegram's limits on: late, but once and whole."""

import pytest
import sqlalchemy as sa
from patience import ROOM
from stories import Troupe, told_code

from db.tables import JobRow, NeedRow

FAULTS = {
    "too_many": 0.02,
    "bad_gateway": 0.03,
    "lost_request": 0.02,
    "lost_reply": 0.03,
    "duplicate": 0.05,
    "reorder": 0.05,
}
"""Odds of each, of every call or batch."""
PATIENCE = 2 * ROOM
MOST_COPIES = 3


@pytest.fixture
def private_step() -> float:
    """Below what the limits of this story allow."""
    return 0.3


@pytest.mark.parametrize("lang", ["zh"])
async def test_a_bad_line_delays_and_doubles_nothing(troupe: Troupe) -> None:
    zhao, li = await troupe.enter("zhao", "en"), await troupe.enter("li")
    chen = await troupe.enter("chen", "en")
    await troupe.shelve(zhao, 2000)
    await troupe.put_on_duty(chen)
    sandbox = troupe.theatre.sandbox
    await sandbox.limits(on=True, private=4.0)
    await sandbox.faults(**FAULTS)
    await li.tap("requester.menu_need", timeout=PATIENCE)
    await li.hears("requester.what", timeout=PATIENCE)
    await li.say("N95口罩")
    await li.hears("requester.count", timeout=PATIENCE)
    await li.say("1000只")
    await li.hears("steps.enough", timeout=PATIENCE)
    await li.tap("steps.enough", timeout=PATIENCE)
    await li.hears("requester.place", timeout=PATIENCE)
    await li.say("大连大学附属中山医院")
    for button in ("urgency_critical", "deadline_none"):
        await li.tap(f"requester.{button}", timeout=PATIENCE)
    await li.hears("requester.people", timeout=PATIENCE)
    await li.tap("steps.dont_know", timeout=PATIENCE)
    await li.tap("engine.confirm", timeout=PATIENCE)
    await zhao.tap("push.stock_yes", timeout=PATIENCE)
    await li.tap("push.need_yes", timeout=PATIENCE)
    await chen.tap("push.offer_yes", timeout=PATIENCE)
    await chen.tap("card.arrived", timeout=PATIENCE)
    await chen.tap("card.loaded_all", timeout=PATIENCE)
    code = await told_code(li)
    # On this line the card may still show the first stop: its button would be late.
    await chen.sees("take it to stop", timeout=PATIENCE)
    await chen.tap("card.arrived", timeout=PATIENCE)
    await chen.say(code)
    await chen.tap("card.accepted_all", timeout=PATIENCE)
    await li.hears("push.need_receipt", timeout=PATIENCE)
    struck = (await sandbox.faults(**dict.fromkeys(FAULTS, 0.0)))["counts"]
    assert struck.keys() & {"bad_gateway", "lost_reply"}
    assert (await sandbox.limits())["refused"] == 0
    await troupe.theatre.judge()
    assert max((await sandbox.copies()).values()) <= MOST_COPIES
    async with troupe.theatre.record.read() as session:
        for table in (NeedRow, JobRow):
            assert await session.scalar(sa.select(sa.func.count()).select_from(table)) == 1
