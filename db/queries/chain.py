"""Reads the ledger's chain from end to end, and says whose a pseudonym is."""

import hmac
from hashlib import sha256

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from db.columns import table_of
from db.tables import LedgerHeadRow, LedgerRow
from matching.ledger import GENESIS, BrokenLink, Entry, verify_chain

PSEUDONYM_DIGITS = 24
"""96 bits of the HMAC: enough that no two people meet, short enough to read aloud in part."""

PAGE = 1000
"""Entries read at a time."""

_LEDGER = table_of(LedgerRow)
_HEAD = table_of(LedgerHeadRow)
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
_LAST = sa.select(_HEAD.c.seq, _HEAD.c.hash)


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
    head = (await session.execute(_LAST)).one()
    if (head.seq, head.hash) != (after, last_hash):
        return BrokenLink(after + 1, "order")
    return None


async def chain_beginning(session: AsyncSession) -> str:
    """Hash of the first entry, "" before there is one: what copies of one city's record share."""
    found = await session.scalar(sa.select(_LEDGER.c.hash).order_by(_LEDGER.c.seq).limit(1))
    return found or ""
