"""Why a need line got what it got: what the plan that decided it said."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from db.columns import json_list, key, moment, ref, text

_STILL_OPEN = sa.text("allocation_id IS NULL")


class ReasonRow(SQLModel, table=True):
    """The sentences of one decision as keys and facts: of an allocation why it was proposed, of a
    line without one why the newest plan left something of it open."""

    __tablename__ = "reasons"
    __table_args__ = (
        sa.Index(
            "uq_reasons_still_open",
            "need_line_id",
            unique=True,
            sqlite_where=_STILL_OPEN,
            postgresql_where=_STILL_OPEN,
        ),
    )

    id: int | None = key()
    drill: bool = Field(default=False, nullable=False)
    need_line_id: int = ref("need_lines.id")
    allocation_id: int | None = ref("allocations.id", nullable=True, unique=True)
    because: list[dict[str, Any]] = json_list()
    """[{"key", "facts"}], the most telling first; no personal data."""
    digest: str = text(16)
    """Hash of the sentences, so that a plan that says the same again writes nothing."""
    made_at: datetime = moment()
