"""The words that free text is read with: built once a process, learnt ones as they come."""

from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncSession

from db.queries.words import accepted_aliases, vocabulary_stamp
from matching.catalogue import build_catalogue
from matching.gazetteer import build_gazetteer
from matching.intake.reader import Language, Reader, build_reader


class Vocabulary:
    """The reader of the shipped tables, with the learnt words of the record.

    One look at one row a message tells whether the desk has accepted words since: they work in
    every process with the next message, and after every restart.
    """

    def __init__(self, shipped: Reader | None = None) -> None:
        """With none it knows no words: enough for a house where only names are looked up."""
        self._shipped = shipped or build_reader(
            build_catalogue(()), build_gazetteer((), (), ()), Language()
        )
        self._reader = self._shipped
        self._stamp = ""

    @property
    def signs(self) -> Mapping[str, str]:
        """Traditional signs as simplified ones; the desk adds none."""
        return self._shipped.signs

    async def current(self, session: AsyncSession) -> Reader:
        """The reader with all words accepted until now."""
        stamp = await vocabulary_stamp(session)
        if stamp != self._stamp:
            learnt = await accepted_aliases(session)
            self._reader, self._stamp = self._shipped.with_aliases(learnt), stamp
        return self._reader
