"""What somebody sees, and when two screens count as the same state."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.people import Actor
from bot.sandbox.state import Chat
from tests.crawl.city import Walker
from tests.crawl.snapshot import Snapshot
from tests.crawl.stage import Stage

_COUNTED = re.compile(r"\d+(?=_|$)")
_NAMED = re.compile(r"(?:\d+:)?([a-z_]+)\d*")
"""An answer that does something, and not the code or the number of what is chosen: `12:drop`."""
_OWN_SCREEN = "prompt"
_HUBS = frozenset({("told", "card"), ("ride", "which")})
"""Steps whose ways on depend on what was said before them."""
STANDING = """
SELECT d.dialog, d.step, d.answers, d.editing, d.page, d.keyboard_up, d.run
FROM dialog_states d JOIN identities i ON i.person_id = d.person_id WHERE i.address = ?
"""
SAID = """
SELECT params FROM outbox WHERE address = ? AND kind = 'prompt' ORDER BY id DESC LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Button:
    """An inline button on the screen."""

    message: int
    label: str
    data: str

    @property
    def kind(self) -> str:
        """What it does, whatever it is about: `d:s`, `a:lot_hold`, `m:need`."""
        parts = self.data.split(":")
        if parts[0] == "d" and len(parts) > 3:
            return f"d:{parts[3]}"
        # A word after the act says which list is meant, a number only which row of it.
        return ":".join(parts[:3] if parts[2:] and parts[2].isidentifier() else parts[:2])

    @property
    def is_choice(self) -> bool:
        """Whether it is one of the answers of a question."""
        return self.kind == "d:s"

    @property
    def sort(self) -> str:
        """What an answer does, whichever line it is about; empty for one of a list."""
        named = _NAMED.fullmatch(self.data.split(":", 4)[-1]) if self.is_choice else None
        return named[1] if named else ""


@dataclass(frozen=True, slots=True)
class Key:
    """A state: who, where in which dialog, how far, and with which kinds of buttons."""

    role: str
    lang: str
    dialog: str
    step: str
    notes: str
    """Page, edit, unclear answers, a parked draft, a reply keyboard."""
    says: str
    """The sentence on show, by its key in the locales."""
    kinds: frozenset[str]
    draft: str = ""
    """Of a draft made from somebody's own words, what it holds and what is open in it."""

    @property
    def entrance(self) -> tuple[str, str, str, str]:
        """What counts as come to before: a step that all of a draft hangs on is another one for
        another draft."""
        return (*self.place, self.draft if (self.dialog, self.step) in _HUBS else "")

    @property
    def place(self) -> tuple[str, str, str]:
        """Role, dialog and step."""
        return (self.role, self.dialog, self.step)


@dataclass
class View:
    """A chat as its owner sees it."""

    chat: Chat
    run: str = ""
    """The dialog that runs: its screen is looked at first."""
    version: int = -1
    buttons: list[Button] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Read the buttons, newest message last."""
        self.buttons = [
            Button(number, button["text"], button["callback_data"])
            for number, message in self.chat.messages.items()
            for row in message.get("reply_markup", {}).get("inline_keyboard", [])
            for button in row
            if "callback_data" in button
        ]
        self.version = self.chat.bell.version

    @property
    def newest(self) -> list[Button]:
        """Buttons of the dialog's own message; else of the message that changed last."""
        own = [each for each in self.buttons if self.run and each.data.startswith(f"d:{self.run}:")]
        order = self.chat.changed
        last = max((each.message for each in own or self.buttons), key=order.__getitem__, default=0)
        return [button for button in self.buttons if button.message == last]

    @property
    def taps(self) -> list[str]:
        """Words of the reply keyboard that are sent as they stand."""
        rows = (self.chat.keyboard or {}).get("keyboard", [])
        shown = [each if isinstance(each, dict) else {"text": each} for row in rows for each in row]
        return [each["text"] for each in shown if set(each) <= {"text", "style"}]

    def news(self, since: int) -> list[dict[str, Any]]:
        """Messages of the bot that are new or changed, oldest first."""
        return [
            message
            for number, message in self.chat.messages.items()
            if message["from"]["is_bot"] and self.chat.changed[number] > since
        ]


def view(stage: Stage, phone: Actor) -> View:
    """What the phone shows now."""
    row = stage.reading.execute(STANDING, (str(phone.person.id),)).fetchone()
    return View(phone.chat, row[6] if row and row[0] else "")


def state_of(stage: Stage, walker: Walker) -> Key:
    """The state somebody is in, from the record and the screen."""
    address = str(walker.phone)
    row = stage.reading.execute(STANDING, (address,)).fetchone()
    dialog, step, answers, editing, page, keyboard, _ = row or ("", "", "{}", 0, 0, 0, "")
    notes = json.loads(answers).get("=", {})
    parked = (notes.get("parked") or {}).get("dialog", "")
    facts = (
        "editing" if editing else "",
        "page" if page else "",
        "keyboard" if keyboard else "",
        f"unclear {min(notes.get('unclear', 0), 2)}" if notes.get("unclear") else "",
        f"parked {parked}" if parked else "",
    )
    shown = view(stage, stage.phone(walker.phone))
    return Key(
        walker.role,
        walker.lang,
        dialog,
        counted(step),
        " ".join(filter(None, facts)),
        _says(stage, address),
        frozenset(button.kind for button in shown.newest),
        _draft(json.loads(answers).get("said")),
    )


def _draft(said: Any) -> str:
    """The sides and doubts of what was told, or which facts of a vehicle were."""
    if not isinstance(said, dict):
        return ""
    lines = said.get("lines")
    if lines is None:
        return " ".join(sorted(said))
    sorts = {word for line in lines for word in (line.get("side", "need"), *line.get("doubts", ()))}
    return " ".join(sorted(sorts))


def counted(step: str) -> str:
    """A step's name without its number: the second item is asked for like the first."""
    return _COUNTED.sub("#", step)


def _says(stage: Stage, address: str) -> str:
    row = stage.reading.execute(SAID, (address,)).fetchone()
    if row is None:
        return ""
    return " ".join(_keys(json.loads(row[0])["prompt"].get("text")))


def _keys(text: Any) -> Iterator[str]:
    """The sentence's own key, and those of what is said around a question."""
    if not isinstance(text, dict):
        return
    key = text.get("key") or text.get("k")
    if isinstance(key, str):
        yield key
        if key.startswith("engine."):
            for part in (text.get("args") or text.get("a") or {}).values():
                yield from _keys(part)


def shown_before(snapshot: Snapshot, phone: int) -> dict[str, int]:
    """Data of all buttons on a person's screen, with the message they stand on."""
    messages = snapshot.screens[phone].messages
    return {
        button["callback_data"]: number
        for number, message in messages.items()
        for row in message.get("reply_markup", {}).get("inline_keyboard", [])
        for button in row
        if "callback_data" in button
    }
