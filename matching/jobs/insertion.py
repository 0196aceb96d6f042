"""Where a shipment fits best: the cheapest feasible stops for its pick-up and its delivery.

Times are closed forms of what each slot holds, after Savelsbergh's forward time slack
("The vehicle routing problem with time windows: minimizing route duration", 1992).
"""

from dataclasses import dataclass, replace

import numpy as np

from matching.flow.problem import Bools, Floats, Ints
from matching.jobs.ground import Singles
from matching.jobs.problem import Stop
from matching.jobs.routes import NEVER, Routes

FEW = 8
"""Vehicles looked at in full at a time."""
MANY, NEAREST = 600, 150
"""Of more vehicles than the first only the nearest ones are looked at, so many."""
EDGE_H = 1e-5
"""Hours a plan keeps from every limit: rows of the ground are float32."""
TINY = 1e-9
"""Kilograms, cubic metres and costs that sums of floats may differ by."""


@dataclass(frozen=True, slots=True)
class Slot:
    """After which stops of a vehicle a shipment is picked up and delivered; 0 is its start."""

    cost: float
    vehicle: int
    pickup: int
    delivery: int


@dataclass(frozen=True, slots=True)
class _Asked:
    """What every slot says to one shipment; arrays by slot."""

    due: float
    gone: Floats
    """When it would leave with the goods."""
    on_pickup: Singles
    """Hours from the pick-up on to the next stop."""
    to_delivery: Floats
    """Hours to the delivery and for it."""
    on_delivery: Singles
    cost_pickup: Floats
    cost_delivery: Floats
    new_pickup: Ints
    new_delivery: Ints
    """Stops that are added."""
    kg: float
    m3: float


def best_slot(routes: Routes, one: int, price: Floats, most: Floats | None = None) -> Slot | None:
    """The slot that costs the fewest hours more, the price of its vehicle included.

    `price` is in hours by vehicle, `NEVER` for one that may not be used; `most` are the hours a
    vehicle may drive longer for it. Of equal slots the first vehicle's is taken.
    """
    if not len(price):
        return None
    if len(price) > MANY:
        return _of_near(routes, one, price, most)
    # Infinite, for a stop may shorten the way (a link that adds hours is gone round), and never
    # less a little is not never.
    price = np.where(price < NEVER, price, np.inf)
    asked, at_once = _ask(routes, one, price, most)
    slot = int(np.argmin(at_once))
    limit, found = float(at_once[slot]), None
    if limit < NEVER:
        vehicle = int(routes.vehicle[slot])
        where = slot - int(routes.first[vehicle])
        found = Slot(limit, vehicle, where, where)
    least = np.minimum.reduceat(asked.cost_pickup, routes.first)
    least = least + np.minimum.reduceat(asked.cost_delivery, routes.first) + price
    order = np.flatnonzero(least < limit - TINY)
    order = order[np.argsort(least[order], kind="stable")]
    for start in range(0, len(order), FEW):
        some = order[start : start + FEW]
        if least[some[0]] >= limit - TINY:
            break
        better = _between(routes, asked, some, price, most)
        if better is not None and better.cost < limit - TINY:
            found, limit = better, better.cost
    return found


def _of_near(routes: Routes, one: int, price: Floats, most: Floats | None) -> Slot | None:
    """The best slot of the nearest vehicles: thousands are too many to ask each."""
    vehicles = np.sort(nearest(routes, one, price)[:NEAREST])
    some = None if most is None else most[vehicles]
    found = best_slot(routes.part(vehicles), one, price[vehicles], some)
    return found and replace(found, vehicle=int(vehicles[found.vehicle]))


