"""Child: whole dialog steps on a database, as `reliefline run` takes them, without the network.

Rounds: everybody's next update is made (not measured), then stored, claimed, conversed about and
committed by the product's own inbox and workers (measured). The outbox is emptied in between.
"""

import asyncio
import json
import logging
import sys
import time
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.telegram_in import TelegramReader
from bot.clock import SystemClock
from bot.inbox import Inbox, Workers
from db import migrate
from db.actions.people import add_role, choose_language, meet_person
from db.actions.seed import ensure_incident, load_catalogue_and_gazetteer
from db.columns import table_of
from db.engine import Database
from db.queries.catalogue import load_catalogue, load_gazetteer
from db.shipped import shipped_language
from db.tables import DialogStateRow, InboxRow, NeedRow, OutboxRow
from db.tables.messages import InboxState, OutboxState
from handlers.conversation import converse
from handlers.dialog import Reply
from handlers.house import House
from handlers.menu import BOOK
from handlers.vocabulary import Vocabulary
from matching.intake.reader import build_reader
from matching.model import IncidentKind, Role
from matching.permissions import SYSTEM
from tests.bench.form import MENU, Json, Writer, buttons_of

BOT = "900001"
FIRST = 5_000_000_001
_INBOX, _OUTBOX = table_of(InboxRow), table_of(OutboxRow)
_DIALOGS, _NEEDS = table_of(DialogStateRow), table_of(NeedRow)


class Bench:
    """A database, its workers, and everybody who talks to them."""

    def __init__(self, database: Database, house: House) -> None:
        self.database = database
        self.house = house
        self.people: dict[int, Writer] = {}
        self.clock = SystemClock()
        self.inbox = Inbox(database, BOT, self.clock)
        self.reader = TelegramReader()
        self.taken = 0
        self.turned = asyncio.Event()
        self.seconds = self.cpu = 0.0
        self.steps = 0

    async def take_turn(self, session: AsyncSession, reply: Reply, now: datetime) -> None:
        """The product's turn, counted."""
        await converse(session, self.house, reply, now, BOOK)
        self.taken += 1
        self.turned.set()

    async def run(self, first: int, size: int, most: float) -> Json:
        """Let people from number `first` on report a need each, `size` at a time.

        Begins no new dialogs once `most` seconds were measured.
        """
        workers = Workers(
            self.database, self.clock, read=self.reader.read, take_turn=self.take_turn
        )
        stop, reported = asyncio.Event(), 0
        async with asyncio.TaskGroup() as group:
            group.create_task(workers.run(stop))
            while self.seconds < most:
                numbers = range(first + reported, first + reported + size)
                self.people = await invite(self.database, numbers)
                await self.round([writer.press(MENU) for writer in self.people.values()])
                while updates := await self.next_updates():
                    await self.round(updates)
                if await self.needs() != size:
                    raise RuntimeError(f"{size} dialogs came to {await self.needs()} needs")
                reported += size
            stop.set()
        cost = {"seconds": self.seconds, "cpu": self.cpu, "steps": self.steps}
        return {**cost, "dialogs": reported}

    async def round(self, updates: Sequence[Json]) -> None:
        """Store the updates and wait until every turn has committed: this is what is measured."""
        self.taken = 0
        begin, used = time.perf_counter(), time.process_time()
        await self.inbox.store(updates)
        while self.taken < len(updates):
            self.turned.clear()
            await self.turned.wait()
        while await self.open():
            await asyncio.sleep(0.001)
        self.seconds += time.perf_counter() - begin
        self.cpu += time.process_time() - used
        self.steps += len(updates)

    async def needs(self) -> int:
        """Needs that these people have reported."""
        async with self.database.read() as session:
            mine = _NEEDS.c.reporter_id.in_(self.people)
            return int(await session.scalar(select(func.count()).where(mine)) or 0)

    async def open(self) -> int:
        """Updates not done yet."""
        async with self.database.read() as session:
            waiting = _INBOX.c.state == InboxState.PENDING
            return int(await session.scalar(select(func.count()).where(waiting)) or 0)

    async def next_updates(self) -> list[Json]:
        """What everybody does next, as their screens and dialogs stand; the outbox is emptied."""
        async with self.database.begin() as session:
            queued = _OUTBOX.c.state == OutboxState.QUEUED
            prompts = select(_OUTBOX.c.person_id, _OUTBOX.c.params).where(
                queued, _OUTBOX.c.kind == "prompt"
            )
            for row in (await session.execute(prompts.order_by(_OUTBOX.c.id))).all():
                self.people[row.person_id].shown = buttons_of(row.params)
            await session.execute(update(_OUTBOX).where(queued).values(state=OutboxState.SENT))
            states = select(_DIALOGS.c.person_id, _DIALOGS.c.step).where(_DIALOGS.c.dialog != "")
            running = (await session.execute(states)).all()
        return [self.people[row.person_id].act(row.step) for row in running]


async def furnish(database: Database) -> House:
    """A database ready for its first need, and what conversations look up."""
    async with database.begin() as session:
        await load_catalogue_and_gazetteer(session)
        await ensure_incident(
            session,
            name="Bench",
            kind=IncidentKind.NATURAL_DISASTER,
            drill=False,
            now=SystemClock().now(),
        )
    async with database.read() as session:
        catalogue, gazetteer = await load_catalogue(session), await load_gazetteer(session)
    reader = build_reader(catalogue, gazetteer, shipped_language())
    return House(catalogue, gazetteer, Vocabulary(reader))


async def invite(database: Database, numbers: range) -> dict[int, Writer]:
    """New residents who have signed up, by their ids in the record."""
    now, people = SystemClock().now(), {}
    async with database.begin() as session:
        for number in numbers:
            known = await meet_person(
                session,
                channel="telegram",
                address=str(number),
                name="王秀英",
                lang_code="zh",
                now=now,
            )
            await choose_language(session, known.actor, lang="zh", now=now)
            await add_role(session, SYSTEM, person_id=known.id, role=Role.RESIDENT, now=now)
            people[known.id] = Writer(number)
    return people


async def main(url: str) -> None:
    """Answer each line {size, most} with what the steps of new people's dialogs cost."""
    await migrate.upgrade(url)
    database = Database.open(url)
    first = FIRST
    try:
        house = await furnish(database)
        print("ready", flush=True)
        while line := await asyncio.to_thread(sys.stdin.readline):
            found = await Bench(database, house).run(first, **json.loads(line))
            first += found["dialogs"]
            print(json.dumps(found), flush=True)
    finally:
        await database.close()


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING)
    asyncio.run(main(sys.argv[1]))
