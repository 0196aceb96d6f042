"""Alerts reach whom they are for, once."""

import pytest
import sqlalchemy as sa
from city import pushes, row
from moments import NOW
from sqlmodel import col

from db.actions.broadcasts import audience_size, broadcast_alert
from db.actions.messages import Lane
from db.actions.people import mark_blocked
from db.actions.places import add_place
from db.actions.vehicles import add_vehicle, go_on_duty
from db.queries.audience import unknown_size
from db.tables import BroadcastRow, PersonRow
from matching.errors import NotAllowed
from matching.model import Mode, Role


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


async def test_an_alert_to_a_district_knows_who_is_elsewhere(database, cast):
    async with database.begin() as session:
        vehicle_id = await add_vehicle(
            session,
            cast.chen.actor,
            label="辽B·1",
            mode=Mode.ROAD,
            kg=800.0,
            m3=5.0,
            cold_chain=False,
            hazmat=False,
            passes=(),
            now=NOW,
        )
        await go_on_duty(
            session,
            cast.chen.actor,
            vehicle_id=vehicle_id,
            lat=None,
            lon=None,
            district="甘井子区",
            now=NOW,
        )
        place_id = await add_place(
            session,
            cast.liu.actor,
            label="家",
            address="人民路",
            district="中山区",
            lat=None,
            lon=None,
            precision_km=0.0,
            now=NOW,
        )
    assert place_id
    async with database.read() as session:
        reached = [
            await audience_size(session, role=Role.DRIVER, district=district)
            for district in ("甘井子区", "中山区", "庄河市")
        ]
        unknown = await unknown_size(session, role=Role.DRIVER)
    assert (reached, unknown) == ([1, 1, 0], 0)
