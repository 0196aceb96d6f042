"""Pushes of the coordinator's desk: what to verify, who calls for help, what broke; and alerts."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from db.queries.at_nodes import CLOSED, EXPIRED, find_kept
from db.queries.desk import find_broadcast
from db.queries.incidents import open_incident
from db.queries.jobs import find_job
from db.queries.lacking import legs_without
from db.queries.people import help_call as find_help_call
from db.queries.people import organisation_by_id, person_by_id
from db.queries.stuck import StuckKind
from db.queries.subjects import NeedView, find_need_view
from db.tables.people import HelpState
from handlers.cards.leg import lacking_leg, node
from handlers.cards.stranded import stranded_prompt
from handlers.dialog import Button, Fact, Person, Prompt, Term, Text
from handlers.speech.placed import placed
from handlers.speech.show import (
    act,
    district,
    item,
    labelled,
    line,
    moment,
    named,
    own_words,
    phone_said,
    quantity,
)
from matching.model import Lifecycle, QuantityKind, Role, Verification
from matching.tokens import case_code

OF_JOBS = {
    kind.value
    for kind in (StuckKind.UNTAKEN, StuckKind.SILENT, StuckKind.STRANDED, StuckKind.UNRETURNED)
}
"""What is stuck as a job, which is known by its number."""


async def verify_need(
    session: AsyncSession, person: Person, params: Mapping[str, Any], _now: datetime
) -> Prompt | None:
    """Asks a coordinator whether a report is true."""
    view = await find_need_view(session, int(params["need_id"]))
    if view is None or not _is_coordinator(person):
        return None
    need = view.need
    if need.verification is not Verification.UNVERIFIED or need.lifecycle is not Lifecycle.OPEN:
        return None
    return labelled(Prompt(need_to_verify(view), buttons=verify_buttons(view.need_id)), need.drill)


def _phone(kept: str) -> Text | str:
    return Text("push.phone", {"phone": phone_said(kept)}) if kept else ""


def need_to_verify(view: NeedView) -> Text:
    """All that helps to judge a report, and whom to call."""
    need = view.need
    return Text(
        "push.verify_need",
        {
            "code": need.code,
            "urgency": Term("urgency", need.urgency.value),
            "lines": tuple(
                Text(
                    "push.verify_line",
                    {
                        "item": item(each.item_code),
                        "quantity": quantity(each.item_code, each.quantities.wanted),
                        "unsure": Text("push.quantity_unknown")
                        if each.kind is QuantityKind.UNKNOWN
                        else "",
                    },
                )
                for each in view.lines
            ),
            "place": placed(view.place.district, view.place.label, view.place.address),
            "people": Text("card.people", {"n": need.people}) if need.people else "",
            "note": Text("card.note", {"note": own_words(need.note)}) if need.note else "",
            "deadline": line("card.deadline", need.deadline),
            "who": own_words(view.reporter.name),
            "role": Term("role", need.reporter_role.value),
            "phone": _phone(view.reporter.phone),
            "at": moment(need.reported_at),
        },
    )


def verify_buttons(need_id: int) -> tuple[tuple[Button, ...], ...]:
    """True, false, or reported before."""
    return (
        (
            act("push.verify_yes", "verify_need", need_id, "yes", style="success"),
            act("push.verify_no", "verify_need", need_id, "no", style="danger"),
        ),
        (act("push.duplicate", "duplicate", need_id),),
    )


async def verify_org(
    session: AsyncSession, person: Person, params: Mapping[str, Any], _now: datetime
) -> Prompt | None:
    """Asks a coordinator whether an organisation is what it says."""
    organisation = await organisation_by_id(session, int(params["organisation_id"]))
    if organisation is None or not _is_coordinator(person):
        return None
    if organisation.verification is not Verification.UNVERIFIED:
        return None
    incident = await open_incident(session)
    drill = incident is not None and incident.drill
    text = Text(
        "push.verify_org",
        {
            "name": named(organisation.name),
            "kind": Term("organisation_kind", organisation.kind.value),
            "district": district(organisation.district),
            "stays": Text("push.org_stays") if drill else "",
        },
    )
    return labelled(Prompt(text, buttons=(organisation_buttons(organisation.id),)), drill)


def organisation_buttons(organisation_id: int) -> tuple[Button, ...]:
    """Known or not known."""
    return (
        act("push.org_yes", "verify_org", organisation_id, "yes", style="success"),
        act("push.org_no", "verify_org", organisation_id, "no", style="danger"),
    )


async def org_checked(
    session: AsyncSession, _person: Person, params: Mapping[str, Any], _now: datetime
) -> Prompt | None:
    """Tells a member that their organisation was verified, or was not."""
    organisation = await organisation_by_id(session, int(params["organisation_id"]))
    if organisation is None or organisation.verification is Verification.UNVERIFIED:
        return None
    verified = organisation.verification is not Verification.REFUTED
    key = "push.org_verified" if verified else "push.org_refuted"
    return Prompt(Text(key, {"name": named(organisation.name)}))


async def alert(
    session: AsyncSession, _person: Person, params: Mapping[str, Any], _now: datetime
) -> Prompt | None:
    """An alert to a role and district, in its author's words."""
    row = await find_broadcast(session, int(params["broadcast_id"]))
    if row is None:
        return None
    facts = {
        "text": own_words(row.text),
        "district": district(row.district),
        "at": moment(row.created_at),
    }
    return labelled(Prompt(Text("push.alert", facts), force_new=True), row.drill)


