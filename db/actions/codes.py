"""Hand-over codes: what a receiver tells the driver once the goods are there and counted."""

import secrets
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from db.columns import table_of
from db.tables import StopRow

_STOP = table_of(StopRow).c
_SET_CODE = (
    sa.update(table_of(StopRow))
    .where(_STOP.id == sa.bindparam("stop"))
    .values(code=sa.bindparam("new_code"), wrong_codes=0, code_checked_at=None)
)


async def give_codes(session: AsyncSession, stop_ids: Sequence[int]) -> None:
    """Give each of these deliveries a code of its own, new with every driver."""
    codes = [{"stop": stop_id, "new_code": _new_code()} for stop_id in stop_ids]
    if codes:
        await session.execute(_SET_CODE, codes)


async def forget_codes(session: AsyncSession, stop_ids: Sequence[int]) -> None:
    """No code counts at these stops any more."""
    if stop_ids:
        await session.execute(
            _SET_CODE, [{"stop": stop_id, "new_code": ""} for stop_id in stop_ids]
        )


def _new_code() -> str:
    return f"{secrets.randbelow(10_000):04d}"
