"""Events nobody has looked at yet, and the part of the world that a run after them may look at."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from db.columns import table_of
from db.queries.fleet import closures_in_force, drivers_on_duty, waiting_jobs
from db.queries.in_hand import jobs_to_lengthen
from db.queries.links import known_links
from db.queries.loads import every_load
from db.queries.nodes import known_nodes
from db.queries.reasons import told_so_far
from db.queries.refused import refused_pairs
from db.queries.snapshot import (
    all_goods,
    load_snapshot,
    open_lines,
    stock_lots,
)
from db.queries.standing import standing_promises
from db.tables import EventRow, LotRow, NeedLineRow
from matching.snapshot import Params, Snapshot
from matching.touched import Event, EventKind, kindred

AT_ONCE = 200
"""Events of one run; more of them wait for the next, which follows at once."""
SOME = 5_000
"""Lines asked for by number in one statement: PostgreSQL takes 32,767 at the most."""

_EVENTS = table_of(EventRow)
_LINES = table_of(NeedLineRow)
_LOTS = table_of(LotRow)


class Waiting(NamedTuple):
    """An event and its number in the record."""

    event_id: int
    drill: bool
    event: Event


async def waiting_events(session: AsyncSession) -> Sequence[Waiting]:
    """Those that no run has seen to, the oldest first."""
    rows: Any = await session.execute(sa.select(_EVENTS).order_by(_EVENTS.c.id).limit(AT_ONCE))
    return [
        Waiting(
            row.id,
            row.drill,
            Event(
                kind=row.kind,
                subject=row.subject,
                lines=tuple(row.lines),
                jobs=tuple(row.jobs),
                loads=tuple(row.loads),
                free=tuple(row.free),
            ),
        )
        for row in rows
    ]


async def load_touched(
    session: AsyncSession,
    events: Sequence[Event],
    *,
    now: datetime,
    params: Params,
    drill: bool,
) -> Snapshot:
    """What these events may touch: the goods of their lines with all that may stand in for them,
    and, where vehicles are wanted, everything that wants one.

    A closure may lie on any way: then it is the whole world, of which the run takes its part.
    """
    if any(event.kind is EventKind.ROAD for event in events):
        return await load_snapshot(session, now=now, params=params, drill=drill)
    goods = await all_goods(session)
    codes = sorted(kindred(goods, await _goods_of(session, events)))
    lines = sa.select(_LINES.c.id).where(_LINES.c.item_code.in_(codes))
    rides = any(event.jobs or event.loads or event.free for event in events)
    return Snapshot(
        goods=goods,
        lines=await open_lines(session, drill, _LINES.c.item_code.in_(codes)) if codes else (),
        lots=await stock_lots(session, drill, _LOTS.c.item_code.in_(codes)) if codes else (),
        loads=await every_load(session, drill, now, params) if rides else (),
        on_duty=await drivers_on_duty(session, drill),
        in_hand=await jobs_to_lengthen(session, drill=drill, now=now) if rides else (),
        waiting=await waiting_jobs(session, drill=drill, now=now) if rides else (),
        closures=await closures_in_force(session, drill=drill, now=now),
        links=await known_links(session),
        nodes=await known_nodes(session),
        refused=await refused_pairs(session, drill=drill, now=now) if codes else frozenset(),
        promised=(
            await standing_promises(session, drill, _LINES.c.item_code.in_(codes)) if codes else ()
        ),
        told=await told_so_far(session, drill=drill, of=lines) if codes else {},
    )


async def _goods_of(session: AsyncSession, events: Iterable[Event]) -> Collection[str]:
    """What the lines of these events ask for."""
    lines = {line_id for event in events for line_id in event.lines}
    lines |= {event.subject for event in events if event.kind is EventKind.NEED}
    codes, numbers = set[str](), iter(sorted(lines))
    while some := list(islice(numbers, SOME)):
        asked = sa.select(_LINES.c.item_code).where(_LINES.c.id.in_(some)).distinct()
        codes.update(await session.scalars(asked))
    return codes
