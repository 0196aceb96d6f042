"""Whatever is pressed or typed, in any order: an answer to each press, a way on, nothing broken."""

import asyncio
import shutil
from dataclasses import asdict
from pathlib import Path
from typing import Any

from engines import known
from hypothesis import given, settings
from hypothesis import strategies as st
from moments import NOW
from records import Databases
from toy import BOOK as TOYS
from toy import HOUSE, Heard, Visitor, prompts

from db.actions.dialogs import load_state
from db.actions.messages import Lane
from db.engine import Database
from handlers.dialog import Prompt, ReplyKind
from handlers.engine.book import Book
from handlers.engine.data import DialogPress, read_data
from handlers.menu import BOOK
from handlers.speech.message import Message, utf16_length
from handlers.speech.sentences import LANGUAGES
from handlers.speech.texts import render
from matching.model import Role

EXAMPLES = settings().max_examples // 3
"""A walk is a dozen transactions on a fresh file: fewer of them than of pure examples."""

WORDS = st.sampled_from(
    (
        *("back", "取消", "menu", "help", "yes", "好", "change", "continue", "more", "语言"),
        *("hospital", "医院", "1", "2", "99", "N95口罩", "the last place", "refuse", "accept"),
        *("", " ", "x" * 4096, "😀" * 2100, "שלום עולם", "\u202eabc", "a\x00b", "\ud83d", "<b>x"),
        *("需要", "有", "need", "12", "：", "…", "/start", "{typed}"),
    )
)
COMMANDS = st.sampled_from(("start", "menu", "cancel", "toy", "short", "help", "lang", "nonsense"))
ACTIONS = st.one_of(
    *[st.tuples(st.just("live"), st.integers(0, 11))] * 4,
    st.tuples(st.just("stale"), st.integers(0, 60)),
    st.tuples(st.just("forged"), st.text(max_size=20)),
    st.tuples(st.just("garbage"), st.text(max_size=40)),
    st.tuples(st.just("say"), WORDS | st.text(max_size=30)),
    st.tuples(st.just("command"), COMMANDS),
    st.tuples(st.just("share"), st.booleans()),
    st.tuples(st.just("thing"), st.sampled_from((ReplyKind.PHOTO, ReplyKind.OTHER))),
    st.tuples(st.just("restart"), st.just(0)),
)


class Walk:
    """One person trying everything."""

    def __init__(self, database: Database, book: Book) -> None:
        self.visitor = Visitor(database, book=book)
        self.live: list[str] = []
        self.seen: list[str] = []

    async def act(self, kind: str, value: Any) -> None:
        before = await self._state()
        match kind:
            case "live" if self.live:
                await self._press(self.live[value % len(self.live)], before)
            case "stale" if self.seen:
                await self._press(self.seen[value % len(self.seen)], before)
            case "forged" if self.live:
                await self._press(self.live[0].rpartition(":")[0] + ":" + value, before)
            case "garbage":
                await self._press(value, before)
            case "say":
                self._check_said(await self.visitor.say(value))
            case "command":
                self._check_said(await self.visitor.command(value))
            case "share":
                self._look(await self.visitor.share(live=value))
            case "thing":
                self._check_said(await self.visitor.send(value))
            case "restart":
                database, now = self.visitor.database, self.visitor.now
                press = self.visitor._press
                book, seen = self.visitor.book, self.visitor._seen
                self.visitor = Visitor(database, book=book, now=now, _seen=seen, _press=press)
            case "act":
                name, args = value
                names = sorted(self.visitor.book.acts)
                await self._press(":".join(("a", names[name % len(names)], *args)), before)

    async def _press(self, data: str, before: Any) -> None:
        rows = await self.visitor.press(data)
        assert [row.kind for row in rows if row.lane == Lane.ANSWER] == ["answer"]
        self._look(rows)
        press = read_data(data)
        if isinstance(press, DialogPress) and press.run != before["run"]:
            assert await self._state() == before

    def _check_said(self, rows: list[Heard]) -> None:
        assert prompts(rows), "nobody is left without an answer"
        self._look(rows)

    def _look(self, rows: list[Heard]) -> None:
        said = prompts(rows)
        assert len(said) <= 1 or (len(said) == 2 and said[0].prompt.remove_keyboard)
        for row in said:
            self._look_at(row.prompt)

    def _look_at(self, prompt: Prompt) -> None:
        data = [button.data for row in prompt.buttons for button in row]
        assert all(len(each.encode()) <= 64 for each in data)
        self.live = data or self.live
        self.seen.extend(data)
        for lang in LANGUAGES:
            check_message(render(prompt, lang, HOUSE.names(NOW)))

    async def _state(self) -> dict[str, Any]:
        async with self.visitor.database.read() as session:
            return asdict(await load_state(session, 1))


