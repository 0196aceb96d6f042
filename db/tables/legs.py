"""The legs of consignments that go over nodes, and those that loads wait for in vain."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from db.columns import BIG, choice, key, moment, number, ref, text
from matching.model import Mode


class LegRow(SQLModel, table=True):
    """One leg, in order of `number`. Custody is its driver's from `taken_at` to `given_at`.

    A consignment without legs goes with one vehicle from door to door.
    """

    __tablename__ = "legs"
    __table_args__ = (
        sa.Index(
            "ix_legs_one_in_custody",
            "consignment_id",
            unique=True,
            sqlite_where=sa.text("taken_at IS NOT NULL AND given_at IS NULL"),
            postgresql_where=sa.text("taken_at IS NOT NULL AND given_at IS NULL"),
        ),
        sa.Index(
            "ix_legs_one_per_number",
            "consignment_id",
            "number",
            unique=True,
            sqlite_where=sa.text("dropped_at IS NULL"),
            postgresql_where=sa.text("dropped_at IS NULL"),
        ),
        sa.CheckConstraint("given_at IS NULL OR taken_at IS NOT NULL", name="ck_legs_given"),
        sa.CheckConstraint("dropped_at IS NULL OR taken_at IS NULL", name="ck_legs_dropped"),
    )

    id: int | None = key()
    drill: bool = Field(default=False, nullable=False)
    consignment_id: int = ref("consignments.id")
    number: int = number(1)
    mode: Mode = choice(Mode, Mode.ROAD)
    job_id: int = ref("jobs.id")
    pickup_stop_id: int = ref("stops.id")
    delivery_stop_id: int = ref("stops.id")
    wait_h: float = Field(default=0.0, nullable=False)
    """Hours until loaded, or changed over."""
    hours: float = Field(default=0.0, nullable=False)
    """Hours under way, as planned."""
    ready_at: datetime = moment()
    """When goods are there for it, as far as is known."""
    taken_at: datetime | None = moment(nullable=True)
    handed_at: datetime | None = moment(nullable=True)
    """When its driver said that the goods are handed over at its end."""
    given_at: datetime | None = moment(nullable=True)
    """When somebody there said that they have them."""
    dropped_at: datetime | None = moment(nullable=True)
    """Planned otherwise since."""
    created_at: datetime = moment()


class LackingLegRow(SQLModel, table=True):
    """The leg that the newest plan found no vehicle for, of a load that waits because of it.

    Its ends are nodes by name, or else districts; never whose door it is.
    """

    __tablename__ = "lacking_legs"

    allocation_id: int = Field(foreign_key="allocations.id", primary_key=True, sa_type=BIG)
    of: int = number(1)
    number: int = number(1)
    mode: Mode = choice(Mode, Mode.ROAD)
    start_node: str = text(120)
    start_district: str = text(32)
    end_node: str = text(120)
    end_district: str = text(32)
