"""The only place that reads the clock; everything else is handed one or is told `now`."""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """What tells the time and lets time pass."""

    def now(self) -> datetime:
        """The moment, aware UTC. It may jump: the machine's clock can be set."""
        ...

    def monotonic(self) -> float:
        """Seconds from an unknown start; never goes back. For measuring and pacing."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Let so many seconds pass; none or less only lets others run."""
        ...

    def reach(self, span: timedelta) -> timedelta:
        """How far the moment may move while so much of the machine's time passes: for leases."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """The moment, aware UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds since the machine started, or so."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Let so many seconds pass."""
        await asyncio.sleep(max(0.0, seconds))

    def reach(self, span: timedelta) -> timedelta:
        """Just as far."""
        return span
