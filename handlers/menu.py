"""The one place that knows every role: what all of them can do, in one book, and the commands."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from handlers import help, register
from handlers.coordinator import role as coordinator
from handlers.dialog import ActHandler, Command, Dialog, Outcome, Text, Turn
from handlers.driver import role as driver
from handlers.engine.book import Book, Entry
from handlers.requester import role as requester
from handlers.speech.sentences import sentence
from handlers.supplier import role as supplier
from matching.model import Role

T = TypeVar("T")

MINE = ("job", "needs", "lots")
"""What `/my` shows: the first of these entries that the person's roles have."""

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


async def show_mine(turn: Turn) -> Outcome:
    """`/my`: the job in hand, else the stock, else the needs; help before sign-up."""
    for name in MINE:
        entry = BOOK.entry(name)
        if entry is not None and entry.is_for(turn.person.roles):
            return await entry.run(turn)
    return await help.explain(turn)


def _named(dialogs: Iterable[Dialog]) -> dict[str, Dialog]:
    return {dialog.name: dialog for dialog in dialogs}


def _add(into: dict[str, T], more: Mapping[str, T]) -> None:
    twice = into.keys() & more.keys()
    if twice:
        raise ValueError(f"two roles use the name {sorted(twice)}")
    into.update(more)


PARTS: tuple[Book, ...] = (
    Book(
        _named(requester.DIALOGS),
        requester.ACTS,
        requester.COMMANDS,
        requester.ENTRIES,
        pending=(requester.pending,),
    ),
    Book(
        _named(supplier.DIALOGS),
        supplier.ACTS,
        supplier.COMMANDS,
        supplier.ENTRIES,
        pending=(supplier.pending,),
    ),
    Book(
        _named(driver.DIALOGS),
        driver.ACTS,
        {**driver.COMMANDS, "shift": driver.COMMANDS["duty"]},
        driver.ENTRIES,
        pending=(driver.pending,),
        heard=(driver.heard,),
    ),
    Book(
        _named(coordinator.DIALOGS),
        coordinator.ACTS,
        coordinator.COMMANDS,
        coordinator.ENTRIES,
        pending=(coordinator.pending,),
    ),
    Book(
        _named(help.DIALOGS),
        help.ACTS,
        {**help.COMMANDS, "my": show_mine},
        (
            Entry(
                "help",
                Text("menu.help"),
                help.explain,
                command="help",
                about="menu.about_help",
            ),
        ),
    ),
    Book(
        _named(register.DIALOGS),
        register.ACTS,
        register.COMMANDS,
        register.ENTRIES,
        pending=(register.pending,),
    ),
)

BOOK = bind(PARTS)
"""What everybody can do."""
