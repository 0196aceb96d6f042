"""What comes in and what is owed: inbox, outbox, dialog states, cards, broadcasts."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from db.columns import BIG, choice, json_list, json_map, key, moment, number, ref, text


class InboxState(StrEnum):
    """An update received: pending until handled; dead after the last retry."""

    PENDING = "pending"
    RETRY = "retry"
    DONE = "done"
    DEAD = "dead"


class InboxRow(SQLModel, table=True):
    """One raw update as it came, stored before it is acknowledged. Personal data: body."""

    __tablename__ = "inbox"
    __table_args__ = (
        sa.UniqueConstraint("bot", "update_id"),
        sa.Index(
            "ix_inbox_waiting",
            "chat",
            "id",
            sqlite_where=sa.text("state = 'pending'"),
            postgresql_where=sa.text("state = 'pending'"),
        ),
        sa.Index("ix_inbox_state_next_at", "state", "next_at"),
    )

    id: int | None = key()
    bot: str = text(32, None)
    update_id: int = Field(sa_type=sa.BigInteger, nullable=False)
    chat: str = text(64, None)
    body: dict[str, Any] = json_map()
    state: InboxState = choice(InboxState, InboxState.PENDING)
    attempts: int = number()
    next_at: datetime | None = moment(nullable=True)
    error: str = text(200)
    received_at: datetime = moment()
    done_at: datetime | None = moment(nullable=True)


class OutboxState(StrEnum):
    """A push owed: queued, sending (leased), sent, or ended another way."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    SUPERSEDED = "superseded"
    FAILED = "failed"


class OutboxRow(SQLModel, table=True):
    """One push owed to one address: kind and parameters, never a rendered text."""

    __tablename__ = "outbox"
    __table_args__ = (
        sa.Index("ix_outbox_state_lane_id", "state", "lane", "id"),
        sa.Index("ix_outbox_address_state", "channel", "address", "state"),
        sa.Index("ix_outbox_supersede", "supersede_key", "state"),
    )

    id: int | None = key()
    channel: str = text(16, None)
    address: str = text(64, None)
    person_id: int | None = ref("people.id", nullable=True, index=False)
    drill: bool = Field(default=False, nullable=False)
    lane: int = Field(default=2, sa_type=sa.SmallInteger, nullable=False)
    """0 answers to a press, 1 offers and life-safety, 2 replies and cards, 3 bulk."""
    kind: str = text(40, None)
    params: dict[str, Any] = json_map()
    supersede_key: str = text(80)
    """Rows with the same key show the same thing: a newer one drops older unsent ones."""
    dedupe_key: str | None = Field(default=None, max_length=120, unique=True)
    state: OutboxState = choice(OutboxState, OutboxState.QUEUED)
    attempt: int = number()
    unsure: int = number()
    """Attempts whose outcome is unknown (lease ran out, reply lost): each may be a copy."""
    worker: str = text(64)
    lease_until: datetime | None = moment(nullable=True)
    not_before: datetime = moment()
    error: str = text(200)
    message_id: str = text(32)
    created_at: datetime = moment()
    sent_at: datetime | None = moment(nullable=True)


class SenderRow(SQLModel, table=True):
    """The one sender of a bot token, and until when Telegram told it to pause."""

    __tablename__ = "senders"

    bot: str = Field(primary_key=True, max_length=32)
    worker: str = text(64)
    lease_until: datetime = moment()
    paused_until: datetime | None = moment(nullable=True)


class DialogStateRow(SQLModel, table=True):
    """Where a person stands in a guided conversation; one per person."""

    __tablename__ = "dialog_states"

    person_id: int = Field(
        sa_type=BIG,
        primary_key=True,
        foreign_key="people.id",
    )
    run: str = text(12)
    """Changes with every start of a dialog; a button of another run is stale."""
    dialog: str = text(40)
    """Empty when no dialog is running."""
    step: str = text(40)
    answers: dict[str, Any] = json_map()
    trail: list[str] = json_list()
    """Steps answered so far, in order, for Back."""
    page: int = number()
    editing: bool = Field(default=False, nullable=False)
    live_message: str = text(32)
    """Message id of the prompt on screen; empty until it was sent."""
    keyboard_up: bool = Field(default=False, nullable=False)
    """A reply keyboard (location, contact) is showing and must be taken away."""
    updated_at: datetime = moment()


class CardRow(SQLModel, table=True):
    """The living message that shows one need, lot or job to one person."""

    __tablename__ = "cards"
    __table_args__ = (sa.UniqueConstraint("channel", "address", "kind", "subject_id"),)

    id: int | None = key()
    channel: str = text(16, None)
    address: str = text(64, None)
    kind: str = text(24, None)
    subject_id: int = Field(sa_type=sa.BigInteger, nullable=False)
    message_id: str = text(32)
    digest: str = text(64)
    """Hash of what it shows now, so that an equal edit is not sent."""
    updated_at: datetime = moment()


class BroadcastRow(SQLModel, table=True):
    """An alert sent to a role and district."""

    __tablename__ = "broadcasts"

    id: int | None = key()
    incident_id: int | None = ref("incidents.id", nullable=True)
    drill: bool = Field(default=False, nullable=False)
    author_id: int = ref("people.id")
    role: str = text(16)
    district: str = text(32)
    text: str = text(1000, None)
    recipients: int = number()
    request_key: str = Field(max_length=80, nullable=False, unique=True)
    """One per confirmed dialog run, so that a repeat alerts nobody twice."""
    created_at: datetime = moment()
