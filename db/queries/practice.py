"""What the simulated people of a practice left behind: theirs only, nobody else's."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.tables import (
    ClosureRow,
    IdentityRow,
    JobRow,
    LotRow,
    NeedRow,
    OrganisationRow,
    PersonRow,
    ShiftRow,
)
from matching.model import JobState, Lifecycle, Verification


@dataclass(frozen=True, slots=True)
class Left:
    """Numbers of what has not ended; `drivers` are on duty or have goods aboard."""

    people: frozenset[int]
    """Everybody whose practice it was."""
    needs: tuple[int, ...]
    drivers: tuple[int, ...]
    lots: tuple[int, ...]
    closures: tuple[int, ...]
    organisations: tuple[int, ...]
    """Nobody has verified these, and nobody else belongs to them."""


async def left_behind(
    session: AsyncSession, *, incident_id: int, channel: str, addresses: Iterable[str]
) -> Left:
    """What these people reported under the drill and is not over, and who of them still drives."""
    asked = sa.select(col(IdentityRow.person_id)).where(
        col(IdentityRow.channel) == channel, col(IdentityRow.address).in_(sorted(addresses))
    )
    people = sorted((await session.scalars(asked)).all())

    async def numbers(column: Any, owner: Any, *where: Any) -> tuple[int, ...]:
        found = sa.select(column).where(owner.in_(people), *where).order_by(column)
        return tuple((await session.scalars(found)).all())

    need, lot, shift, closure = NeedRow, LotRow, ShiftRow, ClosureRow
    on_duty = await numbers(
        col(shift.person_id),
        col(shift.person_id),
        col(shift.drill),
        col(shift.ended_at).is_(None),
    )
    under_way = await numbers(
        col(JobRow.driver_id),
        col(JobRow.driver_id),
        col(JobRow.drill),
        col(JobRow.state) == JobState.UNDERWAY,
    )
    return Left(
        people=frozenset(people),
        needs=await numbers(
            col(need.id),
            col(need.reporter_id),
            col(need.incident_id) == incident_id,
            col(need.drill),
            col(need.lifecycle) != Lifecycle.CLOSED,
        ),
        drivers=tuple(sorted({*on_duty, *under_way})),
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
        organisations=await _organisations_of(session, people),
    )


async def _organisations_of(session: AsyncSession, people: Sequence[int]) -> tuple[int, ...]:
    """Organisations that these people signed up, and that still wait to be verified."""
    row, person = OrganisationRow, PersonRow
    member = sa.exists().where(col(person.organisation_id) == col(row.id))
    waiting = (
        sa.select(col(row.id))
        .where(
            col(row.verification) == Verification.UNVERIFIED,
            member.where(col(person.id).in_(people)),
            ~member.where(col(person.id).not_in(people)),
        )
        .order_by(col(row.id))
    )
    found: Sequence[Any] = (await session.scalars(waiting)).all()
    return tuple(found)
