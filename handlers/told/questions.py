"""A question about one line of the draft: which is asked, how it is put, what else is heard."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from handlers.dialog import Choice, Fact, Question, ReplyKind, Text, Turn, Unclear
from handlers.told.altered import taken_out
from handlers.told.change import as_read, edited_line
from handlers.told.fill import lines_of
from handlers.told.joining import joined_and_said
from handlers.told.reading import read_words, without_cries
from handlers.told.said import CARD, SaidLine, is_said, open_doubt, open_lines, said_of
from matching.catalogue import Item
from matching.intake.reading import Doubt

DROP, REST, UNKNOWN = "drop", "rest", "unknown"


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


def asks(*doubts: Doubt) -> Callable[[Mapping[str, Any]], bool]:
    """When one of these is what is asked."""

    def when(answers: Mapping[str, Any]) -> bool:
        asked = asked_line(answers)
        return asked is not None and asked[1] in doubts

    return when


def line_asked(turn: Turn) -> SaidLine:
    """The line that is asked about."""
    asked = asked_line(turn.answers)
    if asked is None:
        raise Unclear("told.unclear_card")
    return asked[0]


def item_of(turn: Turn, line: SaidLine) -> Item:
    """What it is of."""
    return turn.house.catalogue.by_code[line.code]


def one_question(
    turn: Turn,
    key: str,
    choices: Sequence[Choice],
    facts: Mapping[str, Fact],
    columns: int = 1,
) -> Question:
    """One question about one line, with how many are left and the ways round it."""
    line, said = line_asked(turn), said_of(turn.answers)
    ready = len(said.reported) - len(open_lines(said))
    left = len(open_lines(said))
    more = Text("told.left", {"n": left}) if left > 1 and not said.edit else ""
    ways = [Choice(f"{line.number}:{DROP}", Text("told.drop"), ("不要了", "去掉", "skip"))]
    if ready and not said.edit and left > 1:
        ways.append(Choice(REST, Text("told.rest", {"n": ready})))
    text = Text("told.question", {"left": more, "question": Text(key, facts)})
    numbered = tuple(replace(each, value=f"{line.number}:{each.value}") for each in choices)
    return Question(text, (*numbered, *ways), columns=columns, page_size=14)


async def other_goods(turn: Turn, mine: Collection[str]) -> dict[str, Any] | None:
    """Other goods, counted, said instead of an answer or along with it: they join the report;
    the line that is asked about takes what is its own."""
    if turn.reply.kind is not ReplyKind.TEXT:
        return None
    fewer = await taken_out(turn, said_of(turn.answers), turn.reply.text)
    if fewer is not None:
        return fewer
    reading = without_cries(await read_words(turn, turn.reply.text))
    others = tuple(x for x in reading.lines if x.code not in mine and x.quantity is not None)
    if not others:
        return None
    said = said_of(turn.answers)
    own = lines_of([x for x in reading.lines if x.code in mine], turn.house.catalogue)
    if own:
        said = said.with_line(as_read(turn, line_asked(turn), own[0]))
    return await joined_and_said(turn, said, replace(reading, lines=others))
