"""The cast at their phones: every role's dialogs in one book, every push as it would be read."""

from dataclasses import dataclass
from datetime import datetime
from itertools import count

from cast import Member
from guest import Guest
from moments import NOW
from sqlmodel import col
from toy import HOUSE

from db.engine import Database
from db.queries.people import person_by_id
from db.tables import OutboxRow
from handlers.cards.cards import card_for
from handlers.conversation import person_of
from handlers.dialog import Prompt
from handlers.menu import BOOK
from handlers.pushes.pushes import prompt_for
from handlers.speech.message import Message
from handlers.speech.sentences import LANGUAGES
from handlers.speech.texts import render


@dataclass
class Hand(Guest):
    """One of the cast who presses and types; also reads what was pushed."""

    def __post_init__(self) -> None:
        # Presses of different people have different ids, as on Telegram.
        self._press = count(int(self.address) * 1000)

    async def pushed(self, kind: str) -> Prompt | None:
        """The newest push of a kind to this person, drawn now."""
        rows = await self.rows(
            OutboxRow, col(OutboxRow.address) == self.address, col(OutboxRow.kind) == kind
        )
        assert rows, f"nothing of kind {kind} for {self.address}"
        return await drawn(self.database, rows[-1], self.now)

    async def look(self, kind: str) -> None:
        """Put the newest push of a kind, or the newest card, on the screen."""
        if kind in ("need", "lot", "job"):
            rows = await self.rows(
                OutboxRow, col(OutboxRow.address) == self.address, col(OutboxRow.kind) == "card"
            )
            of_kind = [row for row in rows if row.params["card"] == kind]
            assert of_kind, f"no card of kind {kind} for {self.address}"
            self.screen = await drawn(self.database, of_kind[-1], self.now)
        else:
            self.screen = await self.pushed(kind)


def hand(database: Database, member: Member, lang: str, now: datetime = NOW) -> Hand:
    """The phone of one of the cast."""
    return Hand(database, address=member.address, lang_code=lang, book=BOOK, now=now)


async def drawn(database: Database, row: OutboxRow, now: datetime) -> Prompt | None:
    """What an outbox row says at `now`."""
    async with database.read() as session:
        assert row.person_id is not None
        known = await person_by_id(session, row.person_id)
        assert known is not None
        person = person_of(known)
        if row.kind == "card":
            params = row.params
            return await card_for(session, person, params["card"], params["subject_id"], now, HOUSE)
        return await prompt_for(session, person, row.kind, row.params, now, HOUSE)


def in_both(prompt: Prompt, now: datetime = NOW) -> dict[str, Message]:
    """The prompt as it is read in each language."""
    return {lang: render(prompt, lang, HOUSE.names(now)) for lang in LANGUAGES}
