"""The jobs of the live city: confirmed loads, in turn, into the trip where each costs least."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

import numpy as np

from matching import geo
from matching.candidate import needs_licence
from matching.flow.problem import Bools, Floats, Ints
from matching.jobs.build import RARE_H
from matching.jobs.city import read_city
from matching.jobs.insertion import best_slot, insert
from matching.jobs.problem import Stop
from matching.jobs.routes import NEVER, Routes
from matching.model import Mode, StopKind, Urgency
from matching.nodes import BOUND, may_halt
from matching.plan import ProposedJob, ProposedStop
from matching.snapshot import OnDuty, Params, Point, ReadyLoad, Snapshot

ODD_H = 100.0
"""Hours rather gone round than taking a ship, train or aircraft where a car would do."""
ODD = frozenset({Mode.WATER, Mode.AIR, Mode.RAIL})
EMPTY = -1
Spot = tuple[float, float]
RESERVES = 3
"""Drivers named for each job beside its own."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What vehicles are, as columns."""

    driver: Ints
    cold: Bools
    hazmat: Bools
    """Licensed for any amount."""
    odd: Bools
    """No means for a way that a car can go."""
    modes: tuple[Mode, ...]
    detour_h: Floats
    """How much longer one with a trip may drive for one load more."""


@dataclass(slots=True)
class Dispatch:
    """The trips of a run as they grow. Rows of vehicles and loads are in order of their ids."""

    snapshot: Snapshot
    params: Params
    now: datetime
    loads: tuple[ReadyLoad, ...]
    vehicles: tuple[OnDuty, ...]
    routes: Routes
    facts: Facts
    out: Bools
    """Vehicles of drivers who have something to do."""
    aboard: Ints
    """By vehicle: nothing yet, ordinary goods (0) or hazardous ones (1)."""
    kg: Floats
    """All that a vehicle carries on its trip, wherever."""
    measured: Mapping[tuple[Spot, Spot], float]
    """Kilometres by road that a router measured."""
    quantities: dict[int, int] = field(default_factory=dict)
    """What of each load goes aboard, by its row."""
    urgent_held: bool = False

    def use(self, driver_id: int) -> None:
        """Give this driver's other vehicles nothing to do any more."""
        self.out |= self.facts.driver == driver_id

    def unused(self) -> list[OnDuty]:
        """Vehicles that are free, and whose drivers are."""
        return [self.vehicles[at] for at in np.flatnonzero(~self.out)]

    def in_use(self) -> list[OnDuty]:
        """The others."""
        return [self.vehicles[at] for at in np.flatnonzero(self.out)]

    def place(self, row: int) -> bool:
        """Put a load, whole and in time, into the trip where it costs the fewest hours; False if
        no vehicle takes it so."""
        load = self.loads[row]
        if load.urgency is not Urgency.CRITICAL and not self.urgent_held:
            self._hold_urgent()
        return self._insert(row, self._prices(row), self._detours())

    def place_anyhow(self, row: int) -> bool:
        """Give a load that found no place a vehicle of its own, late or for a part of it."""
        self.routes.due[row] = NEVER
        alone = np.where(self.routes.used, NEVER, self._prices(row))
        return self._insert(row, alone, None) or self._in_part(row, alone)

    def jobs(self) -> tuple[ProposedJob, ...]:
        """The trips as jobs to offer."""
        return tuple(self._job(int(at)) for at in np.flatnonzero(self.routes.used))

    def _insert(self, row: int, price: Floats, most: Floats | None) -> bool:
        slot = best_slot(self.routes, row, price, most)
        if slot is None:
            return False
        insert(self.routes, row, slot)
        self.quantities.setdefault(row, self.loads[row].quantity)
        hazmat = bool(self.snapshot.goods[self.loads[row].item_code].hazmat)
        self.aboard[slot.vehicle] = int(hazmat)
        self.kg[slot.vehicle] += self.routes.kg[row]
        self.use(self.vehicles[slot.vehicle].driver_id)
        return True

    def _in_part(self, row: int, price: Floats) -> bool:
        """Fill the vehicle that takes most of a load that is too large for all."""
        load, goods = self.loads[row], self.snapshot.goods[self.loads[row].item_code]
        pieces = np.array(
            [
                min(_pieces(van.kg, goods.unit_kg, load), _pieces(van.m3, goods.unit_m3, load))
                for van in self.vehicles
            ],
            np.int64,
        )
        able = (price < NEVER) & (pieces >= max(1, min(load.min_lot, load.quantity)))
        whole = self.routes.kg[row], self.routes.m3[row]
        for units in sorted(set(pieces[able].tolist()), reverse=True):
            self.routes.kg[row], self.routes.m3[row] = units * goods.unit_kg, units * goods.unit_m3
            self.quantities[row] = units
            if self._insert(row, np.where(able & (pieces == units), price, NEVER), None):
                return True
        self.quantities.pop(row, None)
        self.routes.kg[row], self.routes.m3[row] = whole
        return False

    def _hold_urgent(self) -> None:
        """From now on nothing may make a critical delivery later than it is planned."""
        self.urgent_held = True
        for at in np.flatnonzero(self.routes.used):
            first = int(self.routes.first[at]) + 1
            for place, stop in enumerate(self.routes.stops[at]):
                for row in stop.drops:
                    self.routes.due[row] = float(self.routes.leave[first + place])
            self.routes.renew(int(at))

    def _prices(self, row: int) -> Floats:
        """What each vehicle costs beside the way, in hours; never where it may not.

        Hazardous goods ride with their like only; cold goods need a cold vehicle.
        """
        load, facts = self.loads[row], self.facts
        goods = self.snapshot.goods[load.item_code]
        hazmat = bool(goods.hazmat)
        able = self.routes.used | ~self.out
        able &= (self.aboard == EMPTY) | (self.aboard == int(hazmat))
        price = RARE_H * (facts.hazmat & np.full(len(able), not hazmat))
        if goods.cold_chain:
            able &= facts.cold
        else:
            price = price + RARE_H * facts.cold
        if hazmat:
            unlicensed = np.array(
                [needs_licence(True, kg) for kg in self.kg + self.routes.kg[row]], np.bool_
            )
            able &= facts.hazmat | ~unlicensed
        if not geo.over_sea(load.pickup, load.delivery):
            price = price + ODD_H * facts.odd
        for mode in BOUND & set(facts.modes):
            if not self._halts(mode, (load.pickup, load.delivery)):
                able &= np.array([other is not mode for other in facts.modes], np.bool_)
        return np.where(able, price, NEVER)

    def _halts(self, mode: Mode, places: Iterable[Point]) -> bool:
        return all(may_halt(place, mode, self.snapshot.nodes) for place in places)

    def _detours(self) -> Floats:
        """How many hours more a vehicle may drive: one with a trip only for a short detour."""
        return np.where(self.routes.used, self.facts.detour_h, NEVER)

    def _job(self, at: int) -> ProposedJob:
        vehicle, stops = self.vehicles[at], self.routes.stops[at]
        rows = [row for stop in stops for row in stop.picks]
        points = [vehicle.position, *(self._point(stop) for stop in stops)]
        km = [self._km(one, other, vehicle.mode) for one, other in pairwise(points)]
        slots = slice(int(self.routes.first[at]), int(self.routes.first[at]) + len(points))
        return ProposedJob(
            stops=tuple(self._stop(stop) for stop in stops),
            quantities={self.loads[row].allocation_id: self.quantities[row] for row in rows},
            km=sum(km[1:]),
            kg=vehicle.kg - float(self.routes.full_kg[slots].min()),
            m3=vehicle.m3 - float(self.routes.full_m3[slots].min()),
            shift_id=vehicle.shift_id,
            driver_id=vehicle.driver_id,
            km_to_first_stop=km[0],
            reserve=self._reserve(at),
        )

    def _stop(self, stop: Stop) -> ProposedStop:
        load = self.loads[(*stop.picks, *stop.drops)[0]]
        kind = StopKind.PICKUP if stop.picks else StopKind.DELIVERY
        place = load.pickup_place_id if stop.picks else load.delivery_place_id
        ids = tuple(self.loads[row].allocation_id for row in (*stop.picks, *stop.drops))
        return ProposedStop(kind, place, ids)

    def _point(self, stop: Stop) -> Point:
        load = self.loads[(*stop.picks, *stop.drops)[0]]
        return load.pickup if stop.picks else load.delivery

    def _km(self, one: Point, other: Point, mode: Mode) -> float:
        measured = (
            self.measured.get((geo.spot(one), geo.spot(other))) if mode is Mode.ROAD else None
        )
        estimate = geo.travel_km(one, other, mode, self.params.detour, self.snapshot.links)
        return estimate if measured is None else measured

    def _reserve(self, at: int) -> tuple[int, ...]:
        """The drivers to ask next, nearest first: free ones that could drive the whole job."""
        stops = self.routes.stops[at]
        places = [self._point(stop) for stop in stops]
        start = places[0]
        near = sorted(
            (self._km(van.position, start, van.mode), van.shift_id, other)
            for other, van in enumerate(self.vehicles)
            if not self.out[other] and self._halts(van.mode, places)
        )
        licensed = self.vehicles[at].hazmat
        found: dict[int, None] = {}
        for _, _, other in near:
            van = self.vehicles[other]
            if (van.hazmat or not licensed) and self.routes.drivable(other, stops, in_time=False):
                found.setdefault(van.driver_id)
        return tuple(found)[:RESERVES]


