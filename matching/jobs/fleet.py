"""Free vehicles as columns: which of them could take a job that waits, the nearest first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

import numpy as np

from matching import geo
from matching.candidate import Carrier, needs_licence
from matching.flow.exact import crosses
from matching.flow.problem import Bools, Circle, Floats, Ints
from matching.model import Mode
from matching.nodes import may_halt
from matching.snapshot import Closure, Link, Node, OnDuty, Point, WaitingJob
from matching.ways import barring

TINY = 1e-9
"""Kilograms and cubic metres that sums of floats may differ by."""
ODD = frozenset({Mode.WATER, Mode.AIR, Mode.RAIL})
"""Means that are odd where a car would do."""
ODD_KM = 10_000.0
"""What an odd means counts as, in kilometres."""


@dataclass(frozen=True, slots=True)
class Option:
    """A vehicle that could take a job: its kilometres to the first stop, and what it counts as."""

    vehicle: OnDuty
    km: float
    cost: float


@dataclass(frozen=True, slots=True)
class Fleet:
    """What free vehicles are. Vehicles of one carrier get through alike."""

    vehicles: tuple[OnDuty, ...]
    carriers: tuple[Carrier, ...]
    bars: tuple[tuple[Closure, ...], ...]
    """The closures in force for each carrier."""
    links: tuple[Link, ...]
    nodes: tuple[Node, ...]
    now: datetime
    carrier: Ints
    """By vehicle."""
    kg: Floats
    m3: Floats
    cold: Bools
    hazmat: Bools
    odd: Bools
    driver: Ints
    shift: Ints
    place: Floats
    """Degrees, 2 x n."""

    @staticmethod
    def of(
        vehicles: Sequence[OnDuty],
        closures: Iterable[Closure],
        now: datetime,
        links: tuple[Link, ...] = (),
        nodes: tuple[Node, ...] = (),
    ) -> "Fleet":
        """Of these vehicles, where these closures may bar them."""
        closed = tuple(closures)
        each = [Carrier(one.mode, one.kg, one.passes) for one in vehicles]
        number = {one: at for at, one in enumerate(dict.fromkeys(each))}
        where = [(one.position.lat, one.position.lon) for one in vehicles]
        return Fleet(
            vehicles=tuple(vehicles),
            carriers=tuple(number),
            bars=tuple(barring(one, closed, now) for one in number),
            links=links,
            nodes=nodes,
            now=now,
            carrier=np.array([number[one] for one in each], np.int64),
            kg=np.array([one.kg for one in vehicles], np.float64),
            m3=np.array([one.m3 for one in vehicles], np.float64),
            cold=np.array([one.cold_chain for one in vehicles], np.bool_),
            hazmat=np.array([one.hazmat for one in vehicles], np.bool_),
            odd=np.array([one.mode in ODD for one in vehicles], np.bool_),
            driver=np.array([one.driver_id for one in vehicles], np.int64),
            shift=np.array([one.shift_id for one in vehicles], np.int64),
            place=np.array(where, np.float64).reshape(-1, 2).T,
        )

    def nearest(self, job: WaitingJob, most: int) -> list[Option]:
        """The vehicles of `most` drivers that could take the job, the nearest first."""
        able = (job.kg <= self.kg + TINY) & (job.m3 <= self.m3 + TINY)
        able &= self.cold | (not job.cold_chain)
        able &= self.hazmat | (not needs_licence(job.hazmat, job.kg))
        able &= ~np.isin(self.driver, list(job.asked))
        able &= np.array([self._halts(one.mode, job) for one in self.carriers], np.bool_)[
            self.carrier
        ]
        able &= self._gets_through(job.stops)
        crossing = any(geo.over_sea(a, b) for a, b in pairwise(job.stops))
        cost = self._km_to(job.stops[0]) + ODD_KM * (self.odd & (not crossing))
        found: dict[int, Option] = {}
        for at in np.lexsort((self.shift, np.where(able, cost, np.inf)))[: int(able.sum())]:
            vehicle = self.vehicles[at]
            if vehicle.driver_id not in found:
                ends = vehicle.position, job.stops[0]
                km = geo.travel_km(*ends, vehicle.mode, links=self.links)
                found[vehicle.driver_id] = Option(vehicle, km, float(cost[at]))
            if len(found) == most:
                break
        return list(found.values())

    def _halts(self, mode: Mode, job: WaitingJob) -> bool:
        """Whether vehicles of a mode take such a job at all: a leg is for its mode only, and ships
        and trains halt at their nodes."""
        places = (may_halt(stop, mode, self.nodes) for stop in job.stops)
        return job.mode in (None, mode) and all(places)

    def _gets_through(self, stops: Sequence[Point]) -> Bools:
        """Which vehicles get to the first stop and from stop to stop, as `geo.passable` has it."""
        first, legs = stops[0], [(a, b) for a, b in pairwise(stops) if a != b]
        onward = np.array(
            [all(self._passes(at, *leg) for leg in legs) for at in range(len(self.carriers))],
            np.bool_,
        )
        homes = [(one.position.district, at) for one, at in self._placed()]
        leads = {home: self._leads(*home, first.district) for home in set(homes)}
        there = np.array([leads[home] for home in homes], np.bool_) & ~self._circled(first)
        for mode, reach in geo.REACH_KM.items():
            walks = np.array([one.mode is mode for one in self.vehicles], np.bool_)
            there &= ~walks | (self._road_km(first) <= reach)
        there |= np.array([one.position == first for one in self.vehicles], np.bool_)
        return onward[self.carrier] & there

    def _placed(self) -> Iterable[tuple[OnDuty, int]]:
        return zip(self.vehicles, self.carrier.tolist(), strict=True)

    def _passes(self, at: int, a: Point, b: Point) -> bool:
        """Whether a carrier gets from one point to another."""
        one = self.carriers[at]
        bars, links = self.bars[at], self.links
        return geo.passable(a, b, one.mode, one.kg, one.passes, bars, self.now, links)

    def _leads(self, district: str, at: int, to: str) -> bool:
        """Whether a carrier gets from one district to another, circles left aside."""
        one = self.carriers[at]
        hours = geo.linked_hours(district, to, one.mode, one.kg, one.passes, self.links)
        shut = (set(bar.link) for bar in self.bars[at] if bar.link is not None)
        return hours is not None and {district, to} not in shut

    def _circled(self, end: Point) -> Bools:
        """Which vehicles have a closed circle between them and a point."""
        found = np.zeros(len(self.vehicles), np.bool_)
        start = np.array([end.lat, end.lon])
        for bar in sorted({bar for bars in self.bars for bar in bars}, key=_number):
            if bar.centre is not None:
                circle = Circle(bar.centre.lat, bar.centre.lon, bar.radius_km)
                barred = np.array([bar in bars for bars in self.bars], np.bool_)[self.carrier]
                found |= barred & crosses(circle, start, self.place)
        return found

    def _straight_km(self, end: Point) -> Floats:
        lat, lon = np.radians(self.place)
        to_lat, to_lon = np.radians(end.lat), np.radians(end.lon)
        half = np.sin((to_lat - lat) / 2) ** 2
        half += np.cos(lat) * np.cos(to_lat) * np.sin((to_lon - lon) / 2) ** 2
        return np.asarray(2 * geo.EARTH_KM * np.arcsin(np.sqrt(np.minimum(1.0, half))))

    def _road_km(self, end: Point) -> Floats:
        straight = self._straight_km(end)
        bend = np.where(straight < geo.SHORT_KM, geo.SHORT_DETOUR, geo.DETOUR)
        return np.asarray(straight * bend)

    def _km_to(self, end: Point) -> Floats:
        """Estimated kilometres of each vehicle to a point, as `geo.travel_km` has them."""
        homes = [(one.position.district, one.mode) for one in self.vehicles]
        links = {
            home: geo.link_between(home[0], end.district, home[1], self.links)
            for home in set(homes)
        }
        added = np.array([link.km if (link := links[home]) else 0.0 for home in homes], np.float64)
        over = np.array([one.mode in geo.OVER_SEA for one in self.vehicles], np.bool_)
        return np.where(over, self._straight_km(end), self._road_km(end)) + added


def _number(closure: Closure) -> int:
    return closure.closure_id
