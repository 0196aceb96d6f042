"""The live snapshot as a jobs problem."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np

from matching import geo
from matching.candidate import Carrier
from matching.flow.city import City
from matching.flow.problem import FAR_H, Floats, Reach, Way
from matching.flow.reach import URGENT
from matching.jobs.ground import Bends, Gait, Ground
from matching.jobs.problem import JobsProblem, Rules, Shipments, Vehicles
from matching.jobs.reach import Docks, reach_of
from matching.jobs.routes import NEVER
from matching.model import Mode
from matching.nodes import BOUND
from matching.snapshot import Goods, Link, OnDuty, Params, Point, ReadyLoad, Snapshot
from matching.ways import road_links, ways_of

UNKNOWN = Goods("", "", 0.0, 0.0)
"""Goods that the catalogue does not know: nothing is known against any vehicle."""


def read_city(
    snapshot: Snapshot,
    vehicles: Sequence[OnDuty],
    loads: Sequence[ReadyLoad],
    params: Params,
    now: datetime,
) -> JobsProblem:
    """The problem of these vehicles and loads, whose rows are in this order."""
    places = _Places()
    starts = [places.of(("start", van.shift_id), van.position) for van in vehicles]
    ends = [
        (
            places.of(("place", load.pickup_place_id), load.pickup),
            places.of(("place", load.delivery_place_id), load.delivery),
        )
        for load in loads
    ]
    districts = places.districts()
    ways, gait_of = ways_of(_carriers(vehicles), snapshot, districts, params, now)
    gaits = _gaits(ways, gait_of, vehicles)
    measured = _measured(snapshot, places.points)
    ground = _ground(places, districts, gaits, snapshot, params, measured)
    service = params.service / timedelta(hours=1)
    return JobsProblem(
        ground=ground,
        vehicles=_fleet(vehicles, starts, gait_of),
        shipments=_shipments(snapshot, loads, ends, now, service),
        rules=Rules(service, service, params.max_stops, mixed_stops=False),
    )


def within_reach(city: City, snapshot: Snapshot, params: Params, now: datetime) -> City:
    """The sharing-out of the city with regard to where the free vehicles on duty are: as it was
    where there are none, or nothing is urgent."""
    problem, vehicles = city.problem, sorted(snapshot.on_duty, key=lambda van: van.shift_id)
    if not vehicles or not city.lots or not (problem.needs.urgency < URGENT).any():
        return city
    places, carriers = _Places(), _carriers(vehicles)
    starts = [places.of(("start", van.shift_id), van.position) for van in vehicles]
    goods = [snapshot.goods.get(lot.item_code, UNKNOWN) for lot in city.lots]
    docks = Docks(
        place=np.array([places.of(("lot", lot.lot_id), lot.place) for lot in city.lots], np.int64),
        ready=problem.lots.ready,
        cold=np.array([item.cold_chain for item in goods], np.bool_),
        hazmat=np.zeros(len(city.lots), np.bool_),  # a little of it needs no licence
        kg=np.array([item.unit_kg for item in goods], np.float64),
        m3=np.array([item.unit_m3 for item in goods], np.float64),
    )
    ways, gait_of = ways_of(carriers, snapshot, city.districts, params, now)
    onward, _ = ways_of(carriers, snapshot, city.districts, params, now, over_nodes=True)
    gaits = _gaits(ways, gait_of, vehicles)
    measured = _measured(snapshot, places.points)
    ground = _ground(places, city.districts, gaits, snapshot, params, measured)
    # A deadline is kept by being there: handing over comes after it.
    service = Rules(params.service / timedelta(hours=1), 0.0)
    reach = reach_of(ground, _fleet(vehicles, starts, gait_of), docks, service, onward)
    for at, way in enumerate(onward):
        if way.mode in BOUND:
            cold = any(van.cold_chain for van in vehicles if van.mode is way.mode)
            _as_trunk(reach, at, city.districts, snapshot.links)
            reach.leave[at] = np.where(docks.cold & ~cold, np.inf, docks.ready + service.pickup_h)
            reach.until[at] = FAR_H
    return replace(city, problem=replace(problem, reach=reach))


def _as_trunk(reach: Reach, at: int, districts: Sequence[str], links: Sequence[Link]) -> None:
    """Let a way of ships or trains lead over the sea and over links of its own only. Others bring
    the goods to it: its own way to the lot says nothing."""
    way = reach.ways[at]
    for row, one in enumerate(districts):
        for column, other in enumerate(districts):
            over = geo.over_sea(Point(0, 0, one), Point(0, 0, other))
            if not over and geo.link_between(one, other, way.mode, links) is None:
                way.hours[row, column] = np.inf


def _carriers(vehicles: Sequence[OnDuty]) -> list[Carrier]:
    return [Carrier(vehicle.mode, vehicle.kg, vehicle.passes) for vehicle in vehicles]


def _ground(
    places: "_Places",
    districts: Sequence[str],
    gaits: tuple[Gait, ...],
    snapshot: Snapshot,
    params: Params,
    measured: Floats | None = None,
) -> Ground:
    return Ground(
        np.array([(point.lat, point.lon) for point in places.points], np.float64).reshape(-1, 2).T,
        np.array([districts.index(point.district) for point in places.points], np.int64),
        gaits,
        road_links(districts, snapshot.links),
        Bends(params.detour, geo.SHORT_DETOUR, geo.SHORT_KM),
        measured,
    )


class _Places:
    """Numbers the places that a run knows."""

    def __init__(self) -> None:
        self.number: dict[tuple[str, int], int] = {}
        self.points: list[Point] = []

    def of(self, key: tuple[str, int], point: Point) -> int:
        """The number of a place by its id."""
        if key not in self.number:
            self.number[key] = len(self.points)
            self.points.append(point)
        return self.number[key]

    def districts(self) -> list[str]:
        """The names of all districts that occur."""
        return sorted({point.district for point in self.points})


def _gaits(
    ways: Sequence[Way], gait_of: Sequence[int], vehicles: Sequence[OnDuty]
) -> tuple[Gait, ...]:
    on_roads = {at for at, van in zip(gait_of, vehicles, strict=True) if van.mode is Mode.ROAD}
    return tuple(Gait(way, way.speed_kmh, at in on_roads) for at, way in enumerate(ways))


def _measured(snapshot: Snapshot, points: Sequence[Point]) -> Floats | None:
    """Hours by road between places where a router measured them."""
    if not snapshot.measured:
        return None
    spots = {end for leg in snapshot.measured for end in (leg.start, leg.end)}
    number = {spot: at for at, spot in enumerate(sorted(spots))}
    hours = np.full((len(number) + 1, len(number) + 1), np.nan)
    for leg in snapshot.measured:
        hours[number[leg.start], number[leg.end]] = leg.hours
    rows = np.array([number.get(geo.spot(point), len(number)) for point in points], np.int64)
    return hours[np.ix_(rows, rows)]


def _fleet(vehicles: Sequence[OnDuty], starts: Sequence[int], gaits: Sequence[int]) -> Vehicles:
    count = len(vehicles)
    return Vehicles(
        place=np.array(starts, np.int64),
        gait=np.array(gaits, np.int64),
        kg=np.array([vehicle.kg for vehicle in vehicles], np.float64),
        m3=np.array([vehicle.m3 for vehicle in vehicles], np.float64),
        start=np.zeros(count),
        end=np.full(count, FAR_H),
        cold=np.array([vehicle.cold_chain for vehicle in vehicles], np.bool_),
        hazmat=np.ones(count, np.bool_),  # a little of it needs no licence: `_may_carry` decides
    )


def _shipments(
    snapshot: Snapshot,
    loads: Sequence[ReadyLoad],
    ends: Sequence[tuple[int, int]],
    now: datetime,
    service: float,
) -> Shipments:
    goods = [snapshot.goods[load.item_code] for load in loads]
    units = np.array([load.quantity for load in loads], np.float64)
    return Shipments(
        pickup=np.array([pickup for pickup, _ in ends], np.int64),
        delivery=np.array([delivery for _, delivery in ends], np.int64),
        ready=np.full(len(loads), -FAR_H),
        # A deadline is kept by being there; what is planned is when the vehicle leaves again.
        due=np.array([_due(load.deadline, now, service) for load in loads], np.float64),
        worth=np.ones(len(loads)),
        kg=units * np.array([item.unit_kg for item in goods], np.float64),
        m3=units * np.array([item.unit_m3 for item in goods], np.float64),
        cold=np.array([item.cold_chain for item in goods], np.bool_),
        hazmat=np.array([bool(item.hazmat) for item in goods], np.bool_),
    )


def _due(deadline: datetime | None, now: datetime, service: float) -> float:
    return NEVER if deadline is None else (deadline - now) / timedelta(hours=1) + service
