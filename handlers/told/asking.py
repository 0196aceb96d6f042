"""The questions a draft leaves open, one at a time, each about one line."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from handlers.dialog import (
    Choice,
    Fact,
    Question,
    ReplyKind,
    Step,
    Term,
    Text,
    Turn,
    Unclear,
)
from handlers.steps.amounts import amount_choices, called_so, how_to_type, total_of
from handlers.steps.choices import whole_number
from handlers.steps.items import item_choice, named_item
from handlers.steps.quantities import typed_quantity
from handlers.told.card import line_text, quantity_text
from handlers.told.change import (
    as_read,
    as_stated,
    edited_line,
    joined_and_said,
    leave,
    on_side,
    rewritten,
)
from handlers.told.fill import counted, lines_of, with_kind
from handlers.told.reading import read_words, without_cries
from handlers.told.said import (
    CARD,
    SaidLine,
    is_said,
    open_doubt,
    open_lines,
    said_of,
    with_amount_doubt,
)
from handlers.told.settle import alike, all_single, ready_only, unknown_amount
from matching.catalogue import Item, find_items, plausible_max
from matching.intake.reading import Doubt, Side
from matching.model import QuantityKind

DROP, REST, UNKNOWN, YES, ALL_SINGLE = "drop", "rest", "unknown", "yes", "all1"
PACK_SIZES = (10, 12, 20, 24, 50, 100)
"""What is usually in a pack of a size nobody said, in base units."""
PIECE_OR_PACK = frozenset({"件"})
"""Words that mean one piece to some and a carton to others."""
MOST_KINDS = 30
_KIND = frozenset({Doubt.KIND, Doubt.SPELLING})


def asked_line(answers: Mapping[str, Any]) -> tuple[SaidLine, Doubt] | None:
    """The line that is asked about, and what is asked."""
    if not is_said(answers):
        return None
    said, edited = said_of(answers), edited_line(answers)
    if edited is not None and said.ask:
        return edited, Doubt.KIND if said.ask == "kind" else Doubt.HOW_MANY
    if said.edit or not (CARD in answers or said.straight):
        return None
    for line in open_lines(said):
        doubt = open_doubt(line)
        if doubt is not None:
            return line, doubt
    return None


def _asks(*doubts: Doubt) -> Callable[[Mapping[str, Any]], bool]:
    def when(answers: Mapping[str, Any]) -> bool:
        asked = asked_line(answers)
        return asked is not None and asked[1] in doubts

    return when


def _line(turn: Turn) -> SaidLine:
    asked = asked_line(turn.answers)
    if asked is None:
        raise Unclear("told.unclear_card")
    return asked[0]


def _item(turn: Turn, line: SaidLine) -> Item:
    return turn.house.catalogue.by_code[line.code]


def _question(
    turn: Turn,
    key: str,
    choices: Sequence[Choice],
    facts: Mapping[str, Fact],
    columns: int = 1,
) -> Question:
    """One question about one line, with how many are left and the ways round it."""
    line, said = _line(turn), said_of(turn.answers)
    ready = len(said.reported) - len(open_lines(said))
    left = len(open_lines(said))
    more = Text("told.left", {"n": left}) if left > 1 and not said.edit else ""
    ways = [Choice(f"{line.number}:{DROP}", Text("told.drop"), ("不要了", "去掉", "skip"))]
    if ready and not said.edit and left > 1:
        ways.append(Choice(REST, Text("told.rest", {"n": ready})))
    text = Text("told.question", {"left": more, "question": Text(key, facts)})
    numbered = tuple(replace(each, value=f"{line.number}:{each.value}") for each in choices)
    return Question(text, (*numbered, *ways), columns=columns, page_size=14)


async def _ask_kind(turn: Turn) -> Question:
    """Which kind of thing is meant?"""
    line = _line(turn)
    choices = tuple(item_choice(code) for code in _kinds(turn, line))
    facts: dict[str, Fact] = {
        "words": Term("plain", line.words) if line.words else Term("item", line.code),
        "quantity": quantity_text(turn, line),
        "giving": Text("told.giving") if line.is_offer else "",
    }
    if line.has(Doubt.SPELLING) and not said_of(turn.answers).ask and len(choices) == 1:
        return _question(turn, "told.ask_spelling", choices, facts)
    return _question(turn, "told.ask_kind" if choices else "told.ask_name", choices, facts)


def _kinds(turn: Turn, line: SaidLine) -> list[str]:
    """The items to choose from, best first."""
    catalogue, item = turn.house.catalogue, _item(turn, line)
    codes = [code for code in line.candidates if code in catalogue.by_code]
    if not codes or said_of(turn.answers).ask:
        like = find_items(catalogue, line.words, turn.person.lang, 6) if line.words else ()
        codes += [match.item.code for match in like]
        codes += [kind.code for kind in catalogue.kinds_of(item) or catalogue.items_of(item.group)]
    kinds = [code for code in dict.fromkeys(codes) if not catalogue.by_code[code].must_ask]
    return kinds[:MOST_KINDS]


async def _read_kind(turn: Turn, _question_: Question) -> Any:
    """Another name, typed."""
    line, said = _line(turn), said_of(turn.answers)
    more = await _more(turn, {line.code, *_kinds(turn, line)})
    if more is not None:
        return more
    named = named_item(turn, "told.unclear_kind")
    if "item" in named:
        return rewritten(said.with_line(with_kind(line, named["item"], turn.house.catalogue)))
    kinds = dict.fromkeys((*named["guess"], *_kinds(turn, line)))
    asked = replace(line, candidates=tuple(kinds)[:MOST_KINDS])
    new = said.with_line(asked)
    return rewritten(replace(new, edit=said.edit, ask=said.ask))


async def _more(turn: Turn, mine: Collection[str]) -> dict[str, Any] | None:
    """Other goods, counted, said instead of an answer or along with it: they join the report;
    the line that is asked about takes what is its own."""
    if turn.reply.kind is not ReplyKind.TEXT:
        return None
    reading = without_cries(await read_words(turn, turn.reply.text))
    others = tuple(x for x in reading.lines if x.code not in mine and x.quantity is not None)
    if not others:
        return None
    said = said_of(turn.answers)
    own = lines_of([x for x in reading.lines if x.code in mine], turn.house.catalogue)
    if own:
        said = said.with_line(as_read(turn, _line(turn), own[0]))
    return await joined_and_said(turn, said, replace(reading, lines=others))


async def _ask_side(turn: Turn) -> Question:
    """Needed, or to be given? One answer for all lines that leave it open."""
    said = said_of(turn.answers)
    lines = tuple(line_text(turn, each) for each in said.lines if each.has(Doubt.SIDE))[:8]
    choices = tuple(
        Choice(side.value, Text(f"told.all_{side.value}"), words)
        for side, words in (
            (Side.NEED, ("需要", "need")),
            (Side.OFFER, ("提供", "捐", "give", "offer")),
        )
    )
    return _question(turn, "told.ask_side", choices, {"lines": lines})


async def _ask_count(turn: Turn) -> Question:
    """How many?"""
    line = _line(turn)
    item = _item(turn, line)
    key = "told.ask_count_offer" if line.is_offer else "told.ask_count"
    choices = amount_choices(item)
    if not line.is_offer:
        choices = (*choices, Choice(UNKNOWN, Text("steps.dont_know"), ("不知道", "don't know")))
    return _question(turn, key, choices, how_to_type(item), columns=2)


async def _read_count(turn: Turn, _question_: Question) -> Any:
    """A typed quantity, or "don't know"."""
    line, said = _line(turn), said_of(turn.answers)
    more = await _more(turn, called_so(turn.house.catalogue, line.code))
    if more is not None:
        return more
    answer = typed_quantity(turn, lambda _: line.code, unknown=not line.is_offer)
    if answer == UNKNOWN:
        return rewritten(said.with_line(unknown_amount(line)))
    return rewritten(said.with_line(as_stated(turn, line, answer)))


async def _ask_really(turn: Turn) -> Question:
    """So much?"""
    line = _line(turn)
    item = _item(turn, line)
    few = line.quantity <= plausible_max(item)
    choices = (Choice(YES, Text("steps.yes_really"), ("对", "是", "没错", "yes", "y")),)
    facts: dict[str, Fact] = {
        "line": line_text(turn, line),
        "most": total_of(item, plausible_max(item)),
    }
    key = "told.ask_really" if few else "told.ask_less"
    return _question(turn, key, choices if few and line.quantity else (), facts)


async def _ask_pack(turn: Turn) -> Question:
    """How many are in one pack?"""
    line = _line(turn)
    loose = line.unit in PIECE_OR_PACK
    choices = [_singles(turn, line)] if loose else []
    same = alike(said_of(turn.answers), line)
    if loose and len(same) > 1:
        words: dict[str, Fact] = {"n": len(same), "pack": Term("pack", line.unit)}
        choices.append(Choice(ALL_SINGLE, Text("told.all_singles", words)))
    choices += [Choice(str(n), total_of(_item(turn, line), n)) for n in PACK_SIZES]
    if not line.is_offer:
        choices.append(Choice(UNKNOWN, Text("steps.dont_know"), ("不知道", "don't know")))
    facts: dict[str, Fact] = {
        "item": Term("item", line.code),
        "unit": Term("unit", line.code),
        "count": line.count,
        "pack": Term("pack", line.unit),
    }
    return _question(turn, "told.ask_pack", choices, facts, columns=2)


def _singles(turn: Turn, line: SaidLine) -> Choice:
    """Ten 件 are simply ten pieces."""
    facts: dict[str, Fact] = {
        "count": line.count,
        "pack": Term("pack", line.unit),
        "total": total_of(_item(turn, line), int(line.count or 0)),
    }
    return Choice("1", Text("told.singles", facts))


async def _read_pack(turn: Turn, _question_: Question) -> Any:
    """A typed pack size."""
    number = whole_number(turn.reply.text, plausible_max(_item(turn, _line(turn))))
    if not number:
        raise Unclear("told.unclear_pack")
    return _packed(turn, number)


def _packed(turn: Turn, size: int) -> dict[str, Any]:
    line, said = _line(turn), said_of(turn.answers)
    new = counted(line, line.count, line.unit, Fraction(size), turn.house.catalogue)
    return rewritten(said.with_line(new))


async def _pick(turn: Turn, value: str) -> Any:
    """A choice of any of these questions."""
    said, asked = said_of(turn.answers), asked_line(turn.answers)
    if asked is None:
        raise Unclear("told.unclear_card")
    if value == REST:
        return rewritten(ready_only(said))
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
        return _packed(turn, int(chosen))
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
    Step("side", _ask_side, None, _asks(Doubt.SIDE), pick=_pick, undo=leave),
    Step("kind", _ask_kind, _read_kind, _asks(*_KIND), pick=_pick, undo=leave),
    Step("really", _ask_really, _read_count, _asks(Doubt.AMOUNT), pick=_pick, undo=leave),
    Step("pack", _ask_pack, _read_pack, _asks(Doubt.PACK), pick=_pick, undo=leave),
    Step("count", _ask_count, _read_count, _asks(Doubt.HOW_MANY), pick=_pick, undo=leave),
)
