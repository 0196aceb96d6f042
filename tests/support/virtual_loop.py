"""An event loop whose time is virtual and whose order of tasks is drawn from a seed.

Nothing waits: when no task is ready, time jumps to the next timer. The same seed gives the same
run, statement by statement.
"""

import asyncio
import random
from collections import deque
from collections.abc import Awaitable
from typing import Any


class VirtualLoop(asyncio.SelectorEventLoop):
    """A selector loop with its own clock and shuffled ready tasks."""

    def __init__(self) -> None:
        self._virtual = 0.0
        self.dice = random.Random(0)
        super().__init__()

    def begin(self, seed: int) -> None:
        """Start a new run at virtual second zero."""
        self._virtual = 0.0
        self.dice = random.Random(seed)

    def time(self) -> float:
        """Virtual seconds."""
        return self._virtual

    def _run_once(self) -> None:
        # The two private lists are asyncio's own queues; their names have not changed since 3.4.
        ready: deque[Any] = self._ready  # type: ignore[attr-defined]
        scheduled: list[Any] = self._scheduled  # type: ignore[attr-defined]
        if len(ready) > 1:
            order = list(ready)
            self.dice.shuffle(order)
            ready.clear()
            ready.extend(order)
        elif not ready and scheduled:
            self._virtual = max(self._virtual, scheduled[0].when())
        super()._run_once()  # type: ignore[misc]

    async def latency(self) -> None:
        """What a statement takes: 0.1 to 5 virtual milliseconds.

        Without it no two statements ever interleave and the simulation finds nothing.
        """
        await asyncio.sleep(self.dice.uniform(0.0001, 0.005))

    def play(self, story: Awaitable[Any]) -> Any:
        """Run to the end."""
        return self.run_until_complete(story)
