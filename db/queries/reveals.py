"""Who was shown an address that was not theirs to see."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from db.columns import table_of
from db.queries.chain import pseudonym_of
from db.tables import LedgerRow, OutboxRow, PersonRow

ADDRESS_KINDS = ("job_address", "venue")
"""Pushes that carry an exact address."""

_LEDGER = table_of(LedgerRow)
_ACCEPTED = _LEDGER.alias("accepted")
_OUTBOX = table_of(OutboxRow)
_PEOPLE = table_of(PersonRow)

_FOLLOWS = sa.exists().where(
    _ACCEPTED.c.kind == "job.accepted",
    _ACCEPTED.c.subject == _LEDGER.c.subject,
    _ACCEPTED.c.actor == _LEDGER.c.actor,
    _ACCEPTED.c.seq < _LEDGER.c.seq,
)
_UNACCEPTED = (
    sa.select(_LEDGER.c.subject)
    .where(
        _LEDGER.c.kind == "address.revealed",
        _LEDGER.c.at >= sa.bindparam("since"),
        ~_FOLLOWS,
    )
    .limit(sa.bindparam("most", type_=sa.Integer))
)
_OWED = (
    sa.select(_OUTBOX.c.id, _OUTBOX.c.params["job_id"].as_integer(), _PEOPLE.c.id, _PEOPLE.c.salt)
    .join_from(_OUTBOX, _PEOPLE, _PEOPLE.c.id == _OUTBOX.c.person_id)
    .where(_OUTBOX.c.kind.in_(ADDRESS_KINDS), _OUTBOX.c.created_at >= sa.bindparam("since"))
    .order_by(_OUTBOX.c.id)
)


async def find_forbidden_reveals(
    session: AsyncSession, *, since: datetime, limit: int
) -> Sequence[str]:
    """Reveals nobody accepted a job for, and addresses owed to somebody who did not get the job."""
    return [*await _unaccepted(session, since, limit), *await _misdirected(session, since, limit)]


async def _unaccepted(session: AsyncSession, since: datetime, limit: int) -> list[str]:
    """Ledger: every reveal follows an acceptance of the same job by the same person."""
    return list(await session.scalars(_UNACCEPTED, {"since": since, "most": limit}))


async def _misdirected(session: AsyncSession, since: datetime, limit: int) -> list[str]:
    """Outbox: an exact address is owed only to somebody who said yes to the job."""
    rows = await session.execute(_OWED, {"since": since})
    owed = [
        (row_id, f"job:{job_id}", pseudonym_of(person_id, salt))
        for row_id, job_id, person_id, salt in rows
    ]
    if not owed:
        return []
    accepted = await session.execute(
        sa.select(_LEDGER.c.subject, _LEDGER.c.actor).where(
            _LEDGER.c.kind == "job.accepted", _LEDGER.c.subject.in_({job for _, job, _ in owed})
        )
    )
    took = {(subject, actor) for subject, actor in accepted}
    return [f"outbox:{row_id}" for row_id, job, who in owed if (job, who) not in took][:limit]
