"""Pushes on their way out: claimed with a lease, sent elsewhere, settled only by who holds them.

Sending has no idempotency key, so a push whose outcome is unknown may have arrived. Each such
attempt is counted in `unsure`; after the third there is no fourth copy. Claim only as many at a
time as are sent at once: a claimed push that a crash left unsent counts as unsure too.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from db.actions.messages import Lane
from db.actions.outbox_upkeep import MOST_UNSURE, say_put_aside
from db.columns import table_of
from db.engine import for_engine, per_engine
from db.tables import CardRow, DialogStateRow, OutboxRow
from db.tables.messages import OutboxState

LANES = tuple(Lane)
"""All of them, most urgent first."""

LEASE = timedelta(seconds=30)
"""Longer than any send may take; after it the push is somebody else's."""

_OUTBOX = table_of(OutboxRow)
_OLDER = _OUTBOX.alias("older")
_CARDS = table_of(CardRow)
_DIALOGS = table_of(DialogStateRow)
_NOW = sa.bindparam("now", type_=_OUTBOX.c.not_before.type)

# Order within a chat: what is being sent, or waits for a retry, holds back what is newer and not
# more urgent. A row put off to later on purpose holds back nothing, an answer to a press waits
# for nobody, and an offer does not queue behind a bulk alert.
_HELD_BACK = sa.exists().where(
    _OLDER.c.channel == _OUTBOX.c.channel,
    _OLDER.c.address == _OUTBOX.c.address,
    _OLDER.c.lane >= 1,
    _OLDER.c.id < _OUTBOX.c.id,
    sa.or_(
        _OLDER.c.state == OutboxState.SENDING,
        sa.and_(
            _OLDER.c.state == OutboxState.QUEUED,
            _OLDER.c.lane <= _OUTBOX.c.lane,
            sa.or_(_OLDER.c.not_before <= _NOW, _OLDER.c.attempt > 0),
        ),
    ),
)
_NEXT = (
    sa.select(_OUTBOX.c.id)
    .where(
        _OUTBOX.c.state == OutboxState.QUEUED,
        _OUTBOX.c.channel == sa.bindparam("on_channel"),
        _OUTBOX.c.not_before <= _NOW,
        _OUTBOX.c.lane.in_(sa.bindparam("lanes", expanding=True)),
        _OUTBOX.c.address.not_in(sa.bindparam("besides", expanding=True)),
        sa.or_(_OUTBOX.c.lane == 0, ~_HELD_BACK),
    )
    .order_by(_OUTBOX.c.lane, _OUTBOX.c.id)
    .limit(sa.bindparam("limit", type_=sa.Integer))
    .with_for_update(skip_locked=True, of=_OUTBOX)
)
_CLAIM = (
    sa.update(_OUTBOX)
    .where(_OUTBOX.c.id.in_(_NEXT))
    .values(
        state=OutboxState.SENDING,
        worker=sa.bindparam("me"),
        attempt=_OUTBOX.c.attempt + 1,
        lease_until=sa.bindparam("until"),
    )
    .returning(
        _OUTBOX.c.id,
        _OUTBOX.c.channel,
        _OUTBOX.c.address,
        _OUTBOX.c.person_id,
        _OUTBOX.c.lane,
        _OUTBOX.c.kind,
        _OUTBOX.c.params,
        _OUTBOX.c.drill,
        _OUTBOX.c.attempt,
        _OUTBOX.c.unsure,
        _OUTBOX.c.worker,
        _OUTBOX.c.created_at,
    )
)
_MINE = (
    _OUTBOX.c.id == sa.bindparam("push"),
    _OUTBOX.c.worker == sa.bindparam("me"),
    _OUTBOX.c.attempt == sa.bindparam("mine"),
    _OUTBOX.c.state == OutboxState.SENDING,
)
_SETTLE = (
    sa.update(_OUTBOX)
    .where(*_MINE)
    .values(
        state=sa.bindparam("to"),
        message_id=sa.bindparam("message"),
        sent_at=sa.bindparam("at"),
        error=sa.bindparam("why"),
        lease_until=None,
    )
)
_PUT_OFF = (
    sa.update(_OUTBOX)
    .where(*_MINE)
    .values(
        state=sa.bindparam("to"),
        unsure=sa.bindparam("copies"),
        not_before=sa.bindparam("later"),
        error=sa.bindparam("why"),
        lease_until=None,
    )
)
_SHOW_PROMPT = (
    sa.update(_DIALOGS)
    .where(
        _DIALOGS.c.person_id == sa.bindparam("person"),
        _DIALOGS.c.run == sa.bindparam("of_run"),
        _DIALOGS.c.step == sa.bindparam("of_step"),
    )
    .values(live_message=sa.bindparam("message"))
)
_REMEMBER_CARD = per_engine(
    lambda insert: insert(_CARDS).on_conflict_do_update(
        index_elements=["channel", "address", "kind", "subject_id"],
        set_={
            "message_id": insert(_CARDS).excluded.message_id,
            "digest": insert(_CARDS).excluded.digest,
            "updated_at": insert(_CARDS).excluded.updated_at,
        },
    )
)


