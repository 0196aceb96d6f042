"""Reading somebody's words with all that the house knows, as whoever they are."""

import asyncio
from dataclasses import replace

from handlers.dialog import Turn
from matching.intake.read import read_message
from matching.intake.reading import Reading
from matching.model import Role

LONG = 300
"""Signs that take more than a few milliseconds to read; 4,096 take a tenth of a second."""
REQUESTERS = (Role.HOSPITAL, Role.COMMUNITY, Role.RESIDENT)


async def read_words(turn: Turn, words: str) -> Reading:
    """What the words say; what is short is read on the loop, what is long beside it."""
    reader = await turn.house.vocabulary.current(turn.session)
    role, lang = speaks_as(turn.person.roles), turn.person.lang
    if len(words) <= LONG:
        return read_message(words, role, lang, reader)
    return await asyncio.to_thread(read_message, words, role, lang, reader)


def speaks_as(roles: frozenset[Role]) -> Role | None:
    """The one role by which a bare list is understood; None where roles leave it open."""
    asks = next((role for role in REQUESTERS if role in roles), None)
    if Role.SUPPLIER in roles:
        return None if asks else Role.SUPPLIER
    if asks is not None:
        return asks
    return Role.DRIVER if roles == {Role.DRIVER} else None


def without_cries(reading: Reading) -> Reading:
    """The reading without lines that no word names: a cry for help lists no goods."""
    return replace(reading, lines=tuple(line for line in reading.lines if line.words))
