"""A tiny coast for trunk hauls: a depot, a port, the sea, an island port and a clinic."""

from dataclasses import replace

from tiny_city import NOW, PARAMS, at, city, load, van

from matching.model import Mode
from matching.pipeline import plan
from matching.snapshot import Link, Node, Point

ISLAND = "长海县"
FERRY = Link(("甘井子区", ISLAND), Mode.WATER, hours=1.0)
HARBOUR = Node(901, Mode.WATER, at(10), "harbour")
QUAY = Node(902, Mode.WATER, at(31, ISLAND), "quay")
NODES = (HARBOUR, QUAY)


def crossing(number: int = 1, **facts: object):
    """A load from kilometre 0 to a clinic on the island, at kilometre 35."""
    base = load(number, start=0, end=35, delivery=at(35, ISLAND))
    return replace(base, **facts)


def lorry(shift_id: int = 1, **facts: object):
    """A lorry on the mainland, at kilometre 3."""
    return van(shift_id, km=3, **facts)


def ship(shift_id: int = 2, **facts: object):
    """A ship in the harbour."""
    return van(shift_id, km=10, mode=Mode.WATER, **{"kg": 20_000.0, "m3": 100.0} | facts)


def islander(shift_id: int = 3, **facts: object):
    """A van on the island."""
    return van(shift_id, position=at(33, ISLAND), **facts)


FLEET = (lorry(), ship(), islander())


def coast(**parts: object):
    """The coast as a snapshot: the ferry, both ports, and what is given."""
    return city(**{"links": (FERRY,), "nodes": NODES, "on_duty": FLEET} | parts)


def sent(**parts: object):
    """The plan of the coast."""
    return plan(coast(**parts), PARAMS, NOW)


def spot(place_id: int, loads) -> Point:
    """Where a place of a plan is."""
    known = {node.place_id: node.point for node in NODES}
    for one in loads:
        known[one.pickup_place_id], known[one.delivery_place_id] = one.pickup, one.delivery
    return known[place_id]
