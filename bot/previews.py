"""What would a change do? Two plans of the same moment, without it and with it; neither applied."""

import asyncio
import logging
from collections.abc import Mapping
from datetime import datetime

from bot.solver import solve
from db.actions.previews import AT_ONCE, bury_preview, tell_preview, waiting_previews
from db.actions.tick_requests import request_tick
from db.engine import Database
from db.queries.snapshot import load_snapshot
from db.tables import PreviewRow
from matching.model import TickName
from matching.plan import Plan
from matching.snapshot import Params, Snapshot
from matching.whatif import Change, Effect, changed, compare

log = logging.getLogger(__name__)

Base = tuple[Snapshot, Plan]


async def preview(database: Database, now: datetime) -> Mapping[str, int]:
    """Answer every preview that waits. Solving holds no transaction and leaves the loop free."""
    async with database.read() as session:
        waiting = await waiting_previews(session)
        drills = {row.drill for row in waiting}
        snapshots = {
            drill: await load_snapshot(session, now=now, params=Params(), drill=drill)
            for drill in sorted(drills)
        }
    bases: dict[bool, Base] = {}
    told = 0
    for row in waiting:
        told += await _answer(database, row, snapshots[row.drill], bases, now)
    if len(waiting) == AT_ONCE:  # perhaps more wait, and nobody else asks for the next run
        async with database.begin() as session:
            await request_tick(session, TickName.PREVIEW, now=now)
    return {"previews": told}


async def _answer(
    database: Database, row: PreviewRow, snapshot: Snapshot, bases: dict[bool, Base], now: datetime
) -> bool:
    """Work one out and tell it. `bases` keeps the plan without any change, one of a run."""
    try:
        if row.drill not in bases:
            bases[row.drill] = snapshot, await solve(snapshot, Params(), now, 0)
        effect = await _effect(bases[row.drill], row, now)
    except Exception:
        # The edge of one preview: whoever asked is told, and the others are answered.
        log.exception("a preview failed", extra={"preview": row.id, "change": row.kind.value})
        async with database.begin() as session:
            return await bury_preview(session, row, now=now)
    async with database.begin() as session:
        return await tell_preview(session, row, effect, now=now)


async def _effect(base: Base, row: PreviewRow, now: datetime) -> Effect | None:
    """Changing and comparing takes 20 ms at ten thousand needs, more of more: beside the loop."""
    snapshot, plan = base
    change = Change(row.kind, row.subject, (row.district_a, row.district_b))
    other = await asyncio.to_thread(changed, snapshot, change)
    if other is None:
        return None
    solved = await solve(other, Params(), now, 0)
    return await asyncio.to_thread(compare, snapshot, plan, other, solved)