def _pieces(room: float, unit: float, load: ReadyLoad) -> int:
    """How many of the load's pieces of size `unit` fit; what weighs nothing always fits."""
    return load.quantity if unit <= 0 else min(load.quantity, int((room + 1e-9) / unit))


def dispatch(
    snapshot: Snapshot, loads: Sequence[ReadyLoad], params: Params, now: datetime
) -> Dispatch:
    """An empty dispatch of these loads, whose rows are in this order."""
    vehicles = tuple(sorted(snapshot.on_duty, key=lambda vehicle: vehicle.shift_id))
    # Without loads there are no trips: laying out five hundred empty ones takes 50 ms.
    problem = read_city(snapshot, vehicles if loads else (), loads, params, now)
    count = len(vehicles)
    return Dispatch(
        snapshot, params, now, tuple(loads), vehicles, Routes(problem), _facts(vehicles, params),
        measured={(leg.start, leg.end): leg.km for leg in snapshot.measured},
        out=np.zeros(count, np.bool_), aboard=np.full(count, EMPTY), kg=np.zeros(count),
    )  # fmt: skip


def _facts(vehicles: Sequence[OnDuty], params: Params) -> Facts:
    speed = [params.speed_kmh * geo.SPEED_FACTOR[vehicle.mode] for vehicle in vehicles]
    return Facts(
        driver=np.array([vehicle.driver_id for vehicle in vehicles], np.int64),
        cold=np.array([vehicle.cold_chain for vehicle in vehicles], np.bool_),
        hazmat=np.array([vehicle.hazmat for vehicle in vehicles], np.bool_),
        odd=np.array([vehicle.mode in ODD for vehicle in vehicles], np.bool_),
        modes=tuple(vehicle.mode for vehicle in vehicles),
        detour_h=params.max_detour_km / np.array(speed, np.float64),
    )
