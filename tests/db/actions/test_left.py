"""Goods a node's keeper has and nobody waits for: a coordinator decides, once."""

import asyncio
import contextlib
from datetime import timedelta

import pytest
import sqlalchemy as sa
from beginnings import begun
from cast import join
from city import (
    ITEM,
    accept_open_offer,
    confirm_all,
    job_state,
    next_stop,
    pushes,
    put_lot,
    row,
    rows,
    tick,
)
from moments import NOW
from sqlalchemy import event
from sqlmodel import col
from voyage import (
    ISLAND,
    legs,
    load_all,
    on_the_way,
    put_driver,
    put_fleet,
    put_island_need,
    put_shore_lot,
    reach_node,
    ready_to_sail,
    snapshot,
    take_on,
)

from bot.ticks import lapse
from db.actions.forgetting import forget_person
from db.actions.goods import hold_lot
from db.actions.left import call_back, keep_as_stock, see_to_left, take_home, write_off_kept
from db.actions.need_changes import close_need
from db.actions.returns import record_return
from db.actions.transfer import keep_at_node, take_over
from db.actions.vehicles import leave_duty
from db.engine import add_row
from db.queries.desk import stuck_counts, stuck_page
from db.queries.invariants import find_broken
from db.queries.stuck import StuckKind
from db.tables import (
    AllocationRow,
    HandoverRow,
    ItemRow,
    JobRow,
    LedgerRow,
    LotRow,
    NeedLineRow,
    NeedRow,
    OfferRow,
    PlaceRow,
)
from matching.errors import NotAllowed, NotFound, Outdated, StillBusy
from matching.model import (
    AllocationState,
    CloseReason,
    HandoverKind,
    Hold,
    JobState,
    Mode,
    OfferState,
    Reason,
    Role,
)
from matching.permissions import SYSTEM
from matching.snapshot import Params

pytestmark = pytest.mark.mainly_sqlite

MARGIN = Params().expiry_margin
BOOTS = "BOOTS-RUBBER"
"""Anything else than masks; here boots."""
SOON = NOW + timedelta(hours=1)


@pytest.fixture
async def voyage(database, cast):
    """Chen has said yes to the first of three legs."""
    return await begun(database, "sailing", lambda: ready_to_sail(database, cast))


@pytest.fixture(autouse=True)
async def sound(database):
    """Whatever was done, the record's invariants hold."""
    yield
    async with database.read() as session:
        assert [one for one in await find_broken(session, now=NOW) if one.code != "I8"] == []


async def withdraw(database):
    """The first need is withdrawn."""
    async with database.begin() as session:
        await close_need(session, SYSTEM, need_id=1, reason=CloseReason.WITHDRAWN, now=NOW)


async def keep(database, voyage):
    """Chen hands over at the port, where a keeper has all of it."""
    await load_all(database, voyage.cast.chen, voyage.job_id)
    stop_id = await reach_node(database, voyage.cast.chen, voyage.job_id)
    async with database.begin() as session:
        await keep_at_node(
            session, voyage.cast.sun.actor, stop_id=stop_id, taken={1: 100}, reason=None, now=NOW
        )
    return stop_id


@pytest.fixture
async def left(database, voyage):
    """The port keeps 100 that were withdrawn meanwhile."""

    async def play():
        await keep(database, voyage)
        await withdraw(database)
        return voyage

    return await begun(database, "left at the port", play)


async def waiting(database, kind=StuckKind.LEFT, now=NOW):
    """Rows of the desk of one kind."""
    async with database.read() as session:
        return await stuck_page(session, kind, now, page=0, size=5)


async def decide(database, action, actor, **facts):
    """A coordinator, or whoever it is, decides about the one load."""
    async with database.begin() as session:
        return await action(session, actor, allocation_id=1, now=NOW, **facts)


DECISIONS = {
    "stock": (keep_as_stock, {}),
    "back": (call_back, {}),
    "lost": (write_off_kept, {"reason": Reason.DAMAGED}),
}


async def quantities(database):
    """Line: loaded, rejected, lost, returned; the first lot: free, loaded out, counted."""
    line = await row(database, NeedLineRow, col(NeedLineRow.id) == 1)
    lot = await row(database, LotRow, col(LotRow.id) == 1)
    return (
        (line.loaded, line.rejected, line.lost, line.returned),
        (lot.free, lot.loaded_out, lot.counted),
    )


