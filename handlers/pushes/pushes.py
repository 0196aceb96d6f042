"""Everything we start saying: a push is drawn from the record when it leaves, or not at all."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.dialog import Person, Prompt
from handlers.house import House
from handlers.pushes import (
    closure,
    desk,
    incident,
    job,
    left,
    match,
    offer,
    receipt,
    relief,
    situation,
    what_if,
)

Draw = Callable[[AsyncSession, Person, Mapping[str, Any], datetime], Awaitable[Prompt | None]]

PUSHES: dict[str, Draw] = {
    "confirm_stock": match.confirm_stock,
    "confirm_need": match.confirm_need,
    "match_failed": match.match_failed,
    "practice_over": match.practice_over,
    "job_offer": offer.job_offer,
    "offer_closed": offer.offer_closed,
    "offer_over": offer.offer_over,
    "job_address": job.job_address,
    "job_changed": job.job_changed,
    "cut_off": closure.cut_off,
    "cut_off_job": closure.cut_off_job,
    "venue": job.venue,
    "handover_code": job.handover_code,
    "code_void": job.code_void,
    "takeover_asked": job.takeover_asked,
    "stands_still": relief.stands_still,
    "goes_on": relief.goes_on,
    "relief_news": relief.relief_news,
    "relief_coming": relief.relief_coming,
    "relief_code": relief.relief_code,
    "relief_moved": relief.relief_moved,
    "relief_off": relief.relief_off,
    "driver_arrived": job.driver_arrived,
    "need_receipt": receipt.need_receipt,
    "stock_receipt": receipt.stock_receipt,
    "coordinator_receipt": receipt.coordinator_receipt,
    "verify_need": desk.verify_need,
    "verify_org": desk.verify_org,
    "org_checked": desk.org_checked,
    "alert": desk.alert,
    "help_call": desk.help_call,
    "help_answer": desk.help_answer,
    "poison": desk.poison,
    "trouble": desk.trouble,
    "stuck": desk.stuck,
    "fetch_asked": left.fetch_asked,
    "goods_restocked": left.goods_restocked,
    "welcome": desk.welcome,
    "incident_declared": incident.declared,
    "incident_ended": incident.ended,
    "situation": situation.situation,
    "what_if": what_if.what_if,
}
"""Kind of push → how it is drawn."""


async def prompt_for(
    session: AsyncSession,
    person: Person,
    kind: str,
    params: Mapping[str, Any],
    now: datetime,
    house: House,
) -> Prompt | None:
    """What `person` is told now; None when it is no longer true. Raises `KeyError` if unknown."""
    return await PUSHES[kind](session, person, params, now)
