"""A question that was never sent is no silence."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from city import MINUTE, confirm_all, put_lot, put_need, put_on_duty, tick
from moments import NOW
from sqlmodel import col

from db.actions.confirmations import lapse_confirmations
from db.actions.offers import lapse_offers
from db.actions.patience import put_off_answers, wait_for_unsent
from db.queries.open_questions import questions_outside
from db.tables import IdentityRow, OfferRow, OutboxRow
from db.tables.messages import OutboxState

pytestmark = pytest.mark.mainly_sqlite


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


async def put_off(database, addresses, by):
    """What a scenario does while its city runs ahead."""
    async with database.begin() as session:
        await put_off_answers(session, await questions_outside(session, addresses), by=by)


async def addresses_of(database, *people):
    async with database.read() as session:
        wanted = sa.select(col(IdentityRow.address)).where(col(IdentityRow.person_id).in_(people))
        return set(await session.scalars(wanted))


@pytest.mark.on_postgres
async def test_who_is_outside_a_scenario_gets_the_time_that_the_city_ran_ahead(database, cast):
    await ask_both_ends(database, cast)
    await send_all(database)
    await put_off(database, set(), 5 * MINUTE)
    assert await lapse(database, lapse_confirmations, NOW + 14 * MINUTE) == 0
    assert await lapse(database, lapse_confirmations, NOW + 15 * MINUTE) == 1


async def test_a_question_to_two_of_a_scenario_ends_in_its_time(database, cast):
    await ask_both_ends(database, cast)
    await send_all(database)
    inside = await addresses_of(database, cast.li.person_id, cast.zhao.person_id)
    await put_off(database, inside, 5 * MINUTE)
    assert await lapse(database, lapse_confirmations, NOW + 10 * MINUTE) == 1


@pytest.mark.on_postgres
async def test_an_offer_to_a_visitor_is_put_off_and_one_to_a_player_is_not(database, cast):
    await ask_both_ends(database, cast)
    async with database.begin() as session:
        await put_on_duty(session, cast.chen)
    await confirm_all(database)
    await tick(database)
    await send_all(database)
    await put_off(database, await addresses_of(database, cast.chen.person_id), 5 * MINUTE)
    async with database.read() as session:
        before = await session.scalar(sa.select(col(OfferRow.expires_at)))
    await put_off(database, set(), 5 * MINUTE)
    async with database.read() as session:
        assert await session.scalar(sa.select(col(OfferRow.expires_at))) == before + 5 * MINUTE
    assert await lapse(database, lapse_offers, before) == 0
