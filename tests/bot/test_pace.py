"""How fast we speak: the rules of Telegram, by simulation."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pace import KEPT, STEP, Bucket, Pace, is_group

chats = st.sampled_from(["1", "2", "3", "-1", "-2"])
wishes = st.lists(
    st.tuples(chats, st.booleans(), st.floats(0, 2, allow_nan=False)), min_size=1, max_size=120
)


def played(wanted: list[tuple[str, bool, float]]) -> list[tuple[float, str, bool]]:
    """When each leaves, if each is asked for some seconds after the one before has left."""
    pace, now, left = Pace(), 0.0, []
    for chat, edit, idle in wanted:
        now += idle
        now += pace.wait_for(False, now)
        while not edit and chat in pace.busy(now):
            now += pace.soonest(now)
            now += pace.wait_for(False, now)
        pace.leave(False, now)
        if not edit:
            pace.speak(chat, now)
        left.append((now, chat, edit))
    return left


def most_within(times: list[float], seconds: float) -> int:
    """The most that fall into any stretch of so many seconds."""
    return max(sum(start <= time < start + seconds - 1e-6 for time in times) for start in times)


@given(wishes)
def test_never_more_than_26_leave_in_a_second(wanted: list[tuple[str, bool, float]]) -> None:
    assert most_within([time for time, _, _ in played(wanted)], 1.0) <= 26


@given(wishes)
def test_a_person_gets_one_a_second_and_three_at_once(
    wanted: list[tuple[str, bool, float]],
) -> None:
    for person in ("1", "2", "3"):
        news = [time for time, chat, edit in played(wanted) if chat == person and not edit]
        if news:
            assert most_within(news, 1.0) <= 3
            assert most_within(news, 10.0) <= 12


@given(wishes)
def test_a_group_gets_eighteen_a_minute(wanted: list[tuple[str, bool, float]]) -> None:
    for group in ("-1", "-2"):
        news = [time for time, chat, edit in played(wanted) if chat == group and not edit]
        if news:
            assert most_within(news, 60.0) <= 18


def test_answers_do_not_wait_for_messages() -> None:
    pace = Pace()
    for _ in range(10):
        pace.leave(False, 0.0)
    assert pace.wait_for(False, 0.0) == pytest.approx(9 * STEP)
    assert pace.wait_for(True, 0.0) == 0
    for _ in range(2):
        pace.leave(True, 0.0)
    assert pace.wait_for(True, 0.0) == pytest.approx(STEP)


def test_chats_that_must_wait_are_known() -> None:
    pace = Pace()
    for _ in range(3):
        pace.speak("1", 0.0)
    pace.speak("2", 0.0)
    assert pace.busy(0.0) == {"1"}
    assert pace.busy(1.0) == set()


def test_the_soonest_thing_that_waits_is_known() -> None:
    pace = Pace()
    assert pace.soonest(0.0) == math.inf
    for _ in range(3):
        pace.speak("1", 0.0)
    assert pace.soonest(0.0) == 1.0
    for _ in range(2):
        pace.leave(False, 0.0)
    assert pace.soonest(0.0) == pytest.approx(STEP)
    assert pace.soonest(5.0) == math.inf


def test_what_another_process_sent_counts_too() -> None:
    pace = Pace()
    for at in (-50.0, -0.3, -0.2, -0.1):
        pace.recall("1", False, at)
    pace.recall("2", True, 0.0)
    assert pace.busy(0.0) == {"1"}
    assert pace.wait_for(False, 0.0) == 0
    pace.recall("3", False, 0.0)
    pace.recall("4", False, 0.0)
    assert pace.wait_for(False, 0.0) > 0


def test_quiet_chats_are_forgotten() -> None:
    pace = Pace()
    for number in range(KEPT):
        pace.speak(str(number), 0.0)
    pace.speak("new", 100.0)
    assert len(pace._chats) == 1


def test_a_bucket_gives_its_burst_and_then_a_steady_step() -> None:
    bucket = Bucket(step=1.0, burst=3)
    waits = []
    for _ in range(5):
        waits.append(bucket.wait(10.0))
        bucket.take(10.0)
    assert waits == [0, 0, 0, 1, 2]


def test_negative_numbers_and_names_are_groups() -> None:
    assert is_group("-100123")
    assert is_group("@dalian_alerts")
    assert not is_group("5000000001")


@given(st.lists(st.floats(0, 3, allow_nan=False), min_size=1, max_size=40))
def test_a_person_gets_three_at_once_even_when_some_were_long_under_way(took: list[float]) -> None:
    pace, now, arrived = Pace(), 0.0, []
    for seconds in took:
        while "1" in pace.busy(now):
            now += pace.soonest(now)
        pace.speak("1", now)
        now += seconds
        pace.spoken("1", now)
        arrived.append(now)
    assert most_within(arrived, 1.0) <= 3
