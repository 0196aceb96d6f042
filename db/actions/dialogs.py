"""Where a person stands in a guided conversation, kept over every restart."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from db.columns import table_of
from db.engine import for_engine, per_engine
from db.tables import DialogStateRow

_DIALOGS = table_of(DialogStateRow)
_LOAD = sa.select(_DIALOGS).where(_DIALOGS.c.person_id == sa.bindparam("person"))
_SAVE = per_engine(
    lambda insert: insert(_DIALOGS).on_conflict_do_update(
        index_elements=["person_id"],
        set_={
            column.name: insert(_DIALOGS).excluded[column.name]
            for column in _DIALOGS.columns
            if column.name != "person_id"
        },
    )
)


async def load_state(session: AsyncSession, person_id: int, *, now: datetime) -> DialogStateRow:
    """The person's dialog state; an empty one for somebody who has none.

    The row is not attached to the session: change it freely and hand it to `save_state`.
    """
    row = (await session.execute(_LOAD, {"person": person_id})).one_or_none()
    if row is None:
        return DialogStateRow(person_id=person_id, updated_at=now)
    return DialogStateRow(**row._mapping)


async def save_state(session: AsyncSession, state: DialogStateRow, *, now: datetime) -> None:
    """Keep the state, in the same transaction as the turn that led to it."""
    values = {column.name: getattr(state, column.name) for column in _DIALOGS.columns}
    values["updated_at"] = now
    await session.execute(for_engine(session, _SAVE), values)
