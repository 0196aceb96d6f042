"""Pushes about an offer: what the job is without any address, and that it is over."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from db.queries.job_views import JobStop, OfferView
from db.queries.jobs import find_offer
from handlers.cards.leg import kind_of, leg_line
from handlers.dialog import Fact, Person, Prompt, Text
from handlers.pushes.extra import extra_prompt, lengthens
from handlers.speech.show import (
    act,
    district,
    item_totals,
    kg,
    km,
    labelled,
    line,
    minutes_left,
)
from matching.geo import grid_200m, travel_km
from matching.model import JobState, OfferState


async def job_offer(
    session: AsyncSession, person: Person, params: Mapping[str, Any], now: datetime
) -> Prompt | None:
    """Shows a driver what the job is, as long as they may take it. Never where exactly."""
    offer = await find_offer(session, int(params["offer_id"]))
    if offer is None or offer.driver_id != person.person_id:
        return None
    if offer.state is not OfferState.OFFERED or offer.expires_at <= now:
        return None
    in_hand = await lengthens(session, offer)
    if in_hand is None:
        return labelled(offer_prompt(offer, now), offer.job.drill)
    extra = await extra_prompt(session, offer, in_hand, now)
    return None if extra is None else labelled(extra, offer.job.drill)


def offer_prompt(offer: OfferView, now: datetime) -> Prompt:
    """The offer as its driver reads it: districts only, nobody's name, no number to call."""
    job = offer.job
    text = Text(
        "push.job_offer",
        {
            "urgent": Text("push.offer_urgent") if job.is_critical else "",
            "stops": tuple(anonymous(stop) for stop in job.stops),
            "count": len(job.stops),
            "away": km(_km_away(offer)),
            "km": km(job.km),
            "goods": item_totals(job.loads),
            "kg": kg(job.kg),
            "cold": Text("card.cold") if job.cold_chain else "",
            "leg": leg_line(job),
            "deadline": line("card.deadline", job.deadline),
            "minutes": minutes_left(offer.expires_at, now),
        },
    )
    buttons = (
        act("push.offer_yes", "offer_yes", offer.offer_id, style="success"),
        act("push.offer_no", "offer_no", offer.offer_id, style="danger"),
    )
    return Prompt(text, buttons=(buttons,), force_new=True)


async def offer_closed(
    session: AsyncSession, person: Person, params: Mapping[str, Any], _now: datetime
) -> Prompt | None:
    """Tells a driver that an offer is over without them."""
    offer = await find_offer(session, int(params["offer_id"]))
    if offer is None or offer.driver_id != person.person_id:
        return None
    if offer.state not in (OfferState.LAPSED, OfferState.WITHDRAWN):
        return None
    if await lengthens(session, offer) is not None:
        prompt = Prompt(Text(f"push.extra_{offer.state.value}"))
    elif offer.state is OfferState.WITHDRAWN:
        prompt = Prompt(Text("push.offer_withdrawn"))
    else:
        prompt = _lapsed(offer)
    return labelled(prompt, offer.job.drill)


def _lapsed(offer: OfferView) -> Prompt:
    """The time is up; what became of the job, which may still be taken while nobody else is asked
    for it."""
    state = offer.job.state
    if state is JobState.OPEN:
        take = act("push.offer_late", "offer_late", offer.offer_id, style="success")
        return Prompt(Text("push.offer_lapsed_open"), buttons=((take,),))
    if state is JobState.OFFERED:
        return Prompt(Text("push.offer_lapsed"))
    driven = (JobState.ACCEPTED, JobState.UNDERWAY, JobState.CLOSED)
    return Prompt(Text("push.offer_lapsed_taken" if state in driven else "push.offer_lapsed_off"))


async def offer_over(
    session: AsyncSession, person: Person, params: Mapping[str, Any], _now: datetime
) -> Prompt | None:
    """In place of an offer that is over: what it was, and no button to answer it."""
    offer = await find_offer(session, int(params["offer_id"]))
    if offer is None or offer.driver_id != person.person_id:
        return None
    if offer.state not in (OfferState.LAPSED, OfferState.WITHDRAWN):
        return None
    facts: dict[str, Fact] = {
        "stops": tuple(anonymous(stop) for stop in offer.job.stops),
        "goods": item_totals(offer.job.loads),
    }
    text = Text(f"push.offer_over_{offer.state.value}", facts)
    return labelled(Prompt(text), offer.job.drill)


def _km_away(offer: OfferView) -> float:
    """Kilometres to the first stop, measured to its 200 m cell and not to its door."""
    first = next(iter(offer.job.stops), None)
    if first is None or first.point is None or offer.position is None:
        return offer.km_to_first_stop
    return travel_km(offer.position, grid_200m(first.point), offer.job.mode)


def anonymous(stop: JobStop) -> Text:
    """A stop by district only."""
    facts: dict[str, Fact] = {
        "n": stop.number,
        "kind": kind_of(stop),
        "district": district(stop.district),
    }
    return Text("push.offer_stop", facts)
