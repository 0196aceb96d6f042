"""Do a job: arrive, load, hand over, bring back; each act is the next step of the job's card."""

import re
import unicodedata
from collections.abc import Sequence

from db.actions.cards import show_again
from db.actions.delivery import arrive, check_code, record_delivery, record_pickup, record_return
from db.actions.transfer import hand_over, take_over
from db.queries.job_views import JobStop
from db.queries.jobs import find_job_of_stop, find_open_offer, find_running_job
from handlers.cards.job import next_buttons
from handlers.cards.leg import awaits_code
from handlers.dialog import (
    ActHandler,
    Button,
    Outcome,
    PendingAct,
    Prompt,
    Text,
    Turn,
)
from handlers.driver.step import and_now, listed, loads_to_hand_over, loads_to_load, own_stop
from handlers.driver.trouble import ACTS as TROUBLE_ACTS
from handlers.engine.typed import words_of
from handlers.pushes.offer import job_offer
from handlers.speech.arguments import number
from matching.errors import NotFound, Outdated
from matching.model import ProofKind, StopKind, StopState

_DIGITS = re.compile(r"\d{4}")


async def my_job(turn: Turn) -> Outcome:
    """The card of the job in hand again, below everything said since; else the open offer."""
    job = await find_running_job(turn.session, turn.person.person_id)
    if job is not None:
        await show_again(
            turn.session,
            kind="job",
            subject_id=job.job_id,
            person_id=turn.person.person_id,
            now=turn.now,
        )
        return Outcome(toast=Text("driver.shown"))
    offer = await find_open_offer(turn.session, turn.person.person_id)
    if offer is not None:
        params = {"offer_id": offer.offer_id}
        prompt = await job_offer(turn.session, turn.person, params, turn.now)
        if prompt is not None:
            return Outcome(prompt)
    duty = Button(Text("driver.menu_duty"), "m:duty")
    return Outcome(Prompt(Text("driver.no_job"), buttons=((duty,),)))


async def photo_taken(turn: Turn) -> Outcome | None:
    """A photo at a delivery is its proof; anywhere else it is nobody's business here."""
    stop = await _delivery_reached(turn)
    if stop is None or not turn.reply.photo:
        return None
    prefill = {
        "stop": stop.stop_id,
        "proof": ProofKind.PHOTO.value,
        "photo": turn.reply.photo,
        "loads": listed(loads_to_hand_over(stop)),
    }
    return Outcome(start="handover", prefill=prefill)


async def waiting(turn: Turn) -> Sequence[PendingAct]:
    """The words that mean the next step of the job in hand, and a typed hand-over code."""
    job = await find_running_job(turn.session, turn.person.person_id)
    if job is None:
        return ()
    acts = [
        PendingAct(words_of(f"driver.words_{_act_of(button.data)}"), button.label, button.data)
        for row in next_buttons(job)
        for button in row
    ]
    stop, code = job.next_stop, typed_code(turn.reply.text)
    due = stop is not None and (_is_at_receiver(stop) or awaits_code(job, stop))
    if stop is not None and code and due and not stop.code_checked:
        early = _is_at_receiver(stop) and stop.state is not StopState.ARRIVED
        data = f"a:{'code_early' if early else 'code'}:{stop.stop_id}:{code}"
        acts.append(PendingAct((turn.reply.text,), Text("driver.code"), data))
    return acts


def typed_code(text: str) -> str:
    """The four digits that were typed, in any width or spacing; empty if it is anything else."""
    digits = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text))
    return digits if _DIGITS.fullmatch(digits) else ""


