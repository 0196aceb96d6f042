"""What a receiver does with buttons: answer a match, and keep, change, pause or end a need."""

from collections.abc import Awaitable, Callable

from db.actions.cards import show_again
from db.actions.confirmations import confirm_need, decline_need
from db.actions.moves import known
from db.actions.need_changes import (
    change_urgency,
    close_need,
    pause_need,
    received,
    resume_need,
    still_needed,
)
from db.queries.mine import MyNeed, lines_of, open_needs_of
from db.queries.promises import asked_of_receiver, find_promise
from db.queries.to_confirm import needs_to_confirm
from handlers.dialog import Button, Outcome, Prompt, Term, Text, Turn
from handlers.pushes.asked import confirmed, give_way, put_in_place
from handlers.pushes.match import confirm_need as ask_need
from handlers.speech.arguments import member, number
from handlers.speech.show import act
from matching.errors import NotFound, Outdated
from matching.model import CloseReason, Lifecycle, Reason, Urgency

PAGE = 8
"""Needs on one page of the list."""
MOST_PAGES = 1000
"""A forged page number must not become a huge offset."""
_ON = ((act("requester.button_needs", "needs", 0),),)
"""The way on from where there is nothing left to answer."""
DECLINE_REASONS = (Reason.NO_LONGER_NEEDED, Reason.WRONG_ITEM, Reason.NOBODY_THERE, Reason.OTHER)
"""Why a receiver may turn a match down."""
CLOSE_REASONS = (CloseReason.SERVED_BY_OTHERS, CloseReason.WITHDRAWN, CloseReason.DUPLICATE)
"""Why a receiver may end a need before it is served."""


