"""How fast we may speak: smooth overall, gently to each chat.

Telegram allows about 30 messages a second overall, one a second to a private chat with short
bursts, 20 a minute to a group (Bots FAQ), and counts them by a clock of its own: we stay below, and
evenly, since thirty at once already cost a 429.
"""

import math
from dataclasses import dataclass

STEP, CATCH_UP = 0.04, 2
"""Seconds between two sends or edits, whoever they go to: 25 a second. Two may come at once after a
wait, so that a send that was late does not make all others late."""
PRIVATE_STEP, PRIVATE_BURST = 1.0, 3
"""Seconds between two messages to one person, and how many may come at once."""
GROUP_STEP, GROUP_BURST = 4.0, 3
"""The same for a group: at most 3 + 15 in any minute."""
MEMORY = 60.0
"""Seconds after which nothing that was sent makes anybody wait."""
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

    def arrived(self, now: float) -> None:
        """The last one was under way until now, and is counted over there as of now."""
        self.due = max(self.due, now + self.step)


def is_group(address: str) -> bool:
    """Whether an address is a group or channel of Telegram: a negative number or an @name."""
    return address.startswith(("-", "@"))


class Pace:
    """All buckets of one bot token; times are monotonic seconds."""

    def __init__(self, step: float = STEP, private_step: float = PRIVATE_STEP) -> None:
        self.step = step
        self._private_step = private_step
        self._sends = Bucket(step, CATCH_UP)
        self._answers = Bucket(step, CATCH_UP)
        self._chats: dict[str, Bucket] = {}

    def wait_for(self, is_answer: bool, now: float) -> float:
        """Seconds until the next may leave: answers to presses have a bucket of their own."""
        return (self._answers if is_answer else self._sends).wait(now)

    def leave(self, is_answer: bool, now: float) -> None:
        """Count one as leaving now."""
        (self._answers if is_answer else self._sends).take(now)

    def speak(self, address: str, now: float) -> None:
        """Count a new message to a chat. Edits are none: a card may change faster than that."""
        self._chat(address, now).take(now)

    def spoken(self, address: str, now: float) -> None:
        """The message that was counted has arrived, or its time is up: perhaps late."""
        self._chat(address, now).arrived(now)

    def recall(self, address: str, is_answer: bool, at: float) -> None:
        """Count what another process sent; in the order of time, before anything is sent here."""
        self.leave(is_answer, at)
        if not is_answer:
            self.speak(address, at)

    def busy(self, now: float) -> frozenset[str]:
        """The chats that may not be sent anything new just now."""
        return frozenset(address for address, bucket in self._chats.items() if bucket.wait(now) > 0)

    def soonest(self, now: float) -> float:
        """Seconds until something that must wait may leave; endless when nothing must."""
        buckets = (self._answers, self._sends, *self._chats.values())
        return min((wait for bucket in buckets if (wait := bucket.wait(now)) > 0), default=math.inf)

    def _chat(self, address: str, now: float) -> Bucket:
        if address not in self._chats:
            if len(self._chats) >= KEPT:
                self._chats = {name: old for name, old in self._chats.items() if old.due > now}
            step, burst = self._private_step, PRIVATE_BURST
            if is_group(address):
                step, burst = GROUP_STEP, GROUP_BURST
            self._chats[address] = Bucket(step, burst)
        return self._chats[address]
