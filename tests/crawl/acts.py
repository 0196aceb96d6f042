"""All that somebody may do on a screen: press, tap, type, send, choose old buttons."""

import base64
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import cycle, islice
from typing import TypeVar

from bot.sandbox.people import Actor
from handlers.menu import BOOK
from handlers.speech.sentences import sentence
from matching.model import Role
from tests.crawl.city import Walker
from tests.crawl.look import Button, Key, View
from tests.crawl.words import (
    BLANK,
    BORDER,
    FAR_AWAY,
    FORWARDED,
    GARBAGE,
    HERE,
    MENU,
    OUT_OF_THE_BLUE,
    answers_to,
)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Act:
    """One thing somebody does; `kind` says which acts are alike, those that start with `any ` are
    so whoever does them."""

    kind: str
    told: str
    """As it is told in a transcript."""
    do: Callable[[Actor], object]
    is_press: bool = False
    leads_on: bool = True
    """Whether the state it leads to is worth walking from."""

    @property
    def is_button(self) -> bool:
        """Whether something on the screen was pressed: inline or on the reply keyboard."""
        return self.is_press or self.kind.startswith("tap ")


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is tried on every screen."""

    choices: int
    """Of the answers offered by a question, spread over the list."""
    garbage: int
    things: int
    labels: int
    """Labels of menu entries that are typed."""
    stale: int
    again: bool
    """Whether the buttons that one look of a step has tried are pressed on every other."""
    looks: int
    """Other looks of what is known (other data, a page turned), walked of one person at most."""
    news: int = 0
    """Steps and scenes that are new, walked of one person at most; 0: all."""
    minutes: float = 0
    """Of walking one city, by the wall; 0: until all is walked."""


LIGHT = Effort(choices=2, garbage=1, things=1, labels=1, stale=1, again=False, looks=0)
TASTE = replace(LIGHT, news=2)
WHOLE = Effort(
    choices=6, garbage=99, things=99, labels=2, stale=20, again=True, looks=60, minutes=20
)

COMMON = ("menu", "start", "cancel")
"""Commands of the engine itself."""
PHOTO = base64.b64encode(b"\xff\xd8crawl\xff\xd9").decode()


def edit_last(phone: Actor) -> None:
    """Change what was typed last, or what would have been, had anything been typed."""
    own = [
        number
        for number, message in phone.chat.messages.items()
        if not message["from"]["is_bot"]
        and "forward_origin" not in message  # nobody can change another's words
        and message.get("text", FORWARDED) != FORWARDED
    ]
    number = own[-1] if own else phone.say(".")["message_id"]
    phone.edit(number, FORWARDED)


EDIT = "an edit of old words"
"""Answered once for each message, so it is no way to walk on by."""
THINGS: tuple[tuple[str, Callable[[Actor], object]], ...] = (
    ("a location", lambda phone: phone.share_location(*HERE)),
    ("a contact", lambda phone: phone.share_contact("+8613900000001")),
    ("a photo", lambda phone: phone.send_photo(PHOTO)),
    ("a far location", lambda phone: phone.share_location(*FAR_AWAY)),
    ("a location between districts", lambda phone: phone.share_location(*BORDER)),
    ("a live location", lambda phone: phone.share_location(*HERE, live=900)),
    ("somebody's contact", lambda phone: phone.share_contact("13900000002", own=False)),
    ("a sticker", lambda phone: phone.send_other("sticker")),
    ("a voice message", lambda phone: phone.send_other("voice")),
    ("a document", lambda phone: phone.send_document(PHOTO, "list.pdf")),
    (EDIT, edit_last),
    ("forwarded words", lambda phone: phone.forward(FORWARDED, "Somebody")),
)


def acts_on(
    walker: Walker, key: Key, shown: View, codes: Sequence[str], effort: Effort, turn: int
) -> Iterator[Act]:
    """Everything worth trying on this screen; `turn` rotates what is tried only in part."""
    if not shown.chat.started:
        yield say("/start", "/start")  # Telegram shows nothing but this button
        return
    yield from _presses(shown, effort)
    yield from (_tap(words) for words in shown.taps)
    yield say(MENU[walker.lang], "menu", leads_on=not key.dialog)
    for words in answers_to(key.step) if key.dialog else ():
        yield say(words, f"answer {words}")
    for name, do in some(THINGS, effort.things, turn):
        yield Act(f"any {name}", f"({name})", do, leads_on=name != EDIT)
    if walker.role == Role.DRIVER:
        yield from (say(code, f"a code {code}") for code in codes)
        if not key.dialog:
            yield Act("a photo", "(a photo)", lambda phone: phone.send_photo(PHOTO))
    for words in some((*GARBAGE, BLANK), effort.garbage, turn):
        yield say(words, f"any words {words[:8]!r}", leads_on=False)
    for words in some(labels_of(walker), effort.labels, turn):
        yield say(words, "any label")
    if not key.dialog:
        yield from (say(words, f"says {words}") for words in OUT_OF_THE_BLUE[walker.lang])
        for command in commands_of(walker) if effort.again or not key.says else ():
            yield say(f"/{command}", f"/{command}")


def press(button: Button, kind: str) -> Act:
    """Press a button that is there."""
    return Act(
        kind,
        f"[{button.label}]",
        lambda phone: phone.press(button.data, button.message),
        is_press=True,
    )


def press_old(data: str, message: int) -> Act:
    """Press a button that is gone."""
    return Act(
        "stale", f"[old {data}]", lambda phone: phone.press_raw(data, message), is_press=True
    )


def say(words: str, kind: str, *, leads_on: bool = True) -> Act:
    """Type something; what no keyboard can send (nothing at all) comes as a forged update."""
    told = words if len(words) <= 60 else f"{words[:20]}… ({len(words)} signs)"
    send: Callable[[Actor], object] = lambda phone: phone.say(words)  # noqa: E731
    if not words.strip():
        send = lambda phone: phone._post(text=words)  # noqa: E731
    return Act(kind, f"“{told}”", send, leads_on=leads_on)


def labels_of(walker: Walker) -> list[str]:
    """Labels of the person's own menu, word for word."""
    roles = _roles(walker)
    return [sentence(entry.label.key, walker.lang) for entry in BOOK.entries_for(roles)]


