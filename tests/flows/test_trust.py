"""A report by somebody nobody vouches for: no vehicle moves before a coordinator has looked."""

import pytest
import sqlalchemy as sa
from patience import ROOM
from stories import Someone, Troupe, mainly

from bot.demo.transcript import anchor
from db.tables import AllocationRow, NeedRow, OfferRow
from matching.errors import TooManyOpen
from matching.model import Urgency

MOST_OPEN = 3
"""Open needs of somebody without a telephone number or an organisation."""


async def report_water(wang: Someone, troupe: Troupe, *, first: bool) -> str:
    """Wang reports a case of water, from the command on; what the last press is answered."""
    await wang.say("/need")
    await wang.hears("requester.what")
    await wang.say(troupe.words("瓶装饮用水", "bottled drinking water"))
    await wang.hears("requester.count")
    await wang.say("24")
    await wang.hears("steps.enough")
    await wang.does("steps.enough")
    await wang.hears("requester.place")
    if first:
        await wang.share_location(38.905, 121.59)
        await wang.does("steps.skip")
    else:
        await wang.say("1")
    await wang.does("requester.urgency_high", "requester.deadline_none")
    await wang.hears("requester.people")
    await wang.does("steps.dont_know")
    return (await wang.tap("engine.confirm", timeout=ROOM)).text


@mainly("zh")
async def test_a_report_waits_for_the_desk_and_the_fourth_is_refused(troupe: Troupe) -> None:
    sun = await troupe.enter("sun")
    wang = await troupe.meet("wang")
    await wang.start()
    await wang.does("register.role_resident")
    await wang.answers("register.phone", "steps.skip")
    await wang.hears("register.next_need")
    await report_water(wang, troupe, first=True)
    await wang.hears("card.why_unverified")
    await sun.hears("push.verify_yes")
    for _ in range(MOST_OPEN - 1):
        await troupe.need(wang, 24)
    fourth = await report_water(wang, troupe, first=False)
    assert anchor("refused.too_many_open", troupe.lang) in fourth
    await sun.does("push.verify_no", "coordinator.refute_yes")
    await wang.hears("words.close_reason.false")
    await troupe.theatre.judge()
    assert await count(troupe, NeedRow) == MOST_OPEN
    assert await count(troupe, AllocationRow) == 0


@mainly("en")
async def test_a_confirmed_report_is_matched(troupe: Troupe) -> None:
    zhao, sun, wang = await troupe.enter_all("zhao", "sun", "wang")
    await troupe.shelve(zhao, 2000)
    await troupe.need(wang, 100, Urgency.HIGH)
    await sun.hears("push.verify_yes")
    assert await count(troupe, AllocationRow) == 0
    await sun.does("push.verify_yes")
    await zhao.hears("push.stock_yes")
    await wang.hears("push.need_yes")
    await troupe.theatre.judge()


@pytest.mark.parametrize("lang", ["zh"])
async def test_two_hundred_reports_of_one_account_move_nobody(troupe: Troupe) -> None:
    zhao, chen, sun, wang = await troupe.enter_all("zhao", "chen", "sun", "wang")
    await troupe.shelve(zhao, 20000)
    await troupe.put_on_duty(chen)
    refused = 0
    async with troupe.theatre.writing() as session:
        actor = await troupe.actor(session, wang)
        for _ in range(200):
            try:
                async with session.begin_nested():
                    await troupe.report(session, actor, 100, Urgency.CRITICAL)
            except TooManyOpen:
                refused += 1
    assert refused == 200 - MOST_OPEN
    await troupe.theatre.judge()
    assert await count(troupe, NeedRow) == MOST_OPEN
    assert await count(troupe, AllocationRow) == await count(troupe, OfferRow) == 0
    assert await sun.count("push.verify_need") == MOST_OPEN


async def count(troupe: Troupe, table: type) -> int:
    """Rows of a table."""
    async with troupe.theatre.record.read() as session:
        asked = sa.select(sa.func.count()).select_from(table)
        return await session.scalar(asked) or 0
