"""How it moves: vehicles, shifts, allocations, consignments, jobs, stops, offers, handovers."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from db.columns import choice, json_list, key, maybe, moment, number, ref, text
from matching.model import (
    AllocationState,
    HandoverKind,
    JobState,
    Mode,
    OfferState,
    ProofKind,
    Reason,
    StopKind,
    StopState,
)


class VehicleRow(SQLModel, table=True):
    """A means of transport and its limits."""

    __tablename__ = "vehicles"

    id: int | None = key()
    person_id: int = ref("people.id")
    drill: bool = Field(default=False, nullable=False)
    organisation_id: int | None = ref("organisations.id", nullable=True)
    label: str = text(60)
    mode: Mode = choice(Mode, Mode.ROAD)
    kg: float = Field(default=0.0, nullable=False)
    m3: float = Field(default=0.0, nullable=False)
    cold_chain: bool = Field(default=False, nullable=False)
    hazmat: bool = Field(default=False, nullable=False)
    passes: list[str] = json_list()
    created_at: datetime = moment()
    retired_at: datetime | None = moment(nullable=True)


class ShiftRow(SQLModel, table=True):
    """A driver on duty with a vehicle; open while `ended_at` is empty."""

    __tablename__ = "shifts"
    __table_args__ = (
        sa.Index(
            "ix_shifts_one_open",
            "person_id",
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        ),
    )

    id: int | None = key()
    vehicle_id: int = ref("vehicles.id")
    person_id: int = ref("people.id")
    drill: bool = Field(default=False, nullable=False)
    lat: float | None = Field(default=None)
    lon: float | None = Field(default=None)
    district: str = text(32)
    located_at: datetime | None = moment(nullable=True)
    started_at: datetime = moment()
    ended_at: datetime | None = moment(nullable=True)


class AllocationRow(SQLModel, table=True):
    """So much of one lot promised to one need line, through confirmation to hand-over."""

    __tablename__ = "allocations"
    __table_args__ = (
        sa.CheckConstraint("quantity > 0", name="ck_allocations_quantity"),
        sa.CheckConstraint("loaded <= quantity", name="ck_allocations_loaded"),
        sa.CheckConstraint(
            "accepted + rejected + lost + returned <= loaded", name="ck_allocations_delivered"
        ),
        sa.Index("ix_allocations_state_confirm_by", "state", "confirm_by"),
    )

    id: int | None = key()
    drill: bool = Field(default=False, nullable=False)
    need_line_id: int = ref("need_lines.id")
    lot_id: int = ref("lots.id")
    quantity: int = number()
    state: AllocationState = choice(AllocationState, AllocationState.PROPOSED)
    km: float = Field(default=0.0, nullable=False)
    supplier_confirmed_at: datetime | None = moment(nullable=True)
    receiver_confirmed_at: datetime | None = moment(nullable=True)
    confirm_by: datetime | None = moment(nullable=True)
    reason: Reason | None = maybe(Reason)
    consignment_id: int | None = ref("consignments.id", nullable=True)
    split_of: int | None = ref("allocations.id", nullable=True)
    loaded: int = number()
    accepted: int = number()
    rejected: int = number()
    lost: int = number()
    returned: int = number()
    created_at: datetime = moment()
    ended_at: datetime | None = moment(nullable=True)
    version: int = number(1)


class JobRow(SQLModel, table=True):
    """One driver's task: ordered stops. `version` kills buttons of an older state."""

    __tablename__ = "jobs"

    id: int | None = key()
    drill: bool = Field(default=False, nullable=False)
    state: JobState = choice(JobState, JobState.OPEN, index=True)
    driver_id: int | None = ref("people.id", nullable=True)
    """The one driver who accepted; empty before that."""
    shift_id: int | None = ref("shifts.id", nullable=True)
    mode: Mode = choice(Mode, Mode.ROAD)
    km: float = Field(default=0.0, nullable=False)
    kg: float = Field(default=0.0, nullable=False)
    m3: float = Field(default=0.0, nullable=False)
    cold_chain: bool = Field(default=False, nullable=False)
    hazmat: bool = Field(default=False, nullable=False)
    reserve: list[int] = json_list()
    """People to ask next, in this order: the drivers the plan named for it."""
    reason: Reason | None = maybe(Reason)
    created_at: datetime = moment()
    accepted_at: datetime | None = moment(nullable=True)
    closed_at: datetime | None = moment(nullable=True)
    version: int = number(1)