def check_message(message: Message) -> None:
    """What Telegram would refuse is never said."""
    assert 1 <= utf16_length(message.text) <= 4096
    assert message.text == message.text.strip()
    assert not (message.keys and message.keyboard)
    for entity in message.entities:
        assert entity.offset >= 0
        assert entity.length > 0
        assert entity.offset + entity.length <= utf16_length(message.text)
    for row in (*message.keys, *message.keyboard):
        assert row
        for key in row:
            assert 1 <= utf16_length(key.label) <= 64


async def walk(
    template: str, actions: list[tuple[str, Any]], *roles: Role, book: Book = TOYS
) -> None:
    file = Path(template).with_name("walked.db")
    shutil.copyfile(template, file)
    database = known(f"sqlite+aiosqlite:///{file}", "whoever walks")
    try:
        path = Walk(database, book)
        if roles:
            await path.visitor.join(*roles)
        for kind, value in actions:
            await path.act(kind, value)
    finally:
        await database.close()


@given(actions=st.lists(ACTIONS, min_size=4, max_size=16), driver=st.booleans())
@settings(max_examples=EXAMPLES)
def test_no_order_of_presses_and_words_breaks_a_conversation(
    sqlite_databases: Databases, actions: list[tuple[str, Any]], driver: bool
) -> None:
    role = Role.DRIVER if driver else Role.RESIDENT
    started = [("command", "toy"), *actions]
    asyncio.run(walk(sqlite_databases.template, started, role))


@given(actions=st.lists(ACTIONS, min_size=2, max_size=8))
@settings(max_examples=EXAMPLES // 2)
def test_a_stranger_can_do_anything_too(
    sqlite_databases: Databases, actions: list[tuple[str, Any]]
) -> None:
    asyncio.run(walk(sqlite_databases.template, actions))


ARGS = st.lists(
    st.sampled_from(("0", "1", "-1", "x", "", "9" * 30, "yes", "none", "need", "zh", "y", "é")),
    max_size=3,
)
TOLD = st.lists(
    st.sampled_from(
        (
            *(
                "需要",
                "有",
                "没有",
                "need",
                "we have",
                "急",
                "捐",
                "送到",
                "放在",
                "at",
                "，",
                "\n",
            ),
            *("N95口罩", "口罩", "glovs", "手套", "water", "tents", "司机", "帐篷", "血压计"),
            *("200", "30箱", "5件", "一百", "越多越好", "5000000000", "12 pallets", "0", "10%"),
            *("港湾医院", "中山", "解放路5号", "Zhongshan hosp", "24小时内", "车坏了", "救命"),
        )
    ),
    min_size=1,
    max_size=14,
).map(" ".join)
"""Free text of every kind, sensible or not."""
REAL_COMMANDS = st.sampled_from(sorted(each.command for each in BOOK.entries if each.command))
REAL_ACTIONS = st.one_of(
    ACTIONS,
    st.tuples(st.just("act"), st.tuples(st.integers(0, 200), ARGS)),
    st.tuples(st.just("command"), REAL_COMMANDS),
    st.tuples(st.just("say"), TOLD),
)


@given(
    actions=st.lists(REAL_ACTIONS, min_size=4, max_size=20),
    roles=st.lists(st.sampled_from(Role), max_size=3, unique=True),
)
@settings(max_examples=EXAMPLES)
def test_no_order_of_presses_and_words_breaks_a_real_conversation(
    sqlite_databases: Databases, actions: list[tuple[str, Any]], roles: list[Role]
) -> None:
    asyncio.run(walk(sqlite_databases.template, actions, *roles, book=BOOK))


@given(
    told=TOLD,
    actions=st.lists(REAL_ACTIONS, min_size=2, max_size=12),
    roles=st.lists(st.sampled_from(Role), max_size=2, unique=True),
)
@settings(max_examples=EXAMPLES)
def test_whatever_is_told_there_is_a_way_on(
    sqlite_databases: Databases, told: str, actions: list[tuple[str, Any]], roles: list[Role]
) -> None:
    asyncio.run(walk(sqlite_databases.template, [("say", told), *actions], *roles, book=BOOK))
