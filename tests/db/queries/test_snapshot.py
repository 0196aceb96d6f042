"""What the planner may see, and what it may not."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from cast import gather_cast
from city import PARAMS, confirm_all, put_lot, put_need, put_on_duty, tick
from moments import NOW
from sqlalchemy import event

from db.actions.people import mark_blocked
from db.queries.snapshot import load_snapshot, open_lines
from db.tables import LotRow, NeedRow, ShiftRow
from matching.model import Hold, Lifecycle, Verification

pytestmark = pytest.mark.mainly_sqlite


async def look(database, *, now=NOW, drill=False):
    """The snapshot as it is now."""
    async with database.read() as session:
        return await load_snapshot(session, now=now, params=PARAMS, drill=drill)


async def change(database, table, **values):
    """Set a column of every row."""
    async with database.begin() as session:
        await session.execute(sa.update(table).values(**values))


async def test_it_shows_what_is_open_free_and_on_duty(database, cast):
    async with database.begin() as session:
        await put_need(session, cast, 60, verification=Verification.UNVERIFIED)
        await put_lot(session, cast, 100, min_lot=10)
        await put_on_duty(session, cast.chen, passes=("防疫",))
    seen = await look(database)
    assert [(line.quantity, line.verified, line.requester_kind) for line in seen.lines] == [
        (60, False, "hospital")
    ]
    assert [(lot.free, lot.min_lot) for lot in seen.lots] == [(100, 10)]
    assert [van.passes for van in seen.on_duty] == [frozenset({"防疫"})]
    assert len(seen.goods) > 100


async def test_paused_and_refuted_needs_are_not_seen(database, cast):
    async with database.begin() as session:
        await put_need(session, cast, 60)
    for values in (
        {"lifecycle": Lifecycle.PAUSED},
        {"lifecycle": Lifecycle.CLOSED},
        {"lifecycle": Lifecycle.OPEN, "verification": Verification.REFUTED},
    ):
        await change(database, NeedRow, **values)
        assert not (await look(database)).lines


async def test_what_was_promised_before_a_pause_still_travels(database, cast):
    async with database.begin() as session:
        await put_need(session, cast, 60)
        await put_lot(session, cast, 60)
        await put_on_duty(session, cast.chen)
    await tick(database)
    await confirm_all(database)
    await change(database, NeedRow, lifecycle=Lifecycle.PAUSED)
    assert [load.quantity for load in (await look(database)).loads] == [60]
    assert (await tick(database)).jobs == 1


@pytest.mark.on_postgres
async def test_stock_on_hold_is_seen_so_that_it_can_be_named(database, cast):
    async with database.begin() as session:
        await put_lot(session, cast, 60)
    await change(database, LotRow, hold=Hold.ON_HOLD)
    assert [lot.hold for lot in (await look(database)).lots] == [Hold.ON_HOLD]
    await change(database, LotRow, withdrawn_at=NOW)
    assert not (await look(database)).lots


async def test_people_who_blocked_us_are_left_out(database, cast):
    async with database.begin() as session:
        await put_need(session, cast, 60)
        await put_lot(session, cast, 60)
        await put_on_duty(session, cast.chen)
        for who in (cast.li, cast.zhao, cast.chen):
            await mark_blocked(session, channel="telegram", address=who.address, now=NOW)
    seen = await look(database)
    assert (seen.lines, seen.lots, seen.on_duty) == ((), (), ())


@pytest.mark.on_postgres
async def test_a_drill_never_meets_what_is_real(database):
    cast = await gather_cast(database, drill=True)
    async with database.begin() as session:
        await put_need(session, cast, 60, drill=True)
        await put_lot(session, cast, 60)
        await put_on_duty(session, cast.chen)
    real, practice = await look(database), await look(database, drill=True)
    assert (len(real.lines), len(real.lots), len(real.on_duty)) == (0, 1, 0)
    assert (len(practice.lines), len(practice.lots), len(practice.on_duty)) == (1, 0, 1)


@pytest.mark.on_postgres
async def test_a_driver_nobody_can_place_is_not_asked(database, cast):
    async with database.begin() as session:
        await put_on_duty(session, cast.chen)
    await change(database, ShiftRow, lat=None, lon=None)
    assert not (await look(database)).on_duty


async def test_a_pair_that_died_is_refused_for_six_hours(database, cast):
    from db.actions.confirmations import lapse_confirmations

    async with database.begin() as session:
        _, line_id = await put_need(session, cast, 60)
        lot_id = await put_lot(session, cast, 60)
    await tick(database)
    late = NOW + timedelta(minutes=10)
    async with database.begin() as session:
        await lapse_confirmations(session, now=late)
    assert (await look(database, now=late)).refused == {(line_id, lot_id)}
    assert not (await look(database, now=late + timedelta(hours=6))).refused


@pytest.mark.on_postgres
async def test_it_takes_the_same_few_questions_however_much_there_is(database, cast):
    asked = []

    def count(_connection, _cursor, statement, *_rest):
        asked.append(statement)

    async with database.begin() as session:
        for number in range(20):
            await put_need(session, cast, 10 + number)
            await put_lot(session, cast, 10 + number)
        await put_on_duty(session, cast.chen)
    await tick(database)
    await confirm_all(database)
    await tick(database)
    event.listen(database.engine.sync_engine, "before_cursor_execute", count)
    seen = await look(database)
    questions = [statement for statement in asked if statement.lstrip().startswith("SELECT")]
    assert len(seen.loads) + len(seen.lines) + len(seen.waiting) > 0
    assert len(questions) <= 17


@pytest.mark.on_postgres
async def test_a_large_city_is_read_in_pages_and_nothing_is_lost_between_them(
    database, cast, monkeypatch
):
    from db.queries import pages

    async with database.begin() as session:
        for number in range(7):
            await put_need(session, cast, 10 + number)
            await put_lot(session, cast, 500 + number)
    whole = await look(database)
    for size in (1, 3, 7):
        monkeypatch.setattr(pages, "PAGE", size)
        assert await look(database) == whole
    async with database.read() as session:
        assert len(await open_lines(session, False, most=5)) == 5
