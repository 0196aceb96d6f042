"""The whole city put back as it was: every row of the record, every phone's screen.

Far quicker than to play the way there again: only the tables that changed are written.
"""

from dataclasses import dataclass
from typing import Any

from bot.sandbox.state import Chat
from tests.crawl.stage import Stage

SHIPPED = {"items", "gazetteer", "alembic_version"}
"""Tables that nobody changes."""
RUNNING = {"senders", "tick_slots", "tick_requests", "events"}
"""Tables of the process that runs now: another one may have written the snapshot."""
TALK = {"inbox", "outbox", "dialog_states", "cards", "sqlite_sequence"}
"""Tables that change whenever anything is said; all others are the record of the city."""

Rows = list[tuple[Any, ...]]
Record = dict[str, Rows]


@dataclass(frozen=True, slots=True)
class Screen:
    """What one chat shows."""

    messages: dict[int, dict[str, Any]]
    changed: dict[int, int]
    last_id: int
    keyboard: dict[str, Any] | None
    started: bool
    blocked: bool


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The city at one moment."""

    record: Record
    screens: dict[int, Screen]


class Keeper:
    """Takes snapshots of a stage where nothing is under way, and puts them back.

    Whoever has let something happen takes the next one before anything is put back.
    """

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        names = stage.reading.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        self.tables = sorted(name for (name,) in names if name not in SHIPPED | RUNNING)
        self._last: Record = {}

    def forget_talk(self) -> None:
        """Drop what was handled and sent long ago, as the sweeper does: it is copied at every step.

        The ways over it stay: screens, cards and the buttons on them.
        """
        self.stage.reading.execute("DELETE FROM inbox WHERE state = 'done'")
        self.stage.reading.execute("DELETE FROM outbox WHERE state IN ('sent', 'superseded')")

    def take(self) -> Snapshot:
        """The city now; tables as they were before share their rows."""
        record: Record = {}
        for name in self.tables:
            rows = self.stage.reading.execute(f"SELECT * FROM {name}").fetchall()
            before = self._last.get(name)
            record[name] = before if before == rows else rows
        self._last = record
        chats = self.stage.bot.chats
        return Snapshot(record, {number: _screen(chat) for number, chat in chats.items()})

    async def put_back(self, wanted: Snapshot) -> None:
        """Make the city what it was."""
        now = self._last or self.take().record
        changed = [name for name in self.tables if now[name] is not wanted.record[name]]
        async with self.stage.app.database._writer:  # the bot's own lock: a tick may be writing
            write = self.stage.reading
            write.execute("BEGIN IMMEDIATE")
            for name in changed:
                write.execute(f"DELETE FROM {name}")
                rows = wanted.record[name]
                if rows:
                    marks = ",".join("?" * len(rows[0]))
                    write.executemany(f"INSERT INTO {name} VALUES ({marks})", rows)
            write.execute("COMMIT")
        self._last = wanted.record
        for number, screen in wanted.screens.items():
            _show(self.stage.bot.chats[number], screen)


def changed_tables(before: Record, after: Record) -> set[str]:
    """The tables of the city's record that differ."""
    return {name for name in before if name not in TALK and before[name] != after[name]}


def _screen(chat: Chat) -> Screen:
    return Screen(
        dict(chat.messages),
        dict(chat.changed),
        chat.last_id,
        chat.keyboard,
        chat.started,
        chat.blocked,
    )


def _show(chat: Chat, screen: Screen) -> None:
    chat.messages = dict(screen.messages)
    chat.changed = dict(screen.changed)
    chat.last_id, chat.keyboard = screen.last_id, screen.keyboard
    chat.started, chat.blocked = screen.started, screen.blocked
    chat.toasts.clear()
