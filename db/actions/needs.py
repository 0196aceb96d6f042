"""Needs: reporting one, and what every later change of it shares."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.actions import ledger, messages
from db.actions.events import report_lines
from db.actions.messages import Lane
from db.actions.places import require_place
from db.engine import add_row, insert
from db.queries.incidents import open_incident
from db.queries.needs import (
    RUNNING,
    NeedHead,
    find_item,
    find_need,
    lines_of,
    need_with_key,
    standing_of,
)
from db.queries.people import KnownPerson, coordinators, person_by_id
from db.tables import NeedLineRow, NeedRow
from matching.catalogue import plausible_max
from matching.errors import Implausible, NotAllowed, NotFound, Outdated, TooManyOpen
from matching.ledger import Fact
from matching.lifecycle import initial_verification, may_be_matched, open_need_limit, speaks_for
from matching.model import (
    Lifecycle,
    QuantityKind,
    Role,
    Urgency,
    Verification,
)
from matching.permissions import Act, Actor, permits, require
from matching.tokens import case_code

StatedLine = tuple[str, int, QuantityKind, str]
"""Item code, quantity in base units, how well it is known, and the person's own words for it."""


async def report_need(
    session: AsyncSession,
    actor: Actor,
    *,
    role: Role,
    lines: Sequence[StatedLine],
    place_id: int,
    urgency: Urgency,
    deadline: datetime | None,
    people: int | None,
    note: str,
    request_key: str,
    now: datetime,
) -> int:
    """Write a need down and show its card; the same `request_key` again gives the same need.

    Raises `TooManyOpen` for a reporter nobody vouched for, `Implausible` for a quantity out of
    all proportion. A need that nobody stands behind goes to the coordinators, not to matching.
    """
    require(actor, Act.REPORT_NEED)
    reporter = await _reporter(session, actor, role)
    key = f"{reporter.id}:{request_key}"[:80]
    known = await need_with_key(session, key)
    if known is not None:
        return known
    incident = await open_incident(session)
    if incident is None:
        raise NotFound(kind="incident")
    district = await require_place(session, actor, place_id)
    await _require_plausible(session, lines)
    verification = await _verification(session, reporter, role)
    need_id = await _insert_need(
        session,
        incident_id=incident.id,
        drill=incident.drill,
        reporter_id=reporter.id,
        reporter_role=role,
        organisation_id=None if role is Role.RESIDENT else reporter.organisation_id,
        place_id=place_id,
        urgency=urgency,
        deadline=deadline,
        people=people,
        note=note[:500],
        verification=verification,
        request_key=key,
        reported_at=now,
        confirmed_at=now,
    )
    if need_id is None:  # another request with this key was faster
        return await need_with_key(session, key) or 0
    for item_code, quantity, kind, stated in lines:
        await add_row(
            session,
            NeedLineRow,
            need_id=need_id,
            drill=incident.drill,
            item_code=item_code,
            quantity_kind=kind,
            stated=stated[:120],
            requested=quantity,
            verified=quantity if may_be_matched(verification) else 0,
        )
    need = NeedHead(
        need_id,
        case_code(need_id),
        reporter.id,
        urgency,
        verification,
        Lifecycle.OPEN,
        district,
        incident.drill,
    )
    facts: dict[str, Fact] = {"urgency": urgency.value, "lines": len(lines), "role": role.value}
    await settle_change(session, actor, need, "need.reported", facts | {"district": district}, now)
    await wake_matching(session, need, now)
    if not may_be_matched(verification):
        await ask_to_verify(session, need, now)
    return need_id


async def require_running(session: AsyncSession, actor: Actor, need_id: int) -> NeedHead:
    """The need, if it is the actor's own, or any for a coordinator, and not closed."""
    need = await find_need(session, need_id)
    if need is None or (need.reporter_id != actor.person_id and not permits(actor, Act.OVERRIDE)):
        raise NotFound(kind="need")
    if need.lifecycle not in RUNNING:
        raise Outdated(need=need.code)
    return need


