"""A preview is worked out beside the record, told once, and changes nothing else in it."""

import pytest
import sqlalchemy as sa
from cast import join
from city import pushes, put_lot, put_need, tick
from moments import NOW
from records import Databases

from bot import previews
from bot.previews import preview
from bot.ticks import all_ticks
from db.actions.previews import AT_ONCE, MOST_WAITING, ask_preview
from db.queries.ticks import request_waits
from db.tables import METADATA, LotRow, PreviewRow, TickRequestRow
from matching.errors import NotAllowed, TooManyTrials
from matching.model import Role, TickName
from matching.whatif import Change, ChangeKind, changed

GONE = Change(ChangeKind.LOT_GONE, 99)
TOUCHED = {"previews", "outbox", "tick_requests"}


@pytest.fixture
def databases(sqlite_databases: Databases) -> Databases:
    return sqlite_databases


async def asked(database, cast, change):
    async with database.begin() as session:
        await ask_preview(session, cast.sun.actor, change, now=NOW)


async def counted(database):
    """Everything in every table but those a preview may touch."""
    async with database.read() as session:
        return {
            table.name: [tuple(row) for row in await session.execute(sa.select(table))]
            for table in METADATA.sorted_tables
            if table.name not in TOUCHED
        }


async def test_it_says_what_the_next_plan_would_lose_and_changes_nothing(database, cast):
    async with database.begin() as session:
        await put_need(session, cast, 100)
        lot_id = await put_lot(session, cast, 60)
    await tick(database)
    before = await counted(database)
    await asked(database, cast, Change(ChangeKind.LOT_GONE, lot_id))
    assert await preview(database, NOW) == {"previews": 1}
    assert await counted(database) == before
    (push,) = await pushes(database, cast.sun, "what_if")
    assert push.params["worse"] == 1
    assert push.params["goods"] == [["沙河口区", "MASK-N95", -60]]
    assert await preview(database, NOW) == {"previews": 0}
    async with database.read() as session:
        assert await session.scalar(sa.select(sa.func.count()).select_from(PreviewRow)) == 0


async def test_what_is_gone_is_said_to_be_gone(database, cast):
    await asked(database, cast, Change(ChangeKind.LOT_GONE, 99))
    await preview(database, NOW)
    (push,) = await pushes(database, cast.sun, "what_if")
    assert "better" not in push.params


async def test_a_lot_of_a_drill_is_tried_out_in_the_plan_of_the_drill(database, cast):
    async with database.begin() as session:
        lot_id = await put_lot(session, cast, 60)
        await session.execute(sa.update(LotRow).values(drill=True))
    await asked(database, cast, Change(ChangeKind.LOT_GONE, lot_id))
    await preview(database, NOW)
    (push,) = await pushes(database, cast.sun, "what_if")
    assert push.params["better"] == 0


async def test_whoever_asks_more_than_one_run_answers_is_answered_by_the_next(database, cast):
    async with database.begin() as session:
        qian = await join(session, "107", "钱主任", "zh", Role.COORDINATOR)
        for asker in (cast.sun, qian):
            for _ in range(MOST_WAITING):
                await ask_preview(session, asker.actor, GONE, now=NOW)
        await session.execute(sa.delete(TickRequestRow))
    assert await preview(database, NOW) == {"previews": AT_ONCE}
    async with database.read() as session:
        assert await request_waits(session, TickName.PREVIEW)


async def test_nobody_lets_more_than_a_few_wait(database, cast):
    for _ in range(MOST_WAITING):
        await asked(database, cast, GONE)
    with pytest.raises(TooManyTrials):
        await asked(database, cast, GONE)
    await preview(database, NOW)
    await asked(database, cast, GONE)


async def test_one_that_cannot_be_worked_out_is_buried_and_the_next_is_answered(
    database, cast, monkeypatch, caplog
):
    async with database.begin() as session:
        lot_id = await put_lot(session, cast, 60)
    await asked(database, cast, Change(ChangeKind.LOT_HALF, lot_id))
    await asked(database, cast, GONE)

    def broken(snapshot, change):
        if change.kind is ChangeKind.LOT_HALF:
            raise ZeroDivisionError
        return changed(snapshot, change)

    monkeypatch.setattr(previews, "changed", broken)
    assert await preview(database, NOW) == {"previews": 2}
    failed, gone = await pushes(database, cast.sun, "what_if")
    assert failed.params["failed"]
    assert "failed" not in gone.params
    assert [each.message for each in caplog.records] == ["a preview failed"]
    assert await preview(database, NOW) == {"previews": 0}, "it is not tried for ever"


async def test_a_plan_that_cannot_be_made_at_all_leaves_nobody_waiting(
    database, cast, monkeypatch, caplog
):
    await asked(database, cast, GONE)

    async def broken(*_):
        raise ZeroDivisionError

    monkeypatch.setattr(previews, "solve", broken)
    assert await preview(database, NOW) == {"previews": 1}
    (push,) = await pushes(database, cast.sun, "what_if")
    assert push.params["failed"]


async def test_only_coordinators_may_ask_and_asking_wakes_the_job(database, cast):
    async with database.begin() as session:
        with pytest.raises(NotAllowed):
            change = Change(ChangeKind.LOT_GONE, 1)
            await ask_preview(session, cast.zhao.actor, change, now=NOW)
    await asked(database, cast, Change(ChangeKind.LOT_GONE, 1))
    async with database.read() as session:
        assert await request_waits(session, TickName.PREVIEW)


def test_every_job_has_its_tick():
    from datetime import timedelta

    assert {each.name for each in all_ticks(timedelta(minutes=1))} == set(TickName)
