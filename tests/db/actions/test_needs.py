"""Needs: once per request, believed as far as the reporter, and ended with everybody told."""

import pytest
import sqlalchemy as sa
from cast import Cast, join
from moments import NOW
from reports import ITEM, need_of, place_of
from sqlmodel import col

from db.actions.invites import create_invite, redeem_invite
from db.actions.need_changes import (
    change_quantity,
    change_urgency,
    close_need,
    pause_need,
    received,
    resume_need,
    still_needed,
    stop_line,
)
from db.actions.needs import report_need
from db.actions.verification import merge_duplicate, verify_need
from db.engine import Database
from db.queries.needs import NeedHead, find_need
from db.queries.ticks import request_waits
from db.tables import LedgerRow, NeedLineRow, NeedRow, OutboxRow
from matching.errors import Implausible, NotAllowed, NotFound, Outdated, TooManyOpen
from matching.model import (
    CloseReason,
    Lifecycle,
    OrganisationKind,
    QuantityKind,
    Reachability,
    Role,
    TickName,
    Urgency,
    Verification,
)
from matching.tokens import read_case_code

pytestmark = pytest.mark.mainly_sqlite


async def head(database: Database, need_id: int) -> NeedHead:
    async with database.read() as session:
        found = await find_need(session, need_id)
    assert found is not None
    return found


async def line(database: Database, need_id: int) -> NeedLineRow:
    async with database.read() as session:
        return (
            await session.scalars(sa.select(NeedLineRow).where(col(NeedLineRow.need_id) == need_id))
        ).one()


async def pushes(database: Database, kind: str) -> list[int | None]:
    async with database.read() as session:
        return list(
            await session.scalars(
                sa.select(OutboxRow.person_id)
                .where(col(OutboxRow.kind) == kind)
                .order_by(col(OutboxRow.id))
            )
        )


async def tick_asked(database: Database) -> bool:
    async with database.read() as session:
        return await request_waits(session, TickName.REVISE)


async def test_the_same_request_makes_one_need(database: Database, cast: Cast) -> None:
    first = await need_of(database, cast.li)
    assert await need_of(database, cast.li) == first
    assert await need_of(database, cast.li, key="run:2") != first
    assert await need_of(database, cast.wang, role=Role.RESIDENT) != first  # a run is a person's
    assert read_case_code((await head(database, first)).code) == first


@pytest.mark.on_postgres
async def test_a_new_reporter_s_need_waits_for_a_coordinator(
    database: Database, cast: Cast
) -> None:
    need_id = await need_of(database, cast.wang, role=Role.RESIDENT, urgency=Urgency.CRITICAL)
    assert (await head(database, need_id)).verification is Verification.UNVERIFIED
    assert await pushes(database, "verify_need") == [cast.sun.person_id]
    assert not await tick_asked(database)
    async with database.begin() as session:
        await verify_need(
            session,
            cast.sun.actor,
            need_id=need_id,
            verification=Verification.VERIFIED,
            now=NOW,
        )
    assert await tick_asked(database)
    assert (await line(database, need_id)).verified == 100
    async with database.begin() as session:
        with pytest.raises(Outdated):
            await verify_need(
                session,
                cast.sun.actor,
                need_id=need_id,
                verification=Verification.VERIFIED,
                now=NOW,
            )


async def test_a_refuted_report_is_closed_as_false(database: Database, cast: Cast) -> None:
    need_id = await need_of(database, cast.wang, role=Role.RESIDENT)
    async with database.begin() as session:
        await verify_need(
            session, cast.sun.actor, need_id=need_id, verification=Verification.REFUTED, now=NOW
        )
    async with database.read() as session:
        need = await session.get(NeedRow, need_id)
    assert need is not None
    assert (need.lifecycle, need.close_reason) == (Lifecycle.CLOSED, CloseReason.FALSE)
    assert need.verification is Verification.REFUTED


async def test_only_a_coordinator_verifies(database: Database, cast: Cast) -> None:
    need_id = await need_of(database, cast.wang, role=Role.RESIDENT)
    async with database.begin() as session:
        with pytest.raises(NotAllowed):
            await verify_need(
                session,
                cast.li.actor,
                need_id=need_id,
                verification=Verification.VERIFIED,
                now=NOW,
            )


async def test_a_new_reporter_keeps_three_needs_open(database: Database, cast: Cast) -> None:
    for n in range(3):
        last = await need_of(database, cast.wang, role=Role.RESIDENT, key=f"run:{n}")
    with pytest.raises(TooManyOpen):
        await need_of(database, cast.wang, role=Role.RESIDENT, key="run:9")
    async with database.begin() as session:
        await close_need(
            session, cast.wang.actor, need_id=last, reason=CloseReason.WITHDRAWN, now=NOW
        )
    await need_of(database, cast.wang, role=Role.RESIDENT, key="run:9")


