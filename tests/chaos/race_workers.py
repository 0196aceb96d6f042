"""One of several real processes in a race: told a task on each line of a pipe, it answers one.

A line is JSON: the task, the database, the moment at which all start, and what the task needs.
"""

import asyncio
import contextlib
import json
import os
import time
from datetime import UTC, datetime
from typing import Any

import naive_reservation
import sqlalchemy as sa
from sqlmodel import col

from db.actions.offers import accept_job, decline_job
from db.actions.planning import apply_plan
from db.engine import Database
from db.tables import LotRow
from matching.errors import NotOnTheWay, OfferGone
from matching.model import Reason, Role
from matching.permissions import Actor
from matching.plan import Plan, ProposedAllocation
from matching.snapshot import Params

NOW = datetime(2026, 7, 1, 8, 0, tzinfo=UTC)


async def reserve(database: Database, facts: dict[str, Any]) -> int:
    """Apply plans for one line and lot until nothing is left; how much was promised."""
    promised = 0
    for _ in range(facts["times"]):
        proposed = ProposedAllocation(facts["line"], facts["lot"], facts["quantity"], 1.0)
        async with database.begin() as session:
            applied = await apply_plan(
                session, Plan(allocations=(proposed,)), now=NOW, params=Params()
            )
        promised += facts["quantity"] * applied.allocations
    return promised


async def reserve_naively(database: Database, facts: dict[str, Any]) -> int:
    """The same without a guard."""
    promised = 0
    for _ in range(facts["times"]):
        if await naive_reservation.reserve(database, facts["lot"], facts["quantity"]):
            promised += facts["quantity"]
    return promised


async def accept(database: Database, facts: dict[str, Any]) -> int:
    """Press accept a few times; how often it was granted."""
    granted = 0
    actor = Actor(facts["driver"], frozenset({Role.DRIVER}))
    for _ in range(facts["times"]):
        try:
            async with database.begin() as session:
                await accept_job(session, actor, offer_id=facts["offer"], now=NOW)
            granted += 1
        except (OfferGone, NotOnTheWay):
            pass
    return granted


async def answer(database: Database, facts: dict[str, Any]) -> int:
    """Say yes in every other process, no in the rest."""
    if facts["racer"] % 2 == 0:
        return await accept(database, facts)
    actor = Actor(facts["driver"], frozenset({Role.DRIVER}))
    with contextlib.suppress(OfferGone):
        async with database.begin() as session:
            await decline_job(session, actor, offer_id=facts["offer"], reason=Reason.OTHER, now=NOW)
    return 0


async def accept_each(database: Database, facts: dict[str, Any]) -> int:
    """The driver who was asked and another one press, one after the other."""
    other = await accept(database, {**facts, "driver": facts["other"]})
    return other + await accept(database, facts)


TASKS = {
    "reserve": reserve,
    "reserve_naively": reserve_naively,
    "accept": accept,
    "answer": answer,
    "accept_each": accept_each,
}


async def serve(racer: int, orders: int, answers: int, _stop: asyncio.Event) -> None:
    """Do each task at its moment; the database stays open until another one is named.

    `racer`: which of the processes this is; `orders`, `answers`: ends of pipes (file descriptors).
    """
    database, opened = None, ""
    for line in os.fdopen(orders):
        order = json.loads(line)
        if database is None or order["url"] != opened:
            if database is not None:
                await database.close()
            database, opened = Database.open(order["url"]), order["url"]
        async with database.read() as session:
            await session.scalar(sa.select(sa.func.count(col(LotRow.id))))
        await asyncio.sleep(max(0.0, order["start"] - time.time()))
        done = await TASKS[order["task"]](database, {**order["facts"], "racer": racer})
        os.write(answers, f"{done}\n".encode())
