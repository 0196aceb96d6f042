"""Telegram's send limits as token buckets; off unless switched on.

Figures: Bots FAQ ("My bot is hitting limits") as every client library quotes it: about 30 messages
a second overall, 1 a second to one private chat with short bursts, 20 a minute to one group.
Telegram does not publish them and changes them: they are settings here.
"""

import math
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields

SENDS = {"sendMessage", "sendPhoto", "sendVenue", "sendLocation", "sendDocument", "sendContact"}
SENDS |= {"forwardMessage", "copyMessage"}
EDITS = {"editMessageText", "editMessageReplyMarkup"}
"""Edits count overall, not per chat: a living card may change faster than one speaks."""


@dataclass(slots=True)
class Rates:
    """How much is allowed: per second (overall, private) and per minute (group), with bursts."""

    on: bool = False
    overall: float = 30.0
    overall_burst: float = 30.0
    private: float = 1.0
    private_burst: float = 3.0
    group_minute: float = 20.0


@dataclass(slots=True)
class _Bucket:
    """Tokens left at a time."""

    tokens: float
    at: float


class Limits:
    """Counts sends and says how long to wait when there were too many."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self.rates = Rates()
        self.refused = 0
        self._monotonic = monotonic
        self._buckets: dict[str, _Bucket] = {}

    def set(self, **changes: float) -> None:
        """Change rates by name; all buckets start full again."""
        known = {item.name for item in fields(Rates)}
        for name, value in changes.items():
            if name not in known:
                raise ValueError(f"no limit is called {name}")
            setattr(self.rates, name, bool(value) if name == "on" else float(value))
        self._buckets.clear()

    def wait_for(self, bot: int, method: str, chat: int) -> int:
        """Take a place for this call: 0 when there is one, else whole seconds until a retry."""
        rates = self.rates
        if not rates.on or method not in SENDS | EDITS:
            return 0
        due = [(f"{bot}", rates.overall, rates.overall_burst)]
        if method in SENDS and chat > 0:
            due.append((f"{bot}/{chat}", rates.private, rates.private_burst))
        elif method in SENDS:
            due.append((f"{bot}/{chat}", rates.group_minute / 60, rates.group_minute))
        lack = max(self._lack(key, rate, burst) for key, rate, burst in due)
        if lack > 0:
            self.refused += 1
            return math.ceil(lack)
        for key, _, _ in due:
            self._buckets[key].tokens -= 1
        return 0

    def _lack(self, key: str, rate: float, burst: float) -> float:
        """Seconds until this bucket has a token; refills it first."""
        now = self._monotonic()
        bucket = self._buckets.setdefault(key, _Bucket(burst, now))
        bucket.tokens = min(burst, bucket.tokens + (now - bucket.at) * rate)
        bucket.at = now
        return 0.0 if bucket.tokens >= 1 else (1 - bucket.tokens) / rate

    def public(self) -> dict[str, float]:
        """The rates in force."""
        return asdict(self.rates)
