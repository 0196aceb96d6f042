"""The card of a job: its stops in order, what is done, and the one next thing to do as buttons."""

from datetime import datetime

from db.queries.job_views import JobStop, JobView
from handlers.cards.arrival import expected_at
from handlers.cards.leg import alive, kind_of, leg_line, node_buttons, node_step, stop_name
from handlers.dialog import Button, Fact, Prompt, Term, Text
from handlers.speech.placed import placed, spot
from handlers.speech.show import (
    Row,
    act,
    district,
    item_totals,
    joined,
    kg,
    km,
    line,
)
from matching.custody import CODE_TRIES
from matching.model import JobState, Reason, StopKind, StopState


def job_prompt(job: JobView, now: datetime) -> Prompt:
    """The job as its driver sees it; addresses only while it is in hand."""
    return Prompt(
        Text(
            "card.job",
            {
                "job": job.job_id,
                "kg": kg(job.kg),
                "km": km(job.km),
                "cold": Text("card.cold") if job.cold_chain else "",
                "leg": leg_line(job),
                "deadline": line("card.deadline", job.deadline if job.is_running else None),
                "stops": tuple(_stop(job, stop, now) for stop in job.stops),
                "next": _next_on_card(job),
            },
        ),
        buttons=next_buttons(job),
    )


def _next_on_card(job: JobView) -> Text:
    """The next step below the stops, which say where each is."""
    step, stop = next_step(job), job.next_stop
    if stop is None or step.key != f"card.next_go_{stop.kind.value}":
        return step
    return Text(f"card.card_go_{stop.kind.value}", {"n": stop.number})


def next_step(job: JobView) -> Text:
    """The one next thing to do, as a sentence."""
    if not job.is_running:
        return Text(f"card.job_{job.state.value}")
    stop = job.next_stop
    if job.reason is not None and not _awaits_relief(stop):
        return Text("card.next_stranded", {"reason": Term("reason", job.reason.value)})
    if stop is None:
        return Text("card.next_return", {"place": joined(_where_from(job))})
    if stop.state is StopState.PLANNED:
        return Text(
            f"card.next_go_{stop.kind.value}", {"n": stop.number, "place": _called(job, stop)}
        )
    if stop.is_node:
        return node_step(job, stop)
    if stop.kind is StopKind.PICKUP:
        return Text("card.next_load", {"goods": item_totals(alive(stop))})
    if stop.code_checked:
        return Text("card.next_count", {"goods": item_totals(alive(stop))})
    return Text("card.next_photo" if stop.wrong_codes >= CODE_TRIES else "card.next_code")


def next_buttons(job: JobView) -> tuple[Row, ...]:
    """The next thing to do as buttons, and a way out of trouble."""
    if not job.is_running:
        return ()
    stop = job.next_stop
    if stop is None and job.reason is not None:
        return (_after_breakdown(job), (_problem(job),))
    if stop is None:
        return (_brought_back(job),)
    back = () if job.reason is None else (_after_breakdown(job),)
    here = node_buttons(job, stop) if stop.is_node else _stop_buttons(stop)
    return (*here, *back, _way_out(job, stop))


def _brought_back(job: JobView) -> Row:
    return (act("card.returned", "returned", job.job_id, style="success"), _problem(job))


def _after_breakdown(job: JobView) -> Row:
    """It goes again, as long as the goods are not handed over and no coordinator has stopped the
    job; or they are back."""
    back = _brought_back(job)[0]
    handed = job.leg is not None and job.leg.handed_at is not None
    if handed or job.reason is Reason.COORDINATOR_DECISION:
        return (back,)
    return (act("card.mended", "mended", job.job_id, style="primary"), back)


def _awaits_relief(stop: JobStop | None) -> bool:
    """Whether the vehicle stands where another fetches what is aboard."""
    return stop is not None and stop.is_node and stop.state is StopState.ARRIVED


def _stop_buttons(stop: JobStop) -> tuple[Row, ...]:
    stop_id = stop.stop_id
    if stop.state is StopState.PLANNED:
        return ((act("card.arrived", "arrived", stop_id, style="primary"),),)
    if stop.kind is StopKind.PICKUP:
        return (
            (
                act("card.loaded_all", "loaded", stop_id, style="success"),
                act("card.loaded_less", "less", stop_id),
            ),
        )
    if not stop.code_checked:
        return ()
    return (
        (
            act("card.accepted_all", "accepted", stop_id, style="success"),
            act("card.rejected_some", "rejected", stop_id),
        ),
    )


def _way_out(job: JobView, stop: JobStop) -> Row:
    waits = job.leg is not None and job.leg.taken_at is None
    nothing_loaded = waits or all(load.loaded == 0 for load in job.loads)
    if job.state is JobState.ACCEPTED and nothing_loaded and stop.state is StopState.PLANNED:
        return (act("card.give_back", "give_back", job.job_id), _problem(job))
    return (_problem(job),)


def _problem(job: JobView) -> Button:
    return act("card.problem", "problem", job.job_id)


def _stop(job: JobView, stop: JobStop, now: datetime) -> Text:
    if not job.is_running or not stop.is_open:
        key = "card.stop_done" if stop.state is StopState.DONE else "card.stop_plain"
        return Text(
            key, {"n": stop.number, "kind": _kind(stop), "district": district(stop.district)}
        )
    following = job.next_stop
    is_next = following is not None and following.stop_id == stop.stop_id
    key = "card.stop_next" if is_next else "card.stop_open"
    return Text(
        key,
        {
            "n": stop.number,
            "kind": _kind(stop),
            "place": stop_place(job, stop),
            "eta": _eta(job, stop, now),
            "goods": item_totals(alive(stop)),
        },
    )


def _eta(job: JobView, stop: JobStop, now: datetime) -> Text | str:
    """When the driver will be there; nothing where they stand already."""
    if stop.state is StopState.ARRIVED:
        return ""
    return line("card.eta", expected_at(job, stop.stop_id, now))


def _kind(stop: JobStop) -> Text:
    return kind_of(stop)


def stop_place(job: JobView, stop: JobStop) -> Text | Term:
    """Where a stop is: its district, and a node or the place by name and address."""
    if stop.is_node:
        facts = {"district": district(stop.district), "place": stop_name(job, stop)}
        return Text("card.at", facts)
    return placed(stop.district, stop.label, stop.address)


def _called(job: JobView, stop: JobStop) -> Fact:
    """The place in a sentence: a shared point has no name, and its list line says so already."""
    if stop.is_node:
        return stop_name(job, stop)
    return spot(stop.district, stop.label, stop.address)


def _where_from(job: JobView) -> tuple[Text | Term, ...]:
    """The places that what is still aboard came from."""
    aboard = {
        load.pickup_stop_id
        for load in job.loads
        if load.loaded > load.accepted + load.lost + load.returned
    }
    return tuple(stop_place(job, stop) for stop in job.stops if stop.stop_id in aboard)
