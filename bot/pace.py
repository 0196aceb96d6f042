"""How fast we may speak: smooth overall, gently to each chat.

Telegram allows about 30 messages a second overall, one a second to a private chat with short
bursts, 20 a minute to a group (Bots FAQ), and counts them by a clock of its own: we stay below, and
evenly, since thirty at once already cost a 429.
"""

from dataclasses import dataclass

STEP = 0.04
"""Seconds between two sends or edits, whoever they go to: 25 a second."""
PRIVATE_STEP, PRIVATE_BURST = 1.0, 3
"""Seconds between two messages to one person, and how many may come at once."""
GROUP_STEP, GROUP_BURST = 4.0, 3
"""The same for a group: at most 3 + 15 in any minute."""
KEPT = 1024
"""Chats remembered before those that are long ready are forgotten."""


@dataclass(slots=True)
class Bucket:
    """Lets one pass every `step` seconds, after a pause up to `burst` at once (GCRA)."""

    step: float
    burst: int = 1
    due: float = float("-inf")
    """When the next would be on time if all came evenly."""

    def wait(self, now: float) -> float:
        """Seconds until one may pass; 0 when it may now."""
        return max(0.0, self.due - (self.burst - 1) * self.step - now)

    def take(self, now: float) -> None:
        """Let one pass; whoever takes without waiting makes the next wait longer."""
        self.due = max(self.due, now) + self.step


def is_group(address: str) -> bool:
    """Whether an address is a group or channel of Telegram: a negative number or an @name."""
    return address.startswith(("-", "@"))


class Pace:
    """All buckets of one bot token; times are monotonic seconds."""

    def __init__(self, step: float = STEP) -> None:
        self._sends = Bucket(step)
        self._answers = Bucket(step)
        self._chats: dict[str, Bucket] = {}

    def wait(self, address: str, *, answer: bool, edit: bool, now: float) -> float:
        """Seconds until this may leave: answers have a bucket of their own.

        Edits count overall only: a living card may change faster than one speaks.
        """
        if answer:
            return self._answers.wait(now)
        wait = self._sends.wait(now)
        return wait if edit else max(wait, self.chat_wait(address, now))

    def chat_wait(self, address: str, now: float) -> float:
        """Seconds until this chat may be sent something new."""
        bucket = self._chats.get(address)
        return bucket.wait(now) if bucket else 0.0

    def take(self, address: str, *, answer: bool, edit: bool, now: float) -> None:
        """Count one as leaving now."""
        if answer:
            self._answers.take(now)
            return
        self._sends.take(now)
        if not edit:
            self._chat(address, now).take(now)

    def busy(self, now: float, longer_than: float) -> frozenset[str]:
        """The chats that must wait longer than so many seconds: not worth claiming for yet."""
        return frozenset(
            address for address, bucket in self._chats.items() if bucket.wait(now) > longer_than
        )

    def _chat(self, address: str, now: float) -> Bucket:
        if address not in self._chats:
            if len(self._chats) >= KEPT:
                self._chats = {name: old for name, old in self._chats.items() if old.due > now}
            step, burst = (
                (GROUP_STEP, GROUP_BURST) if is_group(address) else (PRIVATE_STEP, PRIVATE_BURST)
            )
            self._chats[address] = Bucket(step, burst)
        return self._chats[address]
