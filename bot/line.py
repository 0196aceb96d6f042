"""Whether the other side can be reached: in an outage one knocks now and then, and spends nothing.

Without it every message would use up its attempts against a dead line, and those whose reply was
lost would count as copies.
"""

FAILURES = 3
"""Failures in a row after which the line counts as down."""
FIRST_WAIT, LONGEST_WAIT = 1.0, 30.0
"""Seconds between two knocks: doubled each time, up to the second."""


class Line:
    """Up until several calls in a row found nobody; times are monotonic seconds."""

    def __init__(self) -> None:
        self._failures = 0
        self._knocks = 0
        self.next_knock = 0.0

    @property
    def is_up(self) -> bool:
        """Whether messages may be tried."""
        return self._failures < FAILURES

    def worked(self) -> bool:
        """The other side answered, whatever it said; True when that is news."""
        news = not self.is_up
        self._failures = self._knocks = 0
        return news

    def failed(self, now: float) -> bool:
        """Nobody was reached; True when the line has just gone down."""
        was_up = self.is_up
        self._failures += 1
        if self.is_up:
            return False
        self.next_knock = now + min(FIRST_WAIT * 2**self._knocks, LONGEST_WAIT)
        self._knocks += 1
        return was_up
