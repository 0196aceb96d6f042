"""Who is who: the person behind an address, and the people who hold a role."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from db.columns import table_of
from db.tables import HelpRow, IdentityRow, OrganisationRow, PersonRow, RoleRow
from db.tables.people import HelpState
from matching.model import OrganisationKind, Role, Trust, Verification
from matching.permissions import Actor

_PEOPLE = table_of(PersonRow)
_IDENTITIES = table_of(IdentityRow)
_ROLES = table_of(RoleRow)
_ORGANISATIONS = table_of(OrganisationRow)
_HELP = table_of(HelpRow)

MOST_COORDINATORS = 50
"""More are not told of one thing: it would be nobody's."""


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """A person as a turn of a conversation needs them, read in one statement."""

    id: int
    name: str
    lang: str
    seen_lang: str
    phone: str
    trust: Trust
    district: str
    organisation_id: int | None
    org_verified: bool
    last_place_id: int | None
    drill: bool
    roles: frozenset[Role]
    channel: str = ""
    address: str = ""
    blocked_at: datetime | None = None
    organisation_kind: OrganisationKind | None = None

    @property
    def actor(self) -> Actor:
        """The same person as the actor of an action."""
        return Actor(person_id=self.id, roles=self.roles)


@dataclass(frozen=True, slots=True)
class OrganisationCard:
    """An organisation as the coordinator who verifies it sees it."""

    id: int
    name: str
    kind: OrganisationKind
    district: str
    verification: Verification


@dataclass(frozen=True, slots=True)
class HelpCall:
    """Somebody waits for a coordinator."""

    id: int
    person_id: int
    coordinator_id: int | None
    state: HelpState
    question: str
    answer: str
    created_at: datetime


_HELD = (
    sa.select(sa.func.aggregate_strings(_ROLES.c.role, ","))
    .where(_ROLES.c.person_id == _PEOPLE.c.id)
    .scalar_subquery()
)
_PERSON = (
    _PEOPLE.c.id,
    _PEOPLE.c.name,
    _PEOPLE.c.lang,
    _PEOPLE.c.seen_lang,
    _PEOPLE.c.phone,
    _PEOPLE.c.trust,
    _PEOPLE.c.district,
    _PEOPLE.c.organisation_id,
    _PEOPLE.c.last_place_id,
    _PEOPLE.c.drill,
    _ORGANISATIONS.c.verification,
    _ORGANISATIONS.c.kind.label("organisation_kind"),
    sa.type_coerce(_HELD, sa.String).label("held"),
    _IDENTITIES.c.channel,
    _IDENTITIES.c.address,
    _IDENTITIES.c.blocked_at,
)
_JOINED = _PEOPLE.outerjoin(
    _ORGANISATIONS, _ORGANISATIONS.c.id == _PEOPLE.c.organisation_id
).outerjoin(_IDENTITIES, _IDENTITIES.c.person_id == _PEOPLE.c.id)
_BY_ADDRESS = (
    sa.select(*_PERSON)
    .select_from(_JOINED)
    .where(
        _IDENTITIES.c.channel == sa.bindparam("channel"),
        _IDENTITIES.c.address == sa.bindparam("address"),
    )
)
_BY_ID = (
    sa.select(*_PERSON)
    .select_from(_JOINED)
    .where(_PEOPLE.c.id == sa.bindparam("person"))
    .order_by(_IDENTITIES.c.id)
    .limit(1)
)
_WITH_ROLE = (
    sa.select(_PEOPLE.c.id)
    .join(_ROLES, _ROLES.c.person_id == _PEOPLE.c.id)
    .where(_ROLES.c.role == sa.bindparam("role"), _PEOPLE.c.id > sa.bindparam("after"))
    .order_by(_PEOPLE.c.id)
    .limit(sa.bindparam("limit", type_=sa.Integer))
)
_IN_DISTRICT = sa.or_(_PEOPLE.c.district == sa.bindparam("district"), _PEOPLE.c.district == "")
_WITH_ROLE_IN = _WITH_ROLE.where(_IN_DISTRICT)
_REACHABLE = (
    sa.exists()
    .where(_IDENTITIES.c.person_id == _PEOPLE.c.id, _IDENTITIES.c.blocked_at.is_(None))
    .correlate(_PEOPLE)
)
_COORDINATORS = _WITH_ROLE.where(_REACHABLE)
_COORDINATORS_IN = _COORDINATORS.where(_IN_DISTRICT)


