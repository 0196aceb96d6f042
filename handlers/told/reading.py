"""Reading somebody's words with all that the house knows, as whoever they are."""

from dataclasses import replace

from handlers.dialog import Turn
from matching.intake.read import read_message
from matching.intake.reading import Reading
from matching.model import Role

REQUESTERS = (Role.HOSPITAL, Role.COMMUNITY, Role.RESIDENT)


async def read_words(turn: Turn, words: str) -> Reading:
    """What the words say; one to three milliseconds, so it is done on the loop."""
    reader = await turn.house.vocabulary.current(turn.session)
    return read_message(words, speaks_as(turn.person.roles), turn.person.lang, reader)


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
