"""Who comes first."""

from datetime import timedelta

from tiny_city import NOW, line

from matching.model import Urgency
from matching.triage import is_overdue, time_left, triage


def test_urgency_comes_first_then_age_then_deadline_then_number():
    hour = timedelta(hours=1)
    lines = (
        line(1, urgency=Urgency.LOW, reported_at=NOW - 99 * hour),
        line(2, reported_at=NOW - hour),
        line(3, reported_at=NOW - 2 * hour),
        line(4, reported_at=NOW - hour, deadline=NOW + hour),
        line(5, urgency=Urgency.CRITICAL, reported_at=NOW),
        line(6, urgency=Urgency.HIGH, reported_at=NOW),
        line(7, reported_at=NOW - hour),
    )
    assert [one.line_id for one in triage(lines)] == [5, 6, 3, 4, 2, 7, 1]
    assert triage(reversed(lines)) == triage(lines)


def test_a_deadline_is_kept_until_it_has_passed():
    assert not is_overdue(None, NOW)
    assert not is_overdue(NOW, NOW)
    assert is_overdue(NOW, NOW + timedelta(seconds=1))
    assert time_left(None, NOW) is None
    assert time_left(NOW, NOW + timedelta(minutes=5)) == timedelta(minutes=-5)
