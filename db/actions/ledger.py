"""Writes the ledger: who did what, sealed into one hash chain when the transaction commits.

The chain is one row everybody waits for, so entries are gathered during the transaction and
forged just before the commit: its lock is the last one taken (no deadlock with domain rows) and
is held for one write only. What a rolled-back savepoint recorded is dropped with it.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session, SessionTransaction

from db.columns import table_of
from db.tables import LedgerHeadRow, LedgerRow, PersonRow
from matching.ledger import GENESIS, BrokenLink, Entry, Fact, entry_hash, verify_chain
from matching.permissions import Actor

PSEUDONYM_DIGITS = 24
"""96 bits of the HMAC: enough that no two people meet, short enough to read aloud in part."""

PAGE = 1000
"""Entries read at a time when the chain is checked."""

_GATHERED = "reliefline_ledger"
_PSEUDONYMS = "reliefline_pseudonyms"
_LEDGER = table_of(LedgerRow)
_HEAD = table_of(LedgerHeadRow)
_PEOPLE = table_of(PersonRow)

_LOCK_HEAD = sa.select(_HEAD.c.seq, _HEAD.c.hash).where(_HEAD.c.id == 1).with_for_update()
_ADD = sa.insert(_LEDGER)
_MOVE_HEAD = (
    sa.update(_HEAD)
    .where(_HEAD.c.id == 1)
    .values(seq=sa.bindparam("new_seq"), hash=sa.bindparam("new_hash"))
)
_SALT_OF = sa.select(_PEOPLE.c.salt).where(_PEOPLE.c.id == sa.bindparam("person"))
_AFTER = (
    sa.select(
        _LEDGER.c.seq,
        _LEDGER.c.at,
        _LEDGER.c.kind,
        _LEDGER.c.actor,
        _LEDGER.c.subject,
        _LEDGER.c.facts,
        _LEDGER.c.previous_hash,
        _LEDGER.c.hash,
    )
    .where(_LEDGER.c.seq > sa.bindparam("after"))
    .order_by(_LEDGER.c.seq)
    .limit(PAGE)
)


@dataclass(frozen=True, slots=True)
class _Draft:
    """An entry that waits for the commit to be sealed."""

    at: datetime
    kind: str
    actor: str
    subject: str
    facts: dict[str, Fact]
    drill: bool
    savepoints: tuple[SessionTransaction, ...]
    """The savepoints it was recorded in, innermost first."""


async def record(
    session: AsyncSession,
    *,
    kind: str,
    actor: Actor,
    subject: str,
    facts: Mapping[str, Fact],
    now: datetime,
    drill: bool = False,
) -> None:
    """Add one entry to the ledger; it is sealed when the transaction commits.

    `kind` is a past participle (`need.reported`), `subject` names one thing (`need:12`), `facts`
    are ids, counts and codes: never a name, a phone number, an address or somebody's words.
    """
    sync = session.sync_session
    drafts: list[_Draft] | None = session.info.get(_GATHERED)
    if drafts is None:
        drafts = session.info[_GATHERED] = []
        event.listen(sync, "before_commit", _seal)
        event.listen(sync, "after_soft_rollback", _forget)
    marked = {**facts, "drill": True} if drill else dict(facts)
    name = await pseudonym(session, actor)
    at = now.astimezone(UTC)
    drafts.append(_Draft(at, kind, name, subject, marked, drill, _savepoints(sync)))


async def pseudonym(session: AsyncSession, actor: Actor) -> str:
    """What the ledger calls the actor: `system`, or an HMAC that dies with the person's salt."""
    if actor.person_id is None:
        return "system"
    known: dict[int, str] = session.info.setdefault(_PSEUDONYMS, {})
    if actor.person_id not in known:
        salt = await session.scalar(_SALT_OF, {"person": actor.person_id})
        known[actor.person_id] = pseudonym_of(actor.person_id, salt or "")
    return known[actor.person_id]


def pseudonym_of(person_id: int, salt: str) -> str:
    """The pseudonym of a person with this salt; `erased` once the salt is gone."""
    if not salt:
        return "erased"
    return hmac.new(salt.encode(), str(person_id).encode(), sha256).hexdigest()[:PSEUDONYM_DIGITS]


async def verify_ledger(session: AsyncSession) -> BrokenLink | None:
    """The first entry that does not hold, None when the whole chain does, its head included."""
    after, last_hash = 0, GENESIS
    while rows := (await session.execute(_AFTER, {"after": after})).all():
        entries = [
            Entry(
                seq=row.seq,
                at_iso=row.at.isoformat(),
                kind=row.kind,
                actor=row.actor,
                subject=row.subject,
                facts=row.facts,
                previous_hash=row.previous_hash,
                hash=row.hash,
            )
            for row in rows
        ]
        broken = verify_chain(entries, last_hash, after + 1)
        if broken is not None:
            return broken
        after, last_hash = entries[-1].seq, entries[-1].hash
    head = (await session.execute(sa.select(_HEAD.c.seq, _HEAD.c.hash))).one()
    if (head.seq, head.hash) != (after, last_hash):
        return BrokenLink(after + 1, "order")
    return None


def _savepoints(sync: Session) -> tuple[SessionTransaction, ...]:
    inner = sync.get_nested_transaction()
    found = []
    while inner is not None:
        found.append(inner)
        inner = inner.parent
    return tuple(found)


def _seal(sync: Session) -> None:
    """Forge the gathered entries onto the chain; runs just before the outermost commit."""
    drafts: list[_Draft] = sync.info.get(_GATHERED, [])
    if sync.in_nested_transaction() or not drafts:
        return
    head = sync.execute(_LOCK_HEAD).one()
    seq, previous = head.seq, head.hash
    rows: list[dict[str, Any]] = []
    for draft in drafts:
        seq += 1
        sealed = entry_hash(
            previous, seq, draft.at.isoformat(), draft.kind, draft.actor, draft.subject, draft.facts
        )
        rows.append(
            {
                "seq": seq,
                "at": draft.at,
                "drill": draft.drill,
                "kind": draft.kind,
                "actor": draft.actor,
                "subject": draft.subject,
                "facts": draft.facts,
                "previous_hash": previous,
                "hash": sealed,
            }
        )
        previous = sealed
    sync.execute(_ADD, rows)
    sync.execute(_MOVE_HEAD, {"new_seq": seq, "new_hash": previous})
    drafts.clear()


def _forget(sync: Session, ended: SessionTransaction) -> None:
    """Drop what was recorded inside a savepoint, or a transaction, that was rolled back."""
    drafts: list[_Draft] = sync.info.get(_GATHERED, [])
    drafts[:] = [d for d in drafts if ended.nested and ended not in d.savepoints]
