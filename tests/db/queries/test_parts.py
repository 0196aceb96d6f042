"""Which part of a need is which, on both engines."""

from datetime import timedelta

import sqlalchemy as sa
from cast import Cast
from city import put_lot, put_need, tick
from moments import NOW

from db.actions.confirmations import decline_stock, lapse_confirmations
from db.engine import Database
from db.queries.parts import Part, parts_of_need
from db.queries.promises import asked_of_receiver
from db.tables import LotRow
from matching.model import Reason
from matching.permissions import SYSTEM

LATER = NOW + timedelta(hours=1)


async def parts(database: Database, need_id: int) -> list[Part]:
    async with database.read() as session:
        found = await parts_of_need(session, need_id)
    return [found[each] for each in sorted(found)]


async def in_two_parts(database: Database, cast: Cast) -> int:
    async with database.begin() as session:
        need_id, _ = await put_need(session, cast, 300)
        await put_lot(session, cast, 150)
        await put_lot(session, cast, 150, km=2.0, supplier=cast.wang)
    await tick(database)
    return need_id


async def test_the_parts_of_a_line_are_numbered_as_they_were_promised(
    database: Database, cast: Cast
) -> None:
    need_id = await in_two_parts(database, cast)
    first, second = await parts(database, need_id)
    assert (first.number, second.number) == (1, 2)
    assert first.is_one_of_several
    assert (first.wanted, second.wanted) == (300, 300)
    async with database.read() as session:
        asked = await asked_of_receiver(session, need_id, NOW)
        assert [each.quantity for each in asked] == [150, 150]
        assert await asked_of_receiver(session, need_id, LATER) == ()


async def test_a_number_is_kept_when_the_one_before_it_fails(
    database: Database, cast: Cast
) -> None:
    need_id = await in_two_parts(database, cast)
    async with database.begin() as session:
        await decline_stock(session, SYSTEM, allocation_id=1, reason=Reason.NO_STOCK, now=NOW)
    _, left = await parts(database, need_id)
    assert (left.number, left.is_one_of_several) == (2, True)


async def test_what_failed_before_is_no_part_of_what_is_promised_anew(
    database: Database, cast: Cast
) -> None:
    need_id = await in_two_parts(database, cast)
    async with database.begin() as session:
        assert await lapse_confirmations(session, now=LATER) == 2
    assert await parts(database, need_id) == []
    async with database.begin() as session:
        await session.execute(sa.update(LotRow).values(counted=0, free=0))
        await put_lot(session, cast, 300)
        await session.execute(sa.text("UPDATE needs SET reachability = 'ok'"))
    await tick(database, LATER + timedelta(minutes=1))
    (alone,) = await parts(database, need_id)
    assert (alone.number, alone.is_one_of_several) == (1, False)


async def test_a_number_is_kept_when_all_before_it_fail_one_after_the_other(
    database: Database, cast: Cast
) -> None:
    async with database.begin() as session:
        need_id, _ = await put_need(session, cast, 300)
        await put_lot(session, cast, 100)
        await put_lot(session, cast, 100, km=2.0, supplier=cast.wang)
    await tick(database)
    await none_left(database, 1, minute=1)
    async with database.begin() as session:
        await put_lot(session, cast, 100, km=3.0, supplier=cast.li)
    await tick(database, NOW + timedelta(minutes=2))
    assert [each.number for each in await parts(database, need_id)] == [1, 2, 3]
    await none_left(database, 2, minute=3)
    assert [each.number for each in await parts(database, need_id)] == [1, 2, 3]


async def none_left(database: Database, allocation_id: int, minute: int) -> None:
    now = NOW + timedelta(minutes=minute)
    async with database.begin() as session:
        await decline_stock(
            session, SYSTEM, allocation_id=allocation_id, reason=Reason.NO_STOCK, now=now
        )
