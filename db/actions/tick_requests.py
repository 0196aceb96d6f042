"""Asks the scheduler to run a tick at once instead of at its next interval.

Every action that changes what can be matched writes the same row; written at the commit, it is
locked for one statement only, after all domain rows.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from db.columns import table_of
from db.engine import per_engine, wake
from db.tables import TickRequestRow
from matching.model import TickName

_GATHERED = "reliefline_wishes"
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


def tick_topic(name: TickName) -> str:
    """What whoever runs the tick waits for."""
    return f"tick:{name}"


async def request_tick(session: AsyncSession, name: TickName, *, now: datetime) -> None:
    """Ask for one run of the tick; wishes add up until the next run serves them all.

    A wish outlives the savepoint it was made in: one run too many does no harm.
    """
    wishes: dict[TickName, datetime] | None = session.info.get(_GATHERED)
    if wishes is None:
        wishes = session.info[_GATHERED] = {}
        # First, so that every transaction locks this row before the ledger's head.
        event.listen(session.sync_session, "before_commit", _write, insert=True)
    wishes[name] = now
    wake(session, tick_topic(name))


def _write(sync: Session) -> None:
    """Write the gathered wishes; runs just before the outermost commit."""
    wishes: dict[TickName, datetime] = sync.info.get(_GATHERED, {})
    if sync.in_nested_transaction():
        return
    statement = _WISH[sync.get_bind().dialect.name]
    for name in sorted(wishes):
        sync.execute(statement, {"job": name.value, "asked_at": wishes[name], "at": wishes[name]})
    wishes.clear()
