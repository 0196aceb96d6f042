"""A bare number typed after stock was counted: is the newest lot's count meant? "Only 20 left" of
several: of which?"""

import re

from db.actions.goods import recount_lot
from db.queries.mine import MyLot, lot_of, lots_of
from handlers.dialog import Button, Fact, Outcome, Prompt, ReplyKind, Term, Text, Turn
from handlers.engine.acts import SURE
from handlers.speech.arguments import number
from handlers.speech.show import act, counted, own_words
from handlers.supplier.acts import MOST_NAMED
from matching.catalogue import plausible_max
from matching.errors import NotFound
from matching.model import QuantityKind
from matching.quantities import ReadQuantity, read_quantity

_ABOUT = QuantityKind.ESTIMATE.value
"""Before the last argument of a button: so much is there, but nobody counted."""

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
    meant = [(lot, amount) for lot in lots if (amount := _amount(turn, lot, said))]
    if not meant:
        return None
    if len(meant) > 1:
        rows = tuple((Button(_label(lot, n), _data(lot, n)),) for lot, n in meant)
        keep = (act("supplier.left_none", "lot_keep", meant[0][0].id),)
        question = Text("supplier.left_of_which", {"said": own_words(said.strip())})
        return Outcome(Prompt(question, (*rows, keep)))
    ((lot, amount),) = meant
    yes = Button(Text("supplier.correct_yes"), _data(lot, amount), style="success")
    no = act("supplier.keep", "lot_keep", lot.id)
    facts = _facts(lot.item_code, amount.quantity, amount.kind)
    return Outcome(Prompt(Text("supplier.correct", facts), ((yes, no),)))


def _amount(turn: Turn, lot: MyLot, said: str) -> ReadQuantity | None:
    """So much of what the lot holds; None where it is none of it."""
    item = turn.house.catalogue.by_code[lot.item_code]
    found = read_quantity(said, item)
    return None if found is None or found.quantity > plausible_max(item) else found


def _label(lot: MyLot, amount: ReadQuantity) -> Text:
    return Text("supplier.left_of", _facts(lot.item_code, amount.quantity, amount.kind))


def _data(lot: MyLot, amount: ReadQuantity) -> str:
    guessed = f":{amount.kind.value}" if amount.kind is not QuantityKind.EXACT else ""
    return f"a:lot_count:{lot.id}:{amount.quantity}{guessed}:{SURE}"


async def count(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """Yes, said to the question that was asked last: so much of it is there."""
    kinds = {(SURE,): QuantityKind.EXACT, (_ABOUT, SURE): QuantityKind.ESTIMATE}
    kind = kinds.get(args[2:])
    if kind is None:
        raise NotFound()
    quantity = number(args, 1)
    lot = await lot_of(turn.session, turn.person.person_id, number(args))
    if lot is None or quantity > plausible_max(turn.house.catalogue.by_code[lot.item_code]):
        raise NotFound()
    await recount_lot(
        turn.session,
        turn.person.actor,
        lot_id=lot.id,
        quantity=quantity,
        quantity_kind=kind,
        now=turn.now,
    )
    return Outcome(Prompt(Text("supplier.recounted", _facts(lot.item_code, quantity, kind))))


def _facts(code: str, amount: int, kind: QuantityKind) -> dict[str, Fact]:
    return {"item": Term("item", code), "quantity": counted(code, amount, kind)}
