"""Who: people, their addresses, roles, organisations and invites."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from db.columns import choice, key, maybe, moment, ref, text
from matching.model import Affiliation, OrganisationKind, Reachability, Role, Trust, Verification


class OrganisationRow(SQLModel, table=True):
    """A hospital, community, supplier, carrier or department."""

    __tablename__ = "organisations"

    id: int | None = key()
    name: str = text(120, None)
    kind: OrganisationKind = choice(OrganisationKind)
    affiliation: Affiliation = choice(Affiliation, Affiliation.CIVILIAN)
    district: str = text(32)
    verification: Verification = choice(Verification, Verification.UNVERIFIED)
    verified_by: int | None = Field(default=None, sa_type=sa.BigInteger)
    verified_at: datetime | None = moment(nullable=True)
    created_at: datetime = moment()


class PersonRow(SQLModel, table=True):
    """A person, whatever channel they speak on. Personal data: name, phone."""

    __tablename__ = "people"

    id: int | None = key()
    name: str = text(120)
    lang: str = text(8)
    """Chosen language, `zh` or `en`; empty until the person chose one."""
    seen_lang: str = text(16)
    """Language code the channel reported last."""
    phone: str = text(32)
    trust: Trust = choice(Trust, Trust.NEW)
    reachability: Reachability = choice(Reachability, Reachability.OK)
    organisation_id: int | None = ref("organisations.id", nullable=True)
    affiliation: Affiliation = choice(Affiliation, Affiliation.CIVILIAN)
    district: str = text(32)
    """District a coordinator or alert reader belongs to; empty means all."""
    last_place_id: int | None = Field(default=None, sa_type=sa.BigInteger)
    salt: str = text(64, None)
    """Secret that ties ledger pseudonyms to the person; erased with the person."""
    drill: bool = Field(default=False, nullable=False)
    created_at: datetime = moment()


class IdentityRow(SQLModel, table=True):
    """An address of a person on a channel: a Telegram chat, a phone number."""

    __tablename__ = "identities"
    __table_args__ = (sa.UniqueConstraint("channel", "address"),)

    id: int | None = key()
    person_id: int = ref("people.id")
    channel: str = text(16, None)
    address: str = text(64, None)
    blocked_at: datetime | None = moment(nullable=True)
    """Set while the person has blocked us there: nothing is sent until it is cleared."""
    created_at: datetime = moment()


class RoleRow(SQLModel, table=True):
    """A role a person holds."""

    __tablename__ = "roles"
    __table_args__ = (sa.UniqueConstraint("person_id", "role"),)

    id: int | None = key()
    person_id: int = ref("people.id")
    role: Role = choice(Role, index=True)
    granted_by: int | None = Field(default=None, sa_type=sa.BigInteger)
    granted_at: datetime = moment()


class InviteRow(SQLModel, table=True):
    """A single-use invitation to a role, kept only as a hash of its token."""

    __tablename__ = "invites"

    id: int | None = key()
    token_hash: str = Field(max_length=64, nullable=False, unique=True)
    role: Role = choice(Role)
    organisation_id: int | None = ref("organisations.id", nullable=True)
    created_by: int | None = Field(default=None, sa_type=sa.BigInteger)
    created_at: datetime = moment()
    expires_at: datetime = moment()
    used_by: int | None = Field(default=None, sa_type=sa.BigInteger)
    used_at: datetime | None = moment(nullable=True)


class HelpState(StrEnum):
    """A call for a human being."""

    OPEN = "open"
    TAKEN = "taken"
    CLOSED = "closed"


class HelpRow(SQLModel, table=True):
    """Somebody asked to talk to a coordinator."""

    __tablename__ = "help_calls"

    id: int | None = key()
    person_id: int = ref("people.id")
    coordinator_id: int | None = ref("people.id", nullable=True)
    state: HelpState = choice(HelpState, HelpState.OPEN, index=True)
    question: str = text(1000)
    answer: str = text(1000)
    last_role: Role | None = maybe(Role)
    created_at: datetime = moment()
    updated_at: datetime = moment()
