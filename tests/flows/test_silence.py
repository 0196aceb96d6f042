"""Nobody answers, or cannot: whoever is next is asked, and everybody is told why."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col
from stories import AWAY, FAR, Someone, Troupe, accept, both_confirm, mainly

from bot.demo.transcript import anchor
from db.tables import IdentityRow, OfferRow, TickSlotRow
from handlers.speech.sentences import sentence
from matching.lifecycle import CONFIRM_WINDOWS, OFFER_WINDOW
from matching.model import OfferState, TickName, Urgency

TOO_LONG = CONFIRM_WINDOWS[Urgency.CRITICAL].total_seconds() + 1
ONE_TICK = 10.0
"""Seconds: the tick itself is at once, the rest is for a loaded machine."""


@mainly("en")
async def test_a_silent_supplier_gives_way_to_the_next(troupe: Troupe) -> None:
    zhao, zhou, li = await troupe.enter_all("zhao", "zhou", "li")
    await troupe.shelve(zhao, 2000)
    await troupe.shelve(zhou, 2000, FAR)
    await troupe.need(li, 1000)
    await zhao.hears("push.stock_yes")
    await li.does("push.need_yes")
    await troupe.theatre.let_pass(TOO_LONG)
    await zhao.hears("push.match_failed_supplier_silent")
    await zhou.hears("push.stock_yes")
    assert sentence("words.reason.no_answer", troupe.lang) in await li.hears(
        "push.match_failed_receiver"
    )
    late = await zhao.tap("push.stock_yes")
    assert anchor("refused.outdated", troupe.lang) in late.text
    await both_confirm(zhou, li)
    await li.hears("card.coming_confirmed")
    await troupe.theatre.judge()


@mainly("en")
async def test_a_silent_driver_gives_way_to_the_next(troupe: Troupe) -> None:
    zhao, li, chen, liu = await troupe.enter_all("zhao", "li", "chen", "liu")
    await troupe.shelve(zhao, 2000)
    await troupe.put_on_duty(chen)
    await troupe.put_on_duty(liu, AWAY)
    await troupe.need(li, 1000)
    await both_confirm(zhao, li)
    await chen.hears("push.offer_yes")
    await troupe.theatre.let_pass(OFFER_WINDOW.total_seconds() + 1)
    await chen.hears("push.offer_lapsed")
    await accept(liu)
    await li.hears("card.coming_accepted")
    await troupe.theatre.judge()


@mainly("zh")
async def test_after_a_no_the_next_driver_is_asked_in_the_same_breath(troupe: Troupe) -> None:
    zhao, li, chen, liu = await troupe.enter_all("zhao", "li", "chen", "liu")
    await troupe.shelve(zhao, 2000)
    await troupe.put_on_duty(chen)
    await troupe.put_on_duty(liu, AWAY)
    await troupe.need(li, 1000)
    await both_confirm(zhao, li)
    await chen.does("push.offer_no", "driver.decline_too_far")
    await liu.hears("push.offer_yes")
    first, second = await offers(troupe)
    assert (first.state, first.ended_at) == (OfferState.DECLINED, second.offered_at)
    assert not await runs_since(troupe, second.offered_at)
    await accept(liu)
    await li.hears("card.coming_accepted")
    await troupe.theatre.judge()


async def offers(troupe: Troupe) -> Sequence[OfferRow]:
    """All that drivers were asked, in this order."""
    async with troupe.theatre.record.read() as session:
        return (await session.scalars(sa.select(OfferRow).order_by(col(OfferRow.id)))).all()


async def runs_since(troupe: Troupe, moment: datetime) -> Sequence[int]:
    """Planning runs that were asked for since then."""
    async with troupe.theatre.record.read() as session:
        slots = sa.select(col(TickSlotRow.slot)).where(
            col(TickSlotRow.job).in_((TickName.MATCH, TickName.REVISE)),
            col(TickSlotRow.cause) == "at_once",
            col(TickSlotRow.started_at) >= moment,
        )
        return (await session.scalars(slots)).all()


@mainly("zh")
async def test_a_driver_who_blocks_the_bot_is_passed_over_at_once(troupe: Troupe) -> None:
    zhao, li, chen, liu = await troupe.enter_all("zhao", "li", "chen", "liu")
    await troupe.shelve(zhao, 2000)
    await troupe.put_on_duty(chen)
    await troupe.put_on_duty(liu, AWAY)
    await troupe.need(li, 1000)
    await both_confirm(zhao, li)
    await chen.hears("push.offer_yes")
    await chen.phone.block()
    await liu.hears("push.offer_yes", timeout=ONE_TICK)
    await accept(liu)
    await troupe.theatre.judge()


@mainly("en")
async def test_a_driver_who_cannot_be_reached_is_passed_over_until_they_come_back(
    troupe: Troupe,
) -> None:
    zhao, li, chen, liu = await troupe.enter_all("zhao", "li", "chen", "liu")
    await troupe.shelve(zhao, 2000)
    await troupe.put_on_duty(chen)
    await troupe.put_on_duty(liu, AWAY)
    chat = troupe.theatre.world.bot().chats[chen.phone.id]
    chat.blocked = True  # and the bot is not told: it finds out by Telegram's 403
    await troupe.need(li, 1000)
    await both_confirm(zhao, li)
    await liu.hears("push.offer_yes", timeout=ONE_TICK)
    refused = await troupe.theatre.sandbox.calls("sendMessage")
    assert [call["status"] for call in refused if call["status"] != 200] == [403]
    assert await is_marked(troupe, chen)
    await accept(liu)
    await chen.phone.unblock()
    await chen.say("/job")
    await chen.hears("driver.no_job")
    assert not await is_marked(troupe, chen)
    await troupe.theatre.judge(failed_sends=1)


async def is_marked(troupe: Troupe, who: Someone) -> bool:
    """Whether the record says that they blocked us."""
    async with troupe.theatre.record.read() as session:
        blocked = sa.select(col(IdentityRow.blocked_at)).where(
            col(IdentityRow.address) == str(who.phone.id)
        )
        return await session.scalar(blocked) is not None
