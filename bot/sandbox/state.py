"""The sandbox's world: bots, people, chats, messages, files, and a record of every call."""

import random
import secrets
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.bell import Bell
from bot.sandbox.checks import Schema
from bot.sandbox.errors import CHAT_NOT_FOUND, Impossible, bad_request
from bot.sandbox.faults import Faults
from bot.sandbox.limits import Limits
from bot.sandbox.updates import UpdateQueue

Json = dict[str, Any]

TOKEN = "900001:sandbox-token-of-the-first-bot-00000"  # noqa: S105 (no secret: it opens only this sandbox)
"""The token of the bot that every sandbox has."""
FIRST_PERSON = 5_000_000_001
"""Ids of people start above 32 bits, as Telegram's now do: nobody may store them in an int4."""
LOG_LENGTH = 500_000
"""Calls remembered; older ones are forgotten."""
PRESSES = 50
"""Presses that a chat remembers."""


@dataclass(slots=True)
class Person:
    """Someone with a phone."""

    id: int
    name: str
    language: str
    username: str | None
    visited: bool = False
    """Whether somebody at the page ever used this phone."""
    away: bool = False
    """Whether the exercise it belonged to is over: the page folds it away."""

    def public(self) -> Json:
        """The person as a Bot API User."""
        user: Json = {"id": self.id, "is_bot": False, "first_name": self.name}
        if self.username:
            user["username"] = self.username
        if self.language:
            user["language_code"] = self.language
        return user


@dataclass(slots=True)
class Chat:
    """One bot's view of one chat; private when `person` is set."""

    id: int
    person: Person | None = None
    title: str = ""
    members: list[int] = field(default_factory=list)
    started: bool = False
    blocked: bool = False
    messages: dict[int, Json] = field(default_factory=dict)
    changed: dict[int, int] = field(default_factory=dict)
    removed: dict[int, int] = field(default_factory=dict)
    """Version at which a message disappeared, by its id."""
    last_id: int = 0
    keyboard: Json | None = None
    toasts: list[Json] = field(default_factory=list)
    presses: deque["Query"] = field(default_factory=lambda: deque(maxlen=PRESSES))
    """The latest presses in this chat, answered or not."""
    bell: Bell = field(default_factory=Bell)

    def public(self) -> Json:
        """The chat as the Bot API shows it inside a message."""
        if self.person is None:
            return {"id": self.id, "type": "group", "title": self.title}
        user = self.person.public()
        shown: Json = {key: user[key] for key in ("first_name", "username") if key in user}
        return {"id": self.id, "type": "private", **shown}

    def put(self, message: Json) -> Json:
        """Show a message, new or changed, and wake whoever watches the chat."""
        self.messages[message["message_id"]] = message
        self.changed[message["message_id"]] = self.bell.ring()
        return message

    def remove(self, message_id: int) -> None:
        """Make a message disappear."""
        del self.messages[message_id], self.changed[message_id]
        self.removed[message_id] = self.bell.ring()


@dataclass(slots=True)
class Query:
    """A press on an inline button and the answer it got."""

    id: str
    person: int
    chat: int
    message: int
    data: str
    pressed: float
    answered: float | None = None
    text: str = ""
    alert: bool = False
    version: int = 0
    """The chat's version when this press last changed."""
    bell: Bell = field(default_factory=Bell)

    def public(self) -> Json:
        """The press as the control plane shows it; times in seconds of the world's clock."""
        names = ("id", "person", "chat", "message", "data", "pressed", "answered", "text", "alert")
        return {name: getattr(self, name) for name in names}


@dataclass(slots=True)
class Webhook:
    """Where to push updates, and how the last tries went."""

    url: str
    secret: str | None
    max_connections: int
    last_error_date: int | None = None
    last_error_message: str | None = None


@dataclass(slots=True)
class Bot:
    """One bot account and all that Telegram keeps for it."""

    id: int
    token: str
    username: str
    queue: UpdateQueue
    feed: Bell = field(default_factory=Bell)
    """Rings with every change of any of its chats."""
    name: str = "Sandbox"
    chats: dict[int, Chat] = field(default_factory=dict)
    queries: dict[str, Query] = field(default_factory=dict)
    files: dict[str, Json] = field(default_factory=dict)
    commands: dict[tuple[str, str], list[Json]] = field(default_factory=dict)
    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    webhook: Webhook | None = None
    webhook_set: float = -1e9

    def public(self) -> Json:
        """The bot as a Bot API User."""
        return {"id": self.id, "is_bot": True, "first_name": self.name, "username": self.username}

    def commands_for(self, chat: Chat) -> list[Json]:
        """The menu that this chat shows: narrowest scope first, own language before none."""
        wide = "all_private_chats" if chat.person else "all_group_chats"
        languages = (chat.person.language[:2], "") if chat.person else ("",)
        keys = [
            (scope, code) for scope in (f"chat:{chat.id}", wide, "default") for code in languages
        ]
        return next((self.commands[key] for key in keys if self.commands.get(key)), [])

    def chat(self, chat_id: int) -> Chat:
        """The chat with this id; Telegram's refusal when the bot never met it."""
        chat = self.chats.get(chat_id)
        if chat is None:
            raise bad_request(CHAT_NOT_FOUND)
        return chat


