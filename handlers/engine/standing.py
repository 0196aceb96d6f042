"""Where a person stands, out of the record and into it."""

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from db.actions.dialogs import Standing, load_state, save_state
from handlers.engine.state import RESERVED, State, to_notes


async def recall(session: AsyncSession, person_id: int) -> State:
    """The person's state as it was stored last; an empty one for somebody new."""
    row = await load_state(session, person_id)
    answers = dict(row.answers)
    notes: dict[str, Any] = answers.pop(RESERVED, {})
    return State(
        run=row.run,
        dialog=row.dialog,
        step=row.step,
        answers=answers,
        trail=tuple(row.trail),
        page=row.page,
        editing=row.editing,
        live_message=row.live_message,
        keyboard_up=row.keyboard_up,
        unclear=notes.get("unclear", 0),
        typed=notes.get("typed", ""),
        added=notes.get("added", {}),
        before=notes.get("before"),
        parked=notes.get("parked"),
        noted=tuple(notes.get("noted", ())),
        shown=notes.get("shown"),
    )


async def remember(session: AsyncSession, person_id: int, state: State, now: datetime) -> None:
    """Store the state, in the transaction of the turn that led to it."""
    notes = to_notes(state)
    answers = dict(state.answers) | ({RESERVED: notes} if notes else {})
    standing = Standing(
        run=state.run,
        dialog=state.dialog,
        step=state.step,
        answers=answers,
        trail=list(state.trail),
        page=state.page,
        editing=state.editing,
        live_message=state.live_message,
        keyboard_up=state.keyboard_up,
    )
    await save_state(session, person_id, standing, now=now)
