"""Messages kept in people's own words: only ever shown to whoever wrote them."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from db.columns import table_of
from db.tables import RawReportRow

_RAW = table_of(RawReportRow)


@dataclass(frozen=True, slots=True)
class KeptWords:
    """One message, and until when it is kept."""

    words: str
    said_at: datetime
    expires_at: datetime


async def words_kept(session: AsyncSession, person_id: int, raw_id: int) -> str:
    """What the person wrote in that message; empty once it is gone."""
    found: str | None = await session.scalar(
        sa.select(_RAW.c.words).where(_RAW.c.id == raw_id, _RAW.c.person_id == person_id)
    )
    return found or ""


async def words_of_person(
    session: AsyncSession, person_id: int, limit: int
) -> tuple[int, tuple[KeptWords, ...]]:
    """How many messages of the person are kept, and the newest of them."""
    mine = _RAW.c.person_id == person_id
    total = await session.scalar(sa.select(sa.func.count()).select_from(_RAW).where(mine))
    rows = await session.execute(
        sa.select(_RAW.c.words, _RAW.c.said_at, _RAW.c.expires_at)
        .where(mine)
        .order_by(_RAW.c.id.desc())
        .limit(limit)
    )
    return total or 0, tuple(KeptWords(*row) for row in rows)