async def help_call(
    session: AsyncSession, person: Person, params: Mapping[str, Any], _now: datetime
) -> Prompt | None:
    """Somebody wants to talk to a coordinator."""
    call = await find_help_call(session, int(params["help_id"]))
    if call is None or not _is_coordinator(person) or call.answer:
        return None
    caller = await person_by_id(session, call.person_id)
    if call.state is HelpState.CLOSED or caller is None:
        return None
    text = Text(
        "push.help_call",
        {
            "who": own_words(caller.name),
            "roles": _roles(caller.roles),
            "phone": Text("push.phone", {"phone": phone_said(caller.phone)})
            if caller.phone
            else "",
            "question": own_words(call.question),
            "at": moment(call.created_at),
        },
    )
    answer = act("push.help_take", "help_take", call.id, style="primary")
    return Prompt(text, buttons=((answer,),), force_new=True)


async def help_answer(
    session: AsyncSession, person: Person, params: Mapping[str, Any], _now: datetime
) -> Prompt | None:
    """The coordinator's answer to whoever asked."""
    call = await find_help_call(session, int(params["help_id"]))
    if call is None or call.person_id != person.person_id or not call.answer:
        return None
    facts = {"question": own_words(call.question), "answer": own_words(call.answer)}
    buttons = (
        act("push.help_again", "help"),
        act("push.help_solved", "help_solved", call.id, style="success"),
    )
    return Prompt(Text("push.help_answer", facts), buttons=(buttons,), force_new=True)


async def poison(
    _session: AsyncSession, person: Person, params: Mapping[str, Any], _now: datetime
) -> Prompt | None:
    """Tells a coordinator that a message was put aside; never what was in it."""
    if not _is_coordinator(person):
        return None
    look = act("push.look", "stuck", StuckKind.DEAD.value, 0)
    return Prompt(Text("push.poison", {"n": int(params["inbox_id"])}), buttons=((look,),))


async def trouble(
    _session: AsyncSession, _person: Person, _params: Mapping[str, Any], _now: datetime
) -> Prompt | None:
    """Tells somebody that what they just said could not be handled."""
    return Prompt(Text("push.trouble"), buttons=((act("push.help_again", "help"),),))


async def stuck(
    session: AsyncSession, person: Person, params: Mapping[str, Any], now: datetime
) -> Prompt | None:
    """Tells a coordinator what waits for a decision, by the name it has on the desk's lists."""
    kind = str(params["kind"])
    if not _is_coordinator(person) or kind not in {each.value for each in StuckKind}:
        return None
    look = act("push.look", "stuck", kind, 0)
    number, what = int(params.get("id", 0)), Text(f"coordinator.stuck_{kind}")
    leg = lacking_leg((await legs_without(session, StuckKind(kind), [number])).get(number))
    text = Text("push.stuck", {"what": what, "leg": leg})
    if params.get("silent"):
        text = Text("push.stuck_silent", {"code": case_code(number)})
    elif kind == StuckKind.CRITICAL:
        text = Text("push.stuck_need", {"what": what, "code": case_code(number)})
    elif kind == StuckKind.LEFT:
        return await _left(session, number, what, look, now)
    elif kind == StuckKind.STRANDED:
        return await _stranded(session, number, what, look)
    elif kind in OF_JOBS:
        text = Text("push.stuck_job", {"what": what, "id": number, "leg": leg})
    return labelled(Prompt(text, buttons=((look,),)), bool(params.get("drill")))


async def _stranded(session: AsyncSession, job_id: int, what: Text, look: Button) -> Prompt | None:
    """What is aboard a vehicle that stands still, and what may be decided."""
    job = await find_job(session, job_id)
    if job is None:
        return None
    head = Text("push.stuck_job", {"what": what, "id": job_id, "leg": ""})
    card = await stranded_prompt(session, job, head, look)
    return None if card is None else labelled(card, job.drill)


async def _left(
    session: AsyncSession, allocation_id: int, what: Text, look: Button, now: datetime
) -> Prompt | None:
    """Which goods a node is left with; None once somebody has decided about them."""
    load = await find_kept(session, allocation_id, now)
    if load is None or load.state not in (CLOSED, EXPIRED):
        return None
    facts: dict[str, Fact] = {
        "what": what,
        "code": load.need_code,
        "item": item(load.item_code),
        "quantity": quantity(load.item_code, load.quantity),
        "place": node(load.place),
    }
    return labelled(Prompt(Text("push.stuck_left", facts), buttons=((look,),)), load.drill)


async def welcome(
    _session: AsyncSession, person: Person, _params: Mapping[str, Any], _now: datetime
) -> Prompt | None:
    """Greets somebody who was given a role."""
    if not person.roles:
        return None
    roles = tuple(Term("role", role.value) for role in sorted(person.roles))
    return Prompt(Text("push.welcome", {"roles": roles}))


def _roles(roles: Iterable[Role]) -> Fact:
    """What somebody is to us."""
    return tuple(Term("role", role.value) for role in sorted(roles)) or Text("push.no_role")


def _is_coordinator(person: Person) -> bool:
    return Role.COORDINATOR in person.roles
