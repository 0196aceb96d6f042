"""All that a person can do by talking: dialogs, acts, commands, menu entries, in one value."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from handlers.dialog import (
    ActHandler,
    AsideSource,
    Command,
    Dialog,
    HeardSource,
    PendingSource,
    TakeUp,
    Text,
    ToldSource,
)
from matching.model import Role


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the menu, and the command that does the same."""

    name: str
    label: Text
    run: Command
    roles: frozenset[Role] | None = None
    """Who sees it; None for everybody, even before sign-up."""
    command: str = ""
    about: str = ""
    """Key of what is said of the command in Telegram's list; empty where there is no command."""
    in_menu: bool = True
    words: tuple[str, ...] = ()
    """What else may be typed for it."""

    def is_for(self, roles: frozenset[Role]) -> bool:
        """Whether someone with these roles sees it."""
        return self.roles is None or bool(self.roles & roles)


@dataclass(frozen=True, slots=True)
class Book:
    """What the engine knows of the roles: everything it may start, do or show."""

    dialogs: Mapping[str, Dialog]
    acts: Mapping[str, ActHandler] = field(default_factory=dict)
    commands: Mapping[str, Command] = field(default_factory=dict)
    entries: tuple[Entry, ...] = ()
    """In the order of the menu."""
    pending: tuple[PendingSource, ...] = ()
    heard: tuple[HeardSource, ...] = ()
    told: tuple[ToldSource, ...] = ()
    aside: tuple[AsideSource, ...] = ()
    beside: tuple[AsideSource, ...] = ()
    """What is no answer to any question, whatever that is about."""
    take_up: Mapping[str, TakeUp] = field(default_factory=dict)
    """By dialog: how it begins anew once somebody has the role it waited for."""

    def entries_for(self, roles: frozenset[Role]) -> tuple[Entry, ...]:
        """The menu of someone with these roles; before sign-up all that is open to everybody."""
        return tuple(
            entry for entry in self.entries if entry.is_for(roles) and (entry.in_menu or not roles)
        )

    def entry(self, name: str) -> Entry | None:
        """The entry of that name."""
        return next((entry for entry in self.entries if entry.name == name), None)
