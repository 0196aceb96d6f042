"""Forgetting: nothing that names the person stays, and the chain still verifies."""

import pytest
import sqlalchemy as sa
from cast import Cast, Member
from city import load_here, put_lot, put_need, put_on_duty, row, rows, tick, underway
from moments import NOW
from reports import lot_of, need_of
from sqlmodel import col

from db.actions import ledger
from db.actions.forgetting import forget_again, forget_person, forgotten_people
from db.actions.help import call_for_help
from db.actions.inbox import store_updates
from db.actions.ledger import verify_ledger
from db.actions.messages import enqueue
from db.actions.people import meet_person, share_phone, take_role
from db.engine import Database
from db.queries.invariants import find_broken
from db.queries.people import person_by_id
from db.tables import METADATA, AllocationRow, JobRow, LotRow, NeedRow, OutboxRow, ShiftRow
from matching.errors import NotAllowed, StillBusy
from matching.model import AllocationState, JobState, Lifecycle, Role
from matching.permissions import SYSTEM

pytestmark = pytest.mark.mainly_sqlite

SECRETS = ("13912345678", "王秀英", "人民路101号", "救救孩子", "5000091017733")


async def dump(database: Database) -> str:
    async with database.read() as session:
        found = []
        for table in METADATA.sorted_tables:
            rows = (await session.execute(sa.select(table))).all()
            found += [f"{table.name}: {row}" for row in rows]
    return "\n".join(found)


@pytest.mark.on_postgres
async def test_a_press_that_waits_for_its_answer_gets_one_without_words(
    database: Database, cast: Cast
) -> None:
    async with database.begin() as session:
        for kind in ("answer", "prompt"):
            await enqueue(
                session,
                person_id=cast.wang.person_id,
                kind=kind,
                params={"press_id": "77", "text": {"key": "a.toast", "of": "王秀英"}},
                now=NOW,
            )
    async with database.begin() as session:
        await forget_person(session, cast.wang.actor, now=NOW)
    async with database.read() as session:
        owed = await rows(session, OutboxRow, col(OutboxRow.address) == cast.wang.address)
    assert [(row.kind, row.params) for row in owed] == [
        ("answer", {"press_id": "77", "text": None})
    ]


@pytest.mark.on_postgres
async def test_a_forgotten_person_leaves_no_trace_but_the_chain(
    database: Database, cast: Cast
) -> None:
    await need_of(database, cast.wang, role=Role.RESIDENT)
    async with database.begin() as session:
        person = await meet_person(
            session,
            channel="telegram",
            address="5000091017733",
            name="王秀英",
            lang_code="zh",
            now=NOW,
        )
        await take_role(
            session,
            person.actor,
            role=Role.SUPPLIER,
            name="王秀英",
            organisation=None,
            district="中山区",
            now=NOW,
        )
        await share_phone(session, cast.wang.actor, phone=SECRETS[0], now=NOW)
        await call_for_help(session, cast.wang.actor, question="救救孩子", now=NOW)
        await store_updates(session, "main", [(1, "5000091017733", {"text": "救救孩子"})], NOW)
    before = await dump(database)
    assert all(secret in before for secret in SECRETS)
    async with database.begin() as session:
        await session.execute(sa.text("UPDATE inbox SET state = 'done'"))
        await forget_person(session, cast.wang.actor, now=NOW)
        await forget_person(session, person.actor, now=NOW)
    after = await dump(database)
    assert [secret for secret in SECRETS if secret in after] == []
    async with database.read() as session:
        assert await verify_ledger(session) is None
        gone = await person_by_id(session, cast.wang.person_id)
    assert gone is not None
    assert (gone.name, gone.phone, gone.roles) == ("", "", frozenset())


@pytest.mark.on_postgres
async def test_an_older_record_forgets_again_whoever_was_forgotten(
    database: Database, cast: Cast
) -> None:
    await need_of(database, cast.wang, role=Role.RESIDENT)
    async with database.begin() as session:
        await share_phone(session, cast.wang.actor, phone=SECRETS[0], now=NOW)
        wang = await ledger.pseudonym(session, cast.wang.actor)
    asked = [wang, "of-one-who-came-later"]
    async with database.begin() as session:
        assert await forgotten_people(session) == frozenset()
        assert await forget_again(session, asked, now=NOW) == 1
    async with database.begin() as session:
        assert await forget_again(session, asked, now=NOW) == 0
        assert await forgotten_people(session) == set(asked)
        assert await verify_ledger(session) is None
    assert SECRETS[0] not in await dump(database)


async def test_who_was_on_duty_in_the_older_record_is_forgotten_all_the_same(
    database: Database, cast: Cast
) -> None:
    async with database.begin() as session:
        await share_phone(session, cast.chen.actor, phone=SECRETS[0], now=NOW)
        await put_on_duty(session, cast.chen)
        with pytest.raises(StillBusy):
            await forget_person(session, cast.chen.actor, now=NOW)
        chen = await ledger.pseudonym(session, cast.chen.actor)
        assert await forget_again(session, [chen], now=NOW) == 1
    assert SECRETS[0] not in await dump(database)


async def forget_once_more(database: Database, member: Member) -> None:
    async with database.begin() as session:
        pseudonym = await ledger.pseudonym(session, member.actor)
        assert await forget_again(session, [pseudonym], now=NOW) == 1


async def test_a_job_of_one_forgotten_again_goes_to_another_driver(
    database: Database, cast: Cast
) -> None:
    job_id = await underway(database, cast)
    await forget_once_more(database, cast.chen)
    job = await row(database, JobRow, col(JobRow.id) == job_id)
    assert (job.state, job.driver_id) == (JobState.OPEN, None)
    shift = await row(database, ShiftRow, col(ShiftRow.person_id) == cast.chen.person_id)
    assert shift.ended_at is not None
    async with database.read() as session:
        assert await find_broken(session, now=NOW) == []


async def test_what_is_aboard_is_all_that_is_left_of_one_forgotten_again(
    database: Database, cast: Cast
) -> None:
    job_id = await underway(database, cast)
    await load_here(database, cast.chen, job_id)
    async with database.begin() as session:
        await put_lot(session, cast)
        await put_need(session, cast)
    await tick(database)
    for member in (cast.zhao, cast.li, cast.chen):
        await forget_once_more(database, member)
    async with database.read() as session:
        lots = await rows(session, LotRow)
        assert [lot.reserved for lot in lots if lot.withdrawn_at is not None] == [0, 0]
        lifecycles = [need.lifecycle for need in await rows(session, NeedRow)]
        assert lifecycles == [Lifecycle.CLOSED, Lifecycle.CLOSED]
        assert all(shift.ended_at for shift in await rows(session, ShiftRow))
        states = [each.state for each in await rows(session, AllocationRow)]
        assert states == [AllocationState.LOADED, AllocationState.RELEASED]
        assert await find_broken(session, now=NOW) == []


@pytest.mark.on_postgres
async def test_a_forgotten_supplier_s_stock_is_withdrawn(database: Database, cast: Cast) -> None:
    lot_id = await lot_of(database, cast.zhao)
    async with database.begin() as session:
        await forget_person(session, cast.zhao.actor, now=NOW)
        left = await session.scalar(
            sa.text("SELECT withdrawn_at FROM lots WHERE id = :lot"), {"lot": lot_id}
        )
        assert left is not None


async def test_the_system_is_nobody_to_forget(database: Database) -> None:
    async with database.begin() as session:
        with pytest.raises(NotAllowed):
            await forget_person(session, SYSTEM, now=NOW)
