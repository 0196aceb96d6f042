"""What an event touches: the goods, jobs and loads that are looked at again. All else stays."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from itertools import pairwise

import numpy as np

from matching import geo
from matching.eligibility import ROAD, World, carriers_of, gets_through
from matching.flow.problem import Bools, Floats
from matching.model import Hold
from matching.snapshot import (
    Closure,
    Goods,
    OnDuty,
    OpenLine,
    Params,
    Point,
    Promised,
    Snapshot,
    WaitingJob,
)

NEAR_VEHICLES = 8
"""Vehicles nearest to the first stop: those that share one of them compete for it."""


class EventKind(StrEnum):
    """What overtakes a plan before the next one is due."""

    NEED = "need"
    """A life is at risk, or somebody's goods will not come; `subject` is the line."""
    LOT = "lot"
    """A lot gives nothing any more; `subject` is its number."""
    DRIVER = "driver"
    """Somebody does not drive what they were to; `subject` is a driver who drives no more."""
    ROAD = "road"
    """A closure, which the snapshot holds; `subject` is its number."""


@dataclass(frozen=True, slots=True)
class Event:
    """One such thing, and what the record knows to hang on it."""

    kind: EventKind
    subject: int
    lines: tuple[int, ...] = ()
    """Lines that lost what was promised to them."""
    jobs: tuple[int, ...] = ()
    """Jobs that need another driver."""
    loads: tuple[int, ...] = ()
    """Allocations that need another job."""
    free: tuple[int, ...] = ()
    """Drivers who said no and are free for something else."""


@dataclass(frozen=True, slots=True)
class Struck:
    """The snapshot with the event in it, and what it touches."""

    snapshot: Snapshot
    lines: frozenset[int] = frozenset()
    jobs: frozenset[int] = frozenset()
    loads: frozenset[int] = frozenset()
    free: frozenset[int] = frozenset()
    blocked: tuple[int, ...] = ()
    """Allocations nobody has answered yet that no vehicle can carry any more."""


def strike(snapshot: Snapshot, events: Iterable[Event], params: Params, now: datetime) -> Struck:
    """All that these events do by themselves. Where the snapshot knows of one already, nothing."""
    struck, shut = Struck(snapshot), set[int]()
    for event in events:
        struck = replace(
            struck,
            lines=struck.lines | set(event.lines),
            jobs=struck.jobs | set(event.jobs),
            loads=struck.loads | set(event.loads),
            free=struck.free | set(event.free),
        )
        if event.kind is EventKind.NEED:
            struck = replace(struck, lines=struck.lines | {event.subject})
        elif event.kind is EventKind.LOT:
            struck = _without_lot(struck, event.subject)
        elif event.kind is EventKind.DRIVER:
            left = tuple(one for one in struck.snapshot.on_duty if one.driver_id != event.subject)
            struck = replace(struck, snapshot=replace(struck.snapshot, on_duty=left))
        else:
            shut.add(event.subject)
    return _behind_closures(struck, shut, params, now) if shut else struck


def _without_lot(struck: Struck, lot_id: int) -> Struck:
    """A lot that is gone takes with it whatever was promised of it: it does not exist. One that
    is held back stays to be named."""
    snapshot = struck.snapshot
    gone = [one for one in snapshot.promised if one.lot_id == lot_id]
    left = (lot for lot in snapshot.lots if lot.lot_id != lot_id or lot.hold is not Hold.NONE)
    whole = replace(snapshot, lots=tuple(left))
    return replace(
        struck,
        snapshot=_without_promises(whole, gone),
        lines=struck.lines | {one.line.line_id for one in gone},
    )


def _behind_closures(
    struck: Struck, shut: Collection[int], params: Params, now: datetime
) -> Struck:
    """Proposals that nobody has answered end where these closures bar every way; what an end has
    said yes to stays, and the jobs that wait are looked at again. All of them at once: of two that
    bar the same way neither alone takes it."""
    snapshot = struck.snapshot
    others = tuple(one for one in snapshot.closures if one.closure_id not in shut)
    if len(others) == len(snapshot.closures):
        return struck
    closed, open_ = (
        _world(snapshot, closures, params, now) for closures in (snapshot.closures, others)
    )
    new = [one for one in snapshot.closures if one.closure_id in shut]
    lots = {lot.lot_id: lot for lot in snapshot.lots}
    gone = [
        one
        for one in snapshot.promised
        if not one.firm
        and one.lot_id in lots
        and any(geo.lies_on(each, lots[one.lot_id].place, one.line.place) for each in new)
        and not any(
            gets_through(way, one.line, lots[one.lot_id], closed) for way in closed.carriers
        )
        and any(gets_through(way, one.line, lots[one.lot_id], open_) for way in open_.carriers)
    ]
    for one in gone:
        lot = lots[one.lot_id]
        lots[one.lot_id] = replace(lot, free=lot.free + one.quantity)
    return replace(
        struck,
        snapshot=_without_promises(replace(snapshot, lots=tuple(lots.values())), gone),
        lines=struck.lines | {one.line.line_id for one in gone},
        jobs=struck.jobs | {job.job_id for job in snapshot.waiting if _barred(job, closed)},
        blocked=(*struck.blocked, *(one.allocation_id for one in gone)),
    )


