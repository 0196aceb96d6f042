"""The coordinator's desk: what is stuck, counted and listed with one decision a row; the city."""

from collections.abc import Mapping

from db.actions.messages import enqueue
from db.queries.at_nodes import KEPT
from db.queries.desk import StuckRow, stuck_counts, stuck_page
from db.queries.job_views import JobView
from db.queries.jobs import find_job
from db.queries.lacking import LegWithout, legs_without
from db.queries.stuck import StuckKind
from handlers.cards.leg import lacking_leg, node
from handlers.dialog import ActHandler, Button, Fact, Outcome, Prompt, Term, Text, Turn
from handlers.engine.commands import MENU
from handlers.engine.data import menu_data
from handlers.speech.arguments import member, number
from handlers.speech.show import (
    Row,
    act,
    district,
    item,
    item_totals,
    marked,
    moment,
    own_words,
    quantity,
)
from matching.errors import NotAllowed
from matching.model import Role

PAGE = 5
"""Rows of one page: more would not fit a phone."""
MOST_PAGES = 200

DECISIONS: Mapping[StuckKind, str] = {
    StuckKind.CRITICAL: "look_need",
    StuckKind.UNVERIFIED: "look_report",
    StuckKind.HELP: "help_take",
    StuckKind.ORGANISATIONS: "look_org",
    StuckKind.CONFIRMING: "confirm_for",
    StuckKind.UNCARRIED: "alert_drivers",
    StuckKind.UNTAKEN: "look_job",
    StuckKind.SILENT: "look_job",
    StuckKind.STRANDED: "look_job",
    StuckKind.LEFT: "left",
    StuckKind.AT_NODE: "keep_here",
    StuckKind.UNRETURNED: "look_job",
    StuckKind.ON_HOLD: "lot_free",
}
"""The one decision a row of each kind asks for. What was put aside has none here."""
_STATES: Mapping[StuckKind, str] = {
    StuckKind.UNVERIFIED: "urgency",
    StuckKind.ORGANISATIONS: "organisation_kind",
    StuckKind.ON_HOLD: "hold",
    StuckKind.STRANDED: "reason",
}
"""Kinds whose `state` is a member of an enumeration."""
_WAYS: Row = (
    act("coordinator.refresh", "stuck"),
    Button(Text("engine.menu"), menu_data(MENU)),
)
"""Below the counts: look again, or go on to something else."""
_OF_JOBS = frozenset(
    {StuckKind.UNTAKEN, StuckKind.SILENT, StuckKind.STRANDED, StuckKind.UNRETURNED}
)
_AT_NODES = frozenset({StuckKind.LEFT, StuckKind.AT_NODE})


def require_coordinator(turn: Turn) -> None:
    """Raise `NotAllowed` for anybody else: a button can be forged."""
    if Role.COORDINATOR not in turn.person.roles:
        raise NotAllowed()


async def overview(turn: Turn) -> Outcome:
    """`/stuck`: how much of what waits, each with a button to its list."""
    require_coordinator(turn)
    return Outcome(await _overview(turn))


async def to_verify(turn: Turn) -> Outcome:
    """`/verify`: the reports that wait; with none, the organisations."""
    require_coordinator(turn)
    counts = await stuck_counts(turn.session, turn.now)
    if not counts[StuckKind.UNVERIFIED] and counts[StuckKind.ORGANISATIONS]:
        return Outcome(await _page(turn, StuckKind.ORGANISATIONS, 0))
    return Outcome(await _page(turn, StuckKind.UNVERIFIED, 0))


async def situation(turn: Turn) -> Outcome:
    """`/situation`: the city in one picture, drawn when it leaves."""
    require_coordinator(turn)
    await enqueue(
        turn.session,
        person_id=turn.person.person_id,
        channel=turn.reply.channel,
        address=turn.reply.address,
        kind="situation",
        params={},
        now=turn.now,
    )
    return Outcome()


