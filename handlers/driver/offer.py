"""Answer an offer: accept, or decline with a reason, by button or in words."""

from collections.abc import Sequence
from dataclasses import replace

from db.actions.offers import accept_job, decline_job, take_lapsed
from db.actions.vehicles import go_off_duty
from db.queries.jobs import find_open_offer, find_running_job
from handlers.dialog import ActHandler, Outcome, PendingAct, Prompt, Text, Turn
from handlers.engine.typed import words_of
from handlers.pushes.asked import give_way
from handlers.pushes.extra import lengthens
from handlers.pushes.offer import job_offer
from handlers.speech.arguments import member, number
from handlers.speech.show import act
from matching.errors import NotOnTheWay, OfferGone
from matching.model import Reason

REASONS = (
    Reason.TOO_FAR,
    Reason.TOO_LARGE,
    Reason.ROAD_BLOCKED,
    Reason.VEHICLE_TROUBLE,
    Reason.OFF_DUTY,
)
"""Why a driver says no."""


async def waiting(turn: Turn) -> Sequence[PendingAct]:
    """The words that answer the offer this driver is looking at."""
    offer = await find_open_offer(turn.session, turn.person.person_id)
    if offer is None or offer.expires_at <= turn.now:
        return ()
    yes = words_of("driver.words_accept")
    no = words_of("driver.words_decline")
    if await lengthens(turn.session, offer) is not None:
        # At the wheel a breakdown or a closed road is trouble, and no reason against a stop more.
        return (
            PendingAct(yes, Text("push.extra_yes"), f"a:offer_yes:{offer.offer_id}"),
            PendingAct(no, Text("push.extra_no"), f"a:offer_no:{offer.offer_id}"),
        )
    because = tuple(
        PendingAct(
            words_of(f"driver.words_{reason.value}"),
            Text(f"driver.decline_{reason.value}"),
            f"a:offer_why:{offer.offer_id}:{reason.value}",
        )
        for reason in REASONS
    )
    return (
        PendingAct(yes, Text("push.offer_yes"), f"a:offer_yes:{offer.offer_id}"),
        PendingAct(no, Text("push.offer_no"), f"a:offer_no:{offer.offer_id}"),
        *because,
    )


async def _accept(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """Take the job; the address comes as its own message. What fits no more goes to the next."""
    before = await find_running_job(turn.session, turn.person.person_id)
    offer_id = number(args)
    try:
        job_id = await accept_job(turn.session, turn.person.actor, offer_id=offer_id, now=turn.now)
    except NotOnTheWay as no:
        await _refuse(turn, offer_id, Reason.CHANGED)
        return Outcome(Prompt(Text(no.text_key)))
    await give_way(turn, "job_offer", offer_id, Text("driver.offer_accepted"))
    if before is not None:
        return Outcome(
            Prompt(Text("driver.extra_taken", {"job": job_id})), toast=Text("driver.accepted_toast")
        )
    return Outcome(
        Prompt(Text("driver.accepted", {"job": job_id})), toast=Text("driver.accepted_toast")
    )


async def _take_late(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """Take a job whose time was up and that nobody else has."""
    offer_id = number(args)
    job_id = await take_lapsed(turn.session, turn.person.actor, offer_id=offer_id, now=turn.now)
    await give_way(turn, "job_offer", offer_id, Text("driver.offer_accepted"))
    return Outcome(
        Prompt(Text("driver.accepted", {"job": job_id})), toast=Text("driver.accepted_toast")
    )


async def _decline(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """Ask why not, as long as the offer is open; who is under way is asked nothing more."""
    offer_id = number(args)
    offer = await find_open_offer(turn.session, turn.person.person_id)
    if offer is None or offer.offer_id != offer_id:
        raise OfferGone()
    if await lengthens(turn.session, offer) is not None:
        await _refuse(turn, offer_id, Reason.OTHER)
        return Outcome(Prompt(Text("driver.extra_declined")))
    rows = tuple(
        (act(f"driver.decline_{reason.value}", "offer_why", offer_id, reason.value),)
        for reason in REASONS
    )
    back = act("driver.offer_back", "offer_back", offer_id)
    return Outcome(Prompt(Text("driver.decline_why"), buttons=(*rows, (back,))))


async def _decline_because(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """Decline for a reason; who is done for today goes off duty too."""
    reason = member(REASONS, args)
    await _refuse(turn, number(args), reason)
    if reason is not Reason.OFF_DUTY:
        return Outcome(Prompt(Text("driver.declined")))
    await go_off_duty(turn.session, turn.person.actor, now=turn.now)
    again = act("driver.go_on_duty", "on_duty", style="success")
    return Outcome(Prompt(Text("driver.off_duty"), buttons=((again,),)))


async def _refuse(turn: Turn, offer_id: int, reason: Reason) -> None:
    """Say no; the offer loses its buttons where it was answered in words."""
    await decline_job(
        turn.session,
        turn.person.actor,
        offer_id=offer_id,
        reason=reason,
        now=turn.now,
        window=turn.house.offer_window,
    )
    await give_way(turn, "job_offer", offer_id, Text("driver.offer_declined"))


async def _back(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """Show the offer again, in place of the reasons against it."""
    params = {"offer_id": number(args)}
    prompt = await job_offer(turn.session, turn.person, params, turn.now)
    if prompt is None:
        raise OfferGone()
    return Outcome(replace(prompt, force_new=False))


ACTS: dict[str, ActHandler] = {
    "offer_yes": _accept,
    "offer_late": _take_late,
    "offer_no": _decline,
    "offer_why": _decline_because,
    "offer_back": _back,
}
