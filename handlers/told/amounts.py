"""How many there are: a number, a pack's size, or really so much?"""

from fractions import Fraction
from typing import Any

from handlers.dialog import Choice, Fact, Question, Term, Text, Turn, Unclear
from handlers.steps.amounts import amount_choices, called_so, how_to_type, total_of
from handlers.steps.quantities import typed_quantity
from handlers.told.card import line_text
from handlers.told.change import as_stated, rewritten
from handlers.told.fill import counted
from handlers.told.questions import UNKNOWN, item_of, line_asked, one_question, other_goods
from handlers.told.said import SaidLine, said_of
from handlers.told.settle import alike, unknown_amount
from matching.catalogue import plausible_max
from matching.pack_size import pack_size

YES, ALL_SINGLE = "yes", "all1"
PACK_SIZES = (10, 12, 20, 24, 50, 100)
"""What is usually in a pack of a size nobody said, in base units."""
PIECE_OR_PACK = frozenset({"件"})
"""Words that mean one piece to some and a carton to others."""


async def ask_count(turn: Turn) -> Question:
    """How many?"""
    line = line_asked(turn)
    item = item_of(turn, line)
    key = "told.ask_count_offer" if line.is_offer else "told.ask_count"
    choices = amount_choices(item)
    if not line.is_offer:
        choices = (*choices, Choice(UNKNOWN, Text("steps.dont_know"), ("不知道", "don't know")))
    return one_question(turn, key, choices, how_to_type(item), columns=2)


async def read_count(turn: Turn, _question_: Question) -> Any:
    """A typed quantity, or "don't know"."""
    line, said = line_asked(turn), said_of(turn.answers)
    more = await other_goods(turn, called_so(turn.house.catalogue, line.code))
    if more is not None:
        return more
    answer = typed_quantity(turn, lambda _: line.code, unknown=not line.is_offer)
    if answer == UNKNOWN:
        return rewritten(said.with_line(unknown_amount(line)))
    return rewritten(said.with_line(as_stated(turn, line, answer)))


async def ask_really(turn: Turn) -> Question:
    """So much?"""
    line = line_asked(turn)
    item = item_of(turn, line)
    few = line.quantity <= plausible_max(item)
    choices = (Choice(YES, Text("steps.yes_really"), ("对", "是", "没错", "yes", "y")),)
    facts: dict[str, Fact] = {
        "line": line_text(turn, line),
        "most": total_of(item, plausible_max(item)),
    }
    key = "told.ask_really" if few else "told.ask_less"
    return one_question(turn, key, choices if few and line.quantity else (), facts)


async def ask_pack(turn: Turn) -> Question:
    """How many are in one pack?"""
    line = line_asked(turn)
    loose = line.unit in PIECE_OR_PACK
    choices = [_singles(turn, line)] if loose else []
    same = alike(said_of(turn.answers), line)
    if loose and len(same) > 1:
        words: dict[str, Fact] = {"n": len(same), "pack": Term("pack", line.unit)}
        choices.append(Choice(ALL_SINGLE, Text("told.all_singles", words)))
    choices += [Choice(str(n), total_of(item_of(turn, line), n)) for n in PACK_SIZES]
    if not line.is_offer:
        choices.append(Choice(UNKNOWN, Text("steps.dont_know"), ("不知道", "don't know")))
    facts: dict[str, Fact] = {
        "item": Term("item", line.code),
        "unit": Term("unit", line.code),
        "count": line.count,
        "pack": Term("pack", line.unit),
    }
    return one_question(turn, "told.ask_pack", choices, facts, columns=2)


def _singles(turn: Turn, line: SaidLine) -> Choice:
    """Ten 件 are simply ten pieces."""
    facts: dict[str, Fact] = {
        "count": line.count,
        "pack": Term("pack", line.unit),
        "total": total_of(item_of(turn, line), int(line.count or 0)),
    }
    return Choice("1", Text("told.singles", facts))


async def read_pack(turn: Turn, _question_: Question) -> Any:
    """A typed pack size, in the item's unit or in another that it is counted in: 一桶5升."""
    line = line_asked(turn)
    item = item_of(turn, line)
    size = pack_size(turn.reply.text, item, line.unit)
    if not size or size > plausible_max(item):
        unit = {"unit": Term("unit", line.code)}
        raise Unclear("told.unclear_pack", **unit)
    return packed(turn, size)


def packed(turn: Turn, size: int | Fraction) -> dict[str, Any]:
    """The line as packs of this size."""
    line, said = line_asked(turn), said_of(turn.answers)
    new = counted(line, line.count, line.unit, Fraction(size), turn.house.catalogue)
    return rewritten(said.with_line(new))
