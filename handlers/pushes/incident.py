"""Pushes to coordinators when another of them declares or ends an incident."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from db.queries.incidents import incident_by_id, open_incidents
from db.queries.people import person_by_id
from handlers.dialog import Button, Fact, Person, Prompt, Term, Text
from handlers.speech.show import own_words
from matching.model import Role


async def declared(
    session: AsyncSession, person: Person, params: Mapping[str, Any], _now: datetime
) -> Prompt | None:
    """What the city responds to from now on; nothing once it is over again."""
    row = await incident_by_id(session, int(params["incident_id"]))
    if row is None or row.closed_at is not None or Role.COORDINATOR not in person.roles:
        return None
    facts: dict[str, Fact] = {
        "name": own_words(row.name),
        "kind": Term("incident_kind", row.kind.value),
        "who": await _who(session, params),
    }
    key = "push.incident_declared_drill" if row.drill else "push.incident_declared"
    return _listed(Text(key, facts))


async def ended(
    session: AsyncSession, person: Person, params: Mapping[str, Any], _now: datetime
) -> Prompt | None:
    """What is over, and where new reports belong now."""
    row = await incident_by_id(session, int(params["incident_id"]))
    if row is None or row.closed_at is None or Role.COORDINATOR not in person.roles:
        return None
    current = (await open_incidents(session))[0]
    named = own_words(current.name)
    facts: dict[str, Fact] = {
        "name": own_words(row.name),
        "who": await _who(session, params),
        "next": Text("coordinator.incident_drill", {"name": named}) if current.drill else named,
    }
    key = "push.incident_ended_drill" if row.drill else "push.incident_ended"
    return _listed(Text(key, facts))


def _listed(text: Text) -> Prompt:
    """With a way to all that is open."""
    button = Button(Text("coordinator.menu_incidents"), "m:incidents")
    return Prompt(text, buttons=((button,),), force_new=True)


async def _who(session: AsyncSession, params: Mapping[str, Any]) -> Fact:
    """The colleague who did it; nobody when the house itself did, or they were forgotten."""
    by = await person_by_id(session, int(params["by"])) if params["by"] else None
    if by is None or not by.name:
        return ""
    return Text("push.incident_by", {"who": own_words(by.name)})
