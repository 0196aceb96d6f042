"""Which vehicle on duty takes what: the nearest that can carry it and gets there."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from matching import geo
from matching.candidate import Consignment, consign, needs_licence
from matching.model import Mode
from matching.snapshot import (
    Closure,
    Goods,
    Obstacle,
    OnDuty,
    Point,
    ProposedOffer,
    ReadyLoad,
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

TINY = 1e-9
"""Kilograms and cubic metres that sums of floats may differ by."""


@dataclass(frozen=True, slots=True)
class Roads:
    """What decides whether a vehicle gets through."""

    closures: tuple[Closure, ...]
    now: datetime


@dataclass(frozen=True, slots=True)
class Choice:
    """The vehicle for a consignment, what goes aboard, and the loads that stay for another one.

    A load that goes aboard in part is in `taken` with the smaller quantity; its remainder is
    planned by the next run, when the record has split it.
    """

    vehicle: OnDuty
    taken: Consignment
    rest: Consignment | None


def choose_vehicle(
    consignment: Consignment,
    free: Iterable[OnDuty],
    busy: Iterable[OnDuty],
    goods: Mapping[str, Goods],
    roads: Roads,
) -> Choice | Obstacle:
    """The nearest free vehicle that takes all; else the one that takes most; else why none.

    `busy` are the vehicles that this plan already uses.
    """
    obstacles, choices = [], []
    for vehicle in free:
        obstacle = _obstacle(vehicle, consignment, roads)
        choice = None if obstacle else _load_up(vehicle, consignment, goods)
        if choice is not None:
            choices.append(choice)
        else:
            obstacles.append(obstacle or Obstacle.VEHICLE_TOO_SMALL)
    if choices:
        return min(choices, key=lambda choice: _preference(choice, consignment))
    for vehicle in busy:
        obstacle = _obstacle(vehicle, consignment, roads)
        could = obstacle is None and _load_up(vehicle, consignment, goods) is not None
        obstacles.append(Obstacle.NO_VEHICLE if could else obstacle or Obstacle.VEHICLE_TOO_SMALL)
    return _farthest(obstacles)


def next_driver(
    job: WaitingJob, free: Sequence[OnDuty], busy: Sequence[OnDuty], roads: Roads
) -> ProposedOffer | Obstacle:
    """The nearest suitable driver who was not asked for this job yet; else why there is none."""
    obstacles, suitable = [], []
    for vehicle in free:
        obstacle = _obstacle_for_job(vehicle, job, roads)
        if obstacle is None:
            suitable.append((*_approach(vehicle, job.stops), vehicle.shift_id, vehicle))
        else:
            obstacles.append(obstacle)
    if suitable:
        _, km, _, vehicle = min(suitable, key=lambda option: option[:3])
        return ProposedOffer(job.job_id, vehicle.shift_id, vehicle.driver_id, km)
    later = (_obstacle_for_job(vehicle, job, roads) or Obstacle.NO_VEHICLE for vehicle in busy)
    return _farthest([*obstacles, *later])


def _obstacle(vehicle: OnDuty, consignment: Consignment, roads: Roads) -> Obstacle | None:
    """The first reason why the vehicle cannot serve the consignment, size aside."""
    if consignment.cold_chain and not vehicle.cold_chain:
        return Obstacle.NO_COLD_CHAIN
    if needs_licence(consignment.hazmat, consignment.kg) and not vehicle.hazmat:
        return Obstacle.NO_HAZMAT
    stops = (consignment.pickup, consignment.delivery)
    return None if _gets_through(vehicle, stops, roads) else Obstacle.ROAD_CLOSED


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
        geo.passable(a, b, vehicle.mode, vehicle.kg, vehicle.passes, roads.closures, roads.now)
        for a, b in pairwise(way)
        if a != b
    )


def _load_up(
    vehicle: OnDuty, consignment: Consignment, goods: Mapping[str, Goods]
) -> Choice | None:
    """What fits aboard, load by load in their order; None if nothing does."""
    kg, m3 = vehicle.kg, vehicle.m3
    taken: list[ReadyLoad] = []
    rest: list[ReadyLoad] = []
    for load in consignment.loads:
        item = goods[load.item_code]
        fits = min(_pieces(kg, item.unit_kg, load), _pieces(m3, item.unit_m3, load))
        if fits >= max(1, min(load.min_lot, load.quantity)):
            kg, m3 = kg - fits * item.unit_kg, m3 - fits * item.unit_m3
            taken.append(replace(load, quantity=fits))
        else:
            rest.append(load)
    if not taken:
        return None
    return Choice(vehicle, consign(taken, goods), consign(rest, goods) if rest else None)


def _pieces(room: float, unit: float, load: ReadyLoad) -> int:
    """How many of the load's pieces of size `unit` fit; what weighs nothing always fits."""
    return load.quantity if unit <= 0 else min(load.quantity, int((room + TINY) / unit))


def _preference(choice: Choice, consignment: Consignment) -> tuple[bool, float, int, float, int]:
    """Everything aboard before a part, the larger part before the smaller, then the nearer."""
    partial = choice.rest is not None or any(
        part.quantity < whole.quantity
        for part, whole in zip(choice.taken.loads, consignment.loads, strict=False)
    )
    share = round(choice.taken.kg, 6) if partial else 0.0
    odd, km = _approach(choice.vehicle, (consignment.pickup, consignment.delivery))
    return partial, -share, odd, km, choice.vehicle.shift_id


def _approach(vehicle: OnDuty, stops: Sequence[Point]) -> tuple[int, float]:
    """Whether the means is odd for the way (a ship or train where a car would do), and the
    kilometres to the first stop."""
    crossing = any(geo.over_sea(a, b) for a, b in pairwise(stops))
    odd = vehicle.mode in (Mode.WATER, Mode.AIR, Mode.RAIL) and not crossing
    return int(odd), geo.travel_km(vehicle.position, stops[0], vehicle.mode)


def _farthest(obstacles: Sequence[Obstacle]) -> Obstacle:
    return max(obstacles, key=_STAGES.index, default=Obstacle.NO_VEHICLE)
