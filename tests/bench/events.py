"""One event in a city whose plan stands: how long until what it touches is planned again, and how
many lines of others change. Processor time, so that whoever else is on the machine counts less."""

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any

from matching.model import Mode, ReserveMode, Urgency
from matching.pipeline import plan
from matching.revision import Revision, revise
from matching.snapshot import (
    Closure,
    Goods,
    OnDuty,
    OpenLine,
    Params,
    Point,
    Promised,
    Snapshot,
    StockLot,
    WaitingJob,
)
from matching.touched import Event, EventKind
from tests.bench.figure import Figure, Goal, Part
from tests.bench.made_city import made_city
from tests.bench.made_fleet import with_fleet

NOW = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
PARAMS = Params()
SIZE, FLEET, WAITING = (10_000, 2_000), 500, 60
SEED = 20
EVENTS = 30
CLASSES = tuple(Urgency)
OWNERS = {
    "gov": ReserveMode.GOVERNMENT, "reserve": ReserveMode.ENTERPRISE_AGREEMENT,
    "commercial": ReserveMode.ENTERPRISE, "donor": ReserveMode.DONOR,
}  # fmt: skip
SLOW = Goal(at_most=50)


async def measure() -> Part:
    """Thirty events of each kind at ten thousand needs, all of whose lines were only offered."""
    world = standing(with_fleet(made_city(*SIZE, SEED), FLEET, SEED))
    kinds: dict[str, Callable[[random.Random], tuple[Snapshot, Event]]] = {
        "a life at risk": lambda rng: _risk(world, rng),
        "a lot gone": lambda rng: _lot(world, rng),
        "a driver gone": lambda rng: _driver(world, rng),
        "a road closed": lambda rng: _road(world, rng),
    }
    begin = time.process_time()
    plan(world, PARAMS, NOW)
    anew = 1000 * (time.process_time() - begin)
    found = list[Figure]()
    for name, happen in kinds.items():
        rng = random.Random(f"{SEED}/{name}")
        _once(*happen(rng))  # the first of a kind loads what it needs
        times, others, own = zip(*(_once(*happen(rng)) for _ in range(EVENTS)), strict=True)
        slow = sorted(times)[int(0.95 * EVENTS)]
        # A road is as long to plan around as what it cuts off is large: half a city, perhaps.
        road = name == "a road closed"
        found += [
            Figure(f"{name}: p95, processor time", "ms", slow, anew, None if road else SLOW),
            Figure(f"{name}: lines it takes from itself, median", "", median(own)),
            Figure(f"{name}: lines of others that lose, median", "", median(others),
                   goal=None if road else Goal(at_most=5)),
        ]  # fmt: skip
    return Part(
        "One event in a city whose plan stands",
        "planning the whole city anew, as the tick of each minute does (in the rows of time)",
        tuple(found),
        (
            "the whole run after an event (`matching.revision`), reasons in words included, on a"
            f" snapshot of {SIZE[0]:,} needs, {SIZE[1]:,} lots, {FLEET} vehicles and {WAITING}"
            " waiting jobs, all of its lines offered and none answered",
            "a road closed is a circle of a kilometre around a need: it takes as long as what it"
            " cuts off is large, and is solved in a process of its own beside the chats",
        ),
    )


def _once(snapshot: Snapshot, event: Event) -> tuple[float, int, int]:
    begin = time.process_time()
    revision = revise(snapshot, [event], PARAMS, NOW)
    took = 1000 * (time.process_time() - begin)
    lost = {change.line_id for change in revision.changes if change.after < change.before}
    own = _hit(snapshot, event, revision)
    return took, len(lost - own), len(lost & own)


def _hit(snapshot: Snapshot, event: Event, revision: Revision) -> set[int]:
    """The lines from which the event itself takes something."""
    gone = set(revision.plan.blocked)
    void = event.subject if event.kind is EventKind.LOT else None
    return {
        one.line.line_id
        for one in snapshot.promised
        if one.allocation_id in gone or one.lot_id == void
    }