class World:
    """Everything behind one sandbox server.

    `clock` gives seconds since 1970, `monotonic` seconds for limits and the log, `calendar` the
    seconds since 1970 that stand below messages; `advance` moves the first and the last forward.
    The same `seed` gives the same faults and ids.
    """

    def __init__(
        self,
        *,
        tokens: tuple[str, ...] = (TOKEN,),
        schema: Schema | None = None,
        seed: int = 0,
        first_update_id: int | None = None,
        clock: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
        calendar: Callable[[], float] | None = None,
        webhook_backoff: float = 1.0,
        log_length: int = LOG_LENGTH,
    ) -> None:
        self.epoch = secrets.token_hex(4)
        """Tells this world from one that ran before it at the same address."""
        self.random = random.Random(seed)  # noqa: S311 (faults that can be repeated)
        self.schema = schema
        self.monotonic = monotonic
        self.webhook_backoff = webhook_backoff
        self.faults = Faults(seed)
        self.limits = Limits(monotonic)
        self.shift = 0.0
        self._clock, self._calendar = clock, calendar or clock
        self.bell = Bell()
        self.people: dict[int, Person] = {}
        self.log: deque[Json] = deque(maxlen=log_length)
        self.calls = 0
        self.closed = False
        self.bots = {token: self._bot(token, index, first_update_id)
                     for index, token in enumerate(tokens)}  # fmt: skip

    def _bot(self, token: str, index: int, first_id: int | None) -> Bot:
        number = int(token.partition(":")[0])
        first = self.random.randrange(10**8, 9 * 10**8) if first_id is None else first_id
        queue = UpdateQueue(self.now, first_id=first, renumber=self.faults.next_number)
        return Bot(number, token, f"sandbox{index or ''}_bot", queue)

    def now(self) -> float:
        """Seconds since 1970 in this world."""
        return self._clock() + self.shift

    def dated(self) -> int:
        """What stands below a message of now: seconds since 1970 in the city."""
        return int(self._calendar() + self.shift)

    def advance(self, seconds: float) -> None:
        """Let time pass at once: updates age, queries die."""
        self.shift += seconds

    def bot(self, bot_id: int | None = None) -> Bot:
        """The bot with this id; the first one when none is named."""
        for bot in self.bots.values():
            if bot_id in (None, bot.id):
                return bot
        raise Impossible(f"no bot {bot_id}")

    def person(self, person_id: int) -> Person:
        """The person with this id."""
        try:
            return self.people[person_id]
        except KeyError:
            raise Impossible(f"no person {person_id}") from None

    def add_person(self, name: str, language: str, username: str | None = None) -> Person:
        """Give someone a phone; every bot may look them up, none may write to them yet."""
        person = Person(FIRST_PERSON + len(self.people), name, language, username)
        self.people[person.id] = person
        for bot in self.bots.values():
            chat = bot.chats[person.id] = Chat(person.id, person, bell=Bell(bot.feed))
            chat.bell.ring()
        return person

    def put_away(self, people: Iterable[int]) -> None:
        """Have the page fold these phones away, except those that a visitor used."""
        for person in map(self.person, people):
            self._show(person, away=not person.visited)

    def visit(self, person: Person) -> None:
        """Remember that somebody at the page uses this phone: from now on it stays in sight."""
        person.visited = True
        self._show(person, away=False)

    def _show(self, person: Person, *, away: bool) -> None:
        if person.away is not away:
            person.away = away
            for bot in self.bots.values():
                bot.chats[person.id].bell.ring()

    def new_message(self, chat: Chat, sender: Json, **content: Any) -> Json:
        """A message of `sender` with the chat's next id; not shown until it is put."""
        chat.last_id += 1
        head = {"message_id": chat.last_id, "date": self.dated()}
        return {**head, "chat": chat.public(), "from": sender, **content}

    def record(self, entry: Json) -> Json:
        """Remember one call of a bot."""
        self.calls += 1
        entry["n"] = self.calls
        self.log.append(entry)
        self.bell.ring()
        return entry

    def close(self) -> None:
        """Let go of everyone who waits, so that the server can stop."""
        self.closed = True
        for bot in self.bots.values():
            bot.queue.bell.ring()
            bot.feed.ring()
            for chat in bot.chats.values():
                chat.bell.ring()
            for query in bot.queries.values():
                query.bell.ring()
        self.bell.ring()
