"""One call of a Bot API method: who calls, with what; parameters read as the type they mean."""

import json
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.checks import TRUE
from bot.sandbox.errors import BLOCKED, CANNOT_INITIATE, bad_request, forbidden
from bot.sandbox.payload import Upload
from bot.sandbox.state import Bot, Chat, World

Json = dict[str, Any]


@dataclass(slots=True)
class Call:
    """What a method handler gets."""

    world: World
    bot: Bot
    method: str
    params: Json
    uploads: dict[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str | None:
        """A string, or None when it was not sent."""
        value = self.params.get(name)
        return None if value is None else str(value)

    def integer(self, name: str) -> int | None:
        """A whole number, or None when it was not sent."""
        value = self.params.get(name)
        if value is None or value == "":
            return None
        try:
            return int(value)
        except (TypeError, ValueError):
            raise bad_request(f"parameter {name} is not an integer") from None

    def number(self, name: str) -> float | None:
        """A number, or None when it was not sent."""
        value = self.params.get(name)
        try:
            return None if value is None else float(value)
        except (TypeError, ValueError):
            raise bad_request(f"parameter {name} is not a number") from None

    def flag(self, name: str) -> bool:
        """A boolean; False when it was not sent."""
        value = self.params.get(name)
        return value is True or value in TRUE

    def value(self, name: str) -> Any:
        """A nested value, read from JSON when it came in a form; None when it was not sent."""
        value = self.params.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {name} JSON object") from None

    def entities(self, name: str) -> list[Json]:
        """Message entities; none when they were not sent."""
        found = self.value(name) or []
        if not isinstance(found, list):
            raise bad_request("can't parse entities")
        return found

    def chat_number(self, name: str = "chat_id") -> int:
        """The id of the chat that is meant; 0 for a @name, of which the sandbox has none."""
        raw = self.text(name) or ""
        return int(raw) if raw.removeprefix("-").isdecimal() else 0

    def chat(self, name: str = "chat_id") -> Chat:
        """The chat that is meant; refused when the bot does not know it."""
        if not self.text(name):
            raise bad_request("chat_id is empty")
        return self.bot.chat(self.chat_number(name))

    def writable_chat(self) -> Chat:
        """The chat that is meant, if the bot may write there."""
        chat = self.chat()
        if chat.blocked:
            raise forbidden(BLOCKED)
        if not chat.started:
            raise forbidden(CANNOT_INITIATE)
        return chat
