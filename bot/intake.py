"""The poll loop: fetch a batch, store it, and only then ask for the next, which acknowledges it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from sqlalchemy.exc import DBAPIError

from bot.channels.telegram_poll import Json, PollError
from bot.clock import Clock

log = logging.getLogger(__name__)

FIRST_WAIT, LONGEST_WAIT = 0.5, 30.0
"""Seconds to wait after a failure: doubled each time, up to the second."""
ALARMS = {
    401: "Telegram does not know this bot's token",
    404: "Telegram does not know this bot's token",
    409: "another poller or a webhook takes this bot's updates",
}
"""Failures that an operator must end; said each time, since nothing comes in meanwhile."""
QUIET_FAILURES = 3
"""Other failures in a row that are not worth an alarm yet."""


class Source(Protocol):
    """Where raw updates are fetched."""

    async def fetch(self, offset: int) -> list[Json]:
        """The next updates; asking with `offset` confirms all before it. Raises PollError."""
        ...


class Intake:
    """Moves updates from their source into the inbox; lets the source forget only what is kept."""

    def __init__(
        self, source: Source, store: Callable[[Sequence[Json]], Awaitable[int]], clock: Clock
    ) -> None:
        self._source = source
        self._store = store
        self._clock = clock
        self._failures = 0

    async def run(self, stop: asyncio.Event) -> None:
        """Poll until `stop`. A batch that is not stored by then is fetched again next time."""
        async with asyncio.TaskGroup() as tasks:
            polling = tasks.create_task(self._poll())
            await stop.wait()
            polling.cancel()

    async def _poll(self) -> None:
        offset = 0
        while True:
            try:
                batch = await self._source.fetch(offset)
                await self._store(batch)
            except PollError as error:
                await self._back_off(error.status, error.reason, error.retry_after)
            except (DBAPIError, OSError) as error:
                # Not stored, so not acknowledged: the next fetch brings the same batch again.
                await self._back_off(0, f"not stored: {type(error).__name__}", 0.0)
            else:
                self._failures = 0
                # The largest, not the last: a batch may come in any order. After a week of quiet
                # the numbers start anew, lower perhaps, and asking with the old offset would
                # confirm them unseen: an empty answer, which confirms all before it, ends it.
                offset = max((update["update_id"] + 1 for update in batch), default=0)

    async def _back_off(self, status: int, reason: str, retry_after: float) -> None:
        """Say what is wrong as loudly as it deserves, and wait."""
        self._failures += 1
        wait = min(FIRST_WAIT * 2 ** (self._failures - 1), LONGEST_WAIT)
        facts = {"status": status, "why": reason, "failures": self._failures}
        if status in ALARMS:
            log.error(ALARMS[status], extra=facts)
        elif self._failures > QUIET_FAILURES:
            log.error("no updates come in", extra=facts)
        else:
            log.warning("getUpdates failed", extra=facts)
        await self._clock.sleep(max(wait, retry_after))
