"""Takes exact addresses off the screens of drivers who need them no more."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from db.actions.messages import Lane, enqueue
from db.columns import table_of
from db.queries.reveals import ADDRESS_KINDS
from db.tables import IdentityRow, JobRow, OutboxRow
from db.tables.messages import OutboxState

HIDE_AFTER = timedelta(hours=2)
"""How long an address stays after its job: goods left behind and a wrong door show up by then."""

HIDE_POINT_BY = timedelta(hours=46)
"""When a point goes though its job still runs: Telegram deletes no message older than 48 hours
(Bot API, deleteMessage). The address stays to be read in the text, which can be edited later."""

_OUTBOX = table_of(OutboxRow)
_HIDDEN = _OUTBOX.alias("hidden")
_JOBS = table_of(JobRow)
_IDENTITIES = table_of(IdentityRow)
_IS_OVER = sa.or_(
    _JOBS.c.closed_at <= sa.bindparam("before", type_=_JOBS.c.closed_at.type),
    sa.and_(
        _JOBS.c.driver_id.is_distinct_from(_OUTBOX.c.person_id),
        _OUTBOX.c.sent_at <= sa.bindparam("before", type_=_OUTBOX.c.sent_at.type),
    ),
    sa.and_(
        _OUTBOX.c.kind == "venue",
        _OUTBOX.c.sent_at <= sa.bindparam("aged", type_=_OUTBOX.c.sent_at.type),
    ),
)
_NEEDLESS = (
    sa.select(
        _OUTBOX.c.id,
        _OUTBOX.c.channel,
        _OUTBOX.c.address,
        _OUTBOX.c.person_id,
        _OUTBOX.c.kind,
        _OUTBOX.c.message_id,
        _OUTBOX.c.drill,
        _JOBS.c.id.label("job_id"),
    )
    .join_from(_OUTBOX, _JOBS, _JOBS.c.id == _OUTBOX.c.params["job_id"].as_integer())
    .where(
        _OUTBOX.c.kind.in_(ADDRESS_KINDS),
        _OUTBOX.c.state == OutboxState.SENT,
        _OUTBOX.c.message_id != "",
        _OUTBOX.c.sent_at <= sa.bindparam("before", type_=_OUTBOX.c.sent_at.type),
        _IS_OVER,
        # Nothing can be changed on the screen of whoever blocked us: it waits until they are back.
        ~sa.exists().where(
            _IDENTITIES.c.channel == _OUTBOX.c.channel,
            _IDENTITIES.c.address == _OUTBOX.c.address,
            _IDENTITIES.c.blocked_at.is_not(None),
        ),
        ~sa.exists().where(
            _HIDDEN.c.dedupe_key == sa.literal("hide:") + sa.cast(_OUTBOX.c.id, sa.String)
        ),
    )
    .order_by(_OUTBOX.c.id)
    .limit(sa.bindparam("limit", type_=sa.Integer))
)


async def hide_addresses(session: AsyncSession, *, now: datetime, limit: int = 200) -> int:
    """Owe the hiding of what was shown for jobs that ended, or changed hands, long ago. How many.

    A text is written over, a point on the map is deleted: Telegram cannot edit one, and deletes it
    for two days only.
    """
    asked = {"before": now - HIDE_AFTER, "aged": now - HIDE_POINT_BY, "limit": limit}
    shown = (await session.execute(_NEEDLESS, asked)).all()
    for each in shown:
        await enqueue(
            session,
            person_id=each.person_id,
            channel=each.channel,
            address=each.address,
            kind="address_hidden",
            params={
                "job_id": each.job_id,
                "message_id": each.message_id,
                "is_point": each.kind == "venue",
            },
            lane=Lane.BULK,
            dedupe_key=f"hide:{each.id}",
            now=now,
            drill=each.drill,
        )
    return len(shown)
