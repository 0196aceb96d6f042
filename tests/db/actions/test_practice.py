"""What simulated people of a drill leave is put away; whoever else was in it hears of it."""

import pytest
from cast import CHANNEL, Cast, Member, gather_cast, join
from city import (
    accept_open_offer,
    confirm_all,
    job_state,
    load_here,
    pushes,
    put_lot,
    put_need,
    put_on_duty,
    row,
    rows,
    tick,
)
from moments import NOW

from db.actions.breakdown import report_breakdown
from db.actions.organisations import join_unverified
from db.actions.people import take_role
from db.actions.practice import put_away
from db.engine import Database
from db.queries.desk import stuck_counts
from db.queries.invariants import find_broken
from db.queries.stuck import StuckKind
from db.tables import AllocationRow, LedgerRow, LotRow, OrganisationRow
from matching.model import AllocationState, JobState, Reason, Role, Verification


@pytest.fixture
async def drill(database: Database) -> Cast:
    """The cast in a drill; nothing real goes on."""
    return await gather_cast(database, drill=True)


async def loaded(database: Database, cast: Cast) -> int:
    """Chen has all 100 of Zhao's for Li aboard; the job."""
    async with database.begin() as session:
        await put_need(session, cast, drill=True)
        await put_lot(session, cast, drill=True)
        await put_on_duty(session, cast.chen)
    await tick(database, drill=True)
    await confirm_all(database)
    await tick(database, drill=True)
    job_id = await accept_open_offer(database, cast.chen)
    await load_here(database, cast.chen, job_id)
    return job_id


async def end(database: Database, cast: Cast, *simulated: Member) -> None:
    """The practice of these people is put away."""
    await put_away(
        database,
        incident_id=cast.incident_id,
        channel=CHANNEL,
        addresses=[each.address for each in simulated],
        now=lambda: NOW,
    )
    async with database.read() as session:
        assert await find_broken(session, now=NOW) == []


async def signed_up(database: Database, member: Member, name: str, role: Role) -> None:
    async with database.begin() as session:
        await take_role(
            session, member.actor, role=role, name="", organisation=name, district="", now=NOW
        )


async def test_an_organisation_of_the_practice_waits_for_nobody(
    database: Database, drill: Cast
) -> None:
    await signed_up(database, drill.zhao, "模拟药房", Role.SUPPLIER)
    await signed_up(database, drill.li, "真医院", Role.HOSPITAL)
    await end(database, drill, drill.zhao, drill.chen)
    async with database.read() as session:
        found = {each.name: each.verification for each in await rows(session, OrganisationRow)}
        counts = await stuck_counts(session, NOW)
    assert found == {"模拟药房": Verification.REFUTED, "真医院": Verification.UNVERIFIED}
    assert counts[StuckKind.ORGANISATIONS] == 1
    entry = await row(database, LedgerRow)
    assert (entry.kind, entry.facts) == ("organisation.dissolved", {"reason": "practice_over"})
    assert await pushes(database, drill.zhao, "org_checked") == [], "nobody judged it"


async def test_an_organisation_that_a_real_person_belongs_to_as_well_stays(
    database: Database, drill: Cast
) -> None:
    await signed_up(database, drill.zhao, "药房", Role.SUPPLIER)
    async with database.begin() as session:
        qian = await join(session, "107", "钱", "zh", Role.SUPPLIER)
        shop = (await rows(session, OrganisationRow))[-1]
        await join_unverified(session, qian.person_id, shop.id)
    await end(database, drill, drill.zhao)
    assert (await row(database, OrganisationRow)).verification is Verification.UNVERIFIED


async def test_whose_goods_a_simulated_vehicle_had_is_told_and_has_them_back(
    database: Database, drill: Cast
) -> None:
    job_id = await loaded(database, drill)
    await end(database, drill, drill.chen)
    assert (await job_state(database, job_id)).state is not JobState.UNDERWAY
    assert (await row(database, AllocationRow)).state is AllocationState.RETURNED
    lot = await row(database, LotRow)
    assert (lot.counted, lot.free, lot.loaded_out) == (100, 100, 0)
    load = {"allocation_id": 1}
    for visitor in (drill.zhao, drill.li):
        assert [each.params for each in await pushes(database, visitor, "practice_over")] == [load]
    await end(database, drill, drill.chen)
    assert len(await pushes(database, drill.zhao, "practice_over")) == 1


async def test_the_simulated_themselves_are_told_nothing(database: Database, drill: Cast) -> None:
    await loaded(database, drill)
    await end(database, drill, drill.chen, drill.zhao)
    assert len(await pushes(database, drill.li, "practice_over")) == 1
    assert await pushes(database, drill.zhao, "practice_over") == []


async def test_goods_aboard_a_simulated_vehicle_that_broke_down_come_back_too(
    database: Database, drill: Cast
) -> None:
    job_id = await loaded(database, drill)
    async with database.begin() as session:
        await report_breakdown(
            session, drill.chen.actor, job_id=job_id, reason=Reason.VEHICLE_TROUBLE, now=NOW
        )
    await end(database, drill, drill.chen)
    assert (await job_state(database, job_id)).state is not JobState.UNDERWAY
    async with database.read() as session:
        assert (await stuck_counts(session, NOW))[StuckKind.STRANDED] == 0
    assert len(await pushes(database, drill.zhao, "practice_over")) == 1
