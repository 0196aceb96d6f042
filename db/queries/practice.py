"""What the simulated people of a practice left behind: theirs only, nobody else's."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.tables import ClosureRow, IdentityRow, LotRow, NeedRow, ShiftRow
from matching.model import Lifecycle


@dataclass(frozen=True, slots=True)
class Left:
    """Numbers of what has not ended; `drivers` are people on duty."""

    needs: tuple[int, ...]
    drivers: tuple[int, ...]
    lots: tuple[int, ...]
    closures: tuple[int, ...]


async def left_behind(
    session: AsyncSession, *, incident_id: int, channel: str, addresses: Iterable[str]
) -> Left:
    """What these people reported under the drill and is not over, and who of them is on duty."""
    asked = sa.select(col(IdentityRow.person_id)).where(
        col(IdentityRow.channel) == channel, col(IdentityRow.address).in_(sorted(addresses))
    )
    people = sorted((await session.scalars(asked)).all())

    async def numbers(column: Any, owner: Any, *where: Any) -> tuple[int, ...]:
        found = sa.select(column).where(owner.in_(people), *where).order_by(column)
        return tuple((await session.scalars(found)).all())

    need, lot, shift, closure = NeedRow, LotRow, ShiftRow, ClosureRow
    return Left(
        needs=await numbers(
            col(need.id),
            col(need.reporter_id),
            col(need.incident_id) == incident_id,
            col(need.drill),
            col(need.lifecycle) != Lifecycle.CLOSED,
        ),
        drivers=await numbers(
            col(shift.person_id),
            col(shift.person_id),
            col(shift.drill),
            col(shift.ended_at).is_(None),
        ),
        lots=await numbers(
            col(lot.id),
            col(lot.supplier_id),
            col(lot.incident_id) == incident_id,
            col(lot.drill),
            col(lot.withdrawn_at).is_(None),
        ),
        closures=await numbers(
            col(closure.id),
            col(closure.created_by),
            col(closure.incident_id) == incident_id,
            col(closure.drill),
            col(closure.lifted_at).is_(None),
        ),
    )
