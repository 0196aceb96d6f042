"""Passes offers on: ends them and asks the next drivers, many in the statements of one."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from db.actions import ledger, messages
from db.actions.events import report_event
from db.actions.moves import known, take_hold
from db.actions.overtaken import write_over
from db.actions.reserve import ask_reserves
from db.columns import table_of
from db.queries.asked import Asked, Extra
from db.queries.offers import find_offers
from db.queries.reserve import vehicle_is_wanted
from db.tables import JobRow, OfferRow
from matching.model import JobState, OfferState, Reason
from matching.permissions import SYSTEM, Actor
from matching.touched import Event, EventKind

_JOBS = table_of(JobRow)
_OFFERS = table_of(OfferRow)

_END = (
    sa.update(_OFFERS)
    .where(
        _OFFERS.c.id.in_(sa.bindparam("offers", expanding=True)),
        _OFFERS.c.state == OfferState.OFFERED,
    )
    .values(state=sa.bindparam("to"), reason=sa.bindparam("why"), ended_at=sa.bindparam("at"))
    .returning(_OFFERS.c.id)
)
_REOPEN = (
    sa.update(_JOBS)
    .where(_JOBS.c.id.in_(sa.bindparam("jobs", expanding=True)), _JOBS.c.state == JobState.OFFERED)
    .values(state=JobState.OPEN, version=_JOBS.c.version + 1)
)


async def pass_on(
    session: AsyncSession,
    actor: Actor,
    offers: Sequence[OfferRow],
    *,
    state: OfferState,
    reason: Reason,
    now: datetime,
    window: timedelta | None = None,
) -> list[OfferRow]:
    """End those of these offers that are still open and ask the next drivers, who have `window`
    to answer or as long as the one before; which were open. The caller holds their jobs."""
    if not offers:
        return []
    given = {"offers": [offer.id for offer in offers], "to": state, "why": reason, "at": now}
    open_still = set(await session.scalars(_END, given))
    ended = [offer for offer in offers if offer.id in open_still]
    if not ended:
        return []
    await session.execute(_REOPEN, {"jobs": [offer.job_id for offer in ended]})
    for offer in ended:
        await ledger.record(
            session,
            kind=f"offer.{state.value}",
            actor=actor,
            subject=f"job:{offer.job_id}",
            facts={"offer": offer.id, "reason": reason.value},
            now=now,
            drill=offer.drill,
        )
    for drill in sorted({offer.drill for offer in ended}):
        mine = [offer for offer in ended if offer.drill == drill]
        windows = {offer.job_id: window or own_window(offer) for offer in mine}
        await seek_next(session, windows, [offer.driver_id for offer in mine], drill, now)
    return ended


async def withdraw(
    session: AsyncSession,
    asked: Sequence[Asked | Extra],
    *,
    reason: Reason,
    now: datetime,
    window: timedelta,
) -> int:
    """Take offers back that their drivers cannot take up any more, tell them, and ask the next;
    how many were still open."""
    await take_hold(session, JobRow, (one.job_id for one in asked))
    offers = await find_offers(session, [one.offer_id for one in asked])
    state = OfferState.WITHDRAWN
    ended = await pass_on(
        session, SYSTEM, offers, state=state, reason=reason, now=now, window=window
    )
    await tell_offers_closed(session, ended, now)
    return len(ended)


async def seek_next(
    session: AsyncSession,
    windows: Mapping[int, timedelta],
    driver_ids: Sequence[int],
    drill: bool,
    now: datetime,
) -> None:
    """Ask the next driver the plan named for each job, with so long to answer; a run looks for one
    where it named none, and for what else the drivers may do who said no."""
    await ask_reserves(session, windows, drill=drill, now=now)
    if await vehicle_is_wanted(session, drill=drill):
        event = Event(EventKind.DRIVER, 0, jobs=tuple(windows), free=tuple(driver_ids))
        await report_event(session, event, drill=drill, now=now)


def own_window(offer: OfferRow) -> timedelta:
    """How long the driver had to answer, which was more where the question left late."""
    return offer.expires_at - offer.offered_at


async def tell_offers_closed(
    session: AsyncSession, offers: Sequence[OfferRow], now: datetime
) -> None:
    """Tell drivers that offers are no longer theirs to take, and take the buttons off them."""
    for drill in sorted({offer.drill for offer in offers}):
        mine = (known(offer.id) for offer in offers if offer.drill == drill)
        shown = {f"job_offer:{offer_id}": {"offer_id": offer_id} for offer_id in mine}
        await write_over(session, shown, kind="offer_over", now=now, drill=drill)
    await messages.enqueue_each(
        session,
        [
            messages.Owed(offer.driver_id, {"offer_id": known(offer.id)}, offer.drill)
            for offer in offers
        ],
        kind="offer_closed",
        now=now,
    )
