"""Somebody with a phone: reads what the bot says, finds the button with the words, presses, types.

Nothing is known here but what stands on the screen: buttons are found by the words on them, and
questions by their sentences, in the person's own language.
"""

import random
import re
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import cache
from typing import Any, TypeAlias

from bot.sandbox.errors import Impossible
from bot.sandbox.phone import Phone
from bot.scenarios.diary import Diary, Trouble
from bot.scenarios.rhythm import Rhythm
from bot.scenarios.scenario import Mishap
from bot.scenarios.script import Part
from bot.scenarios.street import Street
from handlers.speech.sentences import sentence
from matching.snapshot import Point

Json = dict[str, Any]
Act: TypeAlias = Callable[[Json], Awaitable[None]]
Form: TypeAlias = Mapping[str, Act]
"""Question of the bot, by its key in the locales → what is done about it."""

MARK = re.compile(r"</?b>|\{\w+\}|\n")
GLANCE = 5.0
"""Seconds that one look at the phone waits for news."""
PATIENCE = 60.0
"""Seconds without an answer before the dialog counts as broken; a loaded machine is slow."""
MOST_STEPS = 60
"""Questions of one dialog; more is going round in circles."""
GLANCES, THOUGHTS = 20.0, 4.0
"""Seconds of the city that it usually takes to notice a message, and to answer a question."""


class Broken(Exception):
    """The bot did not say what must follow; the message holds what was on the screen."""


@cache
def anchor(key: str, lang: str) -> str:
    """The longest stretch of a sentence that is shown just as it stands in the locales."""
    return max(MARK.split(sentence(key, lang)), key=len).strip()


@cache
def is_plain(key: str, lang: str) -> bool:
    """Whether the sentence is the same for everybody."""
    return MARK.search(sentence(key, lang).strip()) is None


