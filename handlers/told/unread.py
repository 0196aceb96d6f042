"""Words of the card that nobody could read: kept on it until somebody says what they mean."""

from dataclasses import replace
from typing import Any

from handlers.dialog import Choice, Term, Text, Turn
from handlers.told.change import rewritten
from handlers.told.fill import short
from handlers.told.said import Said, SaidLine, with_unread
from matching.intake.reading import Doubt, Side
from matching.intake.unknown import take_apart, unknown_goods
from matching.intake.weigh import AID

UNREAD = "unread"
"""Name of the choices; their number follows."""
LABEL_SIGNS = 16
"""Signs of somebody's words on a button."""


def unread_choices(said: Said) -> tuple[Choice, ...]:
    """One for each of them, to say what it is."""
    return tuple(
        Choice(f"{UNREAD}{n}", Text("told.say_what", {"words": Term("plain", label)}))
        for n, label in enumerate(short(words, LABEL_SIGNS) for words in said.unread)
    )


async def ask_what(turn: Turn, said: Said, value: str) -> dict[str, Any]:
    """The words as a line of their own, asked which thing they mean; what is then chosen is
    proposed to be learnt."""
    words = said.unread[int(value.removeprefix(UNREAD))]
    found = take_apart(words, await turn.house.vocabulary.current(turn.session))
    last = said.lines[-1] if said.lines else None
    line = SaidLine(
        number=max((each.number for each in said.lines), default=0) + 1,
        words=short(found.name),
        code=AID,
        side=Side.OFFER.value if last is not None and last.is_offer else Side.NEED.value,
        stated=found.stated,
        count=found.count,
        unit=found.unit,
        doubts=(Doubt.KIND.value,),
        place=0 if last is None else last.place,
    )
    left = tuple(each for each in said.unread if each != words)
    new = replace(said, lines=(*said.lines, line), unread=left)
    return rewritten(replace(new, edit=str(line.number), ask="kind"))


async def kept_unread(turn: Turn, said: Said, words: str) -> Said:
    """The draft with what the words count and nobody knows; as it was where they count nothing."""
    reader = await turn.house.vocabulary.current(turn.session)
    return with_unread(said, unknown_goods(words, reader))