def commands_of(walker: Walker) -> list[str]:
    """Every command there is for this person, and those that are for everybody."""
    roles = _roles(walker)
    own = [entry.command for entry in BOOK.entries if entry.command and entry.is_for(roles)]
    return [*dict.fromkeys([*own, *BOOK.commands, *COMMON])]


def some(of: Sequence[T], count: int, turn: int) -> list[T]:
    """So many of a list, others at every turn."""
    if not of:
        return []
    count = min(count, len(of))
    first = turn * count % len(of)
    return list(islice(cycle(of), first, first + count))


def _roles(walker: Walker) -> frozenset[Role]:
    return frozenset() if walker.role == "newcomer" else frozenset({Role(walker.role)})


def _presses(shown: View, effort: Effort) -> Iterator[Act]:
    """Buttons of the newest message, of its answers some spread over the list and in the whole
    crawl one of each sort; then those of older ones."""
    newest = shown.newest
    choices = [button for button in newest if button.is_choice]
    step = max(1, -(-(len(choices) - 1) // max(1, effort.choices - 1))) if choices else 1
    places = dict.fromkeys(range(0, len(choices), step)[: effort.choices])
    if effort.again:
        sorts = {button.sort: place for place, button in reversed([*enumerate(choices)])}
        places |= dict.fromkeys(place for sort, place in sorts.items() if sort)
    for place in places:
        yield press(choices[place], f"choice {place}")
    yield from (press(button, button.kind) for button in newest if not button.is_choice)
    for button in shown.buttons:
        if button.message != newest[0].message:
            yield press(button, f"old {button.kind}")


def _tap(words: str) -> Act:
    return Act(f"tap {words[:6]}", f"⌨[{words}]", lambda phone: phone.tap(words))
