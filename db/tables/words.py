"""What people wrote in their own words, kept apart for a time; and the words learnt from it."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from db.columns import choice, json_list, key, moment, number, ref, text


class RawReportRow(SQLModel, table=True):
    """A message in somebody's own words: personal data, deleted when its time is over."""

    __tablename__ = "raw_reports"
    __table_args__ = (sa.Index("ix_raw_reports_expires_at", "expires_at"),)

    id: int | None = key()
    person_id: int | None = ref("people.id")
    channel: str = text(16)
    words: str = text(4096)
    need_ids: list[int] = json_list()
    lot_ids: list[int] = json_list()
    said_at: datetime = moment()
    expires_at: datetime = moment()


class ProposalState(StrEnum):
    """Whether proposed words are understood."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REFUSED = "refused"


class AliasProposalRow(SQLModel, table=True):
    """Words that somebody said mean a catalogue item; at most one code is accepted for them."""

    __tablename__ = "alias_proposals"
    __table_args__ = (
        sa.UniqueConstraint("words", "code", name="uq_alias_proposals_words_code"),
        sa.Index(
            "uq_alias_proposals_accepted",
            "words",
            unique=True,
            sqlite_where=sa.text("state = 'accepted'"),
            postgresql_where=sa.text("state = 'accepted'"),
        ),
    )

    id: int | None = key()
    words: str = text(40, None)
    """As the reading compares them: one width, case and script."""
    shown: str = text(40)
    """As somebody wrote them, for the desk to read."""
    code: str = text(32, None)
    lang: str = text(8)
    people: int = number(0)
    """How many different persons meant it so."""
    times: int = number(0)
    state: ProposalState = choice(ProposalState, ProposalState.PROPOSED)
    first_at: datetime = moment()
    last_at: datetime = moment()
    decided_by: int | None = ref("people.id", nullable=True)
    decided_at: datetime | None = moment(nullable=True)


class AliasVoiceRow(SQLModel, table=True):
    """Who meant words so, so that nobody counts twice; erased with the person."""

    __tablename__ = "alias_voices"
    __table_args__ = (
        sa.UniqueConstraint("proposal_id", "person_id", name="uq_alias_voices_person"),
    )

    id: int | None = key()
    proposal_id: int | None = ref("alias_proposals.id")
    person_id: int | None = ref("people.id")


class VocabularyRow(SQLModel, table=True):
    """One row: a stamp that changes whenever the accepted words do."""

    __tablename__ = "vocabulary"

    id: int = Field(default=1, primary_key=True)
    stamp: str = text(16)
    """Drawn anew each time: a number would come again after a restored backup."""
