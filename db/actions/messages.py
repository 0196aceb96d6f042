"""Puts what is owed to people into the outbox: kind, parameters and lane, never a rendered text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from db.columns import table_of
from db.engine import for_engine, per_engine, wake
from db.tables import IdentityRow, OutboxRow
from db.tables.messages import OutboxState


class Lane(IntEnum):
    """Who goes first when sends are scarce."""

    ANSWER = 0
    URGENT = 1
    REPLY = 2
    BULK = 3


@dataclass(frozen=True, slots=True)
class Recipient:
    """Where a push goes; blocked people have none."""

    channel: str
    address: str
    person_id: int | None


@dataclass(frozen=True, slots=True)
class Owed:
    """One push of several of a kind."""

    person_id: int
    params: Mapping[str, Any]
    drill: bool = False


_IDENTITIES = table_of(IdentityRow)
_OUTBOX = table_of(OutboxRow)

_OF_PERSON = (
    sa.select(_IDENTITIES.c.channel, _IDENTITIES.c.address, _IDENTITIES.c.person_id)
    .where(_IDENTITIES.c.person_id == sa.bindparam("person"), _IDENTITIES.c.blocked_at.is_(None))
    .order_by(_IDENTITIES.c.id)
    .limit(1)
)
_OF_PEOPLE = (
    sa.select(_IDENTITIES.c.channel, _IDENTITIES.c.address, _IDENTITIES.c.person_id)
    .where(
        _IDENTITIES.c.person_id.in_(sa.bindparam("people", expanding=True)),
        _IDENTITIES.c.blocked_at.is_(None),
    )
    .order_by(_IDENTITIES.c.id)
)
_AT_ADDRESS = sa.select(_IDENTITIES.c.person_id, _IDENTITIES.c.blocked_at).where(
    _IDENTITIES.c.channel == sa.bindparam("channel"),
    _IDENTITIES.c.address == sa.bindparam("address"),
)
_DROP_OLDER = (
    sa.update(_OUTBOX)
    .where(
        _OUTBOX.c.supersede_key == sa.bindparam("key"),
        _OUTBOX.c.state == OutboxState.QUEUED,
    )
    .values(state=OutboxState.SUPERSEDED)
)
_ADD = per_engine(
    lambda insert: (
        insert(_OUTBOX)
        .on_conflict_do_nothing(index_elements=["dedupe_key"])
        .returning(_OUTBOX.c.id)
    )
)


async def enqueue(
    session: AsyncSession,
    *,
    person_id: int | None = None,
    channel: str = "",
    address: str = "",
    kind: str,
    params: Mapping[str, Any],
    lane: int = Lane.REPLY,
    now: datetime,
    supersede_key: str = "",
    dedupe_key: str | None = None,
    not_before: datetime | None = None,
    drill: bool = False,
) -> int | None:
    """Owe a push to a person, or to an address nobody is known at yet; gives its id.

    None when it was not taken: the person blocked us or has no address, or `dedupe_key` was
    used before. Unsent rows with the same `supersede_key` are dropped for this one.
    """
    recipient = await _recipient(session, person_id, channel, address)
    if recipient is None:
        return None
    if supersede_key:
        await session.execute(_DROP_OLDER, {"key": supersede_key})
    row = {
        **_row(recipient, kind, params, lane, now, drill),
        "supersede_key": supersede_key,
        "dedupe_key": dedupe_key,
        "not_before": not_before or now,
    }
    outbox_id: int | None = await session.scalar(for_engine(session, _ADD), row)
    wake(session, "outbox")
    return outbox_id


async def enqueue_each(
    session: AsyncSession,
    owed: Sequence[Owed],
    *,
    kind: str,
    lane: int = Lane.REPLY,
    now: datetime,
) -> None:
    """Owe each of these people a push of one kind, in two statements; whoever blocked us gets
    none."""
    people = sorted({one.person_id for one in owed})
    found: Any = await session.execute(_OF_PEOPLE, {"people": people})
    addresses: dict[int, Recipient] = {}
    for row in found:
        addresses.setdefault(row.person_id, Recipient(row.channel, row.address, row.person_id))
    rows = [
        _row(addresses[one.person_id], kind, one.params, lane, now, one.drill)
        for one in owed
        if one.person_id in addresses
    ]
    if rows:
        await session.execute(sa.insert(_OUTBOX), rows)
        wake(session, "outbox")


def _row(
    recipient: Recipient,
    kind: str,
    params: Mapping[str, Any],
    lane: int,
    now: datetime,
    drill: bool,
) -> dict[str, Any]:
    return {
        "channel": recipient.channel,
        "address": recipient.address,
        "person_id": recipient.person_id,
        "drill": drill,
        "lane": int(lane),
        "kind": kind,
        "params": dict(params),
        "supersede_key": "",
        "dedupe_key": None,
        "state": OutboxState.QUEUED,
        "attempt": 0,
        "unsure": 0,
        "worker": "",
        "not_before": now,
        "error": "",
        "message_id": "",
        "created_at": now,
    }


async def enqueue_card(
    session: AsyncSession,
    *,
    kind: str,
    subject_id: int,
    person_id: int,
    now: datetime,
    drill: bool = False,
) -> int | None:
    """Owe a person a fresh look at the living card of a need, lot or job; older looks drop out."""
    return await enqueue(
        session,
        person_id=person_id,
        kind="card",
        params={"card": kind, "subject_id": subject_id},
        supersede_key=f"card:{kind}:{subject_id}:{person_id}",
        now=now,
        drill=drill,
    )


async def empty_pushes(session: AsyncSession, channel: str, address: str) -> None:
    """Erase what was and what is to be said at an address.

    Presses that wait for their answer get it all the same, without words: else they spin.
    """
    there = sa.and_(_OUTBOX.c.channel == channel, _OUTBOX.c.address == address)
    is_owed = sa.and_(
        _OUTBOX.c.kind == "answer",
        _OUTBOX.c.state.in_((OutboxState.QUEUED, OutboxState.SENDING)),
    )
    await session.execute(sa.delete(_OUTBOX).where(there, ~is_owed))
    owed = await session.execute(sa.select(_OUTBOX.c.id, _OUTBOX.c.params).where(there))
    for row in owed.all():
        wordless = {**row.params, "text": None}
        await session.execute(
            sa.update(_OUTBOX).where(_OUTBOX.c.id == row.id).values(params=wordless)
        )


async def _recipient(
    session: AsyncSession, person_id: int | None, channel: str, address: str
) -> Recipient | None:
    if person_id is not None and channel and address:
        return Recipient(channel, address, person_id)  # just spoken from there: nothing to look up
    if person_id is not None:
        found = (await session.execute(_OF_PERSON, {"person": person_id})).one_or_none()
        return Recipient(found.channel, found.address, found.person_id) if found else None
    if not channel or not address:
        raise ValueError("a push needs a person or an address")
    known = (
        await session.execute(_AT_ADDRESS, {"channel": channel, "address": address})
    ).one_or_none()
    if known is not None and known.blocked_at is not None:
        return None
    return Recipient(channel, address, known.person_id if known else None)
