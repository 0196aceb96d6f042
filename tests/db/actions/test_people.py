"""People: who is met, what they may become, and what they are told."""

import pytest
import sqlalchemy as sa
from cast import Cast, join
from moments import NOW
from sqlmodel import col

from db.actions.ledger import verify_ledger
from db.actions.people import mark_blocked, meet_person, share_phone, take_role, unblock
from db.engine import Database
from db.queries.people import coordinators, find_person, people_with_role, person_by_id
from db.tables import LedgerRow, OutboxRow, PersonRow
from matching.errors import NotAllowed
from matching.model import Role, Trust


async def test_a_stranger_is_written_down_once(database: Database) -> None:
    ids = set()
    for _ in range(3):
        async with database.begin() as session:
            person = await meet_person(
                session, channel="telegram", address="7", name="Ma", lang_code="en", now=NOW
            )
            ids.add(person.id)
    assert len(ids) == 1
    assert person.seen_lang == "en"
    assert person.roles == frozenset()


async def test_the_cast_holds_its_roles(database: Database, cast: Cast) -> None:
    async with database.read() as session:
        assert list(await coordinators(session)) == [cast.sun.person_id]
        drivers = await people_with_role(session, role=Role.DRIVER)
        assert list(drivers) == [cast.chen.person_id, cast.liu.person_id]
        li = await find_person(session, channel="telegram", address="102")
        assert li is not None
        assert li.roles == {Role.HOSPITAL}
        assert li.trust is Trust.PHONE_SHARED


async def test_a_coordinator_who_blocked_us_leaves_the_district_to_the_others(
    database: Database, cast: Cast
) -> None:
    async with database.begin() as session:
        here = await join(session, "301", "Qu", "zh", Role.COORDINATOR)
        await session.execute(
            sa.update(PersonRow)
            .where(col(PersonRow.id).in_((here.person_id, cast.sun.person_id)))
            .values(
                district=sa.case((col(PersonRow.id) == here.person_id, "中山区"), else_="沙河口区")
            )
        )
        assert list(await coordinators(session, district="中山区")) == [here.person_id]
        await mark_blocked(session, channel="telegram", address="301", now=NOW)
        assert list(await coordinators(session, district="中山区")) == [cast.sun.person_id]
        assert list(await coordinators(session)) == [cast.sun.person_id]


async def test_nobody_makes_themselves_coordinator(database: Database, cast: Cast) -> None:
    async with database.begin() as session:
        with pytest.raises(NotAllowed):
            await take_role(
                session,
                cast.wang.actor,
                role=Role.COORDINATOR,
                name="W",
                organisation=None,
                district="",
                now=NOW,
            )


async def test_an_organisation_that_is_named_waits_for_a_coordinator(
    database: Database, cast: Cast
) -> None:
    async with database.begin() as session:
        await take_role(
            session,
            cast.wang.actor,
            role=Role.HOSPITAL,
            name="Wang",
            organisation="市三院",
            district="中山区",
            now=NOW,
        )
    async with database.read() as session:
        wang = await person_by_id(session, cast.wang.person_id)
        assert wang is not None
        assert wang.organisation_id is not None
        assert not wang.org_verified
        asked = (
            await session.scalars(sa.select(OutboxRow).where(col(OutboxRow.kind) == "verify_org"))
        ).all()
        assert [(row.person_id, row.params) for row in asked] == [
            (cast.sun.person_id, {"organisation_id": wang.organisation_id})
        ]


async def test_whoever_speaks_again_is_no_longer_blocked(database: Database, cast: Cast) -> None:
    async with database.begin() as session:
        blocked = await mark_blocked(session, channel="telegram", address="104", now=NOW)
        again = await mark_blocked(session, channel="telegram", address="104", now=NOW)
    assert (blocked, again) == (cast.chen.person_id, None)
    async with database.begin() as session:
        chen = await meet_person(
            session, channel="telegram", address="104", name="", lang_code="", now=NOW
        )
        assert chen.blocked_at is None
        assert await unblock(session, channel="telegram", address="104", now=NOW) is None


async def test_the_ledger_names_nobody(database: Database, cast: Cast) -> None:
    async with database.begin() as session:
        await share_phone(session, cast.wang.actor, phone="13912345678", now=NOW)
    async with database.read() as session:
        assert await verify_ledger(session) is None
        rows = (await session.scalars(sa.select(LedgerRow))).all()
        told = " ".join(f"{row.actor} {row.subject} {row.facts}" for row in rows)
    assert "13912345678" not in told
    assert "王秀英" not in told
