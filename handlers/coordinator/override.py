"""Decide in somebody's place: look at what is stuck, confirm for them, take a job back, close."""

from db.actions.breakdown import relieve_job
from db.actions.cards import show_again
from db.actions.confirmations import confirm_need, confirm_stock
from db.actions.delivery import fail_job, record_loss, record_return, resume_job
from db.actions.need_changes import close_need
from db.actions.offers import release_job
from db.queries.job_views import JobView
from db.queries.jobs import find_job
from db.queries.people import KnownPerson, person_by_id
from db.queries.promises import find_promise
from handlers.cards.job import next_step
from handlers.cards.stranded import stranded_buttons
from handlers.coordinator.alert import OF_JOB
from handlers.coordinator.desk import require_coordinator
from handlers.dialog import ActHandler, Button, Fact, Outcome, Prompt, Term, Text, Turn
from handlers.speech.arguments import member, number
from handlers.speech.show import (
    Row,
    act,
    district,
    item_totals,
    kg,
    own_words,
    phone_said,
    promised,
    quantity,
)
from matching.errors import NotFound, Outdated
from matching.model import AllocationState, CloseReason, JobState, Reason

CLOSE_REASONS = (
    CloseReason.SERVED_BY_OTHERS,
    CloseReason.NO_ANSWER,
    CloseReason.WITHDRAWN,
    CloseReason.OUT_OF_SCOPE,
    CloseReason.FALSE,
)
"""Why a coordinator closes somebody's need."""


