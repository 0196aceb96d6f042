"""A vehicle breaks down with goods aboard: another fetches them, and nothing is lost."""

import pytest
import sqlalchemy as sa
from beginnings import begun
from city import (
    accept_open_offer,
    confirm_all,
    deliver_here,
    job_state,
    load_here,
    next_stop,
    pushes,
    put_lot,
    put_need,
    put_on_duty,
    row,
    rows,
    tick,
    underway,
)
from moments import NOW
from sqlmodel import col
from voyage import legs, load_all, ready_to_sail, take_on

from db.actions.breakdown import relieve_job, report_breakdown, resume_job
from db.actions.delivery import arrive, check_code, record_delivery, record_return
from db.actions.forgetting import forget_person
from db.actions.need_changes import close_need
from db.actions.offers import release_job
from db.actions.transfer import hand_over
from db.queries.desk import situation_counts
from db.queries.invariants import find_broken
from db.queries.transport import matches_at_stop
from db.tables import (
    AllocationRow,
    HandoverRow,
    JobRow,
    LedgerRow,
    LegRow,
    LotRow,
    NeedLineRow,
    PlaceRow,
    StopRow,
    TickRequestRow,
)
from matching.errors import NotAllowed, Outdated, WrongCode
from matching.model import (
    CloseReason,
    HandoverKind,
    JobState,
    Mode,
    ProofKind,
    Reason,
    StopKind,
    StopState,
    TickName,
)

pytestmark = pytest.mark.mainly_sqlite


@pytest.fixture(autouse=True)
async def sound(database):
    """Whatever was done, the record's invariants hold."""
    yield
    async with database.read() as session:
        assert [one for one in await find_broken(session, now=NOW) if one.code != "I8"] == []


@pytest.fixture
async def loaded(database, cast):
    """Chen has loaded all 100."""

    async def play():
        job_id = await underway(database, cast)
        await load_here(database, cast.chen, job_id)
        return job_id

    return await begun(database, "loaded", play)


async def break_down(database, driver, job_id, reason=Reason.VEHICLE_TROUBLE):
    """The driver says that the vehicle goes no further."""
    async with database.begin() as session:
        await report_breakdown(session, driver.actor, job_id=job_id, reason=reason, now=NOW)


async def relieved(database, cast, broken):
    """Liu is on duty, asked, and says yes; their job."""
    async with database.begin() as session:
        await put_on_duty(session, cast.liu, km=3)
    await tick(database)
    job_id = await accept_open_offer(database, cast.liu)
    assert job_id != broken
    return job_id


async def meet(database, cast, broken, relief):
    """Liu arrives, Chen types the code and hands over."""
    stop, here = await next_stop(database, broken), await next_stop(database, relief)
    async with database.begin() as session:
        await arrive(session, cast.liu.actor, stop_id=here.id, now=NOW)
        with pytest.raises(WrongCode):
            await hand_over(session, cast.chen.actor, stop_id=stop.id, now=NOW)
        checked = await check_code(
            session, cast.chen.actor, stop_id=stop.id, code=stop.code, now=NOW
        )
        assert checked.ok
        await hand_over(session, cast.chen.actor, stop_id=stop.id, now=NOW)


async def give(database, driver, job_id):
    """All that is for this door is accepted."""
    stop = await next_stop(database, job_id)
    async with database.begin() as session:
        await check_code(session, driver.actor, stop_id=stop.id, code=stop.code, now=NOW)
        here = [match for match in await matches_at_stop(session, stop.id) if match.aboard]
        await record_delivery(
            session,
            driver.actor,
            stop_id=stop.id,
            accepted={match.allocation_id: match.loaded for match in here},
            rejected={},
            reason=None,
            proof=ProofKind.CODE,
            photo="",
            actor_at=NOW,
            now=NOW,
        )


@pytest.mark.on_postgres
async def test_another_vehicle_is_asked_for_goods_where_the_broken_one_stands(
    database, cast, loaded
):
    await break_down(database, cast.chen, loaded)
    relief = await relieved(database, cast, loaded)
    stop = await next_stop(database, relief)
    place = await row(database, PlaceRow, col(PlaceRow.id) == stop.place_id)
    assert (place.label, round((place.lat - 38.9) * 111.195, 3)) == ("面包车", 1.0)
    job = await job_state(database, relief)
    assert job.state is JobState.ACCEPTED
    assert job.kg == pytest.approx((await job_state(database, loaded)).kg)


