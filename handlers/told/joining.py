"""Further words join the draft: more goods, other places, how urgent it is, for how many."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from db.actions.told import add_words
from handlers.dialog import SAYS, Text, Turn
from handlers.told.change import as_read, rewritten
from handlers.told.fill import deadline_of, lines_of, short
from handlers.told.noted import goods_said
from handlers.told.said import MOST_LINES, MOST_PLACES, Said, SaidLine, with_unread
from handlers.told.where import place_said
from matching.intake.reading import Doubt, Reading
from matching.model import Urgency

PRESSING = tuple(Urgency)
"""How urgent something may be, the most urgent first."""


async def joined(turn: Turn, said: Said, reading: Reading) -> dict[str, Any] | None:
    """The draft with further goods; those at a place of their own keep it. None if there is
    nothing to add, or too much."""
    first = max((line.number for line in said.lines), default=0) + 1
    more = lines_of(reading.lines, turn.house.catalogue, first)
    if not more or len(said.lines) + len(more) > MOST_LINES:
        return None
    spots, news = await _spots(turn, said, reading)
    lines = said.lines
    for line in more:
        open_ = None if spots else _uncounted(said, line)
        if open_ is not None and line.quantity:
            new = as_read(turn, open_, line)
            lines = tuple(new if x.number == new.number else x for x in lines)
        else:
            lines = (*lines, replace(line, place=_spot_of(said, line, spots)))
    unread = with_unread(replace(said, lines=lines), map(short, reading.unread))
    more_said = more_urgent(unread, reading, turn.now)
    more_said = replace(more_said, places=said.places + len(news))
    return rewritten(more_said, **news)


def _uncounted(said: Said, line: SaidLine) -> SaidLine | None:
    """The one line of the same thing that nobody has counted yet."""
    same = [x for x in said.lines if (x.code, x.side) == (line.code, line.side)]
    return same[0] if len(same) == 1 and same[0].has(Doubt.HOW_MANY) else None


def _spot_of(said: Said, line: SaidLine, spots: list[int]) -> int:
    """Where a further line goes: as it says; else where the same thing goes, else to the first
    place that anything still goes to."""
    if line.place < len(spots):
        return spots[line.place]
    same = {x.place for x in said.reported if x.code == line.code}
    if len(same) == 1:
        return same.pop()
    return next(iter(said.used_places), 0)


async def _spots(turn: Turn, said: Said, reading: Reading) -> tuple[list[int], dict[str, Any]]:
    """The number of each place of a further message, and the answers for those that are new; a
    place said again is the one before. None where there are too many."""
    spots: list[int] = []
    news: dict[str, Any] = {}
    for place in reading.places:
        answer = await place_said(turn, place)
        known = (n for n in range(said.places) if turn.answers.get(f"place{n}") == answer)
        spots.append(next(known, said.places + len(news)))
        if spots[-1] >= said.places:
            news[f"place{spots[-1]}"] = answer
    return (spots, news) if said.places + len(news) <= MOST_PLACES else ([], {})


def more_urgent(said: Said, reading: Reading, now: datetime) -> Said:
    """The draft with what further words say of how urgent it is, by when, and for how many."""
    if PRESSING.index(reading.urgency) < PRESSING.index(Urgency(said.urgency)):
        words = short(reading.urgency_words)
        said = replace(said, urgency=reading.urgency.value, urgency_words=words)
    return replace(
        said,
        deadline=said.deadline or deadline_of(reading.deadline, now),
        people=said.people or reading.people or 0,
        households=said.households or reading.households or 0,
    )


async def joined_and_said(turn: Turn, said: Said, reading: Reading) -> dict[str, Any] | None:
    """The same where a question was asked: the words are kept, and it is said what was noted."""
    more = await joined(turn, said, reading)
    if more is None:
        return None
    await add_words(turn.session, turn.person.actor, raw_id=said.raw, words=turn.reply.text)
    return {**more, SAYS: Text("told.noted_here", {"goods": goods_said(reading.lines)})}
