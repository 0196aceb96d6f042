"""Rows are locked in one order, jobs among them: who waits holds nothing that comes later.

SQLite has one writer at a time, so there is nothing to show on it.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import sqlalchemy as sa
from cast import Cast
from city import (
    PARAMS,
    accept_open_offer,
    confirm_all,
    load_here,
    next_stop,
    put_lot,
    put_need,
    put_on_duty,
    row,
    tick,
    underway,
)
from moments import NOW
from patience import ROOM
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel
from voyage import legs, load_all, reach_node, ready_to_sail

from db.actions.delivery import arrive, record_pickup, report_breakdown
from db.actions.goods import withdraw_lot
from db.actions.left import keep_as_stock
from db.actions.moves import known, take_hold
from db.actions.need_changes import close_need
from db.actions.offers import accept_job, decline_job, lapse_offers, release_job
from db.actions.planning import apply_plan
from db.actions.reasons import keep_open
from db.actions.transfer import keep_at_node, take_over
from db.actions.vehicles import leave_duty
from db.engine import Database
from db.queries.transport import open_stops
from db.tables import (
    AllocationRow,
    JobRow,
    LotRow,
    NeedLineRow,
    NeedRow,
    OfferRow,
    ShiftRow,
)
from matching.errors import Refused
from matching.model import CloseReason, Reason
from matching.permissions import SYSTEM
from matching.plan import Because, LineWhy, Obstacle, Plan, Stuck

pytestmark = pytest.mark.parametrize("databases", ["postgres"], indirect=True)

ORDER = (NeedRow, JobRow, OfferRow, ShiftRow, AllocationRow, NeedLineRow, LotRow)
Act = Callable[[AsyncSession], Awaitable[object]]


@contextlib.asynccontextmanager
async def beside(database: Database, act: Act) -> AsyncIterator[None]:
    """While the block holds rows, somebody acts; they come through once it has ended."""

    async def take_part() -> None:
        with contextlib.suppress(Refused):  # too late: the block was first
            async with database.begin() as session:
                await act(session)

    task = asyncio.create_task(take_part())
    await asyncio.sleep(0.2)
    assert not task.done()
    yield
    async with asyncio.timeout(ROOM):
        await task


async def holds_nothing_later(database: Database, act: Act, first: type[SQLModel]) -> None:
    """Whoever waits for the first of these rows holds none of those that come after it."""
    async with contextlib.AsyncExitStack() as stack, database.begin() as session:
        await session.execute(sa.text("SET LOCAL lock_timeout = '5s'"))
        await take_hold(session, first, [1])
        await stack.enter_async_context(beside(database, act))
        for table in ORDER[ORDER.index(first) + 1 :]:
            await take_hold(session, table, [1])


@pytest.fixture
async def offered(database: Database, cast: Cast) -> None:
    """A job is offered to Chen."""
    async with database.begin() as session:
        await put_need(session, cast, 60)
        await put_lot(session, cast, 60)
        await put_on_duty(session, cast.chen)
    await tick(database)
    await confirm_all(database)
    await tick(database)


@pytest.mark.parametrize("first", [NeedRow, JobRow])
async def test_a_driver_who_loads_takes_the_journey_from_its_needs_down(
    database: Database, cast: Cast, first: type[SQLModel]
) -> None:
    stop_id = (await next_stop(database, await underway(database, cast))).id
    async with database.begin() as session:
        await arrive(session, cast.chen.actor, stop_id=stop_id, now=NOW)
    loads = {(await row(database, AllocationRow)).id: 50}
    await holds_nothing_later(
        database,
        lambda session: record_pickup(
            session, cast.chen.actor, stop_id=stop_id, loaded=loads, actor_at=NOW, now=NOW
        ),
        first,
    )


async def test_a_driver_who_breaks_down_takes_the_journey_from_its_needs_down(
    database: Database, cast: Cast
) -> None:
    job_id = await underway(database, cast)
    await holds_nothing_later(
        database,
        lambda session: report_breakdown(
            session, cast.chen.actor, job_id=job_id, reason=Reason.VEHICLE_TROUBLE, now=NOW
        ),
        NeedRow,
    )


async def test_a_promise_that_ends_takes_its_job_first(database: Database, cast: Cast) -> None:
    await underway(database, cast)
    await holds_nothing_later(
        database, lambda session: withdraw_lot(session, cast.zhao.actor, lot_id=1, now=NOW), JobRow
    )


async def test_who_takes_over_at_a_node_takes_both_jobs_before_the_goods(
    database: Database, cast: Cast
) -> None:
    voyage = await ready_to_sail(database, cast)
    await load_all(database, cast.chen, voyage.job_id)
    await tick(database)
    sea = await accept_open_offer(database, cast.liu)
    await reach_node(database, cast.chen, voyage.job_id)
    await holds_nothing_later(database, lambda session: take(session, cast, sea), NeedRow)


async def test_a_leg_taken_apart_takes_the_jobs_of_those_behind_before_any_goods(
    database: Database, cast: Cast
) -> None:
    """Job 2 is the ship's leg and job 3 the one behind it; allocation 2 is of another need, that
    the same plan deals with."""
    voyage = await ready_to_sail(database, cast)
    await load_all(database, cast.chen, voyage.job_id)
    async with database.begin() as session:
        await leave_duty(session, cast.liu.actor, now=NOW)
        await put_need(session, cast, 60)
        await put_lot(session, cast, 60)
    await tick(database)
    told = Plan(stuck=(Stuck(None, 2, Obstacle.VEHICLE_TOO_SMALL),), releases=(2,))
    async with contextlib.AsyncExitStack() as stack, database.begin() as session:
        await session.execute(sa.text("SET LOCAL lock_timeout = '5s'"))
        await take_hold(session, JobRow, [3])
        await stack.enter_async_context(
            beside(database, lambda other: apply_plan(other, told, now=NOW, params=PARAMS))
        )
        for table in (OfferRow, ShiftRow, AllocationRow, NeedLineRow, LotRow):
            await take_hold(session, table, [1, 2])
    assert [leg.number for leg in await legs(database)] == [1]


@pytest.mark.parametrize("first", [NeedRow, JobRow])
async def test_a_need_that_ends_takes_the_jobs_of_its_legs_before_the_goods(
    database: Database, cast: Cast, first: type[SQLModel]
) -> None:
    voyage = await ready_to_sail(database, cast)
    await load_all(database, cast.chen, voyage.job_id)
    await holds_nothing_later(database, withdraw, first)
    assert [leg.number for leg in await legs(database)] == [1]


async def withdraw(session: AsyncSession) -> None:
    """The need is not wanted any more."""
    reason = CloseReason.WITHDRAWN
    await close_need(session, SYSTEM, need_id=1, reason=reason, now=NOW)


@pytest.mark.parametrize("first", [NeedRow, JobRow])
async def test_who_decides_about_left_goods_takes_the_journey_from_its_needs_down(
    database: Database, cast: Cast, first: type[SQLModel]
) -> None:
    voyage = await ready_to_sail(database, cast)
    await load_all(database, cast.chen, voyage.job_id)
    stop_id = await reach_node(database, cast.chen, voyage.job_id)
    async with database.begin() as session:
        await keep_at_node(
            session, cast.sun.actor, stop_id=stop_id, taken={1: 100}, reason=None, now=NOW
        )
    await holds_nothing_later(
        database,
        lambda session: keep_as_stock(session, cast.sun.actor, allocation_id=1, now=NOW),
        first,
    )


async def take(session: AsyncSession, cast: Cast, sea: int) -> None:
    """Liu says that all has been handed over to them."""
    stop = (await open_stops(session, sea))[0]
    await take_over(
        session, cast.liu.actor, stop_id=known(stop.id), taken={1: 100}, reason=None, now=NOW
    )


ANSWERS: dict[str, Callable[[Cast], Act]] = {
    "yes": lambda cast: lambda session: accept_job(session, cast.chen.actor, offer_id=1, now=NOW),
    "no": lambda cast: (
        lambda session: decline_job(
            session, cast.chen.actor, offer_id=1, reason=Reason.OTHER, now=NOW
        )
    ),
    "silence": lambda _cast: lambda session: lapse_offers(session, now=NOW.replace(year=2100)),
    "home": lambda cast: lambda session: leave_duty(session, cast.chen.actor, now=NOW),
}


@pytest.mark.usefixtures("offered")
@pytest.mark.parametrize("answer", ANSWERS)
async def test_whatever_becomes_of_an_offer_takes_the_job_first(
    database: Database, cast: Cast, answer: str
) -> None:
    await holds_nothing_later(database, ANSWERS[answer](cast), JobRow)


MEETINGS: dict[str, Callable[[Cast, int], Act]] = {
    "yes": lambda cast, _relief: (
        lambda session: accept_job(session, cast.liu.actor, offer_id=2, now=NOW)
    ),
    "given back": lambda cast, relief: (
        lambda session: release_job(
            session, cast.liu.actor, job_id=relief, reason=Reason.TOO_FAR, now=NOW
        )
    ),
    "home": lambda cast, _relief: lambda session: leave_duty(session, cast.liu.actor, now=NOW),
}


@pytest.mark.parametrize("meeting", MEETINGS)
async def test_who_comes_for_goods_of_another_vehicle_takes_its_job_first(
    database: Database, cast: Cast, meeting: str
) -> None:
    """Job 1 is the one that stands still: it is shown who comes, or that nobody does."""
    broken = await underway(database, cast)
    await load_here(database, cast.chen, broken)
    async with database.begin() as session:
        await report_breakdown(
            session, cast.chen.actor, job_id=broken, reason=Reason.VEHICLE_TROUBLE, now=NOW
        )
        await put_on_duty(session, cast.liu, km=3)
    await tick(database)
    if meeting != "yes":
        await accept_open_offer(database, cast.liu)
    async with contextlib.AsyncExitStack() as stack, database.begin() as session:
        await session.execute(sa.text("SET LOCAL lock_timeout = '5s'"))
        await take_hold(session, JobRow, [1])
        await stack.enter_async_context(beside(database, MEETINGS[meeting](cast, 2)))
        await take_hold(session, JobRow, [2])
        for table in ORDER[ORDER.index(JobRow) + 1 :]:
            await take_hold(session, table, [1, 2])


async def test_a_plan_says_why_a_line_is_open_while_somebody_holds_it(
    database: Database, cast: Cast
) -> None:
    async with database.begin() as session:
        await put_need(session, cast, 60)
    why = LineWhy(1, {}, (Because("why.no_lot", {"units": "N95:60"}),), "digest")
    async with database.begin() as holding, database.begin() as planning:
        await take_hold(holding, NeedLineRow, [1])
        await planning.execute(sa.text("SET LOCAL lock_timeout = '2s'"))
        assert await keep_open(planning, [why], now=NOW, drill=False) == 1