async def test_custody_passes_from_one_driver_to_the_other_against_a_code(database, cast, loaded):
    await break_down(database, cast.chen, loaded)
    relief = await relieved(database, cast, loaded)
    assert len(await pushes(database, cast.chen, "relief_coming")) == 1
    assert len(await pushes(database, cast.liu, "relief_code")) == 1
    await meet(database, cast, loaded, relief)
    await take_on(database, cast.liu, relief)
    assert (await job_state(database, loaded)).state is JobState.CLOSED
    async with database.read() as session:
        assert (await situation_counts(session, NOW))["jobs_done"] == 0
    await deliver_here(database, cast.liu, relief)
    async with database.read() as session:
        assert (await situation_counts(session, NOW))["jobs_done"] == 1
    line = await row(database, NeedLineRow)
    assert (line.loaded, line.accepted, line.lost, line.returned) == (100, 100, 0, 0)
    async with database.read() as session:
        chain = [each.kind for each in await rows(session, HandoverRow)]
    assert chain == [HandoverKind.PICKUP, HandoverKind.TRANSFER, HandoverKind.DELIVERY]


async def test_the_receiver_and_the_desk_are_told_at_once(database, cast, loaded):
    await break_down(database, cast.chen, loaded)
    assert len(await pushes(database, cast.li, "stands_still")) == 1
    assert len(await pushes(database, cast.sun, "stuck")) == 1


@pytest.mark.on_postgres
async def test_a_broken_vehicle_is_off_duty_until_its_driver_says_otherwise(database, cast, loaded):
    await break_down(database, cast.chen, loaded)
    async with database.read() as session:
        assert (await situation_counts(session, NOW))["drivers"] == 0
    async with database.begin() as session:
        await resume_job(session, cast.chen.actor, job_id=loaded, now=NOW)
    async with database.read() as session:
        assert (await situation_counts(session, NOW))["drivers"] == 1


async def test_the_ledger_knows_that_the_shift_goes_on(database, cast, loaded):
    await break_down(database, cast.chen, loaded)
    async with database.begin() as session:
        await resume_job(session, cast.chen.actor, job_id=loaded, now=NOW)
    async with database.read() as session:
        kinds = [entry.kind for entry in await rows(session, LedgerRow)]
    assert [kind for kind in kinds if kind.startswith("shift.")][-2:] == [
        "shift.ended",
        "shift.resumed",
    ]


@pytest.mark.parametrize("said", [(), (Reason.ROAD_BLOCKED,)])
async def test_whom_a_coordinator_has_stopped_only_a_coordinator_lets_go_on(
    database, cast, loaded, said
):
    await break_down(database, cast.sun, loaded, Reason.COORDINATOR_DECISION)
    for reason in said:
        await break_down(database, cast.chen, loaded, reason)
    async with database.begin() as session:
        with pytest.raises(NotAllowed):
            await resume_job(session, cast.chen.actor, job_id=loaded, now=NOW)
        assert (await session.get(JobRow, loaded)).reason is Reason.COORDINATOR_DECISION
        await resume_job(session, cast.sun.actor, job_id=loaded, now=NOW)
    await deliver_here(database, cast.chen, loaded)


async def test_a_job_given_back_because_of_the_vehicle_ends_the_shift(database, cast):
    job_id = await underway(database, cast)
    async with database.begin() as session:
        await release_job(
            session, cast.chen.actor, job_id=job_id, reason=Reason.VEHICLE_TROUBLE, now=NOW
        )
    async with database.read() as session:
        assert (await situation_counts(session, NOW))["drivers"] == 0


