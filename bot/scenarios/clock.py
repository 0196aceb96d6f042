"""A clock that runs as fast as a scenario is played, so that time-outs mean what they say.

At twenty times the speed the five minutes that a supplier has to answer pass in fifteen seconds,
and every message still says five minutes. Only the moment is scaled: what is measured and paced
(tokens of the rate limit, pauses) goes by the machine's own seconds, and a lease reaches as far as
the moment may run in them.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.clock import Clock, SystemClock

SLOWEST, FASTEST = 0.1, 60.0
"""Seconds of the city in one of ours."""


class CityClock:
    """Starts as the machine's clock; its speed can be changed at any moment."""

    def __init__(self, clock: Clock | None = None, speed: float = 1.0) -> None:
        self._clock = clock or SystemClock()
        self._speed = speed
        self._at = self._clock.now()
        self._since = self._clock.monotonic()
        self._turned = asyncio.Event()

    @property
    def speed(self) -> float:
        """Seconds of the city in one of ours; 0 while it stands still."""
        return self._speed

    def now(self) -> datetime:
        """The moment in the city, aware UTC."""
        passed = (self._clock.monotonic() - self._since) * self._speed
        return self._at + timedelta(seconds=passed)

    @property
    def ahead(self) -> timedelta:
        """How far the city is ahead of the machine's clock."""
        return self.now() - self._clock.now()

    def monotonic(self) -> float:
        """The machine's seconds."""
        return self._clock.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Let so many of the machine's seconds pass."""
        await self._clock.sleep(seconds)

    def reach(self, span: timedelta) -> timedelta:
        """As far as at the highest speed, which may be asked for at any moment."""
        return span * FASTEST

    def turn(self, speed: float) -> None:
        """Run at this speed from now on; 0 stands still. Raises ValueError when out of bounds."""
        if speed and not SLOWEST <= speed <= FASTEST:
            raise ValueError(f"a speed is 0 or {SLOWEST:g} to {FASTEST:g}")
        self._at, self._since = self.now(), self._clock.monotonic()
        self._speed = speed
        self._wake()

    def leap(self, seconds: float) -> None:
        """Let so many seconds of the city pass at once."""
        self._at += timedelta(seconds=seconds)
        self._wake()

    async def until(self, moment: datetime, *, unless: Callable[[], bool]) -> None:
        """Wait until it is that late in the city, or `unless` holds when the clock is turned."""
        while not unless() and (left := (moment - self.now()).total_seconds()) > 0:
            turned = self._turned
            try:
                async with asyncio.timeout(left / self._speed if self._speed else None):
                    await turned.wait()
            except TimeoutError:
                continue

    def _wake(self) -> None:
        turned, self._turned = self._turned, asyncio.Event()
        turned.set()
