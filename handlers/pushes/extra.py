"""The offer of one more stop, for a driver who is under way: what it is, and what it costs them."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.queries.in_hand import detour_of
from db.queries.job_views import JobStop, JobView, OfferView
from db.queries.jobs import find_running_job
from handlers.cards.leg import kind_of
from handlers.dialog import Fact, Prompt, Term, Text
from handlers.speech.show import act, district, item_totals, km, line, minutes_left
from matching.jobs.lengthen import Detour, Where
from matching.model import StopKind


async def extra_prompt(
    session: AsyncSession, offer: OfferView, in_hand: JobView, now: datetime
) -> Prompt | None:
    """Districts only, and what it adds to the way; None once it does not fit any more."""
    drill = offer.job.drill
    detour = await detour_of(session, offer.job.job_id, in_hand.job_id, drill=drill, now=now)
    if detour is None:
        return None
    text = Text(
        "push.extra_offer",
        {
            "urgent": Text("push.offer_urgent") if offer.job.is_critical else "",
            "stops": tuple(_stop(stop, detour, in_hand) for stop in offer.job.stops),
            "km": km(max(0.0, detour.km)),
            "longer": Term("minutes", str(max(1, round(detour.hours * 60)))),
            "goods": item_totals(offer.job.loads),
            "cold": Text("card.cold") if offer.job.cold_chain else "",
            "deadline": line("card.deadline", offer.job.deadline),
            "minutes": minutes_left(offer.expires_at, now),
        },
    )
    buttons = (
        act("push.extra_yes", "offer_yes", offer.offer_id, style="success"),
        act("push.extra_no", "offer_no", offer.offer_id),
    )
    return Prompt(text, buttons=(buttons,), force_new=True)


async def lengthens(session: AsyncSession, offer: OfferView) -> JobView | None:
    """The job in hand that this offer would lengthen, if its driver has one."""
    in_hand = await find_running_job(session, offer.driver_id)
    return None if in_hand is None or in_hand.job_id == offer.job.job_id else in_hand


def _stop(stop: JobStop, detour: Detour, in_hand: JobView) -> Text:
    """One end by its district, and where in the job it comes."""
    where: Where = detour.pickup if stop.kind is StopKind.PICKUP else detour.delivery
    ahead = [one.number for one in in_hand.stops if one.is_open]
    key = "push.extra_at" if where.joins else "push.extra_after"
    facts: dict[str, Fact] = {
        "kind": kind_of(stop),
        "district": district(stop.district),
        "n": ahead[where.after - 1],
    }
    return Text(key, facts)
