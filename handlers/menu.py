"""The one place that knows every role: what all of them can do, in one book, and the commands."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TypeVar

from handlers import help, own_data, register, why
from handlers.coordinator import role as coordinator
from handlers.dialog import ActHandler, Button, Command, Dialog, Outcome, Prompt, Text, Turn
from handlers.driver import role as driver
from handlers.engine.book import Book, Entry
from handlers.engine.data import menu_data
from handlers.requester import role as requester
from handlers.speech.sentences import sentence
from handlers.supplier import role as supplier
from handlers.told import role as told
from matching.model import Role

T = TypeVar("T")

MINE = ("job", "needs", "lots")
"""What `/my` shows: the first of these entries that the person's roles have, and the way on."""

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
        told=tuple(source for part in parts for source in part.told),
        aside=tuple(source for part in parts for source in part.aside),
        beside=tuple(source for part in parts for source in part.beside),
        take_up={name: each for part in parts for name, each in part.take_up.items()},
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
    """`/my`: the job in hand, else the needs, and a button to the rest; help before sign-up."""
    listed = (BOOK.entry(name) for name in MINE)
    mine = [entry for entry in listed if entry and entry.is_for(turn.person.roles)]
    if not mine:
        return await help.explain(turn)
    first, *others = mine
    outcome = await first.run(turn)
    text = outcome.prompt.text if outcome.prompt else outcome.toast
    if not others or text is None:
        return outcome
    rest = tuple((Button(entry.label, menu_data(entry.name)),) for entry in others)
    prompt = outcome.prompt or Prompt(text)
    return replace(outcome, prompt=replace(prompt, buttons=(*prompt.buttons, *rest)))


def _named(dialogs: Iterable[Dialog]) -> dict[str, Dialog]:
    return {dialog.name: dialog for dialog in dialogs}


def _add(into: dict[str, T], more: Mapping[str, T]) -> None:
    twice = into.keys() & more.keys()
    if twice:
        raise ValueError(f"two roles use the name {sorted(twice)}")
    into.update(more)


PARTS: tuple[Book, ...] = (
    Book(
        _named(coordinator.DIALOGS),
        coordinator.ACTS,
        coordinator.COMMANDS,
        coordinator.ENTRIES,
        pending=(coordinator.pending,),
        told=(coordinator.told,),
    ),
    Book(
        _named(requester.DIALOGS),
        requester.ACTS,
        requester.COMMANDS,
        requester.ENTRIES,
        pending=(requester.pending,),
        told=(requester.told,),
    ),
    Book(
        _named(supplier.DIALOGS),
        supplier.ACTS,
        supplier.COMMANDS,
        supplier.ENTRIES,
        pending=(supplier.pending,),
        told=(supplier.told,),
        beside=(supplier.beside,),
    ),
    Book(
        _named(driver.DIALOGS),
        driver.ACTS,
        {**driver.COMMANDS, "shift": driver.COMMANDS["duty"]},
        driver.ENTRIES,
        pending=(driver.pending,),
        heard=(driver.heard,),
        told=(driver.told,),
        take_up=driver.TAKE_UP,
    ),
    Book({}, why.ACTS),
    Book(
        _named(told.DIALOGS),
        told.ACTS,
        told=(told.told,),
        aside=(told.aside,),
        take_up=told.TAKE_UP,
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
        heard=(register.heard,),
    ),
    Book({}, own_data.ACTS, {}, own_data.ENTRIES),
)

BOOK = bind(PARTS)
"""What everybody can do, in the order of the menu: the desk first, then what one has oneself."""
