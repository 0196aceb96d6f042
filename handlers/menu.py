"""The one place that knows every role: what all of them can do, in one book, and the commands."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from handlers.book import Book, Entry
from handlers.dialog import ActHandler, Command, Dialog
from handlers.sentences import sentence
from matching.model import Role

T = TypeVar("T")

PARTS: tuple[Book, ...] = ()

COMMAND_LIMIT, ABOUT_LIMIT = 100, 256
"""Bot API: commands of a list, signs of a description."""


def bind(parts: Iterable[Book]) -> Book:
    """One book of many. Raises `ValueError` when two parts use one name."""
    dialogs: dict[str, Dialog] = {}
    acts: dict[str, ActHandler] = {}
    commands: dict[str, Command] = {}
    entries: list[Entry] = []
    parts = tuple(parts)
    for part in parts:
        _add(dialogs, part.dialogs)
        _add(acts, part.acts)
        _add(commands, part.commands)
        entries.extend(part.entries)
    return Book(
        dialogs,
        acts,
        commands,
        tuple(entries),
        pending=tuple(source for part in parts for source in part.pending),
        heard=tuple(source for part in parts for source in part.heard),
    )


def commands_for(roles: frozenset[Role], lang: str) -> list[tuple[str, str]]:
    """Commands and their descriptions for Telegram's list, as these roles may use them."""
    general = [(name, f"menu.about_{name}") for name in ("menu", "cancel")]
    own = [
        (entry.command, entry.about)
        for entry in BOOK.entries
        if entry.command and entry.about and entry.is_for(roles)
    ]
    listed = dict([general[0], *own, general[1]])
    return [(name, sentence(about, lang)[:ABOUT_LIMIT]) for name, about in listed.items()][
        :COMMAND_LIMIT
    ]


def _add(into: dict[str, T], more: Mapping[str, T]) -> None:
    twice = into.keys() & more.keys()
    if twice:
        raise ValueError(f"two roles use the name {sorted(twice)}")
    into.update(more)


BOOK = bind(PARTS)
