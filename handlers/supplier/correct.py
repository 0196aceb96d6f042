"""What is left of stock that was counted: "84消毒液只剩20箱", "masks are sold out", a bare number.

Is it that lot? Of several: of which?
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from db.actions.goods import recount_lot
from db.queries.mine import MyLot, lot_of, lots_of, lots_of_items
from handlers.dialog import Button, Fact, Outcome, Prompt, ReplyKind, Term, Text, Turn
from handlers.engine.acts import SURE
from handlers.speech.arguments import number
from handlers.speech.show import Row, act, own_words
from handlers.supplier.acts import MOST_NAMED
from matching.catalogue import Catalogue, plausible_max
from matching.errors import NotFound
from matching.intake.left import Left, bare_number, read_left
from matching.model import Role
from matching.permissions import Act, permits
from matching.quantities import read_quantity

MOST_AT_ONCE = 3
"""Lots that one button counts anew."""
MOST_BYTES = 64
"""What a button carries."""
_ON = ((act("supplier.button_lots", "lots", 0),),)
_Count: TypeAlias = tuple[MyLot, int]
"""A lot, and what is left of it in base units."""


@dataclass(frozen=True, slots=True)
class _Counts:
    """The lots that a statement may mean, each with what is left of it."""

    left: Left
    lots: tuple[_Count, ...]
    named: bool = True
    """They are of the item that was said, not of one that stands in for it."""


async def told(turn: Turn) -> Outcome | None:
    """Ask whether a lot is to be counted so, or which one; words alone change nothing."""
    if turn.run or turn.reply.kind is not ReplyKind.TEXT or Role.SUPPLIER not in turn.person.roles:
        return None
    typed = turn.reply.text.strip()
    if bare_number(typed):
        return await _of_newest(turn, typed)
    stated = read_left(typed, await turn.house.vocabulary.current(turn.session))
    found = [await _meant(turn, left) for left in stated]
    if not any(each.lots for each in found):
        return _of_nothing(turn, found)
    counted = [each.lots[0] for each in found if len(each.lots) == 1 and each.named]
    if len(counted) == len(found) and _fits(counted):
        return _sure(turn, counted)
    return _which(turn, found)


async def _of_newest(turn: Turn, typed: str) -> Outcome | None:
    """A number alone may put the newest count right."""
    lots = await lots_of(turn.session, turn.person.person_id, limit=1)
    counted = [(lot, total) for lot in lots if (total := _counted(turn, lot, typed))]
    return _sure(turn, counted) if counted else None


async def _meant(turn: Turn, left: Left) -> _Counts:
    """The person's lots of what was said; of its stand-ins where there is none of it."""
    who, catalogue = turn.person.person_id, turn.house.catalogue
    if not left.codes:
        return _Counts(
            left, _of_each(turn, left, await lots_of(turn.session, who, limit=MOST_NAMED))
        )
    for named, codes in ((True, _kinds(catalogue, left)), (False, _stand_ins(catalogue, left))):
        lots = await lots_of_items(turn.session, who, codes, limit=MOST_NAMED)
        if lots:
            return _Counts(left, _of_each(turn, left, lots), named)
    return _Counts(left, ())


def _kinds(catalogue: Catalogue, left: Left) -> set[str]:
    """The items that are said, and the kinds of each that leaves its kind open."""
    kinds = (kind for code in left.codes for kind in catalogue.kinds_of(catalogue.by_code[code]))
    return {*left.codes, *(kind.code for kind in kinds)}


def _stand_ins(catalogue: Catalogue, left: Left) -> set[str]:
    """What counts as the same need: 消毒液 may be the hand rub on the shelf."""
    items = [catalogue.by_code[code] for code in left.codes]
    same = (other.code for item in items for other in catalogue.items_of(item.group))
    return {*same, *(code for item in items for code in item.substitutes)}


def _of_each(turn: Turn, left: Left, lots: Sequence[MyLot]) -> tuple[_Count, ...]:
    if not left.count:
        return tuple((lot, 0) for lot in lots if lot.free or lot.reserved)
    return tuple((lot, total) for lot in lots if (total := _counted(turn, lot, left.count)))


