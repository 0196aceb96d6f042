"""The updates a bot has not confirmed yet, as Telegram keeps them."""

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any

from bot.sandbox.bell import Bell

Json = dict[str, Any]

LIFE = 24 * 3600.0
"""Seconds that an update waits for its bot (tdlib/telegram-bot-api, Client.cpp)."""
QUERY_LIFE = 150.0
"""Seconds that a callback query waits, and can be answered (Client.cpp)."""
BATCH = 100
"""Most updates in one answer of getUpdates."""
FUTURE = 10
"""An offset further than this beyond the newest id counts as unknown (tddb/td/db/TQueue.cpp)."""
PAST = 100_000
"""An offset further than this before the oldest id counts as unknown (TQueue.cpp)."""
NOT_BY_DEFAULT = {"chat_member", "message_reaction", "message_reaction_count"}
"""Kinds that a bot gets only when it asks for them."""


@dataclass(slots=True, eq=False)
class Pending:
    """An update on its way: its body, when it dies, and whose order it must keep."""

    update: Json
    expires: float
    lane: str
    tries: int = 0
    not_before: float = 0.0

    @property
    def update_id(self) -> int:
        """The number by which the bot confirms it."""
        number: int = self.update["update_id"]
        return number


class UpdateQueue:
    """First in, first out; confirmed by offset; the dead are dropped unseen."""

    def __init__(
        self, clock: Callable[[], float], *, first_id: int, renumber: Callable[[int], int]
    ) -> None:
        self.clock = clock
        self.renumber = renumber
        self.pending: deque[Pending] = deque()
        self.next_id = first_id
        self.allowed: frozenset[str] | None = None
        self.bell = Bell()
        self.poller = 0
        self._soonest = float("inf")

    def allows(self, kind: str) -> bool:
        """Whether the bot wants this kind; the wish persists from call to call."""
        return kind not in NOT_BY_DEFAULT if not self.allowed else kind in self.allowed

    def push(self, kind: str, body: Json, *, lane: str) -> int | None:
        """Queue an update; its number, or None when the bot does not want this kind."""
        if not self.allows(kind):
            return None
        if not self.pending:
            self.next_id = self.renumber(self.next_id)
        number = self.next_id
        life = QUERY_LIFE if kind == "callback_query" else LIFE
        self._append({"update_id": number, kind: body}, life, lane)
        self.bell.ring()
        return number

    def inject(self, updates: Iterable[Json]) -> None:
        """Queue updates as they are; those without a number get the next one."""
        for update in updates:
            numbered = update if "update_id" in update else {"update_id": self.next_id, **update}
            self._append(numbered, LIFE, f"raw {numbered['update_id']}")
        self.bell.ring()

    def _append(self, update: Json, life: float, lane: str) -> None:
        expires = self.clock() + life
        self._soonest = min(self._soonest, expires)
        self.next_id = update["update_id"] + 1
        self.pending.append(Pending(update, expires, lane))

    def drop_dead(self) -> None:
        """Forget what nobody fetched in time."""
        now = self.clock()
        if now < self._soonest:
            return
        self.pending = deque(item for item in self.pending if item.expires > now)
        self._soonest = min((item.expires for item in self.pending), default=float("inf"))

    def confirm(self, offset: int) -> None:
        """Forget all before `offset`; an offset far outside what is queued confirms nothing.

        After a restart of the numbers, order is the order of arrival: confirming the last update of
        a batch confirms the whole batch, whatever the numbers are.
        """
        window = [item.update_id for item in islice(self.pending, BATCH)]
        if offset - 1 in window:
            for _ in range(len(window) - window[::-1].index(offset - 1)):
                self.pending.popleft()
        if not self.pending or offset > self.next_id + FUTURE:
            return
        if offset < self.pending[0].update_id - PAST:
            return
        while self.pending and self.pending[0].update_id < offset:
            self.pending.popleft()

    def keep_last(self, count: int) -> None:
        """What a negative offset means: forget all but the newest `count`."""
        while len(self.pending) > count:
            self.pending.popleft()

    def first(self, limit: int) -> list[Json]:
        """The oldest living updates, unconfirmed."""
        self.drop_dead()
        return [item.update for item in islice(self.pending, limit)]

    def clear(self) -> None:
        """Forget everything (drop_pending_updates)."""
        self.pending.clear()
