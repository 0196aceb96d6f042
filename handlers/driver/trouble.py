"""When a job does not go as planned: give it back, break down, find nobody there."""

from db.actions.delivery import (
    fail_pickup,
    record_delivery,
    record_loss,
    report_breakdown,
    resume_job,
)
from db.actions.offers import release_job
from db.actions.vehicles import go_off_duty
from db.queries.job_views import JobView
from db.queries.jobs import find_job, find_running_job
from db.queries.transport import open_shift_of
from handlers.dialog import ActHandler, Button, Outcome, Prompt, Term, Text, Turn
from handlers.driver.roads import ask_where
from handlers.driver.whereabouts import STANDS, note_place, place_named
from handlers.engine.danger import danger_said
from handlers.speech.arguments import member, number
from handlers.speech.show import act
from handlers.told.reading import read_words
from matching.errors import Outdated
from matching.gazetteer import Place
from matching.intake.reading import Trouble
from matching.model import (
    AllocationState,
    JobState,
    ProofKind,
    Reason,
    StopKind,
    StopState,
)

GIVE_BACK = (Reason.TOO_FAR, Reason.TOO_LARGE, Reason.ROAD_BLOCKED, Reason.VEHICLE_TROUBLE)
"""Why a driver hands a job back before anything is aboard."""
ON_THE_WAY = (
    Reason.VEHICLE_TROUBLE,
    Reason.ROAD_BLOCKED,
    Reason.PLACE_NOT_FOUND,
    Reason.NOBODY_THERE,
)
"""What may go wrong once a job has begun."""
AT_THE_DOOR = (Reason.PLACE_NOT_FOUND, Reason.NOBODY_THERE)
"""Trouble of one stop; the rest of the job goes on."""
REASONS = {
    Trouble.BREAKDOWN: Reason.VEHICLE_TROUBLE,
    Trouble.ACCIDENT: Reason.VEHICLE_TROUBLE,
    Trouble.ROAD: Reason.ROAD_BLOCKED,
    Trouble.NOBODY: Reason.NOBODY_THERE,
}
"""What words of trouble mean among the buttons; the driver chooses for all others."""


