"""What an organisation is called: its name, and not what it needs."""

from db.queries.told import words_of_person
from handlers.dialog import Question, ReplyKind, Text, Turn, Unclear
from handlers.steps.choices import skip_choice
from handlers.told.reading import read_words
from matching.model import Role

SHORTEST, LONGEST = 2, 100
"""Signs of a name."""


async def ask_organisation(turn: Turn) -> Question:
    """For whom somebody speaks; who supplies may speak for themselves."""
    role = Role(turn.answers["role"])
    alone = (skip_choice(),) if role is Role.SUPPLIER else ()
    return Question(Text(f"register.organisation_{role}"), alone)


async def read_organisation(turn: Turn, _question: Question) -> str:
    """The name as it was typed."""
    words = " ".join(turn.reply.text.split()) if turn.reply.kind is ReplyKind.TEXT else ""
    if not SHORTEST <= len(words) <= LONGEST or await _counts_goods(turn):
        raise Unclear("register.unclear_organisation")
    return words


async def _counts_goods(turn: Turn) -> bool:
    """Whether this is a report: whoever is asked for a name often tells their need first.

    Written a second time it is the name all the same.
    """
    reading = await read_words(turn, turn.reply.text)
    if not any(line.quantity is not None for line in reading.lines):
        return False
    _, newest = await words_of_person(turn.session, turn.person.person_id, 1)
    return not any(each.words == turn.reply.text for each in newest)
