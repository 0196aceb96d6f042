"""What holds it together: closures, notices, tick slots and the ledger."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from db.columns import choice, json_list, json_map, key, moment, number, ref, text
from matching.model import Mode, TickName


class ClosureRow(SQLModel, table=True):
    """A road, crossing or area not usable: a district link, a circle, or both."""

    __tablename__ = "closures"

    id: int | None = key()
    incident_id: int | None = ref("incidents.id", nullable=True)
    drill: bool = Field(default=False, nullable=False)
    title: str = text(120)
    district_a: str = text(32)
    district_b: str = text(32)
    lat: float | None = Field(default=None)
    lon: float | None = Field(default=None)
    radius_km: float = Field(default=0.0, nullable=False)
    modes: list[str] = json_list()
    max_tonnes: float | None = Field(default=None)
    passes: list[str] = json_list()
    source: str = text(120)
    created_by: int | None = ref("people.id", nullable=True)
    starts_at: datetime | None = moment(nullable=True)
    ends_at: datetime | None = moment(nullable=True)
    lifted_at: datetime | None = moment(nullable=True)
    created_at: datetime = moment()


class LinkRow(SQLModel, table=True):
    """What a coordinator says that getting from one district to another by one mode adds, instead
    of what is shipped; the names are in order."""

    __tablename__ = "links"
    __table_args__ = (sa.UniqueConstraint("district_a", "district_b", "mode"),)

    id: int | None = key()
    district_a: str = text(32, None)
    district_b: str = text(32, None)
    mode: Mode = choice(Mode)
    km: float = Field(default=0.0, nullable=False)
    hours: float = Field(default=0.0, nullable=False)
    max_tonnes: float | None = Field(default=None)
    permits: list[str] = json_list()
    set_by: int | None = ref("people.id", nullable=True)
    set_at: datetime = moment()


class NoticeRow(SQLModel, table=True):
    """A published rule (traffic, personnel, procurement) with its scope."""

    __tablename__ = "notices"

    id: int | None = key()
    incident_id: int | None = ref("incidents.id", nullable=True)
    drill: bool = Field(default=False, nullable=False)
    title: str = text(120)
    body: str = text(2000)
    district: str = text(32)
    source: str = text(120)
    created_by: int | None = ref("people.id", nullable=True)
    starts_at: datetime | None = moment(nullable=True)
    ends_at: datetime | None = moment(nullable=True)
    created_at: datetime = moment()


class SlotState(StrEnum):
    """One numbered run of a tick."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    DIED = "died"


class TickSlotRow(SQLModel, table=True):
    """A numbered run of a periodic job: the number can be taken once, by one worker."""

    __tablename__ = "tick_slots"
    __table_args__ = (sa.UniqueConstraint("job", "slot"),)

    id: int | None = key()
    job: TickName = choice(TickName)
    slot: int = Field(sa_type=sa.BigInteger, nullable=False)
    state: SlotState = choice(SlotState, SlotState.RUNNING)
    worker: str = text(64)
    cause: str = text(24)
    """`interval`, `at_once`, `watchdog` or `command`."""
    started_at: datetime = moment()
    lease_until: datetime = moment()
    took_ms: int = number()
    result: dict[str, Any] = json_map()


class TickRequestRow(SQLModel, table=True):
    """A wish, written by an action, that a tick run at once."""

    __tablename__ = "tick_requests"

    job: TickName = Field(sa_column=sa.Column(sa.String(32), primary_key=True))
    asked_at: datetime = moment()
    asked: int = number(1)
    """Counts wishes; `served` catches up with it."""
    served: int = number()


class LedgerRow(SQLModel, table=True):
    """One link of the hash chain of everything that changed."""

    __tablename__ = "ledger"

    seq: int = Field(sa_column=sa.Column(sa.BigInteger, primary_key=True, autoincrement=False))
    at: datetime = moment()
    drill: bool = Field(default=False, nullable=False)
    kind: str = text(40, None)
    actor: str = text(64)
    """Pseudonym of the person, or `system`; never a name."""
    subject: str = text(64)
    """What it is about, as `need:12`."""
    facts: dict[str, Any] = json_map()
    previous_hash: str = text(64, None)
    hash: str = text(64, None)


class LedgerHeadRow(SQLModel, table=True):
    """The last link, locked while a new one is forged."""

    __tablename__ = "ledger_head"

    id: int = Field(default=1, primary_key=True)
    seq: int = number()
    hash: str = text(64, None)