def nearest(routes: Routes, one: int, price: Floats) -> Ints:
    """Vehicles that could be at its pick-up in time, the one that comes nearest first."""
    ships, ground = routes.problem.shipments, routes.problem.ground
    # Every vehicle has at least one slot that is open: its last stop, or its start.
    open_ = np.flatnonzero(routes.leave < NEVER)
    place, gait = routes.place[open_], routes.gait[open_]
    way = ground.at_least(int(ships.pickup[one]), place, gait).astype(np.float64)
    way[routes.leave[open_] + way > routes.due[one]] = NEVER
    near = np.minimum.reduceat(way, np.searchsorted(open_, routes.first)) + price
    order = np.argsort(near, kind="stable")
    return order[near[order] < NEVER]


def _ask(routes: Routes, one: int, price: Floats, most: Floats | None) -> tuple[_Asked, Floats]:
    """What all slots say, and what picking up and delivering at once after each would cost."""
    problem = routes.problem
    ships, rules = problem.shipments, problem.rules
    pickup, delivery = int(ships.pickup[one]), int(ships.delivery[one])
    kg, m3, due = routes.kg[one], routes.m3[one], routes.due[one] - EDGE_H
    joins_p = np.flatnonzero(routes.joins_pickup & (routes.place == pickup))
    joins_d = np.flatnonzero(routes.joins_delivery & (routes.place == delivery))
    (to_p, on_p), (to_d, on_d) = _ways(routes, pickup), _ways(routes, delivery)
    straight = _between_them(routes, pickup, delivery)
    ready = float(ships.ready[one]) + rules.pickup_h
    to_p += rules.pickup_h
    to_d += rules.delivery_h
    to_p[joins_p], to_d[joins_d] = 0.0, 0.0
    gone = np.maximum(routes.leave + to_p, ready)
    holds = (routes.left_kg >= kg - TINY) & (routes.left_m3 >= m3 - TINY)
    holds[joins_p] = (
        (routes.full_kg[joins_p] >= kg - TINY)
        & (routes.full_m3[joins_p] >= m3 - TINY)
        & (gone[joins_p] <= routes.latest[joins_p] - EDGE_H)
    )
    new_p, new_d = np.ones(len(gone), np.int64), np.ones(len(gone), np.int64)
    new_p[joins_p], new_d[joins_d] = 0, 0
    there = gone + straight + rules.delivery_h
    cost = to_p + (straight + rules.delivery_h) + on_d - routes.spared
    good = holds & (there <= due) & (there + on_d <= routes.by - EDGE_H)
    good &= routes.spare >= new_p + 1
    if most is not None:
        way = cost - new_p * rules.pickup_h - rules.delivery_h
        good &= way <= most[routes.vehicle]
    at_once = np.where(good, cost + price[routes.vehicle], np.inf)
    added = to_p + on_p - routes.spared
    added[joins_p] = 0.0
    fine = holds & (gone + on_p <= routes.by_next - EDGE_H)
    cost_p = np.where(fine, added, np.inf)
    there = routes.leave + to_d
    fine = (there <= due) & (there + on_d <= routes.by - EDGE_H)
    added = to_d + on_d - routes.spared
    added[joins_d] = 0.0
    cost_d = np.where(fine, added, np.inf)
    asked = _Asked(due, gone, on_p, to_d, on_d, cost_p, cost_d, new_p, new_d, kg, m3)
    return asked, at_once


def _ways(routes: Routes, place: int) -> tuple[Floats, Singles]:
    """Hours from each slot's place to this one, and from this one on to the next stop's."""
    to = routes.hours_to(place)
    on = np.append(to[1:], np.float32(0.0))
    on[routes.last] = 0.0
    return to.astype(np.float64), on


def _between_them(routes: Routes, pickup: int, delivery: int) -> Singles:
    """Hours from the pick-up to the delivery, by the gait of each slot's vehicle."""
    ground = routes.problem.ground
    gaits = np.arange(int(routes.gait.max()) + 1)
    return ground.hours_to(pickup, gaits * (len(ground) + 1) + delivery)[routes.gait]


