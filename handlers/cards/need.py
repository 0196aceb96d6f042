"""The card of a need: what is wanted, how much is covered, who comes when, what one can do."""

from collections.abc import Mapping
from datetime import datetime

from db.queries.job_views import JobView
from db.queries.journeys import Journey
from db.queries.parts import Part
from db.queries.promises import Promise, active_of
from db.queries.reasons import NeedReasons
from db.queries.subjects import LineView, NeedView, Shelf
from handlers.cards.arrival import expected_at, expected_for
from handlers.cards.leg import where_now
from handlers.cards.why import why
from handlers.dialog import Button, Fact, Prompt, Term, Text
from handlers.speech.parts import labelled_part
from handlers.speech.show import (
    Row,
    act,
    bar,
    covered,
    district,
    item,
    line,
    moment,
    own_words,
    place_line,
    promised,
    share_covered,
)
from handlers.speech.show import quantity as amount
from matching.model import (
    AllocationState,
    CloseReason,
    Lifecycle,
    QuantityKind,
    StopState,
    Verification,
)

_SERVED = (CloseReason.SERVED, CloseReason.SERVED_BY_OTHERS)
"""Ends that are good ones."""


def need_prompt(
    view: NeedView,
    jobs: Mapping[int, JobView],
    shelf: Shelf | None,
    kept: NeedReasons,
    parts: Mapping[int, Part],
    *,
    reader_id: int,
    is_coordinator: bool,
    now: datetime,
) -> Prompt:
    """The need as `reader_id` sees it: its reporter, a colleague of theirs or a coordinator."""
    need = view.need
    percent = share_covered(line.quantities for line in view.lines)
    return Prompt(
        Text(
            "card.need",
            {
                "code": need.code,
                "urgency": Term("urgency", need.urgency.value),
                "lines": tuple(_line(line, need.lifecycle) for line in view.lines),
                "bar": bar(percent),
                "percent": percent,
                "coming": tuple(
                    labelled_part(
                        parts.get(p.allocation_id), _coming(view, p, jobs, reader_id, now)
                    )
                    for p in _to_come(view)
                ),
                "deadline": line("card.deadline", need.deadline),
                "place": _place(view),
                "people": Text("card.people", {"n": need.people}) if need.people else "",
                "note": Text("card.note", {"note": own_words(need.note)}) if need.note else "",
                "standing": _standing(view),
                "why": why(view, shelf, kept, now),
                "at": moment(need.confirmed_at),
            },
        ),
        buttons=_buttons(view, is_coordinator),
    )


def _to_come(view: NeedView) -> tuple[Promise, ...]:
    """What is still to come. What was refused, or fell short at a node, only goes back."""
    return tuple(p for p in active_of(view.promises) if p.rejected < max(1, p.loaded))


def _line(line: LineView, lifecycle: Lifecycle) -> Text:
    counts = line.quantities
    stopped = not counts.wanted and not counts.accepted
    if stopped and lifecycle is not Lifecycle.CLOSED:
        return Text("card.line_stopped", {"item": item(line.item_code)})
    facts = {
        "item": item(line.item_code),
        # What was stopped before anything came reads as what was asked, not as "needed 0".
        "wanted": amount(line.item_code, counts.wanted or counts.requested),
        "covered": amount(line.item_code, covered(counts)),
        "accepted": amount(line.item_code, counts.accepted),
    }
    if line.kind is QuantityKind.UNKNOWN:
        key = "card.line_unknown"
    elif counts.accepted:
        key = "card.line_accepted"
    else:
        key = "card.line"
    return Text(key, facts)


def _place(view: NeedView) -> Text:
    return place_line(view.place.district, view.place.label, view.place.address)


def _standing(view: NeedView) -> Text:
    """Where the case stands: closed or paused first, else who stands behind the report."""
    need = view.need
    if need.lifecycle is Lifecycle.CLOSED:
        reason = need.close_reason or CloseReason.WITHDRAWN
        key = "card.closed_served" if reason in _SERVED else "card.closed"
        return Text(key, {"reason": Term("close_reason", reason.value)})
    if need.lifecycle is Lifecycle.PAUSED:
        return Text("card.paused")
    return Text(f"card.standing_{need.verification.value}")


