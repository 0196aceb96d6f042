"""What the way between two districts adds, by mode: ferries, bridges, the road round a bay."""

from typing import Any

from db.actions.links import set_link
from handlers.coordinator.desk import require_coordinator
from handlers.coordinator.link_list import LIST_ACTS, find_link, list_links
from handlers.dialog import (
    ActHandler,
    Choice,
    Dialog,
    Outcome,
    Question,
    ReplyKind,
    Step,
    Term,
    Text,
    Turn,
    Unclear,
)
from handlers.speech.show import district
from handlers.steps.choices import (
    choice_step,
    district_choices,
    given,
    member_choices,
    skip_choice,
    whole_number,
)
from handlers.steps.passes import PassWords, pass_names, pass_steps, passes_answered, rounds_of
from matching.model import Mode, Role

MOST_KM, MOST_MINUTES, MOST_TONNES = 500, 24 * 60, 500
PERMITS = PassWords(
    "coordinator.ask_link_permits",
    "coordinator.link_free",
    "coordinator.ask_more_permits",
    "coordinator.no_more_permits",
)
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


def _show_permits(turn: Turn) -> Text | None:
    codes = passes_answered(turn.answers, rounds_of("permit"))
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
        permits=passes_answered(said, rounds_of("permit")),
        now=turn.now,
    )
    return Outcome(await list_links(turn), toast=Text("coordinator.link_set"))


async def _start(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """Fill it in; for a link of the list only what it adds is asked."""
    require_coordinator(turn)
    if not args:
        return Outcome(start=LINK.name)
    known = (await find_link(turn, args)).link
    one, other = known.ends
    return Outcome(start=LINK.name, prefill={"from": one, "to": other, "mode": known.mode.value})


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
        *pass_steps("permit", PERMITS, _show_permits),
    ),
    finish=_set,
    roles=frozenset({Role.COORDINATOR}),
    title=Text("coordinator.link_title"),
)

ACTS: dict[str, ActHandler] = {**LIST_ACTS, "set_link": _start}
