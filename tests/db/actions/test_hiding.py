"""An exact address leaves a driver's screen two hours after it was needed, and once."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from cast import Cast
from city import deliver_here, load_here, pushes, underway
from moments import NOW
from sqlmodel import col

from db.actions.hiding import HIDE_AFTER, HIDE_POINT_BY, hide_addresses
from db.actions.offers import release_job
from db.actions.people import mark_blocked, unblock
from db.engine import Database
from db.queries.reveals import ADDRESS_KINDS
from db.tables import OutboxRow
from db.tables.messages import OutboxState
from matching.model import Reason

pytestmark = pytest.mark.mainly_sqlite

MUCH_LATER = NOW + HIDE_AFTER + timedelta(minutes=1)


@pytest.fixture
async def job_id(database: Database, cast: Cast) -> int:
    """Chen has accepted to carry 100, and was shown where."""
    job = await underway(database, cast)
    await send_addresses(database)
    return job


@pytest.fixture
async def delivered(database: Database, cast: Cast, job_id: int) -> int:
    """Chen has seen both places and handed all over."""
    await load_here(database, cast.chen, job_id)
    await send_addresses(database)
    await deliver_here(database, cast.chen, job_id)
    return job_id


async def send_addresses(database: Database) -> None:
    """What is owed of addresses is on the driver's screen, as message 9."""
    shown = sa.update(OutboxRow).where(col(OutboxRow.kind).in_(ADDRESS_KINDS))
    async with database.begin() as session:
        await session.execute(
            shown.values(state=OutboxState.SENT, message_id="9", sent_at=NOW),
            execution_options={"synchronize_session": False},
        )


async def hide(database: Database, now: datetime) -> int:
    async with database.begin() as session:
        return await hide_addresses(session, now=now)


@pytest.mark.on_postgres
async def test_an_address_stays_while_the_job_runs(database, job_id):
    assert await hide(database, MUCH_LATER) == 0


async def test_a_point_goes_while_it_can_still_be_deleted(database, cast, job_id):
    assert await hide(database, NOW + HIDE_POINT_BY - timedelta(minutes=1)) == 0
    assert await hide(database, NOW + HIDE_POINT_BY) == 1
    (owed,) = await pushes(database, cast.chen, "address_hidden")
    assert owed.params["is_point"]


async def test_an_address_goes_two_hours_after_the_delivery(database, cast, delivered):
    assert await hide(database, NOW + HIDE_AFTER - timedelta(minutes=1)) == 0
    assert await hide(database, MUCH_LATER) == 3
    owed = await pushes(database, cast.chen, "address_hidden")
    assert [push.params["is_point"] for push in owed].count(True) == 2
    assert {push.params["message_id"] for push in owed} == {"9"}
    assert {push.params["job_id"] for push in owed} == {delivered}


async def test_an_address_is_hidden_once(database, delivered):
    await hide(database, MUCH_LATER)
    assert await hide(database, MUCH_LATER + timedelta(minutes=10)) == 0


async def test_who_blocked_us_loses_the_address_once_they_are_back(database, cast, delivered):
    at = {"channel": "telegram", "address": cast.chen.address}
    async with database.begin() as session:
        await mark_blocked(session, **at, now=NOW)
    assert await hide(database, MUCH_LATER) == 0
    async with database.begin() as session:
        await unblock(session, **at, now=MUCH_LATER)
    assert await hide(database, MUCH_LATER) == 3


async def test_who_gives_a_job_back_sees_its_address_no_longer(database, cast, job_id):
    async with database.begin() as session:
        await release_job(
            session, cast.chen.actor, job_id=job_id, reason=Reason.VEHICLE_TROUBLE, now=NOW
        )
    assert await hide(database, MUCH_LATER) == 2