@dataclass(frozen=True, slots=True)
class Push:
    """A claimed push; worker and attempt are the fence that settling checks."""

    id: int
    channel: str
    address: str
    person_id: int | None
    lane: int
    kind: str
    params: dict[str, Any]
    drill: bool
    attempt: int
    unsure: int
    worker: str
    created_at: datetime


async def claim_pushes(
    session: AsyncSession,
    *,
    worker: str,
    now: datetime,
    limit: int,
    lease: timedelta = LEASE,
    channel: str = "telegram",
    lanes: Collection[int] = LANES,
    besides: Collection[str] = (),
) -> Sequence[Push]:
    """Lease the next pushes to this worker, most urgent lane first, then the longest owed.

    At most one of a chat besides answers to presses and what overtakes; commit before sending.
    `besides`: addresses that must not be written to just now.
    """
    claim = {
        "me": worker,
        "now": now,
        "until": now + lease,
        "limit": limit,
        "on_channel": channel,
        "lanes": [int(lane) for lane in lanes],
        "besides": list(besides),
    }
    rows = (await session.execute(_CLAIM, claim)).all()
    return sorted((Push(*row) for row in rows), key=lambda push: (push.lane, push.id))


async def settle_sent(
    session: AsyncSession, push: Push, *, message_id: str = "", digest: str = "", now: datetime
) -> bool:
    """The push arrived as `message_id`; False when the lease was lost to somebody else.

    A prompt becomes the live message of its dialog's step, a card remembers where and what it
    shows. A copy that comes when the step is behind already is no live message: its buttons go
    when they are pressed.
    """
    if not await _settle(session, push, OutboxState.SENT, message_id=message_id, at=now):
        return False
    if push.kind == "prompt" and push.person_id is not None and message_id:
        shown = {
            "person": push.person_id,
            "of_run": push.params["run"],
            "of_step": push.params["step"],
            "message": message_id,
        }
        await session.execute(_SHOW_PROMPT, shown)
    elif push.kind == "card" and message_id:
        card = {
            "channel": push.channel,
            "address": push.address,
            "kind": push.params["card"],
            "subject_id": push.params["subject_id"],
            "message_id": message_id,
            "digest": digest,
            "updated_at": now,
        }
        await session.execute(for_engine(session, _REMEMBER_CARD), card)
    return True


async def settle_failed(session: AsyncSession, push: Push, *, error: str, now: datetime) -> bool:
    """The push can never be delivered; it is put aside with the reason."""
    return await _settle(session, push, OutboxState.FAILED, error=error)


async def settle_superseded(session: AsyncSession, push: Push, *, now: datetime) -> bool:
    """The push is no longer true; nothing was sent."""
    return await _settle(session, push, OutboxState.SUPERSEDED)


async def settle_retry(
    session: AsyncSession, push: Push, *, not_before: datetime, error: str, unsure: bool = False
) -> OutboxState | None:
    """Try again later. `unsure`: it may have arrived all the same (a timeout, a lost reply).

    Gives the state it is in now, `FAILED` after the third unsure attempt; None if it was lost.
    """
    copies = push.unsure + 1 if unsure else push.unsure
    state = OutboxState.FAILED if copies >= MOST_UNSURE else OutboxState.QUEUED
    done: Any = await session.execute(
        _PUT_OFF,
        {
            **_fence(push),
            "to": state,
            "copies": copies,
            "later": not_before,
            "why": error[:200],
        },
    )
    if done.rowcount != 1:
        return None
    if state is OutboxState.FAILED:
        say_put_aside(push.id, push.kind, error)
    return state


async def release_claims(session: AsyncSession, pushes: Sequence[Push]) -> None:
    """Give back claimed pushes that were certainly not sent, at once: a stop was asked for."""
    for push in pushes:
        values = {"to": OutboxState.QUEUED, "copies": push.unsure, "later": push.created_at}
        await session.execute(_PUT_OFF, {**_fence(push), **values, "why": ""})


async def _settle(
    session: AsyncSession,
    push: Push,
    state: OutboxState,
    *,
    message_id: str = "",
    at: datetime | None = None,
    error: str = "",
) -> bool:
    values = {"to": state, "message": message_id, "at": at, "why": error[:200]}
    done: Any = await session.execute(_SETTLE, {**_fence(push), **values})
    return bool(done.rowcount == 1)


def _fence(push: Push) -> dict[str, object]:
    return {"push": push.id, "me": push.worker, "mine": push.attempt}