class OfferRow(SQLModel, table=True):
    """A job shown to one driver until it expires; at most one is open per job and per driver."""

    __tablename__ = "offers"
    __table_args__ = (
        sa.Index(
            "ix_offers_one_per_job",
            "job_id",
            unique=True,
            sqlite_where=sa.text("state = 'offered'"),
            postgresql_where=sa.text("state = 'offered'"),
        ),
        sa.Index(
            "ix_offers_one_per_driver",
            "driver_id",
            unique=True,
            sqlite_where=sa.text("state = 'offered'"),
            postgresql_where=sa.text("state = 'offered'"),
        ),
        sa.Index("ix_offers_state_expires_at", "state", "expires_at"),
    )

    id: int | None = key()
    drill: bool = Field(default=False, nullable=False)
    job_id: int = ref("jobs.id", index=False)
    driver_id: int = ref("people.id", index=False)
    shift_id: int = ref("shifts.id")
    state: OfferState = choice(OfferState, OfferState.OFFERED)
    reason: Reason | None = maybe(Reason)
    km_to_first_stop: float = Field(default=0.0, nullable=False)
    offered_at: datetime = moment()
    expires_at: datetime = moment()
    ended_at: datetime | None = moment(nullable=True)


class StopRow(SQLModel, table=True):
    """One stop of a job, in order of `seq`."""

    __tablename__ = "stops"
    __table_args__ = (sa.UniqueConstraint("job_id", "seq"),)

    id: int | None = key()
    drill: bool = Field(default=False, nullable=False)
    job_id: int = ref("jobs.id")
    seq: int = Field(nullable=False)
    kind: StopKind = choice(StopKind)
    place_id: int = ref("places.id")
    state: StopState = choice(StopState, StopState.PLANNED)
    code: str = text(8)
    """Four digits the receiver tells the driver; empty at a pick-up."""
    wrong_codes: int = number()
    code_checked_at: datetime | None = moment(nullable=True)
    """When the driver typed the right code."""
    arrived_at: datetime | None = moment(nullable=True)
    done_at: datetime | None = moment(nullable=True)


class ConsignmentRow(SQLModel, table=True):
    """Allocations that travel together from one place to one need, under one number."""

    __tablename__ = "consignments"

    id: int | None = key()
    number: str = Field(max_length=24, nullable=False, unique=True)
    drill: bool = Field(default=False, nullable=False)
    need_id: int = ref("needs.id")
    supplier_id: int = ref("people.id")
    job_id: int = ref("jobs.id")
    pickup_stop_id: int = ref("stops.id")
    delivery_stop_id: int = ref("stops.id")
    created_at: datetime = moment()


class HandoverRow(SQLModel, table=True):
    """Custody changed hands: never changed after it is written."""

    __tablename__ = "handovers"

    id: int | None = key()
    drill: bool = Field(default=False, nullable=False)
    kind: HandoverKind = choice(HandoverKind)
    job_id: int = ref("jobs.id")
    stop_id: int | None = ref("stops.id", nullable=True)
    allocation_id: int = ref("allocations.id")
    actor_id: int | None = ref("people.id", nullable=True)
    quantity: int = number()
    rejected: int = number()
    reason: Reason | None = maybe(Reason)
    proof: ProofKind = choice(ProofKind, ProofKind.NONE)
    photo: str = text(200)
    actor_at: datetime = moment()
    server_at: datetime = moment()
