"""Asks what a change would do, and tells it: nothing else in the record changes."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel, col

from db.actions import messages
from db.actions.tick_requests import request_tick
from db.columns import table_of
from db.engine import add_row
from db.queries.incidents import open_incident
from db.tables import ClosureRow, LotRow, PreviewRow, ShiftRow
from matching.errors import NotAllowed, TooManyTrials
from matching.model import TickName
from matching.permissions import Act, Actor, require
from matching.whatif import Change, ChangeKind, Effect

AT_ONCE = 5
"""Previews of one run: whoever asks more often waits for the next."""
MOST_WAITING = 3
"""Previews of one coordinator that may wait: each is two plans' work."""

_SUBJECTS: Mapping[ChangeKind, type[SQLModel]] = {
    ChangeKind.LOT_GONE: LotRow,
    ChangeKind.LOT_HALF: LotRow,
    ChangeKind.LOT_DOUBLE: LotRow,
    ChangeKind.VEHICLE_OFF: ShiftRow,
    ChangeKind.VEHICLE_MORE: ShiftRow,
}


async def ask_preview(session: AsyncSession, actor: Actor, change: Change, *, now: datetime) -> int:
    """Wish to see what a change would do to the next plan."""
    require(actor, Act.RUN_PLAN)
    if actor.person_id is None:
        raise NotAllowed(act=Act.RUN_PLAN.value)
    if await _waiting_of(session, actor.person_id) >= MOST_WAITING:
        raise TooManyTrials(most=MOST_WAITING)
    preview_id = await add_row(
        session,
        PreviewRow,
        drill=await _is_practice(session, change),
        person_id=actor.person_id,
        kind=change.kind,
        subject=change.subject,
        district_a=change.link[0],
        district_b=change.link[1],
        asked_at=now,
    )
    await request_tick(session, TickName.PREVIEW, now=now)
    return preview_id


async def _waiting_of(session: AsyncSession, person_id: int) -> int:
    """How many previews of this person nobody has answered."""
    mine = sa.select(sa.func.count()).where(col(PreviewRow.person_id) == person_id)
    return int(await session.scalar(mine) or 0)


async def _is_practice(session: AsyncSession, change: Change) -> bool:
    """Whether the plan that the change is about is the drill's: its lot, road or vehicle says so.

    A lot may be of the drill while the city responds to something real, and the other way round.
    """
    table = table_of(_SUBJECTS.get(change.kind, ClosureRow))
    drill: bool | None = await session.scalar(
        sa.select(table.c.drill).where(table.c.id == change.subject)
    )
    if drill is not None:
        return drill
    incident = await open_incident(session)
    return incident is not None and incident.drill


async def waiting_previews(session: AsyncSession) -> Sequence[PreviewRow]:
    """Those nobody has answered, the oldest first."""
    rows = await session.scalars(sa.select(PreviewRow).order_by(col(PreviewRow.id)).limit(AT_ONCE))
    return rows.all()


async def tell_preview(
    session: AsyncSession, preview: PreviewRow, effect: Effect | None, *, now: datetime
) -> bool:
    """Answer whoever asked, once; None where the subject is not there any more."""
    facts: dict[str, Any] = {}
    if effect is not None:
        facts = {
            "better": effect.better,
            "worse": effect.worse,
            "critical_worse": effect.critical_worse,
            "goods": [list(row) for row in effect.goods],
            "rides": [effect.rides_before, effect.rides_after],
            "uncarried": [effect.uncarried_before, effect.uncarried_after],
        }
    return await _answer(session, preview, facts, now)


async def bury_preview(session: AsyncSession, preview: PreviewRow, *, now: datetime) -> bool:
    """Say that it could not be worked out, once; those behind it must not wait for it."""
    return await _answer(session, preview, {"failed": True}, now)


async def _answer(
    session: AsyncSession, preview: PreviewRow, facts: Mapping[str, Any], now: datetime
) -> bool:
    gone: Any = await session.execute(sa.delete(PreviewRow).where(col(PreviewRow.id) == preview.id))
    if gone.rowcount != 1:
        return False
    change = {
        "kind": preview.kind.value,
        "subject": preview.subject,
        "link": [preview.district_a, preview.district_b],
        "drill": preview.drill,
    }
    await messages.enqueue(
        session,
        person_id=preview.person_id,
        kind="what_if",
        params={**change, **facts},
        now=now,
        drill=preview.drill,
    )
    return True
