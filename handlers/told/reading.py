"""Reading somebody's words with all that the house knows, as whoever they are."""

import asyncio
from dataclasses import replace

from handlers.dialog import Turn
from matching.intake.read import read_message
from matching.intake.reading import Doubt, Reading, ReadLine, Side
from matching.intake.weigh import AID
from matching.model import Role

LONG = 300
"""Signs that take more than a few milliseconds to read; 4,096 take a tenth of a second."""
RESCUE = "RESCUE-TEAM"
"""The item that a cry for help means when it names nothing."""
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


def in_danger(reading: Reading) -> Reading:
    """The reading where a life is at risk: what is meant counts as named, help that is not said
    closer is a rescue team, and nobody is asked how it is spelt and how much there should be."""
    lines: dict[tuple[str, Side], ReadLine] = {}
    for line in reading.lines:
        code = RESCUE if line.code == AID and not line.words else line.code
        open_ended = line.open_ended or (line.side is Side.NEED and line.quantity is None)
        gone = {Doubt.SPELLING} if line.words else {Doubt.SPELLING, Doubt.KIND}
        doubts = tuple(each for each in line.doubts if each not in gone)
        meant = replace(line, code=code, open_ended=open_ended, doubts=doubts)
        lines.setdefault((line.words or code, line.side), meant)
    return replace(reading, lines=tuple(lines.values()))
