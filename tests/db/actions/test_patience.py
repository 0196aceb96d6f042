"""A question that was never sent is no silence."""

from datetime import timedelta

import sqlalchemy as sa
from city import MINUTE, confirm_all, put_lot, put_need, put_on_duty, tick
from moments import NOW

from db.actions.confirmations import lapse_confirmations
from db.actions.offers import lapse_offers
from db.actions.patience import wait_for_unsent
from db.tables import OutboxRow
from db.tables.messages import OutboxState


async def lapse(database, ends, now):
    """What the tick does: first wait, then lapse."""
    async with database.begin() as session:
        await wait_for_unsent(session, now=now)
        return await ends(session, now=now)


async def send_all(database):
    """The sender catches up."""
    async with database.begin() as session:
        await session.execute(sa.update(OutboxRow).values(state=OutboxState.SENT))


async def ask_both_ends(database, cast):
    """A lot is proposed to a need."""
    async with database.begin() as session:
        await put_need(session, cast, 60)
        await put_lot(session, cast, 60)
    await tick(database)


async def test_a_match_waits_for_its_questions_to_be_sent_and_then_for_an_answer(database, cast):
    await ask_both_ends(database, cast)
    late = NOW + 10 * MINUTE
    assert await lapse(database, lapse_confirmations, late) == 0
    await send_all(database)
    assert await lapse(database, lapse_confirmations, late + MINUTE) == 0
    assert await lapse(database, lapse_confirmations, late + 2 * MINUTE) == 1


async def test_questions_that_are_not_sent_in_half_an_hour_are_given_up(database, cast):
    await ask_both_ends(database, cast)
    assert await lapse(database, lapse_confirmations, NOW + timedelta(minutes=31)) == 1


async def test_an_offer_waits_to_be_sent(database, cast):
    await ask_both_ends(database, cast)
    async with database.begin() as session:
        await put_on_duty(session, cast.chen)
    await confirm_all(database)
    await tick(database)
    late = NOW + 3 * MINUTE
    assert await lapse(database, lapse_offers, late) == 0
    await send_all(database)
    assert await lapse(database, lapse_offers, late + 2 * MINUTE) == 1
