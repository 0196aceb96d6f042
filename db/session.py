"""A session whose plain statements go straight to its connection.

Half of what a short statement costs is the road through the ORM's session: options merged, events
looked for, the connection looked up. Our statements are Core statements nearly everywhere and
need none of it. What the ORM must see (`select(Row)`, options, pending objects) goes its way.
"""

from typing import Any

from sqlalchemy.engine import Connection, CursorResult
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import SessionTransaction
from sqlalchemy.util.concurrency import greenlet_spawn


class Session(AsyncSession):
    """`AsyncSession` with a short way for statements that are none of the ORM's business."""

    _link: Connection | None = None
    _savepoint: SessionTransaction | None = None

    async def execute(self, statement: Any, params: Any = None, **options: Any) -> Any:
        """Run a statement in this session's transaction; rows are fetched whole."""
        if options or is_for_orm(statement):
            return await super().execute(statement, params, **options)
        return await greenlet_spawn(self._run, statement, params)

    async def scalar(self, statement: Any, params: Any = None, **options: Any) -> Any:
        """The first column of the first row, None where there is none."""
        if options or is_for_orm(statement):
            return await super().scalar(statement, params, **options)
        return (await greenlet_spawn(self._run, statement, params)).scalar()

    async def __aexit__(self, kind: Any, error: Any, trace: Any) -> None:
        """Give the connection back; only after an error there is something to shield."""
        if error is None:
            await self.close()
        else:
            await super().__aexit__(kind, error, trace)

    def _run(self, statement: Any, params: Any) -> CursorResult[Any]:
        return self._connection().execute(statement, params)

    def _connection(self) -> Connection:
        """This transaction's connection; asked for anew in each savepoint, which then begins."""
        savepoint = self.sync_session.get_nested_transaction()
        if self._link is None or self._link.closed or savepoint is not self._savepoint:
            self._link, self._savepoint = self.sync_session.connection(), savepoint
        return self._link


def is_for_orm(statement: Any) -> bool:
    """Whether it names mapped classes, so that rows come back as objects."""
    return "compile_state_plugin" in statement._propagate_attrs
