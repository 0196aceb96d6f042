"""One function per periodic job. Each can be run at any time, and twice."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from bot.previews import preview
from bot.revisions import revise
from bot.roads import Router
from bot.solver import solve
from db.actions.confirmations import lapse_confirmations
from db.actions.events import sweep_events
from db.actions.expiry import end_expiring
from db.actions.hiding import hide_addresses
from db.actions.inbox_upkeep import sweep_inbox
from db.actions.left import see_to_left
from db.actions.offers import lapse_offers
from db.actions.outbox_upkeep import requeue_expired, sweep_outbox
from db.actions.patience import wait_for_unsent
from db.actions.planning import apply_plan
from db.actions.stuck import tell_silent
from db.actions.tick_requests import request_tick
from db.actions.ticks import sweep_slots
from db.actions.told import sweep_words
from db.actions.unfit import pass_on_unfit
from db.engine import Database
from db.queries.invariants import find_broken
from db.queries.roads import roads_changed
from db.queries.snapshot import load_snapshot
from db.queries.ticks import ESTIMATED
from matching.lifecycle import OFFER_WINDOW
from matching.model import TickName
from matching.plan import Plan
from matching.snapshot import Params

log = logging.getLogger(__name__)

LAPSE_EVERY = timedelta(seconds=5)
"""How late an offer's or a confirmation's time-out may be noticed."""
SWEEP_EVERY = timedelta(minutes=10)
DOCTOR_EVERY = timedelta(hours=1)
PREVIEW_EVERY = REVISE_EVERY = timedelta(minutes=10)
"""Whoever asks wakes them at once; this only finds what a crash left."""
PLAN_SEED = 0
"""The plan has no chance in it today; the seed is fixed so that it stays so."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A periodic job: how often, and what it does; the counts it returns are logged."""

    name: TickName
    every: timedelta
    run: Callable[[Database, datetime], Awaitable[Mapping[str, int]]]


async def match(
    database: Database,
    now: datetime,
    offer_window: timedelta = OFFER_WINDOW,
    router: Router | None = None,
) -> Mapping[str, int]:
    """Snapshot → plan → apply, first for what is real, then for the drill."""
    counts: dict[str, int] = {} if router is None else {ESTIMATED: 0}
    for drill in (False, True):
        params = Params()
        async with database.read() as session:
            snapshot = await load_snapshot(session, now=now, params=params, drill=drill)
        if router is not None:
            snapshot, estimated = await router.measure(snapshot, now)
            counts[ESTIMATED] += estimated
        # Solving holds no transaction and leaves the loop free; applying checks everything again.
        proposed = await solve(snapshot, params, now, PLAN_SEED)
        if not _says_something(proposed):
            continue
        async with database.begin() as session:
            if await roads_changed(session, snapshot, drill=drill, now=now):
                await request_tick(session, TickName.MATCH, now=now)
                continue
            applied = await apply_plan(
                session,
                proposed,
                now=now,
                params=params,
                offer_window=offer_window,
                drill=drill,
            )
        for key in ("allocations", "jobs", "offers", "conflicts"):
            counts[key] = counts.get(key, 0) + getattr(applied, key)
    return counts


def _says_something(proposed: Plan) -> bool:
    """Whether there is anything to write down or to tell of a plan."""
    moves = proposed.allocations or proposed.jobs or proposed.hauls or proposed.offers
    return bool(moves or proposed.stuck or proposed.shortages)


async def lapse(
    database: Database, now: datetime, offer_window: timedelta = OFFER_WINDOW
) -> Mapping[str, int]:
    """Offers and confirmations that nobody answered in time go to the next candidate, and so do
    needs whose promised goods grew too old while they waited. Goods at a node that nobody waits for
    are a coordinator's to decide about."""
    async with database.begin() as session:
        await wait_for_unsent(session, now=now)
        confirmations = await lapse_confirmations(session, now=now)
    async with database.begin() as session:
        offers = await lapse_offers(session, now=now, window=offer_window)
        offers += await pass_on_unfit(session, now=now, window=offer_window)
    async with database.begin() as session:
        expired = await end_expiring(session, now=now, margin=Params().expiry_margin)
    async with database.begin() as session:
        idle = await see_to_left(session, now=now, margin=Params().expiry_margin)
        await tell_silent(session, now=now)
    return {"confirmations": confirmations, "offers": offers, "expired": expired, "legs": idle}


async def sweep(database: Database, now: datetime) -> Mapping[str, int]:
    """Drop raw updates, sent pushes, people's own words and events nobody saw to that have passed
    their retention, and hide addresses that were needed long enough."""
    async with database.begin() as session:
        inbox = await sweep_inbox(session, now=now)
        outbox = await sweep_outbox(session, now=now)
        expired = await requeue_expired(session, now=now)
        slots = await sweep_slots(session, now=now)
        hidden = await hide_addresses(session, now=now)
        words = await sweep_words(session, now=now)
        events = await sweep_events(session, now=now)
    await database.scrub_again()  # what was erased while somebody read is still in the log
    return {
        "inbox": inbox,
        "outbox": outbox,
        "leases": expired,
        "slots": slots,
        "addresses": hidden,
        "words": words,
        "events": events,
    }


async def examine(database: Database, now: datetime) -> Mapping[str, int]:
    """Check the invariants; what is broken is logged for the operator."""
    async with database.read() as session:
        findings = await find_broken(session, now=now)
    for finding in findings:
        log.error("invariant broken", extra={"code": finding.code, "subject": finding.subject})
    return {"broken": len(findings)}


def all_ticks(
    match_every: timedelta, offer_window: timedelta = OFFER_WINDOW, router: Router | None = None
) -> tuple[Tick, ...]:
    """The periodic jobs of the city, with the operator's pace, patience and router."""
    return (
        Tick(TickName.MATCH, match_every, partial(match, offer_window=offer_window, router=router)),
        Tick(TickName.LAPSE, LAPSE_EVERY, partial(lapse, offer_window=offer_window)),
        Tick(TickName.SWEEP, SWEEP_EVERY, sweep),
        Tick(TickName.DOCTOR, DOCTOR_EVERY, examine),
        Tick(
            TickName.REVISE,
            REVISE_EVERY,
            partial(revise, offer_window=offer_window, router=router),
        ),
        Tick(TickName.PREVIEW, PREVIEW_EVERY, preview),
    )
