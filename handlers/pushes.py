"""Everything we start saying: a push is drawn from the record when it leaves, or not at all."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from handlers import push_desk, push_job, push_match, push_receipt
from handlers.dialog import Person, Prompt
from handlers.house import House

Draw = Callable[[AsyncSession, Person, Mapping[str, Any], datetime], Awaitable[Prompt | None]]

PUSHES: dict[str, Draw] = {
    "confirm_stock": push_match.confirm_stock,
    "confirm_need": push_match.confirm_need,
    "match_failed": push_match.match_failed,
    "job_offer": push_job.job_offer,
    "offer_closed": push_job.offer_closed,
    "job_address": push_job.job_address,
    "venue": push_job.venue,
    "handover_code": push_job.handover_code,
    "driver_arrived": push_job.driver_arrived,
    "need_receipt": push_receipt.need_receipt,
    "stock_receipt": push_receipt.stock_receipt,
    "coordinator_receipt": push_receipt.coordinator_receipt,
    "verify_need": push_desk.verify_need,
    "verify_org": push_desk.verify_org,
    "org_checked": push_desk.org_checked,
    "alert": push_desk.alert,
    "help_call": push_desk.help_call,
    "help_answer": push_desk.help_answer,
    "poison": push_desk.poison,
    "trouble": push_desk.trouble,
    "stuck": push_desk.stuck,
    "welcome": push_desk.welcome,
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
