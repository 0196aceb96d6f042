"""Sign-up: a role, the organisation behind it, a phone number; and the language."""

from collections.abc import Mapping, Sequence
from typing import Any

from db.actions.people import choose_language, share_phone, take_role
from db.queries.people import person_by_id
from handlers.dialog import (
    ActHandler,
    Ask,
    Button,
    Choice,
    Command,
    Dialog,
    Outcome,
    PendingAct,
    Prompt,
    Question,
    ReplyKind,
    Step,
    Term,
    Text,
    Turn,
    Unclear,
)
from handlers.engine.book import Entry
from handlers.engine.delivery import owe_commands
from handlers.engine.typed import words_of
from handlers.speech.show import act
from handlers.steps.choices import SKIP, district_step, given, skip_choice
from handlers.steps.organisation import ask_organisation, pick_organisation, read_organisation
from matching.errors import NotFound
from matching.model import Role
from matching.phone_numbers import as_typed, is_typed, read_phone

WITH_ORGANISATION = frozenset({Role.HOSPITAL, Role.COMMUNITY, Role.SUPPLIER})
"""Roles that speak for an organisation; a supplier without one is a donor."""
LANGUAGES = ("zh", "en")
_NEXT = {
    Role.RESIDENT: ("register.next_need", "m:need"),
    Role.HOSPITAL: ("register.next_need", "m:need"),
    Role.COMMUNITY: ("register.next_need", "m:need"),
    Role.SUPPLIER: ("register.next_stock", "m:stock"),
    Role.DRIVER: ("register.next_vehicle", "m:vehicle"),
    Role.COORDINATOR: ("register.next_desk", "m:menu"),
}
"""The one thing to do next: its label, and the menu entry."""
_OFFERED = (Role.RESIDENT, Role.HOSPITAL, Role.COMMUNITY, Role.SUPPLIER, Role.DRIVER)
_WORDS = {
    Role.RESIDENT: ("居民", "市民", "resident", "citizen"),
    Role.HOSPITAL: ("医院", "医生", "护士", "hospital", "nurse", "doctor"),
    Role.COMMUNITY: ("社区", "社工", "community"),
    Role.SUPPLIER: ("供应商", "供应", "捐赠", "supplier", "donor"),
    Role.DRIVER: ("司机", "driver"),
}


async def _ask_role(turn: Turn) -> Question:
    """Roles not held yet; a coordinator is told how one becomes one."""
    roles = [role for role in _OFFERED if role not in turn.person.roles]
    choices = tuple(
        Choice(role.value, Text(f"register.role_{role}"), _WORDS[role]) for role in roles
    )
    key = "register.second_role" if turn.person.roles else "register.role"
    return Question(Text(key), choices)


def _role(answers: Mapping[str, Any]) -> Role:
    return Role(answers["role"])


def _speaks_for_others(answers: Mapping[str, Any]) -> bool:
    return answers.get("role") in {role.value for role in WITH_ORGANISATION}


async def _ask_phone(turn: Turn) -> Question:
    return Question(Text("register.phone"), (skip_choice(),), ask=Ask.CONTACT)


async def _read_phone(turn: Turn, _question: Question) -> str:
    """One's own number, shared by the button; typed it is kept too, as one nobody vouches for."""
    reply = turn.reply
    if reply.kind is ReplyKind.TEXT:
        typed = read_phone(reply.text)
        if typed is None:
            raise Unclear("register.unclear_phone")
        return as_typed(typed)
    if reply.kind is not ReplyKind.CONTACT:
        raise Unclear("register.unclear_phone")
    if not reply.own_phone or not reply.phone:
        raise Unclear("register.unclear_own_phone")
    return reply.phone


