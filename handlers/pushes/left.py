"""Pushes about goods that lie at a node and nobody waits for: to their supplier, and the desk."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from db.queries.at_nodes import CALLED_BACK, find_kept
from db.queries.promises import find_promise
from db.queries.subjects import find_lot_view
from handlers.cards.leg import node
from handlers.dialog import Fact, Person, Prompt, Text
from handlers.speech.show import act, item, labelled, quantity


async def fetch_asked(
    session: AsyncSession, person: Person, params: Mapping[str, Any], now: datetime
) -> Prompt | None:
    """Asks a supplier to fetch goods of theirs; None once they have them."""
    load = await find_kept(session, int(params["allocation_id"]), now)
    if load is None or load.state != CALLED_BACK or load.supplier_id != person.person_id:
        return None
    facts: dict[str, Fact] = {
        "code": load.need_code,
        "item": item(load.item_code),
        "quantity": quantity(load.item_code, load.quantity),
        "place": node(load.place),
    }
    have = act("push.fetched", "fetched", load.allocation_id, style="success")
    return labelled(Prompt(Text("push.fetch_asked", facts), buttons=((have,),)), load.drill)


async def goods_restocked(
    session: AsyncSession, person: Person, params: Mapping[str, Any], _now: datetime
) -> Prompt | None:
    """Tells a supplier that goods of theirs now wait at a node for the next need."""
    promise = await find_promise(session, int(params["allocation_id"]))
    lot = await find_lot_view(session, int(params["lot_id"]))
    if promise is None or lot is None or promise.supplier_id != person.person_id:
        return None
    facts: dict[str, Fact] = {
        "code": promise.need_code,
        "item": item(promise.item_code),
        "quantity": quantity(promise.item_code, promise.returned),
        "place": node(lot.place.label),
    }
    return labelled(Prompt(Text("push.goods_restocked", facts)), promise.drill)
