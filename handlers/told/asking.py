"""The questions a draft leaves open, one at a time, each about one line."""

from dataclasses import replace
from typing import Any

from handlers.dialog import Step, Turn, Unclear
from handlers.told.amounts import (
    ALL_SINGLE,
    ask_count,
    ask_pack,
    ask_really,
    packed,
    read_count,
    read_pack,
)
from handlers.told.change import leave, on_side, rewritten
from handlers.told.fill import with_kind
from handlers.told.kinds import ask_kind, ask_side, read_kind
from handlers.told.questions import DROP, REST, UNKNOWN, asked_line, asks
from handlers.told.said import LEFT, SaidLine, said_of, to_answer, with_amount_doubt
from handlers.told.settle import all_single, open_apart, unknown_amount
from matching.intake.reading import Doubt, Side
from matching.model import QuantityKind

_KIND = frozenset({Doubt.KIND, Doubt.SPELLING})


async def _pick(turn: Turn, value: str) -> Any:
    """A choice of any of these questions."""
    said, asked = said_of(turn.answers), asked_line(turn.answers)
    if asked is None:
        raise Unclear("told.unclear_card")
    if value == REST:
        ready, rest = open_apart(said)
        return rewritten(ready, **{LEFT: to_answer(rest)})
    line, doubt = asked
    chosen = value.partition(":")[2]
    if chosen == DROP:
        return rewritten(said.without(line.number))
    if doubt is Doubt.SIDE:
        sided = tuple(on_side(x, Side(chosen)) if x.has(Doubt.SIDE) else x for x in said.lines)
        return rewritten(replace(said, lines=sided))
    if doubt is Doubt.PACK and chosen == ALL_SINGLE:
        return rewritten(all_single(said, line, turn.house.catalogue))
    if doubt is Doubt.PACK and chosen != UNKNOWN:
        return packed(turn, int(chosen))
    return rewritten(said.with_line(_settled(turn, line, doubt, chosen)))


def _settled(turn: Turn, line: SaidLine, doubt: Doubt, chosen: str) -> SaidLine:
    if doubt in _KIND:
        return with_kind(line, chosen, turn.house.catalogue)
    if chosen == UNKNOWN:
        return unknown_amount(line)
    if doubt is Doubt.AMOUNT:
        return line.settled(Doubt.AMOUNT)
    exact = replace(line, quantity=int(chosen), kind=QuantityKind.EXACT.value, open=False)
    exact = replace(exact, parts=(), count="", unit="", stated="")
    done = exact.settled(Doubt.HOW_MANY, Doubt.PACK, Doubt.AMOUNT)
    return with_amount_doubt(done, turn.house.catalogue)


ASK_STEPS = (
    Step("side", ask_side, None, asks(Doubt.SIDE), pick=_pick, undo=leave),
    Step("kind", ask_kind, read_kind, asks(*_KIND), pick=_pick, undo=leave),
    Step("really", ask_really, read_count, asks(Doubt.AMOUNT), pick=_pick, undo=leave),
    Step("pack", ask_pack, read_pack, asks(Doubt.PACK), pick=_pick, undo=leave),
    Step("count", ask_count, read_count, asks(Doubt.HOW_MANY), pick=_pick, undo=leave),
)