@pytest.mark.parametrize("quantity", [0, -1, 10**9])
async def test_an_absurd_quantity_is_refused(database: Database, cast: Cast, quantity: int) -> None:
    with pytest.raises(Implausible):
        await need_of(database, cast.li, quantity=quantity)


async def test_nobody_reports_in_a_role_or_at_a_place_of_others(
    database: Database, cast: Cast
) -> None:
    with pytest.raises(NotAllowed):
        await need_of(database, cast.wang, role=Role.HOSPITAL)
    theirs = await place_of(database, cast.li)
    async with database.begin() as session:
        with pytest.raises(NotFound):
            await report_need(
                session,
                cast.wang.actor,
                role=Role.RESIDENT,
                lines=[(ITEM, 1, QuantityKind.EXACT, "1")],
                place_id=theirs,
                urgency=Urgency.LOW,
                deadline=None,
                people=None,
                note="",
                request_key="run:1",
                now=NOW,
            )


async def test_only_the_reporter_or_a_coordinator_ends_a_need(
    database: Database, cast: Cast
) -> None:
    need_id = await need_of(database, cast.li)
    async with database.begin() as session:
        with pytest.raises(NotFound):
            await close_need(
                session, cast.wang.actor, need_id=need_id, reason=CloseReason.WITHDRAWN, now=NOW
            )
        await close_need(
            session, cast.sun.actor, need_id=need_id, reason=CloseReason.OUT_OF_SCOPE, now=NOW
        )
        with pytest.raises(Outdated):
            await close_need(
                session, cast.li.actor, need_id=need_id, reason=CloseReason.WITHDRAWN, now=NOW
            )
    assert (await line(database, need_id)).cancelled == 100


async def test_a_need_is_paused_resumed_and_kept_alive(database: Database, cast: Cast) -> None:
    need_id = await need_of(database, cast.li)
    later = NOW.replace(hour=20)
    async with database.begin() as session:
        await pause_need(session, cast.li.actor, need_id=need_id, now=NOW)
        with pytest.raises(Outdated):
            await pause_need(session, cast.li.actor, need_id=need_id, now=NOW)
        with pytest.raises(Outdated):
            await still_needed(session, cast.li.actor, need_id=need_id, now=NOW)
        await resume_need(session, cast.li.actor, need_id=need_id, now=NOW)
        await still_needed(session, cast.li.actor, need_id=need_id, now=later)
    async with database.read() as session:
        need = await session.get(NeedRow, need_id)
    assert need is not None
    assert (need.lifecycle, need.confirmed_at) == (Lifecycle.OPEN, later)
    assert need.reachability is Reachability.OK


@pytest.mark.on_postgres
async def test_the_same_urgency_said_twice_is_written_down_once(
    database: Database, cast: Cast
) -> None:
    need_id = await need_of(database, cast.li)
    for _ in range(2):
        async with database.begin() as session:
            await change_urgency(
                session, cast.li.actor, need_id=need_id, urgency=Urgency.LOW, now=NOW
            )
    async with database.read() as session:
        kinds = list((await session.scalars(sa.select(col(LedgerRow.kind)))).all())
    assert kinds.count("need.urgency_changed") == 1


async def test_quantity_and_urgency_change_the_one_line(database: Database, cast: Cast) -> None:
    need_id = await need_of(database, cast.li)
    line_id = (await line(database, need_id)).id
    assert line_id is not None
    async with database.begin() as session:
        await change_quantity(
            session, cast.li.actor, need_id=need_id, line_id=line_id, quantity=40, now=NOW
        )
        await change_urgency(
            session, cast.li.actor, need_id=need_id, urgency=Urgency.CRITICAL, now=NOW
        )
        with pytest.raises(Implausible):
            await change_quantity(
                session, cast.li.actor, need_id=need_id, line_id=line_id, quantity=0, now=NOW
            )
        with pytest.raises(NotFound):
            await change_quantity(
                session, cast.li.actor, need_id=need_id, line_id=999, quantity=5, now=NOW
            )
    assert (await line(database, need_id)).requested == 40
    assert (await head(database, need_id)).urgency is Urgency.CRITICAL


async def test_nothing_more_is_wanted_of_one_line(database: Database, cast: Cast) -> None:
    need_id = await need_of(database, cast.li)
    line_id = (await line(database, need_id)).id or 0
    async with database.begin() as session:
        with pytest.raises(NotFound):
            await stop_line(session, cast.li.actor, need_id=need_id, line_id=999, now=NOW)
        with pytest.raises(NotFound):
            await stop_line(session, cast.wang.actor, need_id=need_id, line_id=line_id, now=NOW)
    async with database.begin() as session:
        await stop_line(session, cast.li.actor, need_id=need_id, line_id=line_id, now=NOW)
    stopped = await line(database, need_id)
    assert stopped.cancelled == stopped.requested
    assert (await head(database, need_id)).lifecycle is Lifecycle.CLOSED, "nothing else was wanted"