async def test_who_is_mended_first_goes_on_and_the_other_need_not_come(database, cast, loaded):
    await break_down(database, cast.chen, loaded)
    relief = await relieved(database, cast, loaded)
    async with database.begin() as session:
        await resume_job(session, cast.chen.actor, job_id=loaded, now=NOW)
    assert (await job_state(database, relief)).state is JobState.CANCELLED
    assert len(await pushes(database, cast.liu, "job_changed")) == 1
    assert len(await pushes(database, cast.li, "goes_on")) == 1
    await deliver_here(database, cast.chen, loaded)
    assert (await job_state(database, loaded)).state is JobState.CLOSED
    assert (await row(database, NeedLineRow)).accepted == 100


async def test_a_second_breakdown_after_going_on_is_one_as_well(database, cast, loaded):
    for _ in range(2):
        await break_down(database, cast.chen, loaded)
        async with database.begin() as session:
            await resume_job(session, cast.chen.actor, job_id=loaded, now=NOW)
    await break_down(database, cast.chen, loaded)
    relief = await relieved(database, cast, loaded)
    await meet(database, cast, loaded, relief)
    await take_on(database, cast.liu, relief)
    await deliver_here(database, cast.liu, relief)
    assert (await row(database, NeedLineRow)).accepted == 100


async def test_once_handed_over_the_first_driver_cannot_go_on(database, cast, loaded):
    await break_down(database, cast.chen, loaded)
    relief = await relieved(database, cast, loaded)
    await meet(database, cast, loaded, relief)
    async with database.begin() as session:
        with pytest.raises(Outdated):
            await resume_job(session, cast.chen.actor, job_id=loaded, now=NOW)


async def test_who_comes_may_break_down_as_well(database, cast, loaded):
    await break_down(database, cast.chen, loaded)
    relief = await relieved(database, cast, loaded)
    await meet(database, cast, loaded, relief)
    await take_on(database, cast.liu, relief)
    await break_down(database, cast.liu, relief)
    assert [leg.number for leg in await legs(database)] == [1, 2, 3]
    async with database.begin() as session:
        await resume_job(session, cast.liu.actor, job_id=relief, now=NOW)
    assert [leg.number for leg in await legs(database)] == [1, 2]
    await deliver_here(database, cast.liu, relief)
    assert (await row(database, NeedLineRow)).accepted == 100


async def test_who_gives_the_relief_back_leaves_it_to_the_next(database, cast, loaded):
    await break_down(database, cast.chen, loaded)
    relief = await relieved(database, cast, loaded)
    async with database.begin() as session:
        await release_job(session, cast.liu.actor, job_id=relief, reason=Reason.TOO_FAR, now=NOW)
    assert len(await pushes(database, cast.chen, "relief_off")) == 1
    assert (await next_stop(database, loaded)).code == ""
    assert (await job_state(database, relief)).state is JobState.OPEN


@pytest.mark.on_postgres
async def test_another_is_sought_at_once_when_who_was_coming_breaks_down_too(
    database, cast, loaded
):
    await break_down(database, cast.chen, loaded)
    await break_down(database, cast.liu, await relieved(database, cast, loaded))
    async with database.begin() as session:
        await session.execute(sa.delete(TickRequestRow))
        await relieve_job(session, cast.sun.actor, job_id=loaded, now=NOW)
    assert (await row(database, TickRequestRow)).job == TickName.MATCH


@pytest.mark.on_postgres
async def test_the_place_of_a_breakdown_is_erased_with_the_driver(database, cast, loaded):
    await break_down(database, cast.chen, loaded)
    async with database.begin() as session:
        await record_return(session, cast.chen.actor, job_id=loaded, now=NOW)
        at = (await find_stop_at_vehicle(session, loaded)).place_id
    async with database.begin() as session:
        await forget_person(session, cast.chen.actor, now=NOW)
        place = await session.get(PlaceRow, at)
    assert (place.label, place.lat, place.lon) == ("", None, None)


async def find_stop_at_vehicle(session, job_id):
    """The stop where the broken vehicle stands: the job's last one."""
    found = await session.scalars(
        sa.select(StopRow).where(col(StopRow.job_id) == job_id).order_by(col(StopRow.seq).desc())
    )
    return found.first()


