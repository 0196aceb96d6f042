"""The order of stops of one vehicle: start with one consignment, insert others that cost little."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from matching import geo
from matching.candidate import Consignment, Trip, Visit, needs_licence
from matching.model import StopKind, Urgency
from matching.snapshot import Closure, OnDuty, Params, Point, ProposedJob, ProposedStop

TINY = 1e-9
"""Kilograms and cubic metres that sums of floats may differ by."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """What every leg of a trip is checked against."""

    closures: tuple[Closure, ...]
    params: Params
    now: datetime


def start_trip(vehicle: OnDuty, consignment: Consignment, params: Params) -> Trip:
    """A trip with one consignment: collect it, deliver it."""
    visits = _visits_of(0, consignment)
    return Trip(vehicle, (consignment,), visits, _km(vehicle, visits, params))


def extend_trip(trip: Trip, consignment: Consignment, conditions: Conditions) -> Trip | None:
    """The trip with one more consignment where it costs the fewest kilometres; None if nowhere.

    Nowhere: too long a detour, too heavy at some leg, too many stops, a closed leg, goods that
    may not share a vehicle, a deadline that the detour would break, or a critical delivery
    that it would hold up.
    """
    if not _may_share(trip, consignment) or _is_full(trip, consignment, conditions.params):
        return None
    carried = (*trip.carried, consignment)
    for visits in _insertions(trip, consignment, conditions.params):
        km = _km(trip.vehicle, visits, conditions.params)
        longer = Trip(trip.vehicle, carried, visits, km)
        if _is_feasible(longer, conditions) and _keeps_promises(trip, longer, conditions):
            return longer
    return None


def to_job(trip: Trip, params: Params) -> ProposedJob:
    """The trip as a job to offer, with neighbouring visits to one place made one stop."""
    stops: list[ProposedStop] = []
    for visit in trip.visits:
        ids = tuple(load.allocation_id for load in trip.carried[visit.load].loads)
        if stops and (stops[-1].kind, stops[-1].place_id) == (visit.kind, visit.place_id):
            ids = stops.pop().allocation_ids + ids
        stops.append(ProposedStop(visit.kind, visit.place_id, ids))
    loads = [load for consignment in trip.carried for load in consignment.loads]
    to_first = _leg(trip.vehicle, trip.vehicle.position, trip.visits[0].point, params)
    aboard = _aboard(trip)
    return ProposedJob(
        stops=tuple(stops),
        quantities={load.allocation_id: load.quantity for load in loads},
        km=trip.km - to_first,
        kg=max(kg for kg, _ in aboard),
        m3=max(m3 for _, m3 in aboard),
        shift_id=trip.vehicle.shift_id,
        driver_id=trip.vehicle.driver_id,
        km_to_first_stop=to_first,
    )


def _visits_of(load: int, consignment: Consignment) -> tuple[Visit, Visit]:
    first = consignment.first
    return (
        Visit(StopKind.PICKUP, load, first.pickup_place_id, first.pickup),
        Visit(StopKind.DELIVERY, load, first.delivery_place_id, first.delivery),
    )


def _insertions(
    trip: Trip, consignment: Consignment, params: Params
) -> Iterator[tuple[Visit, ...]]:
    """The orders with the new pick-up somewhere and its delivery after it, shortest first.

    Detours longer than allowed are left out before anything else is looked at: most are.
    """
    pickup, delivery = _visits_of(len(trip.carried), consignment)
    old, vehicle = trip.visits, trip.vehicle
    way = [vehicle.position, *(visit.point for visit in old)]
    legs = [_leg(vehicle, a, b, params) for a, b in pairwise(way)]
    to_pickup = [_leg(vehicle, point, pickup.point, params) for point in way]
    to_delivery = [_leg(vehicle, point, delivery.point, params) for point in way]
    between = _leg(vehicle, pickup.point, delivery.point, params)

    def onward(distances: Sequence[float], place: int) -> float:
        """From the new stop after `place` on to the next, less the leg this replaces."""
        return distances[place + 1] - legs[place] if place < len(legs) else 0.0

    options = []
    for at in range(len(way)):
        for to in range(at, len(way)):
            if at == to:
                detour = to_pickup[at] + between + onward(to_delivery, at)
            else:
                detour = to_pickup[at] + onward(to_pickup, at)
                detour += to_delivery[to] + onward(to_delivery, to)
            if detour <= params.max_detour_km:
                options.append((detour, at, to))
    for _, at, to in sorted(options):
        yield (*old[:at], pickup, *old[at:to], delivery, *old[to:])


def _may_share(trip: Trip, consignment: Consignment) -> bool:
    """Hazardous goods ride with their like only; cold goods need a cold vehicle."""
    alike = all(other.hazmat == consignment.hazmat for other in trip.carried)
    kg = sum(other.kg for other in trip.carried) + consignment.kg
    licensed = trip.vehicle.hazmat or not needs_licence(consignment.hazmat, kg)
    return alike and licensed and (trip.vehicle.cold_chain or not consignment.cold_chain)


def _is_full(trip: Trip, consignment: Consignment, params: Params) -> bool:
    """Whether no stop is left and none of the trip's places is the consignment's."""
    places = {visit.place_id for visit in trip.visits}
    ours = {consignment.first.pickup_place_id, consignment.first.delivery_place_id}
    return _stops(trip.visits) >= params.max_stops and not places & ours


def _is_feasible(trip: Trip, conditions: Conditions) -> bool:
    """Stops, load and every leg are within what the vehicle and the roads allow."""
    vehicle = trip.vehicle
    if _stops(trip.visits) > conditions.params.max_stops:
        return False
    if any(kg > vehicle.kg + TINY or m3 > vehicle.m3 + TINY for kg, m3 in _aboard(trip)):
        return False
    way = [vehicle.position, *(visit.point for visit in trip.visits)]
    return all(
        geo.passable(
            a, b, vehicle.mode, vehicle.kg, vehicle.passes, conditions.closures, conditions.now
        )
        for a, b in pairwise(way)
        if a != b
    )


def _stops(visits: Sequence[Visit]) -> int:
    """Stops after neighbouring visits of one kind to one place are joined."""
    return 1 + sum((a.kind, a.place_id) != (b.kind, b.place_id) for a, b in pairwise(visits))


def _aboard(trip: Trip) -> list[tuple[float, float]]:
    """(kg, m3) aboard after each visit."""
    aboard, kg, m3 = [], 0.0, 0.0
    for visit in trip.visits:
        sign = 1 if visit.kind is StopKind.PICKUP else -1
        kg += sign * trip.carried[visit.load].kg
        m3 += sign * trip.carried[visit.load].m3
        aboard.append((kg, m3))
    return aboard


def _keeps_promises(before: Trip, after: Trip, conditions: Conditions) -> bool:
    """No delivery becomes late by the new consignment, and nothing holds up a critical one."""
    old, new = _arrivals(before, conditions), _arrivals(after, conditions)
    added = after.carried[-1].urgency
    for load, consignment in enumerate(after.carried):
        was, at = old.get(load), new[load]
        deadline = consignment.deadline
        if deadline is not None and at > deadline and (was is None or was <= deadline):
            return False
        critical = consignment.urgency is Urgency.CRITICAL and added is not Urgency.CRITICAL
        if critical and was is not None and at > was:
            return False
    return True


def _arrivals(trip: Trip, conditions: Conditions) -> dict[int, datetime]:
    """When each consignment, by its number in the trip, is at its place of delivery."""
    params, at, place = conditions.params, conditions.now, trip.vehicle.position
    arrivals: dict[int, datetime] = {}
    before: Visit | None = None
    for visit in trip.visits:
        km = _leg(trip.vehicle, place, visit.point, params)
        at += timedelta(hours=geo.travel_hours(km, trip.vehicle.mode, params.speed_kmh))
        if visit.kind is StopKind.DELIVERY:
            arrivals[visit.load] = at
        if before is None or (before.kind, before.place_id) != (visit.kind, visit.place_id):
            at += params.service
        place, before = visit.point, visit
    return arrivals


def _km(vehicle: OnDuty, visits: Sequence[Visit], params: Params) -> float:
    way = [vehicle.position, *(visit.point for visit in visits)]
    return sum(_leg(vehicle, a, b, params) for a, b in pairwise(way))


def _leg(vehicle: OnDuty, a: Point, b: Point, params: Params) -> float:
    return geo.travel_km(a, b, vehicle.mode, params.detour)
