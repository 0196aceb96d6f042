"""Stock: once per request, recounted above what is promised, held back and withdrawn."""

import pytest
import sqlalchemy as sa
from cast import Cast
from moments import NOW
from reports import lot_of, need_of
from sqlmodel import col

from db.actions.goods import hold_lot, recount_lot, withdraw_lot
from db.actions.ticks import serve_request
from db.actions.verification import verify_need
from db.engine import Database
from db.queries.ticks import request_waits
from db.tables import LedgerRow, LotRow
from matching.errors import Implausible, NotAllowed, NotFound, Outdated
from matching.model import Hold, Role, TickName, Urgency, Verification


async def lot(database: Database, lot_id: int) -> LotRow:
    async with database.read() as session:
        return (await session.scalars(sa.select(LotRow).where(col(LotRow.id) == lot_id))).one()


async def test_the_same_request_makes_one_lot(database: Database, cast: Cast) -> None:
    first = await lot_of(database, cast.zhao)
    assert await lot_of(database, cast.zhao) == first
    assert await lot_of(database, cast.zhao, key="run:2") != first


async def test_a_driver_alone_has_no_stock_to_report(database: Database, cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        await lot_of(database, cast.chen)


async def test_a_recount_sets_what_is_on_the_shelf(database: Database, cast: Cast) -> None:
    lot_id = await lot_of(database, cast.zhao, quantity=500)
    async with database.begin() as session:
        await recount_lot(session, cast.zhao.actor, lot_id=lot_id, quantity=320, now=NOW)
        with pytest.raises(NotFound):
            await recount_lot(session, cast.li.actor, lot_id=lot_id, quantity=1, now=NOW)
        with pytest.raises(Implausible):
            await recount_lot(session, cast.zhao.actor, lot_id=lot_id, quantity=-1, now=NOW)
    row = await lot(database, lot_id)
    assert (row.counted, row.free) == (320, 320)


async def test_a_lot_is_held_back_and_let_go(database: Database, cast: Cast) -> None:
    lot_id = await lot_of(database, cast.zhao)
    for hold in (Hold.ON_HOLD, Hold.RECALLED, Hold.NONE):
        async with database.begin() as session:
            await hold_lot(session, cast.zhao.actor, lot_id=lot_id, hold=hold, now=NOW)
        assert (await lot(database, lot_id)).hold is hold


async def test_a_second_tap_on_hold_changes_nothing(database: Database, cast: Cast) -> None:
    lot_id = await lot_of(database, cast.zhao)
    for _ in range(2):
        async with database.begin() as session:
            await hold_lot(session, cast.zhao.actor, lot_id=lot_id, hold=Hold.ON_HOLD, now=NOW)
    async with database.read() as session:
        kinds = (await session.scalars(sa.select(col(LedgerRow.kind)))).all()
    assert list(kinds).count("lot.held") == 1


async def test_a_withdrawn_lot_is_changed_no_more(database: Database, cast: Cast) -> None:
    lot_id = await lot_of(database, cast.zhao)
    async with database.begin() as session:
        await withdraw_lot(session, cast.zhao.actor, lot_id=lot_id, now=NOW)
        with pytest.raises(Outdated):
            await withdraw_lot(session, cast.zhao.actor, lot_id=lot_id, now=NOW)
        with pytest.raises(Outdated):
            await recount_lot(session, cast.zhao.actor, lot_id=lot_id, quantity=1, now=NOW)


async def test_new_stock_is_matched_at_once_when_a_life_waits_for_it(
    database: Database, cast: Cast
) -> None:
    async def asked(name: TickName = TickName.MATCH) -> bool:
        async with database.begin() as session:
            waits = await request_waits(session, name)
            await serve_request(session, name)
            return waits

    await lot_of(database, cast.zhao)
    assert not await asked()
    need_id = await need_of(
        database, cast.wang, role=Role.RESIDENT, urgency=Urgency.CRITICAL, quantity=900
    )
    async with database.begin() as session:
        await verify_need(
            session, cast.sun.actor, need_id=need_id, verification=Verification.VERIFIED, now=NOW
        )
    assert await asked(TickName.REVISE)
    await lot_of(database, cast.zhao, key="run:2")
    assert await asked()
