"""Coordinators' judgement: is a report true, is an organisation what it says it is?"""

from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.actions import ledger, messages
from db.actions.events import report_lines
from db.actions.moves import changed_one
from db.actions.need_changes import end_need
from db.actions.needs import require_running, settle_change
from db.queries.needs import find_need, lines_of, unverified_needs_of
from db.queries.people import OrganisationCard, organisation_by_id
from db.tables import NeedLineRow, NeedRow, OrganisationRow, PersonRow
from matching.errors import NotFound, Outdated
from matching.lifecycle import SPEAKS_FOR, may_be_matched, speaks_for
from matching.model import CloseReason, Trust, Verification
from matching.permissions import Act, Actor, require

DOUBTED = (Verification.UNVERIFIED, Verification.VOUCHED)
"""Reports that a coordinator can still decide about."""


async def verify_need(
    session: AsyncSession,
    actor: Actor,
    *,
    need_id: int,
    verification: Verification,
    now: datetime,
) -> None:
    """Stand behind a report, so that it is matched, or refute it, which closes it as false.

    Raises `Outdated` when another coordinator has decided before.
    """
    require(actor, Act.VERIFY)
    need = await require_running(session, actor, need_id)
    decided = await changed_one(
        session,
        sa.update(NeedRow)
        .where(
            col(NeedRow.id) == need_id,
            col(NeedRow.verification).in_(DOUBTED),
            col(NeedRow.verification) != verification,
        )
        .values(
            verification=verification,
            verified_by=actor.person_id,
            version=col(NeedRow.version) + 1,
        ),
    )
    if not decided:
        raise Outdated(need=need.code)
    facts = {"verification": verification.value}
    if verification is Verification.REFUTED:
        await ledger.record(
            session,
            kind="need.verified",
            actor=actor,
            subject=f"need:{need_id}",
            facts=facts,
            now=now,
            drill=need.drill,
        )
        await end_need(session, actor, need, reason=CloseReason.FALSE, now=now)
        return
    if may_be_matched(verification):
        await _trust_lines(session, need_id)
        await report_lines(session, await lines_of(session, need_id), drill=need.drill, now=now)
    changed = replace(need, verification=verification)
    await settle_change(session, actor, changed, "need.verified", facts, now)


async def merge_duplicate(
    session: AsyncSession, actor: Actor, *, need_id: int, duplicate_of: int, now: datetime
) -> None:
    """Close a report that repeats another one; the other one is served."""
    require(actor, Act.VERIFY)
    need = await require_running(session, actor, need_id)
    other = await find_need(session, duplicate_of)
    if other is None or other.id == need.id or other.drill != need.drill:
        raise NotFound(kind="need")
    await end_need(
        session,
        actor,
        need,
        reason=CloseReason.DUPLICATE,
        now=now,
        duplicate_of=duplicate_of,
    )


async def verify_organisation(
    session: AsyncSession, actor: Actor, *, organisation_id: int, ok: bool, now: datetime
) -> None:
    """Say whether an organisation is what it says; its people's reports are believed from then on.

    Raises `Outdated` when another coordinator has decided before.
    """
    require(actor, Act.VERIFY)
    organisation = await organisation_by_id(session, organisation_id)
    if organisation is None:
        raise NotFound(kind="organisation")
    verification = Verification.VERIFIED if ok else Verification.REFUTED
    decided = await changed_one(
        session,
        sa.update(OrganisationRow)
        .where(
            col(OrganisationRow.id) == organisation_id,
            col(OrganisationRow.verification) == Verification.UNVERIFIED,
        )
        .values(verification=verification, verified_by=actor.person_id, verified_at=now),
    )
    if not decided:
        raise Outdated()
    await ledger.record(
        session,
        kind="organisation.verified",
        actor=actor,
        subject=f"organisation:{organisation_id}",
        facts={"verification": verification.value},
        now=now,
    )
    await _tell_members(session, organisation_id, ok, now)
    if ok:
        await _believe_members(session, actor, organisation, now)


async def _believe_members(
    session: AsyncSession, actor: Actor, organisation: OrganisationCard, now: datetime
) -> None:
    """Trust the organisation's people, and what they reported while they waited for this."""
    await session.execute(
        sa.update(PersonRow)
        .where(col(PersonRow.organisation_id) == organisation.id)
        .values(trust=Trust.ORG_VERIFIED)
        .execution_options(synchronize_session=False)
    )
    roles = [role for role in SPEAKS_FOR if speaks_for(role, organisation.kind)]
    for need_id in await unverified_needs_of(session, organisation.id, roles):
        await verify_need(
            session, actor, need_id=need_id, verification=Verification.VERIFIED, now=now
        )


async def _tell_members(
    session: AsyncSession, organisation_id: int, ok: bool, now: datetime
) -> None:
    members = await session.scalars(
        sa.select(col(PersonRow.id)).where(col(PersonRow.organisation_id) == organisation_id)
    )
    for person_id in members.all():
        await messages.enqueue(
            session,
            person_id=person_id,
            kind="org_checked",
            params={"organisation_id": organisation_id, "ok": ok},
            dedupe_key=f"org_checked:{organisation_id}:{person_id}",
            now=now,
        )


async def _trust_lines(session: AsyncSession, need_id: int) -> None:
    await session.execute(
        sa.update(NeedLineRow)
        .where(col(NeedLineRow.need_id) == need_id)
        .values(verified=col(NeedLineRow.requested))
        .execution_options(synchronize_session=False)
    )
