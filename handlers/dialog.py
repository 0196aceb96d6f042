"""What a conversation is made of: `Reply` in, `Prompt` out, `Step` and `Dialog` as data.

No channel, no rendered text: a `Prompt` names sentences and facts; each person reads their own
language when it leaves.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeAlias

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.house import House
from matching.model import Role, Urgency
from matching.permissions import Actor


class ReplyKind(StrEnum):
    """What the person did."""

    TEXT = "text"
    COMMAND = "command"
    PRESS = "press"
    LOCATION = "location"
    CONTACT = "contact"
    PHOTO = "photo"
    EDITED = "edited"
    """Words that were sent before, changed: what was noted of them stays as it was."""
    BLOCKED = "blocked"
    UNBLOCKED = "unblocked"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Reply:
    """One thing a person did on a channel."""

    channel: str
    address: str
    """Where to answer: chat id on Telegram, number on SMS."""
    kind: ReplyKind
    text: str = ""
    """Typed words, caption, or for a command what follows it (deep-link payload for /start)."""
    command: str = ""
    """Command without slash, lower case."""
    addressee: str = ""
    """The bot a command names behind its @; empty when it names none."""
    data: str = ""
    """What the pressed button carries."""
    press_id: str = ""
    """Id by which the press is answered."""
    message_id: str = ""
    """The message the pressed button stands on, or the person's own message."""
    on_media: bool = False
    """The pressed button stands on a picture or a place: no text can take their place."""
    lat: float | None = None
    lon: float | None = None
    accuracy_m: float | None = None
    live: bool = False
    """A live location, or a move of one."""
    phone: str = ""
    own_phone: bool = False
    photo: str = ""
    name: str = ""
    lang_code: str = ""
    group: bool = False
    """Said in a group chat, where personal matters are not discussed."""
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence by its key in the locales, with its facts.

    A fact is a str or int (shown as is) or another `Text`, or a `Term`.
    """

    key: str
    args: Mapping[str, "Fact"] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Term:
    """A name that differs by language; `code` is what is looked up.

    Kinds: `item` (an item code), `unit` and `pack` (an item code, a pack's Chinese name; behind
    `1:` for a single one), `quantity` (`<item code>:<base units>`), `district`
    (its Chinese name), `time` (an ISO moment, shown short and local), `date` (yyyy-mm-dd),
    `minutes`, `number`, `km`, `kg` (a number as text), `plain` or `words` (shown as it is), and
    every enumeration of the domain in snake case: `role`, `urgency`, `reserve_mode`, `hold`,
    `mode`, `reason`, `obstacle`, `class`, … (the tables of locales/*/words.toml).
    """

    kind: str
    code: str


Fact: TypeAlias = "str | int | Text | Term | Sequence[Text | Term | str]"


@dataclass(frozen=True, slots=True)
class Button:
    """One button: its label, and the data it sends back, or an address it opens."""

    label: Text | Term
    data: str = ""
    url: str = ""
    style: str = ""
    """`primary`, `success` or `danger` where the client can show it."""


class Ask(StrEnum):
    """What only a reply keyboard can ask for."""

    NOTHING = ""
    LOCATION = "location"
    CONTACT = "contact"


@dataclass(frozen=True, slots=True)
class Prompt:
    """What is said to a person: text, buttons, and what is asked for."""

    text: Text
    buttons: tuple[tuple[Button, ...], ...] = ()
    ask: Ask = Ask.NOTHING
    venue: "Venue | None" = None
    photo: str = ""
    picture: "Picture | None" = None
    """Drawn when it leaves, for its reader; only a push has one, never what is kept."""
    remove_keyboard: bool = False
    force_new: bool = False
    """Never edit the pressed message into this one."""


@dataclass(frozen=True, slots=True)
class Venue:
    """A point to navigate to."""

    lat: float
    lon: float
    title: str
    address: str


@dataclass(frozen=True, slots=True)
class Tally:
    """Needs of one district and urgency: open, covered in part or whole, delivered."""

    district: str
    urgency: Urgency
    open: int
    partly: int
    covered: int
    delivered: int

    @property
    def lacking(self) -> int:
        """Needs of which something is not covered yet."""
        return self.open + self.partly


@dataclass(frozen=True, slots=True)
class Picture:
    """The situation of the city at a moment, to be drawn in the language `lang`."""

    tallies: tuple[Tally, ...]
    at: datetime
    drill: bool = False
    lang: str = ""
    """Filled in with the reader's when the prompt is rendered."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who is speaking, as conversations need it."""

    person_id: int
    name: str
    lang: str
    """Language to answer in, `zh` or `en`."""
    roles: frozenset[Role]
    organisation_id: int | None
    org_verified: bool
    phone: str
    last_place_id: int | None

    @property
    def actor(self) -> Actor:
        """The same person as the actor of an action."""
        return Actor(person_id=self.person_id, roles=self.roles)


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer offered by a step; `words` are further words that mean it when typed."""

    value: str
    label: Text | Term
    words: tuple[str, ...] = ()
    style: str = ""
    """As of a button."""


@dataclass(frozen=True, slots=True)
class Turn:
    """All a step, a finish or an act may use."""

    session: AsyncSession
    person: Person
    reply: Reply
    now: datetime
    house: House
    answers: Mapping[str, Any]
    """Answers of the running dialog so far, JSON values by step name."""
    run: str = ""
    """Id of this run of the dialog: the key that makes `finish` happen once."""
    page: int = 0
    """The page of the choices on show, for questions whose sentence lists what its page holds."""


class Unclear(Exception):
    """The answer could not be read: the question is asked again in other words."""

    def __init__(self, key: str, **facts: Fact) -> None:
        super().__init__(key)
        self.text = Text(key, facts)


@dataclass(frozen=True, slots=True)
class Question:
    """What a step asks now: sentence, choices, and what free answer it takes."""

    text: Text
    choices: tuple[Choice, ...] = ()
    columns: int = 1
    """Buttons a row."""
    page_size: int = 10
    """Choices on one page; ten is every district of the city."""
    ask: Ask = Ask.NOTHING
    fixed: tuple[Choice, ...] = ()
    """Choices of every page, above those that are paged; the first has a row of its own."""
    folded: bool = False
    """The paged choices have no buttons: they are named by words, or unfolded first."""

    @property
    def all_choices(self) -> tuple[Choice, ...]:
        """Everything that may be pressed."""
        return (*self.choices, *self.fixed)


AskStep: TypeAlias = Callable[[Turn], Awaitable[Question]]
ReadStep: TypeAlias = Callable[[Turn, Question], Awaitable[Any]]
ShowStep: TypeAlias = Callable[[Turn], Text | Term | None]
PickStep: TypeAlias = Callable[[Turn, str], Awaitable[Any]]
UndoStep: TypeAlias = Callable[[Mapping[str, Any]], Mapping[str, Any] | None]
"""A rewriting value, as a step may give; None leaves Back to the engine."""

AboutStep: TypeAlias = Callable[[Turn], Collection[str]]
"""Codes of the goods that an answer may name, or `ONE_THING`."""
ONE_THING = frozenset({"*"})
"""Any goods, but one line of them and no more: a list, or a place with it, is a whole report."""

PAGE, SAYS = "page", "says"
REWRITES = "="
"""Key of an answer that answers no step: it holds answers to be set, or with None dropped."""


@dataclass(frozen=True, slots=True)
class Step:
    """One question of a dialog.

    `ask` builds the question; `read` turns the reply (already matched against the choices when
    it was one: then `read` is not called) into a JSON value or raises `Unclear`; `when` says
    whether the step applies to the answers so far; `show` gives the line of the summary.
    A step may answer for others too: a dict value with key `"+"` adds those answers. A dict
    value with key `REWRITES` changes answers and leaves the step open: it asks again, or another
    step that applies now does; key `PAGE` beside it says on which page, key `SAYS` which `Text`
    stands above.
    """

    name: str
    ask: AskStep
    read: ReadStep | None = None
    when: Callable[[Mapping[str, Any]], bool] = lambda _answers: True
    show: ShowStep | None = None
    """None: not shown in the summary and not offered for editing."""
    clears: tuple[str, ...] = ()
    """Steps whose answers no longer hold when this one changes: a new item, a new quantity."""
    pick: PickStep | None = None
    """What a chosen value comes to, where the answer is more than the value itself."""
    undo: UndoStep | None = None
    """What Back comes to where a rewriting answer led here."""
    about: AboutStep | None = None
    """Goods the answer may name: a report of others said here is noted for afterwards. None:
    whatever is said is for the reader."""


@dataclass(frozen=True, slots=True)
class Dialog:
    """A guided conversation as data; the engine gives it Back, Cancel, Edit and persistence."""

    name: str
    steps: tuple[Step, ...]
    finish: Callable[[Turn], Awaitable["Outcome"]]
    confirm: bool = True
    """Show all answers with Confirm, Edit and Cancel before `finish`."""
    roles: frozenset[Role] = frozenset(Role)
    """Who may start it."""
    title: Text | None = None
    """Heads the summary."""
    for_all: bool = False
    """May be started by those who have no role yet (sign-up, help)."""
    own_numbers: bool = False
    """Four digits typed here answer the question, they are no hand-over code."""
    reports: bool = False
    """What is filled in may be needed no more before it is sent."""
    supposes: bool = False
    """What is typed here is supposed, never reported: no need, no stock comes of it."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What comes of a finished dialog or a pressed act button.

    `prompt` is shown (in place of the pressed message unless it must be new); `toast` answers
    the press; `start` begins another dialog with prefilled answers; with nothing set the press
    is answered silently (the card edits itself through the outbox).
    """

    prompt: Prompt | None = None
    toast: Text | None = None
    alert: bool = False
    """Show the toast as a box to be closed."""
    start: str = ""
    prefill: Mapping[str, Any] = field(default_factory=dict)
    drop_buttons: bool = False
    """Take the buttons off the pressed message."""
    waits: str = ""
    """A dialog, with `prefill` as its answers, that waits until the person has the role for it."""
    joined: Role | None = None
    """The role that was just taken: what waited for it goes on."""
    leaves: Mapping[str, Any] = field(default_factory=dict)
    """Answers of the dialog that just ended which are a draft of it still, put aside."""
    leaves_at: str = ""
    """The step at which that draft stands."""


@dataclass(frozen=True, slots=True)
class Aside:
    """A report made where something else was asked."""

    said: Text
    """That it is noted."""
    words: str
    """What is taken up later; empty where saying so was all."""
    answer: str = ""
    """What answers the question after all; empty if nothing does."""
    at_once: bool = False
    """A life is at risk: it waits for nothing."""


ActHandler: TypeAlias = Callable[[Turn, tuple[str, ...]], Awaitable[Outcome]]
"""Called with the turn and the arguments in the button's data: `a:<act>:<arg>:<arg>`."""

Command: TypeAlias = Callable[[Turn], Awaitable[Outcome]]
"""What a `/command` or a menu entry does; `turn.reply.text` is what follows the command."""


@dataclass(frozen=True, slots=True)
class PendingAct:
    """What a person may answer right now by typing, because a press dies after 150 seconds.

    `words` mean it when typed whole, in any language; `label` names it when several match and
    the person must choose; `data` is what its button carries (`a:<act>:<arg>`).
    """

    words: tuple[str, ...]
    label: Text | Term
    data: str
    begins: tuple[str, ...] = ()
    """What begins so means it too, whatever follows: the act asks before it does anything."""


PendingSource: TypeAlias = Callable[[Turn], Awaitable[Sequence[PendingAct]]]
"""A role file's `pending`: what waits for this person, newest first."""

HeardSource: TypeAlias = Callable[[Turn], Awaitable["Outcome | None"]]
"""A role file's `heard`: takes a location, photo or contact sent outside a dialog, or None."""

ToldSource: TypeAlias = HeardSource
"""A role file's `told`: takes free text said outside a dialog, or None."""

AsideSource: TypeAlias = Callable[[Turn, frozenset[str]], Awaitable["Aside | None"]]
"""A role file's `aside`: a report made where a question is about goods of these codes, to be
taken up later; None where the words are no such report."""

TakeUp: TypeAlias = Callable[[Turn, Mapping[str, Any]], Awaitable["Outcome | None"]]
"""What becomes of the answers of a dialog that waited for a role; None if nothing is left."""
