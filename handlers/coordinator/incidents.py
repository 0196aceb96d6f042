"""What the city responds to: declare an incident or a drill, see them, end one."""

from db.actions.incidents import close_incident, declare_incident
from db.queries.incidents import OpenIncident, open_incidents
from handlers.coordinator.desk import require_coordinator
from handlers.dialog import (
    ActHandler,
    Button,
    Choice,
    Dialog,
    Fact,
    Outcome,
    Prompt,
    Term,
    Text,
    Turn,
)
from handlers.speech.arguments import number
from handlers.speech.show import act, moment, own_words
from handlers.steps.choices import choice_step, member_choices, typed_step
from matching.errors import LastIncident, Outdated
from matching.model import IncidentKind, Role

NAME_SIGNS = 60
REAL, DRILL = "real", "drill"


async def listed(turn: Turn) -> Outcome:
    """`/incidents`: what is open, each with a way to end it, and a way to declare another."""
    require_coordinator(turn)
    return Outcome(await _list(turn))


async def _list(turn: Turn) -> Prompt:
    """The newest first: new reports belong to it. The last one cannot be ended."""
    found = await open_incidents(turn.session)
    facts: dict[str, Fact] = {"rows": tuple(_row(n, each) for n, each in enumerate(found, 1))}
    ends = tuple((_end_button(n, each),) for n, each in enumerate(found, 1))
    declare = act("coordinator.declare", "incident_new", style="primary")
    key = "coordinator.incidents" if len(found) > 1 else "coordinator.incidents_one"
    return Prompt(Text(key, facts), buttons=(*(ends if len(found) > 1 else ()), (declare,)))


def _row(place: int, each: OpenIncident) -> Text:
    facts: dict[str, Fact] = {
        "n": place,
        "name": _name(each),
        "kind": Term("incident_kind", each.kind.value),
        "since": moment(each.opened_at),
        "needs": each.needs,
    }
    return Text("coordinator.row_incident", facts)


def _name(each: OpenIncident) -> Fact:
    """Its name, marked as practice where it is."""
    name = own_words(each.name)
    return Text("coordinator.incident_drill", {"name": name}) if each.drill else name


def _end_button(place: int, each: OpenIncident) -> Button:
    facts: dict[str, Fact] = {"n": place, "name": own_words(each.name)}
    return Button(Text("coordinator.end_incident", facts), f"a:incident_end:{each.id}")


async def _end(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """End an incident: what becomes of its needs, and where new reports go; then it is done."""
    require_coordinator(turn)
    incident_id = number(args)
    if args[1:] != ("y",):
        return Outcome(await _ask_end(turn, incident_id))
    await close_incident(turn.session, turn.person.actor, incident_id=incident_id, now=turn.now)
    return Outcome(await _list(turn), toast=Text("coordinator.incident_ended"))


async def _ask_end(turn: Turn, incident_id: int) -> Prompt:
    found = await open_incidents(turn.session)
    ended = next((each for each in found if each.id == incident_id), None)
    if ended is None:
        raise Outdated()
    others = [each for each in found if each.id != incident_id]
    if not others:
        raise LastIncident()
    facts: dict[str, Fact] = {
        "name": _name(ended),
        "next": _name(others[0]),
        "needs": Text("coordinator.incident_needs", {"n": ended.needs}) if ended.needs else "",
        "practice": Text("coordinator.incident_practice") if others[0].drill else "",
    }
    yes = act("coordinator.end_incident_yes", "incident_end", incident_id, "y", style="danger")
    keep = act("coordinator.keep_incident", "incidents")
    return Prompt(Text("coordinator.end_incident_sure", facts), buttons=((yes, keep),))


async def _show(turn: Turn, _args: tuple[str, ...]) -> Outcome:
    return await listed(turn)


async def _new(turn: Turn, _args: tuple[str, ...]) -> Outcome:
    require_coordinator(turn)
    return Outcome(start=INCIDENT.name)


async def _declare(turn: Turn) -> Outcome:
    """From now on new reports belong to it."""
    name, drill = str(turn.answers["called"]), turn.answers["practice"] == DRILL
    await declare_incident(
        turn.session,
        turn.person.actor,
        name=name,
        kind=IncidentKind(turn.answers["kind"]),
        drill=drill,
        now=turn.now,
    )
    key = "coordinator.declared_drill" if drill else "coordinator.declared"
    listed_button = Button(Text("coordinator.menu_incidents"), "m:incidents")
    return Outcome(Prompt(Text(key, {"name": own_words(name)}), buttons=((listed_button,),)))


INCIDENT = Dialog(
    name="incident",
    steps=(
        typed_step(
            "called",
            Text("coordinator.ask_incident_name"),
            longest=NAME_SIGNS,
            show=lambda turn: Text(
                "coordinator.line_incident", {"name": own_words(str(turn.answers["called"]))}
            ),
        ),
        choice_step(
            "kind",
            Text("coordinator.ask_incident_kind"),
            member_choices("incident_kind", IncidentKind),
            show=lambda turn: Text(
                "coordinator.line_incident_kind",
                {"kind": Term("incident_kind", str(turn.answers["kind"]))},
            ),
        ),
        choice_step(
            "practice",
            Text("coordinator.ask_practice"),
            (
                Choice(REAL, Text("coordinator.practice_real")),
                Choice(DRILL, Text("coordinator.practice_drill"), ("演练", "drill")),
            ),
            show=lambda turn: Text(f"coordinator.practice_{turn.answers['practice']}"),
        ),
    ),
    finish=_declare,
    roles=frozenset({Role.COORDINATOR}),
    title=Text("coordinator.incident_title"),
)

ACTS: dict[str, ActHandler] = {"incidents": _show, "incident_end": _end, "incident_new": _new}
