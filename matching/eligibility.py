"""What stands between one lot and one line, by the rules of a single pair: the sharing-out judges
all pairs at once and says the same."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from matching import geo
from matching.candidate import Carrier
from matching.model import Hold, Mode
from matching.nodes import transfer_hours
from matching.plan import Obstacle
from matching.snapshot import Closure, Goods, Link, Node, OnDuty, OpenLine, Params, StockLot

ROAD = Carrier(Mode.ROAD)
"""A car without passes is always assumed: somebody will come on duty."""


@dataclass(frozen=True, slots=True)
class World:
    """What a pair is judged by, besides the line and the lot."""

    goods: Mapping[str, Goods]
    carriers: tuple[Carrier, ...]
    closures: tuple[Closure, ...]
    refused: frozenset[tuple[int, int]]
    params: Params
    now: datetime
    links: tuple[Link, ...] = ()
    nodes: tuple[Node, ...] = ()


def carriers_of(on_duty: Iterable[OnDuty]) -> tuple[Carrier, ...]:
    """The different ways to travel that are on duty, and a plain car."""
    ways = {Carrier(vehicle.mode, vehicle.kg, vehicle.passes) for vehicle in on_duty} | {ROAD}
    return tuple(sorted(ways, key=lambda way: (way.mode, way.kg, sorted(way.passes))))


def obstacle_between(line: OpenLine, lot: StockLot, world: World) -> Obstacle | None:
    """The first reason why this lot may not serve this line; None if it may."""
    own = _obstacle_of_lot(line, lot, world)
    if own is not None:
        return own
    ways = [way for way in world.carriers if gets_through(way, line, lot, world)]
    if not ways:
        modes = (way.mode for way in world.carriers)
        lacks = geo.lacks_ship(line.place, modes, world.closures)
        return Obstacle.NO_SHIP if lacks else Obstacle.ROAD_CLOSED
    arrival = min(_arrival(way, line, lot, world) for way in ways)
    if lot.expires_at is not None and lot.expires_at < arrival + world.params.expiry_margin:
        return Obstacle.EXPIRES
    if line.deadline is not None and arrival > line.deadline:
        return Obstacle.TOO_LATE
    return None


def _obstacle_of_lot(line: OpenLine, lot: StockLot, world: World) -> Obstacle | None:
    """What stands in the way whatever the road is like."""
    if lot.hold is Hold.EXPIRED or (lot.expires_at is not None and lot.expires_at <= world.now):
        return Obstacle.EXPIRES
    if lot.hold is not Hold.NONE:
        return Obstacle.ON_HOLD
    if lot.only_for and lot.only_for != line.requester_kind:
        return Obstacle.RESERVED_FOR_OTHERS
    if lot.free <= 0:
        return Obstacle.LOTS_EMPTY
    if (line.line_id, lot.lot_id) in world.refused:
        return Obstacle.REFUSED_BEFORE
    if lot.free < min(lot.min_lot, line.quantity):
        return Obstacle.BELOW_MIN_LOT
    return None


def gets_through(way: Carrier, line: OpenLine, lot: StockLot, world: World) -> bool:
    """Whether such a carrier gets from the lot to the line's place at all."""
    return geo.passable(
        lot.place,
        line.place,
        way.mode,
        way.kg,
        way.passes,
        world.closures,
        world.now,
        world.links,
    )


def _arrival(way: Carrier, line: OpenLine, lot: StockLot, world: World) -> datetime:
    """When goods of the lot can be at the line's place: ready, loaded, driven, changed over at
    nodes. The way of the vehicle to the lot is not known yet and not counted."""
    km = geo.travel_km(lot.place, line.place, way.mode, world.params.detour, world.links)
    start = max(world.now, lot.ready_at or world.now)
    ends = lot.place.district, line.place.district
    hours = geo.travel_hours(km, way.mode, world.params.speed_kmh)
    hours += geo.linked_hours(*ends, way.mode, way.kg, way.passes, world.links) or 0.0
    hours += transfer_hours(way.mode, world.nodes)
    return start + world.params.service + timedelta(hours=hours)