async def test_goods_brought_back_need_nobody_to_fetch_them(database, cast, loaded):
    await break_down(database, cast.chen, loaded)
    relief = await relieved(database, cast, loaded)
    async with database.begin() as session:
        await record_return(session, cast.chen.actor, job_id=loaded, now=NOW)
    assert (await job_state(database, relief)).state is JobState.CANCELLED
    assert (await row(database, LotRow)).free == 100


async def test_a_need_withdrawn_meanwhile_calls_the_relief_off(database, cast, loaded):
    await break_down(database, cast.chen, loaded)
    relief = await relieved(database, cast, loaded)
    allocation = await row(database, AllocationRow)
    line = await row(database, NeedLineRow, col(NeedLineRow.id) == allocation.need_line_id)
    async with database.begin() as session:
        await close_need(
            session, cast.li.actor, need_id=line.need_id, reason=CloseReason.WITHDRAWN, now=NOW
        )
    assert (await job_state(database, relief)).state is JobState.CANCELLED
    async with database.begin() as session:
        await record_return(session, cast.chen.actor, job_id=loaded, now=NOW)
    assert (await row(database, LotRow)).free == 100


async def test_less_than_was_aboard_stays_with_the_first_driver(database, cast, loaded):
    await break_down(database, cast.chen, loaded)
    relief = await relieved(database, cast, loaded)
    await meet(database, cast, loaded, relief)
    await take_on(database, cast.liu, relief, less=20, reason=Reason.DAMAGED)
    await deliver_here(database, cast.liu, relief)
    async with database.begin() as session:
        await record_return(session, cast.chen.actor, job_id=loaded, now=NOW)
    line = await row(database, NeedLineRow)
    assert (line.accepted, line.returned) == (80, 20)
    assert (await job_state(database, loaded)).state is JobState.CLOSED


async def for_two_doors(database, cast, second=7):
    """Chen has loaded 60 for Li and 40 for Wang; the job."""
    async with database.begin() as session:
        await put_need(session, cast, 60, km=6)
        await put_need(session, cast, 40, km=second, reporter=cast.wang)
        await put_lot(session, cast, 100, km=0)
        await put_on_duty(session, cast.chen)
    await tick(database)
    await confirm_all(database)
    await tick(database)
    job_id = await accept_open_offer(database, cast.chen)
    await load_here(database, cast.chen, job_id)
    return job_id


async def brings_both(database, driver, job_id):
    """The driver goes to both doors, and all of it is accepted."""
    for accepted in (60, 100):
        stop = await next_stop(database, job_id)
        async with database.begin() as session:
            await arrive(session, driver.actor, stop_id=stop.id, now=NOW)
        await give(database, driver, job_id)
        async with database.read() as session:
            lines = await rows(session, NeedLineRow)
        assert sum(line.accepted for line in lines) == accepted


async def test_goods_for_two_doors_go_on_with_one_vehicle(database, cast):
    job_id = await for_two_doors(database, cast)
    await break_down(database, cast.chen, job_id)
    relief = await relieved(database, cast, job_id)
    await meet(database, cast, job_id, relief)
    await take_on(database, cast.liu, relief)
    await brings_both(database, cast.liu, relief)


@pytest.mark.on_postgres
async def test_goods_aboard_without_a_stop_ahead_are_named_by_the_doctor(database, cast, loaded):
    async with database.begin() as session:
        savepoint = await session.begin_nested()
        await session.execute(
            sa.update(StopRow)
            .where(col(StopRow.job_id) == loaded, col(StopRow.kind) == StopKind.DELIVERY)
            .values(state=StopState.SKIPPED)
        )
        found = [one.code for one in await find_broken(session, now=NOW)]
        await savepoint.rollback()
    assert "I9" in found


@pytest.mark.parametrize("times", [1, 2])
async def test_who_is_mended_goes_on_to_every_door(database, cast, times):
    job_id = await for_two_doors(database, cast)
    for _ in range(times):
        await break_down(database, cast.chen, job_id)
        async with database.begin() as session:
            await resume_job(session, cast.chen.actor, job_id=job_id, now=NOW)
    await brings_both(database, cast.chen, job_id)


