"""Residents, hospitals and community workers: report a need, say more, change it, end it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from db.actions.need_changes import change_quantity
from db.actions.needs import report_need
from db.queries.mine import lines_of
from handlers.dialog import (
    ActHandler,
    Choice,
    Command,
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
from handlers.engine.book import Entry
from handlers.requester.acts import NEED_ACTS, list_needs
from handlers.requester.enough import ACTS as ENOUGH_ACTS
from handlers.requester.enough import told
from handlers.requester.words import pending
from handlers.steps.choices import choice_step, no_goods, whole_number
from handlers.steps.items import line_steps, stated_lines
from handlers.steps.moments import end_of_day, read_moment
from handlers.steps.places import place_steps, stored_place
from handlers.steps.quantities import UNKNOWN, amount_or_guess, quantity_steps, stated_quantity
from handlers.steps.urgencies import URGENCIES
from matching.model import QuantityKind, Role, Urgency
from matching.permissions import ALLOWED, Act

__all__ = ["ACTS", "COMMANDS", "DIALOGS", "ENTRIES", "pending", "told"]

NO_DEADLINE = "none"
SOON = timedelta(hours=2)
MOST_PEOPLE = 5_000_000
"""More than the city has."""
_SPEAKS_AS = (Role.HOSPITAL, Role.COMMUNITY, Role.RESIDENT, Role.COORDINATOR)
"""In which of several roles a need is reported."""


async def _ask_deadline(turn: Turn) -> Question:
    tonight = end_of_day(turn.now)
    choices = [Choice("soon", Text("requester.deadline_soon"), ("2小时", "2 hours"))]
    if tonight - turn.now > SOON:
        choices.append(Choice("today", Text("requester.deadline_today"), ("今天", "today")))
    choices += [
        Choice("tomorrow", Text("requester.deadline_tomorrow"), ("明天", "tomorrow")),
        Choice(NO_DEADLINE, Text("requester.deadline_none"), ("没有", "不限", "无", "no", "none")),
    ]
    return Question(Text("requester.deadline"), tuple(choices), columns=2)


async def _read_deadline(turn: Turn, _question: Question) -> Any:
    """A typed moment to come."""
    typed = turn.reply.text if turn.reply.kind is ReplyKind.TEXT else ""
    moment = read_moment(typed, turn.now)
    if moment is None:
        raise Unclear("requester.unclear_deadline")
    return moment.isoformat()


def _deadline(turn: Turn) -> datetime | None:
    answer = str(turn.answers["deadline"])
    match answer:
        case "soon":
            return turn.now + SOON
        case "today":
            return end_of_day(turn.now)
        case "tomorrow":
            return end_of_day(turn.now, 1)
        case "none":
            return None
        case _:
            return datetime.fromisoformat(answer)


def _deadline_line(turn: Turn) -> Text:
    moment = _deadline(turn)
    if moment is None:
        return Text("requester.line_no_deadline")
    return Text("requester.line_deadline", {"at": Term("time", moment.isoformat())})


async def _ask_people(_turn: Turn) -> Question:
    counts = tuple(Choice(str(n), Text("requester.people_count", {"n": n})) for n in _CROWDS)
    unknown = Choice(UNKNOWN, Text("steps.dont_know"), ("不知道", "不清楚", "don't know"))
    return Question(Text("requester.people"), (*counts, unknown), columns=3, page_size=9)


async def _read_people(turn: Turn, _question: Question) -> Any:
    """A typed number of people."""
    typed = turn.reply.text if turn.reply.kind is ReplyKind.TEXT else ""
    number = whole_number(typed, MOST_PEOPLE)
    if not number:
        raise Unclear("requester.unclear_people")
    return str(number)


def _people(turn: Turn) -> int | None:
    answer = str(turn.answers["people"])
    return None if answer == UNKNOWN else int(answer)


def _people_line(turn: Turn) -> Text:
    people = _people(turn)
    if people is None:
        return Text("requester.line_people_unknown")
    return Text("requester.line_people", {"n": Term("number", str(people))})


def _urgency_line(turn: Turn) -> Text:
    return Text("requester.line_urgency", {"urgency": Term("urgency", turn.answers["urgency"])})


async def start_need(_turn: Turn) -> Outcome:
    """Begin a report."""
    return Outcome(start="need")


async def finish_need(turn: Turn) -> Outcome:
    """Report the need; its card follows by itself and stays."""
    place_id = await stored_place(turn)
    await report_need(
        turn.session,
        turn.person.actor,
        role=next(role for role in _SPEAKS_AS if role in turn.person.roles),
        lines=_lines(turn),
        place_id=place_id,
        urgency=Urgency(turn.answers["urgency"]),
        deadline=_deadline(turn),
        people=_people(turn),
        note="",
        request_key=f"run:{turn.run}",
        now=turn.now,
    )
    return Outcome(prompt=Prompt(Text("requester.reported")))


def _lines(turn: Turn) -> list[tuple[str, int, QuantityKind, str]]:
    """One line an item: what was stated twice is added up."""
    people, merged = _people(turn), dict[str, tuple[str, int, QuantityKind, str]]()
    for code, stated in stated_lines(turn.answers):
        item = turn.house.catalogue.by_code[code]
        amount, kind, words = amount_or_guess(stated, item, people), stated.kind, stated.words
        if code in merged:
            _, before, kind_before, words_before = merged[code]
            amount += before
            kind = kind if kind is kind_before else QuantityKind.ESTIMATE
            words = " + ".join(filter(None, (words_before, words)))[:120]
        merged[code] = (code, amount, kind, words)
    return list(merged.values())


async def _ask_which(turn: Turn) -> Question:
    lines = await lines_of(turn.session, turn.person.person_id, int(turn.answers["need_id"]))
    choices = tuple(Choice(f"{line.id}:{line.item_code}", _line_label(line)) for line in lines)
    return Question(Text("requester.which_line"), choices)


def _line_label(line: Any) -> Text:
    amount = Term("quantity", f"{line.item_code}:{line.requested - line.cancelled}")
    return Text("steps.listed", {"item": Term("item", line.item_code), "quantity": amount})


def _line_item(answers: Mapping[str, Any]) -> str:
    return str(answers["line"]).partition(":")[2]


async def finish_more(turn: Turn) -> Outcome:
    """Ask for more of one line: what is stated is added to what was asked for."""
    need_id, line_id = int(turn.answers["need_id"]), int(str(turn.answers["line"]).split(":")[0])
    lines = await lines_of(turn.session, turn.person.person_id, need_id)
    before = next((line.requested - line.cancelled for line in lines if line.id == line_id), 0)
    return await _change(turn, need_id, line_id, before + _stated(turn), "requester.more_noted")


async def finish_change(turn: Turn) -> Outcome:
    """Set how much of one line is needed in all."""
    need_id, line_id = int(turn.answers["need_id"]), int(str(turn.answers["line"]).split(":")[0])
    return await _change(turn, need_id, line_id, _stated(turn), "requester.change_noted")


def _stated(turn: Turn) -> int:
    return stated_quantity(turn.answers).quantity


async def _change(turn: Turn, need_id: int, line_id: int, quantity: int, key: str) -> Outcome:
    await change_quantity(
        turn.session,
        turn.person.actor,
        need_id=need_id,
        line_id=line_id,
        quantity=quantity,
        now=turn.now,
    )
    code = _line_item(turn.answers)
    facts: dict[str, Fact] = {
        "item": Term("item", code),
        "quantity": Term("quantity", f"{code}:{quantity}"),
    }
    return Outcome(prompt=Prompt(Text(key, facts)))


_CROWDS = (1, 3, 5, 10, 20, 50, 100, 500)
_WHICH_LINE = Step("line", _ask_which)

NEED = Dialog(
    "need",
    (
        *line_steps(Text("requester.what"), Text("requester.count")),
        *place_steps(Text("requester.place")),
        choice_step(
            "urgency", Text("requester.urgency"), URGENCIES, show=_urgency_line, about=no_goods
        ),
        Step("deadline", _ask_deadline, _read_deadline, show=_deadline_line, about=no_goods),
        Step("people", _ask_people, _read_people, show=_people_line, about=no_goods),
    ),
    finish_need,
    roles=ALLOWED[Act.REPORT_NEED],
    title=Text("requester.title_need"),
    reports=True,
)
NEED_MORE = Dialog(
    "need_more",
    (_WHICH_LINE, *quantity_steps(Text("requester.count_more"), _line_item)),
    finish_more,
    confirm=False,
    roles=ALLOWED[Act.REPORT_NEED],
    title=Text("requester.title_more"),
)
NEED_CHANGE = Dialog(
    "need_change",
    (_WHICH_LINE, *quantity_steps(Text("requester.count_in_all"), _line_item)),
    finish_change,
    confirm=False,
    roles=ALLOWED[Act.REPORT_NEED],
    title=Text("requester.title_change"),
)

DIALOGS: tuple[Dialog, ...] = (NEED, NEED_MORE, NEED_CHANGE)
ACTS: Mapping[str, ActHandler] = {**NEED_ACTS, **ENOUGH_ACTS}
COMMANDS: Mapping[str, Command] = {}
ENTRIES: tuple[Entry, ...] = (
    Entry(
        "need",
        Text("requester.menu_need"),
        start_need,
        ALLOWED[Act.REPORT_NEED],
        "need",
        "requester.about_need",
    ),
    Entry(
        "needs",
        Text("requester.menu_needs"),
        list_needs,
        ALLOWED[Act.REPORT_NEED],
        "needs",
        "requester.about_needs",
    ),
)
