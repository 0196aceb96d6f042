"""Close the road between two districts, or around a spot; see what is closed, open it again."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from db.actions.closures import close_road, lift_closure
from db.queries.desk import open_closures
from db.tables import ClosureRow
from handlers.coordinator.closed_said import TITLE_SIGNS, read_end
from handlers.coordinator.desk import require_coordinator
from handlers.coordinator.spots import (
    AREA,
    ask_radius,
    ask_spot,
    is_area,
    read_radius,
    read_spot,
    show_area,
)
from handlers.dialog import (
    ActHandler,
    Button,
    Choice,
    Dialog,
    Fact,
    Outcome,
    Prompt,
    Question,
    ReplyKind,
    Step,
    Text,
    Turn,
    Unclear,
)
from handlers.speech.arguments import number
from handlers.speech.show import district, line, marked, moment, own_words
from handlers.steps.choices import district_choices, given, typed_step, whole_number
from handlers.steps.moments import read_moment
from handlers.steps.passes import DONE, PASSES, pass_name, pass_names, passes_answered
from matching.gazetteer import locate
from matching.model import Mode, Role

HOURS = {"2": 2, "6": 6, "24": 24, "72": 72}
OPEN_END = "open"
MOST_HOURS = 240
"""A bare number means hours, ten days at most."""
LINK_SIGN = "—"
LONGEST_TITLE = 120
AREA_SIGN = "◯"
"""Title of a closed area without a name."""
EVERYBODY = "all"
HEAVY = "over:"
TONNES = ("3.5", "10", "30")
"""Limits that signs at weak bridges and soaked roads usually show."""
MOST_TONNES = 500
OTHER_MODES = (Mode.WATER, Mode.AIR, Mode.RAIL)
"""Means that a closure may concern while roads stay open: a strike at a port, a storm."""


def _district_step(name: str, key: str, other: str) -> Step:
    """One end of the closed link; the two ends differ."""

    async def ask(turn: Turn) -> Question:
        choices = tuple(
            choice for choice in district_choices() if choice.value != turn.answers.get(other)
        )
        around = Choice(AREA, Text("coordinator.closed_area"), ("一个地点", "spot", "area"))
        first = name == "from"
        return Question(
            Text(key), (*choices, around) if first else choices, columns=2, page_size=12
        )

    if name == "from":
        return Step(name, ask, read_end, show=_show_link, clears=("to", "spot", "radius"))
    return Step(name, ask, read_end, when=lambda answers: not is_area(answers))


def _show_link(turn: Turn) -> Text | None:
    if "to" not in turn.answers:
        return None
    facts = {
        "from": district(str(turn.answers["from"])),
        "to": district(str(turn.answers["to"])),
    }
    return Text("coordinator.line_link", facts)


def _show_title(turn: Turn) -> Text | None:
    """What is closed and why, as it was written."""
    title = given(turn.answers["title"])
    return Text("coordinator.line_title", {"title": own_words(title)}) if title else None


async def _ask_until(_turn: Turn) -> Question:
    hours = tuple(
        Choice(value, Text("coordinator.closed_hours", {"n": count}))
        for value, count in HOURS.items()
    )
    open_end = Choice(OPEN_END, Text("coordinator.closed_open"), ("不知道", "until lifted"))
    return Question(Text("coordinator.ask_until"), (*hours, open_end), columns=2)


async def _read_until(turn: Turn, _question: Question) -> Any:
    typed = turn.reply.text if turn.reply.kind is ReplyKind.TEXT else ""
    hours = whole_number(typed, MOST_HOURS) if typed.strip().isdigit() else None
    until = turn.now + timedelta(hours=hours) if hours else read_moment(typed, turn.now)
    if until is None:
        raise Unclear("coordinator.unclear_until")
    return until.isoformat()


def _until(turn: Turn) -> datetime | None:
    said = str(turn.answers["until"])
    if said == OPEN_END:
        return None
    if said in HOURS:
        return turn.now + timedelta(hours=HOURS[said])
    return datetime.fromisoformat(said)


def _show_until(turn: Turn) -> Text:
    until = _until(turn)
    if until is None:
        return Text("coordinator.line_open_end")
    return Text("coordinator.line_until", {"at": moment(until)})


async def _ask_who(_turn: Turn) -> Question:
    choices = (
        Choice(EVERYBODY, Text("coordinator.stops_all"), ("全部", "所有车", "all", "everybody")),
        *(
            Choice(f"{HEAVY}{tonnes}", Text("coordinator.stops_heavy", {"n": tonnes}))
            for tonnes in TONNES
        ),
        *(Choice(mode.value, Text(f"coordinator.stops_{mode.value}")) for mode in OTHER_MODES),
    )
    return Question(Text("coordinator.ask_stops"), choices, columns=2)


async def _read_who(turn: Turn, _question: Question) -> str:
    """A number of tonnes, typed: heavier ones are stopped."""
    typed = turn.reply.text if turn.reply.kind is ReplyKind.TEXT else ""
    tonnes = whole_number(typed.replace("吨", " ").replace("t", " "), MOST_TONNES)
    if not tonnes:
        raise Unclear("coordinator.unclear_stops")
    return f"{HEAVY}{tonnes}"


def _show_who(turn: Turn) -> Text:
    modes, tonnes = _stopped(str(turn.answers["who"]))
    return _who_line(modes, tonnes)


def _stopped(said: str) -> tuple[tuple[Mode, ...], float | None]:
    """The modes and the tonnes that an answer means; no modes: all."""
    if said == EVERYBODY:
        return (), None
    if said.startswith(HEAVY):
        return (), float(said.removeprefix(HEAVY))
    return (Mode(said),), None


def _who_line(modes: Sequence[Mode], tonnes: float | None) -> Text:
    if tonnes is not None:
        return Text("coordinator.stops_heavy", {"n": f"{tonnes:g}"})
    return Text(f"coordinator.stops_{modes[0].value}" if modes else "coordinator.stops_all")


async def _ask_passes(_turn: Turn) -> Question:
    nobody = Choice(DONE, Text("coordinator.pass_nobody"), ("没有", "nobody", "none", "no"))
    known = tuple(Choice(code, pass_name(code)) for code in PASSES)
    return Question(Text("coordinator.ask_closure_passes"), (nobody, *known), columns=2)


def _show_passes(turn: Turn) -> Text | None:
    codes = passes_answered(turn.answers, ("pass",))
    if not codes:
        return None
    return Text("coordinator.line_passes", {"passes": pass_names(codes)})


async def _close(turn: Turn) -> Outcome:
    """Close it from now on; the next plan sends nobody through."""
    said, area = turn.answers, is_area(turn.answers)
    spot: dict[str, Any] = said["spot"] if area else {"name": ""}
    link = None if area else (str(said["from"]), str(said["to"]))
    await close_road(
        turn.session,
        turn.person.actor,
        title=_title(given(said["title"]), link, spot["name"]),
        now=turn.now,
        link=link,
        centre=(spot["lat"], spot["lon"]) if area else None,
        radius_km=float(said["radius"]) if area else 0.0,
        ends_at=_until(turn),
        modes=_stopped(str(turn.answers["who"]))[0],
        max_tonnes=_stopped(str(turn.answers["who"]))[1],
        passes=passes_answered(turn.answers, ("pass",)),
        source="coordinator",
    )
    listed_button = Button(Text("coordinator.menu_closures"), "m:closures")
    return Outcome(Prompt(Text("coordinator.closed"), buttons=((listed_button,),)))


def _title(said: str, link: tuple[str, str] | None, spot: str) -> str:
    """What it is called in lists: what was written, with the name of the spot if there is one."""
    if link or not spot or spot in said:
        return said or (LINK_SIGN.join(link) if link else spot or AREA_SIGN)
    return f"{said} ({spot})"[:LONGEST_TITLE] if said else spot


async def listed(turn: Turn) -> Outcome:
    """`/closures`: what is closed, each with a way to open it, and a way to close more."""
    require_coordinator(turn)
    return Outcome(await _list(turn))


async def _list(turn: Turn) -> Prompt:
    rows = await open_closures(turn.session, turn.now)
    close = Button(Text("coordinator.close_road"), "a:close_road", style="primary")
    links = Button(Text("coordinator.menu_links"), "a:links")
    if not rows:
        return Prompt(Text("coordinator.no_closures"), buttons=((close,), (links,)))
    facts: dict[str, Fact] = {
        "rows": tuple(_row(turn, row, place) for place, row in enumerate(rows, 1)),
    }
    lifts = tuple(
        (
            Button(
                Text("coordinator.lift", {"n": place, "title": own_words(row.title)}),
                f"a:lift:{row.id}",
            ),
        )
        for place, row in enumerate(rows, 1)
    )
    return Prompt(Text("coordinator.closures", facts), buttons=(*lifts, (close,), (links,)))


def _where(turn: Turn, row: ClosureRow) -> Text | str:
    """Between which districts, or in which; nothing where the title says it already."""
    if row.lat is None or row.lon is None:
        ends = (row.district_a, row.district_b)
        if row.title == LINK_SIGN.join(ends):
            return ""
        link = {"from": district(ends[0]), "to": district(ends[1])}
        return Text("coordinator.row_where", {"where": Text("coordinator.line_link", link)})
    inside = locate(turn.house.gazetteer, row.lat, row.lon).district
    facts: dict[str, Fact] = {"name": district(inside), "n": f"{row.radius_km:g}"}
    return Text("coordinator.row_where", {"where": Text("coordinator.area_in", facts)})


def _row(turn: Turn, row: ClosureRow, place: int) -> Text:
    now = turn.now
    facts: dict[str, Fact] = {
        "n": place,
        "title": marked(own_words(row.title), drill=row.drill, since=row.starts_at, now=now),
        "where": _where(turn, row),
        "until": line("coordinator.line_until", row.ends_at) or Text("coordinator.line_open_end"),
        "who": _who_line([Mode(mode) for mode in row.modes], row.max_tonnes),
    }
    return Text("coordinator.row_closure", facts)


async def _lift(turn: Turn, args: tuple[str, ...]) -> Outcome:
    await lift_closure(turn.session, turn.person.actor, closure_id=number(args), now=turn.now)
    return Outcome(await _list(turn), toast=Text("coordinator.lifted"))


async def _start(turn: Turn, _args: tuple[str, ...]) -> Outcome:
    require_coordinator(turn)
    return Outcome(start=CLOSURE.name)


CLOSURE = Dialog(
    name="closure",
    steps=(
        _district_step("from", "coordinator.ask_closed_from", "to"),
        _district_step("to", "coordinator.ask_closed_to", "from"),
        Step("spot", ask_spot, read_spot, when=is_area),
        Step("radius", ask_radius, read_radius, when=is_area, show=show_area),
        typed_step(
            "title",
            Text("coordinator.ask_closure_title"),
            longest=TITLE_SIGNS,
            optional=True,
            show=_show_title,
        ),
        Step("until", _ask_until, _read_until, show=_show_until),
        Step("who", _ask_who, _read_who, show=_show_who),
        Step("pass", _ask_passes, show=_show_passes),
    ),
    finish=_close,
    roles=frozenset({Role.COORDINATOR}),
    title=Text("coordinator.closure_title"),
)

ACTS: dict[str, ActHandler] = {"lift": _lift, "close_road": _start}
