"""Writes the ledger: who did what, sealed into one hash chain when the transaction commits.

The chain is one row everybody waits for, so entries are gathered during the transaction and
forged just before the commit: its lock is the last one taken (no deadlock with domain rows) and
is held for one write only. What a rolled-back savepoint recorded is dropped with it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session, SessionTransaction

from db.columns import table_of
from db.queries.chain import pseudonym_of, verify_ledger
from db.tables import LedgerHeadRow, LedgerRow, PersonRow
from matching.ledger import Fact, entry_hash
from matching.permissions import Actor

__all__ = ["pseudonym", "record", "verify_ledger"]

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
