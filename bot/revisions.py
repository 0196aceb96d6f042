"""At once after an event: what it touches is planned again, and nothing else.

A life at risk, goods that will not come, a driver who does not drive, a road closed: each is noted
by the action that brings it about. The next whole run finds what a wider search would gain.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.roads import Router
from bot.solver import solve_again
from db.actions.barred import AT_ONCE as AT_ONCE_BARRED
from db.actions.barred import pass_on_barred
from db.actions.events import settle_events
from db.actions.planning import Applied, apply_plan
from db.actions.tick_requests import request_tick
from db.engine import Database
from db.queries.events import AT_ONCE, Waiting, load_touched, waiting_events
from db.queries.roads import roads_changed
from matching.lifecycle import OFFER_WINDOW
from matching.model import TickName
from matching.snapshot import Params
from matching.touched import EventKind

SEED = 0


async def revise(
    database: Database,
    now: datetime,
    offer_window: timedelta = OFFER_WINDOW,
    router: Router | None = None,
) -> Mapping[str, int]:
    """See to every event that waits: first to what is real, then to the drill."""
    async with database.read() as session:
        waiting = await waiting_events(session)
    counts = {"events": len(waiting)}
    for drill in (False, True):
        mine = [one for one in waiting if one.drill == drill]
        if not mine:
            continue
        applied = await _see_to(database, mine, now, offer_window, router)
        for key in ("allocations", "jobs", "offers", "conflicts"):
            counts[key] = counts.get(key, 0) + getattr(applied, key)
    if len(waiting) == AT_ONCE:  # perhaps more wait, and nobody else asks for the next run
        async with database.begin() as session:
            await request_tick(session, TickName.REVISE, now=now)
    return counts


async def _pass_on_barred(
    database: Database, drill: bool, now: datetime, window: timedelta
) -> None:
    """Pass on what a closure bars, some at a time: others write in between."""
    looked_at = AT_ONCE_BARRED
    while looked_at == AT_ONCE_BARRED:
        async with database.begin() as session:
            looked_at = await pass_on_barred(
                session, drill=drill, now=now, window=window, at_once=AT_ONCE_BARRED
            )


async def _see_to(
    database: Database,
    waiting: Sequence[Waiting],
    now: datetime,
    offer_window: timedelta,
    router: Router | None,
) -> Applied:
    """Solving holds no transaction and leaves the loop free; applying checks everything again. An
    event goes in the transaction that brings about what came of it; where a road was closed or
    opened meanwhile it stays for the next run, which follows at once."""
    params, drill = Params(), waiting[0].drill
    events = [one.event for one in waiting]
    if any(event.kind is EventKind.ROAD for event in events):
        await _pass_on_barred(database, drill, now, offer_window)
    async with database.read() as session:
        snapshot = await load_touched(session, events, now=now, params=params, drill=drill)
    if router is not None and snapshot.loads:
        snapshot, _ = await router.measure(snapshot, now)
    proposed = await solve_again(snapshot, events, params, now, SEED)
    async with database.begin() as session:
        if await roads_changed(session, snapshot, drill=drill, now=now):
            await request_tick(session, TickName.REVISE, now=now)
            return Applied()
        applied = await apply_plan(
            session, proposed, now=now, params=params, offer_window=offer_window, drill=drill
        )
        await settle_events(session, [one.event_id for one in waiting])
        return applied