def _counted(turn: Turn, lot: MyLot, said: str) -> int:
    """The number in base units of what the lot holds; 0 where it is none of it."""
    item = turn.house.catalogue.by_code[lot.item_code]
    found = read_quantity(said, item)
    if found is None or found.quantity > plausible_max(item):
        return 0
    return found.quantity


def _of_nothing(turn: Turn, found: Sequence[_Counts]) -> Outcome | None:
    """Nothing is left of what was never counted here; a count of it is a report like any other, and
    whoever may need things is heard as one who does."""
    named = [each.left.codes[0] for each in found if each.left.codes and not each.left.count]
    if not named or len(named) < len(found) or permits(turn.person.actor, Act.REPORT_NEED):
        return None
    items = tuple(Term("item", code) for code in dict.fromkeys(named))
    return Outcome(Prompt(Text("supplier.none_counted", {"items": items}), _ON))


def _sure(turn: Turn, counted: Sequence[_Count]) -> Outcome:
    """Is that so?"""
    yes = Button(Text("supplier.correct_yes"), _data(counted), style="success")
    no = act("supplier.correct_no", "lot_keep", counted[0][0].id)
    question = _of_all("supplier.correct", "supplier.correct_all", counted)
    return Outcome(Prompt(question, ((yes, no), *_or_need(turn, counted))))


def _which(turn: Turn, found: Sequence[_Counts]) -> Outcome:
    """Of which of them?"""
    counted = [each for one in found for each in one.lots]
    rows = [(Button(_label(*each), _data([each])),) for each in counted]
    if len(counted) > 1 and _fits(counted) and not any(total for _, total in counted):
        rows.append((Button(Text("supplier.left_all"), _data(counted)),))
    rows.append((act("supplier.left_none", "lot_keep", counted[0][0].id),))
    said = next((each.left.count for each in found if each.left.count), turn.reply.text.strip())
    question = Text("supplier.left_of_which", {"said": own_words(said)})
    return Outcome(Prompt(question, (*rows, *_or_need(turn, counted))))


def _or_need(turn: Turn, counted: Sequence[_Count]) -> tuple[Row, ...]:
    """Who both gives and asks may mean by "no masks" that some are needed."""
    empty = not any(total for _, total in counted)
    if not empty or not permits(turn.person.actor, Act.REPORT_NEED):
        return ()
    return ((act("told.to_need", "told_need"),),)


def _label(lot: MyLot, total: int) -> Text:
    return Text("supplier.left_of", _facts(lot.item_code, total))


def _of_all(one: str, several: str, counted: Sequence[_Count]) -> Text:
    """The sentence about one lot, or about several."""
    if len(counted) == 1:
        ((lot, total),) = counted
        return Text(one, _facts(lot.item_code, total))
    return Text(several, {"lines": tuple(_label(*each) for each in counted)})


def _fits(counted: Sequence[_Count]) -> bool:
    return len(counted) <= MOST_AT_ONCE and len(_data(counted)) <= MOST_BYTES


def _data(counted: Sequence[_Count]) -> str:
    pairs = ":".join(f"{lot.id}:{total}" for lot, total in counted)
    return f"a:lot_count:{pairs}:{SURE}"


async def count(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """Yes, said to the question that was asked last: so much of it is there."""
    if args[-1:] != (SURE,) or not 1 < len(args) <= 2 * MOST_AT_ONCE + 1 or len(args) % 2 == 0:
        raise NotFound()
    counted = []
    for at in range(0, len(args) - 1, 2):
        quantity, lot_id = number(args, at + 1), number(args, at)
        lot = await lot_of(turn.session, turn.person.person_id, lot_id)
        if lot is None or quantity > plausible_max(turn.house.catalogue.by_code[lot.item_code]):
            raise NotFound()
        await recount_lot(
            turn.session, turn.person.actor, lot_id=lot.id, quantity=quantity, now=turn.now
        )
        counted.append((lot, quantity))
    return Outcome(Prompt(_of_all("supplier.recounted", "supplier.recounted_all", counted)))


def _facts(code: str, quantity: int) -> dict[str, Fact]:
    return {"item": Term("item", code), "quantity": Term("quantity", f"{code}:{quantity}")}
