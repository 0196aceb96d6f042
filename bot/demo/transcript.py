"""The story as it is read in a terminal: who does what, and what their phone then shows."""

import sys
from dataclasses import dataclass
from typing import Any, TextIO

from bot.sandbox.phone import Answer, Phone, Wanted, button_texts

INDENT = "        "
WIDTH = 12


@dataclass(slots=True)
class Narrator:
    """Writes the transcript and counts what held and what did not."""

    out: TextIO = sys.stdout
    held: int = 0
    failed: int = 0

    def line(self, words: str = "") -> None:
        """One line, at once."""
        print(words, file=self.out, flush=True)

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

    def __init__(self, phone: Phone, narrator: Narrator, title: str) -> None:
        self.phone = phone
        self.narrator = narrator
        self.title = title

    async def start(self, payload: str = "") -> None:
        """Open the chat, perhaps by a link."""
        self._did("/start" + (" ‹link›" if payload else ""))
        await self.phone.start(payload)

    async def say(self, text: str) -> None:
        """Type something."""
        self._did(f"“{text}”")
        await self.phone.say(text)

    async def press(self, button: str, *, timeout: float = 10.0) -> Answer:
        """Press an inline button by part of its text."""
        self._did(f"[{button}]")
        answer = await self.phone.press(button, timeout=timeout)
        if answer.text:
            self.narrator.line(f"{INDENT}({answer.text})")
        return answer

    async def share_location(self, lat: float, lon: float) -> None:
        """Send where I am."""
        self._did("📍")
        await self.phone.share_location(lat, lon)

    async def sees(self, wanted: Wanted, *, timeout: float = 10.0, fresh: bool = False) -> str:
        """Wait for a message and tell it; its text."""
        message = await self.phone.wait(wanted, timeout=timeout, fresh=fresh)
        self.tell(message)
        return str(message.get("text", ""))

    def tell(self, message: dict[str, Any]) -> None:
        """Write down what the phone shows."""
        venue = message.get("venue")
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
