"""Alerts reach whom they are for, once."""

import pytest
import sqlalchemy as sa
from city import pushes, row
from moments import NOW
from sqlmodel import col

from db.actions.broadcasts import audience_size, broadcast_alert
from db.actions.messages import Lane
from db.actions.people import mark_blocked
from db.tables import BroadcastRow, PersonRow
from matching.errors import NotAllowed
from matching.model import Role


async def test_an_alert_reaches_the_role_once(database, cast):
    for _ in range(2):
        async with database.begin() as session:
            sent = await broadcast_alert(
                session,
                cast.sun.actor,
                role=Role.DRIVER,
                district="",
                text="今晚有台风，请勿出车。",
                request_key="run-1",
                now=NOW,
            )
        assert sent == (1, 2)
    for driver in (cast.chen, cast.liu):
        alerts = await pushes(database, driver, "alert")
        assert [(alert.lane, alert.params) for alert in alerts] == [
            (Lane.BULK, {"broadcast_id": 1})
        ]
    assert not await pushes(database, cast.wang, "alert")
    assert (await row(database, BroadcastRow)).recipients == 2


async def test_the_preview_counts_who_will_be_reached(database, cast):
    async with database.begin() as session:
        await session.execute(
            sa.update(PersonRow)
            .where(col(PersonRow.id) == cast.chen.person_id)
            .values(district="甘井子区")
        )
        await mark_blocked(session, channel="telegram", address=cast.wang.address, now=NOW)
    async with database.read() as session:
        sizes = [
            await audience_size(session, role=role, district=district)
            for role, district in (
                (None, ""),
                (Role.DRIVER, ""),
                (Role.DRIVER, "甘井子区"),
                (Role.DRIVER, "中山区"),
                (Role.RESIDENT, ""),
            )
        ]
    assert sizes == [5, 2, 2, 1, 0]


async def test_a_life_safety_alert_goes_before_cards(database, cast):
    async with database.begin() as session:
        await broadcast_alert(
            session,
            cast.sun.actor,
            role=None,
            district="",
            text="请立即撤离。",
            request_key="run-2",
            now=NOW,
            life_safety=True,
        )
    assert (await pushes(database, cast.wang, "alert"))[0].lane == Lane.URGENT


async def test_only_coordinators_alert(database, cast):
    async with database.begin() as session:
        with pytest.raises(NotAllowed):
            await broadcast_alert(
                session,
                cast.zhao.actor,
                role=None,
                district="",
                text="x",
                request_key="run-3",
                now=NOW,
            )
