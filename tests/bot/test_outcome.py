"""What follows from a failure: another try, later each time, or the end."""

from datetime import timedelta

import pytest
from moments import NOW

from bot.channels.base import DeliveryKind, SendError
from bot.outcome import LONGEST_RETRY, MOST_ATTEMPTS, End, failure
from db.actions.outbox import Push


def push(attempt: int = 1) -> Push:
    """A push at its so-manieth attempt."""
    return Push(1, "telegram", "5", None, 2, "note", {}, False, attempt, 0, "w", NOW)


def test_waits_grow_and_have_an_end() -> None:
    error = SendError("502", retryable=True)
    waits = [failure(push(n), DeliveryKind.MESSAGE, error).wait for n in (1, 2, 3, 20, 39)]
    for wait, usual in zip(waits, (0.5, 1, 2, 300, 300), strict=True):
        assert timedelta(seconds=0.75 * usual) <= wait <= timedelta(seconds=1.25 * usual)
    assert max(waits) <= 1.25 * LONGEST_RETRY


def test_telegrams_own_wish_to_wait_is_kept_to_the_second() -> None:
    error = SendError("429", retryable=True, retry_after=17)
    assert failure(push(9), DeliveryKind.MESSAGE, error).wait == timedelta(seconds=17)


@pytest.mark.parametrize("kind", DeliveryKind)
def test_only_a_new_message_can_become_a_copy(kind: DeliveryKind) -> None:
    error = SendError("reply lost", retryable=True, unsure=True)
    assert failure(push(), kind, error).unsure == (kind is DeliveryKind.MESSAGE)


def test_what_can_never_work_ends_at_once_and_all_else_at_last() -> None:
    assert failure(push(), DeliveryKind.MESSAGE, SendError("400")).end is End.FAILED
    passing = SendError("502", retryable=True)
    assert failure(push(MOST_ATTEMPTS - 1), DeliveryKind.MESSAGE, passing).end is End.RETRY
    assert failure(push(MOST_ATTEMPTS), DeliveryKind.MESSAGE, passing).end is End.FAILED
