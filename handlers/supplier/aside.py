"""What is left of somebody's stock, said where another question is open: "奶粉卖完了" after "how
many quilts?" is noted as that, the question stands, and the lot is come to when it is answered."""

from handlers.dialog import ONE_THING, Aside, ReplyKind, Term, Text, Turn
from handlers.supplier.correct import said_of_nothing
from handlers.supplier.counts import Counts, counts_meant, kinds_of
from handlers.told.said import is_said, said_of
from matching.intake.left import read_left
from matching.model import Role
from matching.permissions import Act, permits


async def aside(turn: Turn, about: frozenset[str]) -> Aside | None:
    """The lots that the words mean; None where they may answer the question, or say more."""
    if turn.reply.kind is not ReplyKind.TEXT or _may_ask(turn, about):
        return None
    stated = read_left(turn.reply.text, await turn.house.vocabulary.current(turn.session))
    if not stated or any(each.further or not each.codes for each in stated):
        return None
    catalogue = turn.house.catalogue
    if {code for each in stated for code in kinds_of(catalogue, each)} & (about | _on_card(turn)):
        return None
    found = [await counts_meant(turn, left) for left in stated]
    if all(each.lots for each in found):
        lines = tuple(map(_line, found))
        return Aside(Text("supplier.left_noted", {"lines": lines}), turn.reply.text)
    said = said_of_nothing(turn, found) if Role.SUPPLIER in turn.person.roles else None
    return None if said is None or any(each.lots for each in found) else Aside(said, "")


def _may_ask(turn: Turn, about: frozenset[str]) -> bool:
    """Whether "no masks" may be what is needed: "what do you need?" of who does not only give."""
    return about == ONE_THING and permits(turn.person.actor, Act.REPORT_NEED)


def _on_card(turn: Turn) -> frozenset[str]:
    """The goods of the draft: what is left of them puts its lines right."""
    if not is_said(turn.answers):
        return frozenset()
    return frozenset(line.code for line in said_of(turn.answers).lines)


def _line(meant: Counts) -> Text:
    """What the lot was and is; of several, that it will be asked which."""
    if len(meant.lots) == 1:
        return meant.lots[0].label
    return Text("supplier.left_several", {"item": Term("item", meant.lots[0].lot.item_code)})
