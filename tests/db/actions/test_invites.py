"""Invites: one person, one role, once, in time."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from cast import Cast
from moments import NOW
from reports import need_of
from sqlmodel import col

from db.actions.invites import VALID, create_invite, redeem_invite
from db.actions.people import take_role
from db.actions.verification import verify_organisation
from db.engine import Database
from db.queries.needs import find_need
from db.queries.people import organisation_by_id, person_by_id
from db.tables import InviteRow, OutboxRow
from matching.errors import InviteInvalid, NotAllowed, Outdated
from matching.model import OrganisationKind, Role, Trust, Verification
from matching.permissions import SYSTEM


async def invite(database: Database, role: Role = Role.HOSPITAL, name: str | None = None) -> str:
    async with database.begin() as session:
        return await create_invite(
            session,
            SYSTEM,
            role=role,
            organisation_id=None,
            organisation_name=name,
            kind=OrganisationKind.HOSPITAL if name else None,
            now=NOW,
        )


async def test_an_invite_works_once(database: Database, cast: Cast) -> None:
    token = await invite(database, name="市三院")
    assert len(token) <= 64
    async with database.begin() as session:
        assert await redeem_invite(session, cast.wang.actor, token=token, now=NOW) is Role.HOSPITAL
        with pytest.raises(InviteInvalid):
            await redeem_invite(session, cast.li.actor, token=token, now=NOW)
    async with database.read() as session:
        wang = await person_by_id(session, cast.wang.person_id)
        kept = await session.scalar(sa.select(InviteRow.token_hash))
    assert wang is not None
    assert wang.roles == {Role.RESIDENT, Role.HOSPITAL}
    assert (wang.org_verified, wang.trust) == (True, Trust.ORG_VERIFIED)
    assert token not in str(kept)


@pytest.mark.parametrize("token", ["", "guess", "x" * 64])
async def test_a_guessed_invite_gives_nothing(database: Database, cast: Cast, token: str) -> None:
    await invite(database)
    async with database.begin() as session:
        with pytest.raises(InviteInvalid):
            await redeem_invite(session, cast.wang.actor, token=token, now=NOW)


async def test_an_invite_ends_after_two_days(database: Database, cast: Cast) -> None:
    token = await invite(database, Role.COORDINATOR)
    async with database.begin() as session:
        with pytest.raises(InviteInvalid):
            await redeem_invite(session, cast.wang.actor, token=token, now=NOW + VALID)
        just = NOW + VALID - timedelta(seconds=1)
        assert await redeem_invite(session, cast.wang.actor, token=token, now=just)


async def test_only_a_coordinator_invites(database: Database, cast: Cast) -> None:
    async with database.begin() as session:
        with pytest.raises(NotAllowed):
            await create_invite(
                session,
                cast.li.actor,
                role=Role.COORDINATOR,
                organisation_id=None,
                organisation_name=None,
                kind=None,
                now=NOW,
            )


async def test_a_verified_organisation_lends_its_trust_to_what_was_reported(
    database: Database, cast: Cast
) -> None:
    async with database.begin() as session:
        await take_role(
            session,
            cast.li.actor,
            role=Role.HOSPITAL,
            name="Li",
            organisation="市三院",
            district="中山区",
            now=NOW,
        )
    need_id = await need_of(database, cast.li)
    async with database.begin() as session:
        li = await person_by_id(session, cast.li.person_id)
        assert li is not None
        organisation_id = li.organisation_id or 0
        await verify_organisation(
            session, cast.sun.actor, organisation_id=organisation_id, ok=True, now=NOW
        )
        with pytest.raises(Outdated):
            await verify_organisation(
                session, cast.sun.actor, organisation_id=organisation_id, ok=False, now=NOW
            )
    async with database.read() as session:
        need = await find_need(session, need_id)
        organisation = await organisation_by_id(session, organisation_id)
        told = await session.scalar(
            sa.select(OutboxRow.person_id).where(col(OutboxRow.kind) == "org_checked")
        )
    assert need is not None
    assert organisation is not None
    assert need.verification is organisation.verification is Verification.VERIFIED
    assert told == cast.li.person_id


async def test_trust_does_not_outlive_the_organisation_that_lent_it(
    database: Database, cast: Cast
) -> None:
    async with database.begin() as session:
        token = await create_invite(
            session,
            SYSTEM,
            role=Role.DRIVER,
            organisation_id=None,
            organisation_name="顺达运输",
            kind=OrganisationKind.CARRIER,
            now=NOW,
        )
        await redeem_invite(session, cast.li.actor, token=token, now=NOW)
    as_carrier = await need_of(database, cast.li, key="carrier")
    async with database.begin() as session:
        await take_role(
            session,
            cast.li.actor,
            role=Role.HOSPITAL,
            name="Li",
            organisation="中心医院",
            district="中山区",
            now=NOW,
        )
    as_hospital = await need_of(database, cast.li, key="hospital")
    async with database.read() as session:
        li = await person_by_id(session, cast.li.person_id)
        needs = [await find_need(session, need) for need in (as_carrier, as_hospital)]
    assert li is not None
    assert (li.org_verified, li.trust) == (False, Trust.PHONE_SHARED)
    assert [need.verification for need in needs if need] == [Verification.UNVERIFIED] * 2
