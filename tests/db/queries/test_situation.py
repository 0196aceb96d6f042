"""How needs stand, by district and urgency, as the picture of the situation counts them."""

import pytest
import sqlalchemy as sa
from cast import Cast
from city import (
    NOW,
    accept_open_offer,
    confirm_all,
    deliver_here,
    load_here,
    put_lot,
    put_need,
    put_on_duty,
    tick,
    underway,
)
from sqlmodel import col

from db.actions.need_changes import close_need
from db.engine import Database
from db.queries.aftermath import duplicates_of, needs_behind
from db.queries.situation import Cell, Standing, need_standings
from db.tables import AllocationRow, NeedRow, OfferRow, StopRow
from matching.model import CloseReason, Urgency

pytestmark = pytest.mark.mainly_sqlite

HERE = "沙河口区"


async def cells(database: Database, *, drill: bool = False) -> list[Cell]:
    async with database.read() as session:
        return list(await need_standings(session, drill=drill))


async def test_a_need_is_open_until_both_ends_confirmed_all_of_it(
    database: Database, cast: Cast
) -> None:
    async with database.begin() as session:
        await put_need(session, cast, 100)
        await put_lot(session, cast, 100)
        await put_on_duty(session, cast.chen)
    open_one = [Cell(HERE, Urgency.HIGH, Standing.OPEN, 1)]
    assert await cells(database) == open_one
    await tick(database)
    assert await cells(database) == open_one
    await confirm_all(database)
    assert await cells(database) == [Cell(HERE, Urgency.HIGH, Standing.COVERED, 1)]


async def test_what_is_half_covered_is_partly_covered(database: Database, cast: Cast) -> None:
    async with database.begin() as session:
        await put_need(session, cast, 100)
        await put_lot(session, cast, 40)
        await put_on_duty(session, cast.chen)
    await tick(database)
    assert [cell.standing for cell in await cells(database)] == [Standing.OPEN]
    await confirm_all(database)
    assert [cell.standing for cell in await cells(database)] == [Standing.PARTLY]
    await tick(database)
    job = await accept_open_offer(database, cast.chen)
    await load_here(database, cast.chen, job)
    await deliver_here(database, cast.chen, job)
    assert [cell.standing for cell in await cells(database)] == [Standing.PARTLY]


async def test_a_delivered_need_counts_though_it_is_closed(database: Database, cast: Cast) -> None:
    job = await underway(database, cast)
    await load_here(database, cast.chen, job)
    assert [cell.standing for cell in await cells(database)] == [Standing.COVERED]
    await deliver_here(database, cast.chen, job)
    assert [cell.standing for cell in await cells(database)] == [Standing.DELIVERED]


async def test_of_what_was_refused_a_part_is_open_again(database: Database, cast: Cast) -> None:
    job = await underway(database, cast)
    await load_here(database, cast.chen, job)
    await deliver_here(database, cast.chen, job, reject=30)
    assert [cell.standing for cell in await cells(database)] == [Standing.PARTLY]


async def test_what_ended_otherwise_does_not_count(database: Database, cast: Cast) -> None:
    async with database.begin() as session:
        need_id, _ = await put_need(session, cast)
        await close_need(
            session, cast.li.actor, need_id=need_id, reason=CloseReason.WITHDRAWN, now=NOW
        )
    assert await cells(database) == []


@pytest.mark.on_postgres
async def test_practice_and_life_are_counted_apart(database: Database, cast: Cast) -> None:
    async with database.begin() as session:
        await put_need(session, cast, urgency=Urgency.CRITICAL)
        await put_need(session, cast, drill=True)
        await put_need(session, cast, drill=True)
    assert await cells(database) == [Cell(HERE, Urgency.CRITICAL, Standing.OPEN, 1)]
    assert await cells(database, drill=True) == [Cell(HERE, Urgency.HIGH, Standing.OPEN, 2)]


@pytest.mark.on_postgres
@pytest.mark.parametrize("kind", ["allocation", "offer", "job", "stop", "need"])
async def test_the_need_behind_a_mishap_is_found(database: Database, cast: Cast, kind: str) -> None:
    job = await underway(database, cast)
    table = {"allocation": AllocationRow, "offer": OfferRow, "stop": StopRow, "need": NeedRow}
    async with database.read() as session:
        subject = job
        if kind in table:
            subject = await session.scalar(sa.select(sa.func.max(table[kind].id)))
        need_id = await session.scalar(sa.select(col(NeedRow.id)))
        assert await needs_behind(session, kind, subject) == [need_id]
        assert await needs_behind(session, kind, 999) == ([999] if kind == "need" else [])


@pytest.mark.on_postgres
async def test_nobody_reported_twice_unless_a_report_was_merged(
    database: Database, cast: Cast
) -> None:
    async with database.begin() as session:
        first, _ = await put_need(session, cast)
        second, _ = await put_need(session, cast)
        assert await duplicates_of(session, cast.li.address) == []
        merged = sa.update(NeedRow).where(col(NeedRow.id) == second)
        await session.execute(merged.values(close_reason=CloseReason.DUPLICATE, duplicate_of=first))
        assert await duplicates_of(session, cast.li.address) == [second]