def _barred(job: WaitingJob, world: World) -> bool:
    """Whether a plain car cannot drive the job."""
    return any(
        geo.closed_between(a, b, ROAD.mode, ROAD.kg, ROAD.passes, world.closures, world.now)
        for a, b in pairwise(job.stops)
    )


def _world(snapshot: Snapshot, closures: Sequence[Closure], params: Params, now: datetime) -> World:
    carriers = carriers_of(snapshot.on_duty)
    held = tuple(closures), snapshot.refused, params, now, snapshot.links, snapshot.nodes
    return World(snapshot.goods, carriers, *held)


def _without_promises(snapshot: Snapshot, gone: Collection[Promised]) -> Snapshot:
    """Their lines are open again, and nothing of them is carried."""
    dead = {one.allocation_id for one in gone}
    return replace(
        snapshot,
        lines=tuple(reopened(snapshot.lines, gone)),
        loads=tuple(load for load in snapshot.loads if load.allocation_id not in dead),
        promised=tuple(one for one in snapshot.promised if one.allocation_id not in dead),
    )


def reopened(lines: Iterable[OpenLine], gone: Iterable[Promised]) -> Iterator[OpenLine]:
    """The lines with what was promised to them open again."""
    found = {line.line_id: line for line in lines}
    for one in gone:
        known = found.get(one.line.line_id)
        more = one.quantity + (known.quantity if known else 0)
        found[one.line.line_id] = replace(known or one.line, quantity=more)
    return (found[number] for number in sorted(found))


def kindred(goods: Mapping[str, Goods], codes: Iterable[str]) -> frozenset[str]:
    """These goods and all that may stand in for one another, directly or through others: needs
    and lots of other goods never meet them."""
    beside: dict[str, set[str]] = {code: set() for code in goods}
    for code, item in goods.items():
        for other in item.substitutes:
            if other in beside:
                beside[code].add(other)
                beside[other].add(code)
    found, left = set[str](), list(codes)
    while left:
        code = left.pop()
        if code not in found:
            found.add(code)
            left.extend(beside.get(code, ()))
    return frozenset(found)


def competing(struck: Struck) -> tuple[frozenset[int], frozenset[int]]:
    """Waiting jobs and loads that want a vehicle which the touched ones want or that is free
    again, and those that want one which these want, and so on."""
    snapshot = struck.snapshot
    if not (struck.jobs or struck.loads or struck.free):
        return frozenset(), frozenset()
    starts = [*(job.stops[0] for job in snapshot.waiting), *(one.pickup for one in snapshot.loads)]
    wants = _wanted(starts, snapshot.on_duty)
    again = np.array([one.driver_id in struck.free for one in snapshot.on_duty], np.bool_)
    touched = [
        *(job.job_id in struck.jobs for job in snapshot.waiting),
        *(one.allocation_id in struck.loads for one in snapshot.loads),
    ]
    reached = np.array(touched, np.bool_) | wants[:, again].any(axis=1)
    grown = bool(reached.any())
    while grown:
        more = reached | wants[:, wants[reached].any(axis=0)].any(axis=1)
        grown, reached = bool((more & ~reached).any()), more
    count = len(snapshot.waiting)
    return (
        frozenset(
            j.job_id for j, in_ in zip(snapshot.waiting, reached[:count], strict=True) if in_
        ),
        frozenset(
            one.allocation_id
            for one, in_ in zip(snapshot.loads, reached[count:], strict=True)
            if in_
        ),
    )


def _wanted(starts: Sequence[Point], vehicles: Sequence[OnDuty]) -> Bools:
    """Which vehicles are among the nearest to each start."""
    near = np.zeros((len(starts), len(vehicles)), np.bool_)
    if near.size:
        count = min(NEAR_VEHICLES, len(vehicles))
        ends = _upright(starts), _upright([one.position for one in vehicles])
        apart = -np.einsum("ik,jk->ij", *ends)
        nearest = np.argsort(apart, axis=1, kind="stable")[:, :count]
        np.put_along_axis(near, nearest, values=True, axis=1)
    return near


def _upright(points: Sequence[Point]) -> Floats:
    """Unit vectors from the Earth's middle: the nearer two points, the larger their product."""
    lat, lon = np.radians(np.array([(one.lat, one.lon) for one in points], np.float64)).T
    return np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)