async def finish_register(turn: Turn) -> Outcome:
    """Take the role, keep the phone, and say the one thing to do next."""
    role = _role(turn.answers)
    known = await person_by_id(turn.session, turn.person.person_id)
    if known is None:
        raise NotFound(kind="person")
    await take_role(
        turn.session,
        turn.person.actor,
        role=role,
        name=turn.person.name,
        organisation=given(turn.answers.get("organisation")) or None,
        district=str(turn.answers.get("district", known.district)),
        now=turn.now,
    )
    await owe_commands(turn)
    phone = given(turn.answers.get("phone"))
    if phone:
        await share_phone(turn.session, turn.person.actor, phone=phone, now=turn.now)
    waits = bool(given(turn.answers.get("organisation")))
    key = "register.done_unverified" if waits else "register.done"
    return Outcome(prompt=_next_thing(role, key), joined=role)


async def heard(turn: Turn) -> Outcome | None:
    """One's own number, shared outside of any question: it takes the place of a typed one."""
    reply = turn.reply
    if reply.kind is not ReplyKind.CONTACT or not turn.person.roles:
        return None
    if not reply.own_phone or not reply.phone:
        return None
    await share_phone(turn.session, turn.person.actor, phone=reply.phone, now=turn.now)
    menu = (Button(Text("register.to_menu"), "m:menu"),)
    return Outcome(Prompt(Text("register.phone_kept"), (menu,)))


def _next_thing(role: Role, key: str) -> Prompt:
    """What comes after sign-up: one sentence, one button."""
    label, data = _NEXT[role]
    text = Text(key, {"role": Term("role", role.value), "next": Text(f"{label}_line")})
    return Prompt(text, ((Button(Text(label), data, style="primary"),),))


async def sign_up(turn: Turn) -> Outcome:
    """A first or a further role; what is known already is not asked again."""
    if all(role in turn.person.roles for role in _OFFERED):
        return Outcome(prompt=Prompt(Text("register.all_roles")))
    known = await person_by_id(turn.session, turn.person.person_id)
    prefill: dict[str, Any] = {}
    if known is not None and known.organisation_id is not None:
        prefill |= {"organisation": SKIP, "district": known.district}
    if known is not None and known.phone and not is_typed(known.phone):
        prefill["phone"] = SKIP
    return Outcome(start="register", prefill=prefill)


async def ask_language(_turn: Turn) -> Outcome:
    """Which language? Each is offered in its own words."""
    buttons = tuple(act(f"register.language_{lang}", "lang", lang) for lang in LANGUAGES)
    return Outcome(prompt=Prompt(Text("register.language"), (buttons,)))


async def set_language(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """Speak this language from now on; what is said next is said in it already."""
    if len(args) != 1 or args[0] not in LANGUAGES:
        raise NotFound()
    await choose_language(turn.session, turn.person.actor, lang=args[0], now=turn.now)
    await owe_commands(turn)
    menu = (Button(Text("register.to_menu"), "m:menu"),)
    return Outcome(prompt=Prompt(Text("register.language_set"), (menu,)))


async def pending(_turn: Turn) -> Sequence[PendingAct]:
    """The name of a language, typed at any moment, chooses it."""
    return tuple(
        PendingAct(
            words_of(f"register.words_{lang}"), Text(f"register.language_{lang}"), f"a:lang:{lang}"
        )
        for lang in LANGUAGES
    )


DIALOGS: tuple[Dialog, ...] = (
    Dialog(
        "register",
        (
            Step("role", _ask_role, clears=("organisation", "district")),
            Step(
                "organisation",
                ask_organisation,
                read_organisation,
                _speaks_for_others,
                pick=pick_organisation,
            ),
            district_step(
                "district", Text("register.district"), when=_speaks_for_others, shown=False
            ),
            Step("phone", _ask_phone, _read_phone),
        ),
        finish_register,
        confirm=False,
        title=Text("register.title"),
        for_all=True,
    ),
)
ACTS: Mapping[str, ActHandler] = {"lang": set_language}
COMMANDS: Mapping[str, Command] = {"lang": ask_language}
ENTRIES: tuple[Entry, ...] = (
    Entry(
        "register",
        Text("register.menu_role"),
        sign_up,
        command="register",
        about="register.about_role",
        in_menu=False,
    ),
    Entry(
        "lang",
        Text("register.menu_language"),
        ask_language,
        command="lang",
        about="register.about_language",
        in_menu=False,
    ),
)
