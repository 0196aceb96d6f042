"""What is lacking: incidents, needs and their lines."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from db.columns import choice, key, maybe, moment, number, ref, text
from matching.model import (
    CloseReason,
    IncidentKind,
    Lifecycle,
    QuantityKind,
    Reachability,
    Role,
    Urgency,
    Verification,
)


class IncidentRow(SQLModel, table=True):
    """What the city responds to; a drill is practice and marks everything below it."""

    __tablename__ = "incidents"

    id: int | None = key()
    name: str = text(120, None)
    kind: IncidentKind = choice(IncidentKind)
    drill: bool = Field(default=False, nullable=False)
    opened_at: datetime = moment()
    closed_at: datetime | None = moment(nullable=True)


class NeedRow(SQLModel, table=True):
    """One report of need: four separate axes, never one status."""

    __tablename__ = "needs"
    __table_args__ = (sa.Index("ix_needs_lifecycle_urgency", "lifecycle", "urgency"),)

    id: int | None = key()
    code: str = Field(max_length=16, nullable=False, unique=True)
    incident_id: int = ref("incidents.id")
    drill: bool = Field(default=False, nullable=False)
    reporter_id: int = ref("people.id")
    reporter_role: Role = choice(Role)
    organisation_id: int | None = ref("organisations.id", nullable=True)
    place_id: int = ref("places.id")
    urgency: Urgency = choice(Urgency)
    deadline: datetime | None = moment(nullable=True)
    people: int | None = Field(default=None)
    note: str = text(500)
    verification: Verification = choice(Verification)
    verified_by: int | None = Field(default=None, sa_type=sa.BigInteger)
    reachability: Reachability = choice(Reachability, Reachability.OK)
    lifecycle: Lifecycle = choice(Lifecycle, Lifecycle.OPEN)
    close_reason: CloseReason | None = maybe(CloseReason)
    duplicate_of: int | None = ref("needs.id", nullable=True)
    request_key: str = Field(max_length=80, nullable=False, unique=True)
    """One per confirmed dialog run or request, so that a repeat makes no second need."""
    reported_at: datetime = moment(index=True)
    confirmed_at: datetime = moment()
    """When the receiver last said that this is still needed."""
    closed_at: datetime | None = moment(nullable=True)
    version: int = number(1)


class NeedLineRow(SQLModel, table=True):
    """Quantities of one item of a need, in base units; status is derived from them."""

    __tablename__ = "need_lines"
    __table_args__ = (
        sa.CheckConstraint(
            "requested >= 0 AND verified >= 0 AND reserved >= 0 AND committed >= 0 AND loaded >= 0"
            " AND accepted >= 0 AND rejected >= 0 AND lost >= 0 AND returned >= 0"
            " AND cancelled >= 0",
            name="ck_need_lines_not_negative",
        ),
        sa.CheckConstraint(
            "accepted + rejected + lost + returned <= loaded", name="ck_need_lines_loaded"
        ),
        sa.CheckConstraint(
            "reserved + committed + loaded - rejected - lost - returned <= requested - cancelled",
            name="ck_need_lines_not_over_committed",
        ),
    )

    id: int | None = key()
    need_id: int = ref("needs.id")
    drill: bool = Field(default=False, nullable=False)
    item_code: str = Field(foreign_key="items.code", max_length=32, nullable=False, index=True)
    quantity_kind: QuantityKind = choice(QuantityKind, QuantityKind.EXACT)
    stated: str = text(120)
    """The quantity in the person's own words, as echoed."""
    requested: int = number()
    verified: int = number()
    reserved: int = number()
    committed: int = number()
    loaded: int = number()
    accepted: int = number()
    rejected: int = number()
    lost: int = number()
    returned: int = number()
    cancelled: int = number()
