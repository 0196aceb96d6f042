"""Asks the scheduler to run a tick at once instead of at its next interval."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.engine import insert, wake
from db.tables import TickRequestRow
from matching.model import TickName


async def request_tick(session: AsyncSession, name: TickName, *, now: datetime) -> None:
    """Ask for one run of the tick; wishes add up until the next run serves them all."""
    wish = insert(session, TickRequestRow).values(job=name.value, asked_at=now, asked=1, served=0)
    await session.execute(
        wish.on_conflict_do_update(
            index_elements=["job"], set_={"asked_at": now, "asked": TickRequestRow.asked + 1}
        )
    )
    wake(session, "ticks")
