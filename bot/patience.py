"""While the database is busy or away: wait a little, longer each time, and say so once."""

import logging

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError

from bot.clock import Clock

log = logging.getLogger(__name__)

FIRST_WAIT, LONGEST_WAIT = 0.02, 5.0
"""Seconds to wait after a failure: doubled each time, up to the second."""
QUIET_FAILURES = 4
"""Failures in a row that are nothing special: another process was writing."""
PASSING = ("locked", "deadlock", "could not serialize", "connection", "starting up",
           "shutting down", "too many clients", "disk is full", "disk i/o")  # fmt: skip
"""What a database says when the trouble is its own."""


def is_passing(error: Exception) -> bool:
    """Whether doing the same again may succeed: the database's trouble, not ours."""
    if isinstance(error, (IntegrityError, ProgrammingError, DataError)):
        return False
    if not isinstance(error, DBAPIError):
        # A server that is not there at all: asyncpg lets the system's own errors through.
        return isinstance(error, OSError)
    told = str(error.orig).lower()
    return error.connection_invalidated or any(words in told for words in PASSING)


class Patience:
    """Counts failures in a row."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.failures = 0

    def calm(self) -> None:
        """It worked."""
        self.failures = 0

    def next_wait(self, error: Exception) -> float:
        """It failed: seconds to wait before the next try."""
        self.failures += 1
        if self.failures == QUIET_FAILURES:
            log.error("the database cannot be used", extra={"why": type(error).__name__})
        return float(min(FIRST_WAIT * 2 ** (self.failures - 1), LONGEST_WAIT))

    async def wait(self, error: Exception) -> None:
        """It failed: let some time pass."""
        await self._clock.sleep(self.next_wait(error))