async def find_person(session: AsyncSession, *, channel: str, address: str) -> KnownPerson | None:
    """The person who speaks from this address, None for a stranger."""
    row = (
        await session.execute(_BY_ADDRESS, {"channel": channel, "address": address})
    ).one_or_none()
    return None if row is None else _known(row)


async def person_by_id(session: AsyncSession, person_id: int) -> KnownPerson | None:
    """The person with this id, with their first address."""
    row = (await session.execute(_BY_ID, {"person": person_id})).one_or_none()
    return None if row is None else _known(row)


async def people_with_role(
    session: AsyncSession, *, role: Role, district: str = "", after: int = 0, limit: int = 500
) -> Sequence[int]:
    """Ids of people who hold a role, page by page after an id.

    With a district: those of that district and those who belong to none.
    """
    values: dict[str, Any] = {"role": role, "after": after, "limit": limit}
    statement = _WITH_ROLE
    if district:
        statement, values["district"] = _WITH_ROLE_IN, district
    return (await session.scalars(statement, values)).all()


async def coordinators(session: AsyncSession, *, district: str = "") -> Sequence[int]:
    """Ids of the coordinators to tell of something in a district; all when it has none.

    Those who have blocked us hear nothing and do not count.
    """
    values: dict[str, Any] = {"role": Role.COORDINATOR, "after": 0, "limit": MOST_COORDINATORS}
    if district:
        here = (await session.scalars(_COORDINATORS_IN, values | {"district": district})).all()
        if here:
            return here
    return (await session.scalars(_COORDINATORS, values)).all()


async def organisation_by_id(
    session: AsyncSession, organisation_id: int
) -> OrganisationCard | None:
    """One organisation as a coordinator sees it."""
    columns = _ORGANISATIONS.c
    row = (
        await session.execute(
            sa.select(
                columns.id, columns.name, columns.kind, columns.district, columns.verification
            ).where(columns.id == organisation_id)
        )
    ).one_or_none()
    return None if row is None else OrganisationCard(*row)


async def unverified_organisations(
    session: AsyncSession, *, limit: int = 20
) -> Sequence[OrganisationCard]:
    """Organisations nobody has looked at yet, oldest first."""
    columns = _ORGANISATIONS.c
    rows = await session.execute(
        sa.select(columns.id, columns.name, columns.kind, columns.district, columns.verification)
        .where(columns.verification == Verification.UNVERIFIED)
        .order_by(columns.id)
        .limit(limit)
    )
    return [OrganisationCard(*row) for row in rows]


async def help_call(session: AsyncSession, help_id: int) -> HelpCall | None:
    """One call for a human being."""
    row = (
        await session.execute(sa.select(*_help_columns()).where(_HELP.c.id == help_id))
    ).one_or_none()
    return None if row is None else HelpCall(*row)


async def open_help_calls(session: AsyncSession, *, limit: int = 20) -> Sequence[HelpCall]:
    """People who wait for a coordinator, oldest first."""
    rows = await session.execute(
        sa.select(*_help_columns())
        .where(_HELP.c.state == HelpState.OPEN)
        .order_by(_HELP.c.id)
        .limit(limit)
    )
    return [HelpCall(*row) for row in rows]


async def help_calls_of(session: AsyncSession, person_id: int) -> Sequence[HelpCall]:
    """What somebody asked coordinators, newest first."""
    rows = await session.execute(
        sa.select(*_help_columns())
        .where(_HELP.c.person_id == person_id, _HELP.c.question != "")
        .order_by(_HELP.c.id.desc())
    )
    return [HelpCall(*row) for row in rows]


def _help_columns() -> tuple[sa.Column[Any], ...]:
    columns = _HELP.c
    return (
        columns.id,
        columns.person_id,
        columns.coordinator_id,
        columns.state,
        columns.question,
        columns.answer,
        columns.created_at,
    )


def _known(row: sa.Row[*tuple[Any, ...]]) -> KnownPerson:
    held = row.held
    return KnownPerson(
        id=row.id,
        name=row.name,
        lang=row.lang,
        seen_lang=row.seen_lang,
        phone=row.phone,
        trust=row.trust,
        district=row.district,
        organisation_id=row.organisation_id,
        org_verified=row.verification is Verification.VERIFIED,
        last_place_id=row.last_place_id,
        drill=row.drill,
        roles=frozenset(map(Role, held.split(","))) if held else frozenset(),
        channel=row.channel or "",
        address=row.address or "",
        blocked_at=row.blocked_at,
        organisation_kind=row.organisation_kind,
    )
