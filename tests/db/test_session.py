"""The short way of plain statements through a session keeps every promise of the long one."""

import pytest
import sqlalchemy as sa
from moments import NOW
from sqlalchemy.exc import IntegrityError

from db.columns import table_of
from db.engine import Database
from db.session import is_for_orm
from db.tables import SenderRow

_SENDERS = table_of(SenderRow)
_COUNT = sa.select(sa.func.count()).select_from(_SENDERS)


def sender(bot: str) -> dict[str, object]:
    return {"bot": bot, "worker": "w", "lease_until": NOW}


async def test_a_savepoint_undoes_only_what_came_after_it(database: Database) -> None:
    async with database.begin() as session:
        await session.execute(sa.insert(_SENDERS), sender("kept"))
        with pytest.raises(RuntimeError):
            async with session.begin_nested():
                await session.execute(sa.insert(_SENDERS), sender("undone"))
                raise RuntimeError
        await session.execute(sa.insert(_SENDERS), sender("after"))
    async with database.read() as session:
        names = (await session.scalars(sa.select(_SENDERS.c.bot).order_by(_SENDERS.c.bot))).all()
    assert list(names) == ["after", "kept"]


async def test_a_failed_statement_in_a_savepoint_leaves_the_transaction_usable(
    database: Database,
) -> None:
    async with database.begin() as session:
        await session.execute(sa.insert(_SENDERS), sender("one"))
        with pytest.raises(IntegrityError):
            async with session.begin_nested():
                await session.execute(sa.insert(_SENDERS), sender("one"))
        assert await session.scalar(_COUNT) == 1


async def test_objects_still_come_back_as_objects(database: Database) -> None:
    async with database.begin() as session:
        await session.execute(sa.insert(_SENDERS), sender("one"))
        found = await session.scalar(sa.select(SenderRow))
        assert isinstance(found, SenderRow)
    assert is_for_orm(sa.select(SenderRow))
    assert not is_for_orm(_COUNT)
