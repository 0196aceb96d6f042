"""Invitations: a secret link that gives one person one role, once, for two days."""

import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.actions import ledger
from db.actions.organisations import join_unverified
from db.actions.people import add_role
from db.engine import add_row
from db.queries.people import organisation_by_id
from db.tables import InviteRow, OrganisationRow, PersonRow
from matching.errors import InviteInvalid, NotAllowed
from matching.model import OrganisationKind, Role, Trust, Verification
from matching.permissions import Act, Actor, require
from matching.tokens import hash_token

VALID = timedelta(hours=48)
"""Long enough for a night shift to end, short enough to be forgotten safely."""

TOKEN_BYTES = 16
"""128 bits, 22 signs: fits the 64 of a deep link and cannot be guessed."""


async def create_invite(
    session: AsyncSession,
    actor: Actor,
    *,
    role: Role,
    organisation_id: int | None,
    organisation_name: str | None,
    kind: OrganisationKind | None,
    now: datetime,
    valid: timedelta = VALID,
) -> str:
    """Make a single-use token for a role; only its hash is kept.

    A named organisation is written down as verified: whoever may invite vouches for it.
    """
    require(actor, Act.INVITE)
    if organisation_id is None and organisation_name and kind is not None:
        organisation_id = await add_row(
            session,
            OrganisationRow,
            name=organisation_name[:120],
            kind=kind,
            verification=Verification.VERIFIED,
            verified_by=actor.person_id,
            verified_at=now,
            created_at=now,
        )
    token = secrets.token_urlsafe(TOKEN_BYTES)
    invite_id = await add_row(
        session,
        InviteRow,
        token_hash=hash_token(token),
        role=role,
        organisation_id=organisation_id,
        created_by=actor.person_id,
        created_at=now,
        expires_at=now + valid,
    )
    await ledger.record(
        session,
        kind="invite.created",
        actor=actor,
        subject=f"invite:{invite_id}",
        facts={"role": role.value, "organisation": organisation_id},
        now=now,
    )
    return token


async def redeem_invite(session: AsyncSession, actor: Actor, *, token: str, now: datetime) -> Role:
    """Take the role an invitation offers; raises `InviteInvalid` if it is used, old or unknown."""
    if actor.person_id is None:
        raise NotAllowed(act="redeem_invite")
    taken = (
        await session.execute(
            sa.update(InviteRow)
            .where(
                col(InviteRow.token_hash) == hash_token(token),
                col(InviteRow.used_by).is_(None),
                col(InviteRow.expires_at) > now,
            )
            .values(used_by=actor.person_id, used_at=now)
            .returning(col(InviteRow.id), col(InviteRow.role), col(InviteRow.organisation_id))
            .execution_options(synchronize_session=False)
        )
    ).one_or_none()
    if taken is None:
        raise InviteInvalid()
    if taken.organisation_id is not None:
        await _join(session, actor.person_id, taken.organisation_id)
    await ledger.record(
        session,
        kind="invite.redeemed",
        actor=actor,
        subject=f"invite:{taken.id}",
        facts={"role": taken.role.value, "organisation": taken.organisation_id},
        now=now,
    )
    role: Role = taken.role
    await add_role(session, actor, person_id=actor.person_id, role=role, now=now)
    return role


async def _join(session: AsyncSession, person_id: int, organisation_id: int) -> None:
    """Make the person a member; a verified organisation lends them its trust."""
    organisation = await organisation_by_id(session, organisation_id)
    if organisation is None or organisation.verification is not Verification.VERIFIED:
        await join_unverified(session, person_id, organisation_id)
        return
    await session.execute(
        sa.update(PersonRow)
        .where(col(PersonRow.id) == person_id)
        .values(organisation_id=organisation_id, trust=Trust.ORG_VERIFIED)
        .execution_options(synchronize_session=False)
    )
