"""Who asks for a lot: the open lines that could use its goods, and what keeps each from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.columns import table_of
from db.queries.fleet import closures_in_force, drivers_on_duty
from db.queries.links import known_links
from db.queries.nodes import known_nodes
from db.queries.refused import refused_pairs
from db.queries.snapshot import all_goods, open_lines, stock_lots
from db.tables import LotRow, NeedLineRow
from matching.eligibility import World, carriers_of, obstacle_between
from matching.plan import Obstacle
from matching.snapshot import Params

MOST = 200
"""Lines looked at: enough to say what keeps a lot where it is."""

_LOTS = table_of(LotRow)
_LINES = table_of(NeedLineRow)


@dataclass(frozen=True, slots=True)
class Claims:
    """How many verified open lines could use a lot's goods, and what keeps how many from it."""

    lines: int
    kept: Mapping[Obstacle, int]


async def claims_on(
    session: AsyncSession, lot_id: int, *, drill: bool, now: datetime, params: Params
) -> Claims:
    """The open lines that ask for what the lot holds, judged one by one."""
    lots = await stock_lots(session, drill, _LOTS.c.id == lot_id)
    if not lots:
        return Claims(0, {})
    (lot,) = lots
    goods = await all_goods(session)
    codes = [code for code, item in goods.items() if lot.item_code in (code, *item.substitutes)]
    lines = await open_lines(session, drill, _LINES.c.item_code.in_(codes), MOST)
    world = World(
        goods=goods,
        carriers=carriers_of(await drivers_on_duty(session, drill)),
        closures=await closures_in_force(session, drill=drill, now=now),
        refused=await refused_pairs(session, drill=drill, now=now),
        params=params,
        now=now,
        links=await known_links(session),
        nodes=await known_nodes(session),
    )
    kept: dict[Obstacle, int] = {}
    asking = [line for line in lines if line.verified]
    for line in asking:
        obstacle = obstacle_between(line, lot, world)
        if obstacle is not None and obstacle is not Obstacle.TOO_LATE:
            kept[obstacle] = kept.get(obstacle, 0) + 1
    return Claims(len(asking), kept)
