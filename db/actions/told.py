"""Messages in people's own words: kept apart, tied to what came of them, deleted in time."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.actions import ledger
from db.actions.moves import QUIET
from db.engine import add_row, scrub_after
from db.tables import RawReportRow
from matching.errors import NotAllowed
from matching.permissions import Actor

LONGEST = 4096
BATCH = 500
"""Messages deleted in one transaction, so that the writer's lock is not held for long."""


async def keep_words(
    session: AsyncSession,
    actor: Actor,
    *,
    words: str,
    channel: str,
    keep_for: timedelta,
    now: datetime,
) -> int:
    """Keep a message until its time is over; the ledger learns nothing of what it says."""
    if actor.person_id is None:
        raise NotAllowed(act="keep_words")
    return await add_row(
        session,
        RawReportRow,
        person_id=actor.person_id,
        channel=channel,
        words=words[:LONGEST],
        said_at=now,
        expires_at=now + keep_for,
    )


async def add_words(session: AsyncSession, actor: Actor, *, raw_id: int, words: str) -> None:
    """Keep what was written later to the same card with the actor's own message."""
    both = col(RawReportRow.words) + "\n" + words
    await session.execute(
        sa.update(RawReportRow)
        .where(col(RawReportRow.id) == raw_id, col(RawReportRow.person_id) == actor.person_id)
        .values(words=sa.func.substr(both, 1, LONGEST)),
        execution_options=QUIET,
    )


async def note_reports(
    session: AsyncSession,
    actor: Actor,
    *,
    raw_id: int,
    needs: Sequence[int],
    lots: Sequence[int],
    now: datetime,
) -> None:
    """Tie the actor's own message to the needs and lots that came of it."""
    await session.execute(
        sa.update(RawReportRow)
        .where(col(RawReportRow.id) == raw_id, col(RawReportRow.person_id) == actor.person_id)
        .values(need_ids=list(needs), lot_ids=list(lots)),
        execution_options=QUIET,
    )
    await ledger.record(
        session,
        kind="words.reported",
        actor=actor,
        subject=f"words:{raw_id}",
        facts={"needs": len(needs), "lots": len(lots)},
        now=now,
    )


async def sweep_words(session: AsyncSession, *, now: datetime) -> int:
    """Delete messages whose time is over; how many."""
    old = (
        sa.select(col(RawReportRow.id))
        .where(col(RawReportRow.expires_at) <= now)
        .order_by(col(RawReportRow.id))
        .limit(BATCH)
    )
    ids = (await session.scalars(old)).all()
    if ids:
        scrub_after(session)
        await session.execute(
            sa.delete(RawReportRow).where(col(RawReportRow.id).in_(ids)), execution_options=QUIET
        )
    return len(ids)
