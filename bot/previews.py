"""What would a change do? Two plans of the same moment, without it and with it; neither applied."""

from collections.abc import Mapping
from datetime import datetime

from bot.solver import solve
from db.actions.previews import AT_ONCE, tell_preview, waiting_previews
from db.actions.tick_requests import request_tick
from db.engine import Database
from db.queries.snapshot import load_snapshot
from db.tables import PreviewRow
from matching.model import TickName
from matching.plan import Plan
from matching.snapshot import Params, Snapshot
from matching.whatif import Change, Effect, changed, compare

Base = tuple[Snapshot, Plan]


async def preview(database: Database, now: datetime) -> Mapping[str, int]:
    """Answer every preview that waits. Solving holds no transaction and leaves the loop free."""
    async with database.read() as session:
        waiting = await waiting_previews(session)
    bases: dict[bool, Base] = {}
    told = 0
    for row in waiting:
        if row.drill not in bases:
            bases[row.drill] = await _base(database, now, row.drill)
        effect = await _effect(bases[row.drill], row, now)
        async with database.begin() as session:
            told += await tell_preview(session, row, effect, now=now)
    if len(waiting) == AT_ONCE:  # perhaps more wait, and nobody else asks for the next run
        async with database.begin() as session:
            await request_tick(session, TickName.PREVIEW, now=now)
    return {"previews": told}


async def _base(database: Database, now: datetime, drill: bool) -> Base:
    params = Params()
    async with database.read() as session:
        snapshot = await load_snapshot(session, now=now, params=params, drill=drill)
    return snapshot, await solve(snapshot, params, now, 0)


async def _effect(base: Base, row: PreviewRow, now: datetime) -> Effect | None:
    snapshot, plan = base
    other = changed(snapshot, Change(row.kind, row.subject, (row.district_a, row.district_b)))
    if other is None:
        return None
    return compare(snapshot, plan, other, await solve(other, Params(), now, 0))
