"""What the way between two districts adds, by mode: ferries, bridges, the road round a bay."""

from typing import Any

from db.actions.links import set_link
from db.queries.links import known_links
from db.queries.ticks import ways_estimated
from handlers.coordinator.desk import require_coordinator
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
    Term,
    Text,
    Turn,
    Unclear,
)
from handlers.speech.show import district, joined
from handlers.steps.choices import (
    choice_step,
    district_choices,
    given,
    member_choices,
    skip_choice,
    whole_number,
)
from handlers.steps.passes import DONE, PASSES, pass_name, pass_names, passes_answered
from matching.model import Mode, Role
from matching.snapshot import Link

MOST_KM, MOST_MINUTES, MOST_TONNES = 500, 24 * 60, 500
KM, MINUTES, TONNES = ("0", "10", "30"), ("0", "30", "60", "120"), ("3.5", "10", "30")


def _end_step(name: str, key: str, other: str) -> Step:
    """One end of the link; the two ends differ."""

    async def ask(turn: Turn) -> Question:
        choices = tuple(
            choice for choice in district_choices() if choice.value != turn.answers.get(other)
        )
        return Question(Text(key), choices, columns=2, page_size=12)

    return Step(name, ask, show=_show_ends if name == "from" else None)


def _show_ends(turn: Turn) -> Text | None:
    if "to" not in turn.answers:
        return None
    ends = str(turn.answers["from"]), str(turn.answers["to"])
    return Text("coordinator.line_link", {"from": district(ends[0]), "to": district(ends[1])})


def _number_step(name: str, key: str, usual: tuple[str, ...], most: int, line: str) -> Step:
    """A number, pressed or typed; tonnes may be left out."""
    optional = name == "tonnes"

    async def ask(_turn: Turn) -> Question:
        choices = tuple(Choice(each, Text(line, {"n": each})) for each in usual)
        return Question(Text(key), (*choices, *((skip_choice(),) if optional else ())), columns=2)

    async def read(turn: Turn, _question: Question) -> Any:
        typed = turn.reply.text if turn.reply.kind is ReplyKind.TEXT else ""
        found = whole_number(typed, most)
        if found is None or (optional and not found):
            raise Unclear("coordinator.unclear_link_number", most=most)
        return str(found)

    def show(turn: Turn) -> Text | None:
        said = given(turn.answers[name])
        return Text(line, {"n": said}) if said else None

    return Step(name, ask, read, show=show)


def _show_mode(turn: Turn) -> Text:
    return Text("coordinator.line_link_mode", {"mode": Term("mode", str(turn.answers["mode"]))})


async def _ask_permits(_turn: Turn) -> Question:
    everybody = Choice(DONE, Text("coordinator.link_free"), ("没有", "不用", "none", "no"))
    known = tuple(Choice(code, pass_name(code)) for code in PASSES)
    return Question(Text("coordinator.ask_link_permits"), (everybody, *known), columns=2)


def _show_permits(turn: Turn) -> Text | None:
    codes = passes_answered(turn.answers, ("permit",))
    return Text("coordinator.line_permits", {"passes": pass_names(codes)}) if codes else None


async def _set(turn: Turn) -> Outcome:
    """Set it; the next plan reckons with it."""
    said = turn.answers
    tonnes = given(said["tonnes"])
    await set_link(
        turn.session,
        turn.person.actor,
        ends=(str(said["from"]), str(said["to"])),
        mode=Mode(said["mode"]),
        km=float(said["km"]),
        hours=int(said["minutes"]) / 60,
        max_tonnes=float(tonnes) if tonnes else None,
        permits=passes_answered(said, ("permit",)),
        now=turn.now,
    )
    return Outcome(await _list(turn), toast=Text("coordinator.link_set"))


async def listed(turn: Turn) -> Outcome:
    """`/links`: what is known, and a way to set one."""
    require_coordinator(turn)
    return Outcome(await _list(turn))


async def _list(turn: Turn) -> Prompt:
    rows = tuple(_row(link) for link in await known_links(turn.session))
    button = Button(Text("coordinator.set_link"), "a:set_link", style="primary")
    roads = _roads(await ways_estimated(turn.session))
    return Prompt(Text("coordinator.links", {"rows": rows, "roads": roads}), buttons=((button,),))


def _roads(estimated: int | None) -> Text:
    """Whether ways by road were measured at the last plan."""
    if estimated is None:
        return Text("coordinator.roads_no_router")
    if estimated:
        return Text("coordinator.roads_estimated", {"n": estimated})
    return Text("coordinator.roads_measured")


def _row(link: Link) -> Text:
    one, other = link.ends
    notes: list[Text] = []
    if link.max_tonnes is not None:
        notes.append(Text("coordinator.link_bears", {"n": f"{link.max_tonnes:g}"}))
    if link.permits:
        names = pass_names(sorted(link.permits))
        notes.append(Text("coordinator.line_permits", {"passes": names}))
    facts: dict[str, Fact] = {
        "from": district(one),
        "to": district(other),
        "mode": Term("mode", link.mode.value),
        "km": f"{link.km:g}",
        "minutes": f"{60 * link.hours:.0f}",
    }
    if notes:
        return Text("coordinator.row_link_limited", facts | {"notes": joined(notes)})
    return Text("coordinator.row_link", facts)


async def _start(turn: Turn, _args: tuple[str, ...]) -> Outcome:
    require_coordinator(turn)
    return Outcome(start=LINK.name)


async def _show(turn: Turn, _args: tuple[str, ...]) -> Outcome:
    return await listed(turn)


LINK = Dialog(
    name="link",
    steps=(
        _end_step("from", "coordinator.ask_link_from", "to"),
        _end_step("to", "coordinator.ask_link_to", "from"),
        choice_step(
            "mode",
            Text("coordinator.ask_link_mode"),
            member_choices("mode", Mode),
            columns=2,
            show=_show_mode,
        ),
        _number_step("km", "coordinator.ask_link_km", KM, MOST_KM, "coordinator.line_link_km"),
        _number_step(
            "minutes",
            "coordinator.ask_link_minutes",
            MINUTES,
            MOST_MINUTES,
            "coordinator.line_link_minutes",
        ),
        _number_step(
            "tonnes", "coordinator.ask_link_tonnes", TONNES, MOST_TONNES, "coordinator.link_bears"
        ),
        Step("permit", _ask_permits, show=_show_permits),
    ),
    finish=_set,
    roles=frozenset({Role.COORDINATOR}),
    title=Text("coordinator.link_title"),
)

ACTS: dict[str, ActHandler] = {"links": _show, "set_link": _start}