async def accept_match(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """Yes, still needed."""
    allocation_id = number(args)
    await confirm_need(turn.session, turn.person.actor, allocation_id=allocation_id, now=turn.now)
    noted = await confirmed(turn.session, allocation_id, "requester.confirmed")
    await give_way(turn, "confirm_need", allocation_id, noted)
    await _ask_others_anew(turn, allocation_id)
    return Outcome(Prompt(noted, _ON), toast=noted)


async def _ask_others_anew(turn: Turn, answered: int) -> None:
    """The other parts of the need that still wait: their questions count one less beside them."""
    promise = known(await find_promise(turn.session, answered))
    for other in await asked_of_receiver(turn.session, promise.need_id, turn.now):
        params = {"allocation_id": other.allocation_id}
        prompt = await ask_need(turn.session, turn.person, params, turn.now)
        if prompt is not None:
            await put_in_place(turn, "confirm_need", other.allocation_id, prompt)


async def accept_all(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """Yes to every part of a need that waits for an answer; each question gives way to its yes."""
    need_id = number(args)
    asked = await asked_of_receiver(turn.session, need_id, turn.now)
    mine = [each for each in asked if each.reporter_id == turn.person.person_id]
    said: list[Text] = []
    for each in mine:
        try:
            await confirm_need(
                turn.session, turn.person.actor, allocation_id=each.allocation_id, now=turn.now
            )
        except Outdated:
            continue  # it came to nothing while the press was on its way; the others stand
        said.append(await confirmed(turn.session, each.allocation_id, "requester.confirmed"))
        await give_way(turn, "confirm_need", each.allocation_id, said[-1])
    if not said:
        raise Outdated()
    noted = Text("requester.confirmed_all", {"lines": tuple(said)})
    toast = Text("requester.confirmed_parts", {"n": len(said)}) if len(said) > 1 else said[0]
    return Outcome(Prompt(noted, _ON), toast=toast)


async def decline_match(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """No: first why, then it is passed on."""
    allocation_id, reason = number(args), member(DECLINE_REASONS, args) if len(args) > 1 else None
    if reason is None:
        rows = tuple(
            (Button(Term("reason", why.value), f"a:need_no:{allocation_id}:{why.value}"),)
            for why in DECLINE_REASONS
        )
        keep = act("requester.keep_match", "need_yes", allocation_id, style="success")
        return Outcome(prompt=Prompt(Text("requester.why_no"), (*rows, (keep,))))
    await decline_need(
        turn.session,
        turn.person.actor,
        allocation_id=allocation_id,
        reason=reason,
        now=turn.now,
    )
    await _ask_others_anew(turn, allocation_id)
    return Outcome(prompt=Prompt(Text("requester.declined"), _ON))


async def ask_more(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """More is needed: how much?"""
    return await _start(turn, number(args), "need_more")


async def ask_change(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """Another quantity is needed: how much in all?"""
    return await _start(turn, number(args), "need_change")


async def set_urgency(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """More urgent or less: which, then it is changed."""
    need_id, urgency = number(args), member(Urgency, args) if len(args) > 1 else None
    if urgency is None:
        await _require_mine(turn, need_id)
        rows = tuple(
            (act(f"requester.urgency_{level.value}", "need_urgency", need_id, level.value),)
            for level in Urgency
        )
        return Outcome(prompt=Prompt(Text("requester.urgency"), rows, force_new=True))
    await change_urgency(
        turn.session, turn.person.actor, need_id=need_id, urgency=urgency, now=turn.now
    )
    fact = {"urgency": Term("urgency", urgency.value)}
    return Outcome(prompt=Prompt(Text("requester.urgency_noted", fact), _ON))


async def stop(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """End a need: why, then really, then it is ended."""
    need_id, why = number(args), member(CLOSE_REASONS, args) if len(args) > 1 else None
    if why is None:
        await _require_mine(turn, need_id)
        rows = tuple(
            (act(f"requester.stop_{each.value}", "need_stop", need_id, each.value),)
            for each in CLOSE_REASONS
        )
        keep = act("requester.keep", "need_keep", need_id)
        return Outcome(prompt=Prompt(Text("requester.stop_why"), (*rows, (keep,)), force_new=True))
    if args[2:] != ("y",):
        buttons = (
            act("requester.stop_yes", "need_stop", need_id, why.value, "y", style="danger"),
            act("requester.keep", "need_keep", need_id),
        )
        lines = await lines_of(turn.session, turn.person.person_id, need_id)
        aboard = any(line.loaded for line in lines)
        key = "requester.stop_sure_loaded" if aboard else "requester.stop_sure"
        return Outcome(prompt=Prompt(Text(key), (buttons,)))
    await close_need(turn.session, turn.person.actor, need_id=need_id, reason=why, now=turn.now)
    return Outcome(prompt=Prompt(Text("requester.stopped"), _ON))


async def got(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """Received; where nothing was sent yet this may be a mere "roger", so it is asked first."""
    need_id, elsewhere = number(args), args[1:] == ("y",)
    lines = await lines_of(turn.session, turn.person.person_id, need_id)
    if lines and not elsewhere and not any(line.loaded for line in lines):
        rows = (
            (act("requester.got_yes", "need_got", need_id, "y"),),
            (act("requester.got_not_yet", "need_keep", need_id),),
        )
        return Outcome(prompt=Prompt(Text("requester.got_sure"), rows, force_new=True))
    await received(
        turn.session, turn.person.actor, need_id=need_id, elsewhere=elsewhere, now=turn.now
    )
    return Outcome(toast=Text("requester.got_noted"), drop_buttons=elsewhere)


async def nothing_open(_turn: Turn, _args: tuple[str, ...]) -> Outcome:
    """Nothing is needed any more, and nothing is on its way."""
    return Outcome(prompt=Prompt(Text("requester.nothing_open"), _ON))


async def keep(_turn: Turn, _args: tuple[str, ...]) -> Outcome:
    """Leave the need as it is after all."""
    return Outcome(prompt=Prompt(Text("requester.kept"), _ON))


async def show_need(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """The need's card again, below everything said since, and what else can be changed."""
    need_id = number(args)
    await _require_mine(turn, need_id)
    await show_again(
        turn.session,
        kind="need",
        subject_id=need_id,
        person_id=turn.person.person_id,
        now=turn.now,
    )
    buttons = (
        act("requester.button_change", "need_change", need_id),
        act("requester.button_urgency", "need_urgency", need_id),
    )
    return Outcome(prompt=Prompt(Text("requester.shown"), (buttons,)))


async def show_needs(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """One page of the person's needs."""
    page, person_id = _page(args), turn.person.person_id
    found = await open_needs_of(turn.session, person_id, offset=page * PAGE, limit=PAGE + 1)
    if not found and page:
        return await show_needs(turn, ("0",))
    report = (Button(Text("requester.button_report"), "m:need", style="primary"),)
    if not found:
        return Outcome(prompt=Prompt(Text("requester.no_needs"), (report,)))
    rows = tuple((_need_button(need),) for need in found[:PAGE])
    earlier = (act("engine.earlier", "needs", page - 1),) if page else ()
    later = (act("engine.later", "needs", page + 1),) if len(found) > PAGE else ()
    paging = ((*earlier, *later),) if earlier or later else ()
    return Outcome(prompt=Prompt(Text("requester.my_needs"), (*rows, *paging, report)))


async def list_needs(turn: Turn) -> Outcome:
    """`/needs`: the first page."""
    return await show_needs(turn, ())


async def still(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """Still needed; a match of this need that waits for the receiver is thereby confirmed."""
    need_id = number(args)
    await still_needed(turn.session, turn.person.actor, need_id=need_id, now=turn.now)
    waiting = await needs_to_confirm(turn.session, turn.person.person_id)
    matches = [each.allocation_id for each in waiting if each.need_id == need_id]
    noted = Text("requester.still_noted")
    for allocation_id in matches:
        await confirm_need(
            turn.session, turn.person.actor, allocation_id=allocation_id, now=turn.now
        )
        noted = await confirmed(turn.session, allocation_id, "requester.confirmed")
        await give_way(turn, "confirm_need", allocation_id, noted)
    return Outcome(toast=noted)


NeedAction = Callable[..., Awaitable[object]]


def _one_tap(action: NeedAction, key: str) -> Callable[[Turn, tuple[str, ...]], Awaitable[Outcome]]:
    """An act that needs nothing but the need: done, and said in a toast."""

    async def handler(turn: Turn, args: tuple[str, ...]) -> Outcome:
        await action(turn.session, turn.person.actor, need_id=number(args), now=turn.now)
        return Outcome(toast=Text(key))

    return handler


NEED_ACTS = {
    "need_yes": accept_match,
    "need_all": accept_all,
    "need_no": decline_match,
    "need_still": still,
    "need_more": ask_more,
    "need_none": nothing_open,
    "need_change": ask_change,
    "need_got": got,
    "need_stop": stop,
    "need_keep": keep,
    "need_urgency": set_urgency,
    "need_pause": _one_tap(pause_need, "requester.paused"),
    "need_resume": _one_tap(resume_need, "requester.resumed"),
    "need_show": show_need,
    "needs": show_needs,
}


async def _start(turn: Turn, need_id: int, dialog: str) -> Outcome:
    lines = await lines_of(turn.session, turn.person.person_id, need_id)
    if not lines:
        raise NotFound(kind="need")
    prefill: dict[str, object] = {"need_id": need_id}
    if len(lines) == 1:
        prefill["line"] = f"{lines[0].id}:{lines[0].item_code}"
    return Outcome(start=dialog, prefill=prefill)


async def _require_mine(turn: Turn, need_id: int) -> None:
    if not await lines_of(turn.session, turn.person.person_id, need_id):
        raise NotFound(kind="need")


def _need_button(need: MyNeed) -> Button:
    return Button(need_label(need), f"a:need_show:{need.id}")


def need_label(need: MyNeed) -> Text:
    """A need in a list: how urgent, its code, its first item."""
    key = "requester.listed_many" if need.lines > 1 else "requester.listed_one"
    mark = "⏸" if need.lifecycle is Lifecycle.PAUSED else _MARKS[need.urgency]
    item = Term("item", need.item_code)
    return Text(key, {"mark": mark, "code": need.code, "item": item, "n": need.lines})


_MARKS = {Urgency.CRITICAL: "🔴", Urgency.HIGH: "🟠", Urgency.NORMAL: "🟡", Urgency.LOW: "⚪"}


def _page(args: tuple[str, ...]) -> int:
    """The page in front, the first one if none is named."""
    return min(number(args), MOST_PAGES) if args else 0
