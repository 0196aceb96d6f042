"""What one turn is played with (`Scene`) and what it comes to (`Move`)."""

from dataclasses import dataclass, replace

from handlers.dialog import Dialog, Prompt, ReplyKind, Text, Turn
from handlers.engine.book import Book
from handlers.engine.state import State
from handlers.speech.message import utf16_length
from handlers.speech.texts import ANSWER_LIMIT, say
from matching.model import Role


@dataclass(frozen=True, slots=True)
class Scene:
    """One person, one reply, and where their dialog stands."""

    book: Book
    turn: Turn
    state: State

    def at(self, state: State) -> "Scene":
        """The same scene with the dialog elsewhere; the turn sees the answers of that place."""
        turn = replace(self.turn, answers=dict(state.answers), run=state.run, page=state.page)
        return Scene(self.book, turn, state)

    def joined(self, role: Role) -> "Scene":
        """The same scene with the role that the person has just taken."""
        person = replace(self.turn.person, roles=self.turn.person.roles | {role})
        return Scene(self.book, replace(self.turn, person=person), self.state)

    @property
    def dialog(self) -> Dialog:
        """The running dialog. Raises `KeyError` when none is."""
        return self.book.dialogs[self.state.dialog]

    @property
    def pressed(self) -> bool:
        """Whether the person pressed a button."""
        return self.turn.reply.kind is ReplyKind.PRESS

    def fits_toast(self, text: Text) -> bool:
        """Whether a sentence is short enough to answer a press with."""
        names = self.turn.house.names(self.turn.now)
        said = say(text, self.turn.person.lang, names).text
        return utf16_length(said) <= ANSWER_LIMIT


@dataclass(frozen=True, slots=True)
class Move:
    """What a turn comes to: the new state, and what is said."""

    state: State
    prompt: Prompt | None = None
    shows_dialog: bool = False
    """The prompt is the dialog's own screen, not something said beside it."""
    toast: Text | None = None
    alert: bool = False
    unbutton: bool = False
    """Take the buttons off the pressed message."""
    asks_again: bool = False
    """Nothing came of what was typed: of several such answers only the last must arrive."""
    once: str = ""
    """What is said only once, by this name of it; a remark that leaves every question standing."""
