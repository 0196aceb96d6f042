"""Where a person stands in a guided conversation, kept over every restart."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from db.columns import table_of
from db.engine import for_engine, per_engine
from db.tables import DialogStateRow

_DIALOGS = table_of(DialogStateRow)
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


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a person stands: the columns of `DialogStateRow` under the same names."""

    run: str = ""
    dialog: str = ""
    step: str = ""
    answers: dict[str, Any] = field(default_factory=dict)
    trail: list[str] = field(default_factory=list)
    page: int = 0
    editing: bool = False
    live_message: str = ""
    keyboard_up: bool = False


_COLUMNS = tuple(Standing.__dataclass_fields__)
_LOAD = sa.select(*(_DIALOGS.c[name] for name in _COLUMNS)).where(
    _DIALOGS.c.person_id == sa.bindparam("person")
)


async def load_state(session: AsyncSession, person_id: int) -> Standing:
    """Where the person stands; an empty standing for somebody who has none."""
    row = (await session.execute(_LOAD, {"person": person_id})).one_or_none()
    return Standing() if row is None else Standing(*row)


async def save_state(
    session: AsyncSession, person_id: int, standing: Standing, *, now: datetime
) -> None:
    """Keep it, in the same transaction as the turn that led to it."""
    values = {name: getattr(standing, name) for name in _COLUMNS}
    await session.execute(
        for_engine(session, _SAVE), {**values, "person_id": person_id, "updated_at": now}
    )
