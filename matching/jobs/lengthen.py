"""One more pick-up and delivery for a job in hand: what is done or promised of it stays.

The stops ahead keep their order, the one the driver is going to stays the next, every promised
delivery comes in its time. The cheapest place for both is found by trying them all.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

from matching import geo
from matching.assign import Roads
from matching.candidate import needs_licence
from matching.jobs.fleet import TINY
from matching.model import StopKind, Urgency
from matching.nodes import may_halt
from matching.snapshot import InHand, Params, Point, StopAhead, WaitingJob

_HOUR = timedelta(hours=1)
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Errand:
    """What is to be taken along from one place to another."""

    pickup: Point
    delivery: Point
    kg: float
    m3: float
    cold_chain: bool = False
    hazmat: bool = False
    critical: bool = False
    deadline: datetime | None = None
    pickup_place_id: int = 0
    """Stops at the same place are one; 0 where the place is not known."""
    delivery_place_id: int = 0


@dataclass(frozen=True, slots=True)
class Where:
    """After so many of the stops ahead, at least one; or at the last of these."""

    after: int
    joins: bool = False


@dataclass(frozen=True, slots=True)
class Detour:
    """Where an errand goes into a job, and what it costs."""

    pickup: Where
    delivery: Where
    km: float
    """Kilometres more."""
    hours: float
    """Hours more, halts included."""
    full_kg: float
    """The most aboard at one time from now on."""
    full_m3: float

    @property
    def new_stops(self) -> int:
        """Stops that are added."""
        return (not self.pickup.joins) + (not self.delivery.joins)


@dataclass(frozen=True, slots=True)
class _Visit:
    """One halt of a trip. Kilograms and cubic metres are taken on (+) or off (-)."""

    point: Point
    kg: float
    m3: float
    own: StopAhead | None = None
    """Empty where the errand makes a stop of its own."""
    brings: bool = False
    """The errand's goods are handed over."""


@dataclass(frozen=True, slots=True)
class _Trip:
    """A trip driven in thought. Hours are from now."""

    there: tuple[float, ...]
    """When it comes to each halt."""
    km: float
    hours: float
    full_kg: float
    full_m3: float


def errand_of(job: WaitingJob) -> Errand | None:
    """A job that waits as an errand, if it goes from one place to one other and is no leg."""
    if len(job.stops) != 2 or job.mode is not None:
        return None
    critical = job.urgency is Urgency.CRITICAL
    pickup, delivery = job.stops
    return Errand(
        pickup, delivery, job.kg, job.m3, job.cold_chain, job.hazmat, critical, job.deadline
    )


def cheapest(job: InHand, errand: Errand, roads: Roads, params: Params) -> Detour | None:
    """Where the errand costs the job the fewest hours; None where it must not take it.

    Of equal places the earlier one is taken.
    """
    if not job.stops or not _may_carry(job, errand, roads):
        return None
    driver = _Driver(job, roads, params)
    before = driver.drive([_own(stop) for stop in job.stops])
    if before is None:
        return None
    found: list[tuple[float, int, Detour]] = []
    for pickup, delivery in _choices(job, errand):
        new = (not pickup.joins) + (not delivery.joins)
        if job.made + len(job.stops) + new > params.max_stops:
            continue
        halts = _halts(job, errand, pickup, delivery)
        after = driver.drive(halts)
        if after is not None and driver.keeps(halts, before, after, errand):
            more = after.km - before.km, after.hours - before.hours
            detour = Detour(pickup, delivery, *more, after.full_kg, after.full_m3)
            found.append((detour.hours, len(found), detour))
    return min(found)[2] if found else None


def lengthened(ahead: Sequence[_T], detour: Detour, pickup: _T, delivery: _T) -> list[_T]:
    """The stops ahead with the new ones among them; what joins a stop adds none."""
    order: list[_T] = []
    for number, stop in enumerate(ahead, 1):
        order.append(stop)
        for where, new in ((detour.pickup, pickup), (detour.delivery, delivery)):
            if where.after == number and not where.joins:
                order.append(new)
    return order


def _may_carry(job: InHand, errand: Errand, roads: Roads) -> bool:
    """Whether the vehicle may have such goods aboard, beside what it has, and halt there."""
    vehicle = job.vehicle
    if job.hazmat is not errand.hazmat or (errand.cold_chain and not vehicle.cold_chain):
        return False
    if needs_licence(errand.hazmat, job.all_kg + errand.kg) and not vehicle.hazmat:
        return False
    ends = (errand.pickup, errand.delivery)
    return all(may_halt(end, vehicle.mode, roads.nodes) for end in ends)


def _choices(job: InHand, errand: Errand) -> Iterator[tuple[Where, Where]]:
    """Every pick-up with every delivery that comes after it."""
    deliveries = list(_places(job.stops, StopKind.DELIVERY, errand.delivery_place_id))
    for pickup in _places(job.stops, StopKind.PICKUP, errand.pickup_place_id):
        for delivery in deliveries:
            if delivery.after >= pickup.after + delivery.joins:
                yield pickup, delivery


