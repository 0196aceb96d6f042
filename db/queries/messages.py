"""Where living cards and questions asked are, and what was put aside."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from db.columns import table_of
from db.tables import CardRow, InboxRow, OutboxRow
from db.tables.messages import OutboxState

_CARDS = table_of(CardRow)
_INBOX = table_of(InboxRow)
_OUTBOX = table_of(OutboxRow)

_CARD = sa.select(_CARDS.c.message_id, _CARDS.c.digest).where(
    _CARDS.c.channel == sa.bindparam("channel"),
    _CARDS.c.address == sa.bindparam("address"),
    _CARDS.c.kind == sa.bindparam("kind"),
    _CARDS.c.subject_id == sa.bindparam("subject"),
)
_IS_CARD = sa.select(_CARDS.c.id).where(
    _CARDS.c.channel == sa.bindparam("channel"),
    _CARDS.c.address == sa.bindparam("address"),
    _CARDS.c.message_id == sa.bindparam("message_id"),
)
LOOKED_AT = 6
"""Rows looked at for each message that counts: the others are edits of messages there already."""
_NEWEST = (
    sa.select(_OUTBOX.c.message_id)
    .where(
        _OUTBOX.c.channel == sa.bindparam("channel"),
        _OUTBOX.c.address == sa.bindparam("address"),
        _OUTBOX.c.state == OutboxState.SENT,
        _OUTBOX.c.message_id != "",
    )
    .order_by(_OUTBOX.c.id.desc())
    .limit(sa.bindparam("most", type_=sa.Integer))
)
_SPOKEN = (
    sa.select(_OUTBOX.c.address, _OUTBOX.c.lane, _OUTBOX.c.sent_at)
    .where(
        _OUTBOX.c.channel == sa.bindparam("on_channel"),
        sa.or_(
            _OUTBOX.c.state == OutboxState.SENDING,
            sa.and_(
                _OUTBOX.c.state == OutboxState.SENT,
                _OUTBOX.c.sent_at >= sa.bindparam("since", type_=_OUTBOX.c.sent_at.type),
            ),
        ),
    )
    .order_by(_OUTBOX.c.id.desc())
    .limit(2000)
)
"""More than may leave in a minute; the newest rows are looked at first, by their key."""


@dataclass(frozen=True, slots=True)
class CardView:
    """The message a card lives in and a hash of what it shows."""

    message_id: str
    digest: str


@dataclass(frozen=True, slots=True)
class Sent:
    """A push that arrived, and the message it became. Personal data: address."""

    person_id: int | None
    channel: str
    address: str
    message_id: str


@dataclass(frozen=True, slots=True)
class Failure:
    """An update that could not be handled. Its body is nobody's business here."""

    inbox_id: int
    chat: str
    error: str
    attempts: int
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Spoken:
    """That something left for an address, and when at the latest. Personal data: address."""

    address: str
    is_answer: bool
    at: datetime


async def spoken_lately(
    session: AsyncSession, *, channel: str, since: datetime, now: datetime
) -> Sequence[Spoken]:
    """What left since then, oldest first; what was on its way counts as gone just now."""
    found = await session.execute(_SPOKEN, {"on_channel": channel, "since": since})
    spoken = [Spoken(row.address, row.lane == 0, row.sent_at or now) for row in found]
    return sorted(spoken, key=lambda each: each.at)


async def is_card(session: AsyncSession, *, channel: str, address: str, message_id: str) -> bool:
    """Whether this message is a living card, which redraws itself."""
    asked = {"channel": channel, "address": address, "message_id": message_id}
    return (await session.scalars(_IS_CARD, asked)).first() is not None


async def find_card(
    session: AsyncSession, *, channel: str, address: str, kind: str, subject_id: int
) -> CardView | None:
    """Where the card of a need, lot or job lives for one address, None if it was never sent."""
    where = {"channel": channel, "address": address, "kind": kind, "subject": subject_id}
    row = (await session.execute(_CARD, where)).one_or_none()
    return None if row is None else CardView(row.message_id, row.digest)


async def messages_below(
    session: AsyncSession, *, channel: str, address: str, message_id: str, limit: int
) -> int:
    """How many messages of ours came after this one at an address, counted to `limit`; none where
    messages have no numbers."""
    if not message_id.isdigit():
        return 0
    newest = await session.scalars(
        _NEWEST, {"channel": channel, "address": address, "most": limit * LOOKED_AT}
    )
    later = {each for each in newest if each.isdigit() and int(each) > int(message_id)}
    return min(limit, len(later))


async def find_sent(session: AsyncSession, dedupe_key: str) -> Sent | None:
    """The message that a push with this key became; None while it has not arrived."""
    columns = _OUTBOX.c
    row = (
        await session.execute(
            sa.select(
                columns.person_id, columns.channel, columns.address, columns.message_id
            ).where(columns.dedupe_key == dedupe_key, columns.message_id != "")
        )
    ).one_or_none()
    return None if row is None else Sent(*row)


async def sent_as(session: AsyncSession, dedupe_keys: Collection[str]) -> dict[str, Sent]:
    """The messages that pushes with these keys became."""
    if not dedupe_keys:
        return {}
    columns = _OUTBOX.c
    rows = await session.execute(
        sa.select(
            columns.dedupe_key,
            columns.person_id,
            columns.channel,
            columns.address,
            columns.message_id,
        )
        .where(columns.dedupe_key.in_(dedupe_keys), columns.message_id != "")
        .order_by(columns.id)
    )
    return {key: Sent(*sent) for key, *sent in rows.all()}


async def find_failure(session: AsyncSession, inbox_id: int) -> Failure | None:
    """What is known of an update that was put aside."""
    columns = _INBOX.c
    row = (
        await session.execute(
            sa.select(
                columns.id, columns.chat, columns.error, columns.attempts, columns.received_at
            ).where(columns.id == inbox_id)
        )
    ).one_or_none()
    return None if row is None else Failure(*row)


async def keys_used(session: AsyncSession, dedupe_keys: Collection[str]) -> set[str]:
    """Those of these keys under which something was owed before."""
    if not dedupe_keys:
        return set()
    keys = _OUTBOX.c.dedupe_key
    return set(await session.scalars(sa.select(keys).where(keys.in_(dedupe_keys))))