async def _arrived(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """At the stop; a code that was typed on the way is tried at once."""
    stop_id = number(args)
    await arrive(turn.session, turn.person.actor, stop_id=stop_id, now=turn.now)
    return await (_code(turn, args) if len(args) > 1 else and_now(turn, "driver.arrived_noted"))


async def _code_early(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """A code typed before the driver said they are there: kept in the button that says so.

    It is not looked at yet: who guesses codes on the road must not learn which is right.
    """
    if len(args) != 2 or not typed_code(args[1]):
        raise NotFound()
    stop = await own_stop(turn, number(args))
    if stop.state is StopState.ARRIVED:
        return await _code(turn, args)
    arrived = Button(
        Text("driver.arrived_with_code"), f"a:arrived:{stop.stop_id}:{args[1]}", style="success"
    )
    return Outcome(Prompt(Text("driver.code_early", {"code": args[1]}), ((arrived,),)))


async def _loaded(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """Everything went aboard."""
    stop = await own_stop(turn, number(args))
    await record_pickup(
        turn.session,
        turn.person.actor,
        stop_id=stop.stop_id,
        loaded={load.allocation_id: load.quantity for load in loads_to_load(stop)},
        actor_at=turn.now,
        now=turn.now,
    )
    return await and_now(turn, "driver.loaded_noted")


async def _less(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """Not everything went aboard: how much of each?"""
    stop = await own_stop(turn, number(args))
    if stop.state is not StopState.ARRIVED or stop.kind is not StopKind.PICKUP:
        raise Outdated()
    prefill = {"stop": stop.stop_id, "loads": listed(loads_to_load(stop))}
    return Outcome(start="less", prefill=prefill)


async def _code(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """The receiver's four digits: right, wrong, or wrong too often."""
    if len(args) != 2:
        raise NotFound()
    checked = await check_code(
        turn.session, turn.person.actor, stop_id=number(args), code=args[1], now=turn.now
    )
    met = await _meeting_at(turn, number(args))
    if checked.ok and met:
        await hand_over(turn.session, turn.person.actor, stop_id=number(args), now=turn.now)
        return await and_now(turn, "driver.handed_noted")
    if checked.ok:
        return await and_now(turn, "driver.code_right")
    if met:
        return await and_now(turn, "driver.relief_code_wrong")
    if checked.tries_left:
        return Outcome(Prompt(Text("driver.code_wrong", {"left": checked.tries_left})))
    return Outcome(Prompt(Text("driver.code_spent")))


async def _meeting_at(turn: Turn, stop_id: int) -> bool:
    """Whether this code is that of another driver who takes the goods over."""
    job = await find_job_of_stop(turn.session, stop_id)
    stop = None if job is None else job.stop(stop_id)
    return job is not None and stop is not None and stop.is_node and job.reason is not None


async def _accepted(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """The receiver took everything."""
    stop = await own_stop(turn, number(args))
    await record_delivery(
        turn.session,
        turn.person.actor,
        stop_id=stop.stop_id,
        accepted={load.allocation_id: load.loaded for load in loads_to_hand_over(stop)},
        rejected={},
        reason=None,
        proof=ProofKind.CODE,
        photo="",
        actor_at=turn.now,
        now=turn.now,
    )
    return await and_now(turn, "driver.delivered_noted")


async def _rejected(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """The receiver did not take everything: how much of each, and why?"""
    stop = await own_stop(turn, number(args))
    if stop.state is not StopState.ARRIVED or not stop.code_checked:
        raise Outdated()
    prefill = {
        "stop": stop.stop_id,
        "proof": ProofKind.CODE.value,
        "photo": "",
        "all": "some",
        "loads": listed(loads_to_hand_over(stop)),
    }
    return Outcome(start="handover", prefill=prefill)


async def _handed(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """Handed over at a node; whoever has the goods is asked."""
    await hand_over(turn.session, turn.person.actor, stop_id=number(args), now=turn.now)
    return await and_now(turn, "driver.handed_noted")


async def _taken(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """All that was handed over at a node is aboard."""
    stop = await own_stop(turn, number(args))
    await take_over(
        turn.session,
        turn.person.actor,
        stop_id=stop.stop_id,
        taken={load.allocation_id: load.loaded for load in loads_to_hand_over(stop)},
        reason=None,
        now=turn.now,
    )
    return await and_now(turn, "driver.taken_noted")


async def _takeless(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """Not all that was said to be handed over is here: how much of each?"""
    stop = await own_stop(turn, number(args))
    if not stop.is_open or not stop.is_node or stop.kind is not StopKind.PICKUP:
        raise Outdated()
    prefill = {"stop": stop.stop_id, "loads": listed(loads_to_hand_over(stop))}
    return Outcome(start="takeless", prefill=prefill)


async def _returned(turn: Turn, args: tuple[str, ...]) -> Outcome:
    await record_return(turn.session, turn.person.actor, job_id=number(args), now=turn.now)
    return await and_now(turn, "driver.returned_noted")


async def _delivery_reached(turn: Turn) -> JobStop | None:
    """The delivery the driver stands at now; at a node nobody receives."""
    job = await find_running_job(turn.session, turn.person.person_id)
    stop = None if job is None else job.next_stop
    if stop is None or not _is_at_receiver(stop) or stop.state is not StopState.ARRIVED:
        return None
    return stop


def _is_at_receiver(stop: JobStop) -> bool:
    return stop.kind is StopKind.DELIVERY and not stop.is_node


def _act_of(data: str) -> str:
    return data.split(":")[1]


ACTS: dict[str, ActHandler] = {
    "arrived": _arrived,
    "loaded": _loaded,
    "less": _less,
    "code": _code,
    "code_early": _code_early,
    "accepted": _accepted,
    "rejected": _rejected,
    "returned": _returned,
    "handed": _handed,
    "taken": _taken,
    "takeless": _takeless,
    **TROUBLE_ACTS,
}
