"""Workers crowd round one lot, hundreds of times: the core of every change of its quantities.

All goes through `try_add`, the guarded addition that reserving, giving back, loading and counting
are made of. Four workers with a connection each, in virtual time; the seed decides who comes when.
"""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from bare_session import BareDatabase
from cast import Cast, gather_cast
from city import put_lot, put_need
from one_thread import open_here
from virtual_loop import VirtualLoop

from db.actions.moves import try_add
from db.tables import LotRow, NeedLineRow

WORKERS = 4
STEPS = 50
ON_THE_SHELF = 40
WANTED = 2_000
START = (
    f"UPDATE lots SET counted = {ON_THE_SHELF}, free = {ON_THE_SHELF},"
    " reserved = 0, loaded_out = 0",
    f"UPDATE need_lines SET requested = {WANTED}, reserved = 0, loaded = 0",
)
MOVES = ("reserve", "reserve", "reserve", "give_back", "load", "count_more", "write_off")


@dataclass(slots=True)
class Tally:
    """What the workers were told they did; the record must say the same."""

    promised: int = 0
    loaded: int = 0
    counted: int = ON_THE_SHELF
    steps: int = 0


Reserve = Callable[["Shelf", BareDatabase, int], Awaitable[bool]]


async def guarded(shelf: "Shelf", worker: BareDatabase, quantity: int) -> bool:
    """The product's way: both rows move, each under its guard, or neither."""
    async with worker.begin() as session:
        if not await try_add(session, LotRow, shelf.lot, free=-quantity, reserved=quantity):
            return False
        await try_add(session, NeedLineRow, shelf.line, reserved=quantity)
    return True


async def naive(shelf: "Shelf", worker: BareDatabase, quantity: int) -> bool:
    """Known to be wrong: look, decide, and only then write."""
    async with worker.transaction("BEGIN"):
        row = (await worker.run("SELECT free, reserved FROM lots")).fetchone()
    if row[0] < quantity:
        return False
    free = {"free": row[0] - quantity}
    async with worker.transaction("BEGIN IMMEDIATE"):
        await worker.run(
            "UPDATE OR IGNORE lots SET free = :free, reserved = counted - loaded_out - :free", free
        )
        await worker.run("UPDATE need_lines SET reserved = reserved + :q", {"q": quantity})
    return True


class Shelf:
    """One lot, one line and four workers; any number of seeds."""

    def __init__(self, template: Path, folder: Path) -> None:
        self._loop = VirtualLoop()
        path = folder / "shelf.db"
        path.write_bytes(template.read_bytes())
        self._loop.begin(0)
        self.line, self.lot = self._loop.play(self._prepare(str(path)))
        self._raw = sqlite3.connect(path, isolation_level=None)
        self._raw.execute("PRAGMA synchronous=OFF")
        self._workers = [BareDatabase(str(path), self._loop.latency) for _ in range(WORKERS)]

    async def _prepare(self, path: str) -> tuple[int, int]:
        database = open_here(path, self._loop.latency)
        cast: Cast = await gather_cast(database)
        async with database.begin() as session:
            _, line = await put_need(session, cast, WANTED)
            lot = await put_lot(session, cast, ON_THE_SHELF)
        await database.close()
        return line, lot

    def run(self, seed: int, reserve: Reserve = guarded) -> bool:
        """Play one seed from the same start; whether the record says what the workers were told."""
        for statement in START:
            self._raw.execute(statement)
        self._loop.begin(seed)
        tally = Tally()
        self._loop.play(self._crowd(tally, reserve))
        free, reserved, out, counted = self._raw.execute(
            "SELECT free, reserved, loaded_out, counted FROM lots"
        ).fetchone()
        (line,) = self._raw.execute("SELECT reserved FROM need_lines").fetchone()
        return (free + reserved + out, reserved, line, out, counted) == (
            counted,
            tally.promised,
            tally.promised,
            tally.loaded,
            tally.counted,
        ) and min(free, reserved, out) >= 0

    def stop(self) -> None:
        """Close everything."""
        for worker in self._workers:
            worker.close()
        self._raw.close()
        self._loop.close()

    async def _crowd(self, tally: Tally, reserve: Reserve) -> None:
        async with asyncio.TaskGroup() as group:
            for worker in self._workers:
                group.create_task(self._work(worker, tally, reserve))

    async def _work(self, worker: BareDatabase, tally: Tally, reserve: Reserve) -> None:
        dice = self._loop.dice
        while tally.steps < STEPS:
            tally.steps += 1
            move, quantity = dice.choice(MOVES), dice.randint(1, 15)
            if move == "reserve":
                if await reserve(self, worker, quantity):
                    tally.promised += quantity
                continue
            done = await self._move(worker, move, quantity)
            if move == "give_back":
                tally.promised -= quantity * done
            elif move == "load":
                tally.promised -= quantity * done
                tally.loaded += quantity * done
            else:
                tally.counted += quantity * done * (1 if move == "count_more" else -1)

    async def _move(self, worker: BareDatabase, move: str, by: int) -> bool:
        lot = {
            "give_back": {"free": by, "reserved": -by},
            "load": {"reserved": -by, "loaded_out": by},
            "count_more": {"free": by, "counted": by},
            "write_off": {"free": -by, "counted": -by},
        }[move]
        line = {"give_back": {"reserved": -by}, "load": {"reserved": -by, "loaded": by}}.get(move)
        async with worker.begin() as session:
            if not await try_add(session, LotRow, self.lot, **lot):
                return False
            if line:
                await try_add(session, NeedLineRow, self.line, **line)
        return True
