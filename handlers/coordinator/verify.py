"""Verify reports and organisations, merge what was reported twice, answer calls for help."""

from collections.abc import Sequence
from typing import Any

from db.actions.help import answer_help
from db.actions.verification import merge_duplicate, verify_need, verify_organisation
from db.queries.desk import stuck_page
from db.queries.people import help_call, organisation_by_id
from db.queries.stuck import StuckKind
from db.queries.subjects import find_need_view
from handlers.coordinator.desk import require_coordinator
from handlers.dialog import (
    ActHandler,
    Dialog,
    Outcome,
    PendingAct,
    Prompt,
    Question,
    ReplyKind,
    Step,
    Text,
    Turn,
    Unclear,
)
from handlers.engine.acts import SURE
from handlers.engine.typed import words_of
from handlers.pushes.desk import verify_need as need_prompt
from handlers.pushes.desk import verify_org as organisation_prompt
from handlers.speech.arguments import number
from handlers.speech.show import act, named, own_words
from handlers.steps.choices import typed_step
from matching.errors import NotFound, Outdated
from matching.model import Role, Urgency, Verification
from matching.tokens import read_case_code

ANSWER_SIGNS = 900
"""Longest answer; the record holds 1,000."""
ROLES = frozenset({Role.COORDINATOR})


async def waiting(turn: Turn) -> Sequence[PendingAct]:
    """The words that decide about the report that has waited longest."""
    rows = await stuck_page(turn.session, StuckKind.UNVERIFIED, turn.now, page=0, size=1)
    return [
        PendingAct(
            words_of(f"coordinator.words_{answer}"),
            Text("coordinator.decide_report", {"code": row.code}),
            f"a:verify_need:{row.id}:{answer}",
        )
        for row in rows[:1]
        for answer in ("yes", "no")
    ]


async def _verify_need(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """True or not true; a life at risk is not put aside by one press."""
    need_id, ok = number(args), _yes(args[:2])
    if not ok and args[2:] != (SURE,) and await _is_critical(turn, need_id):
        return _really_refute(need_id)
    await verify_need(
        turn.session,
        turn.person.actor,
        need_id=need_id,
        verification=Verification.VERIFIED if ok else Verification.REFUTED,
        now=turn.now,
    )
    view = await find_need_view(turn.session, need_id)
    code = "" if view is None else view.need.code
    key = "coordinator.need_verified" if ok else "coordinator.need_refuted"
    return Outcome(Prompt(Text(key, {"code": code})), toast=Text("coordinator.noted"))


async def _is_critical(turn: Turn, need_id: int) -> bool:
    """Whether a life is said to be at risk, and nobody has decided about it."""
    require_coordinator(turn)
    view = await find_need_view(turn.session, need_id)
    if view is None:
        raise NotFound()
    waits = view.need.verification is Verification.UNVERIFIED
    return waits and view.need.urgency is Urgency.CRITICAL


def _really_refute(need_id: int) -> Outcome:
    buttons = (
        act("coordinator.refute_yes", "verify_need", need_id, "no", SURE, style="danger"),
        act("coordinator.leave", "leave"),
    )
    return Outcome(Prompt(Text("coordinator.refute_sure"), (buttons,), force_new=True))


async def _verify_org(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """Known or not known."""
    organisation_id, ok = number(args), _yes(args)
    await verify_organisation(
        turn.session, turn.person.actor, organisation_id=organisation_id, ok=ok, now=turn.now
    )
    organisation = await organisation_by_id(turn.session, organisation_id)
    name = named("" if organisation is None else organisation.name)
    key = "coordinator.org_verified" if ok else "coordinator.org_refuted"
    return Outcome(Prompt(Text(key, {"name": name})), toast=Text("coordinator.noted"))


async def _look_report(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """One report with all that helps to judge it."""
    require_coordinator(turn)
    params = {"need_id": number(args)}
    prompt = await need_prompt(turn.session, turn.person, params, turn.now)
    return _or_outdated(prompt)


async def _look_org(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """One organisation."""
    require_coordinator(turn)
    params = {"organisation_id": number(args)}
    prompt = await organisation_prompt(turn.session, turn.person, params, turn.now)
    return _or_outdated(prompt)


async def _duplicate(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """Reported before: as which case?"""
    require_coordinator(turn)
    view = await find_need_view(turn.session, number(args))
    if view is None:
        raise NotFound()
    prefill = {"need": view.need_id, "code": view.need.code}
    return Outcome(start=DUPLICATE.name, prefill=prefill)


async def _ask_original(turn: Turn) -> Question:
    return Question(Text("coordinator.ask_original", {"code": str(turn.answers["code"])}))


async def _read_original(turn: Turn, _question: Question) -> Any:
    """The id of the need whose code was typed."""
    typed = turn.reply.text if turn.reply.kind is ReplyKind.TEXT else ""
    need_id = read_case_code(typed)
    if need_id is None or await find_need_view(turn.session, need_id) is None:
        raise Unclear("coordinator.unclear_code")
    if need_id == turn.answers["need"]:
        raise Unclear("coordinator.unclear_same_code")
    return need_id


async def _merge(turn: Turn) -> Outcome:
    await merge_duplicate(
        turn.session,
        turn.person.actor,
        need_id=int(turn.answers["need"]),
        duplicate_of=int(turn.answers["original"]),
        now=turn.now,
    )
    return Outcome(Prompt(Text("coordinator.merged", {"code": str(turn.answers["code"])})))


async def _help_take(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """Write the answer to a call for help."""
    require_coordinator(turn)
    call = await help_call(turn.session, number(args))
    if call is None:
        raise NotFound()
    if call.answer:
        raise Outdated()
    prefill = {"help": call.id, "question": call.question}
    return Outcome(start=ANSWER.name, prefill=prefill)


async def _ask_answer(turn: Turn) -> Question:
    facts = {"question": own_words(str(turn.answers["question"]))}
    return Question(Text("coordinator.ask_answer", facts))


async def _send_answer(turn: Turn) -> Outcome:
    await answer_help(
        turn.session,
        turn.person.actor,
        help_id=int(turn.answers["help"]),
        answer=str(turn.answers["answer"]),
        now=turn.now,
    )
    return Outcome(Prompt(Text("coordinator.answered")))


def _yes(args: tuple[str, ...]) -> bool:
    if len(args) != 2 or args[1] not in ("yes", "no"):
        raise NotFound()
    return args[1] == "yes"


def _or_outdated(prompt: Prompt | None) -> Outcome:
    if prompt is None:
        raise Outdated()
    return Outcome(prompt)


_TYPED_ANSWER = typed_step("answer", Text("coordinator.ask_answer"), longest=ANSWER_SIGNS)

ANSWER = Dialog(
    name="answer",
    steps=(Step("answer", _ask_answer, _TYPED_ANSWER.read),),
    finish=_send_answer,
    confirm=False,
    roles=ROLES,
    title=Text("coordinator.answer_title"),
)
DUPLICATE = Dialog(
    name="duplicate",
    steps=(Step("original", _ask_original, _read_original),),
    finish=_merge,
    confirm=False,
    roles=ROLES,
    title=Text("coordinator.duplicate_title"),
)

ACTS: dict[str, ActHandler] = {
    "verify_need": _verify_need,
    "verify_org": _verify_org,
    "look_report": _look_report,
    "look_org": _look_org,
    "duplicate": _duplicate,
    "help_take": _help_take,
}
