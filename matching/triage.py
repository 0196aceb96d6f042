"""Who comes first: urgency, then who waits longest, then the nearer deadline."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from matching.model import Urgency
from matching.snapshot import OpenLine

RANK = {Urgency.CRITICAL: 0, Urgency.HIGH: 1, Urgency.NORMAL: 2, Urgency.LOW: 3}
"""A critical need, a life at risk now, always comes before all others."""

Turn = tuple[int, datetime, datetime, int]
"""What needs, loads and jobs are sorted by; smaller comes first. The id makes every order total."""

_NO_DEADLINE = datetime(9999, 1, 1, tzinfo=UTC)


def turn(urgency: Urgency, reported_at: datetime, deadline: datetime | None, number: int) -> Turn:
    """The sort key of something that waits; `number` is its id."""
    return RANK[urgency], reported_at, deadline or _NO_DEADLINE, number


def triage(lines: Iterable[OpenLine]) -> tuple[OpenLine, ...]:
    """The lines in the order in which they choose from the stock."""
    return tuple(
        sorted(
            lines,
            key=lambda line: turn(line.urgency, line.reported_at, line.deadline, line.line_id),
        )
    )


def is_overdue(deadline: datetime | None, now: datetime) -> bool:
    """Whether a deadline has passed."""
    return deadline is not None and now > deadline


def time_left(deadline: datetime | None, now: datetime) -> timedelta | None:
    """What is left until the deadline, negative when overdue; None without one."""
    return None if deadline is None else deadline - now
