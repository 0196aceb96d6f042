"""What overtook the last plan and was not looked at yet; a row goes once a run has seen to it."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from db.columns import choice, json_list, key, moment, number
from matching.touched import EventKind


class EventRow(SQLModel, table=True):
    """One event, as `matching.touched.Event` has it: what it is about, and what hangs on it."""

    __tablename__ = "events"

    id: int | None = key()
    drill: bool = Field(default=False, nullable=False)
    kind: EventKind = choice(EventKind)
    subject: int = number()
    """The line, lot, driver or closure; 0 where a driver only said no."""
    lines: list[int] = json_list()
    jobs: list[int] = json_list()
    loads: list[int] = json_list()
    free: list[int] = json_list()
    at: datetime = moment()
