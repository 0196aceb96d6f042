"""Asks the scheduler to run a tick at once instead of at its next interval."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from db.columns import table_of
from db.engine import for_engine, per_engine, wake
from db.tables import TickRequestRow
from matching.model import TickName

_REQUESTS = table_of(TickRequestRow)
_WISH = per_engine(
    lambda insert: (
        insert(_REQUESTS)
        .values(asked=1, served=0)
        .on_conflict_do_update(
            index_elements=["job"],
            set_={
                "asked_at": sa.bindparam("at", type_=_REQUESTS.c.asked_at.type),
                "asked": _REQUESTS.c.asked + 1,
            },
        )
    )
)


async def request_tick(session: AsyncSession, name: TickName, *, now: datetime) -> None:
    """Ask for one run of the tick; wishes add up until the next run serves them all."""
    wish = {"job": name.value, "asked_at": now, "at": now}
    await session.execute(for_engine(session, _WISH), wish)
    wake(session, "ticks")