async def _give_back(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """Why is the job handed back? Then it is."""
    job = await _own_job(turn, args)
    if job.state is not JobState.ACCEPTED:
        raise Outdated()
    if len(args) < 2:
        rows = tuple(
            (act(f"driver.decline_{reason.value}", "give_back", job.job_id, reason.value),)
            for reason in GIVE_BACK
        )
        return Outcome(
            Prompt(Text("driver.give_back_why"), buttons=(*rows, _keep()), force_new=True)
        )
    await release_job(
        turn.session,
        turn.person.actor,
        job_id=job.job_id,
        reason=member(GIVE_BACK, args),
        now=turn.now,
    )
    return Outcome(Prompt(Text("driver.given_back")))


async def _problem(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """What is wrong?"""
    job = await _own_job(turn, args)
    rows = tuple(
        (act(f"driver.trouble_{reason.value}", "trouble", job.job_id, reason.value),)
        for reason in ON_THE_WAY
    )
    lost: tuple[tuple[Button, ...], ...] = ()
    if job.reason is not None or job.next_stop is None:
        lost = ((act("driver.lost", "lost", job.job_id, style="danger"),),)
    talk = (act("push.help_again", "help"),)
    prompt = Prompt(
        Text("driver.what_is_wrong"), buttons=(*rows, *lost, talk, _keep()), force_new=True
    )
    return Outcome(prompt)


async def _trouble(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """Say what follows from it, and let the driver decide."""
    job = await _own_job(turn, args)
    reason = member(ON_THE_WAY, args)
    stop = job.next_stop
    at_door = reason in AT_THE_DOOR and stop is not None and stop.kind is StopKind.DELIVERY
    at_door = at_door and stop is not None and not stop.is_node
    if at_door and stop is not None and stop.state is StopState.ARRIVED:
        leave = act("driver.take_back", "take_back", stop.stop_id, reason.value, style="danger")
        text = Text("driver.at_the_door")
    elif _at_closed_pickup(job, reason):
        leave = act("driver.skip_pickup", "stop_job", job.job_id, reason.value, style="danger")
        text = Text("driver.at_the_pickup")
    elif reason is Reason.VEHICLE_TROUBLE:
        return Outcome(_broken_down(job))
    else:
        leave = act("driver.stop_job", "stop_job", job.job_id, reason.value, style="danger")
        text = Text("driver.stop_job_sure")
    talk = act("push.help_again", "help", style="primary")
    return Outcome(Prompt(text, buttons=((talk,), (leave,), _keep())))


def _broken_down(job: JobView, at: Place | None = None) -> Prompt:
    """One press, and everybody concerned knows and another vehicle is sent to where it stands, as
    far as the driver has named the place."""
    yes = act(
        "driver.broken_down",
        "stop_job",
        job.job_id,
        Reason.VEHICLE_TROUBLE.value,
        *(() if at is None else (at.code,)),
        style="danger",
    )
    where = "" if at is None else Text("driver.broken_near", {"place": Term("district", at.name)})
    text = Text("driver.broken_down_sure", {"where": where})
    return Prompt(text, buttons=((yes,), _keep(), (act("push.help_again", "help"),)))


async def told(turn: Turn) -> Outcome | None:
    """Trouble that was written down: the same as the button for it; None if none is spoken of."""
    reading = await read_words(turn, turn.reply.text)
    spoken = reading.trouble
    if spoken is None:
        return None
    job = await find_running_job(turn.session, turn.person.person_id)
    if job is None and (turn.run or danger_said(turn, turn.reply.text)):
        return None  # a life at risk without a job is the desk's
    if job is None:
        return await _without_job(turn, spoken)
    reason = REASONS.get(spoken)
    if reason is None:
        return await _problem(turn, (str(job.job_id),))
    if reason is Reason.VEHICLE_TROUBLE:
        return Outcome(_broken_down(job, place_named(turn, reading)))
    return await _trouble(turn, (str(job.job_id), reason.value))


async def _without_job(turn: Turn, spoken: Trouble) -> Outcome:
    """A blocked road concerns others on it; a vehicle that does not go is off duty."""
    if spoken is Trouble.ROAD:
        return await ask_where(turn)
    talk = (act("push.help_again", "help", style="primary"),)
    if REASONS.get(spoken) is not Reason.VEHICLE_TROUBLE:
        return Outcome(Prompt(Text("driver.trouble_without_job"), buttons=(talk,)))
    again = (act("driver.back_on_duty", "on_duty", style="success"),)
    if await open_shift_of(turn.session, turn.person.person_id) is None:
        return Outcome(Prompt(Text("driver.broken_without_shift"), buttons=(again, talk)))
    await go_off_duty(turn.session, turn.person.actor, now=turn.now)
    return Outcome(Prompt(Text("driver.broken_off_duty"), buttons=(again, talk)))


async def _stop_job(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """Go no further: unloaded it goes to another driver, loaded a coordinator takes over.

    A pick-up that cannot be made is no driver's fault: only its goods leave the job.
    """
    job = await _own_job(turn, args)
    reason = member(ON_THE_WAY, args)
    if _at_closed_pickup(job, reason):
        await fail_pickup(
            turn.session, turn.person.actor, job_id=job.job_id, reason=reason, now=turn.now
        )
        return Outcome(Prompt(Text("driver.pickup_skipped")))
    if job.state is JobState.ACCEPTED:
        await release_job(
            turn.session, turn.person.actor, job_id=job.job_id, reason=reason, now=turn.now
        )
        return Outcome(Prompt(Text("driver.given_back")))
    is_found = await note_place(turn, "".join(args[2:3]))
    await report_breakdown(
        turn.session, turn.person.actor, job_id=job.job_id, reason=reason, now=turn.now
    )
    left = await find_running_job(turn.session, turn.person.person_id)
    relief = reason is Reason.VEHICLE_TROUBLE and left is not None and left.beside(1) is not None
    said = Prompt(Text("driver.stopped_relief" if relief else "driver.stopped"))
    return Outcome(said) if is_found or not relief else Outcome(said, start=STANDS.name)


async def _mended(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """It goes again: on with the job, unless the goods are handed over."""
    job = await _own_job(turn, args)
    await resume_job(turn.session, turn.person.actor, job_id=job.job_id, now=turn.now)
    return Outcome(Prompt(Text("driver.mended_noted")))


async def _take_back(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """Nobody took the goods: this delivery is over, they stay aboard until they are returned."""
    reason = member(AT_THE_DOOR, args)
    stop_id = number(args)
    job = await find_running_job(turn.session, turn.person.person_id)
    stop = None if job is None else job.stop(stop_id)
    if stop is None:
        raise Outdated()
    refused = {
        load.allocation_id: load.loaded
        for load in stop.loads
        if load.state is AllocationState.LOADED
    }
    await record_delivery(
        turn.session,
        turn.person.actor,
        stop_id=stop_id,
        accepted={},
        rejected=refused,
        reason=reason,
        proof=ProofKind.NONE,
        photo="",
        actor_at=turn.now,
        now=turn.now,
    )
    return Outcome(Prompt(Text("driver.taken_back")))


async def _lost(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """Goods aboard will reach nobody: sure? Then it is written down."""
    job = await _own_job(turn, args)
    if args[1:] != ("y",):
        sure = act("driver.lost_yes", "lost", job.job_id, "y", style="danger")
        return Outcome(Prompt(Text("driver.lost_sure"), buttons=((sure,), _keep())))
    await record_loss(
        turn.session, turn.person.actor, job_id=job.job_id, reason=Reason.DAMAGED, now=turn.now
    )
    return Outcome(Prompt(Text("driver.lost_noted")))


async def _go_on(_turn: Turn, _args: tuple[str, ...]) -> Outcome:
    """Nothing is wrong after all."""
    return Outcome(Prompt(Text("driver.going_on")))


async def _own_job(turn: Turn, args: tuple[str, ...]) -> JobView:
    job = await find_job(turn.session, number(args))
    if job is None or not job.is_running or job.driver_id != turn.person.person_id:
        raise Outdated()
    return job


def _at_closed_pickup(job: JobView, reason: Reason) -> bool:
    """Whether the trouble is a pick-up where nobody is, or that is not to be found."""
    stop = job.next_stop
    if stop is None or stop.is_node:
        return False
    return reason in AT_THE_DOOR and stop.kind is StopKind.PICKUP


def _keep() -> tuple[Button, ...]:
    return (act("driver.go_on", "go_on"),)


ACTS: dict[str, ActHandler] = {
    "give_back": _give_back,
    "problem": _problem,
    "trouble": _trouble,
    "stop_job": _stop_job,
    "mended": _mended,
    "take_back": _take_back,
    "lost": _lost,
    "go_on": _go_on,
}