def _coming(
    view: NeedView, promise: Promise, jobs: Mapping[int, JobView], reader_id: int, now: datetime
) -> Text:
    """One promise: who, how much, how far it is."""
    facts: dict[str, Fact] = {
        "goods": amount(promise.item_code, promise.loaded or promise.quantity),
        "item": promised(promise),
        "district": district(promise.from_district),
        "driver": own_words(promise.driver),
        "vehicle": own_words(promise.vehicle),
    }
    if promise.state is AllocationState.PROPOSED:
        facts["waiting"] = Text(f"card.waiting_{_waiting_for(promise, reader_id)}")
        facts["by"] = "" if promise.confirm_by is None else moment(promise.confirm_by)
        return Text("card.coming_proposed", facts)
    if promise.journey is not None and not _is_at_door(promise.journey):
        at = _journey_ends(promise.journey, view.need_id, jobs, now)
        where, more = where_now(promise.journey, at)
        if where == "at_node" and view.need.lifecycle is Lifecycle.CLOSED:
            where = "left"
        return Text(f"card.coming_{where}", {**facts, **more})
    if not promise.has_driver:
        return Text("card.coming_confirmed", facts)
    if promise.delivery_state is StopState.ARRIVED:
        return Text("card.coming_arrived", facts)
    facts["eta"] = _eta(promise, jobs, now)
    loaded = promise.state is AllocationState.LOADED
    return Text("card.coming_loaded" if loaded else "card.coming_accepted", facts)


def _is_at_door(journey: Journey) -> bool:
    """Whether the driver of the last leg stands where the goods are needed."""
    return journey.at.is_last and journey.at.taken_at is not None and journey.at.reached


def _journey_ends(
    journey: Journey, need_id: int, jobs: Mapping[int, JobView], now: datetime
) -> datetime | None:
    """When the last leg is at the door: what its driver reads, or as planned where nobody has
    said yes to it or is known to be anywhere; None where no leg goes there yet."""
    last = journey.legs[-1]
    if not last.is_last:
        return None
    job = jobs.get(last.job_id)
    return (job and expected_for(job, need_id, now)) or journey.arrives_at


def _waiting_for(promise: Promise, reader_id: int) -> str:
    if promise.supplier_confirmed:
        return "you" if reader_id == promise.reporter_id else "receiver"
    return "supplier" if promise.receiver_confirmed else "both"


def _eta(promise: Promise, jobs: Mapping[int, JobView], now: datetime) -> Text | str:
    job = jobs.get(promise.job_id or 0)
    if job is None:
        return ""
    stop = next(
        (
            load.delivery_stop_id
            for load in job.loads
            if load.allocation_id == promise.allocation_id
        ),
        0,
    )
    return line("card.eta", expected_at(job, stop, now))


def _buttons(view: NeedView, is_coordinator: bool) -> tuple[Row, ...]:
    need_id, lifecycle = view.need_id, view.need.lifecycle
    if lifecycle is Lifecycle.CLOSED:
        return ()
    if is_coordinator:
        return _desk_buttons(view)
    if lifecycle is Lifecycle.PAUSED:
        return (
            (
                act("card.resume", "need_resume", need_id, style="primary"),
                act("card.stop", "need_stop", need_id, style="danger"),
            ),
        )
    under_way = any(p.state is AllocationState.LOADED for p in view.promises)
    got: tuple[Button, ...] = (act("card.got", "need_got", need_id, style="success"),)
    return (
        (act("card.still", "need_still", need_id), act("card.more", "need_more", need_id)),
        (*(got if under_way else ()), act("card.pause", "need_pause", need_id)),
        (
            act("card.ask_why", "why_need", need_id),
            act("card.stop", "need_stop", need_id, style="danger"),
        ),
    )


def _desk_buttons(view: NeedView) -> tuple[Row, ...]:
    """What a coordinator decides about somebody's need."""
    need_id = view.need_id
    close = (
        act("card.ask_why", "why_need", need_id),
        act("card.desk_close", "close_need", need_id, style="danger"),
    )
    if view.need.verification in (Verification.UNVERIFIED, Verification.VOUCHED):
        return (
            (
                act("push.verify_yes", "verify_need", need_id, "yes", style="success"),
                act("push.verify_no", "verify_need", need_id, "no", style="danger"),
            ),
            close,
        )
    return (close,)
