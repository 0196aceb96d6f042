"""A bare number typed after stock was counted: is the newest lot's count meant? "Only 20 left" of
several: of which?"""

import re

from db.actions.goods import recount_lot
from db.queries.mine import MyLot, lot_of, lots_of
from handlers.dialog import Button, Fact, Outcome, Prompt, ReplyKind, Term, Text, Turn
from handlers.engine.acts import SURE
from handlers.speech.arguments import number
from handlers.speech.show import act, own_words
from handlers.supplier.acts import MOST_NAMED
from matching.catalogue import plausible_max
from matching.errors import NotFound
from matching.quantities import read_quantity

_BARE = re.compile(r"\d[\d,]*\s?(?:[a-z]{1,10}|[\u4e00-\u9fff]{1,2})?", re.I)
"""A number, with a unit at most."""
_COUNT = r"(?P<{}>\d[\d,]*\s?(?:(?!left|remain)[a-z]{{1,10}}|(?!了)[\u4e00-\u9fff])?)"
_LEFT = re.compile(
    r"(?:(?:there (?:is|are)|there's|(?:i|we) (?:have|only have)|(?:i|we)'ve (?:only )?got) )?"
    rf"(?:only |just )?{_COUNT.format('en')}(?: of (?:it|them|those))? (?:left|remaining)[.!]?"
    rf"|(?:现在|我这里|我们)?(?:[只仅就还]剩|剩下?|[只仅就]有)[下了]?\s?{_COUNT.format('zh')}\s?了?[。!！]?",
    re.I,
)
"""So much is left, and not of what."""


async def told(turn: Turn) -> Outcome | None:
    """Ask whether the newest lot is to be counted so, or which one; the number alone changes
    nothing."""
    typed = turn.reply.text.strip()
    if turn.run or turn.reply.kind is not ReplyKind.TEXT:
        return None
    left = _LEFT.fullmatch(typed)
    if left is None and not _BARE.fullmatch(typed):
        return None
    said = typed if left is None else left["en"] or left["zh"]
    lots = await lots_of(turn.session, turn.person.person_id, limit=MOST_NAMED if left else 1)
    counted = [(lot, total) for lot in lots if (total := _counted(turn, lot, said))]
    if not counted:
        return None
    if len(counted) > 1:
        rows = tuple((Button(_label(lot, n), _data(lot, n)),) for lot, n in counted)
        keep = (act("supplier.left_none", "lot_keep", counted[0][0].id),)
        question = Text("supplier.left_of_which", {"said": own_words(said.strip())})
        return Outcome(Prompt(question, (*rows, keep)))
    ((lot, total),) = counted
    yes = Button(Text("supplier.correct_yes"), _data(lot, total), style="success")
    no = act("supplier.keep", "lot_keep", lot.id)
    return Outcome(Prompt(Text("supplier.correct", _facts(lot.item_code, total)), ((yes, no),)))


def _counted(turn: Turn, lot: MyLot, said: str) -> int:
    """The number in base units of what the lot holds; 0 where it is none of it."""
    item = turn.house.catalogue.by_code[lot.item_code]
    found = read_quantity(said, item)
    if found is None or found.quantity > plausible_max(item):
        return 0
    return found.quantity


def _label(lot: MyLot, total: int) -> Text:
    return Text("supplier.left_of", _facts(lot.item_code, total))


def _data(lot: MyLot, total: int) -> str:
    return f"a:lot_count:{lot.id}:{total}:{SURE}"


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
