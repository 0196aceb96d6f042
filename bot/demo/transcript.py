"""The story as it is read in a terminal: who does what, and what their phone then shows."""

import io
import re
import sys
import time
from dataclasses import dataclass, field
from typing import Any, TextIO

from bot.sandbox.phone import Answer, Phone, Wanted, button_texts
from handlers.speech.sentences import sentence

INDENT = "        "
WIDTH = 12
PATIENCE = 30.0
"""Seconds a person waits for an answer before the story counts as broken."""
MARK = re.compile(r"</?b>|\{\w+\}|\n")
"""What a sentence of the locales holds besides words that are shown as they stand."""


@dataclass(slots=True)
class Narrator:
    """Writes the transcript and counts what held and what did not."""

    out: TextIO = sys.stdout
    pause: float = 0.0
    """Seconds of silence after each line, for readers."""
    held: int = 0
    failed: int = 0
    started: float = field(default_factory=time.monotonic)

    def line(self, words: str = "") -> None:
        """One line, at once."""
        print(words, file=self.out, flush=True)
        if self.pause:
            time.sleep(self.pause)

    def take(self, other: "Narrator") -> None:
        """Tell what somebody else wrote down meanwhile."""
        if isinstance(other.out, io.StringIO):
            self.line(other.out.getvalue().rstrip("\n"))
        self.held += other.held
        self.failed += other.failed

    def chapter(self, zh: str, en: str) -> None:
        """A heading in both languages."""
        self.line()
        self.line(f"── {zh} · {en} ".ljust(78, "─"))

    def check(self, ok: bool, words: str) -> bool:
        """A fact that must hold."""
        self.line(f"{'✓' if ok else '✗'} {words}")
        if ok:
            self.held += 1
        else:
            self.failed += 1
        return ok


class Player:
    """A phone whose acts and screen are told as they happen."""

    def __init__(self, phone: Phone, narrator: Narrator, title: str, lang: str) -> None:
        self.phone = phone
        self.narrator = narrator
        self.title = title
        self.lang = lang
        self._last: tuple[Any, str] = (None, "")
        """Number and words of the message that was told last."""

    async def tap(self, key: str, *, timeout: float = PATIENCE) -> Answer:
        """Press the button that says this sentence of the locales."""
        return await self.press(anchor(key, self.lang), timeout=timeout)

    async def answers(self, question: str, word: str) -> None:
        """Type this word of the locales once this question is asked."""
        await self.sees_sentence(question)
        await self.say(anchor(word, self.lang))

    async def sees_sentence(self, key: str, *, timeout: float = PATIENCE) -> str:
        """Wait for a message that says this sentence, or has it on a button; its text."""
        return await self.sees(anchor(key, self.lang), timeout=timeout)

    async def start(self, payload: str = "") -> None:
        """Open the chat, perhaps by a link."""
        self._did("/start" + (" ‹link›" if payload else ""))
        await self.phone.start(payload)

    async def say(self, text: str) -> None:
        """Type something."""
        self._did(f"“{text}”")
        await self.phone.say(text)

    async def press(self, button: str, *, timeout: float = PATIENCE) -> Answer:
        """Press an inline button by part of its text."""
        answer = await self.phone.press(button, timeout=timeout)
        self._did(f"[{button}]")
        if answer.text:
            self.narrator.line(f"{INDENT}({answer.text})")
        return answer

    async def share_location(self, lat: float, lon: float) -> None:
        """Send where I am."""
        self._did("📍")
        await self.phone.share_location(lat, lon)

    async def sees(self, wanted: Wanted, *, timeout: float = PATIENCE, fresh: bool = False) -> str:
        """Wait for a message and tell it; its text."""
        message = await self.phone.wait(wanted, timeout=timeout, fresh=fresh)
        self.tell(message)
        return str(message.get("text", ""))

    def tell(self, message: dict[str, Any]) -> None:
        """Write down what the phone shows."""
        venue = message.get("venue")
        told = (message.get("message_id"), str(message.get("text", "")))
        if told == self._last:
            return
        self._last = told
        words = message.get("text") or (f"🗺 {venue['title']}, {venue['address']}" if venue else "")
        head = f"{'':>{WIDTH}} ◂ "
        for line in words.splitlines() or [""]:
            self.narrator.line(head + line)
            head = f"{'':>{WIDTH}}   "
        buttons = button_texts(message)
        if buttons:
            self.narrator.line(head + " ".join(f"[{text}]" for text in buttons))

    def _did(self, what: str) -> None:
        self.narrator.line(f"{self.title:>{WIDTH}} ▸ {what}")


def anchor(key: str, lang: str) -> str:
    """The longest stretch of a sentence that is shown just as it stands in the locales."""
    return max(MARK.split(sentence(key, lang)), key=len).strip(" \n,，:：(（")
