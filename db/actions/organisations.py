"""Organisations as their people name them: written down, joined, and shown to be verified."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.actions import ledger, messages
from db.actions.messages import Lane
from db.actions.moves import changed_one
from db.engine import add_row
from db.queries.people import coordinators
from db.tables import OrganisationRow, PersonRow
from matching.errors import Outdated
from matching.model import CloseReason, OrganisationKind, Trust, Verification
from matching.permissions import Actor
from matching.phone_numbers import TYPED


async def found_organisation(
    session: AsyncSession,
    actor: Actor,
    person_id: int,
    *,
    name: str,
    kind: OrganisationKind,
    district: str,
    now: datetime,
) -> None:
    """Write an organisation down as its first member names it; coordinators are asked to verify."""
    organisation_id = await add_row(
        session,
        OrganisationRow,
        name=name[:120],
        kind=kind,
        district=district[:32],
        created_at=now,
    )
    await join_unverified(session, person_id, organisation_id)
    await ledger.record(
        session,
        kind="organisation.named",
        actor=actor,
        subject=f"organisation:{organisation_id}",
        facts={"kind": kind.value},
        now=now,
    )
    for coordinator in await coordinators(session, district=district):
        await messages.enqueue(
            session,
            person_id=coordinator,
            kind="verify_org",
            params={"organisation_id": organisation_id},
            lane=Lane.REPLY,
            dedupe_key=f"verify_org:{organisation_id}:{coordinator}",
            now=now,
        )


async def dissolve_organisation(
    session: AsyncSession, actor: Actor, *, organisation_id: int, now: datetime
) -> None:
    """Take an organisation that was made up for practice off the desk; nobody need verify it.

    Raises `Outdated` when a coordinator has decided before.
    """
    if not await changed_one(
        session,
        sa.update(OrganisationRow)
        .where(
            col(OrganisationRow.id) == organisation_id,
            col(OrganisationRow.verification) == Verification.UNVERIFIED,
        )
        .values(verification=Verification.REFUTED, verified_at=now),
    ):
        raise Outdated()
    await ledger.record(
        session,
        kind="organisation.dissolved",
        actor=actor,
        subject=f"organisation:{organisation_id}",
        facts={"reason": CloseReason.PRACTICE_OVER.value},
        now=now,
    )


async def join_unverified(session: AsyncSession, person_id: int, organisation_id: int) -> None:
    """Make a person a member of an organisation nobody verified: trust lent by another one ends."""
    shared = sa.and_(col(PersonRow.phone) != "", ~col(PersonRow.phone).startswith(TYPED))
    own = sa.case((shared, Trust.PHONE_SHARED.value), else_=Trust.NEW.value)
    await session.execute(
        sa.update(PersonRow)
        .where(col(PersonRow.id) == person_id)
        .values(organisation_id=organisation_id, trust=own)
        .execution_options(synchronize_session=False)
    )
