"""Who is asked for a job that waits, and why a load or a job finds nobody."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

import numpy as np

from matching import geo
from matching.candidate import needs_licence
from matching.jobs.offers import assign
from matching.model import Mode
from matching.plan import Obstacle, ProposedOffer
from matching.snapshot import Closure, Goods, Link, OnDuty, Point, ReadyLoad, WaitingJob

_STAGES = (
    Obstacle.NO_COLD_CHAIN,
    Obstacle.NO_HAZMAT,
    Obstacle.ROAD_CLOSED,
    Obstacle.VEHICLE_TOO_SMALL,
    Obstacle.ALL_DRIVERS_ASKED,
    Obstacle.NO_VEHICLE,
)
"""The order in which a vehicle is looked at; the farthest any got is the reason we tell."""

TINY = 1e-9
"""Kilograms and cubic metres that sums of floats may differ by."""
ODD_KM = 10_000.0
"""What an odd means (a ship where a car would do) counts as, in kilometres."""


@dataclass(frozen=True, slots=True)
class Roads:
    """What decides whether a vehicle gets through."""

    closures: tuple[Closure, ...]
    now: datetime
    links: tuple[Link, ...] = ()


def next_drivers(
    jobs: Sequence[WaitingJob], free: Sequence[OnDuty], busy: Sequence[OnDuty], roads: Roads
) -> list[ProposedOffer | Obstacle]:
    """For each job, in turn, a suitable driver not asked for it yet, or why there is none.

    Of jobs that cannot all be served the earlier ones are; the drivers go the fewest kilometres in
    all.
    """
    drivers = sorted({vehicle.driver_id for vehicle in free})
    cost = np.full((len(jobs), len(drivers)), np.inf)
    best: dict[tuple[int, int], tuple[float, int, OnDuty]] = {}
    for row, job in enumerate(jobs):
        for vehicle in free:
            if _obstacle_for_job(vehicle, job, roads) is None:
                column = drivers.index(vehicle.driver_id)
                odd, km = _approach(vehicle, job.stops, roads)
                option = (odd * ODD_KM + km, vehicle.shift_id, vehicle)
                if option[:2] < best.get((row, column), (np.inf,))[:2]:
                    best[row, column], cost[row, column] = option, option[0]
    found: list[ProposedOffer | Obstacle] = []
    for row, (job, chosen) in enumerate(zip(jobs, assign(cost), strict=True)):
        if chosen is None:
            found.append(_why_nobody(job, free, busy, roads, bool(np.isfinite(cost[row]).any())))
            continue
        vehicle = best[row, chosen][2]
        _, km = _approach(vehicle, job.stops, roads)
        found.append(ProposedOffer(job.job_id, vehicle.shift_id, vehicle.driver_id, km))
    return found


def why_stuck(
    load: ReadyLoad, goods: Goods, free: Iterable[OnDuty], busy: Iterable[OnDuty], roads: Roads
) -> Obstacle:
    """Why no vehicle takes the load: what the one that came nearest to it lacks. `busy` are the
    vehicles that this plan already uses."""
    obstacles = [_obstacle(vehicle, load, goods, roads) for vehicle in (*free, *busy)]
    return _farthest([one or Obstacle.NO_VEHICLE for one in obstacles])


def _why_nobody(
    job: WaitingJob, free: Sequence[OnDuty], busy: Sequence[OnDuty], roads: Roads, outbid: bool
) -> Obstacle:
    if outbid:
        return Obstacle.NO_VEHICLE
    obstacles = [_obstacle_for_job(vehicle, job, roads) for vehicle in (*free, *busy)]
    return _farthest([one or Obstacle.NO_VEHICLE for one in obstacles])


def _obstacle(vehicle: OnDuty, load: ReadyLoad, goods: Goods, roads: Roads) -> Obstacle | None:
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
    way = (vehicle.position, *stops)
    return all(
        geo.passable(
            a, b, vehicle.mode, vehicle.kg, vehicle.passes, roads.closures, roads.now, roads.links
        )
        for a, b in pairwise(way)
        if a != b
    )


def _approach(vehicle: OnDuty, stops: Sequence[Point], roads: Roads) -> tuple[int, float]:
    """Whether the means is odd for the way (a ship or train where a car would do), and the
    kilometres to the first stop."""
    crossing = any(geo.over_sea(a, b) for a, b in pairwise(stops))
    odd = vehicle.mode in (Mode.WATER, Mode.AIR, Mode.RAIL) and not crossing
    return int(odd), geo.travel_km(vehicle.position, stops[0], vehicle.mode, links=roads.links)


def _farthest(obstacles: Sequence[Obstacle]) -> Obstacle:
    return max(obstacles, key=_STAGES.index, default=Obstacle.NO_VEHICLE)
