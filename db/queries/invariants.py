"""The doctor: what must always hold in the record, and where it does not.

I1 a lot's parts make what was counted, and are what its allocations say · I2 a job has at most one
driver · I3 an address is shown only to a job's driver · I4 delivered <= allocated <= needed, and a
line's sums are its allocations' · I5 who reported or drove is shown the end · I6 nothing is leased
for more than twice its lease · I7 the ledger verifies (`verify_ledger`) · I8 every update is done,
dead or new · I9 goods go from leg to leg in order, are with one leg's driver at a time, and what is
aboard has a stop ahead.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from db.columns import table_of
from db.queries import conservation
from db.queries.chain import verify_ledger
from db.queries.reveals import find_forbidden_reveals
from db.tables import IdentityRow, InboxRow, JobRow, NeedRow, OfferRow, OutboxRow
from db.tables.messages import InboxState, OutboxState
from matching.model import JobState, Lifecycle, OfferState

MOST = 100
"""Findings of one kind that are named; more of the same tell nothing new."""
TOLD_WITHIN = timedelta(days=1)
"""I5 looks this far back; older pushes may have been swept away."""
LEASE = timedelta(seconds=30)
"""The outbox's lease; one that ran out this long ago should have been given back (I6)."""
HANDLED_WITHIN = timedelta(minutes=10)

_JOBS = table_of(JobRow)
_OFFERS = table_of(OfferRow)
_NEEDS = table_of(NeedRow)
_OUTBOX = table_of(OutboxRow)
_INBOX = table_of(InboxRow)
_IDENTITIES = table_of(IdentityRow)


@dataclass(frozen=True, slots=True)
class Finding:
    """One invariant that is broken, at one subject."""

    code: str
    subject: str
    detail: str


async def find_broken(session: AsyncSession, *, now: datetime) -> Sequence[Finding]:
    """Every broken invariant, at most `MOST` of each kind; empty when all is well."""
    times = {
        "told_since": now - TOLD_WITHIN,
        "leased_before": now - LEASE,
        "came_before": now - HANDLED_WITHIN,
    }
    found = [
        Finding(code, f"{thing}:{subject}", detail)
        for number, subject in sorted(map(tuple, await session.execute(_BROKEN, times)))
        for code, thing, detail, _ in (_CHECKS[number],)
    ]
    found += [
        Finding("I3", subject, "address shown to somebody who never took the job")
        for subject in await find_forbidden_reveals(session, since=now - TOLD_WITHIN, limit=MOST)
    ]
    broken = await verify_ledger(session)
    if broken is not None:
        found.append(Finding("I7", f"ledger:{broken.seq}", broken.problem))
    return found


def _job_drivers() -> sa.Select[Any]:
    """Jobs with two accepted offers, or a driver who is not the one who accepted."""
    accepted = sa.and_(_OFFERS.c.job_id == _JOBS.c.id, _OFFERS.c.state == OfferState.ACCEPTED)
    by_driver = sa.exists().where(accepted, _OFFERS.c.driver_id == _JOBS.c.driver_id)
    has_driver = _JOBS.c.driver_id.is_not(None)
    driven = _JOBS.c.state.in_((JobState.ACCEPTED, JobState.UNDERWAY, JobState.CLOSED))
    return sa.select(_JOBS.c.id).where(
        sa.or_(
            sa.and_(driven, ~by_driver),
            sa.and_(_JOBS.c.state.in_((JobState.OPEN, JobState.OFFERED)), has_driver),
        )
    )


def _untold_reporters() -> sa.Select[Any]:
    shown = _shown("need", _NEEDS.c.id, _NEEDS.c.reporter_id, _NEEDS.c.closed_at)
    return sa.select(_NEEDS.c.id).where(
        _NEEDS.c.lifecycle == Lifecycle.CLOSED,
        _NEEDS.c.closed_at >= sa.bindparam("told_since"),
        _is_reachable(_NEEDS.c.reporter_id),
        ~shown,
    )


def _untold_drivers() -> sa.Select[Any]:
    shown = _shown("job", _JOBS.c.id, _JOBS.c.driver_id, _JOBS.c.closed_at)
    return sa.select(_JOBS.c.id).where(
        _JOBS.c.state.in_((JobState.CLOSED, JobState.FAILED)),
        _JOBS.c.closed_at >= sa.bindparam("told_since"),
        _is_reachable(_JOBS.c.driver_id),
        ~shown,
    )


def _shown(
    card: str, subject: sa.Column[Any], person: sa.Column[Any], since: sa.Column[Any]
) -> sa.Exists:
    """Whether a card of this subject was owed to this person since then."""
    text = sa.String
    wanted = sa.literal(f"card:{card}:") + sa.cast(subject, text) + ":" + sa.cast(person, text)
    return sa.exists().where(_OUTBOX.c.supersede_key == wanted, _OUTBOX.c.created_at >= since)


def _is_reachable(person: sa.Column[Any]) -> sa.Exists:
    return sa.exists().where(_IDENTITIES.c.person_id == person, _IDENTITIES.c.blocked_at.is_(None))


def _forgotten_leases() -> sa.Select[Any]:
    return sa.select(_OUTBOX.c.id).where(
        _OUTBOX.c.state == OutboxState.SENDING,
        _OUTBOX.c.lease_until < sa.bindparam("leased_before"),
    )


def _unhandled() -> sa.Select[Any]:
    """Pending too long; a retry may wait, but not past its time."""
    late = sa.bindparam("came_before", type_=_INBOX.c.received_at.type)
    return sa.select(_INBOX.c.id).where(
        sa.or_(
            sa.and_(_INBOX.c.state == InboxState.PENDING, _INBOX.c.received_at < late),
            sa.and_(_INBOX.c.state == InboxState.RETRY, _INBOX.c.next_at < late),
        )
    )


_CHECKS: tuple[tuple[str, str, str, sa.Select[Any]], ...] = (
    ("I1", "lot", "free + reserved + loaded out is not counted", conservation.LOT_PARTS),
    ("I1", "lot", "reserved is not what its allocations hold", conservation.LOT_RESERVED),
    ("I1", "lot", "loaded out is not what its allocations took", conservation.LOT_LOADED),
    ("I2", "job", "driver and accepted offer do not agree", _job_drivers()),
    ("I4", "line", "more is promised than is wanted", conservation.LINE_OVER),
    ("I4", "line", "its sums are not its allocations'", conservation.LINE_SUMS),
    ("I9", "consignment", "a leg began before the last gave", conservation.LEG_ORDER),
    ("I9", "consignment", "is not on the job that has it", conservation.LEG_CUSTODY),
    ("I9", "consignment", "is aboard, and its stop is left out", conservation.NOWHERE),
    ("I5", "need", "closed, and its reporter was not shown", _untold_reporters()),
    ("I5", "job", "ended, and its driver was not shown", _untold_drivers()),
    ("I6", "outbox", "leased for more than twice the lease", _forgotten_leases()),
    ("I8", "inbox", "neither handled nor put aside in ten minutes", _unhandled()),
)


def _numbered(number: int, statement: sa.Select[Any]) -> sa.Select[Any]:
    few = statement.limit(MOST).subquery()
    return sa.select(sa.literal_column(str(number), sa.Integer), *few.c)


_BROKEN = sa.union_all(*(_numbered(number, check[-1]) for number, check in enumerate(_CHECKS)))
"""Number of the check and id of what breaks it, asked in one go: the doctor comes often."""
