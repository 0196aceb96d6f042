"""A small dialog with every kind of step, and a person to try it on: Reply in, outbox rows out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import sqlalchemy as sa
from moments import NOW
from shipped import catalogue, gazetteer, reader
from sqlmodel import col

from db.actions import ledger
from db.actions.people import add_role, meet_person
from db.engine import Database
from db.tables import DialogStateRow, LedgerRow, OutboxRow
from handlers.conversation import converse
from handlers.dialog import (
    Ask,
    Choice,
    Dialog,
    Outcome,
    PendingAct,
    Prompt,
    Question,
    Reply,
    ReplyKind,
    Step,
    Term,
    Text,
    Turn,
    Unclear,
)
from handlers.engine.book import Book, Entry
from handlers.house import House
from handlers.speech.texts import label
from handlers.speech.wire import prompt_from_json, text_from_json
from handlers.vocabulary import Vocabulary
from matching.errors import Outdated, TooMuch
from matching.model import Role
from matching.permissions import SYSTEM

HOUSE = House(catalogue(), gazetteer(), Vocabulary(reader()), bot_link="https://t.me/relief_bot")
KINDS = ("hospital", "community", "driver")
ITEMS = tuple(item.code for item in catalogue().items[:25])
LONG = "x" * 70


def plain(text: str) -> Term:
    """Words of no locale: the toy speaks its own."""
    return Term("plain", text)


def line(text: str) -> Text:
    """A sentence made of one plain fact."""
    return Text("engine.line", {"fact": plain(text)})


async def ask_kind(_turn: Turn) -> Question:
    return Question(line("Which kind?"), tuple(Choice(k, Term("role", k)) for k in KINDS))


async def ask_item(_turn: Turn) -> Question:
    return Question(line("Which item?"), tuple(Choice(c, Term("item", c)) for c in ITEMS))


async def ask_count(_turn: Turn) -> Question:
    choices = (Choice("10", plain("10 pieces")), Choice(LONG, plain("a very long value")))
    return Question(line("How many?"), choices, columns=2)


async def read_count(turn: Turn, _question: Question) -> Any:
    text = turn.reply.text.strip()
    if not (text.isascii() and text.isdigit()) or len(text) > 6:
        raise Unclear("engine.check")
    return {"value": int(text), "+": {"hinted": True}}


async def ask_place(_turn: Turn) -> Question:
    return Question(line("Where?"), (Choice("last", plain("the last place")),), ask=Ask.LOCATION)


async def read_place(turn: Turn, _question: Question) -> Any:
    if turn.reply.kind is not ReplyKind.LOCATION:
        raise Unclear("engine.check")
    return [turn.reply.lat, turn.reply.lon]


async def ask_note(_turn: Turn) -> Question:
    return Question(line("Any note?"), (Choice("-", plain("leave it out")),))


async def read_note(turn: Turn, _question: Question) -> Any:
    if turn.reply.kind is not ReplyKind.TEXT or not turn.reply.text.strip():
        raise Unclear("engine.check")
    return turn.reply.text


async def record(turn: Turn, kind: str) -> None:
    """A change that the tests can see, or miss."""
    await ledger.record(
        turn.session,
        kind=kind,
        actor=turn.person.actor,
        subject=f"run:{turn.run or 'none'}",
        facts={},
        now=turn.now,
    )


async def finish(turn: Turn) -> Outcome:
    await record(turn, "toy.finished")
    if turn.answers.get("note") == "refuse":
        raise TooMuch
    return Outcome(Prompt(line("Finished.")))


def shown(name: str) -> Any:
    """The summary line of a step: its name and answer."""
    return lambda turn: line(f"{name}: {str(turn.answers[name])[:20]}")


TOY = Dialog(
    "toy",
    (
        Step("kind", ask_kind, show=shown("kind")),
        Step("item", ask_item, show=shown("item"), clears=("count",)),
        Step("count", ask_count, read_count, show=shown("count")),
        Step("place", ask_place, read_place, lambda a: a.get("kind") != "driver", shown("place")),
        Step("note", ask_note, read_note, show=shown("note")),
    ),
    finish,
    title=line("The toy"),
)
SHORT = Dialog("short", (Step("note", ask_note, read_note),), finish, confirm=False)
REGISTER = Dialog("register", (Step("kind", ask_kind),), finish, confirm=False, for_all=True)
HELP = Dialog("help", (Step("note", ask_note, read_note),), finish, confirm=False, for_all=True)
NEED = Dialog("need", (Step("note", ask_note, read_note, show=shown("note")),), finish)


async def toy_yes(turn: Turn, args: tuple[str, ...]) -> Outcome:
    await record(turn, "toy.yes")
    if args == ("old",):
        raise Outdated
    return Outcome(toast=line("Yes."), drop_buttons=True)


async def toy_ask(_turn: Turn, _args: tuple[str, ...]) -> Outcome:
    return Outcome(start="toy", prefill={"kind": "driver"})


async def pending(turn: Turn) -> Sequence[PendingAct]:
    if Role.DRIVER not in turn.person.roles:
        return ()
    return (PendingAct(("accept", "接受"), plain("Accept offer 7"), "a:toy_yes:7"),)


async def begin_toy(_turn: Turn) -> Outcome:
    return Outcome(start="toy")


async def begin_short(_turn: Turn) -> Outcome:
    return Outcome(start="short")


BOOK = Book(
    dialogs={dialog.name: dialog for dialog in (TOY, SHORT, REGISTER, HELP, NEED)},
    acts={"toy_yes": toy_yes, "toy_ask": toy_ask},
    commands={"short": begin_short, "lang": begin_short},
    entries=(Entry("toy", line("Play the toy"), begin_toy, command="toy"),),
    pending=(pending,),
)


@dataclass
class Heard:
    """One outbox row as it was put in."""

    kind: str
    params: Mapping[str, Any]
    lane: int

    @property
    def prompt(self) -> Prompt:
        return prompt_from_json(self.params["prompt"])

    @property
    def toast(self) -> Text | None:
        text = self.params["text"]
        return None if text is None else text_from_json(text)


@dataclass
class Visitor:
    """Somebody who talks to the toy over a real record; every turn is its own transaction."""

    database: Database
    address: str = "501"
    book: Book = BOOK
    lang_code: str = "en"
    now: datetime = NOW
    shown_message: int = 100
    heard: list[Heard] = field(default_factory=list)
    _seen: int = 0
    _press: Any = field(default_factory=lambda: count(1))

    async def join(self, *roles: Role) -> "Visitor":
        """Meet, and hold these roles."""
        async with self.database.begin() as session:
            known = await meet_person(
                session,
                channel="telegram",
                address=self.address,
                name="Wang",
                lang_code=self.lang_code,
                now=self.now,
            )
            for role in roles:
                await add_role(session, SYSTEM, person_id=known.id, role=role, now=self.now)
        await self._collect()
        return self

    async def say(self, text: str) -> list[Heard]:
        return await self._turn(Reply("telegram", self.address, ReplyKind.TEXT, text=text))

    async def command(self, name: str, text: str = "") -> list[Heard]:
        reply = Reply("telegram", self.address, ReplyKind.COMMAND, text=text, command=name)
        return await self._turn(reply)

    async def press(self, data: str, message_id: str = "") -> list[Heard]:
        return await self._turn(
            Reply(
                "telegram",
                self.address,
                ReplyKind.PRESS,
                data=data,
                press_id=str(next(self._press)),
                message_id=message_id or str(self.shown_message),
            )
        )

    async def share(self, lat: float = 38.9, lon: float = 121.6, **more: Any) -> list[Heard]:
        reply = Reply("telegram", self.address, ReplyKind.LOCATION, lat=lat, lon=lon, **more)
        return await self._turn(reply)

    async def send(self, kind: ReplyKind, **more: Any) -> list[Heard]:
        return await self._turn(Reply("telegram", self.address, kind, **more))

    async def _turn(self, reply: Reply) -> list[Heard]:
        self.now += timedelta(seconds=1)
        reply = replace(reply, lang_code=self.lang_code, name="Wang")
        async with self.database.begin() as session:
            await converse(session, HOUSE, reply, self.now, self.book)
        return await self._collect()

    async def _collect(self) -> list[Heard]:
        async with self.database.read() as session:
            statement = sa.select(OutboxRow).where(col(OutboxRow.id) > self._seen)
            rows = (await session.scalars(statement.order_by(col(OutboxRow.id)))).all()
        self._seen = max([self._seen, *(row.id or 0 for row in rows)])
        self.heard = [Heard(row.kind, row.params, row.lane) for row in rows]
        return self.heard

    async def state(self) -> DialogStateRow:
        """Where the visitor stands, as it is stored."""
        async with self.database.read() as session:
            row: DialogStateRow = (await session.scalars(sa.select(DialogStateRow))).one()
        return row

    async def recorded(self, kind: str = "toy.finished") -> int:
        """How often something was really done."""
        async with self.database.read() as session:
            found = await session.scalar(
                sa.select(sa.func.count()).where(col(LedgerRow.kind) == kind)
            )
        return found or 0


def prompts(rows: Sequence[Heard]) -> list[Heard]:
    """The rows that say something."""
    return [row for row in rows if row.kind == "prompt"]


def the_prompt(rows: Sequence[Heard]) -> Prompt:
    """The one prompt among the rows."""
    (row,) = prompts(rows)
    return row.prompt


def keys(prompt: Prompt) -> dict[str, str]:
    """English label → data of every button."""
    names = HOUSE.names(NOW)
    return {
        label(button.label, "en", names): button.data for row in prompt.buttons for button in row
    }
