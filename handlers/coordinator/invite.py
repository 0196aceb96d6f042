"""Invite somebody to a role with a link that works once."""

from collections.abc import Mapping
from typing import Any

from db.actions.invites import create_invite
from handlers.dialog import Button, Dialog, Fact, Outcome, Prompt, Term, Text, Turn
from handlers.speech.show import own_words
from handlers.steps.choices import choice_step, given, member_choices, typed_step
from matching.model import OrganisationKind, Role

KINDS: Mapping[Role, OrganisationKind] = {
    Role.HOSPITAL: OrganisationKind.HOSPITAL,
    Role.COMMUNITY: OrganisationKind.COMMUNITY,
    Role.SUPPLIER: OrganisationKind.SUPPLIER,
    Role.DRIVER: OrganisationKind.CARRIER,
    Role.COORDINATOR: OrganisationKind.DEPARTMENT,
}
"""What kind of organisation somebody of a role comes from."""
ORGANISATION_SIGNS = 100


def _from_organisation(answers: Mapping[str, Any]) -> bool:
    return answers.get("role") != Role.RESIDENT.value


def _organisation_line(turn: Turn) -> Text:
    name = given(turn.answers["organisation"])
    if not name:
        return Text("coordinator.line_no_organisation")
    return Text("coordinator.line_organisation", {"name": own_words(name)})


async def _create(turn: Turn) -> Outcome:
    """Make the link; whoever opens it first has the role, and nobody after."""
    role = Role(turn.answers["role"])
    name = given(turn.answers.get("organisation"))
    token = await create_invite(
        turn.session,
        turn.person.actor,
        role=role,
        organisation_id=None,
        organisation_name=name or None,
        kind=KINDS.get(role) if name else None,
        now=turn.now,
    )
    link = f"{turn.house.bot_link}?start={token}" if turn.house.bot_link else ""
    facts: dict[str, Fact] = {
        "role": Term("role", role.value),
        "link": link,
        "command": f"/start {token}",
    }
    menu = Button(Text("coordinator.menu_invite"), "m:invite")
    return Outcome(Prompt(Text("coordinator.invited", facts), buttons=((menu,),)))


INVITE = Dialog(
    name="invite",
    steps=(
        choice_step(
            "role",
            Text("coordinator.ask_invite_role"),
            member_choices("role", Role),
            columns=2,
            show=lambda turn: Text(
                "coordinator.line_role", {"role": Term("role", str(turn.answers["role"]))}
            ),
            clears=("organisation",),
        ),
        typed_step(
            "organisation",
            Text("coordinator.ask_invite_organisation"),
            longest=ORGANISATION_SIGNS,
            optional=True,
            when=_from_organisation,
            show=_organisation_line,
        ),
    ),
    finish=_create,
    roles=frozenset({Role.COORDINATOR}),
    title=Text("coordinator.invite_title"),
)
