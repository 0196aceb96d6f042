"""Trouble on purpose: a seeded die decides which calls and updates go wrong, and each is counted.

Rates are probabilities from 0 to 1, changed while running. Faults of calls:
`too_many` 429 though nothing was too much; `bad_gateway` 502 with an HTML page, nothing done;
`lost_request` connection reset, nothing done; `lost_reply` done, then the connection is reset;
`truncated` done, then half of the JSON; `slow` answered late (see `slow_seconds`).
Faults of updates: `duplicate` comes twice in a batch; `reorder` the batch is shuffled;
`restart` the numbers jump when the queue is empty.
"""

import random
from collections import Counter
from typing import Any

CALL_FAULTS = ("too_many", "bad_gateway", "lost_request", "lost_reply", "truncated")
UPDATE_FAULTS = ("duplicate", "reorder", "restart")
NAMES = (*CALL_FAULTS, "slow", *UPDATE_FAULTS)


class Faults:
    """The die and its odds."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(f"faults {seed}")  # noqa: S311 (faults that can be repeated)
        self.rates = dict.fromkeys(NAMES, 0.0)
        self.slow_seconds = (0.05, 0.5)
        self.retry_after = 1
        self.methods: frozenset[str] = frozenset()
        self.counts: Counter[str] = Counter()

    def set(self, **changes: Any) -> None:
        """Change rates by name; also `slow_seconds` (low, high), `retry_after`, `methods`.

        `methods` limits call faults to those methods; empty means all.
        """
        for name, value in changes.items():
            if name in self.rates:
                self.rates[name] = float(value)
            elif name == "slow_seconds":
                low, high = value
                self.slow_seconds = (float(low), float(high))
            elif name == "retry_after":
                self.retry_after = int(value)
            elif name == "methods":
                self.methods = frozenset(value)
            else:
                raise ValueError(f"no fault is called {name}")

    def public(self) -> dict[str, Any]:
        """Rates and how often each fault struck."""
        extra = {"slow_seconds": self.slow_seconds, "retry_after": self.retry_after}
        return {**self.rates, **extra, "methods": sorted(self.methods), "counts": dict(self.counts)}

    def strikes(self, name: str) -> bool:
        """Throw the die for one fault."""
        rate = self.rates[name]
        if rate <= 0 or self._random.random() >= rate:
            return False
        self.counts[name] += 1
        return True

    def for_call(self, method: str) -> str | None:
        """The fault that strikes this call, if any."""
        if self.methods and method not in self.methods:
            return None
        return next((name for name in CALL_FAULTS if self.strikes(name)), None)

    def delay(self, method: str) -> float:
        """Seconds to hold back the answer; most short, some long (squared uniform)."""
        if (self.methods and method not in self.methods) or not self.strikes("slow"):
            return 0.0
        low, high = self.slow_seconds
        return low + (high - low) * self._random.random() ** 2

    def disturb(self, batch: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The batch with copies put in and order changed, as the die says."""
        copies = [update for update in batch if self.strikes("duplicate")]
        mixed = [*batch, *copies]
        if len(mixed) > 1 and self.strikes("reorder"):
            self._random.shuffle(mixed)
        return mixed

    def next_number(self, number: int) -> int:
        """The next update_id: `number`, or one far away when the restart fault strikes."""
        if not self.strikes("restart"):
            return number
        return (number + self._random.randrange(10**6, 10**9)) % (2**31 - 10**6) + 1