def _places(stops: Sequence[StopAhead], kind: StopKind, place_id: int) -> Iterator[Where]:
    """Where such a stop may be: a stop there already, where nobody stands yet, or a new one."""
    for number, stop in enumerate(stops, 1):
        if place_id and stop.kind is kind and stop.place_id == place_id and not stop.arrived:
            yield Where(number, joins=True)
    for number in range(1, len(stops) + 1):
        yield Where(number)


def _own(stop: StopAhead) -> _Visit:
    sign = 1 if stop.kind is StopKind.PICKUP else -1
    return _Visit(stop.point, sign * stop.kg, sign * stop.m3, stop)


def _halts(job: InHand, errand: Errand, pickup: Where, delivery: Where) -> list[_Visit]:
    """The job's stops with the errand's in their places."""
    halts: list[_Visit] = []
    for number, stop in enumerate(job.stops, 1):
        halts.append(_own(stop))
        for where, point, sign in ((pickup, errand.pickup, 1), (delivery, errand.delivery, -1)):
            if where.after != number:
                continue
            kg, m3, brings = sign * errand.kg, sign * errand.m3, sign < 0
            if where.joins:
                own = halts[-1]
                halts[-1] = replace(own, kg=own.kg + kg, m3=own.m3 + m3, brings=brings)
            else:
                halts.append(_Visit(point, kg, m3, brings=brings))
    return halts


class _Driver:
    """Drives one job in thought, and remembers every way it asked for."""

    def __init__(self, job: InHand, roads: Roads, params: Params) -> None:
        self._job, self._roads, self._params = job, roads, params
        self._ways: dict[tuple[Point, Point], tuple[float, float] | None] = {}

    def drive(self, halts: Sequence[_Visit]) -> _Trip | None:
        """The trip from where the vehicle is; None where it does not get through."""
        job, service = self._job, self._params.service / _HOUR
        here, kg, m3, total, hours = job.vehicle.position, job.kg, job.m3, 0.0, 0.0
        full_kg, full_m3, there = kg, m3, []
        for halt in halts:
            way = self._way(here, halt.point)
            if halt.own is not None and halt.own.arrived:
                way = (0.0, 0.0)
            if way is None:
                return None
            total, hours, here = total + way[0], hours + way[1], halt.point
            there.append(hours)
            hours += service
            kg, m3 = kg + halt.kg, m3 + halt.m3
            full_kg, full_m3 = max(full_kg, kg), max(full_m3, m3)
        return _Trip(tuple(there), total, hours, full_kg, full_m3)

    def keeps(self, halts: Sequence[_Visit], before: _Trip, after: _Trip, errand: Errand) -> bool:
        """Whether the vehicle holds it all, the way is short, and everything comes in its time."""
        vehicle, params = self._job.vehicle, self._params
        if after.full_kg > vehicle.kg + TINY or after.full_m3 > vehicle.m3 + TINY:
            return False
        if after.km - before.km > params.max_detour_km + TINY:
            return False
        planned = iter(before.there)
        for halt, there in zip(halts, after.there, strict=True):
            if halt.brings and there > self._due(errand.deadline) + TINY:
                return False
            if halt.own is not None and there > self._latest(halt.own, next(planned), errand):
                return False
        return True

    def _latest(self, stop: StopAhead, planned: float, errand: Errand) -> float:
        """Until when the driver may come to a stop of theirs: a delivery that a life depends on
        waits for none but its like, and what is late already becomes no later."""
        late = planned + self._params.max_delay / _HOUR
        if stop.kind is StopKind.DELIVERY:
            due = self._due(stop.deadline)
            late = min(late, due) if planned <= due else planned
            late = planned if stop.critical and not errand.critical else late
        return late + TINY

    def _due(self, deadline: datetime | None) -> float:
        return float("inf") if deadline is None else (deadline - self._roads.now) / _HOUR

    def _way(self, here: Point, there: Point) -> tuple[float, float] | None:
        """Kilometres and hours from one point to another; None where the vehicle cannot go."""
        if here == there:
            return 0.0, 0.0
        if (here, there) not in self._ways:
            self._ways[here, there] = self._measured(here, there)
        return self._ways[here, there]

    def _measured(self, here: Point, there: Point) -> tuple[float, float] | None:
        van, roads, params = self._job.vehicle, self._roads, self._params
        who = van.mode, van.kg, van.passes
        if not geo.passable(here, there, *who, roads.closures, roads.now, roads.links):
            return None
        extra = geo.linked_hours(here.district, there.district, *who, roads.links) or 0.0
        km = geo.travel_km(here, there, van.mode, params.detour, roads.links)
        return km, geo.travel_hours(km, van.mode, params.speed_kmh) + extra
