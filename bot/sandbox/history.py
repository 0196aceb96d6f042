"""Judging the log of calls: copies of a message, and how many sends one second saw."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from bot.sandbox.limits import EDITS, SENDS

Json = dict[str, Any]


def copies(calls: Iterable[Json]) -> Counter[tuple[str, str]]:
    """How often each text really reached each chat: (chat_id, text) of every sendMessage done."""
    return Counter(
        (str(call["params"].get("chat_id")), str(call["params"].get("text")))
        for call in calls
        if call["method"] == "sendMessage" and call["applied"]
    )


def most_in_window(calls: Iterable[Json], seconds: float = 1.0, *, edits: bool = True) -> int:
    """The most sends (with edits unless told otherwise) that came in within any such window."""
    counted = SENDS | EDITS if edits else SENDS
    times = sorted(call["at"] for call in calls if call["method"] in counted)
    most = first = 0
    for last, at in enumerate(times):
        while at - times[first] >= seconds:
            first += 1
        most = max(most, last - first + 1)
    return most


def unanswered(queries: Iterable[Json]) -> list[Json]:
    """The presses that still spin."""
    return [query for query in queries if query["answered"] is None]
