"""Who is asked for a job that waits, and why a load or a job finds nobody."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

import numpy as np

from matching import geo
from matching.candidate import needs_licence
from matching.jobs.fleet import TINY, Fleet
from matching.jobs.offers import RESERVES, assign
from matching.nodes import may_halt
from matching.plan import Obstacle, ProposedOffer
from matching.snapshot import (
    Closure,
    Goods,
    InHand,
    Link,
    Node,
    OnDuty,
    Point,
    ReadyLoad,
    StopAhead,
    WaitingJob,
)

_STAGES = (
    Obstacle.NO_COLD_CHAIN,
    Obstacle.NO_HAZMAT,
    Obstacle.ROAD_CLOSED,
    Obstacle.VEHICLE_TOO_SMALL,
    Obstacle.ALL_DRIVERS_ASKED,
    Obstacle.NO_VEHICLE,
)
"""The order in which a vehicle is looked at; the farthest any got is the reason we tell."""


@dataclass(frozen=True, slots=True)
class Roads:
    """What decides whether a vehicle gets through."""

    closures: tuple[Closure, ...]
    now: datetime
    links: tuple[Link, ...] = ()
    nodes: tuple[Node, ...] = ()


def next_drivers(
    jobs: Sequence[WaitingJob], free: Sequence[OnDuty], busy: Sequence[OnDuty], roads: Roads
) -> list[ProposedOffer | Obstacle]:
    """For each job, in turn, a suitable driver not asked for it yet, or why there is none.

    Of jobs that cannot all be served the earlier ones are; the drivers go the fewest kilometres in
    all. Of n jobs each needs to be offered to its n nearest only: one of them is always left.
    """
    fleet = Fleet.of(free, roads.closures, roads.now, roads.links, roads.nodes)
    options = [fleet.nearest(job, len(jobs) + RESERVES) for job in jobs]
    drivers = {driver: at for at, driver in enumerate(sorted({v.driver_id for v in free}))}
    cost = np.full((len(jobs), len(drivers)), np.inf)
    for row, asked in enumerate(options):
        for one in asked:
            cost[row, drivers[one.vehicle.driver_id]] = one.cost
    chosen = assign(cost)
    taken = {column for column in chosen if column is not None}
    found: list[ProposedOffer | Obstacle] = []
    for job, asked, column in zip(jobs, options, chosen, strict=True):
        if column is None:
            found.append(Obstacle.NO_VEHICLE if asked else _why_nobody(job, free, busy, roads))
            continue
        mine = next(one for one in asked if drivers[one.vehicle.driver_id] == column)
        ids = [one.vehicle.driver_id for one in asked]
        reserve = tuple(driver for driver in ids if drivers[driver] not in taken)[:RESERVES]
        shift_id, driver_id = mine.vehicle.shift_id, mine.vehicle.driver_id
        found.append(ProposedOffer(job.job_id, shift_id, driver_id, mine.km, reserve))
    return found


def first_able(
    job: WaitingJob, order: Sequence[int], free: Sequence[OnDuty], roads: Roads
) -> ProposedOffer | None:
    """The first of these drivers who is free, suits the job and was not asked for it; the others
    after them stay in reserve."""
    fleet = Fleet.of(free, roads.closures, roads.now, roads.links, roads.nodes)
    able = {one.vehicle.driver_id: one for one in fleet.nearest(job, len(free))}
    for at, driver_id in enumerate(order):
        if driver_id in able:
            one, rest = able[driver_id], tuple(order[at + 1 :])
            return ProposedOffer(job.job_id, one.vehicle.shift_id, driver_id, one.km, rest)
    return None


def can_drive(vehicle: OnDuty, stops: Sequence[Point], roads: Roads) -> bool:
    """Whether the vehicle gets to the first of these stops and from one to the next."""
    return _gets_through(vehicle, stops, roads)


def cut_off_at(job: InHand, roads: Roads, closed: Collection[int]) -> tuple[StopAhead, int] | None:
    """The first stop ahead that its vehicle reaches no more for these closures, as far as we know,
    and the first closure that bars the way there; without them it would get there."""
    shut = tuple(c for c in roads.closures if c.closure_id in closed)
    open_ = replace(roads, closures=tuple(c for c in roads.closures if c not in shut))
    here = job.vehicle.position
    for stop in job.stops:
        there = stop.point
        if not stop.arrived and _passes(job.vehicle, here, there, open_):
            for one in shut:
                if not _passes(job.vehicle, here, there, replace(roads, closures=(one,))):
                    return stop, one.closure_id
        here = there
    return None


def why_stuck(
    load: ReadyLoad, goods: Goods, free: Iterable[OnDuty], busy: Iterable[OnDuty], roads: Roads
) -> Obstacle:
    """Why no vehicle takes the load: what the one that came nearest to it lacks. `busy` are the
    vehicles that this plan already uses."""
    obstacles = (obstacle_to(vehicle, load, goods, roads) for vehicle in (*free, *busy))
    return _farthest(one or Obstacle.NO_VEHICLE for one in obstacles)


def _why_nobody(
    job: WaitingJob, free: Sequence[OnDuty], busy: Sequence[OnDuty], roads: Roads
) -> Obstacle:
    able = (one for one in (*free, *busy) if job.mode in (None, one.mode))
    obstacles = (_obstacle_for_job(vehicle, job, roads) for vehicle in able)
    return _farthest(one or Obstacle.NO_VEHICLE for one in obstacles)


def obstacle_to(vehicle: OnDuty, load: ReadyLoad, goods: Goods, roads: Roads) -> Obstacle | None:
    """The first reason why the vehicle cannot serve the load, were it free."""
    if goods.cold_chain and not vehicle.cold_chain:
        return Obstacle.NO_COLD_CHAIN
    if needs_licence(bool(goods.hazmat), load.quantity * goods.unit_kg) and not vehicle.hazmat:
        return Obstacle.NO_HAZMAT
    if not _gets_through(vehicle, (load.pickup, load.delivery), roads):
        return Obstacle.ROAD_CLOSED
    least = max(1, min(load.min_lot, load.quantity))
    too_heavy = least * goods.unit_kg > vehicle.kg + TINY
    if too_heavy or least * goods.unit_m3 > vehicle.m3 + TINY:
        return Obstacle.VEHICLE_TOO_SMALL
    return None


def _obstacle_for_job(vehicle: OnDuty, job: WaitingJob, roads: Roads) -> Obstacle | None:
    if job.cold_chain and not vehicle.cold_chain:
        return Obstacle.NO_COLD_CHAIN
    if needs_licence(job.hazmat, job.kg) and not vehicle.hazmat:
        return Obstacle.NO_HAZMAT
    if not _gets_through(vehicle, job.stops, roads):
        return Obstacle.ROAD_CLOSED
    if job.kg > vehicle.kg + TINY or job.m3 > vehicle.m3 + TINY:
        return Obstacle.VEHICLE_TOO_SMALL
    return Obstacle.ALL_DRIVERS_ASKED if vehicle.driver_id in job.asked else None


def _gets_through(vehicle: OnDuty, stops: Sequence[Point], roads: Roads) -> bool:
    if not all(may_halt(stop, vehicle.mode, roads.nodes) for stop in stops):
        return False
    way = (vehicle.position, *stops)
    return all(_passes(vehicle, a, b, roads) for a, b in pairwise(way))


def _passes(van: OnDuty, a: Point, b: Point, roads: Roads) -> bool:
    who = van.mode, van.kg, van.passes
    return a == b or geo.passable(a, b, *who, roads.closures, roads.now, roads.links)


def _farthest(obstacles: Iterable[Obstacle]) -> Obstacle:
    """The one that came farthest; behind the last of them nobody can be."""
    farthest = -1
    for one in obstacles:
        farthest = max(farthest, _STAGES.index(one))
        if farthest == len(_STAGES) - 1:
            break
    return _STAGES[farthest]
