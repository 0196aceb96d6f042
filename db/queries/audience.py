"""Whom an alert reaches: people of a role and district who have not blocked us."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from db.columns import table_of
from db.tables import IdentityRow, PersonRow, PlaceRow, RoleRow, ShiftRow
from matching.model import Role

_PEOPLE = table_of(PersonRow)
_IDENTITIES = table_of(IdentityRow)
_ROLES = table_of(RoleRow)
_PLACES = table_of(PlaceRow)
_SHIFTS = table_of(ShiftRow)
_UNKNOWN = ""
"""The district of somebody whose whereabouts the record does not hold."""


@dataclass(frozen=True, slots=True)
class Reader:
    """One person and the first address they can be reached at."""

    person_id: int
    channel: str
    address: str


async def audience_size(session: AsyncSession, *, role: Role | None, district: str) -> int:
    """How many people an alert would reach."""
    reached = _first_addresses(role, district).subquery()
    size: int | None = await session.scalar(sa.select(sa.func.count()).select_from(reached))
    return size or 0


async def unknown_size(session: AsyncSession, *, role: Role | None) -> int:
    """How many of them only because nobody knows their district."""
    statement = _first_addresses(role, "").where(_whereabouts() == _UNKNOWN)
    size: int | None = await session.scalar(
        sa.select(sa.func.count()).select_from(statement.subquery())
    )
    return size or 0


async def audience(
    session: AsyncSession, *, role: Role | None, district: str, after: int, limit: int
) -> Sequence[Reader]:
    """The people an alert reaches, page by page after a person's id."""
    first = _first_addresses(role, district).subquery()
    rows = await session.execute(
        sa.select(_IDENTITIES.c.person_id, _IDENTITIES.c.channel, _IDENTITIES.c.address)
        .join(first, first.c.identity_id == _IDENTITIES.c.id)
        .where(_IDENTITIES.c.person_id > after)
        .order_by(_IDENTITIES.c.person_id)
        .limit(limit)
    )
    return [Reader(*row) for row in rows]


def _first_addresses(role: Role | None, district: str) -> sa.Select[Any]:
    """The first address that is not blocked of everybody meant.

    No role: everybody. With a district: those who are there, and those of whom nobody knows.
    """
    statement = (
        sa.select(sa.func.min(_IDENTITIES.c.id).label("identity_id"))
        .join(_PEOPLE, _PEOPLE.c.id == _IDENTITIES.c.person_id)
        .where(_IDENTITIES.c.blocked_at.is_(None))
        .group_by(_IDENTITIES.c.person_id)
    )
    if role is not None:
        holders = sa.select(_ROLES.c.person_id).where(_ROLES.c.role == role)
        statement = statement.where(_PEOPLE.c.id.in_(holders))
    if district:
        where = _whereabouts()
        statement = statement.where(sa.or_(where == district, where == _UNKNOWN))
    return statement


def _whereabouts() -> sa.ColumnElement[str]:
    """The district a person belongs to, else works in now, else used a place in; else unknown."""
    on_shift = (
        sa.select(_SHIFTS.c.district)
        .where(_SHIFTS.c.person_id == _PEOPLE.c.id, _SHIFTS.c.ended_at.is_(None))
        .scalar_subquery()
    )
    last_place = (
        sa.select(_PLACES.c.district)
        .where(_PLACES.c.id == _PEOPLE.c.last_place_id)
        .scalar_subquery()
    )
    said = (sa.func.nullif(each, _UNKNOWN) for each in (_PEOPLE.c.district, on_shift, last_place))
    return sa.func.coalesce(*said, _UNKNOWN)
