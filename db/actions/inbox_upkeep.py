"""What becomes of updates that fail, cannot be read, are to be forgotten, or are long done.

An update that fails is tried again later and does not hold up its chat meanwhile: a poison update
must not silence a person.
"""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from db.actions.inbox import INBOX, IS_OPEN, Claimed, claimed_by
from db.actions.messages import Lane, enqueue
from db.queries.people import coordinators
from db.tables.messages import InboxState

RETRY_AFTER = (
    timedelta(seconds=1),
    timedelta(seconds=10),
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=10),
)
"""How long an update waits after each failure; after the last it is put aside for a person."""

KEEP = timedelta(days=8)
"""Telegram repeats an update for 24 hours; a week of quiet restarts its numbers at random."""

_FAIL = (
    sa.update(INBOX)
    .where(
        INBOX.c.id == sa.bindparam("inbox"),
        IS_OPEN,
        INBOX.c.attempts == sa.bindparam("tried"),
    )
    .values(
        state=sa.bindparam("to"),
        attempts=INBOX.c.attempts + 1,
        next_at=sa.bindparam("next"),
        error=sa.bindparam("why"),
        done_at=sa.bindparam("done"),
    )
)


async def fail_update(
    session: AsyncSession,
    inbox_id: int,
    *,
    error: str,
    now: datetime,
    channel: str = "telegram",
    press_id: str = "",
) -> InboxState | None:
    """Note that a turn failed, in a transaction of its own after the turn's was rolled back.

    A press is answered all the same, so that it stops spinning. The person is told once that we
    had trouble; after the last retry the update is put aside and the coordinators are told.
    `error` is the name of what was raised, never a person's words. Gives the state the update is
    in now, None when it was not open any more.
    """
    columns = INBOX.c
    row = (
        await session.execute(
            sa.select(columns.chat, columns.attempts).where(columns.id == inbox_id)
        )
    ).one()
    dead = row.attempts >= len(RETRY_AFTER)
    state = InboxState.DEAD if dead else InboxState.RETRY
    failed: Any = await session.execute(
        _FAIL,
        {
            "inbox": inbox_id,
            "tried": row.attempts,
            "to": state,
            "next": None if dead else now + RETRY_AFTER[row.attempts],
            "why": error[:200],
            "done": now if dead else None,
        },
    )
    if failed.rowcount != 1:
        return None
    if row.attempts == 0 and press_id:
        await _answer_press(session, channel, row.chat, press_id, now)
    if row.attempts == 0:
        await enqueue(
            session,
            channel=channel,
            address=row.chat,
            kind="trouble",
            params={},
            dedupe_key=f"trouble:{inbox_id}",
            now=now,
        )
    if dead:
        await _tell_coordinators(session, inbox_id, now)
    return state


async def sweep_inbox(session: AsyncSession, *, now: datetime, limit: int = 5000) -> int:
    """Drop handled updates older than `KEEP`, a bounded number at a time; how many went."""
    old = (
        sa.select(INBOX.c.id)
        .where(
            INBOX.c.state.in_((InboxState.DONE, InboxState.DEAD)),
            INBOX.c.received_at < now - KEEP,
        )
        .limit(limit)
    )
    gone: Any = await session.execute(sa.delete(INBOX).where(INBOX.c.id.in_(old)))
    return int(gone.rowcount)


async def _answer_press(
    session: AsyncSession, channel: str, chat: str, press_id: str, now: datetime
) -> None:
    """Owe a press an answer without words, so that it stops spinning."""
    await enqueue(
        session,
        channel=channel,
        address=chat,
        kind="answer",
        params={"press_id": press_id, "text": None, "alert": False},
        lane=Lane.ANSWER,
        dedupe_key=f"answer:{channel}:{press_id}"[:120],
        now=now,
    )


async def _tell_coordinators(session: AsyncSession, inbox_id: int, now: datetime) -> None:
    for coordinator in await coordinators(session):
        await enqueue(
            session,
            person_id=coordinator,
            kind="poison",
            params={"inbox_id": inbox_id},
            lane=Lane.REPLY,
            dedupe_key=f"poison:{inbox_id}:{coordinator}",
            now=now,
        )


async def bury_update(
    session: AsyncSession,
    claimed: Claimed,
    *,
    error: str,
    now: datetime,
    channel: str = "telegram",
    press_id: str = "",
) -> None:
    """Put aside a claimed update that no retry can help; coordinators find it on their list.

    A press is answered all the same: nobody can tell what it meant, but it need not spin.
    """
    await session.execute(
        sa.update(INBOX)
        .where(INBOX.c.id == claimed.inbox_id)
        .values(state=InboxState.DEAD, error=error[:200], done_at=now)
    )
    if press_id:
        await _answer_press(session, channel, claimed.chat, press_id, now)


async def empty_updates(session: AsyncSession, chat: str, *, now: datetime) -> None:
    """Erase what a chat has said so far; what failed and waits to be tried again is given up.

    Rows stay for their numbers, by which a repeat is known. What came after the update this
    transaction works on is kept: somebody who is forgotten may have gone on speaking, as anybody
    new may.
    """
    so_far = INBOX.c.chat == chat
    at_work = claimed_by(session)
    if at_work is not None:
        so_far = sa.and_(so_far, ~sa.and_(IS_OPEN, INBOX.c.id > at_work))
    await session.execute(
        sa.update(INBOX)
        .where(so_far)
        .values(
            body={},
            chat="",
            state=sa.case((IS_OPEN, InboxState.DONE), else_=INBOX.c.state),
            done_at=sa.func.coalesce(INBOX.c.done_at, now),
        )
    )