def buttons(message: Json) -> list[Json]:
    """The inline buttons below a message."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button for row in rows for button in row if "callback_data" in button]


class Human:
    """One person of a scenario."""

    def __init__(
        self, phone: Phone, part: Part, rhythm: Rhythm, street: Street, diary: Diary
    ) -> None:
        self.phone = phone
        self.part = part
        self.rhythm = rhythm
        self.street = street
        self.diary = diary
        self.dice = random.Random(f"{part.number}:{part.name}")  # noqa: S311 (reaction times)
        self.mishaps = set(part.mishaps)
        self.shown: dict[int, Json] = {}
        """What stands on the phone, by message."""
        self.unread: deque[int] = deque()
        """Messages that changed and were not looked at yet."""
        self.at: Point | None = None
        """Where a driver has got to."""
        self.jobs = 0
        """How many jobs a driver took."""
        self.live: int | None = None
        """The message that shares the live location."""
        self.seen_reports: dict[str, str] = {}
        """What a coordinator was shown before: case code by what was reported."""
        self._version = -1
        self._toasts = 0
        self._done: set[str] = set()

    # What they see

    def says(self, message: Json, key: str) -> bool:
        """Whether the message holds this sentence, or has it on a button."""
        words = anchor(key, self.part.lang)
        text = message.get("text") or message.get("caption") or ""
        return words in text or self.button(message, key) is not None

    def button(self, message: Json, key: str) -> Json | None:
        """The button of a message that says this sentence, whole if it holds no facts."""
        words, whole = anchor(key, self.part.lang), is_plain(key, self.part.lang)
        for button in buttons(message):
            if button["text"] == words or (not whole and words in button["text"]):
                return button
        return None

    def is_practice(self, message: Json) -> bool:
        """Whether the message is marked as part of a drill."""
        text = str(message.get("text") or "")
        return text.startswith(anchor("push.drill", self.part.lang))

    async def read(self, seconds: float = GLANCE) -> bool:
        """Look at the phone; True when something new stands there."""
        screen = await self.phone.news(since=self._version, timeout=seconds)
        self._version = screen["version"]
        for message in screen["messages"]:
            if message["from"]["is_bot"]:
                self.shown[message["message_id"]] = message
                self.unread.append(message["message_id"])
        for toast in screen["toasts"]:
            # Read like a message: a refusal is said there and nowhere else.
            self._toasts -= 1
            self.shown[self._toasts] = {**toast, "message_id": self._toasts}
            self.unread.append(self._toasts)
        return bool(screen["messages"])

    def once(self, what: str) -> bool:
        """True the first time only: an edited message is not answered again."""
        if what in self._done:
            return False
        self._done.add(what)
        return True

    def strikes(self, mishap: Mishap, about: str) -> bool:
        """Whether this goes wrong now; it does so once."""
        if mishap not in self.mishaps:
            return False
        self.mishaps.remove(mishap)
        trouble = Trouble(mishap, self.part.name, self.rhythm.minute, about)
        self.diary.troubles.append(trouble)
        return True

    # What they do

    async def notices(self) -> None:
        """The time until somebody looks at a new message."""
        await self.rhythm.takes(GLANCES, self.dice)

    async def thinks(self) -> None:
        """The time somebody takes for one answer."""
        await self.rhythm.takes(THOUGHTS, self.dice)

    async def say(self, text: str) -> None:
        """Type something."""
        await self.phone.say(text)

    async def press(self, message: Json, key: str) -> bool:
        """Press the button with these words; False when it is not there (any more)."""
        standing = self.shown.get(message["message_id"], message)
        found = self.button(standing, key)
        if found is None:
            self.diary.late += 1
            return False
        return await self.press_data(standing, found["callback_data"], key)

    async def press_data(self, message: Json, data: str, key: str = "") -> bool:
        """Press a button of a message; False when it went away meanwhile."""
        try:
            await self.phone.act("press", button=data, message_id=message["message_id"])
        except Impossible:
            self.diary.late += 1
            return False
        self.diary.acts[key or data.partition(":")[0]] += 1
        return True

    # How they fill in a form

    def typing(self, text: str) -> Act:
        """Answers a question by typing."""

        async def act(_message: Json) -> None:
            await self.say(text)

        return act

    def pressing(self, *keys: str) -> Act:
        """Answers a question by the first of these buttons that is there, or by typing its words.

        Where the bot asks by reply keyboard (place, phone) the words are the button.
        """

        async def act(message: Json) -> None:
            for key in keys:
                if self.button(message, key):
                    await self.press(message, key)
                    return
            await self.say(anchor(keys[0], self.part.lang))

        return act

    async def press_first(self, message: Json) -> None:
        """Answers a question by its first button."""
        for button in buttons(message)[:1]:
            await self.press_data(message, button["callback_data"])

    async def share_here(self, _message: Json) -> None:
        """Answers "where" with a location."""
        await self.phone.share_location(self.part.lat, self.part.lon, accuracy=15.0)

    async def fill(self, form: Form, ends: Sequence[str]) -> str:
        """Answer whatever is asked until one of the `ends` is said; which one it was.

        Raises Broken when nothing that can be answered comes.
        """
        for _ in range(MOST_STEPS):
            key, message = await self.hear((*ends, *form))
            if key in ends:
                return key
            await self.thinks()
            self.diary.acts[key] += 1
            await form[key](message)
        raise Broken(f"{self.part.name}: {MOST_STEPS} questions and no end; {self.screen()}")

    async def hear(self, keys: Sequence[str]) -> tuple[str, Json]:
        """The first of these sentences said since the last act, and its message."""
        with self.rhythm.awaiting():
            return await self._hear(keys)

    async def _hear(self, keys: Sequence[str]) -> tuple[str, Json]:
        aside, deadline = deque[int](), self.rhythm.clock.monotonic() + PATIENCE
        try:
            while True:
                while self.unread:
                    message = self.shown[self.unread.popleft()]
                    fresh = message["changed"] > self.phone.mark
                    key = next((key for key in keys if self.says(message, key)), "")
                    # A question that only lost its buttons is not asked again.
                    if fresh and key and self.once(_wording(message)):
                        return key, message
                    aside.append(message["message_id"])
                if not await self.read() and self.rhythm.clock.monotonic() > deadline:
                    raise Broken(f"{self.part.name} heard none of {keys}; {self.screen()}")
        finally:
            # What was not the answer is read later: a push may have come in between.
            self.unread.extend(aside)

    def screen(self) -> str:
        """The last messages, for a complaint."""
        last = sorted(self.shown)[-4:]
        return " | ".join(
            f"{self.shown[number].get('text', '')!r}"
            f" {[button['text'] for button in buttons(self.shown[number])]}"
            for number in last
        )


def _wording(message: Json) -> str:
    """A message as it is worded now: the same words again are no new question."""
    return f"{message['message_id']}:{message.get('text', '')}"
