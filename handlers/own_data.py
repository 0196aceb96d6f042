"""One's own data: all that the record holds of a person, shown to them and erased at their word."""

from collections.abc import Mapping, Sequence

from db.actions.forgetting import forget_person
from db.queries.mine import count_mine, organisation_of
from db.queries.people import HelpCall, help_calls_of, person_by_id
from db.queries.told import KeptWords, words_of_person
from handlers.dialog import ActHandler, Button, Fact, Outcome, Prompt, Term, Text, Turn
from handlers.engine.book import Entry
from handlers.engine.standing import recall
from handlers.engine.typed import quoted
from handlers.speech.show import act, phone_said
from matching.errors import NotFound
from matching.model import Role

SHOWN_WORDS, SHOWN_SIGNS = 5, 300
"""Messages in free text that /mydata shows, and how much of each."""


async def my_data(turn: Turn) -> Outcome:
    """All that the record holds of this person, and how to have it erased."""
    known = await person_by_id(turn.session, turn.person.person_id)
    if known is None:
        raise NotFound(kind="person")
    needs, lots, places = await count_mine(turn.session, known.id)
    mine = await organisation_of(turn.session, known.id)
    kept, newest = await words_of_person(turn.session, known.id, SHOWN_WORDS)
    asked = await help_calls_of(turn.session, known.id)
    nothing = Text("register.nothing_kept")
    facts: dict[str, Fact] = {
        "name": Term("plain", known.name) if known.name else nothing,
        "phone": phone_said(known.phone, masked=True) if known.phone else nothing,
        "roles": _named_roles(known.roles) or nothing,
        "organisation": nothing if mine is None else Term("named", mine.name),
        "district": Term("district", known.district) if known.district else nothing,
        "needs": needs,
        "lots": lots,
        "places": places,
        "words": _own_words(kept, newest) if kept else nothing,
        "asked": _asked(asked) if asked else nothing,
        "noted": _noted((await recall(turn.session, known.id)).noted),
    }
    menu = (Button(Text("register.to_menu"), "m:menu"),)
    forget = (act("register.forget_ask", "forget"),)
    return Outcome(prompt=Prompt(Text("register.my_data", facts), (menu, forget)))


def _noted(words: Sequence[str]) -> Text | str:
    """What was said where something else was asked, and waits for its end."""
    lines = tuple(
        Text("register.noted_line", {"words": Term("plain", quoted(each, SHOWN_SIGNS))})
        for each in words
    )
    return Text("register.noted", {"count": len(words), "lines": lines}) if words else ""


def _asked(calls: Sequence[HelpCall]) -> Text:
    """What was asked of a coordinator: how often, and the newest."""
    lines = tuple(
        Text("register.noted_line", {"words": Term("plain", quoted(each.question, SHOWN_SIGNS))})
        for each in calls[:SHOWN_WORDS]
    )
    return Text("register.asked", {"count": len(calls), "lines": lines})


def _own_words(kept: int, newest: Sequence[KeptWords]) -> Text:
    """What was written in free text: how much of it, and the newest messages."""
    lines = tuple(
        Text(
            "register.own_words_line",
            {
                "words": Term("plain", quoted(each.words, SHOWN_SIGNS)),
                "until": Term("date", each.expires_at.date().isoformat()),
            },
        )
        for each in newest
    )
    return Text("register.own_words", {"count": kept, "lines": lines})


async def ask_to_forget(_turn: Turn) -> Outcome:
    """Erase all of it: really?"""
    buttons = (
        act("register.forget_yes", "forget", "y", style="danger"),
        act("register.forget_no", "forget", "n"),
    )
    return Outcome(prompt=Prompt(Text("register.forget_sure"), (buttons,)))


async def forget(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """Ask, leave it, or erase what is personal and say so once."""
    match args:
        case ("y",):
            await forget_person(turn.session, turn.person.actor, now=turn.now)
            # A toast, as it answers the press: there is nobody left to owe a message to.
            return Outcome(toast=Text("register.forgotten"), alert=True, drop_buttons=True)
        case ("n",):
            menu = (Button(Text("register.to_menu"), "m:menu"),)
            return Outcome(prompt=Prompt(Text("register.kept"), (menu,)))
        case _:
            return await ask_to_forget(turn)


def _named_roles(roles: frozenset[Role]) -> tuple[Term, ...]:
    return tuple(Term("role", role.value) for role in Role if role in roles)


ACTS: Mapping[str, ActHandler] = {"forget": forget}
ENTRIES: tuple[Entry, ...] = (
    Entry(
        "mydata",
        Text("register.menu_data"),
        my_data,
        command="mydata",
        about="register.about_data",
        in_menu=False,
    ),
    Entry(
        "forget",
        Text("register.menu_forget"),
        ask_to_forget,
        command="forget",
        about="register.about_forget",
        in_menu=False,
    ),
)
