"""A clock that stands still until a test moves it."""

import asyncio
import heapq
import itertools
from datetime import UTC, datetime, timedelta

from bot.clock import SystemClock

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
"""A Monday noon, when every test's day begins."""


class ManualClock:
    """Time passes only by `advance`, `step_wall` or, with `jump`, whenever somebody sleeps."""

    def __init__(self, start: datetime = NOON, *, jump: bool = False) -> None:
        self._wall = start
        self._monotonic = 1000.0
        self._jump = jump
        self._order = itertools.count()
        self._sleepers: list[tuple[float, int, asyncio.Event]] = []
        self.slept: list[float] = []

    def now(self) -> datetime:
        """The moment, aware UTC."""
        return self._wall

    def monotonic(self) -> float:
        """Seconds that passed, plus a thousand."""
        return self._monotonic

    async def sleep(self, seconds: float) -> None:
        """Wait until the clock has been moved so far; with `jump`, move it."""
        self.slept.append(seconds)
        if seconds <= 0 or self._jump:
            if seconds > 0:
                self.advance(seconds)
            await asyncio.sleep(0)
            return
        due = asyncio.Event()
        heapq.heappush(self._sleepers, (self._monotonic + seconds, next(self._order), due))
        await due.wait()

    def reach(self, span: timedelta) -> timedelta:
        """Just as far."""
        return span

    def advance(self, seconds: float) -> None:
        """Let time pass; whoever slept so long wakes."""
        self._monotonic += seconds
        self._wall += timedelta(seconds=seconds)
        while self._sleepers and self._sleepers[0][0] <= self._monotonic:
            heapq.heappop(self._sleepers)[2].set()

    def step_wall(self, seconds: float) -> None:
        """Set the wall clock forward or back; no time passes."""
        self._wall += timedelta(seconds=seconds)


class ShiftedClock:
    """The machine's clock, moved forward by a test whenever it likes."""

    def __init__(self) -> None:
        self._real = SystemClock()
        self._shift = 0.0

    def now(self) -> datetime:
        """The moment, aware UTC."""
        return self._real.now() + self.moved

    @property
    def moved(self) -> timedelta:
        """How much time was let pass."""
        return timedelta(seconds=self._shift)

    def monotonic(self) -> float:
        """Seconds; never goes back."""
        return self._real.monotonic() + self._shift

    async def sleep(self, seconds: float) -> None:
        """Let so many real seconds pass."""
        await self._real.sleep(seconds)

    def reach(self, span: timedelta) -> timedelta:
        """Just as far."""
        return span

    def advance(self, seconds: float) -> None:
        """Let time pass at once."""
        self._shift += seconds
