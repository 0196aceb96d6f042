"""Where living cards and questions asked are, and what was put aside."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from db.columns import table_of
from db.tables import CardRow, InboxRow, OutboxRow

_CARDS = table_of(CardRow)
_INBOX = table_of(InboxRow)
_OUTBOX = table_of(OutboxRow)

_CARD = sa.select(_CARDS.c.message_id, _CARDS.c.digest).where(
    _CARDS.c.channel == sa.bindparam("channel"),
    _CARDS.c.address == sa.bindparam("address"),
    _CARDS.c.kind == sa.bindparam("kind"),
    _CARDS.c.subject_id == sa.bindparam("subject"),
)


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


async def find_card(
    session: AsyncSession, *, channel: str, address: str, kind: str, subject_id: int
) -> CardView | None:
    """Where the card of a need, lot or job lives for one address, None if it was never sent."""
    where = {"channel": channel, "address": address, "kind": kind, "subject": subject_id}
    row = (await session.execute(_CARD, where)).one_or_none()
    return None if row is None else CardView(row.message_id, row.digest)


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