async def _look_need(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """The need's card, with what a coordinator may decide."""
    require_coordinator(turn)
    await show_again(
        turn.session,
        kind="need",
        subject_id=number(args),
        person_id=turn.person.person_id,
        now=turn.now,
    )
    return Outcome(toast=Text("coordinator.card_below"))


async def _close_need(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """Close somebody's need: why? Then it is closed and they are told."""
    require_coordinator(turn)
    need_id = number(args)
    if len(args) < 2:
        rows = tuple(
            (Button(Term("close_reason", each.value), f"a:close_need:{need_id}:{each.value}"),)
            for each in CLOSE_REASONS
        )
        prompt = Prompt(Text("coordinator.close_why"), buttons=(*rows, _leave()), force_new=True)
        return Outcome(prompt)
    await close_need(
        turn.session,
        turn.person.actor,
        need_id=need_id,
        reason=member(CLOSE_REASONS, args),
        now=turn.now,
    )
    return Outcome(Prompt(Text("coordinator.need_closed")))


async def _confirm_for(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """Confirm a match for whoever has not answered, after a call; asked once more before."""
    require_coordinator(turn)
    promise = await find_promise(turn.session, number(args))
    if promise is None or promise.state is not AllocationState.PROPOSED:
        raise Outdated()
    if args[1:] != ("y",):
        facts: dict[str, Fact] = {
            "code": promise.need_code,
            "item": promised(promise),
            "quantity": quantity(promise.item_code, promise.quantity),
            "supplier": await _whom(turn, promise.supplier_id, promise.supplier_confirmed),
            "receiver": await _whom(turn, promise.reporter_id, promise.receiver_confirmed),
        }
        sure = act("coordinator.confirm_for_yes", "confirm_for", promise.allocation_id, "y")
        return Outcome(Prompt(Text("coordinator.confirm_for", facts), buttons=((sure,), _leave())))
    actor, now = turn.person.actor, turn.now
    if not promise.supplier_confirmed:
        await confirm_stock(turn.session, actor, allocation_id=promise.allocation_id, now=now)
    if not promise.receiver_confirmed:
        await confirm_need(turn.session, actor, allocation_id=promise.allocation_id, now=now)
    return Outcome(Prompt(Text("coordinator.confirmed_for")))


async def _whom(turn: Turn, person_id: int, confirmed: bool) -> Text:
    """One side of a match: whether they said yes, and whom to call."""
    person = await person_by_id(turn.session, person_id)
    if confirmed:
        name = own_words("" if person is None else person.name)
        return Text("coordinator.has_confirmed", {"name": name})
    return _called(person, "coordinator.has_not", "coordinator.has_not_no_phone")


def _called(person: KnownPerson | None, key: str, without: str) -> Text:
    """Whom to call and the number, or that they left none: `without`."""
    name, phone = ("", "") if person is None else (person.name, person.phone)
    facts = {"name": own_words(name), "phone": phone_said(phone) if phone else ""}
    return Text(key if phone else without, facts)


async def _look_job(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """A job, its driver, and what can be decided about it."""
    require_coordinator(turn)
    job = await _job(turn, args)
    driver = None if job.driver_id is None else await person_by_id(turn.session, job.driver_id)
    facts: dict[str, Fact] = {
        "job": job.job_id,
        "state": Term("job_state", job.state.value),
        "kg": kg(job.kg),
        "stops": tuple(
            Text(
                "push.offer_stop",
                {
                    "n": stop.number,
                    "kind": Text(f"card.kind_{stop.kind.value}"),
                    "district": district(stop.district),
                },
            )
            for stop in job.stops
        ),
        "goods": item_totals(job.loads),
        "driver": ""
        if driver is None
        else _called(driver, "coordinator.job_driver", "coordinator.job_driver_no_phone"),
        "next": next_step(job),
    }
    return Outcome(Prompt(Text("coordinator.job", facts), buttons=_job_buttons(job)))


def _job_buttons(job: JobView) -> tuple[Row, ...]:
    if not job.is_running:
        call = act("coordinator.alert_drivers", "alert_drivers", job.job_id, OF_JOB)
        return ((call,), _leave())
    take = act("coordinator.take_job", "take_job", job.job_id, style="danger")
    if job.state is JobState.ACCEPTED or job.reason is None:
        return ((take,), _leave())
    return (*stranded_buttons(job), _leave())


async def _take_job(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """Take a job from a driver who does not answer. Goods aboard stay theirs to return."""
    require_coordinator(turn)
    job = await _job(turn, args)
    if args[1:] != ("y",):
        sure = act("coordinator.take_job_yes", "take_job", job.job_id, "y", style="danger")
        return Outcome(Prompt(Text("coordinator.take_job_sure"), buttons=((sure,), _leave())))
    act_on = release_job if job.state is JobState.ACCEPTED else fail_job
    await act_on(
        turn.session,
        turn.person.actor,
        job_id=job.job_id,
        reason=Reason.COORDINATOR_DECISION,
        now=turn.now,
    )
    return Outcome(Prompt(Text("coordinator.job_taken")))


async def _relieve(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """Another vehicle is sent for what is aboard."""
    require_coordinator(turn)
    await relieve_job(turn.session, turn.person.actor, job_id=number(args), now=turn.now)
    return Outcome(Prompt(Text("coordinator.relief_sent")))


async def _goes_on(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """The driver said on the phone that the vehicle goes again."""
    require_coordinator(turn)
    await resume_job(turn.session, turn.person.actor, job_id=number(args), now=turn.now)
    return Outcome(Prompt(Text("coordinator.noted")))


async def _goods_back(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """The goods of a stranded job are back with their supplier."""
    require_coordinator(turn)
    await record_return(turn.session, turn.person.actor, job_id=number(args), now=turn.now)
    return Outcome(Prompt(Text("coordinator.noted")))


async def _goods_lost(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """The goods of a stranded job reach nobody; asked once more before."""
    require_coordinator(turn)
    job_id = number(args)
    if args[1:] != ("y",):
        sure = act("driver.lost_yes", "goods_lost", job_id, "y", style="danger")
        return Outcome(Prompt(Text("driver.lost_sure"), buttons=((sure,), _leave())))
    await record_loss(
        turn.session, turn.person.actor, job_id=job_id, reason=Reason.OTHER, now=turn.now
    )
    return Outcome(Prompt(Text("coordinator.noted")))


async def _leave_it(_turn: Turn, _args: tuple[str, ...]) -> Outcome:
    """Decide nothing."""
    stuck = act("coordinator.menu_stuck", "stuck")
    return Outcome(Prompt(Text("coordinator.left"), buttons=((stuck,),)))


def _leave() -> Row:
    return (act("coordinator.leave", "leave"),)


async def _job(turn: Turn, args: tuple[str, ...]) -> JobView:
    job = await find_job(turn.session, number(args))
    if job is None:
        raise NotFound()
    return job


ACTS: dict[str, ActHandler] = {
    "look_need": _look_need,
    "close_need": _close_need,
    "confirm_for": _confirm_for,
    "look_job": _look_job,
    "take_job": _take_job,
    "relieve": _relieve,
    "goes_on": _goes_on,
    "goods_back": _goods_back,
    "goods_lost": _goods_lost,
    "leave": _leave_it,
}
