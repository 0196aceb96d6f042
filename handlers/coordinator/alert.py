"""Send an alert: to whom, where, what; the number of readers is shown before it leaves."""

from dataclasses import replace
from typing import Any

from db.actions.broadcasts import broadcast_alert
from db.queries.audience import audience_size, unknown_size
from db.queries.jobs import find_job
from db.queries.promises import find_promise
from handlers.coordinator.alert_said import (
    EVERYBODY,
    LIFE,
    NOTICE,
    TEXT_SIGNS,
    WHOLE_CITY,
    alert_said,
)
from handlers.coordinator.desk import require_coordinator
from handlers.dialog import (
    REWRITES,
    SAYS,
    ActHandler,
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
from handlers.speech.arguments import number
from handlers.speech.show import district, own_words
from handlers.steps.choices import (
    choice_step,
    district_choices,
    is_sentence,
    typed_line,
    typed_step,
)
from matching.model import Role

SEND = "send"
OF_JOB = "job"
"""Says that a button names a job, not a promise."""


def _role(turn: Turn) -> Role | None:
    said = str(turn.answers["role"])
    return None if said == EVERYBODY else Role(said)


def _district(turn: Turn) -> str:
    said = str(turn.answers["district"])
    return "" if said == WHOLE_CITY else said


async def _ask_district(turn: Turn) -> Question:
    whole = Choice(WHOLE_CITY, Term("district", ""), ("全市", "city"))
    near = str(turn.answers.get("near", ""))
    others = tuple(each for each in district_choices() if each.value != near)
    beside = Choice(near, Text("coordinator.alert_near", {"district": district(near)}))
    choices = (*((beside,) if near else ()), whole, *others)
    return Question(Text("coordinator.ask_alert_district"), choices, columns=2, page_size=12)


async def _keep_sentence(turn: Turn, _question: Question) -> Any:
    """A sentence where a button is asked for: the text, with whom and where it says it is for."""
    words = turn.reply.text if turn.reply.kind is ReplyKind.TEXT else ""
    if not is_sentence(words):
        raise Unclear("unclear.choose")
    line = typed_line(turn.reply, TEXT_SIGNS)
    said = alert_said(turn, line, asked=True) or {"text": line}
    noted = Text("coordinator.alert_noted", {"text": own_words(said["text"])})
    return {REWRITES: said, SAYS: noted}


async def _rewrite(turn: Turn, _question: Question) -> Any:
    """A sentence below the preview: that is what the alert shall say instead."""
    words = turn.reply.text if turn.reply.kind is ReplyKind.TEXT else ""
    if not is_sentence(words):
        raise Unclear("unclear.choose")
    return {REWRITES: {"text": typed_line(turn.reply, TEXT_SIGNS)}}


async def _weigh(turn: Turn, value: str) -> Any:
    """Sending it is the answer; how pressing it is is changed before."""
    return value if value == SEND else {REWRITES: {"weight": value}}


async def _preview(turn: Turn) -> Question:
    """The alert as it will be read, and by how many."""
    count = await audience_size(turn.session, role=_role(turn), district=_district(turn))
    role = _role(turn)
    unknown = await unknown_size(turn.session, role=role) if _district(turn) else 0
    facts: dict[str, Fact] = {
        "role": Text("coordinator.everybody") if role is None else Term("role", role.value),
        "district": district(_district(turn)),
        "text": own_words(str(turn.answers["text"])),
        "weight": Text(f"coordinator.alert_{turn.answers['weight']}"),
        "count": count,
        "unknown": Text("coordinator.alert_unknown", {"n": unknown}) if unknown else "",
    }
    if not count:
        return Question(Text("coordinator.alert_nobody", facts))
    send = Choice(SEND, Text("coordinator.alert_send", facts), ("发送", "发", "send"))
    other = NOTICE if turn.answers["weight"] == LIFE else LIFE
    weigh = Choice(other, Text(f"coordinator.alert_as_{other}"))
    return Question(Text("coordinator.alert_preview", facts), (send, weigh))


async def _send(turn: Turn) -> Outcome:
    """Owe it to every reader; the run of the dialog makes a repeat harmless."""
    _, count = await broadcast_alert(
        turn.session,
        turn.person.actor,
        role=_role(turn),
        district=_district(turn),
        text=str(turn.answers["text"]),
        request_key=f"alert:{turn.run}",
        now=turn.now,
        life_safety=turn.answers["weight"] == LIFE,
    )
    return Outcome(Prompt(Text("coordinator.alert_sent", {"count": count})))


async def _alert_drivers(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """Call on drivers for a job nobody takes, or goods without a job; first those near them."""
    require_coordinator(turn)
    near = await _pickup_district(turn, args)
    prefill = {"role": Role.DRIVER.value} | ({"near": near} if near else {})
    return Outcome(start=ALERT.name, prefill=prefill)


async def _pickup_district(turn: Turn, args: tuple[str, ...]) -> str:
    """Where the goods of a job, or of one promise, wait; empty where that is not known."""
    if args[1:] == (OF_JOB,):
        job = await find_job(turn.session, number(args))
        return job.stops[0].district if job is not None and job.stops else ""
    promise = await find_promise(turn.session, number(args)) if args else None
    return "" if promise is None else promise.from_district


def _or_sentence(step: Step) -> Step:
    return replace(step, read=_keep_sentence)


ALERT = Dialog(
    name="alert",
    steps=(
        *map(
            _or_sentence,
            (
                choice_step(
                    "role",
                    Text("coordinator.ask_alert_role"),
                    (
                        Choice(
                            EVERYBODY, Text("coordinator.everybody"), ("所有人", "everybody", "all")
                        ),
                        *(Choice(role.value, Term("role", role.value)) for role in Role),
                    ),
                    columns=2,
                ),
                Step("district", _ask_district),
                choice_step(
                    "weight",
                    Text("coordinator.ask_alert_weight"),
                    (
                        Choice(LIFE, Text("coordinator.alert_life")),
                        Choice(NOTICE, Text("coordinator.alert_notice")),
                    ),
                ),
            ),
        ),
        typed_step("text", Text("coordinator.ask_alert_text"), longest=TEXT_SIGNS),
        Step("send", _preview, _rewrite, pick=_weigh),
    ),
    finish=_send,
    confirm=False,
    roles=frozenset({Role.COORDINATOR}),
    title=Text("coordinator.alert_title"),
)

ACTS: dict[str, ActHandler] = {"alert_drivers": _alert_drivers}