async def test_a_need_withdrawn_takes_the_legs_ahead_with_it_and_asks_a_coordinator(database, left):
    assert [leg.number for leg in await legs(database)] == [1]
    (found,) = await waiting(database)
    assert (found.id, found.quantity, found.state, found.name) == (1, 100, "closed", "大窑湾港")
    assert await waiting(database, StuckKind.AT_NODE) == []
    await lapse(database, NOW)
    await lapse(database, NOW)
    told = [push.params for push in await pushes(database, left.cast.sun, "stuck")]
    assert told.count({"kind": "left", "id": 1}) == 1


async def test_nobody_is_asked_to_take_further_what_nobody_waits_for(database, left):
    await tick(database)
    await tick(database, SOON)
    async with database.read() as session:
        asked = await rows(session, OfferRow, col(OfferRow.state) == OfferState.OFFERED)
    assert asked == []
    assert [leg.number for leg in await legs(database)] == [1]
    assert (await snapshot(database)).loads == ()


async def test_a_driver_on_the_way_to_the_node_is_told_that_their_leg_is_off(database, voyage):
    await load_all(database, voyage.cast.chen, voyage.job_id)
    await tick(database)
    sea = await accept_open_offer(database, voyage.cast.liu)
    await withdraw(database)
    assert (await job_state(database, sea)).state is JobState.CANCELLED
    assert await pushes(database, voyage.cast.liu, "job_changed")
    await reach_node(database, voyage.cast.chen, voyage.job_id)
    assert len(await waiting(database, StuckKind.AT_NODE)) == 1


async def test_goods_aboard_the_last_leg_still_come(database, voyage):
    await load_all(database, voyage.cast.chen, voyage.job_id)
    await tick(database)
    sea = await accept_open_offer(database, voyage.cast.liu)
    await reach_node(database, voyage.cast.chen, voyage.job_id)
    await take_on(database, voyage.cast.liu, sea)
    await reach_node(database, voyage.cast.liu, sea)
    await tick(database)
    island = await accept_open_offer(database, voyage.ma)
    await take_on(database, voyage.ma, island)
    await withdraw(database)
    assert len(await legs(database)) == 3
    assert (await job_state(database, island)).state is JobState.UNDERWAY


@pytest.mark.on_postgres
async def test_goods_that_expire_at_a_node_go_no_further(database, voyage):
    await keep(database, voyage)
    async with database.begin() as session:
        await session.execute(sa.update(LotRow).values(expires_at=NOW + 2 * MARGIN))
    late = NOW + MARGIN + timedelta(hours=1)
    assert await waiting(database, now=NOW) == []
    assert (await lapse(database, late))["legs"] == 2
    assert (await lapse(database, late))["legs"] == 0
    assert [leg.number for leg in await legs(database)] == [1]
    (found,) = await waiting(database, now=late)
    assert found.state == "expired"
    await tick(database, late)
    assert [leg.number for leg in await legs(database)] == [1]
    with pytest.raises(Outdated):
        async with database.begin() as session:
            await keep_as_stock(session, voyage.cast.sun.actor, allocation_id=1, now=late)
    async with database.begin() as session:
        await call_back(session, voyage.cast.sun.actor, allocation_id=1, now=late)
        await take_home(session, voyage.cast.zhao.actor, allocation_id=1, now=late)
    assert await quantities(database) == ((100, 0, 0, 100), (0, 0, 0))
    assert (await row(database, NeedRow)).closed_at is None


async def test_goods_nobody_waits_for_become_stock_at_the_node_and_serve_the_next_need(
    database, left
):
    lot_id = await decide(database, keep_as_stock, left.cast.sun.actor)
    assert await quantities(database) == ((100, 0, 0, 100), (0, 0, 0))
    lot = await row(database, LotRow)
    port = await row(database, PlaceRow, col(PlaceRow.id) == lot.place_id)
    assert (lot.id, lot.supplier_id) == (lot_id, left.cast.sun.person_id)
    assert (lot.counted, lot.free, port.label) == (100, 100, "大窑湾港")
    assert await waiting(database) == []
    assert [push.params for push in await pushes(database, left.cast.zhao, "goods_restocked")] == [
        {"allocation_id": 1, "lot_id": lot_id}
    ]
    async with database.begin() as session:
        await put_island_need(session, left.cast, 80)
    await tick(database)
    await confirm_all(database)
    await tick(database)
    sea = await accept_open_offer(database, left.cast.liu)
    await load_all(database, left.cast.liu, sea)
    allocation = await row(database, AllocationRow)
    assert (allocation.lot_id, allocation.loaded) == (lot_id, 80)