async def ledger_kinds(database: Database) -> list[str]:
    """What the ledger holds, in order."""
    async with database.read() as session:
        return list(await session.scalars(sa.select(col(LedgerRow.kind)).order_by(LedgerRow.seq)))


@pytest.mark.on_postgres
async def test_got_it_before_anything_came_from_us_ends_a_need_when_others_served(
    database: Database, cast: Cast
) -> None:
    need_id = await need_of(database, cast.li)
    async with database.begin() as session:
        await received(session, cast.li.actor, need_id=need_id, now=NOW)
    assert (await head(database, need_id)).lifecycle is Lifecycle.OPEN
    async with database.begin() as session:
        await received(session, cast.li.actor, need_id=need_id, now=NOW, elsewhere=True)
    async with database.read() as session:
        need = await session.get(NeedRow, need_id)
    assert need is not None
    assert need.close_reason is CloseReason.SERVED_BY_OTHERS


@pytest.mark.on_postgres
async def test_got_it_on_an_old_card_of_a_paused_need_leaves_no_trace(
    database: Database, cast: Cast
) -> None:
    need_id = await need_of(database, cast.li)
    async with database.begin() as session:
        await pause_need(session, cast.li.actor, need_id=need_id, now=NOW)
    before = await ledger_kinds(database)
    for elsewhere in (False, True):
        async with database.begin() as session:
            with pytest.raises(Outdated):
                await received(
                    session, cast.li.actor, need_id=need_id, now=NOW, elsewhere=elsewhere
                )
    assert await ledger_kinds(database) == before


@pytest.mark.on_postgres
async def test_a_duplicate_points_at_the_report_it_repeats(database: Database, cast: Cast) -> None:
    first = await need_of(database, cast.li)
    second = await need_of(database, cast.wang, role=Role.RESIDENT)
    async with database.begin() as session:
        with pytest.raises(NotFound):
            await merge_duplicate(
                session, cast.sun.actor, need_id=second, duplicate_of=second, now=NOW
            )
        await merge_duplicate(session, cast.sun.actor, need_id=second, duplicate_of=first, now=NOW)
    async with database.read() as session:
        need = await session.get(NeedRow, second)
    assert need is not None
    assert (need.close_reason, need.duplicate_of) == (CloseReason.DUPLICATE, first)


async def test_without_an_incident_nothing_is_reported(database: Database) -> None:
    async with database.begin() as session:
        member = await join(session, "201", "Ma", "en", Role.RESIDENT)
    with pytest.raises(NotFound):
        await need_of(database, member, role=Role.RESIDENT)


@pytest.mark.on_postgres
@pytest.mark.parametrize(("quantity", "believed"), [(10, True), (11, False), (5000, False)])
async def test_a_need_that_outgrows_what_was_verified_is_verified_again(
    database: Database, cast: Cast, quantity: int, believed: bool
) -> None:
    need_id = await need_of(database, cast.wang, quantity=5, role=Role.RESIDENT)
    line_id = (await line(database, need_id)).id or 0
    async with database.begin() as session:
        await verify_need(
            session,
            cast.sun.actor,
            need_id=need_id,
            verification=Verification.VERIFIED,
            now=NOW,
        )
        await change_quantity(
            session,
            cast.wang.actor,
            need_id=need_id,
            line_id=line_id,
            quantity=quantity,
            now=NOW,
        )
    need = await head(database, need_id)
    assert need.verification is (Verification.VERIFIED if believed else Verification.UNVERIFIED)
    async with database.read() as session:
        asked = sa.select(sa.func.count()).where(col(OutboxRow.kind) == "verify_need")
        assert await session.scalar(asked) == (1 if believed else 2)
    if not believed:
        async with database.begin() as session:
            await verify_need(
                session,
                cast.sun.actor,
                need_id=need_id,
                verification=Verification.VERIFIED,
                now=NOW,
            )
        assert (await line(database, need_id)).verified == quantity


async def test_a_verified_organisation_may_raise_its_need_freely(
    database: Database, cast: Cast
) -> None:
    async with database.begin() as session:
        token = await create_invite(
            session,
            cast.sun.actor,
            role=Role.HOSPITAL,
            organisation_id=None,
            organisation_name="市三院",
            kind=OrganisationKind.HOSPITAL,
            now=NOW,
        )
        await redeem_invite(session, cast.li.actor, token=token, now=NOW)
    need_id = await need_of(database, cast.li, quantity=5)
    line_id = (await line(database, need_id)).id or 0
    async with database.begin() as session:
        await change_quantity(
            session, cast.li.actor, need_id=need_id, line_id=line_id, quantity=5000, now=NOW
        )
    assert (await head(database, need_id)).verification is Verification.VERIFIED