async def settle_change(
    session: AsyncSession,
    actor: Actor,
    need: NeedHead,
    kind: str,
    facts: Mapping[str, Fact],
    now: datetime,
) -> None:
    """What every change of a need ends with: its card is renewed and the ledger knows."""
    await messages.enqueue_card(
        session,
        kind="need",
        subject_id=need.id,
        person_id=need.reporter_id,
        now=now,
        drill=need.drill,
    )
    await ledger.record(
        session,
        kind=kind,
        actor=actor,
        subject=f"need:{need.id}",
        facts=facts,
        now=now,
        drill=need.drill,
    )


async def wake_matching(session: AsyncSession, need: NeedHead, now: datetime) -> None:
    """A life at risk does not wait for the next interval."""
    if need.urgency is Urgency.CRITICAL and may_be_matched(need.verification):
        await report_lines(session, await lines_of(session, need.id), drill=need.drill, now=now)


async def ask_to_verify(
    session: AsyncSession, need: NeedHead, now: datetime, change: str = ""
) -> None:
    """Ask the coordinators of the district whether this report is true, once each and change."""
    critical = need.urgency is Urgency.CRITICAL
    for coordinator in await coordinators(session, district=need.district):
        await messages.enqueue(
            session,
            person_id=coordinator,
            kind="verify_need",
            params={"need_id": need.id},
            lane=Lane.URGENT if critical else Lane.REPLY,
            dedupe_key=f"verify_need:{need.id}{change}:{coordinator}",
            now=now,
            drill=need.drill,
        )


async def is_backed(session: AsyncSession, need: NeedHead) -> bool:
    """Whether a verified organisation stands behind what is reported here, whatever it is."""
    reporter = await person_by_id(session, need.reporter_id)
    role = await session.scalar(
        sa.select(col(NeedRow.reporter_role)).where(col(NeedRow.id) == need.id)
    )
    if reporter is None or role is None or not reporter.org_verified:
        return False
    return speaks_for(role, reporter.organisation_kind)


async def _reporter(session: AsyncSession, actor: Actor, role: Role) -> KnownPerson:
    if actor.person_id is None or role not in actor.roles:
        raise NotAllowed(act=Act.REPORT_NEED.value)
    reporter = await person_by_id(session, actor.person_id)
    if reporter is None:
        raise NotFound(kind="person")
    return reporter


async def _require_plausible(session: AsyncSession, lines: Sequence[StatedLine]) -> None:
    if not lines:
        raise Implausible(quantity=0, item="")
    for item_code, quantity, _kind, _stated in lines:
        item = await find_item(session, item_code)
        if item is None:
            raise NotFound(kind="item")
        if not 1 <= quantity <= plausible_max(item):
            raise Implausible(quantity=quantity, item=item_code)


async def _verification(session: AsyncSession, reporter: KnownPerson, role: Role) -> Verification:
    """How far a new report is believed; a reporter with too many open ones must wait."""
    standing = await standing_of(session, reporter.id)
    if standing is None:
        raise NotFound(kind="person")
    limit = open_need_limit(standing.trust)
    if standing.open_needs >= limit:
        raise TooManyOpen(limit=limit)
    backed = reporter.org_verified and speaks_for(role, reporter.organisation_kind)
    return initial_verification(standing.trust, standing.served_before, backed)


async def _insert_need(session: AsyncSession, **values: Any) -> int | None:
    """Insert the need; None if its request key was used. The case code needs the number first."""
    need_id: int | None = await session.scalar(
        insert(session, NeedRow)
        .values(code=secrets.token_hex(8), **values)
        .on_conflict_do_nothing(index_elements=["request_key"])
        .returning(col(NeedRow.id))
    )
    if need_id is not None:
        await session.execute(
            sa.update(NeedRow)
            .where(col(NeedRow.id) == need_id)
            .values(code=case_code(need_id))
            .execution_options(synchronize_session=False)
        )
    return need_id
