"""The lots that a statement of what is left may mean, each with what is left of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from db.queries.mine import MyLot, lots_of, lots_of_items
from handlers.dialog import Fact, Term, Text, Turn
from handlers.speech.show import counted
from handlers.supplier.acts import MOST_NAMED
from matching.catalogue import Catalogue, Item, plausible_max
from matching.intake.left import Left
from matching.model import QuantityKind
from matching.quantities import ReadQuantity, read_quantity

ABOUT = "~"
"""Before a number that a button carries: nobody counted exactly."""
_PIECE = "件"
_SINGLE = frozenset("套床条顶台")
"""Units of single things, which are also counted in 件; of all else 件 may be a carton."""


@dataclass(frozen=True, slots=True)
class Count:
    """A lot, and what is left of it in base units."""

    lot: MyLot
    total: int = 0
    kind: QuantityKind = QuantityKind.EXACT

    @property
    def facts(self) -> dict[str, Fact]:
        """What is left of what, and how much it was."""
        code, lot = self.lot.item_code, self.lot
        return {
            "item": Term("item", code),
            "was": counted(code, lot.free + lot.reserved, lot.kind),
            "quantity": counted(code, self.total, self.kind),
        }

    @property
    def is_as_before(self) -> bool:
        """Whether there is as much as was counted last."""
        lot = self.lot
        return (self.total, self.kind) == (lot.free + lot.reserved, lot.kind)

    @property
    def label(self) -> Text:
        """What it was and is, on a button or a line of the question."""
        return Text("supplier.left_of", self.facts)

    @property
    def of_lot(self) -> Text:
        """The same where the item is named beside it."""
        return Text("supplier.left_lot", self.facts)

    @property
    def done(self) -> Text:
        """What it is, on a line of the answer."""
        return Text("supplier.left_now", self.facts)

    def __str__(self) -> str:
        """As a button carries it."""
        about = ABOUT if self.kind is QuantityKind.ESTIMATE else ""
        return f"{self.lot.id}:{about}{self.total}"


@dataclass(frozen=True, slots=True)
class Counts:
    """The lots that a statement may mean, each with what is left of it."""

    left: Left
    lots: tuple[Count, ...]
    named: bool = True
    """They are of the item that was said, not of one that stands in for it."""
    uncounted: tuple[MyLot, ...] = ()
    """The lots of it, where the count says nothing of what they hold: how much is in a 件?"""
    is_gone: bool = False
    """There are lots of it, and nothing in them as it is."""


async def counts_meant(turn: Turn, left: Left) -> Counts:
    """The person's lots of what was said; of its stand-ins where there is none of it."""
    who, catalogue = turn.person.person_id, turn.house.catalogue
    if not left.codes:
        return Counts(left, of_each(turn, left, await lots_of(turn.session, who, limit=MOST_NAMED)))
    own = await lots_of_items(turn.session, who, kinds_of(catalogue, left), limit=MOST_NAMED)
    if own:
        counts = of_each(turn, left, own)
        if counts or not left.count:
            return Counts(left, counts, is_gone=not counts)
        return Counts(left, (), uncounted=tuple(own))
    if left.further:
        return Counts(left, ())
    others = await lots_of_items(turn.session, who, _stand_ins(catalogue, left), limit=MOST_NAMED)
    return Counts(left, of_each(turn, left, others), named=False)


def kinds_of(catalogue: Catalogue, left: Left) -> set[str]:
    """The items that are said, and the kinds of each that leaves its kind open."""
    kinds = (kind for code in left.codes for kind in catalogue.kinds_of(catalogue.by_code[code]))
    return {*left.codes, *(kind.code for kind in kinds)}


def _stand_ins(catalogue: Catalogue, left: Left) -> set[str]:
    """What counts as the same need: 消毒液 may be the hand rub on the shelf."""
    items = [catalogue.by_code[code] for code in left.codes]
    same = (other.code for item in items for other in catalogue.items_of(item.group))
    return {*same, *(code for item in items for code in item.substitutes)}


def of_each(turn: Turn, left: Left, lots: Sequence[MyLot]) -> tuple[Count, ...]:
    if not left.count:
        return tuple(Count(lot) for lot in lots if lot.free or lot.reserved)
    return tuple(count for lot in lots if (count := _count(turn, lot, left.count)))


def _count(turn: Turn, lot: MyLot, said: str) -> Count | None:
    """So much of what the lot holds; None where it is none of it."""
    item = turn.house.catalogue.by_code[lot.item_code]
    found = _read_count(said, item)
    if found is None or found.quantity > plausible_max(item):
        return None
    return Count(lot, found.quantity, found.kind)


def _read_count(said: str, item: Item) -> ReadQuantity | None:
    """The count; 件 of what is counted one by one is one of them."""
    found = read_quantity(said, item)
    if found is None and item.unit_zh in _SINGLE:
        return read_quantity(said.replace(_PIECE, item.unit_zh), item)
    return found
