"""Somebody who talks to the real dialogs: presses what a button says, reads what was rendered."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel
from toy import HOUSE, Heard, Visitor

from db.engine import Database
from handlers.dialog import Prompt
from handlers.engine.book import Book
from handlers.menu import BOOK
from handlers.speech.message import Message
from handlers.speech.texts import render
from matching.model import Role


@dataclass
class Guest(Visitor):
    """A visitor of the whole book; `screen` is the message that was said last."""

    book: Book = field(default_factory=lambda: BOOK)
    screen: Prompt | None = None
    toast: str = ""

    async def _turn(self, reply: Any) -> list[Heard]:
        rows = await super()._turn(reply)
        said = [row for row in rows if row.kind == "prompt"]
        self.screen = said[-1].prompt if said else self.screen
        toasts = [row.toast for row in rows if row.kind == "answer" and row.toast]
        self.toast = self._say(Prompt(toasts[0])).text if toasts else ""
        return rows

    @property
    def lang(self) -> str:
        """The language the guest reads."""
        return "zh" if self.lang_code.startswith("zh") else "en"

    @property
    def text(self) -> str:
        """The last message as it is read."""
        assert self.screen is not None
        return self._say(self.screen).text

    @property
    def labels(self) -> list[str]:
        """What the buttons of the last message say."""
        return [label for label, _ in self._buttons()]

    async def tap(self, label: str) -> list[Heard]:
        """Press the first button whose label holds these words; on a reply keyboard, type it."""
        found = next((each for each in self._buttons() if label in each[0]), None)
        assert found is not None, (label, self.labels, self.text)
        assert self.screen is not None
        return await (self.say(found[0]) if self.screen.ask else self.press(found[1]))

    async def follow(self, *answers: str) -> None:
        """Tap `=label`, type everything else, one after the other."""
        for answer in answers:
            await (self.tap(answer[1:]) if answer.startswith("=") else self.say(answer))

    async def follow_act(self, data: str, *answers: str) -> None:
        """Press a card's button, then answer."""
        await self.press(data)
        await self.follow(*answers)

    async def rows(self, table: type[SQLModel], *conditions: Any) -> Sequence[Any]:
        """Rows of the record, oldest first, read anew."""
        async with self.database.read() as session:
            key = sa.inspect(table).primary_key[0]
            statement = sa.select(table).where(*conditions).order_by(key)
            return (await session.scalars(statement)).all()

    def _say(self, prompt: Prompt) -> Message:
        return render(prompt, self.lang, HOUSE.names(self.now))

    def _buttons(self) -> list[tuple[str, str]]:
        assert self.screen is not None
        message = self._say(self.screen)
        rows = message.keys or message.keyboard
        datas = [button.data for row in self.screen.buttons for button in row]
        labels = [key.label for row in rows for key in row if not key.ask]
        return list(zip(labels, datas, strict=True))


async def guest(database: Database, lang: str, *roles: Role, address: str = "501") -> Guest:
    """Somebody with these roles who speaks this language."""
    visitor = Guest(database, address=address, lang_code=lang)
    await visitor.join(*roles)
    return visitor
