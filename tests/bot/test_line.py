"""When a line counts as down, and how often one knocks."""

from bot.line import FAILURES, LONGEST_WAIT, Line


def test_a_line_goes_down_after_failures_in_a_row() -> None:
    line = Line()
    assert [line.failed(0.0) for _ in range(FAILURES)] == [False, False, True]
    assert not line.is_up


def test_any_answer_lifts_it_again() -> None:
    line = Line()
    for _ in range(FAILURES - 1):
        line.failed(0.0)
    assert not line.worked(), "it was not down"
    for _ in range(FAILURES):
        line.failed(0.0)
    assert line.worked()
    assert line.is_up


def test_one_knocks_less_and_less_often() -> None:
    line, now, waits = Line(), 100.0, []
    for _ in range(FAILURES + 7):
        line.failed(now)
        if not line.is_up:
            waits.append(line.next_knock - now)
            now = line.next_knock
    assert waits == [1, 2, 4, 8, 16, LONGEST_WAIT, LONGEST_WAIT, LONGEST_WAIT]