async def test_a_supplier_fetches_what_came_too_late_and_has_it_once(database, left):
    await decide(database, call_back, left.cast.sun.actor)
    assert await quantities(database) == ((100, 100, 0, 0), (0, 100, 100))
    (found,) = await waiting(database)
    assert found.state == "called_back"
    assert await pushes(database, left.cast.zhao, "fetch_asked")
    with pytest.raises(NotAllowed):
        await decide(database, take_home, left.ma.actor)
    await decide(database, take_home, left.cast.zhao.actor)
    assert await quantities(database) == ((100, 0, 0, 100), (100, 0, 100))
    with pytest.raises(Outdated):
        await decide(database, take_home, left.cast.sun.actor)
    assert await waiting(database) == []


async def test_nobody_has_back_what_they_were_not_asked_to_fetch(database, left):
    with pytest.raises(Outdated):
        await decide(database, take_home, left.cast.zhao.actor)


async def test_what_is_written_off_is_lost_for_a_reason(database, left):
    await decide(database, write_off_kept, left.cast.sun.actor, reason=Reason.DAMAGED)
    assert await quantities(database) == ((100, 0, 100, 0), (0, 0, 0))
    handover = await row(database, HandoverRow)
    assert (handover.kind, handover.quantity, handover.reason) == (
        HandoverKind.LOSS,
        100,
        Reason.DAMAGED,
    )
    assert (await row(database, AllocationRow)).state is AllocationState.FAILED


@pytest.mark.parametrize("first", DECISIONS)
@pytest.mark.parametrize("second", DECISIONS)
async def test_a_second_decision_changes_nothing_but_what_still_lies_there(
    database, left, first, second
):
    action, facts = DECISIONS[first]
    await decide(database, action, left.cast.sun.actor, **facts)
    action, facts = DECISIONS[second]
    if first == "back" and second != "back":
        await decide(database, action, left.cast.sun.actor, **facts)
    else:
        with pytest.raises(Outdated):
            await decide(database, action, left.cast.sun.actor, **facts)
    async with database.read() as session:
        lots = await rows(session, LotRow)
        (allocation,) = await rows(session, AllocationRow)
    assert sum(lot.counted for lot in lots) + allocation.lost == 100
    assert len(lots) <= 2


@pytest.mark.parametrize("name", DECISIONS)
async def test_only_a_coordinator_decides(database, left, name):
    action, facts = DECISIONS[name]
    with pytest.raises(NotAllowed):
        await decide(database, action, left.cast.zhao.actor, **facts)
    with pytest.raises(NotFound):
        async with database.begin() as session:
            await action(session, left.cast.sun.actor, allocation_id=99, now=NOW, **facts)


@pytest.mark.parametrize("name", DECISIONS)
async def test_nothing_is_decided_about_goods_that_a_driver_has(database, voyage, name):
    await load_all(database, voyage.cast.chen, voyage.job_id)
    await withdraw(database)
    action, facts = DECISIONS[name]
    with pytest.raises(Outdated):
        await decide(database, action, voyage.cast.sun.actor, **facts)


async def test_a_coordinator_may_decide_otherwise_about_goods_that_wait_for_a_ship(
    database, voyage
):
    await keep(database, voyage)
    await tick(database)
    sea = await accept_open_offer(database, voyage.cast.liu)
    await decide(database, keep_as_stock, voyage.cast.sun.actor)
    assert (await job_state(database, sea)).state is JobState.CANCELLED
    assert await pushes(database, voyage.cast.liu, "job_changed")
    assert [leg.number for leg in await legs(database)] == [1]
    await tick(database)
    again = await row(database, AllocationRow)
    assert (again.need_line_id, again.lot_id, again.quantity) == (1, 2, 100)


