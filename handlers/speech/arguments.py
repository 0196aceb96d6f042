"""What the button of an act carries, read with nothing taken for granted: anybody can forge it."""

from collections.abc import Iterable
from enum import StrEnum
from typing import TypeVar

from matching.errors import NotFound

LONGEST_ID = 18
"""Digits that fit a 64-bit key."""

Member = TypeVar("Member", bound=StrEnum)


def number(args: tuple[str, ...], place: int = 0) -> int:
    """The id at a place. Raises `NotFound` for anything we never wrote."""
    text = args[place] if len(args) > place else ""
    if not (text.isascii() and text.isdigit() and len(text) <= LONGEST_ID):
        raise NotFound()
    return int(text)


def member(members: Iterable[Member], args: tuple[str, ...], place: int = 1) -> Member:
    """The one of `members` that is named at a place. Raises `NotFound` if none is."""
    text = args[place] if len(args) > place else ""
    found = next((each for each in members if each.value == text), None)
    if found is None:
        raise NotFound()
    return found
