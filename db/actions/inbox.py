"""Raw updates on their way to a turn: stored in batches, claimed in order, retried, put aside.

One update of a chat is worked on at a time, in the order they came. An update that fails is tried
again later and does not hold up the chat meanwhile: a poison update must not silence a person.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from db.actions.messages import Lane, enqueue
from db.columns import table_of
from db.engine import for_engine, per_engine, wake
from db.queries.people import coordinators
from db.tables import InboxRow
from db.tables.messages import InboxState

RETRY_AFTER = (
    timedelta(seconds=1),
    timedelta(seconds=10),
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=10),
)
"""How long an update waits after each failure; after the last it is put aside for a person."""

_CLAIMED = "reliefline_claimed"
"""Where a session keeps the number of the update it works on."""

KEEP = timedelta(days=8)
"""Telegram repeats an update for 24 hours; a week of quiet restarts its numbers at random."""

_INBOX = table_of(InboxRow)
_EARLIER = _INBOX.alias("earlier")
_IS_OPEN = sa.or_(_INBOX.c.state == InboxState.PENDING, _INBOX.c.state == InboxState.RETRY)

_STORE = per_engine(
    lambda insert: (
        insert(_INBOX)
        .on_conflict_do_nothing(index_elements=["bot", "update_id"])
        .returning(_INBOX.c.id)
    )
)
_HEADS = (
    sa.select(sa.func.min(_INBOX.c.id).label("id"), _INBOX.c.chat)
    .where(_INBOX.c.state == sa.literal_column("'pending'"))  # the partial index needs the word
    .group_by(_INBOX.c.chat)
    .order_by(sa.func.min(_INBOX.c.id))
    .limit(sa.bindparam("limit", type_=sa.Integer))
)
_DUE = (
    sa.select(_INBOX.c.id, _INBOX.c.chat)
    .where(_INBOX.c.state == InboxState.RETRY, _INBOX.c.next_at <= sa.bindparam("now"))
    .order_by(_INBOX.c.next_at)
    .limit(sa.bindparam("limit", type_=sa.Integer))
)
_IS_HEAD = ~sa.exists().where(
    _EARLIER.c.chat == _INBOX.c.chat,
    _EARLIER.c.state == sa.literal_column("'pending'"),
    _EARLIER.c.id < _INBOX.c.id,
)
_CLAIM = (
    sa.select(_INBOX.c.id, _INBOX.c.bot, _INBOX.c.chat, _INBOX.c.body, _INBOX.c.attempts)
    .where(
        _INBOX.c.id == sa.bindparam("inbox"),
        sa.or_(
            sa.and_(_INBOX.c.state == sa.literal_column("'pending'"), _IS_HEAD),
            sa.and_(_INBOX.c.state == InboxState.RETRY, _INBOX.c.next_at <= sa.bindparam("now")),
        ),
    )
    .with_for_update(skip_locked=True, of=_INBOX)
)
# A retried update and a later one of the same chat must not run side by side either: the chat
# itself is locked until the turn commits. SQLite has one writer, so there it is locked already.
_CLAIMS = {
    "sqlite": _CLAIM,
    "postgresql": _CLAIM.where(
        sa.func.pg_try_advisory_xact_lock(sa.func.hashtextextended(_INBOX.c.chat, 0))
    ),
}
_NEXT = sa.select(sa.func.min(_INBOX.c.id)).where(
    _INBOX.c.chat == sa.bindparam("of_chat"), _INBOX.c.state == sa.literal_column("'pending'")
)
_FINISH = (
    sa.update(_INBOX)
    .where(_INBOX.c.id == sa.bindparam("inbox"), _IS_OPEN)
    .values(state=InboxState.DONE, done_at=sa.bindparam("at"))
)
_FAIL = (
    sa.update(_INBOX)
    .where(
        _INBOX.c.id == sa.bindparam("inbox"),
        _IS_OPEN,
        _INBOX.c.attempts == sa.bindparam("tried"),
    )
    .values(
        state=sa.bindparam("to"),
        attempts=_INBOX.c.attempts + 1,
        next_at=sa.bindparam("next"),
        error=sa.bindparam("why"),
        done_at=sa.bindparam("done"),
    )
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """The next update of a chat."""

    inbox_id: int
    chat: str


@dataclass(frozen=True, slots=True)
class Claimed:
    """An update this transaction works on; nobody else does until it ends."""

    inbox_id: int
    bot: str
    chat: str
    body: dict[str, Any]
    attempts: int


async def store_updates(
    session: AsyncSession,
    bot: str,
    updates: Sequence[tuple[int, str, dict[str, Any]]],
    now: datetime,
) -> int:
    """Keep a batch of (update id, chat, raw update) in one statement; how many were new.

    Only after this has committed may the batch be acknowledged.
    """
    if not updates:
        return 0
    rows = [
        {
            "bot": bot,
            "update_id": update_id,
            "chat": chat,
            "body": body,
            "state": InboxState.PENDING,
            "attempts": 0,
            "error": "",
            "received_at": now,
        }
        for update_id, chat, body in updates
    ]
    stored = await session.execute(for_engine(session, _STORE), rows)
    new = len(stored.all())
    if new:
        wake(session, "inbox")
    return new


async def waiting_chats(session: AsyncSession, *, now: datetime, limit: int) -> Sequence[Waiting]:
    """The next update of each chat that has one, longest waiting first, then retries that are due.

    One entry per chat: a flood of one person takes one place in the queue, as everybody does.
    """
    heads = (await session.execute(_HEADS, {"limit": limit})).all()
    due = (await session.execute(_DUE, {"now": now, "limit": limit})).all()
    return [Waiting(row.id, row.chat) for row in (*heads, *due)]


async def claim_update(session: AsyncSession, inbox_id: int, *, now: datetime) -> Claimed | None:
    """Take an update into this transaction: None if it is done, being worked on or not its turn.

    The claim ends with the transaction, so a crash in the middle leaves the update as it was.
    """
    statement = for_engine(session, _CLAIMS)
    row = (await session.execute(statement, {"inbox": inbox_id, "now": now})).one_or_none()
    if row is None:
        return None
    session.info[_CLAIMED] = row.id
    return Claimed(row.id, row.bot, row.chat, row.body, row.attempts)


async def finish_update(session: AsyncSession, inbox_id: int, *, now: datetime) -> None:
    """Mark a claimed update as done; commit it together with what it caused."""
    await session.execute(_FINISH, {"inbox": inbox_id, "at": now})


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
        sa.update(_INBOX)
        .where(_INBOX.c.id == claimed.inbox_id)
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
    so_far = _INBOX.c.chat == chat
    at_work = session.info.get(_CLAIMED)
    if at_work is not None:
        so_far = sa.and_(so_far, ~sa.and_(_IS_OPEN, _INBOX.c.id > at_work))
    await session.execute(
        sa.update(_INBOX)
        .where(so_far)
        .values(
            body={},
            chat="",
            state=sa.case((_IS_OPEN, InboxState.DONE), else_=_INBOX.c.state),
            done_at=sa.func.coalesce(_INBOX.c.done_at, now),
        )
    )


async def next_update(session: AsyncSession, chat: str) -> int | None:
    """The oldest update of a chat that nobody has tried yet, None when it has said no more."""
    inbox_id: int | None = await session.scalar(_NEXT, {"of_chat": chat})
    return inbox_id


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
    columns = _INBOX.c
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
        sa.select(_INBOX.c.id)
        .where(
            _INBOX.c.state.in_((InboxState.DONE, InboxState.DEAD)),
            _INBOX.c.received_at < now - KEEP,
        )
        .limit(limit)
    )
    gone: Any = await session.execute(sa.delete(_INBOX).where(_INBOX.c.id.in_(old)))
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