async def test_every_decision_is_in_the_ledger(database, left):
    await decide(database, call_back, left.cast.sun.actor)
    await decide(database, keep_as_stock, left.cast.sun.actor)
    async with database.read() as session:
        kinds = [one.kind for one in await rows(session, LedgerRow)]
    assert kinds[-3:] == ["load.called_back", "handover.stocked", "lot.counted"]


async def test_nobody_is_forgotten_while_goods_of_theirs_lie_at_a_node(database, left):
    for member in (left.cast.zhao, left.cast.li):
        with pytest.raises(StillBusy):
            async with database.begin() as session:
                await forget_person(session, member.actor, now=NOW)


async def test_a_driver_who_handed_over_to_a_keeper_may_be_forgotten(database, left):
    assert (await job_state(database, left.job_id)).state is JobState.CLOSED
    async with database.begin() as session:
        await leave_duty(session, left.cast.chen.actor, now=NOW)
        await forget_person(session, left.cast.chen.actor, now=NOW)
    await decide(database, keep_as_stock, left.cast.sun.actor)


async def test_the_desk_counts_what_is_left(database, left):
    async with database.read() as session:
        counts = await stuck_counts(session, NOW)
    assert counts[StuckKind.LEFT] == 1


async def test_once_all_are_told_looking_again_writes_nothing(database, left):
    await lapse(database, NOW)
    written = []

    def note(_connection, _cursor, statement, *_rest):
        written.append(statement.split()[0])

    event.listen(database.engine.sync_engine, "before_cursor_execute", note)
    async with database.begin() as session:
        await see_to_left(session, now=NOW, margin=MARGIN)
    event.remove(database.engine.sync_engine, "before_cursor_execute", note)
    assert not {"INSERT", "UPDATE", "DELETE"} & set(written)


async def test_seeing_to_it_again_changes_nothing(database, left):
    async with database.begin() as session:
        assert await see_to_left(session, now=NOW, margin=MARGIN) == 0
    async with database.read() as session:
        states = {job.state for job in await rows(session, JobRow)}
    assert states == {JobState.CLOSED, JobState.CANCELLED}


@pytest.mark.on_postgres
async def test_another_coordinator_answers_for_stock_at_a_node_when_one_is_forgotten(
    database, left
):
    lot_id = await decide(database, keep_as_stock, left.cast.sun.actor)
    with pytest.raises(StillBusy):
        async with database.begin() as session:
            await forget_person(session, left.cast.sun.actor, now=NOW)
    async with database.begin() as session:
        qian = await join(session, "108", "钱主任", "zh", Role.COORDINATOR)
        await forget_person(session, left.cast.sun.actor, now=NOW)
    lot = await row(database, LotRow)
    assert (lot.id, lot.supplier_id, lot.free, lot.withdrawn_at) == (
        lot_id,
        qian.person_id,
        100,
        None,
    )


async def two_loads(database, cast):
    """Masks and boots of one supplier travel under one number; the port keeps both."""
    async with database.begin() as session:
        ma = await join(session, "107", "马师傅", "zh", Role.DRIVER)
        await put_island_need(session, cast, 100)
        await add_row(session, NeedLineRow, need_id=1, item_code=BOOTS, requested=40, verified=40)
        lot = await session.get(LotRow, await put_shore_lot(session, cast, 100))
        boots = await session.get(LotRow, await put_lot(session, cast, 40, item=BOOTS))
        boots.place_id = lot.place_id
        await put_fleet(session, (cast.chen, Mode.ROAD), (cast.liu, Mode.WATER))
        await put_driver(session, ma, Mode.ROAD, (39.27, 122.59), ISLAND)
    await tick(database)
    await confirm_all(database)
    await tick(database)
    job_id = await accept_open_offer(database, cast.chen)
    await load_all(database, cast.chen, job_id)
    stop_id = await reach_node(database, cast.chen, job_id)
    async with database.begin() as session:
        taken = {load.id: load.loaded for load in await on_the_way(session)}
        assert len(taken) == 2
        await keep_at_node(
            session, cast.sun.actor, stop_id=stop_id, taken=taken, reason=None, now=NOW
        )


