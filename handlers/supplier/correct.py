"""A bare number typed after stock was counted: is the newest lot's count meant?"""

import re

from db.actions.goods import recount_lot
from db.queries.mine import lot_of, lots_of
from handlers.dialog import Fact, Outcome, Prompt, ReplyKind, Term, Text, Turn
from handlers.engine.acts import SURE
from handlers.speech.arguments import number
from handlers.speech.show import act
from matching.catalogue import plausible_max
from matching.errors import NotFound
from matching.quantities import read_quantity

_BARE = re.compile(r"\d[\d,]*\s?(?:[a-z]{1,10}|[\u4e00-\u9fff]{1,2})?", re.I)
"""A number, with a unit at most."""


async def told(turn: Turn) -> Outcome | None:
    """Ask whether the newest lot is to be counted so; nothing is changed by the number alone."""
    typed = turn.reply.text.strip()
    if turn.run or turn.reply.kind is not ReplyKind.TEXT or not _BARE.fullmatch(typed):
        return None
    newest = await lots_of(turn.session, turn.person.person_id, limit=1)
    if not newest:
        return None
    (lot,) = newest
    item = turn.house.catalogue.by_code[lot.item_code]
    found = read_quantity(typed, item)
    if found is None or found.quantity > plausible_max(item):
        return None
    yes = act("supplier.correct_yes", "lot_count", lot.id, found.quantity, SURE, style="success")
    no = act("supplier.keep", "lot_keep", lot.id)
    return Outcome(
        Prompt(Text("supplier.correct", _facts(lot.item_code, found.quantity)), ((yes, no),))
    )


async def count(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """Yes, said to the question that was asked last: so much of it is there."""
    if args[2:] != (SURE,):
        raise NotFound()
    quantity = number(args, 1)
    lot = await lot_of(turn.session, turn.person.person_id, number(args))
    if lot is None or quantity > plausible_max(turn.house.catalogue.by_code[lot.item_code]):
        raise NotFound()
    await recount_lot(
        turn.session, turn.person.actor, lot_id=lot.id, quantity=quantity, now=turn.now
    )
    return Outcome(Prompt(Text("supplier.recounted", _facts(lot.item_code, quantity))))


def _facts(code: str, quantity: int) -> dict[str, Fact]:
    return {"item": Term("item", code), "quantity": Term("quantity", f"{code}:{quantity}")}