def _risk(world: Snapshot, rng: random.Random) -> tuple[Snapshot, Event]:
    critical = [one.line for one in world.promised if one.line.urgency is Urgency.CRITICAL]
    where = rng.choice(world.promised).line.place
    new = replace(rng.choice(critical), line_id=10**6, need_id=10**6, place=where)
    return replace(world, lines=(*world.lines, new)), Event(EventKind.NEED, new.line_id)


def _lot(world: Snapshot, rng: random.Random) -> tuple[Snapshot, Event]:
    return world, Event(EventKind.LOT, rng.choice(world.promised).lot_id)


def _driver(world: Snapshot, rng: random.Random) -> tuple[Snapshot, Event]:
    gone, job = rng.choice(world.on_duty), rng.choice(world.waiting)
    return world, Event(EventKind.DRIVER, gone.driver_id, jobs=(job.job_id,))


def _road(world: Snapshot, rng: random.Random) -> tuple[Snapshot, Event]:
    """A spot somewhere in the city, a kilometre around."""
    spot = rng.choice(world.promised).line.place
    shut = Closure(1, frozenset({Mode.ROAD}), centre=spot, radius_km=1.0)
    return replace(world, closures=(shut,)), Event(EventKind.ROAD, 1)


def standing(instance: dict[str, Any]) -> Snapshot:
    """The instance as a live city whose plan was applied: everything offered, nothing answered."""
    snapshot = _snapshot(instance)
    shared = plan(snapshot, PARAMS, NOW)
    lines = {line.line_id: line for line in snapshot.lines}
    lots = {lot.lot_id: lot for lot in snapshot.lots}
    promised = []
    for at, share in enumerate(shared.allocations, 1):
        line, lot = lines[share.line_id], lots[share.lot_id]
        whose = replace(line, quantity=share.quantity)
        promised.append(Promised(at, share.lot_id, share.quantity, whose, firm=False))
        lines[share.line_id] = replace(line, quantity=line.quantity - share.quantity)
        lots[share.lot_id] = replace(lot, free=lot.free - share.quantity)
    return replace(
        snapshot,
        lines=tuple(line for line in lines.values() if line.quantity),
        lots=tuple(lots.values()),
        promised=tuple(promised),
        waiting=tuple(_waiting(snapshot)),
        told={one.line_id: one.digest for one in shared.why if one.open},
    )


def _snapshot(instance: dict[str, Any]) -> Snapshot:
    return Snapshot(
        goods={
            row["id"]: Goods(
                row["id"], row["group"], row["kg"], row["m3"], substitutes=tuple(row["subs"])
            )
            for row in instance["items"]
        },
        lines=tuple(_line(at, row) for at, row in enumerate(instance["needs"], 1)),
        lots=tuple(_stock(at, row) for at, row in enumerate(instance["lots"], 1)),
        on_duty=tuple(
            OnDuty(at, at, _point(row), Mode.ROAD, row["kg"], row["m3"])
            for at, row in enumerate(instance["vehicles"], 1)
        ),
    )


def _line(at: int, row: dict[str, Any]) -> OpenLine:
    return OpenLine(
        at, at, row["item"], row["qty"], CLASSES[row["urgency"] - 1],
        NOW - timedelta(hours=row["age_h"]), _point(row),
        deadline=NOW + timedelta(hours=row["deadline_h"]), requester_kind=row["kind"],
    )  # fmt: skip


def _stock(at: int, row: dict[str, Any]) -> StockLot:
    return StockLot(
        at, at, row["item"], row["qty"], _point(row), OWNERS[row["owner"]],
        min_lot=row["min_lot"], ready_at=NOW + timedelta(hours=row["ready_h"]),
        expires_at=NOW + timedelta(hours=row["expiry_h"]), only_for=row["only"] or "",
    )  # fmt: skip


def _waiting(snapshot: Snapshot) -> Iterator[WaitingJob]:
    """Jobs nobody is asked for, from a lot to a line."""
    rng = random.Random(f"waiting/{SEED}")
    for number in range(1, WAITING + 1):
        ends = rng.choice(snapshot.lots).place, rng.choice(snapshot.lines).place
        urgency = rng.choice(CLASSES)
        yield WaitingJob(number, ends, 100.0, 0.5, False, False, urgency, reported_at=NOW)


def _point(row: dict[str, Any]) -> Point:
    return Point(row["lat"], row["lon"], row["district"])
