"""The human way out: somebody asks for a coordinator, a coordinator answers."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.actions import ledger, messages
from db.actions.messages import Lane
from db.actions.moves import changed_one
from db.engine import add_row
from db.queries.people import HelpCall, coordinators, help_call, person_by_id
from db.tables import HelpRow
from db.tables.people import HelpState
from matching.errors import NotAllowed, NotFound, Outdated
from matching.permissions import Act, Actor, permits, require

LONGEST = 1000
"""Signs of a question or an answer that are kept."""
AGAIN = timedelta(minutes=10)
"""A cry in the same words is pushed once more by then: nobody has answered it."""


async def call_for_help(
    session: AsyncSession, actor: Actor, *, question: str, now: datetime, urgent: bool = False
) -> int:
    """Ask the coordinators; who is waiting already adds to what they asked. Gives the call's id.

    What was said last is not said twice. What is added is pushed once more only where it is
    `urgent`: a cry must not wait in a call about something else, nor the same cry for long.
    """
    if actor.person_id is None:
        raise NotAllowed(act="call_for_help")
    question = question[:LONGEST]
    waiting = (
        await session.execute(
            sa.select(col(HelpRow.id), col(HelpRow.question), col(HelpRow.updated_at))
            .where(col(HelpRow.person_id) == actor.person_id, col(HelpRow.state) == HelpState.OPEN)
            .order_by(col(HelpRow.id).desc())
            .limit(1)
            .with_for_update()  # one that is being answered takes no further words
        )
    ).one_or_none()
    if waiting is not None and waiting.id is not None:
        known = f"\n{waiting.question}".endswith(f"\n{question}")
        if known and (not urgent or now - waiting.updated_at < AGAIN):
            return int(waiting.id)
        asked = waiting.question if known else f"{waiting.question}\n{question}"
        await _add(session, waiting.id, asked, now)
        if urgent:
            await _tell_desk(session, actor.person_id, waiting.id, f":{now.isoformat()}", now)
        return int(waiting.id)
    help_id = await add_row(
        session,
        HelpRow,
        person_id=actor.person_id,
        question=question,
        created_at=now,
        updated_at=now,
    )
    await _record(session, "help.called", actor, help_id, now)
    await _tell_desk(session, actor.person_id, help_id, "", now)
    return help_id


async def _add(session: AsyncSession, help_id: int, asked: str, now: datetime) -> None:
    """Add to a call that waits; the oldest words give way."""
    await session.execute(
        sa.update(HelpRow)
        .where(col(HelpRow.id) == help_id)
        .values(question=asked.strip()[-LONGEST:], updated_at=now)
        .execution_options(synchronize_session=False)
    )


async def _tell_desk(
    session: AsyncSession, person_id: int, help_id: int, again: str, now: datetime
) -> None:
    """Push a call to the coordinators of the caller's district."""
    person = await person_by_id(session, person_id)
    for coordinator in await coordinators(session, district=person.district if person else ""):
        await messages.enqueue(
            session,
            person_id=coordinator,
            kind="help_call",
            params={"help_id": help_id},
            lane=Lane.URGENT,
            dedupe_key=f"help_call:{help_id}:{coordinator}{again}",
            now=now,
        )


async def answer_help(
    session: AsyncSession, actor: Actor, *, help_id: int, answer: str, now: datetime
) -> None:
    """A coordinator answers; raises `Outdated` if another one has taken the call."""
    require(actor, Act.VERIFY)
    call = await _existing(session, help_id)
    mine = sa.and_(
        col(HelpRow.state) == HelpState.TAKEN, col(HelpRow.coordinator_id) == actor.person_id
    )
    answered = await changed_one(
        session,
        sa.update(HelpRow)
        .where(col(HelpRow.id) == help_id, sa.or_(col(HelpRow.state) == HelpState.OPEN, mine))
        .values(
            state=HelpState.TAKEN,
            coordinator_id=actor.person_id,
            answer=answer[:LONGEST],
            updated_at=now,
        ),
    )
    if not answered:
        raise Outdated()
    await messages.enqueue(
        session,
        person_id=call.person_id,
        kind="help_answer",
        params={"help_id": help_id},
        lane=Lane.URGENT,
        now=now,
    )
    await _record(session, "help.answered", actor, help_id, now)


async def close_help(session: AsyncSession, actor: Actor, *, help_id: int, now: datetime) -> None:
    """The call is settled: said by whoever made it, or by a coordinator."""
    call = await _existing(session, help_id)
    if call.person_id != actor.person_id and not permits(actor, Act.VERIFY):
        raise NotFound(kind="help")
    closed = await changed_one(
        session,
        sa.update(HelpRow)
        .where(col(HelpRow.id) == help_id, col(HelpRow.state) != HelpState.CLOSED)
        .values(state=HelpState.CLOSED, updated_at=now),
    )
    if not closed:
        raise Outdated()
    await _record(session, "help.closed", actor, help_id, now)


async def _existing(session: AsyncSession, help_id: int) -> HelpCall:
    call = await help_call(session, help_id)
    if call is None:
        raise NotFound(kind="help")
    return call


async def _record(
    session: AsyncSession, kind: str, actor: Actor, help_id: int, now: datetime
) -> None:
    await ledger.record(
        session, kind=kind, actor=actor, subject=f"help:{help_id}", facts={}, now=now
    )