async def _stuck(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """The counts, or one page of one kind."""
    require_coordinator(turn)
    if not args:
        return Outcome(await _overview(turn))
    page = number(args, 1) if len(args) > 1 else 0
    return Outcome(await _page(turn, member(StuckKind, args, 0), min(page, MOST_PAGES)))


async def _overview(turn: Turn) -> Prompt:
    counts = await stuck_counts(turn.session, turn.now)
    waiting = [(kind, count) for kind, count in counts.items() if count]
    if not waiting:
        return Prompt(Text("coordinator.nothing_stuck"), buttons=(_WAYS,))
    lines = tuple(
        Text("coordinator.stuck_line", {"what": _name(kind), "count": count})
        for kind, count in waiting
    )
    rows = tuple(
        (Button(_with_count(kind, count), f"a:stuck:{kind.value}:0"),) for kind, count in waiting
    )
    facts: dict[str, Fact] = {"lines": lines, "at": moment(turn.now)}
    return Prompt(Text("coordinator.stuck", facts), buttons=(*rows, _WAYS))


async def _page(turn: Turn, kind: StuckKind, page: int) -> Prompt:
    """Five rows of one kind, a decision each, and the ways to the next page and back."""
    found = await stuck_page(turn.session, kind, turn.now, page=page, size=PAGE)
    if not found and page:
        return await _page(turn, kind, 0)
    shown = found[:PAGE]
    lacking = await legs_without(turn.session, kind, [row.id for row in shown])
    jobs = {row.id: await find_job(turn.session, row.id) for row in shown if kind in _OF_JOBS}
    text = Text(
        "coordinator.list" if shown else "coordinator.list_empty",
        {
            "what": _name(kind),
            "rows": tuple(
                marked(
                    _row(kind, row, place, lacking.get(row.id), _of_job(jobs.get(row.id))),
                    drill=row.drill,
                    since=None,
                    now=turn.now,
                )
                for place, row in enumerate(shown, 1)
            ),
        },
    )
    paging: Row = (
        *((act("engine.earlier", "stuck", kind.value, page - 1),) if page else ()),
        *((act("engine.later", "stuck", kind.value, page + 1),) if len(found) > PAGE else ()),
    )
    decisions = tuple(_decision(kind, row, place) for place, row in enumerate(shown, 1))
    back = act("coordinator.menu_stuck", "stuck")
    rows = (*(row for row in decisions if row), *((paging,) if paging else ()), (back,))
    return Prompt(text, buttons=rows)


def _decision(kind: StuckKind, row: StuckRow, place: int) -> Row:
    name, which = DECISIONS.get(kind), kind.value
    if name is None:
        return ()
    if kind is StuckKind.AT_NODE and row.state == KEPT:
        name, which = "kept", KEPT
    label = Text(f"coordinator.decide_{which}", {"n": place, "code": row.code})
    return (Button(label, f"a:{name}:{row.id}"),)


def _of_job(job: JobView | None) -> Text | str:
    """What a job carries, from which district to which."""
    if job is None or not job.stops or not job.loads:
        return ""
    first, *others = item_totals(job.loads)
    facts: dict[str, Fact] = {
        "goods": first,
        "more": Text("coordinator.and_more", {"n": len(others)}) if others else "",
        "from": district(job.stops[0].district),
        "to": district(job.stops[-1].district),
    }
    return Text("coordinator.of_job", facts)


def _row(
    kind: StuckKind, row: StuckRow, place: int, leg: LegWithout | None, of_job: Text | str
) -> Text:
    facts: dict[str, Fact] = {
        "n": place,
        "id": row.id,
        "code": row.code,
        "name": node(row.name) if kind in _AT_NODES else own_words(row.name),
        "district": district(row.district) if row.district else "",
        "since": moment(row.since),
        "item": item(row.item_code) if row.item_code else "",
        "quantity": quantity(row.item_code, row.quantity) if row.item_code else "",
        "state": _state(kind, row, leg),
        "leg": lacking_leg(leg),
        "of_job": of_job,
    }
    return Text(f"coordinator.row_{kind.value}", facts)


def _state(kind: StuckKind, row: StuckRow, leg: LegWithout | None) -> Term | Text | str:
    if not row.state:
        return ""
    if kind is StuckKind.CONFIRMING:
        return Text(f"coordinator.waiting_{row.state}")
    if kind is StuckKind.AT_NODE and row.state == KEPT and leg is not None:
        return Text("coordinator.at_node_lacking", {"leg": lacking_leg(leg)})
    if kind in _AT_NODES:
        return Text(f"coordinator.{kind.value}_{row.state}")
    terms = _STATES.get(kind)
    return own_words(row.state) if terms is None else Term(terms, row.state)


def _name(kind: StuckKind) -> Text:
    return Text(f"coordinator.stuck_{kind.value}")


def _with_count(kind: StuckKind, count: int) -> Text:
    return Text("coordinator.stuck_button", {"what": _name(kind), "count": count})


ACTS: dict[str, ActHandler] = {"stuck": _stuck}
