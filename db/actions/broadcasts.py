"""Alerts from a coordinator to everybody of a role, in a district or the whole city."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.actions import ledger
from db.actions.messages import Lane
from db.actions.moves import QUIET, known
from db.engine import insert, wake
from db.queries.audience import Reader, audience, audience_size
from db.queries.incidents import open_incident
from db.tables import BroadcastRow, OutboxRow
from db.tables.messages import OutboxState
from matching.model import Role
from matching.permissions import Act, Actor, require

__all__ = ["audience_size", "broadcast_alert"]

PAGE = 500
"""Rows of one INSERT; 14 columns each stay below SQLite's 32,766 parameters."""


async def broadcast_alert(
    session: AsyncSession,
    actor: Actor,
    *,
    role: Role | None,
    district: str,
    text: str,
    request_key: str,
    now: datetime,
    life_safety: bool = False,
) -> tuple[int, int]:
    """Owe the alert to everybody it is for; its id and how many they are.

    The same `request_key` again changes nothing and gives the same answer. A life-safety alert
    goes before replies and cards, any other after them.
    """
    require(actor, Act.BROADCAST)
    incident = await open_incident(session)
    drill = incident.drill if incident else False
    broadcast_id: int | None = await session.scalar(
        insert(session, BroadcastRow)
        .values(
            incident_id=incident.id if incident else None,
            drill=drill,
            author_id=known(actor.person_id),
            role=role.value if role else "",
            district=district,
            text=text,
            recipients=0,
            request_key=request_key,
            created_at=now,
        )
        .on_conflict_do_nothing(index_elements=["request_key"])
        .returning(col(BroadcastRow.id))
    )
    if broadcast_id is None:
        return await _sent_before(session, request_key)
    lane = Lane.URGENT if life_safety else Lane.BULK
    count = await _owe(session, broadcast_id, role, district, lane, drill, now)
    await session.execute(
        sa.update(BroadcastRow)
        .where(col(BroadcastRow.id) == broadcast_id)
        .values(recipients=count),
        execution_options=QUIET,
    )
    await ledger.record(
        session,
        kind="alert.broadcast",
        actor=actor,
        subject=f"broadcast:{broadcast_id}",
        facts={"recipients": count, "role": role.value if role else "", "district": district},
        now=now,
        drill=drill,
    )
    return broadcast_id, count


async def _sent_before(session: AsyncSession, request_key: str) -> tuple[int, int]:
    row = (
        await session.execute(
            sa.select(col(BroadcastRow.id), col(BroadcastRow.recipients)).where(
                col(BroadcastRow.request_key) == request_key
            )
        )
    ).one()
    return known(row.id), row.recipients


async def _owe(
    session: AsyncSession,
    broadcast_id: int,
    role: Role | None,
    district: str,
    lane: Lane,
    drill: bool,
    now: datetime,
) -> int:
    """Insert one outbox row per reader, page by page."""
    count = after = 0
    while readers := await audience(session, role=role, district=district, after=after, limit=PAGE):
        rows = [_row(reader, broadcast_id, lane, drill, now) for reader in readers]
        await session.execute(
            insert(session, OutboxRow)
            .values(rows)
            .on_conflict_do_nothing(index_elements=["dedupe_key"])
        )
        count += len(rows)
        after = readers[-1].person_id
    wake(session, "outbox")
    return count


def _row(
    reader: Reader, broadcast_id: int, lane: Lane, drill: bool, now: datetime
) -> dict[str, object]:
    return {
        "channel": reader.channel,
        "address": reader.address,
        "person_id": reader.person_id,
        "drill": drill,
        "lane": int(lane),
        "kind": "alert",
        "params": {"broadcast_id": broadcast_id},
        "supersede_key": "",
        "dedupe_key": f"alert:{broadcast_id}:{reader.person_id}",
        "state": OutboxState.QUEUED,
        "attempt": 0,
        "unsure": 0,
        "worker": "",
        "not_before": now,
        "error": "",
        "message_id": "",
        "created_at": now,
    }