def _between(
    routes: Routes, asked: _Asked, vehicles: Ints, price: Floats, most: Floats | None
) -> Slot | None:
    """The best slot of these vehicles with at least one stop between pick-up and delivery."""
    width = int(max(len(routes.stops[vehicle]) for vehicle in vehicles)) + 1
    steps = np.arange(width)
    slots = routes.first[vehicles][:, None] + steps
    slots = np.minimum(slots, (routes.first + routes.width - 1)[vehicles][:, None])
    inside = steps <= np.array([len(routes.stops[vehicle]) for vehicle in vehicles])[:, None]
    later: Bools = (steps[None, :] > steps[:, None]) & inside[:, None, :] & inside[:, :, None]
    delay = asked.gone[slots] + asked.on_pickup[slots] - routes.onward[slots]
    idle = routes.idle[slots]
    # Waiting for goods on the way makes up for the delay, up to all of it.
    left = delay[:, :, None] - (idle[:, None, :] - idle[:, :, None])
    there = routes.leave[slots][:, None, :] + np.maximum(0.0, left)
    there += asked.to_delivery[slots][:, None, :]
    good = later & (there <= asked.due)
    good &= there + asked.on_delivery[slots][:, None, :] <= (routes.by[slots] - EDGE_H)[:, None, :]
    new = asked.new_pickup[slots][:, :, None] + asked.new_delivery[slots][:, None, :]
    good &= new <= routes.spare[slots][:, :, None]
    for full, load in ((routes.full_kg, asked.kg), (routes.full_m3, asked.m3)):
        room = np.where(later, full[slots][:, None, :], NEVER)
        good &= np.minimum.accumulate(room, axis=2) >= load - TINY
    cost = asked.cost_pickup[slots][:, :, None] + asked.cost_delivery[slots][:, None, :]
    if most is not None:
        rules = routes.problem.rules
        halts = (
            asked.new_pickup[slots] * rules.pickup_h,
            asked.new_delivery[slots] * rules.delivery_h,
        )
        good &= cost - halts[0][:, :, None] - halts[1][:, None, :] <= most[vehicles][:, None, None]
    cost = np.where(good, cost + price[vehicles][:, None, None], np.inf)
    best = int(np.argmin(cost))
    row, rest = divmod(best, width * width)
    pickup, delivery = divmod(rest, width)
    if cost[row, pickup, delivery] >= NEVER:
        return None
    return Slot(float(cost[row, pickup, delivery]), int(vehicles[row]), pickup, delivery)


def insert(routes: Routes, one: int, slot: Slot) -> None:
    """Put the shipment into the slot, at a stop that is there already where it may join one."""
    ships = routes.problem.shipments
    stops = list(routes.stops[slot.vehicle])
    place, at = int(ships.delivery[one]), slot.delivery
    if slot.delivery > slot.pickup and _is_there(routes, slot.vehicle, at, place, False):
        stops[at - 1] = replace(stops[at - 1], drops=(*stops[at - 1].drops, one))
    else:
        stops.insert(at, Stop(place, drops=(one,)))
    place, at = int(ships.pickup[one]), slot.pickup
    if _is_there(routes, slot.vehicle, at, place, True):
        stops[at - 1] = replace(stops[at - 1], picks=(*stops[at - 1].picks, one))
    else:
        stops.insert(at, Stop(place, picks=(one,)))
    routes.assign(slot.vehicle, stops)


def _is_there(routes: Routes, vehicle: int, at: int, place: int, pickup: bool) -> bool:
    """Whether the stop before is at this place and may be joined."""
    if at <= routes.frozen[vehicle]:
        return False
    stop = routes.stops[vehicle][at - 1]
    return stop.place == place and routes.may_join(stop, pickup)


def without(stops: tuple[Stop, ...], gone: frozenset[int]) -> tuple[Stop, ...]:
    """The stops without these shipments; a stop where nothing is left to do falls away."""
    kept = (
        Stop(
            stop.place,
            tuple(one for one in stop.picks if one not in gone),
            tuple(one for one in stop.drops if one not in gone),
        )
        for stop in stops
    )
    return tuple(stop for stop in kept if stop.picks or stop.drops)
