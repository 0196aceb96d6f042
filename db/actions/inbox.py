"""Raw updates on their way to a turn: stored in batches, claimed in order, done.

One update of a chat is worked on at a time, in the order they came. What becomes of those that fail
is in `inbox_upkeep`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from db.columns import table_of
from db.engine import for_engine, per_engine, wake
from db.tables import InboxRow
from db.tables.messages import InboxState

_CLAIMED = "reliefline_claimed"
"""Where a session keeps the number of the update it works on."""

INBOX = table_of(InboxRow)
_EARLIER = INBOX.alias("earlier")
IS_OPEN = sa.or_(INBOX.c.state == InboxState.PENDING, INBOX.c.state == InboxState.RETRY)

_STORE = per_engine(
    lambda insert: (
        insert(INBOX)
        .on_conflict_do_nothing(index_elements=["bot", "update_id"])
        .returning(INBOX.c.id)
    )
)
_HEADS = (
    sa.select(sa.func.min(INBOX.c.id).label("id"), INBOX.c.chat)
    .where(INBOX.c.state == sa.literal_column("'pending'"))  # the partial index needs the word
    .group_by(INBOX.c.chat)
    .order_by(sa.func.min(INBOX.c.id))
    .limit(sa.bindparam("limit", type_=sa.Integer))
)
_DUE = (
    sa.select(INBOX.c.id, INBOX.c.chat)
    .where(INBOX.c.state == InboxState.RETRY, INBOX.c.next_at <= sa.bindparam("now"))
    .order_by(INBOX.c.next_at)
    .limit(sa.bindparam("limit", type_=sa.Integer))
)
_IS_HEAD = ~sa.exists().where(
    _EARLIER.c.chat == INBOX.c.chat,
    _EARLIER.c.state == sa.literal_column("'pending'"),
    _EARLIER.c.id < INBOX.c.id,
)
_CLAIM = (
    sa.select(INBOX.c.id, INBOX.c.bot, INBOX.c.chat, INBOX.c.body, INBOX.c.attempts)
    .where(
        INBOX.c.id == sa.bindparam("inbox"),
        sa.or_(
            sa.and_(INBOX.c.state == sa.literal_column("'pending'"), _IS_HEAD),
            sa.and_(INBOX.c.state == InboxState.RETRY, INBOX.c.next_at <= sa.bindparam("now")),
        ),
    )
    .with_for_update(skip_locked=True, of=INBOX)
)
# A retried update and a later one of the same chat must not run side by side either: the chat
# itself is locked until the turn commits. SQLite has one writer, so there it is locked already.
_CLAIMS = {
    "sqlite": _CLAIM,
    "postgresql": _CLAIM.where(
        sa.func.pg_try_advisory_xact_lock(sa.func.hashtextextended(INBOX.c.chat, 0))
    ),
}
_NEXT = sa.select(sa.func.min(INBOX.c.id)).where(
    INBOX.c.chat == sa.bindparam("of_chat"), INBOX.c.state == sa.literal_column("'pending'")
)
_FINISH = (
    sa.update(INBOX)
    .where(INBOX.c.id == sa.bindparam("inbox"), IS_OPEN)
    .values(state=InboxState.DONE, done_at=sa.bindparam("at"))
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


async def next_update(session: AsyncSession, chat: str) -> int | None:
    """The oldest update of a chat that nobody has tried yet, None when it has said no more."""
    inbox_id: int | None = await session.scalar(_NEXT, {"of_chat": chat})
    return inbox_id


def claimed_by(session: AsyncSession) -> int | None:
    """The update this transaction works on; None outside a turn."""
    found: int | None = session.info.get(_CLAIMED)
    return found
