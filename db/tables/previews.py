"""What coordinators want tried out before they decide; a row goes as soon as it is answered."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from db.columns import choice, key, moment, number, ref, text
from matching.whatif import ChangeKind


class PreviewRow(SQLModel, table=True):
    """One change that somebody wants to see the effect of."""

    __tablename__ = "previews"

    id: int | None = key()
    drill: bool = Field(default=False, nullable=False)
    person_id: int = ref("people.id")
    kind: ChangeKind = choice(ChangeKind)
    subject: int = number()
    """The lot, closure or shift."""
    district_a: str = text(32)
    district_b: str = text(32)
    asked_at: datetime = moment()