async def test_who_comes_for_goods_of_two_doors_is_told_that_they_need_not(database, cast):
    job_id = await for_two_doors(database, cast)
    await break_down(database, cast.chen, job_id)
    relief = await relieved(database, cast, job_id)
    async with database.begin() as session:
        await resume_job(session, cast.chen.actor, job_id=job_id, now=NOW)
    assert (await job_state(database, relief)).state is JobState.CANCELLED
    assert len(await pushes(database, cast.liu, "job_changed")) == 1
    await brings_both(database, cast.chen, job_id)


async def test_goods_find_their_own_doors_after_the_relief_has_broken_down_as_well(database, cast):
    job_id = await for_two_doors(database, cast)
    await break_down(database, cast.chen, job_id)
    relief = await relieved(database, cast, job_id)
    await break_down(database, cast.liu, relief)
    async with database.begin() as session:
        await resume_job(session, cast.chen.actor, job_id=job_id, now=NOW)
    await brings_both(database, cast.chen, job_id)


@pytest.mark.on_postgres
async def test_a_relief_too_large_for_anybody_is_planned_load_by_load(database, cast, loaded):
    await break_down(database, cast.chen, loaded)
    async with database.begin() as session:
        await put_on_duty(session, cast.liu, kg=0.1)
    await tick(database)
    async with database.read() as session:
        jobs = await rows(session, JobRow)
    assert [job.state for job in jobs][:1] == [JobState.UNDERWAY]
    async with database.begin() as session:
        await resume_job(session, cast.chen.actor, job_id=loaded, now=NOW)
    await deliver_here(database, cast.chen, loaded)
    assert (await row(database, NeedLineRow)).accepted == 100


@pytest.mark.on_postgres
async def test_a_lorry_that_breaks_down_before_the_port_is_relieved_and_the_ship_waits(
    database, cast
):
    voyage = await ready_to_sail(database, cast)
    await load_all(database, cast.chen, voyage.job_id)
    await break_down(database, cast.chen, voyage.job_id)
    found = await legs(database)
    assert sorted((leg.number, leg.mode) for leg in found) == [
        (1, Mode.ROAD), (2, Mode.ROAD), (3, Mode.WATER), (4, Mode.ROAD)
    ]  # fmt: skip
    async with database.begin() as session:
        await resume_job(session, cast.chen.actor, job_id=voyage.job_id, now=NOW)
    assert sorted((leg.number, leg.mode) for leg in await legs(database)) == [
        (1, Mode.ROAD), (2, Mode.WATER), (3, Mode.ROAD)
    ]  # fmt: skip


@pytest.mark.on_postgres
async def test_a_driver_at_the_door_hands_over_there(database, cast, loaded):
    stop = await next_stop(database, loaded)
    async with database.begin() as session:
        await arrive(session, cast.chen.actor, stop_id=stop.id, now=NOW)
    await break_down(database, cast.chen, loaded)
    async with database.read() as session:
        assert await rows(session, LegRow) == []
    await give(database, cast.chen, loaded)
    assert (await job_state(database, loaded)).state is JobState.CLOSED


async def test_a_coordinator_sends_another_vehicle_where_the_road_is_blocked(
    database, cast, loaded
):
    await break_down(database, cast.chen, loaded, Reason.ROAD_BLOCKED)
    async with database.read() as session:
        assert await rows(session, LegRow) == []
    async with database.begin() as session:
        with pytest.raises(NotAllowed):
            await relieve_job(session, cast.liu.actor, job_id=loaded, now=NOW)
        await relieve_job(session, cast.sun.actor, job_id=loaded, now=NOW)
        with pytest.raises(Outdated):
            await relieve_job(session, cast.sun.actor, job_id=loaded, now=NOW)
    relief = await relieved(database, cast, loaded)
    await meet(database, cast, loaded, relief)
    await take_on(database, cast.liu, relief)
    await deliver_here(database, cast.liu, relief)
    assert (await row(database, NeedLineRow)).accepted == 100


async def test_the_same_breakdown_told_again_changes_nothing(database, cast, loaded):
    await break_down(database, cast.chen, loaded, Reason.ROAD_BLOCKED)
    with pytest.raises(Outdated):
        await break_down(database, cast.chen, loaded, Reason.ROAD_BLOCKED)
