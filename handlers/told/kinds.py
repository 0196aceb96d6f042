"""Which thing is meant, and whether it is needed or given."""

from dataclasses import replace
from typing import Any

from handlers.dialog import Choice, Fact, Question, ReplyKind, Term, Text, Turn
from handlers.steps.items import item_choice, named_item
from handlers.told.card import line_text, quantity_text
from handlers.told.change import as_read, rewritten
from handlers.told.fill import lines_of, with_kind
from handlers.told.questions import item_of, line_asked, one_question, other_goods
from handlers.told.reading import read_words, without_cries
from handlers.told.said import SaidLine, said_of
from matching.catalogue import find_items
from matching.intake.reading import Doubt, Side
from matching.intake.weigh import AID

MOST_KINDS = 30


async def ask_kind(turn: Turn) -> Question:
    """Which kind of thing is meant?"""
    line = line_asked(turn)
    choices = tuple(item_choice(code) for code in _kinds(turn, line))
    facts: dict[str, Fact] = {
        "words": Term("plain", line.words) if line.words else Term("item", line.code),
        "quantity": quantity_text(turn, line),
        "giving": Text("told.giving") if line.is_offer else "",
    }
    if line.has(Doubt.SPELLING) and not said_of(turn.answers).ask and len(choices) == 1:
        return one_question(turn, "told.ask_spelling", choices, facts)
    return one_question(turn, "told.ask_kind" if choices else "told.ask_name", choices, facts)


def _kinds(turn: Turn, line: SaidLine) -> list[str]:
    """The items to choose from, best first."""
    catalogue, item = turn.house.catalogue, item_of(turn, line)
    codes = [code for code in line.candidates if code in catalogue.by_code]
    if not codes or said_of(turn.answers).ask:
        like = find_items(catalogue, line.words, turn.person.lang, 6) if line.words else ()
        codes += [match.item.code for match in like]
        codes += [kind.code for kind in catalogue.kinds_of(item) or catalogue.items_of(item.group)]
    kinds = [code for code in dict.fromkeys(codes) if not catalogue.by_code[code].must_ask]
    return kinds[:MOST_KINDS]


async def read_kind(turn: Turn, _question_: Question) -> Any:
    """Another name, typed."""
    line, said = line_asked(turn), said_of(turn.answers)
    if line.code == AID and (answer := await _sole_line(turn, line)) is not None:
        return rewritten(said.with_line(answer))
    more = await other_goods(turn, {line.code, *_kinds(turn, line)})
    if more is not None:
        return more
    named = named_item(turn, "told.unclear_kind")
    if "item" in named:
        return rewritten(said.with_line(with_kind(line, named["item"], turn.house.catalogue)))
    kinds = dict.fromkeys((*named["guess"], *_kinds(turn, line)))
    asked = replace(line, candidates=tuple(kinds)[:MOST_KINDS])
    new = said.with_line(asked)
    return rewritten(replace(new, edit=said.edit, ask=said.ask))


async def _sole_line(turn: Turn, line: SaidLine) -> SaidLine | None:
    """The line as the one thing that is answered: bread 20 boxes, for words that nobody knew."""
    words = turn.reply.text if turn.reply.kind is ReplyKind.TEXT else ""
    read = lines_of(without_cries(await read_words(turn, words)).lines, turn.house.catalogue)
    if len(read) != 1 or not read[0].quantity:
        return None
    return as_read(turn, line, read[0])


async def ask_side(turn: Turn) -> Question:
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
    return one_question(turn, "told.ask_side", choices, {"lines": lines})
