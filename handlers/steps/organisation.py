"""What an organisation is called: its name, and not what it needs."""

from typing import Any

from db.queries.told import words_of_person
from handlers.dialog import Choice, Question, ReplyKind, Text, Turn, Unclear
from handlers.engine.danger import danger_said
from handlers.engine.typed import fold
from handlers.speech.show import named
from handlers.steps.choices import skip_choice
from handlers.told.reading import read_words
from matching.gazetteer import Place
from matching.model import Role

SHORTEST, LONGEST = 2, 100
"""Signs of a name."""
MOST_OFFERED = 3
"""Places of the first message that are offered as the name."""


async def ask_organisation(turn: Turn) -> Question:
    """For whom somebody speaks; what they named in their first message is offered. Who supplies
    may speak for themselves."""
    role = Role(turn.answers["role"])
    offered = tuple(Choice(each.name, named(each.name)) for each in await _named(turn, role))
    alone = (skip_choice(),) if role is Role.SUPPLIER else ()
    return Question(Text(f"register.organisation_{role}"), (*offered, *alone))


async def pick_organisation(turn: Turn, value: str) -> Any:
    """The name that was offered; in which district it lies is known then."""
    named = await _named(turn, Role(turn.answers["role"]))
    place = next((each for each in named if each.name == value), None)
    if place is None or not place.district:
        return value
    return {"value": value, "+": {"district": place.district}}


async def read_organisation(turn: Turn, _question: Question) -> str:
    """The name as it was typed."""
    words = " ".join(turn.reply.text.split()) if turn.reply.kind is ReplyKind.TEXT else ""
    if not SHORTEST <= len(words) <= LONGEST or await _counts_goods(turn):
        raise Unclear("register.unclear_organisation")
    if not any(sign.isalpha() for sign in words) or fold(words) in _NO_NAMES:
        raise Unclear("register.unclear_organisation")
    return words


async def _named(turn: Turn, role: Role) -> list[Place]:
    """Hospitals that the first message named: who asks for one speaks for it, most likely."""
    if role is not Role.HOSPITAL:
        return []
    _, newest = await words_of_person(turn.session, turn.person.person_id, 1)
    if not newest:
        return []
    reading = await read_words(turn, newest[0].words)
    codes = [code for place in reading.places for code in place.candidates]
    places = turn.house.gazetteer.places
    return [each for each in places if each.code in codes and each.kind == HOSPITAL][:MOST_OFFERED]


async def _counts_goods(turn: Turn) -> bool:
    """Whether this is a report or a cry: whoever is asked for a name often tells their need first.

    Written a second time it is the name all the same.
    """
    reading = await read_words(turn, turn.reply.text)
    counts = any(line.quantity is not None for line in reading.lines)
    if not counts and not danger_said(turn, turn.reply.text):
        return False
    _, newest = await words_of_person(turn.session, turn.person.person_id, 1)
    return not any(each.words == turn.reply.text for each in newest)


HOSPITAL = "hospital"
"""Kind of the gazetteer's entries that hospitals have."""
_NO_NAMES = frozenset(fold(word) for word in skip_choice().words)
"""What is typed to leave a question out is nobody's name."""
