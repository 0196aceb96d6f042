"""The log of calls can be judged."""

from typing import Any

from bot.sandbox.history import copies, most_in_window, unanswered


def call(at: float, method: str = "sendMessage", applied: bool = True) -> dict[str, Any]:
    params = {"chat_id": 5, "text": "hello"}
    return {"at": at, "method": method, "params": params, "applied": applied}


def test_only_what_was_done_counts_as_a_copy() -> None:
    calls = [call(0), call(1), call(2, applied=False), call(3, "getMe")]
    assert copies(calls) == {("5", "hello"): 2}


def test_the_busiest_second_is_found_wherever_it_begins() -> None:
    calls = [call(at) for at in (0.0, 0.9, 1.0, 1.5, 1.8)] + [call(1.6, "editMessageText")]
    assert most_in_window(calls) == 5
    assert most_in_window(calls, edits=False) == 4
    assert most_in_window([]) == 0


def test_spinning_buttons_are_found() -> None:
    assert unanswered([{"answered": None}, {"answered": 5.0}]) == [{"answered": None}]