@pytest.mark.on_postgres
@pytest.mark.parametrize("name", DECISIONS)
async def test_the_rest_of_a_consignment_goes_on_without_what_stays(database, cast, name):
    await two_loads(database, cast)
    action, facts = DECISIONS[name]
    await decide(database, action, cast.sun.actor, **facts)
    await tick(database)
    sea = await accept_open_offer(database, cast.liu)
    async with database.read() as session:
        kg = (await session.get(JobRow, sea)).kg
        (other,) = await rows(session, AllocationRow, col(AllocationRow.id) == 2)
        unit = (await session.get(ItemRow, BOOTS if other.lot_id == 2 else ITEM)).unit_kg
    assert kg == pytest.approx(other.quantity * unit)
    stop = await next_stop(database, sea)
    async with database.begin() as session:
        await take_over(
            session, cast.liu.actor, stop_id=stop.id, taken={2: other.loaded}, reason=None, now=NOW
        )
    assert (await job_state(database, sea)).state is JobState.UNDERWAY
    if name == "back":
        await decide(database, take_home, cast.zhao.actor)
    await reach_node(database, cast.liu, sea)


@pytest.mark.on_postgres
@pytest.mark.parametrize("first", DECISIONS)
@pytest.mark.parametrize("second", DECISIONS)
async def test_of_two_coordinators_who_press_at_once_each_piece_is_settled_once(
    database, left, first, second
):
    async with database.begin() as session:
        qian = await join(session, "108", "钱主任", "zh", Role.COORDINATOR)

    async def press(name, actor):
        action, facts = DECISIONS[name]
        with contextlib.suppress(Outdated):
            await decide(database, action, actor, **facts)

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(press(first, left.cast.sun.actor))
        tasks.create_task(press(second, qian.actor))
    async with database.read() as session:
        lots = await rows(session, LotRow)
        (allocation,) = await rows(session, AllocationRow)
    assert len(lots) <= 2
    assert sum(lot.counted for lot in lots) + allocation.lost == 100
    settled = allocation.lost + allocation.returned + allocation.rejected
    assert settled == 100


@pytest.mark.on_postgres
async def test_goods_of_a_need_that_ends_stay_with_the_driver_while_the_others_sail(database, cast):
    async with database.begin() as session:
        ma = await join(session, "107", "马师傅", "zh", Role.DRIVER)
        needs = [await put_island_need(session, cast, quantity) for quantity in (100, 50)]
        one, other = [await session.get(NeedRow, need) for need in needs]
        other.place_id = one.place_id
        await put_shore_lot(session, cast, 150)
        await put_fleet(session, (cast.chen, Mode.ROAD), (cast.liu, Mode.WATER))
        await put_driver(session, ma, Mode.ROAD, (39.27, 122.59), ISLAND)
    await tick(database)
    await confirm_all(database)
    await tick(database)
    job_id = await accept_open_offer(database, cast.chen)
    await load_all(database, cast.chen, job_id)
    await tick(database)
    sea = await accept_open_offer(database, cast.liu)
    whole = (await job_state(database, sea)).kg
    await withdraw(database)
    assert (await job_state(database, sea)).state is JobState.ACCEPTED
    assert (await job_state(database, sea)).kg == pytest.approx(whole / 3)
    await reach_node(database, cast.chen, job_id)
    stop = await next_stop(database, sea)
    async with database.begin() as session:
        await take_over(
            session, cast.liu.actor, stop_id=stop.id, taken={2: 50}, reason=None, now=NOW
        )
    assert await waiting(database, StuckKind.AT_NODE) == []
    assert len(await waiting(database, StuckKind.UNRETURNED)) == 1
    async with database.begin() as session:
        await record_return(session, cast.chen.actor, job_id=job_id, now=NOW)
    assert await quantities(database) == ((100, 0, 0, 100), (100, 50, 150))
    assert (await job_state(database, job_id)).state is JobState.CLOSED


async def test_goods_of_a_lot_that_is_held_back_are_held_back_at_the_node_too(database, left):
    async with database.begin() as session:
        await hold_lot(session, left.cast.sun.actor, lot_id=1, hold=Hold.RECALLED, now=NOW)
    lot_id = await decide(database, keep_as_stock, left.cast.sun.actor)
    async with database.read() as session:
        lot = await session.get(LotRow, lot_id)
    assert (lot.free, lot.hold) == (100, Hold.RECALLED)
